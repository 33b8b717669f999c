"""Write the Apple Health export that an invented person's phone would make, of any size, in flat memory."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import IO

from salus.sandbox import apple_defects, apple_records
from salus.sandbox.apple_extras import ecg_file, other_elements, route_file
from salus.sandbox.apple_style import Offsets, Style, Units, Written, chance
from salus.sandbox.apple_xml import offset_at, prologue, stamp, utc_text
from salus.sandbox.person import HOUR, DayPlan, Person
from salus.sandbox.signals import SIGNALS

# What the phone calls the main file, by language.
_MAIN_FILE = {
    "de": "Export.xml",
    "es": "exportar.xml",
    "nb": "eksport.xml",
    "fi": "vienti.xml",
    "zh": "导出.xml",
}
_FOLDER = "apple_health_export"


def write(
    person: Person,
    path: Path,
    *,
    version: int = 26,
    units: Units = "metric",
    locale: str = "en_US",
    offsets: Offsets = "fixed",
    defects: Iterable[str] = (),
    until: date | None = None,
    phone_name: str = "",
    salt: int = 0,
    made_at: datetime | None = None,
) -> Written:
    """Write an export of everything up to and including day `until` (default: all of the life).

    path: `.zip` as the share sheet gives it, or `.xml` for the main file alone.
    version: iOS release; 16 has the broken declarations of that release.
    units: the phone's unit settings. offsets: one UTC offset for all dates, or each day's own.
    phone_name: as later exports show a renamed phone: its records of all times carry this name.
    made_at: when the phone made it, for an export in the middle of a day; what was recorded later is not in
    it. Default: an hour after the last day.
    salt: changes what differs between two exports of the same data (device addresses).
    defects: names out of `apple_defects.KNOWN`.
    Raises: ValueError for an unknown defect.
    """
    unknown = set(defects) - apple_defects.KNOWN
    if unknown:
        raise ValueError(f"Unknown defects {sorted(unknown)}; known are {sorted(apple_defects.KNOWN)}.")
    last = person.days if until is None else min(person.days, person.index(until) + 1)
    plans = person.plans[: max(0, last)]
    if not plans:
        raise ValueError(f"{until} lies before the first day {person.first_day}.")
    exported_at = plans[-1].end + HOUR if made_at is None else int(made_at.timestamp())
    plans = tuple(plan for plan in plans if plan.start <= exported_at)
    style = Style(
        version, units, locale, offsets, frozenset(defects), phone_name, salt, person.home, exported_at
    )
    written = Written(path, exported_at)
    text = _document(person, plans, style, written)
    if path.suffix == ".xml":
        with path.open("wb") as file:
            _pump(text, file, written)
        return written
    with path.open("wb") as raw, zipfile.ZipFile(_Stream(raw), "w", zipfile.ZIP_DEFLATED) as archive:
        main = f"{_FOLDER}/{_MAIN_FILE.get(locale[:2], 'export.xml')}"
        entry = _entry(main, exported_at)
        with archive.open(entry, "w", force_zip64=True) as member:
            _pump(text, member, written)
        for name, body in _companions(person, plans, style, written):
            archive.writestr(_entry(f"{_FOLDER}/{name}", exported_at), body, zipfile.ZIP_DEFLATED, 1)
    return written


class _Stream(io.RawIOBase):
    """A file that cannot seek: the phone streams its zip, so sizes stand behind the data."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__()
        self._file = file

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        return self._file.write(data)


def _entry(name: str, at: int) -> zipfile.ZipInfo:
    moment = datetime.fromisoformat(utc_text(at).replace("Z", ""))
    entry = zipfile.ZipInfo(name, moment.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _pump(text: Iterator[str], file: IO[bytes], written: Written) -> None:
    """Compress and write in a second thread while this one makes the text."""
    queue: Queue[bytes | None] = Queue(maxsize=8)
    failure: list[OSError] = []

    def drain() -> None:
        while (part := queue.get()) is not None:
            if not failure:
                try:
                    file.write(part)
                except OSError as error:
                    failure.append(error)

    thread = Thread(target=drain, name="export-writer")
    thread.start()
    try:
        pieces: list[str] = []
        length = 0
        for piece in text:
            pieces.append(piece)
            length += len(piece)
            if length > 1 << 20:
                written.xml_bytes += _put(queue, pieces)
                length = 0
        written.xml_bytes += _put(queue, pieces)
    finally:
        queue.put(None)
        thread.join()
    if failure:
        raise failure[0]


def _put(queue: Queue[bytes | None], pieces: list[str]) -> int:
    part = "".join(pieces).encode()
    pieces.clear()
    queue.put(part)
    return len(part)


def _document(person: Person, plans: Sequence[DayPlan], style: Style, written: Written) -> Iterator[str]:
    offset = offset_at(person.home, style.exported_at)
    yield prologue(style.version, style.locale)
    yield f' <ExportDate value="{stamp(style.exported_at, offset)}"/>\n'
    yield (
        ' <Me HKCharacteristicTypeIdentifierDateOfBirth="1984-05-17"'
        ' HKCharacteristicTypeIdentifierBiologicalSex="HKBiologicalSexFemale"'
        ' HKCharacteristicTypeIdentifierBloodType="HKBloodTypeOPositive"'
        ' HKCharacteristicTypeIdentifierFitzpatrickSkinType="HKFitzpatrickSkinTypeNotSet"'
        ' HKCharacteristicTypeIdentifierCardioFitnessMedicationsUse="None"/>\n'
    )
    for signal in SIGNALS:
        for plan in plans:
            columns = apple_records.recorded(person, signal, plan, style)
            if len(columns):
                lines = apple_records.records(person, signal, plan, columns, style)
                repeated = _repeated(person, signal.key + signal.type, plan, len(lines))
                if repeated is not None:
                    lines.append(lines[repeated])
                    written.duplicates += 1
                written.read["Record"] += len(lines)
                written.records[signal.type] += len(lines)
                written.metrics[signal.metric] += len(columns)
                yield "".join(lines)
    yield from apple_defects.records(person, plans, style, written)
    for name, element in other_elements(person, plans, style):
        written.read[name] += 1
        written.repeats += name == "Correlation"
        if name == "VisionPrescription":
            written.unmapped[name] += 1
        yield element
    if "truncated" in style.defects:
        yield ' <Record type="HKQuantityTypeIdentifierHeartRate" sourceName="Rob'
        return
    yield "</HealthData>\n"


def _repeated(person: Person, key: str, plan: DayPlan, count: int) -> int | None:
    """Some rows stand twice in real exports, about two in a thousand."""
    dice = chance(f"{person.seed}/twice/{key}/{plan.index}")
    return dice // 1000 % count if dice % 1000 < 60 else None


def _companions(
    person: Person, plans: Sequence[DayPlan], style: Style, written: Written
) -> Iterator[tuple[str, bytes]]:
    """The other members: a CDA file that is no valid XML, routes, ECGs."""
    yield "export_cda.xml", b"<ClinicalDocument/>\n<ClinicalDocument/>\n"
    for plan in plans:
        for effort in plan.efforts:
            if effort.routed and effort.end <= style.exported_at:
                yield route_file(person, effort)
    for plan in plans:
        if plan.start + 12 * HOUR > style.exported_at:
            continue
        found = ecg_file(person, plan, offset_at(person.home, style.exported_at))
        if found is not None:
            written.read["ECG"] += 1
            yield found
