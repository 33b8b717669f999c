"""When two values of one metric are the same value, told twice."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from salus.metrics.model import Metric

RELATIVE: Final = 1e-6
"""A re-export in another unit with a few decimals must not look like a change."""


def same(a: float, b: float, metric: Metric) -> bool:
    """Return whether |a − b| ≤ max(step, 1e-6·|a|), both in the metric's canonical unit.

    `a` is the value that is stored, `b` the one that comes.
    """
    return abs(a - b) <= max(metric.step, RELATIVE * abs(a))


def same_array(a: NDArray[np.float64], b: NDArray[np.float64], metric: Metric) -> NDArray[np.bool_]:
    """Return `same` for each pair of two arrays of one shape (or shapes that broadcast)."""
    result: NDArray[np.bool_] = np.abs(a - b) <= np.maximum(metric.step, RELATIVE * np.abs(a))
    return result
