"""Metadata of elements: keys by their raw string, quantities in units that no setting changes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from salus.providers.apple_health.elements import Element

_QUANTITY: Final = re.compile(r"\s*([-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?)\s+(\S+)\s*", re.ASCII)

# Units that depend on the person's settings at export time: the fixed unit, scale and offset.
_FIXED: Final[Mapping[str, tuple[str, float, float]]] = {
    "km": ("m", 1000.0, 0.0),
    "m": ("m", 1.0, 0.0),
    "cm": ("m", 0.01, 0.0),
    "mi": ("m", 1609.344, 0.0),
    "yd": ("m", 0.9144, 0.0),
    "ft": ("m", 0.3048, 0.0),
    "in": ("m", 0.0254, 0.0),
    "kJ": ("kcal", 1 / 4.184, 0.0),
    "kcal": ("kcal", 1.0, 0.0),
    "Cal": ("kcal", 1.0, 0.0),
    "degF": ("Cel", 5 / 9, -160 / 9),
    "degC": ("Cel", 1.0, 0.0),
    "m/s": ("m/s", 1.0, 0.0),
    "km/hr": ("m/s", 1 / 3.6, 0.0),
    "mi/hr": ("m/s", 0.44704, 0.0),
    "ft/s": ("m/s", 0.3048, 0.0),
    "lb": ("kg", 0.45359237, 0.0),
    "st": ("kg", 6.35029318, 0.0),
    "kg": ("kg", 1.0, 0.0),
}


def metadata_of(element: Element) -> dict[str, str]:
    """Return the metadata of an element by plain key; the first of a repeated key stands."""
    found: dict[str, str] = {}
    for entry in element.all("MetadataEntry"):
        found.setdefault(plain_key(entry.attributes.get("key", "")), entry.attributes.get("value", ""))
    return found


def plain_key(key: str) -> str:
    """Return a metadata key as its raw string: some exports write the constant's name instead."""
    return key.replace("HKMetadataKey", "HK", 1) if key.startswith("HKMetadataKey") else key


def plain_metadata(metadata: Mapping[str, str]) -> dict[str, Any]:
    """Return metadata for keeping: quantities as {"value", "unit"} in fixed units, all else as written.

    Four digits are kept: that is what remains of a number through two changes of the phone's units.
    """
    return {key: _plain_value(text) for key, text in metadata.items()}


def parse_quantity(text: str | None) -> tuple[float, str] | None:
    """Return (number, unit) of a quantity such as `6575 cm`, or None."""
    match = _QUANTITY.fullmatch(text or "")
    return (float(match[1]), match[2]) if match is not None and abs(float(match[1])) < 1e15 else None


def _plain_value(text: str) -> Any:
    quantity = parse_quantity(text)
    if quantity is None or quantity[1] not in _FIXED:
        return text
    unit, scale, offset = _FIXED[quantity[1]]
    return {"value": float(f"{quantity[0] * scale + offset:.4g}"), "unit": unit}
