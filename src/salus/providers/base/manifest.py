"""The words of a manifest: what a provider is, and by which roads its data comes in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from salus.providers.base.records import Chunk


@dataclass(frozen=True, slots=True)
class Member:
    """The main member of a file, from which its identity is taken. `crc` is None where nothing is packed."""

    name: str
    size: int
    crc: int | None


class OpenedFile(Protocol):
    """A file whose form was recognized and found harmless. Not safe for two threads at once."""

    @property
    def main(self) -> Member:
        """The member that holds the records."""

    @property
    def damage(self) -> str:
        """A sentence on what is wrong with the container when it could be opened only in part, else empty."""

    def main_bytes(self) -> BinaryIO:
        """Return a new stream over the unpacked bytes of the main member, from its first byte."""


@dataclass(frozen=True, slots=True)
class FileRoad:
    """How a kind of file is recognized, opened and read. Files are found by content, never by name."""

    detect: Callable[[BinaryIO, str], bool]
    """(file, name) → whether this road can read it; looks at few bytes and never raises for bad content."""
    open: Callable[[BinaryIO], OpenedFile]
    """file → opened; raises UserInputError in words for a person for an empty, wrong or hostile file."""
    read: Callable[..., Iterator[Chunk]]
    """(opened, start_offset=0, state=None, observe=None) → chunks.

    `start_offset` and `state` are `next_offset` and `state` of an earlier chunk; the state of a border inside
    the main member is always empty, so a single stretch can be read again from any record's offset.
    `observe` sees all unpacked bytes of the main member once, from the first, also those before
    `start_offset`."""
    said_at: str = "facts"
    """What dates a file: `export_date_ms` of its facts where this says `facts`, else the time of the file."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How a provider is shown where its icon does not fit."""

    letters: str
    color: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """Everything the engine knows about a provider."""

    code: str
    name: str
    mark: Mark
    normalizer_version: int
    """Grows when the same bytes become other records; a replay then brings stored data up to date."""
    file_roads: tuple[FileRoad, ...] = ()
    bundle_ids: tuple[str, ...] = ()
    """Apps of this provider, by the ids under which they write."""
    exports_whole: bool = False
    """A file holds everything the provider has, so what is absent from a later one was deleted there."""
