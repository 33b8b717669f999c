"""The export's container: a zip however named and packed again, or its bare XML; found by content."""

from __future__ import annotations

import posixpath
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO, Final

from salus.kit.errors import UserInputError
from salus.providers.apple_health.prologue import FIRST_LOOK, looks_like_export
from salus.providers.apple_health.salvage import SalvagedMember, salvage
from salus.providers.base.manifest import Member

DAMAGE: Final = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError)
"""What a reader of a damaged archive may raise."""

MOST_MEMBERS: Final = 100_000
MOST_UNPACKED: Final = 64 << 30
HIGHEST_RATIO: Final = 200
RATIO_COUNTS_FROM: Final = 16 << 20
LARGEST_ROUTE: Final = 32 << 20
LARGEST_ECG: Final = 16 << 20
MOST_LOOKED_INTO: Final = 64

_SPECIAL_DOCUMENT: Final = re.compile(rb"<ClinicalDocument")
_ECG_NAME: Final = re.compile(r"(?:^|/)electrocardiograms/[^/]+\.csv$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class OpenedExport:
    """An export that was recognized and found harmless."""

    main: Member
    damage: str
    ecgs: Sequence[str]
    """Names of the ECG files beside the main member, sorted."""
    _open_main: Callable[[], BinaryIO]
    _read_member: Callable[[str, int], bytes | None]
    _routes: dict[str, str]
    """Member names of route files by folded base name."""

    def main_bytes(self) -> BinaryIO:
        """Return a new stream over the unpacked main member."""
        return self._open_main()

    def route(self, path: str) -> bytes | None:
        """Return the route file that a workout names (`/workout-routes/….gpx`), or None."""
        name = self._routes.get(_folded_base(path))
        return self._read_member(name, LARGEST_ROUTE) if name is not None else None

    def text(self, name: str) -> bytes | None:
        """Return a whole ECG file, or None when it is too large or damaged."""
        return self._read_member(name, LARGEST_ECG)


def detect(file: BinaryIO, _name: str = "") -> bool:
    """Whether a file is an Apple Health export, by its content."""
    try:
        file.seek(0)
        beginning = file.read(FIRST_LOOK)
        if not beginning.startswith(b"PK"):
            return looks_like_export(beginning)
        try:
            archive = zipfile.ZipFile(file)
        except DAMAGE:
            return salvage(file) is not None
        with archive:
            return _main_of(archive) is not None
    except DAMAGE:
        return False


def open_export(file: BinaryIO) -> OpenedExport:
    """Open an export for reading.

    `file` stays the caller's and must stay open. Raises: UserInputError for an empty, wrong or hostile file.
    """
    file.seek(0)
    beginning = file.read(FIRST_LOOK)
    if not beginning:
        raise UserInputError("The file is empty. Export it again on the phone.", code="empty_file")
    if beginning.startswith(b"PK"):
        return _open_zip(file)
    if looks_like_export(beginning):
        return _open_xml(file)
    raise _not_an_export(beginning)


def _open_xml(file: BinaryIO) -> OpenedExport:
    size = file.seek(0, 2)

    def rewound() -> BinaryIO:
        file.seek(0)
        return _Borrowed(file)

    return OpenedExport(Member("export.xml", size, None), "", (), rewound, lambda _name, _most: None, {})


def _open_zip(file: BinaryIO) -> OpenedExport:
    try:
        archive = zipfile.ZipFile(file)
    except DAMAGE as damage:
        found = salvage(file)
        if found is None:
            raise UserInputError(
                "The zip file is damaged or was not copied to its end, and nothing in it can be read. "
                "Copy or export it again.",
                code="damaged_file",
            ) from damage
        return _open_salvaged(found)
    _refuse_hostile(archive)
    main = _main_of(archive)
    if main is None:
        raise _nothing_in(archive)
    if main.file_size > RATIO_COUNTS_FROM and main.file_size > HIGHEST_RATIO * max(main.compress_size, 1):
        raise _bomb("one file in it grows to more than 200 times its size")
    infos = {info.filename: info for info in archive.infolist() if not _is_junk(info.filename)}

    def read_member(name: str, most: int) -> bytes | None:
        info = infos[name]
        if info.file_size > most or info.flag_bits & 1:
            return None
        try:
            return archive.read(info)
        except DAMAGE:
            return None

    return OpenedExport(
        Member(main.filename, main.file_size, main.CRC),
        "",
        tuple(sorted(name for name in infos if _ECG_NAME.search(name))),
        lambda: archive.open(main),  # type: ignore[return-value,arg-type] # IO, not BinaryIO
        read_member,
        {_folded_base(name): name for name in sorted(infos) if name.lower().endswith(".gpx")},
    )


def _open_salvaged(found: SalvagedMember) -> OpenedExport:
    beside = found.beside
    return OpenedExport(
        Member(found.name, 0, None),
        "The zip file ends before its table of contents; what could be read of it was read.",
        tuple(sorted(name for name in beside if _ECG_NAME.search(name))),
        found.open,
        lambda name, most: beside[name] if len(beside[name]) <= most else None,
        {_folded_base(name): name for name in sorted(beside) if name.lower().endswith(".gpx")},
    )


def _nothing_in(archive: zipfile.ZipFile) -> UserInputError:
    """Say why an archive has no main member."""
    for info in archive.infolist()[:MOST_LOOKED_INTO]:
        if not info.filename.lower().endswith(".xml") or _is_junk(info.filename):
            continue
        try:
            with archive.open(info) as member:
                member.read(FIRST_LOOK)
        except DAMAGE:
            return UserInputError(
                f"“{posixpath.basename(info.filename)}” in the zip file is damaged, and nothing of it can be "
                "read. Copy or export it again.",
                code="damaged_file",
            )
        if info.filename.lower().endswith("_cda.xml"):
            return _not_an_export(b"<ClinicalDocument")
    return UserInputError(
        "This zip file holds no Apple Health export: none of its XML files begins with HealthData. In "
        "the Health app choose your picture, then “Export All Health Data”, and give that file.",
        code="not_an_export",
    )


def _main_of(archive: zipfile.ZipFile) -> zipfile.ZipInfo | None:
    """Return the largest XML member that begins like an export."""
    candidates = [
        info
        for info in archive.infolist()
        if info.filename.lower().endswith(".xml")
        and not info.filename.lower().endswith("_cda.xml")
        and not _is_junk(info.filename)
        and not info.flag_bits & 1
    ]
    candidates.sort(key=lambda info: -info.file_size)
    for info in candidates[:MOST_LOOKED_INTO]:
        try:
            with archive.open(info) as member:
                if looks_like_export(member.read(FIRST_LOOK)):
                    return info
        except DAMAGE:
            continue
    return None


def _refuse_hostile(archive: zipfile.ZipFile) -> None:
    infos = archive.infolist()
    if len(infos) > MOST_MEMBERS:
        raise _bomb(f"it holds {len(infos)} files")
    if sum(info.file_size for info in infos) > MOST_UNPACKED:
        raise _bomb("unpacked it would be larger than 64 GB")
    for info in infos:
        name = info.filename.replace("\\", "/")
        if name.startswith("/") or re.match(r"[A-Za-z]:", name) or ".." in name.split("/"):
            raise UserInputError(
                "This zip file holds names that lead out of its folder, so it was not opened. An export made "
                "by the Health app has none.",
                code="hostile_file",
            )
    if any(info.flag_bits & 1 and info.filename.lower().endswith(".xml") for info in infos):
        raise UserInputError(
            "This zip file is locked with a password. Unlock it and give the export.xml inside.",
            code="locked_file",
        )


def _bomb(what: str) -> UserInputError:
    return UserInputError(
        f"This zip file was not opened: {what}, which no export made by the Health app does.",
        code="hostile_file",
    )


def _not_an_export(beginning: bytes) -> UserInputError:
    if _SPECIAL_DOCUMENT.search(beginning):
        return UserInputError(
            "This is the CDA part of an Apple Health export, which holds less than the rest. Give "
            "export.zip, or the other XML file in it.",
            code="not_an_export",
        )
    return UserInputError(
        "This file is no Apple Health export: it is neither a zip file nor the export's XML. In the Health "
        "app choose your picture, then “Export All Health Data”, and give that file.",
        code="not_an_export",
    )


def _is_junk(name: str) -> bool:
    parts = name.split("/")
    return "__MACOSX" in parts or parts[-1].startswith("._") or name.endswith("/")


def _folded_base(path: str) -> str:
    """Return the last part of a path as names are compared; a name that was not marked as UTF-8 is mended."""
    base = posixpath.basename(path.replace("\\", "/"))
    with suppress(UnicodeError):
        base = base.encode("cp437").decode("utf-8")
    return unicodedata.normalize("NFKC", base).casefold()


class _Borrowed(BytesIO):
    """Reads the caller's file without closing it."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self._file = file

    def read(self, size: int | None = -1, /) -> bytes:
        return self._file.read(-1 if size is None else size)
