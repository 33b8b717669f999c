"""Which days are whole: over, and delivered by every road that brings a metric."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from salus import observations
from salus.db import Transaction
from salus.kit.ids import PersonId
from salus.kit.zones import ZoneHistory
from salus.resolution import queries
from salus.resolution.model import Booleans, Integers
from salus.resolution.nights import NIGHT_METRICS
from salus.resolution.orders import SLEEP_STAGE
from salus.resolution.quality import complete_days


class Completeness:
    """Tells which days are over and delivered by every road that brings a metric."""

    def __init__(self, tx: Transaction, person: PersonId, metrics: Sequence[str], now: datetime) -> None:
        asked = {code: SLEEP_STAGE if code in NIGHT_METRICS else code for code in metrics}
        self._roads = queries.roads_of(tx, person, sorted({*asked.values(), *metrics}))
        self._asked = asked
        self._until = queries.delivered_until(tx, person)
        self._now_ms = int(now.timestamp() * 1000)
        self.zones: ZoneHistory = observations.zone_history(tx, person)

    def of(self, metric: str, days: Integers) -> Booleans:
        """Return for each day (ordinal) whether it is complete."""
        return complete_days(days, self.zones, self._now_ms, self.told_until(metric))

    def told_until(self, metric: str) -> list[int]:
        """Return for each road of a metric the time (epoch ms) up to which it told all; 0: unknown."""
        roads = self._roads.get(self._asked[metric]) or self._roads.get(metric) or set()
        return [self._until.get(road, 0) for road in roads]
