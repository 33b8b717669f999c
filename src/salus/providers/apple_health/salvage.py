"""A zip file without its table of contents, as a cut copy leaves it: read from its first byte on."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from io import RawIOBase
from typing import BinaryIO, Final

from salus.providers.apple_health.prologue import FIRST_LOOK, looks_like_export

_LOCAL: Final = b"PK\x03\x04"
_HEADER: Final = struct.Struct("<4sHHHHHIIIHH")
_STORED, _DEFLATED = 0, 8
_SIZES_FOLLOW: Final = 8
_HIGHEST_RATIO: Final = 200
_RATIO_COUNTS_FROM: Final = 16 << 20
_STEP: Final = 1 << 16
_LARGEST_BESIDE: Final = 4 << 20
_ALL_BESIDE: Final = 32 << 20
"""How much of the files before the main member is kept: they can be reached only by passing them."""


@dataclass(slots=True)
class SalvagedMember:
    """The main member of a cut zip file, and the small files that stand before it."""

    name: str
    open: Callable[[], BinaryIO]
    beside: dict[str, bytes] = field(default_factory=dict)


def salvage(file: BinaryIO) -> SalvagedMember | None:
    """Return the first member that begins like an export, or None when there is none to reach."""
    with suppress(zlib.error, OSError):
        return _search(file)
    return None


def _search(file: BinaryIO) -> SalvagedMember | None:
    at = 0
    beside: dict[str, bytes] = {}
    kept = 0
    while True:
        entry = _entry_at(file, at)
        if entry is None:
            return None
        name, method, begins, size = entry

        def opened(begins: int = begins, method: int = method, size: int | None = size) -> BinaryIO:
            return _Inflating(file, begins, method, size)  # type: ignore[return-value]

        is_xml = name.lower().endswith(".xml") and not name.lower().endswith("_cda.xml")
        if is_xml and "__MACOSX" not in name and looks_like_export(opened().read(FIRST_LOOK)):
            return SalvagedMember(name, opened, beside)
        member = _Inflating(file, begins, method, size)
        wanted = name.lower().endswith((".gpx", ".csv"))
        text = bytearray()
        while piece := member.read(_STEP):
            if wanted and len(text) <= _LARGEST_BESIDE:
                text += piece
        if wanted and len(text) <= _LARGEST_BESIDE and kept + len(text) <= _ALL_BESIDE:
            beside[name] = bytes(text)
            kept += len(text)
        following = _next_entry(file, member.ends_at)
        if following is None:
            return None
        at = following


def _entry_at(file: BinaryIO, at: int) -> tuple[str, int, int, int | None] | None:
    """Return (name, method, where its bytes begin, packed size where known) of a local entry."""
    file.seek(at)
    header = file.read(_HEADER.size)
    if len(header) < _HEADER.size or not header.startswith(_LOCAL):
        return None
    _, _, flags, method, _, _, _, packed, _, name_length, extra_length = _HEADER.unpack(header)
    if flags & 1 or method not in (_STORED, _DEFLATED):
        return None
    name = file.read(name_length).decode("utf-8", "replace")
    size = None if flags & _SIZES_FOLLOW or packed == 0xFFFFFFFF else packed
    if method == _STORED and size is None:
        return None
    return name, method, at + _HEADER.size + name_length + extra_length, size


def _next_entry(file: BinaryIO, at: int) -> int | None:
    """Return where the next local entry begins, after at most a data descriptor."""
    file.seek(at)
    found = file.read(64).find(_LOCAL)
    return at + found if found >= 0 else None


class _Inflating(RawIOBase):
    """A stream over one packed member that ends where the file or the member ends."""

    def __init__(self, file: BinaryIO, begins: int, method: int, size: int | None) -> None:
        super().__init__()
        self._file = file
        self._begins = self._at = begins
        self._unpacked = 0
        self._until = None if size is None else begins + size
        self._inflate = zlib.decompressobj(-15) if method == _DEFLATED else None
        self.ends_at = begins

    def read(self, size: int = -1, /) -> bytes:
        """Return up to `size` bytes, none at the end. Raises: zlib.error for damaged bytes."""
        pieces: list[bytes] = []
        left = size if size >= 0 else 1 << 62
        while left > 0:
            piece = self._piece(left)
            if not piece:
                break
            pieces.append(piece)
            left -= len(piece)
        return b"".join(pieces)

    def _piece(self, most: int) -> bytes:
        while True:
            inflate = self._inflate
            if inflate is not None:
                if inflate.eof:
                    return b""
                if inflate.unconsumed_tail:
                    return self._inflated(inflate.unconsumed_tail, most)
            want = _STEP if self._until is None else min(_STEP, self._until - self._at)
            if inflate is None:
                want = min(want, most)
            self._file.seek(self._at)
            packed = self._file.read(max(want, 0))
            self._at += len(packed)
            if inflate is None or not packed:
                self.ends_at = self._at
                return packed if inflate is None else b""
            piece = self._inflated(packed, most)
            if piece or inflate.eof:
                return piece

    def _inflated(self, packed: bytes, most: int) -> bytes:
        inflate = self._inflate
        if inflate is None:
            return packed
        piece = inflate.decompress(packed, most)
        self.ends_at = self._at - len(inflate.unused_data) - len(inflate.unconsumed_tail)
        self._unpacked += len(piece)
        if self._unpacked > max(_RATIO_COUNTS_FROM, _HIGHEST_RATIO * (self.ends_at - self._begins)):
            raise zlib.error("grows to more than 200 times its size")
        return piece
