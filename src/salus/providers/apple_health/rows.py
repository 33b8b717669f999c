"""Finds Records in the usual form in a window of text, all at once, by the positions of its quotes and tags.

The usual form is what phones write: `type`, `sourceName`, then where given `sourceVersion`, `device`, `unit`
and `creationDate`, then `startDate`, `endDate` and `value`, in this order, in double quotes, with one blank
between; metadata or nothing inside. Whatever differs in one byte is no row and left to the real parser.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Positions = NDArray[np.int64]

_OPENING: Final = b'<Record type="'
_NAME: Final = b' sourceName="'
_VERSION: Final = b' sourceVersion="'
_DEVICE: Final = b' device="&lt;&lt;HKDevice: 0x'
_UNIT: Final = b' unit="'
_CREATED: Final = b' creationDate="'
_START: Final = b' startDate="'
_END: Final = b' endDate="'
_VALUE: Final = b' value="'
_CLOSING: Final = b"</Record>"
_METADATA: Final = b"<MetadataEntry "
_DATE_AND_QUOTE: Final = 26
_ADDRESS: Final = 16
_LONGEST_PART: Final = 1024
_MOST_ATTRIBUTES: Final = 9
_LONELY_ROUNDS: Final = 4
_FEW: Final = 4


class Text:
    """A text of which pieces of one width are taken at many positions at once."""

    def __init__(self, text: bytes) -> None:
        self.text = text
        self._padded = text if len(text) > _LONGEST_PART else text.ljust(_LONGEST_PART + 1, b"\0")
        self.bytes = np.frombuffer(self._padded, np.uint8)

    def pieces(self, positions: Positions, width: int) -> NDArray[np.bytes_]:
        """Return what stands at each position; nearer to the end than `width` something else is returned."""
        last = len(self._padded) - width
        view: NDArray[np.bytes_] = np.ndarray((last + 1,), f"S{width}", self._padded, strides=(1,))
        return view[np.minimum(positions, last)]

    def holds(self, positions: Positions, width: int) -> NDArray[np.bool_]:
        """Return at which positions `pieces` of this width are what stands there."""
        return positions <= len(self._padded) - width

    def cells(self, positions: Positions, width: int) -> NDArray[np.uint8]:
        """Return the bytes at each position as a matrix of one row for each byte of the width."""
        pieces = self.pieces(positions, width)
        return np.ascontiguousarray(pieces.view(np.uint8).reshape(len(positions), width).T)

    def has(self, positions: Positions, words: bytes) -> NDArray[np.bool_]:
        """Return whether these words stand at each position."""
        found: NDArray[np.bool_] = self.pieces(positions, len(words)) == words
        return found & (positions <= len(self.text) - len(words))


@dataclass(frozen=True, slots=True)
class Rows:
    """A text from a `<` on, cut before each `<` that is not inside of a Record in the usual form.

    `items` are where the pieces begin; `numbers` is the number of the Record that a piece is, or -1. The
    rest has an entry for each Record, as positions in the text.
    """

    text: Text
    items: Positions
    numbers: Positions
    head_from: Positions
    head_to: Positions
    """Type, name, version and the beginning of the device, up to its address."""
    tail_from: Positions
    tail_to: Positions
    """The rest of the device, and the unit."""
    addressed: NDArray[np.bool_]
    """Whether there is a device, so that an address stands between head and tail."""
    start_at: Positions
    end_at: Positions
    value_at: Positions
    value_to: Positions
    inside_from: Positions
    inside_to: Positions
    """What follows the attributes: `>`, metadata, `</Record>`; empty where the tag closes itself."""

    @property
    def ends(self) -> Positions:
        """Where the Records end."""
        return np.where(self.inside_to > self.inside_from, self.inside_to, self.inside_from + len("/>"))


def find_rows(text: bytes, at: int) -> Rows:
    """Find all Records in the usual form from position `at` on, where a `<` stands."""
    source = Text(text)
    numbers = source.bytes[: len(text)]
    quotes = np.flatnonzero(numbers[at:] == ord('"')) + at
    quotes = np.append(quotes, np.full(2 * _MOST_ATTRIBUTES + 4, len(text)))
    tags = np.flatnonzero(numbers[at:] == ord("<")) + at
    begins = np.flatnonzero(source.has(tags, _OPENING))
    tags = np.append(tags, len(text))
    return _keep(source, tags, begins, *_attributes(source, quotes, tags, begins))


def _attributes(
    source: Text, quotes: Positions, tags: Positions, begins: Positions
) -> tuple[NDArray[np.bool_], dict[str, Positions], NDArray[np.bool_]]:
    """Walk the attributes of all candidates side by side.

    Returns which of them are in the usual form up to the end of their tag, their parts, and which have a
    device.
    """
    where = tags[begins]
    quote = np.searchsorted(quotes, where)  # the quote that opens the value at hand

    after = quotes[quote + 1] + 1
    good = source.has(after, _NAME)
    quote += 2
    after = quotes[quote + 1] + 1
    quote += 2 * source.has(after, _VERSION)
    after = quotes[quote + 1] + 1
    addressed = source.has(after, _DEVICE)
    head_to = np.where(addressed, after + len(_DEVICE), after)
    tail_from, readable = _after_address(source, head_to, addressed)
    good &= readable
    quote += 2 * addressed
    after = quotes[quote + 1] + 1
    quote += 2 * source.has(after, _UNIT)
    tail_to = quotes[quote + 1] + 1
    created = source.has(tail_to, _CREATED)
    good &= ~created | _plain_date(source, tail_to + len(_CREATED), quotes, quote + 2)
    quote += 2 * created
    after = quotes[quote + 1] + 1
    good &= source.has(after, _START)
    start_at = after + len(_START)
    quote += 2
    good &= quotes[quote + 1] - quotes[quote] == _DATE_AND_QUOTE
    after = quotes[quote + 1] + 1
    good &= source.has(after, _END)
    end_at = after + len(_END)
    quote += 2
    good &= quotes[quote + 1] - quotes[quote] == _DATE_AND_QUOTE
    after = quotes[quote + 1] + 1
    good &= source.has(after, _VALUE)
    value_at = after + len(_VALUE)
    quote += 2
    value_to = quotes[quote + 1]
    tag_end = value_to + 1
    good &= (tags[begins + 1] >= tag_end) & (head_to - where < _LONGEST_PART)
    good &= (tail_to - tail_from < _LONGEST_PART) & (tail_to >= tail_from)
    parts = {
        "head_from": where + len("<Record "),
        "head_to": head_to,
        "tail_from": tail_from,
        "tail_to": tail_to,
        "start_at": start_at,
        "end_at": end_at,
        "value_at": value_at,
        "value_to": value_to,
        "inside_from": tag_end,
    }
    return good, parts, addressed


def _after_address(
    source: Text, positions: Positions, addressed: NDArray[np.bool_]
) -> tuple[Positions, NDArray[np.bool_]]:
    """Return where the tail begins, behind the hexadecimal address of a device and `&gt;`, and if it does."""
    after = positions.copy()
    readable = np.ones(len(positions), np.bool_)
    some = np.flatnonzero(addressed)
    if len(some):
        cells = source.cells(positions[some], _ADDRESS)
        hexadecimal = ((cells - np.uint8(48)) < 10) | ((cells - np.uint8(97)) < 6)
        digits = np.argmin(hexadecimal, axis=0)
        behind = positions[some] + digits
        readable[some] = (digits > 0) & source.has(behind, b"&gt;")
        after[some] = behind + len("&gt;")
    return after, readable


def _plain_date(source: Text, positions: Positions, quotes: Positions, quote: Positions) -> NDArray[np.bool_]:
    """Return whether a creation date is one as to its length and holds nothing that a parser minds."""
    cells = source.cells(positions, _DATE_AND_QUOTE - 1)
    harmless = ((cells < 127) & (cells != ord("&")) & (cells >= ord(" "))).all(axis=0)
    plain: NDArray[np.bool_] = harmless & (quotes[quote + 1] - quotes[quote] == _DATE_AND_QUOTE)
    return plain


def _keep(
    source: Text,
    tags: Positions,
    begins: Positions,
    good: NDArray[np.bool_],
    parts: dict[str, Positions],
    addressed: NDArray[np.bool_],
) -> Rows:
    """Find where candidates end, drop those not in the usual form, and cut the text into pieces."""
    tag_end = parts["inside_from"]
    alone = source.has(tag_end, b"/>")
    last = begins.copy()
    inside_to = tag_end.copy()
    opened = np.flatnonzero(good & ~alone)
    if len(opened):
        closers = np.append(np.flatnonzero(source.has(tags[:-1], _CLOSING)), len(tags) - 1)
        closer = closers[np.searchsorted(closers, begins[opened])]
        following = np.append(begins, len(tags))[opened + 1]
        ends = np.minimum(tags[closer] + len(_CLOSING), len(source.text))
        entries = np.append(0, np.cumsum(source.has(tags[:-1], _METADATA)))
        only_metadata = entries[closer] - entries[begins[opened] + 1] == closer - begins[opened] - 1
        good[opened] = (
            (source.bytes[np.minimum(tag_end[opened], len(source.text) - 1)] == ord(">"))
            & (closer < len(tags) - 1)
            & (closer < following)
            & only_metadata
            & (ends - tag_end[opened] < _LONGEST_PART)
        )
        last[opened] = closer
        inside_to[opened] = ends

    kept = np.flatnonzero(good)
    first, last = begins[kept], last[kept]
    depth = np.zeros(len(tags) + 1, np.int32)
    depth[first + 1] += 1
    depth[last + 1] -= 1
    pieces = np.flatnonzero(np.cumsum(depth[: len(tags) - 1]) == 0)
    numbers = np.full(len(tags), -1, np.int64)
    numbers[first] = np.arange(len(kept))
    numbers = numbers[pieces]
    items = tags[pieces]
    return Rows(
        text=source,
        items=items,
        numbers=numbers,
        addressed=addressed[kept],
        inside_to=inside_to[kept],
        **{name: positions[kept] for name, positions in parts.items()},
    )


def alike(text: Text, spans: list[tuple[Positions, Positions]]) -> NDArray[np.int64]:
    """Return a number for each entry; equal numbers mean the same bytes in each of the spans, from and to.

    Entries of many different texts get numbers of their own without being compared, so equal texts may get
    different numbers, never the other way round.
    """
    n = len(spans[0][0])
    groups = np.full(n, -1, np.int64)
    lengths = np.zeros(n, np.int64)
    for begins, ends in spans:
        lengths = lengths * _LONGEST_PART + (ends - begins)
    order = np.argsort(lengths, kind="stable")
    borders = np.flatnonzero(np.diff(lengths[order])) + 1
    count = 0
    for group in np.split(order, borders):
        rest = group
        lonely = 0
        while len(rest) and lonely < _LONELY_ROUNDS:
            equal = np.ones(len(rest), np.bool_)
            for begins, ends in spans:
                width = int(ends[rest[0]] - begins[rest[0]])
                if width:
                    pieces = text.pieces(begins[rest], width)
                    equal &= pieces == pieces[0]
            groups[rest[equal]] = count
            count += 1
            before = len(rest)
            rest = rest[~equal]
            lonely += before - len(rest) < _FEW
        groups[rest] = count + np.arange(len(rest))
        count += len(rest)
    return groups
