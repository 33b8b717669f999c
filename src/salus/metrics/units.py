"""From any unit a source writes to the metric's canonical unit, and back to the one a person reads.

A conversion is `Linear`: canonical = value × scale + offset. It is found once per (unit text, metric) and
then multiplies whole arrays. What a unit measures is checked: a length in kg is refused. Percent stays as it
is written; whether a source writes fractions is known to its provider, which then says `fraction`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from salus.kit.errors import RecordSkipped
from salus.metrics.model import Metric
from salus.metrics.unit_tables import (
    APPROXIMATE,
    BARE_NUMBERS,
    DISPLAY,
    DISPLAY_DECIMALS,
    DISPLAY_OF_METRIC,
    REFUSED,
    SIZES,
    SPECIAL,
    ZERO_POINTS,
)

__all__ = [
    "Linear",
    "display_decimals",
    "display_units",
    "factor",
    "from_canonical",
    "plain",
    "to_canonical",
]


@dataclass(frozen=True, slots=True)
class Linear:
    """A conversion into the canonical unit: canonical = value × `scale` + `offset`."""

    scale: float
    offset: float = 0.0
    approximate: bool = False
    """The factor holds only roughly; whoever keeps the value marks it so."""

    def into(self, value: float) -> float:
        """Return the canonical value of `value`."""
        return value * self.scale + self.offset

    def out_of(self, canonical: float) -> float:
        """Return the value, in the source's unit, of a canonical one."""
        return (canonical - self.offset) / self.scale

    def into_array(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the canonical values of an array; the array itself when nothing changes."""
        if self.scale == 1.0 and self.offset == 0.0:
            return values
        return values * self.scale + self.offset


def factor(unit_text: str, metric: Metric) -> Linear:
    """Return the conversion from a source's unit text to the metric's canonical unit.

    Case counts where it makes a difference (`Cal` and `cal`, `mS` and `S`) and is forgiven elsewhere.
    Raises: RecordSkipped `unknown_unit` when the text is no known unit or measures something else.
    """
    return _factor(unit_text, metric.code, metric.unit, metric.difference)


def to_canonical(value: float, unit_text: str, metric: Metric) -> float:
    """Return a value of the source in the metric's canonical unit; raises as `factor` does."""
    return factor(unit_text, metric).into(value)


def from_canonical(value: float, metric: Metric, unit_text: str) -> float:
    """Return a canonical value in another unit; raises as `factor` does.

    `ft-in` gives feet with a fraction; who shows it splits the fraction into inches.
    """
    return factor(unit_text, metric).out_of(value)


def display_units(metric: Metric) -> tuple[str, ...]:
    """Return the units a person may choose from for a metric, the metric system's first.

    Each is accepted by `factor`. An empty text is a bare number; states have no unit at all.
    """
    return DISPLAY_OF_METRIC.get(metric.code) or DISPLAY[metric.unit]


def display_decimals(metric: Metric, unit_text: str) -> int:
    """Return how many digits after the point a value of the metric is shown with in a display unit."""
    return DISPLAY_DECIMALS.get((metric.unit, unit_text), metric.decimals)


def plain(unit_text: str) -> str:
    """Return a unit text in the one spelling that the tables use: NFKC, `u` for micro, `.` for a dot."""
    folded = unicodedata.normalize("NFKC", unit_text).translate(_SPELLING)
    return " ".join(folded.split())


_SPELLING: Final = str.maketrans({"\u03bc": "u", "\u00b7": ".", "\u2219": ".", "\u22c5": ".", "\u2212": "-"})

_MOLAR = re.compile(r"mmol<([0-9]{1,4}(?:\.[0-9]{1,20})?)>/[Ll]")
_GLUCOSE_G_PER_MOL: Final = (Fraction("180.1"), Fraction("180.2"))


@dataclass(frozen=True, slots=True)
class _Dimension:
    name: str
    sizes: Mapping[str, Fraction]
    folded: Mapping[str, str]
    """Case-folded text to the text it stands for, where only one size fits."""

    def spelled(self, text: str) -> str | None:
        if text in self.sizes:
            return text
        return self.folded.get(text.casefold())


def _dimension(name: str, texts_by_size: Mapping[str, str]) -> _Dimension:
    sizes = {text: _exact(size) for size, texts in texts_by_size.items() for text in texts.split()}
    if name in BARE_NUMBERS:
        sizes |= {"": Fraction(1), "1": Fraction(1)}
    if name == "volume":
        sizes |= {"fl oz": sizes["fl_oz_us"], "fl. oz.": sizes["fl_oz_us"]}
    folded: dict[str, str] = {}
    unclear: set[str] = set()
    for text, size in sizes.items():
        other = folded.setdefault(text.casefold(), text)
        if sizes[other] != size:
            unclear.add(text.casefold())
    return _Dimension(
        name,
        MappingProxyType(sizes),
        MappingProxyType({key: text for key, text in folded.items() if key not in unclear}),
    )


def _exact(size: str) -> Fraction:
    over, _, under = size.partition("/")
    return Fraction(over) / Fraction(under) if under else Fraction(over)


_DIMENSIONS: Final = tuple(_dimension(name, texts) for name, texts in SIZES.items())

_HOME: Final[Mapping[str, _Dimension]] = MappingProxyType(
    {unit: next(d for d in _DIMENSIONS if unit in d.sizes) for unit in DISPLAY if unit}
)


@lru_cache(maxsize=8192)
def _factor(unit_text: str, code: str, canonical: str, difference: bool) -> Linear:
    text = plain(unit_text)
    if text.casefold() in ("iu", "[iu]"):
        text = "IU"
    special = SPECIAL.get(code, {})
    if text in special:
        return Linear(float(_exact(special[text])), approximate=(code, text) in APPROXIMATE)
    if refusal := REFUSED.get((code, text)):
        raise RecordSkipped("unknown_unit", f"{code} in “{unit_text}”: {refusal}")
    if not canonical:
        if text:
            raise RecordSkipped("unknown_unit", f"{code} is a state and has no unit, not “{unit_text}”")
        return Linear(1.0)
    if molar := _MOLAR.fullmatch(text):
        return _from_molar(unit_text, Fraction(molar[1]), code, canonical)
    home = _HOME[canonical]
    spelled = home.spelled(text)
    if spelled is None:
        raise RecordSkipped("unknown_unit", _why_not(unit_text, text, code, canonical, home))
    base = home.sizes[canonical]
    zero = Fraction(0) if difference else _exact(ZERO_POINTS.get(spelled, "0"))
    return Linear(float(home.sizes[spelled] / base), float(zero / base))


def _from_molar(unit_text: str, grams_per_mol: Fraction, code: str, canonical: str) -> Linear:
    """Convert a molar concentration that names its own molar mass, as HealthKit writes it."""
    if canonical == "mmol/L":
        return Linear(1.0)
    low, high = _GLUCOSE_G_PER_MOL
    if canonical == "mg/dL" and code in SPECIAL and low <= grams_per_mol <= high:
        # 1 mmol/L = M mg/L = M/10 mg/dL.
        return Linear(float(grams_per_mol / 10))
    raise RecordSkipped("unknown_unit", f"{code} is kept in {canonical} and cannot come in “{unit_text}”")


def _why_not(unit_text: str, text: str, code: str, canonical: str, home: _Dimension) -> str:
    shown = unit_text if len(unit_text) <= 40 else f"{unit_text[:40]}…"
    if text in ("", "1"):
        return f"a number without a unit cannot be {home.name}; {code} is kept in {canonical}"
    for dimension in _DIMENSIONS:
        if dimension is not home and dimension.spelled(text) is not None:
            if dimension.name in BARE_NUMBERS:
                return f"“{shown}” counts things; {code} is {home.name}, kept in {canonical}"
            return f"“{shown}” is a unit of {dimension.name}; {code} is kept in {canonical}"
    return f"“{shown}” is not a known unit of {home.name}; {code} is kept in {canonical}"
