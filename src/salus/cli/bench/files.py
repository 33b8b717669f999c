"""The files of one run: exports of one invented person whose resolved days are known."""

from __future__ import annotations

import shutil
import zipfile
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from salus.sandbox import Person, Written, invent, write
from salus.sandbox.person import RECORDS_A_DAY

SIZES = {"50k": 50_000, "200k": 200_000, "1m": 1_000_000, "5m": 5_000_000, "10m": 10_000_000}
# Up to this size imports and floors are run twice, and the quicker counts.
QUICK = 200_000
TEN_YEARS = 3652
HOME = "Europe/Berlin"


@dataclass(frozen=True, slots=True)
class Export:
    """One export as zip, and its main file unpacked for the floors."""

    written: Written
    xml: Path


@dataclass(frozen=True, slots=True)
class Files:
    """`first`, the same packed anew, a `later` one with one day in a hundred more, and a `small` one."""

    person: Person
    until: date
    first: Export
    again: Path
    later: Export
    small: Written
    small_person: Person


def make(folder: Path, size: str, last_day: date) -> Files:
    """Write the files of a run of that size.

    Ten years at most; a larger file has more records a day. The small one has a tenth of the records where
    ten million are wanted, else a fifth.
    """
    records = SIZES[size]
    days = min(TEN_YEARS, max(20, records // RECORDS_A_DAY))
    person = invent(1, days=days, last_day=last_day, home=HOME, density=_density(records / days))
    until = last_day - timedelta(days=max(1, days // 100))
    first = _export(person, folder / "first.zip", until=until)
    later = _export(person, folder / "later.zip", until=last_day, later=True)
    part = 10 if size == "10m" else 5
    small_person = invent(2, days=max(20, days // part), last_day=last_day, home=HOME, density=person.density)
    small = write(small_person, folder / "small.zip")
    return Files(person, until, first, _packed_anew(first, folder / "again.zip"), later, small, small_person)


def _density(records_a_day: float) -> float:
    return max(0.1, (records_a_day / RECORDS_A_DAY - 0.3) / 0.7)


def _export(person: Person, path: Path, *, until: date, later: bool = False) -> Export:
    if later:
        written = write(
            person, path, until=until, units="imperial", offsets="per-sample", phone_name="Handy", salt=7
        )
    else:
        written = write(person, path, until=until)
    xml = path.with_suffix(".xml")
    with zipfile.ZipFile(path) as archive, xml.open("wb") as file:
        main = next(n for n in archive.namelist() if n.endswith(".xml") and not n.endswith("_cda.xml"))
        with archive.open(main) as member:
            shutil.copyfileobj(member, file, 1 << 20)
    return Export(written, xml)


def _packed_anew(first: Export, path: Path) -> Path:
    """The same main file in another archive: what unpacking and packing again makes of an export."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.write(first.xml, "Health/export.xml")
    return path
