"""Counts of what became of an ingest's records, by metric and by month."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from salus.observations.model import Int64s, day_of_number

BUCKETS: Final = ("new", "changed", "unchanged", "quarantined")


@dataclass(slots=True)
class Tally:
    """Counted records by metric and bucket, skipped ones by reason, and per month those new and here."""

    by_metric: dict[str, Counter[str]] = field(default_factory=dict)
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    """First and last day, counted from 1970-01-01, on which the file has the metric."""
    skipped: Counter[str] = field(default_factory=Counter)
    months: dict[int, list[int]] = field(default_factory=dict)
    """[new, here] by month, counted from January 1970."""

    def add(self, metric: str, bucket: str, count: int) -> None:
        """Count records of a metric; a negative count takes back what was booked."""
        if count:
            self.by_metric.setdefault(metric, Counter())[bucket] += count

    def reach(self, metric: str, first: int, last: int) -> None:
        """Note that the file has the metric from `first` to `last` (days from 1970-01-01)."""
        known = self.spans.get(metric)
        self.spans[metric] = (min(first, known[0]), max(last, known[1])) if known else (first, last)

    def by_month(self, days: Int64s, counts: NDArray[Any], *, here: bool) -> None:
        """Book records of days (from 1970-01-01) under their months."""
        if not len(days):
            return
        months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
        for month in np.unique(months).tolist():
            booked = self.months.setdefault(month, [0, 0])
            booked[int(here)] += int(counts[months == month].sum())

    def total(self, bucket: str) -> int:
        """Return how many records are in a bucket, of all metrics."""
        return sum(counts[bucket] for counts in self.by_metric.values())

    def merge(self, other: Tally) -> None:
        """Add the counts of another tally."""
        for metric, counts in other.by_metric.items():
            for bucket, count in counts.items():
                self.add(metric, bucket, count)
        for metric, (first, last) in other.spans.items():
            self.reach(metric, first, last)
        self.skipped.update(other.skipped)
        for month, (new, here) in other.months.items():
            booked = self.months.setdefault(month, [0, 0])
            booked[0] += new
            booked[1] += here

    def as_json(self) -> dict[str, Any]:
        """Return a form that can be kept with a checkpoint."""
        return {
            "by_metric": {metric: dict(counts) for metric, counts in self.by_metric.items()},
            "spans": {metric: list(span) for metric, span in self.spans.items()},
            "skipped": dict(self.skipped),
            "months": {str(month): booked for month, booked in self.months.items()},
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Tally:
        """Return the tally that `as_json` gave."""
        return cls(
            {metric: Counter(counts) for metric, counts in kept["by_metric"].items()},
            {metric: (span[0], span[1]) for metric, span in kept["spans"].items()},
            Counter(kept["skipped"]),
            {int(month): list(booked) for month, booked in kept["months"].items()},
        )

    def per_metric(self) -> dict[str, dict[str, Any]]:
        """Return the part of a report by metric code: counts by bucket, first and last date."""
        found: dict[str, dict[str, Any]] = {}
        for metric in sorted(self.by_metric.keys() | self.spans.keys()):
            counts = self.by_metric.get(metric, Counter())
            span = self.spans.get(metric)
            found[metric] = {
                **{bucket: counts[bucket] for bucket in BUCKETS},
                "first": day_of_number(span[0]).isoformat() if span else None,
                "last": day_of_number(span[1]).isoformat() if span else None,
            }
        return found

    def month_counts(self) -> list[tuple[date, int, int]]:
        """Return (first day of month, new, here) in order of time."""
        return [
            (date(1970 + month // 12, month % 12 + 1, 1), new, here)
            for month, (new, here) in sorted(self.months.items())
        ]
