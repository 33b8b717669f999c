"""Reads an opened export in windows and yields chunks; memory does not grow with the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from salus.kit.errors import UserInputError
from salus.providers.apple_health.beats import Beats, cut_beats
from salus.providers.apple_health.collecting import Collecting
from salus.providers.apple_health.container import DAMAGE, OpenedExport
from salus.providers.apple_health.dates import BadDateError
from salus.providers.apple_health.ecg import parse_ecg
from salus.providers.apple_health.elements import (
    LONGEST_WAIT,
    Broken,
    IncompleteError,
    Parsed,
    name_at,
    next_root_tag,
    parse_element,
)
from salus.providers.apple_health.fast import FastPath
from salus.providers.apple_health.normalize import NOT_COUNTED, add_element
from salus.providers.apple_health.prologue import Prologue, read_prologue
from salus.providers.apple_health.rows import Rows, find_rows
from salus.providers.base.apps import APPLE_APP
from salus.providers.base.identity import record_key
from salus.providers.base.records import Chunk, EventRecord, SourceKey, StreamRecord

WINDOW: Final = 2 << 20
LARGEST_ELEMENT: Final = 64 << 20
HEAVIEST_CHUNK: Final = 1 << 20
"""Numbers in routes and single samples after which a chunk ends early."""
ECGS_IN_CHUNK: Final = 32
_STEP: Final = 1 << 17

# Past the main member the state of the reader says how many ECGs are done and whether it was closed.
_ECGS_DONE: Final = "ecgs_done"
_CLOSED: Final = "closed"

_CONTROL: Final = bytes([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20)])
_ECG_SOURCE: Final = SourceKey(APPLE_APP, "Apple Inc.", "Watch")
_ECG_NAME: Final = "Apple Watch ECG"


def read(
    opened: OpenedExport,
    start_offset: int = 0,
    state: Mapping[str, Any] | None = None,
    observe: Callable[[bytes], Any] | None = None,
    window: int = WINDOW,
) -> Iterator[Chunk]:
    """Yield everything an export says, from a border of its main member on.

    The chunks of a resumed read hold the same records as those of an uncut one. The last chunk says whether
    the file was read to its closing tag; where it was not, its fact `cut_at` is the byte at which it ends.
    Raises: UserInputError when the main member is no export.
    """
    state = state or {}
    with opened.main_bytes() as stream:
        text = _Text(stream, observe, window)
        prologue = _prologue(text)
        text.skip_to(max(start_offset, prologue.end))
        if _ECGS_DONE in state:
            text.closed = bool(state[_CLOSED])
            text.drain()
        else:
            yield from _read_elements(text, opened, prologue)
        whole = text.closed and not text.damaged and not opened.damage
        cut_at = None if whole else text.offset
        end = text.offset
    yield from _read_ecgs(opened, end, int(state.get(_ECGS_DONE, 0)), cut_at, closed=text.closed)


def _prologue(text: _Text) -> Prologue:
    try:
        return read_prologue(text)
    except UserInputError as error:
        if text.damaged and error.code == "not_an_export":
            raise UserInputError(
                "The zip file is damaged, and nothing of the export in it can be read. Copy or export it "
                "again.",
                code="damaged_file",
            ) from error
        raise


def _read_elements(text: _Text, opened: OpenedExport, prologue: Prologue) -> Iterator[Chunk]:
    fast = FastPath()
    facts = {"locale": prologue.locale} if prologue.locale else {}
    while True:
        clean = text.clean()
        out = Collecting(facts=dict(facts))
        passage = _Passage(clean, opened, out, fast)
        used = passage.read()
        if used:
            base = text.offset
            ends = clean.to_file(passage.all_ends() - 1) + 1
            raw = text.take(clean.position_in_raw(used))
            chunk = out.chunk(base_offset=base, next_offset=text.offset, text=raw, ends=ends)
            if passage.closed:
                chunk.state = {_ECGS_DONE: 0, _CLOSED: True}
            yield chunk
            facts = {}
        if passage.closed:
            text.closed = True
            text.drain()
            return
        if passage.full:
            continue
        if text.at_end:
            text.offset += len(text.raw)
            return
        text.more(grow=not used)


@dataclass(slots=True)
class _Clean:
    """A window without control bytes, and where each of its bytes stands in the file."""

    data: bytes
    base: int
    deleted: NDArray[np.int64] | None
    """Positions in the raw window of the bytes left out, lessened by how many are left out before each."""
    whole: bool
    """No more text will come."""
    oversized: bool

    def position_in_raw(self, position: int) -> int:
        """Return where in the raw window a position of the clean one is."""
        if self.deleted is None:
            return position
        return position + int(np.searchsorted(self.deleted, position, side="right"))

    def to_file(self, positions: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return where in the file positions of the clean window are."""
        if self.deleted is None:
            return positions + self.base
        return positions + np.searchsorted(self.deleted, positions, side="right") + self.base


