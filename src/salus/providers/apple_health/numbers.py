"""Decimal numbers of many attributes at once, exactly as a careful reader would read each."""

from __future__ import annotations

import re
from typing import Final

import numpy as np
from numpy.typing import NDArray

from salus.providers.apple_health.rows import Positions, Text

_WIDTH: Final = 16
_MOST_DIGITS: Final = 15
_POWERS: Final = np.array([10.0**power for power in range(_WIDTH + 1)])
_FORM: Final = r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?"
_TEXT: Final = re.compile(_FORM, re.ASCII)
_NUMBER: Final = re.compile(_FORM.encode())
_GREATEST: Final = 1e300


def parse_numbers(
    text: Text, begins: Positions, ends: Positions
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return (values, plain): the number between each begin and end, where that is a finite decimal number.

    Up to fifteen digits are one whole number divided by a power of ten, both of them exact in a double, so
    the quotient is the double nearest to what is written. Longer ones and exponents are read one by one.
    """
    n = len(begins)
    lengths = ends - begins
    widest = int(min(lengths.max(), _WIDTH))
    cells = text.cells(begins, _WIDTH)
    mantissa = np.zeros(n, np.int64)
    digits = np.zeros(n, np.int64)
    behind_point = np.zeros(n, np.int64)
    points = np.zeros(n, np.int64)
    simple = (lengths <= _WIDTH) & text.holds(begins, _WIDTH)
    negative = cells[0] == ord("-")
    for place in range(widest):
        inside = lengths > place
        digit = cells[place] - np.uint8(48)
        is_digit = inside & (digit < 10)
        is_point = inside & (cells[place] == ord("."))
        mantissa = np.where(is_digit, mantissa * 10 + digit, mantissa)
        digits += is_digit
        behind_point += is_digit & (points > 0)
        points += is_point
        other = inside & ~is_digit & ~is_point
        simple &= ~other | negative if place == 0 else ~other
    simple &= (digits > 0) & (digits <= _MOST_DIGITS) & (points <= 1)
    values = mantissa / _POWERS[behind_point]
    values = np.where(negative, -values, values)
    plain = simple
    if not simple.all():
        plain = simple.copy()
        for index in np.flatnonzero(~simple).tolist():
            written = text.text[begins[index] : ends[index]]
            if _NUMBER.fullmatch(written) is not None:
                value = float(written)
                plain[index] = abs(value) < _GREATEST
                values[index] = value if plain[index] else 0.0
    return values, plain


def read_number(text: str | None) -> float | None:
    """Return the number of an attribute, or None when it is no finite decimal number."""
    if text is None or _TEXT.fullmatch(text) is None:
        return None
    value = float(text)
    return value if abs(value) < _GREATEST else None
