"""The metric catalogue: what is measured, in which unit, and by which rules it becomes one number.

`get("heart_rate")` gives a `Metric`; `ALL` holds all of them in the order of the reference page. Units and
their conversions are in `salus.metrics.units`, units for a person's eye in `salus.metrics.display`.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from types import MappingProxyType
from typing import Final

from salus.kit.errors import UserInputError
from salus.metrics.activity import ACTIVITY
from salus.metrics.body import BODY
from salus.metrics.cycle import CYCLE
from salus.metrics.glucose import GLUCOSE
from salus.metrics.model import Category, Kind, Metric
from salus.metrics.mood import MOOD
from salus.metrics.nutrition import NUTRITION
from salus.metrics.sameness import same, same_array
from salus.metrics.sleep import SLEEP
from salus.metrics.vitals import VITALS

__all__ = ["ALL", "Category", "Kind", "Metric", "get", "in_category", "same", "same_array"]

ALL: Final[Mapping[str, Metric]] = MappingProxyType(
    {
        metric.code: metric
        for group in (SLEEP, ACTIVITY, VITALS, BODY, MOOD, CYCLE, GLUCOSE, NUTRITION)
        for metric in group
    }
)


def get(code: str) -> Metric:
    """Return the metric of a code.

    Raises: UserInputError `unknown_metric`, naming the nearest codes, for a code that the catalogue lacks.
    """
    found = ALL.get(code)
    if found is None:
        raise UserInputError(_unknown(code), code="unknown_metric")
    return found


def in_category(category: Category | str) -> tuple[Metric, ...]:
    """Return the metrics of a category, in the order of the catalogue.

    Raises: UserInputError `unknown_category` for a word that is not a category.
    """
    try:
        wanted = Category(category)
    except ValueError:
        known = ", ".join(Category)
        raise UserInputError(
            f"There is no category “{category}”. The categories are {known}.", code="unknown_category"
        ) from None
    return tuple(metric for metric in ALL.values() if metric.category is wanted)


def _unknown(code: str) -> str:
    shown = code if len(code) <= 60 else f"{code[:60]}…"
    folded = code[:60].strip().lower().replace("-", "_").replace(" ", "_")
    if folded in ALL:
        near = [folded]
    else:
        by_name = {metric.name.lower().replace(" ", "_"): metric.code for metric in ALL.values()}
        near = [by_name.get(match, match) for match in get_close_matches(folded, [*ALL, *by_name], n=3)]
    if not near:
        return f"There is no metric “{shown}”. The list of metrics gives every code."
    return f"There is no metric “{shown}”. Did you mean {' or '.join(dict.fromkeys(near))}?"
