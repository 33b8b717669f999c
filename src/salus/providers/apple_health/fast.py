"""The fast path: Records in the usual form, found by one expression and read in columns.

Takes only what the real parser would read in the same way, and leaves the rest to it: another order of
attributes, another quote, an entity in a value, a date or number that is not plain, events, anything with
children other than metadata. What heads and metadata mean is asked of the real parser once and remembered.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from salus.providers.apple_health.collecting import LONGEST_SAMPLE_MS, Collecting, series_of
from salus.providers.apple_health.dates import parse_dates
from salus.providers.apple_health.elements import Parsed, parse_element
from salus.providers.apple_health.metadata import plain_key
from salus.providers.apple_health.plans import DECIDING_KEYS, How, Plan, plan_record
from salus.providers.base.records import ZoneClaim

_ENTRY: Final = rb'<MetadataEntry key="([^"<&\r\n\t]*)" value="([^"<&\r\n\t]*)"/>'
_ROWS: Final = re.compile(
    rb'(<Record (type="[^"]*" sourceName="[^"]*"(?: sourceVersion="[^"]*")?)'
    rb'(?: device="&lt;&lt;HKDevice: 0x[0-9a-f]+&gt;([^"]*)")?'
    rb'(?: unit="([^"]*)")?'
    rb'(?: creationDate="[-+0-9: ]*")?'
    rb' startDate="([^"]*)" endDate="([^"]*)" value="([^"<&]*)"'
    rb"(/>|>(?:[ \t\r\n]*" + _ENTRY.replace(b"(", b"(?:") + rb")*[ \t\r\n]*</Record>)"
    rb"[ \t\r\n]*)"
    rb"|(<[^<]*)"
)
_ENTRIES: Final = re.compile(_ENTRY)
_SLOW: Final = -1
_REMEMBERED: Final = 20_000
_NUMBER_BYTES: Final = b"0123456789+-.eE"


@dataclass(frozen=True, slots=True)
class Rows:
    """Everything from a position on, cut into Records in the usual form and fragments of all else.

    Fragments begin at a `<` and reach to the next; rows and fragments together cover the text.
    """

    keys: list[tuple[bytes, bytes, bytes, bytes]]
    """Head, device, unit and children of each row: all that its meaning depends on."""
    starts: tuple[bytes, ...]
    ends: tuple[bytes, ...]
    values: tuple[bytes, ...]
    positions: NDArray[np.int64]
    lengths: NDArray[np.int64]
    fragments: NDArray[np.int64]
    """Indexes of the rows that are fragments, ascending."""


def find_rows(text: bytes, at: int) -> Rows:
    """Cut `text` from `at` on, where a `<` stands."""
    found = _ROWS.findall(text, at)
    whole, heads, devices, units, starts, ends, values, children, others = zip(*found, strict=True)
    n = len(found)
    lengths = np.fromiter(map(len, whole), np.int64, n)
    fragments = np.flatnonzero(lengths == 0)
    for index in fragments.tolist():
        lengths[index] = len(others[index])
    positions = at + np.cumsum(lengths) - lengths
    keys = list(zip(heads, devices, units, children, strict=True))
    return Rows(keys, starts, ends, values, positions, lengths, fragments)


@dataclass(slots=True)
class FastPath:
    """Reads rows into columns; remembers what heads mean, which depends on the bytes alone."""

    _known: dict[tuple[bytes, bytes, bytes, bytes], int] = field(default_factory=dict)
    _by_meaning: dict[tuple[bytes, bytes, bytes, tuple[tuple[str, str], ...]], int] = field(
        default_factory=dict
    )
    _plans: list[Plan] = field(default_factory=list)
    _codes: list[dict[bytes, float]] = field(default_factory=list)

    def add_rows(
        self, out: Collecting, rows: Rows, chosen: NDArray[np.int64], offsets: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """Add the chosen rows (indexes, ascending); `offsets` are their places in the file.

        Returns the indexes of those that the real parser must read.
        """
        if not len(chosen):
            return chosen
        if len(self._known) > _REMEMBERED:
            self._forget()
        first, last = int(chosen[0]), int(chosen[-1]) + 1
        if last - first == len(chosen):
            begins, finishes = list(rows.starts[first:last]), rows.ends[first:last]
            values: tuple[bytes, ...] = rows.values[first:last]
            plan_ids = self._plan_ids(rows.keys[first:last])
        else:
            picked = chosen.tolist()
            begins, finishes = [rows.starts[i] for i in picked], tuple(rows.ends[i] for i in picked)
            values = tuple(rows.values[i] for i in picked)
            plan_ids = self._plan_ids([rows.keys[i] for i in picked])

        n = len(chosen)
        begins.extend(finishes)
        instants, good = parse_dates(begins)
        starts = instants[:n]
        durations = instants[n:] - starts
        good = good[:n] & good[n:] & (durations >= 0) & (durations <= LONGEST_SAMPLE_MS)

        slow: list[NDArray[np.int64]] = []
        order = np.argsort(plan_ids, kind="stable")
        borders = np.flatnonzero(np.diff(plan_ids[order])) + 1
        for group in np.split(order, borders):
            plan_id = int(plan_ids[group[0]])
            if plan_id == _SLOW:
                slow.append(group)
                continue
            usable = good[group]
            if not usable.all():
                slow.append(group[~usable])
                group = group[usable]
            if len(group):
                rest = self._add_group(out, plan_id, group, starts, durations, values, offsets)
                if len(rest):
                    slow.append(rest)
        if not slow:
            return chosen[:0]
        return np.sort(chosen[np.concatenate(slow)])

    def _add_group(
        self,
        out: Collecting,
        plan_id: int,
        group: NDArray[np.int64],
        starts: NDArray[np.int64],
        durations: NDArray[np.int64],
        values: tuple[bytes, ...],
        offsets: NDArray[np.int64],
    ) -> NDArray[np.int64]:
        """Add the rows of one plan; return those whose value is not plain."""
        plan = self._plans[plan_id]
        texts = [values[i] for i in group.tolist()]
        lengths = durations[group]
        if plan.how is How.NUMBER:
            numbers, plain = _numbers(texts, fraction=plan.fraction)
        elif plan.how is How.CODED:
            numbers, plain = _coded(texts, self._codes[plan_id])
        else:
            numbers = lengths / 60_000
            plain = np.fromiter(map(bytes.isascii, texts), np.bool_, len(texts))
        rest = group[:0]
        if not plain.all():
            rest = group[~plain]
            group, lengths, numbers = group[plain], lengths[plain], numbers[plain]
            if not len(group):
                return rest
        out.counts.read += len(group)
        if plan.how is How.UNMAPPED:
            out.counts.unmapped[plan.metric] += len(group)
            return rest
        begins = starts[group]
        out.add_columns(series_of(plan), (begins, lengths, numbers, offsets[group]))
        out.wrote(plan.writer, begins)
        if plan.zone:
            claims = zip(begins.tolist(), (begins + lengths).tolist(), strict=True)
            out.zones.extend(ZoneClaim(at_ms, until_ms, plan.zone) for at_ms, until_ms in claims)
        return rest

    def _plan_ids(self, keys: list[tuple[bytes, bytes, bytes, bytes]]) -> NDArray[np.int32]:
        found = list(map(self._known.get, keys))
        if None in found:
            for index, known in enumerate(found):
                if known is None:
                    found[index] = self._learn(keys[index])
        return np.array(found, np.int32)

    def _learn(self, key: tuple[bytes, bytes, bytes, bytes]) -> int:
        known = self._known.get(key)
        if known is not None:
            return known
        head, device, unit, children = key
        deciding = _deciding_metadata(children)
        if deciding is None:
            return _SLOW
        meaning = (head, device, unit, deciding)
        plan_id = self._by_meaning.get(meaning)
        if plan_id is None:
            plan_id = self._ask(head, device, unit, dict(deciding))
            self._by_meaning[meaning] = plan_id
        if len(self._known) <= _REMEMBERED:
            self._known[key] = plan_id
        return plan_id

    def _ask(self, head: bytes, device: bytes, unit: bytes, metadata: dict[str, str]) -> int:
        """Have the real parser read a head; return the number of its plan."""
        text = b'<Record %s device="&lt;&lt;HKDevice: 0x0&gt;%s" unit="%s"/>' % (head, device, unit)
        read = parse_element(text, 0, text_is_whole=True)
        if not isinstance(read, Parsed) or read.end != len(text) or read.element.children:
            return _SLOW
        plan = plan_record(read.element.attributes, metadata)
        if plan.how in (How.EVENT, How.REJECTED):
            return _SLOW
        self._plans.append(plan)
        self._codes.append({text.encode(): code for text, code in (plan.codes or {}).items()})
        return len(self._plans) - 1

    def _forget(self) -> None:
        self._known.clear()
        self._by_meaning.clear()
        self._plans.clear()
        self._codes.clear()


def _deciding_metadata(children: bytes) -> tuple[tuple[str, str], ...] | None:
    """Return the metadata that decides what a record becomes, by key; None for text that is no UTF-8."""
    if children == b"/>":
        return ()
    try:
        children.decode()
    except UnicodeDecodeError:
        return None
    found: dict[str, str] = {}
    for name, value in _ENTRIES.findall(children):
        key = plain_key(name.decode())
        if key in DECIDING_KEYS:
            found.setdefault(key, value.decode())
    return tuple(sorted(found.items()))


def _numbers(texts: list[bytes], *, fraction: bool) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return (values, plain); a percentage that is a fraction becomes 0–100."""
    plain = np.ones(len(texts), np.bool_)
    if b"".join(texts).translate(None, _NUMBER_BYTES):
        numbers = _one_by_one(texts, plain)
    else:
        try:
            numbers = np.array(list(map(float, texts)), np.float64)
        except ValueError:
            numbers = _one_by_one(texts, plain)
    plain &= np.abs(numbers) < 1e300
    if fraction:
        plain &= (numbers <= 1.0) | (numbers > 1.5)
        numbers = np.where(numbers <= 1.0, numbers * 100.0, numbers)
    return numbers, plain


def _one_by_one(texts: list[bytes], plain: NDArray[np.bool_]) -> NDArray[np.float64]:
    numbers = np.zeros(len(texts), np.float64)
    for index, text in enumerate(texts):
        try:
            numbers[index] = float(text)
        except ValueError:
            plain[index] = False
        if text.translate(None, _NUMBER_BYTES):
            plain[index] = False
    return numbers


def _coded(texts: list[bytes], codes: dict[bytes, float]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    numbers = np.array([codes.get(text, np.nan) for text in texts], np.float64)
    return numbers, ~np.isnan(numbers)
