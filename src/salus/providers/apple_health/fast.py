"""The fast path: rows become columns; what heads and metadata mean is asked of the real parser once.

Takes only what the real parser would read in the same way, and leaves the rest to it: a date or number that
is not plain, events, anything inside that is not metadata.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from salus.providers.apple_health.collecting import LONGEST_SAMPLE_MS, Collecting, series_of
from salus.providers.apple_health.dates import DATE_LENGTH, parse_dates
from salus.providers.apple_health.elements import Parsed, parse_element
from salus.providers.apple_health.metadata import plain_key
from salus.providers.apple_health.numbers import parse_numbers
from salus.providers.apple_health.plans import DECIDING_KEYS, How, Plan, plan_record, too_long
from salus.providers.apple_health.rows import Positions, Rows, alike
from salus.providers.base.records import ZoneClaim

_ENTRY: Final = rb'<MetadataEntry key="([^"<&\r\n\t]*)" value="([^"<&\r\n\t]*)"/>'
_ENTRIES: Final = re.compile(_ENTRY)
_METADATA_ONLY: Final = re.compile(
    rb">(?:[ \t\r\n]*" + _ENTRY.replace(b"(", b"(?:") + rb")*[ \t\r\n]*</Record>"
)
_SLOW: Final = -1
_REMEMBERED: Final = 4_096


@dataclass(slots=True)
class FastPath:
    """Reads rows into columns; remembers what heads and metadata mean, which depends on their bytes alone."""

    _known: dict[tuple[bytes, bytes, bytes], int] = field(default_factory=dict)
    _by_meaning: dict[tuple[bytes, bytes, tuple[tuple[str, str], ...]], int] = field(default_factory=dict)
    _plans: list[Plan] = field(default_factory=list)
    _codes: list[dict[bytes, float]] = field(default_factory=list)

    def add_rows(self, out: Collecting, rows: Rows, chosen: Positions, offsets: Positions) -> Positions:
        """Add the chosen rows (their numbers, ascending); `offsets` are their places in the file.

        Returns the numbers of those that the real parser must read.
        """
        if not len(chosen):
            return chosen
        if len(self._known) > _REMEMBERED:
            self._forget()
        plan_ids = self._plan_ids(rows, chosen)
        n = len(chosen)
        begins = np.concatenate((rows.start_at[chosen], rows.end_at[chosen]))
        instants, good = parse_dates(rows.text.cells(begins, DATE_LENGTH))
        starts = instants[:n]
        durations = instants[n:] - starts
        good = good[:n] & good[n:] & (durations >= 0) & (durations <= LONGEST_SAMPLE_MS)

        slow: list[Positions] = []
        order = np.argsort(plan_ids, kind="stable")
        borders = np.flatnonzero(np.diff(plan_ids[order])) + 1
        for whole_group in np.split(order, borders):
            plan_id = int(plan_ids[whole_group[0]])
            group = whole_group
            if plan_id == _SLOW:
                slow.append(group)
                continue
            usable = good[group]
            if not usable.all():
                slow.append(group[~usable])
                group = group[usable]
            if len(group):
                rest = self._add_group(out, rows, chosen, plan_id, group, starts, durations, offsets)
                if len(rest):
                    slow.append(rest)
        if not slow:
            return chosen[:0]
        return np.sort(chosen[np.concatenate(slow)])

    def _add_group(
        self,
        out: Collecting,
        rows: Rows,
        chosen: Positions,
        plan_id: int,
        group: Positions,
        starts: Positions,
        durations: Positions,
        offsets: Positions,
    ) -> Positions:
        """Add the rows of one plan; return those whose value is not plain."""
        plan = self._plans[plan_id]
        which = chosen[group]
        value_at, value_to = rows.value_at[which], rows.value_to[which]
        lengths = durations[group]
        if plan.how is How.NUMBER:
            numbers, plain = parse_numbers(rows.text, value_at, value_to)
            if plan.fraction:
                plain &= (numbers <= 1.0) | (numbers > 1.5)
                numbers = np.where(numbers <= 1.0, numbers * 100.0, numbers)
        else:
            spans = zip(value_at.tolist(), value_to.tolist(), strict=True)
            texts = [rows.text.text[begin:end] for begin, end in spans]
            if plan.how is How.CODED:
                codes = self._codes[plan_id]
                numbers = np.array([codes.get(text, np.nan) for text in texts], np.float64)
                plain = ~np.isnan(numbers)
            else:
                numbers = lengths / 60_000
                plain = np.array([text.isascii() and b"&" not in text for text in texts], np.bool_)
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

    def _plan_ids(self, rows: Rows, chosen: Positions) -> NDArray[np.int64]:
        """Return the plan of each chosen row: rows with the same head and inside are looked up once."""
        heads = alike(
            rows.text,
            [
                (rows.head_from[chosen], rows.head_to[chosen]),
                (rows.tail_from[chosen], rows.tail_to[chosen]),
            ],
        )
        insides = alike(rows.text, [(rows.inside_from[chosen], rows.inside_to[chosen])])
        both = heads * (int(insides.max()) + 1) + insides
        if int(both.max()) > 16 * len(both) + 1024:
            _, both = np.unique(both, return_inverse=True)
        firsts = np.full(int(both.max()) + 1, -1, np.int64)
        firsts[both[::-1]] = np.arange(len(both) - 1, -1, -1)
        plans = np.full(len(firsts), _SLOW, np.int64)
        for group in np.flatnonzero(firsts >= 0).tolist():
            plans[group] = self._plan_id(rows, int(chosen[firsts[group]]))
        found: NDArray[np.int64] = plans[both]
        return found

    def _plan_id(self, rows: Rows, number: int) -> int:
        text = rows.text.text
        head = text[rows.head_from[number] : rows.head_to[number]]
        tail = text[rows.tail_from[number] : rows.tail_to[number]]
        inside = text[rows.inside_from[number] : rows.inside_to[number]]
        known = self._known.get((head, tail, inside))
        if known is not None:
            return known
        deciding = _deciding_metadata(inside)
        if deciding is None:
            return _SLOW
        if rows.addressed[number]:
            head += b"0&gt;"
        plan_id = self._by_meaning.get((head, tail, deciding))
        if plan_id is None:
            plan_id = self._ask(head + tail, dict(deciding))
            self._by_meaning[head, tail, deciding] = plan_id
        if len(self._known) <= _REMEMBERED:
            self._known[head.removesuffix(b"0&gt;"), tail, inside] = plan_id
        return plan_id

    def _ask(self, attributes: bytes, metadata: dict[str, str]) -> int:
        """Have the real parser read a head; return the number of its plan."""
        text = b"<Record " + attributes + b"/>"
        read = parse_element(text, 0, text_is_whole=True)
        if not isinstance(read, Parsed) or read.end != len(text) or read.element.children:
            return _SLOW
        if too_long(read.element.attributes):
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


def _deciding_metadata(inside: bytes) -> tuple[tuple[str, str], ...] | None:
    """Return the metadata that decides what a record becomes, by key; None for what the parser must read."""
    if not inside:
        return ()
    if _METADATA_ONLY.fullmatch(inside) is None:
        return None
    try:
        inside.decode()
    except UnicodeDecodeError:
        return None
    found: dict[str, str] = {}
    for name, value in _ENTRIES.findall(inside):
        key = plain_key(name.decode())
        if key in DECIDING_KEYS:
            found.setdefault(key, value.decode())
    return tuple(sorted(found.items()))
