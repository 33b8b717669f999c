"""The exports of invented persons are what they claim to be."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
import zipfile
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from salus.sandbox import Person, Written, invent, write
from salus.sandbox.apple_defects import KNOWN
from salus.sandbox.apple_xml import WRITTEN
from salus.sandbox.person import days_for

LAST = date(2026, 11, 20)


@pytest.fixture(scope="module")
def robin() -> Person:
    return invent(3, days=45, last_day=LAST)


def main_file(path: Path) -> bytes:
    if path.suffix == ".xml":
        return path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        return archive.read("apple_health_export/export.xml")


def root_of(text: bytes) -> ET.Element:
    start = text.index(b"<!DOCTYPE")
    return ET.fromstring(text[:start] + text[text.index(b"]>", start) + 2 :].lstrip(b"\n>"))


def statements(root: ET.Element) -> Counter[tuple[str, ...]]:
    """Records as (type, who by hardware or name, start, end, value in canonical units), instants in UTC."""
    units = {unit: (factor, base) for table in WRITTEN.values() for unit, factor, base, _ in table.values()}
    found: Counter[tuple[str, ...]] = Counter()
    for record in root.iter("Record"):
        unit, value = record.get("unit"), record.get("value", "")
        if unit is not None:
            factor, base = units[unit]
            value = f"{(float(value) - base) / factor:.3f}"
        device = re.search(r"hardware:(\S+)", record.get("device", ""))
        who = device.group(1) if device else "none"
        at = (_utc(record.get("startDate", "")), _utc(record.get("endDate", "")))
        found[(record.get("type", ""), who, *at, value)] += 1
    return found


def _utc(text: str) -> str:
    return datetime.fromisoformat(text).astimezone(UTC).isoformat()


def test_written_counts_are_those_of_the_file(robin: Person, tmp_path: Path) -> None:
    written = write(robin, tmp_path / "export.zip", version=16)
    root = root_of(main_file(written.path))
    read = Counter(child.tag for child in root)
    assert read["ExportDate"] == read["Me"] == 1
    with zipfile.ZipFile(written.path) as archive:
        names = archive.namelist()
    read["ECG"] = sum("electrocardiograms" in name for name in names)
    del read["ExportDate"], read["Me"]
    assert read == written.read
    records = [child for child in root if child.tag == "Record"]
    same = Counter(ET.tostring(record) for record in records)
    assert sum(n - 1 for n in same.values()) == written.duplicates > 10
    routes = {r.get("path", "")[1:] for r in root.iter("FileReference")}
    assert routes
    assert {f"apple_health_export/{route}" for route in routes} <= set(names)


def test_equal_arguments_give_equal_files(tmp_path: Path) -> None:
    paths = [tmp_path / "one.zip", tmp_path / "two.zip"]
    for path in paths:
        write(invent(5, days=5, last_day=LAST), path)
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_a_later_export_says_the_same_in_other_words_and_adds_its_days(robin: Person, tmp_path: Path) -> None:
    first = write(robin, tmp_path / "a.xml", until=date(2026, 11, 10))
    later = write(
        robin,
        tmp_path / "b.xml",
        units="imperial",
        offsets="per-sample",
        phone_name="Neues Telefon",
        salt=7,
        version=16,
    )
    before, after = (statements(root_of(w.path.read_bytes())) for w in (first, later))
    assert not before - after
    share = sum((after - before).values()) / sum(before.values())
    assert 0.1 < share < 0.5
    assert "iPhone</" not in later.path.read_text()
    assert b"Robin\xe2\x80\x99s iPhone" not in later.path.read_bytes()


@pytest.mark.parametrize("home", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])
def test_size_and_share_of_types_are_those_of_real_exports(home: str, tmp_path: Path) -> None:
    person = invent(1, days=days_for(30_000), last_day=LAST, home=home)
    written = write(person, tmp_path / "x.xml")
    records = written.read["Record"]
    assert 0.85 < records / 30_000 < 1.15
    assert 400 < written.xml_bytes / records < 430
    assert 0.38 < written.records["HeartRate"] / records < 0.5


def _with(defect: str, robin: Person, tmp_path: Path) -> tuple[Written, bytes]:
    written = write(robin, tmp_path / "x.xml", until=date(2026, 10, 25), defects=(defect,))
    return written, written.path.read_bytes()


@pytest.mark.parametrize(
    ("defect", "sign"),
    [
        ("control-bytes", b"Food\x0bnotes"),
        ("impossible", b'value="seventy"'),
        ("unknown-type", b"MoonPhase"),
        ("raw-integers", b'value="5"'),
        ("shuffled", b'<Record value="'),
        ("sleep-goal", b"HKDataTypeSleepDurationGoal"),
        ("stray-zone", b"Pacific/Chatham"),
    ],
)
def test_a_defect_shows_in_the_file(defect: str, sign: bytes, robin: Person, tmp_path: Path) -> None:
    assert defect in KNOWN
    written, text = _with(defect, robin, tmp_path)
    assert sign in text
    assert len(re.findall(rb"^ <Record ", text, re.M)) == written.read["Record"]


def test_an_attribute_stands_twice_as_in_ios_16(robin: Person, tmp_path: Path) -> None:
    _, text = _with("duplicate-attribute", robin, tmp_path)
    with pytest.raises(ET.ParseError, match="duplicate attribute"):
        root_of(text)


def test_a_truncated_file_ends_inside_a_record(robin: Person, tmp_path: Path) -> None:
    _, text = _with("truncated", robin, tmp_path)
    assert text.endswith(b'sourceName="Rob')


def test_zones_can_be_left_out(robin: Person, tmp_path: Path) -> None:
    _, text = _with("no-zones", robin, tmp_path)
    assert b"HKTimeZone" not in text


def test_unknown_defects_are_refused(robin: Person, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="cotton"):
        write(robin, tmp_path / "x.xml", defects=("cotton",))
