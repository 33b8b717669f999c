"""Types of the catalogue."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Final, Self

import strawberry

from salus import metrics, rollups
from salus.api.graphql.base import Info
from salus.metrics import units

_LABELS: Final = {"ft-in": "ft"}


@strawberry.type(description="A unit that a person may choose: shown = canonical × scale + offset.")
class DisplayUnit:
    unit: str
    label: str = strawberry.field(description="As it stands behind a value.")
    scale: float
    offset: float
    decimals: int


@strawberry.type(description="Which days have a value.")
class Coverage:
    first: date
    last: date
    days: int


@strawberry.type(description="One thing that is measured.")
class Metric:
    code: str
    name: str
    category: str
    hue: str = strawberry.field(description="Colour family: rest, heart, move, mind or fuel.")
    unit: str = strawberry.field(description="Canonical UCUM unit of every value; percent is 0–100.")
    kind: str = strawberry.field(
        description="How samples become a day: sum, duration, mean, leq, min, max, last, state or raw."
    )
    decimals: int
    display_units: list[DisplayUnit]
    states: list[str] = strawberry.field(description="Words of a coded state; the value is the index.")
    better: str = strawberry.field(
        description="higher, lower, or empty where neither is better for everybody."
    )
    note: str
    lowest: float | None = strawberry.field(description="Least plausible value of one sample.")
    highest: float | None = strawberry.field(description="Greatest plausible value of one sample.")

    @strawberry.field(description="Which days have a resolved value; null: none.")
    async def coverage(self, info: Info) -> Coverage | None:
        if not info.context.may_read(self.category):
            return None
        covered = (await info.context.kept_once("coverage", rollups.coverage)).get(self.code)
        return (
            None if covered is None else Coverage(first=covered.first, last=covered.last, days=covered.days)
        )

    @classmethod
    def of(cls, metric: metrics.Metric) -> Self:
        """Return a metric of the catalogue."""
        return cls(
            code=metric.code,
            name=metric.name,
            category=metric.category.value,
            hue=metric.hue,
            unit=metric.unit,
            kind=metric.kind.value,
            decimals=metric.decimals,
            display_units=[_display(metric, unit) for unit in units.display_units(metric)],
            states=list(metric.states),
            better=metric.better,
            note=metric.note,
            lowest=metric.low,
            highest=metric.high,
        )


@lru_cache(maxsize=1024)
def metric_type(code: str) -> Metric:
    """Return the type of a metric, made once.

    Raises: UserInputError `unknown_metric`.
    """
    return Metric.of(metrics.get(code))


def _display(metric: metrics.Metric, unit: str) -> DisplayUnit:
    into = units.factor(unit, metric)
    return DisplayUnit(
        unit=unit,
        label=_LABELS.get(unit, unit),
        scale=1 / into.scale,
        offset=-into.offset / into.scale,
        decimals=units.display_decimals(metric, unit),
    )
