"""Who wrote a record: the `device` text without its address, and the name of the app or phone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from salus.providers.base.apps import APPLE_APP, fold_name
from salus.providers.base.records import SourceKey

# The address differs from record to record and from export to export, so it is never part of a key.
_DEVICE: Final = re.compile(r"<+HKDevice:?\s*0x[0-9a-fA-F]+>?,?\s*(?P<fields>.*?)>?\s*", re.DOTALL)
_MARK: Final = re.compile(r"(?:^|, )(name|manufacturer|model|hardware|software|creation date|[a-zA-Z]+):")


@dataclass(frozen=True, slots=True)
class Device:
    """The fields of a device text that say which device it is."""

    name: str = ""
    manufacturer: str = ""
    model: str = ""
    hardware: str = ""
    software: str = ""


def parse_device(text: str | None) -> Device | None:
    """Return the fields of `<<HKDevice: 0x…>, name:…, manufacturer:…>`, or None where there are none.

    A comma without a blank belongs to its field (`hardware:Watch6,12`), as does a comma with a blank that no
    field name follows.
    """
    match = _DEVICE.fullmatch(text or "")
    if match is None:
        return None
    fields = match["fields"]
    marks = list(_MARK.finditer(fields))
    found: dict[str, str] = {}
    for here, after in zip(marks, [*marks[1:], None], strict=False):
        found.setdefault(here[1], fields[here.end() : after.start() if after else len(fields)].strip())
    device = Device(
        **{name: found.get(name, "") for name in ("name", "manufacturer", "model", "hardware", "software")}
    )
    return device if device.manufacturer or device.model or device.hardware else None


@dataclass(frozen=True, slots=True)
class Writer:
    """The source of a record and the name under which it wrote."""

    key: SourceKey
    display: str
    folded: str

    @property
    def claims_name(self) -> bool:
        """Whether records without device under this name may be this source's."""
        return self.key.app == APPLE_APP and not self.key.by_hand


def writer_of(source_name: str, source_version: str, device_text: str | None, *, by_hand: bool) -> Writer:
    """Return who wrote a record.

    With a device made by Apple whose software is the source's version, the app is Apple's own; with another
    device it is the folded name; without a device the name decides, when the whole file was read.
    """
    folded = fold_name(source_name)
    device = parse_device(device_text)
    if device is None:
        return Writer(SourceKey("", by_hand=by_hand, by_name=folded), source_name, folded)
    own = device.manufacturer.startswith("Apple") and device.software == source_version
    key = SourceKey(
        APPLE_APP if own else folded, device.manufacturer, device.model, device.hardware, by_hand=by_hand
    )
    return Writer(key, source_name, folded)