class _Text:
    """The main member, from which a window of whole elements is taken again and again."""

    def __init__(self, stream: BinaryIO, observe: Callable[[bytes], Any] | None, window: int) -> None:
        self._stream = stream
        self._observe = observe
        self._window = window
        self.raw = b""
        self.offset = 0
        """Where `raw` begins in the file."""
        self.at_end = False
        self.damaged = False
        self.closed = False
        self._stuck = False

    def more(self, *, grow: bool = False) -> None:
        """Read on. `grow` when the window holds no whole element."""
        want = max(self._window, len(self.raw) if grow else 0)
        self._stuck = grow and len(self.raw) >= LARGEST_ELEMENT
        piece = self._read(want)
        self.raw = self.raw + piece if self.raw else piece

    def take(self, length: int) -> bytes:
        """Return and leave behind the first bytes of the window."""
        taken, self.raw = self.raw[:length], self.raw[length:]
        self.offset += len(taken)
        return taken

    def skip_to(self, offset: int) -> None:
        """Leave everything before an offset behind."""
        while offset > self.offset:
            if not self.raw:
                self.more()
                if not self.raw:
                    return
            self.take(min(len(self.raw), offset - self.offset))

    def drain(self) -> None:
        """Read what follows the closing tag, so that checksum and hash are complete."""
        while not self.at_end:
            self.offset += len(self.raw)
            self.raw = b""
            self.more()
        self.offset += len(self.raw)
        self.raw = b""

    def clean(self) -> _Clean:
        """Return the window without the bytes that XML does not allow."""
        raw = self.raw
        numbers = np.frombuffer(raw, np.uint8)
        low = numbers < 32
        if np.count_nonzero(low) == np.count_nonzero(numbers == 10):
            return _Clean(raw, self.offset, None, self.at_end, self._stuck)
        deleted = np.flatnonzero(low & (numbers != 9) & (numbers != 10) & (numbers != 13)).astype(np.int64)
        if not len(deleted):
            return _Clean(raw, self.offset, None, self.at_end, self._stuck)
        deleted -= np.arange(len(deleted))
        return _Clean(raw.translate(None, _CONTROL), self.offset, deleted, self.at_end, self._stuck)

    def _read(self, want: int) -> bytes:
        pieces: list[bytes] = []
        while want > 0 and not self.at_end:
            try:
                # What a damaged archive gave last is lost, so it is asked for little at a time.
                piece = self._stream.read(min(want, _STEP))
            except DAMAGE:
                self.damaged = True
                piece = b""
            if not piece:
                self.at_end = True
                break
            if self._observe is not None:
                self._observe(piece)
            pieces.append(piece)
            want -= len(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)


