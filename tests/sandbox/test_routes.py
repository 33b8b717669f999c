"""Routes are as long and as steep as their workouts say, and closed."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from salus.sandbox import Journey, invent
from salus.sandbox.person import Effort
from salus.sandbox.routes import METRES_A_DEGREE, climb, track

LAST = date(2026, 11, 20)
PERSON = invent(1, days=150, last_day=LAST, journeys=[Journey(60, 100, "Pacific/Auckland")])
ROUTED = [e for plan in PERSON.plans for e in plan.efforts if e.routed]


def test_there_are_routes_at_home_and_away() -> None:
    assert {e.zone for e in ROUTED} == {"Europe/Berlin", "Pacific/Auckland"}


@pytest.mark.parametrize("effort", ROUTED, ids=lambda e: str(e.start))
def test_a_route_is_as_long_and_steep_as_its_workout(effort: Effort) -> None:
    way = track(PERSON, effort)
    north = np.diff(way.lat) * METRES_A_DEGREE
    east = np.diff(way.lon) * METRES_A_DEGREE * np.cos(np.radians(way.lat[:-1]))
    assert np.hypot(north, east).sum() == pytest.approx(effort.distance, rel=0.01)
    closing = np.hypot((way.lat[-1] - way.lat[0]), (way.lon[-1] - way.lon[0])) * METRES_A_DEGREE
    assert closing < 0.01 * effort.distance
    assert np.maximum(np.diff(way.height), 0).sum() == pytest.approx(climb(PERSON, effort), rel=0.01)
    assert way.height.max() - way.height.min() > 3
    moving = effort.distance / (5 * len(way.times))
    assert (np.abs(way.speed[1:-1] / moving - 1) < 0.3).mean() > 0.95
    assert way.speed.std() > 0.02 * moving
    if effort.pause:
        assert not ((way.times >= effort.pause[0]) & (way.times < effort.pause[1])).any()
    # Not a line: it leads in all directions.
    assert len(set((way.course // 90).astype(int))) == 4
