"""Small exports as a phone writes them, for tests."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import quoteattr

from salus.providers.apple_health.container import open_export
from salus.providers.apple_health.read import WINDOW, read
from salus.providers.base import Chunk

WATCH = (
    "<<HKDevice: 0x2813a5e00>, name:Apple Watch, manufacturer:Apple Inc., model:Watch, "
    "hardware:Watch6,12, software:10.1>"
)
PROLOGUE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    "<!DOCTYPE HealthData [\n<!-- HealthKit Export Version: 14 -->\n"
    "<!ELEMENT HealthData (ExportDate,Me,(Record|Correlation|Workout)*)>\n]>\n"
    '<HealthData locale="de_DE">\n <ExportDate value="2026-11-20 21:00:00 +0100"/>\n'
)


def record(
    kind: str = "HKQuantityTypeIdentifierStepCount",
    *,
    value: str | None = "10",
    unit: str | None = "count",
    start: str = "2026-11-20 08:00:00 +0100",
    end: str | None = None,
    source: str = "Ann’s Watch",
    version: str | None = "10.1",
    device: str | None = WATCH,
    metadata: Mapping[str, str] | None = None,
    children: str = "",
) -> str:
    """Return a Record in the order of attributes that phones write."""
    attributes = {
        "type": kind,
        "sourceName": source,
        "sourceVersion": version,
        "device": device,
        "unit": unit,
        "creationDate": start,
        "startDate": start,
        "endDate": end or start,
        "value": value,
    }
    head = "".join(f" {name}={quoteattr(text)}" for name, text in attributes.items() if text is not None)
    inside = "".join(
        f"  <MetadataEntry key={quoteattr(key)} value={quoteattr(text)}/>\n"
        for key, text in (metadata or {}).items()
    )
    inside += children
    return f" <Record{head}>\n{inside} </Record>\n" if inside else f" <Record{head}/>\n"


def export(*elements: str, prologue: str = PROLOGUE, end: str = "</HealthData>\n") -> bytes:
    """Return a whole export."""
    return (prologue + "".join(elements) + end).encode("utf-8", "surrogatepass")


def packed(
    xml: bytes, members: Mapping[str, bytes] | None = None, *, name: str = "apple_health_export/export.xml"
) -> bytes:
    """Return a zip file of an export; further members by path in the folder."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in (members or {}).items():
            archive.writestr(f"apple_health_export/{path}", text)
        archive.writestr(name, xml)
    return out.getvalue()


def chunks_of(data: bytes, *, window: int = WINDOW, start_offset: int = 0) -> list[Chunk]:
    """Read a file's bytes."""
    return list(read(open_export(io.BytesIO(data)), start_offset, window=window))
