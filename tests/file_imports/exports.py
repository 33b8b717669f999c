"""Tiny exports written by hand, in which statements clash as often as one likes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.sax.saxutils import quoteattr

EPOCH = datetime(2026, 3, 1, 22, 0, tzinfo=UTC)
"""Late in a UTC day, so that a few hours reach into the next one."""

TYPES = {
    "heart_rate": ("HKQuantityTypeIdentifierHeartRate", "count/min"),
    "body_weight": ("HKQuantityTypeIdentifierBodyMass", "kg"),
    "steps": ("HKQuantityTypeIdentifierStepCount", "count"),
}


@dataclass(frozen=True, order=True)
class Told:
    """One record: minutes from EPOCH, length in minutes, value; by a device, or under a name alone."""

    metric: str
    at: int
    length: int
    value: float
    name: str = "Watch"
    hardware: str = "Watch6,2"
    """Empty: no device."""


def record(told: Told) -> str:
    type_, unit = TYPES[told.metric]
    start = EPOCH + timedelta(minutes=told.at)
    end = start + timedelta(minutes=told.length)
    device = ""
    if told.hardware:
        text = (
            f"<<HKDevice: 0x28{told.at:x}>, name:Apple Watch, manufacturer:Apple Inc., model:Watch, "
            f"hardware:{told.hardware}, software:10.1>"
        )
        device = f" device={quoteattr(text)}"
    return (
        f' <Record type="{type_}" sourceName={quoteattr(told.name)} sourceVersion="10.1"{device}'
        f' unit="{unit}" creationDate="{_date(end)}" startDate="{_date(start)}" endDate="{_date(end)}"'
        f' value="{told.value:g}"/>'
    )


def symptom(at: int, severity: int, name: str = "Watch") -> str:
    start = _date(EPOCH + timedelta(minutes=at))
    value = ("Unspecified", "NotPresent", "Mild", "Moderate", "Severe")[severity]
    return (
        f' <Record type="HKCategoryTypeIdentifierHeadache" sourceName="{name}" creationDate="{start}"'
        f' startDate="{start}" endDate="{start}" value="HKCategoryValueSeverity{value}"/>'
    )


def export(path: Path, lines: list[str], *, said_day: int, whole: bool = True) -> Path:
    """Write an export whose ExportDate is `said_day` days after EPOCH + 10 days."""
    said = _date(EPOCH + timedelta(days=10 + said_day))
    body = "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            "<!DOCTYPE HealthData [",
            "<!ELEMENT HealthData ANY>",
            "]>",
            '<HealthData locale="en_US">',
            f' <ExportDate value="{said}"/>',
            *lines,
        ]
    )
    path.write_text(body + ("\n</HealthData>\n" if whole else "\n"), encoding="utf-8")
    return path


def _date(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M:%S +0000")