class _Passage:
    """Reads one window: rows by the fast path, everything between and whatever it refuses by the parser."""

    def __init__(self, clean: _Clean, opened: OpenedExport, out: Collecting, fast: FastPath) -> None:
        self._clean = clean
        self._text = clean.data
        self._opened = opened
        self._out = out
        self._fast = fast
        self.ends: list[NDArray[np.int64]] = []
        self.closed = False
        self.full = False

    def read(self) -> int:
        """Return how many bytes of the window are done with: all, or up to an element that is not whole."""
        at = self._next_tag(0)
        going = True
        while going and at < len(self._text):
            rows = find_rows(self._text, at)
            chosen, at, going = self._read_fragments(rows)
            self._read_rows(rows, chosen)
        return at

    def all_ends(self) -> NDArray[np.int64]:
        """Return where elements end in the window, ascending."""
        return np.sort(np.concatenate(self.ends)) if self.ends else np.empty(0, np.int64)

    def _read_fragments(self, rows: Rows) -> tuple[NDArray[np.int64], int, bool]:
        """Read what is no Record in the usual form.

        Returns the numbers of the rows left for the fast path (those inside of an element read here are not),
        where to go on, and whether to go on in this window.
        """
        items = rows.items
        keep = rows.numbers >= 0
        reached = -1
        for index in np.flatnonzero(~keep).tolist():
            at = int(items[index])
            if at < reached:
                continue
            try:
                reached = self._next_tag(self._read_element(at))
            except IncompleteError:
                return rows.numbers[:index][keep[:index]], at, False
            after = int(np.searchsorted(items, reached))
            keep[index:after] = False
            if self.closed or self.full:
                return rows.numbers[:after][keep[:after]], reached, False
            if after == len(items) or items[after] != reached:
                # The element ends inside of what looked like a row: cut the rest anew.
                return rows.numbers[:after][keep[:after]], reached, True
        return rows.numbers[keep], len(self._text), True

    def _read_rows(self, rows: Rows, chosen: NDArray[np.int64]) -> None:
        begins = rows.head_from[chosen] - len("<Record ")
        rest = self._fast.add_rows(self._out, rows, chosen, self._clean.to_file(begins))
        self.ends.append(rows.ends[chosen])
        for number in rest.tolist():
            self._read_element(int(rows.head_from[number]) - len("<Record "))

    def _read_element(self, at: int) -> int:
        """Read what begins at a `<`; return where it ends. Raises: IncompleteError."""
        text, clean = self._text, self._clean
        if len(text) - at < _LONGEST_MARK and not clean.whole:
            raise IncompleteError
        if text.startswith(b"</HealthData", at):
            self.closed = True
            return len(text)
        for mark, closing in _NO_ELEMENT:
            if text.startswith(mark, at):
                return self._after(closing, at)
        tag = name_at(text, at)
        if not tag:
            return at + 1
        beats: Beats | None = None
        cut = cut_beats(text, at) if tag == "Record" else None
        result: Parsed | Broken | None = None
        if cut is not None:
            record, end, beats = cut
            alone = parse_element(record, 0, text_is_whole=True)
            if isinstance(alone, Parsed) and alone.end == len(record):
                result = Parsed(alone.element, end)
        if result is None:
            beats = None
            result = self._parse(at, tag)
        ends_at = at + len(text[at : result.end].rstrip())
        offset, last = clean.to_file(np.array([at, ends_at - 1], np.int64)).tolist()
        length = last + 1 - offset
        if isinstance(result, Broken):
            if tag not in NOT_COUNTED:
                self._out.counts.read += 1
                self._out.reject("malformed", result.detail, "", offset, length)
        else:
            add_element(self._out, result.element, offset, length, self._opened.route, beats)
        self.ends.append(np.array([result.end], np.int64))
        self.full = self._out.weight > HEAVIEST_CHUNK
        return result.end

    def _parse(self, at: int, tag: str) -> Parsed | Broken:
        try:
            return parse_element(self._text, at, text_is_whole=self._clean.whole or self._clean.oversized)
        except IncompleteError:
            if self._clean.whole or not self._clean.oversized:
                raise
            end = next_root_tag(self._text, at)
            return Broken(tag, f"larger than {LARGEST_ELEMENT >> 20} MB", end)

    def _after(self, closing: bytes, at: int) -> int:
        found = self._text.find(closing, at)
        if found >= 0:
            return found + len(closing)
        if self._clean.whole or len(self._text) - at > LONGEST_WAIT:
            return at + 1
        raise IncompleteError

    def _next_tag(self, at: int) -> int:
        found = self._text.find(b"<", at)
        return found if found >= 0 else len(self._text)


_NO_ELEMENT: Final = ((b"<!--", b"-->"), (b"<![CDATA[", b"]]>"), (b"<?", b"?>"), (b"<!", b">"), (b"</", b">"))
_LONGEST_MARK: Final = 16


def _read_ecgs(
    opened: OpenedExport, end: int, done: int, cut_at: int | None, *, closed: bool
) -> Iterator[Chunk]:
    """Yield the ECGs beside the main member, and the last chunk."""
    names = opened.ecgs
    while True:
        batch = names[done : done + ECGS_IN_CHUNK]
        out = Collecting()
        for name in batch:
            _add_ecg(out, name, opened.text(name), end)
        done += len(batch)
        is_last = done >= len(names)
        if is_last and cut_at is not None:
            out.facts["cut_at"] = cut_at
        chunk = out.chunk(
            base_offset=end,
            next_offset=end,
            text=b"",
            ends=np.empty(0, np.int64),
            finished=is_last and cut_at is None,
        )
        chunk.state = {_ECGS_DONE: done, _CLOSED: closed}
        yield chunk
        if is_last:
            return


def _add_ecg(out: Collecting, name: str, text: bytes | None, offset: int) -> None:
    out.counts.read += 1
    shown = name.rpartition("/")[2]
    if text is None:
        out.reject("unreadable_file", shown, "ecg_classification", offset, 0)
        return
    try:
        ecg = parse_ecg(text)
    except BadDateError as bad:
        out.reject(bad.reason, shown, "ecg_classification", offset, 0)
        return
    except ValueError:
        out.reject("no_value", shown, "ecg_classification", offset, 0)
        return
    key = record_key("ECG", ecg.start_ms)
    out.named(_ECG_SOURCE, _ECG_NAME, ecg.start_ms)
    out.events.append(
        EventRecord(
            record_key=key,
            kind="ecg_classification",
            source=_ECG_SOURCE,
            start_ms=ecg.start_ms,
            end_ms=ecg.start_ms + ecg.duration_ms,
            offset=offset,
            code=ecg.classification,
            details={"hertz": ecg.hertz, "classification_text": ecg.classification_text},
        )
    )
    out.add_stream(
        StreamRecord(record_key=key, name="voltage", columns={"microvolts": ecg.microvolts}, offset=offset)
    )
