"""What an export says about itself and its person."""

from __future__ import annotations

from typing import Final

from salus.providers.apple_health import types
from salus.providers.apple_health.collecting import Collecting
from salus.providers.apple_health.dates import BadDateError, parse_date
from salus.providers.apple_health.elements import Element


def add_export_date(out: Collecting, element: Element, _offset: int, _length: int) -> None:
    """Note when the phone wrote the export; a date that is none is left out."""
    try:
        out.facts["export_date_ms"] = parse_date(element.attributes.get("value"))
    except BadDateError:
        return


def add_me(out: Collecting, element: Element, _offset: int, _length: int) -> None:
    """Note the characteristics that the person has set."""
    characteristics = {}
    for name, text in element.attributes.items():
        word = types.snake_case(name.removeprefix("HKCharacteristicTypeIdentifier"))
        value = text
        for prefix in _CHARACTERISTICS:
            value = value.removeprefix(prefix)
        if value and value != "NotSet":
            characteristics[word] = value if word == "date_of_birth" else types.snake_case(value)
    out.facts["characteristics"] = characteristics


_CHARACTERISTICS: Final = (
    "HKBiologicalSex",
    "HKBloodType",
    "HKFitzpatrickSkinType",
    "HKCardioFitnessMedicationsUse",
)
