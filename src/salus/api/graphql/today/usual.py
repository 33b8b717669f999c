"""A person's usual range: the middle half of the days before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from salus.resolution.model import Booleans, Floats

FEWEST: Final = 7
"""With fewer days nothing is said to be usual."""


@dataclass(frozen=True, slots=True)
class Usual:
    """The range in which the middle half of `days` days lies."""

    low: float
    high: float
    days: int


def usual_range(values: Floats, complete: Booleans) -> Usual | None:
    """Return the quartiles of the whole days with a value; None when there are fewer than seven."""
    whole = values[complete & ~np.isnan(values)]
    if len(whole) < FEWEST:
        return None
    low, high = np.quantile(whole, (0.25, 0.75))
    return Usual(float(low), float(high), len(whole))
