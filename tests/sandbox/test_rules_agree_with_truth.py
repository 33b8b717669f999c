"""The rules of resolution give the true value on every day of whole lives: zones, clock changes, journeys."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from salus import metrics
from salus.kit.ids import SourceId
from salus.kit.zones import ZoneHistory
from salus.resolution.model import SourceColumns
from salus.resolution.nights import STATES, resolve_nights
from salus.resolution.rules import resolve_days
from salus.sandbox import Journey, Person, invent
from salus.sandbox.apple_extras import ring_totals
from salus.sandbox.sleep_truth import ORDER as SLEEP_ORDER
from salus.sandbox.truth import Truth, columns_of, truth_of

LAST = date(2026, 11, 20)

# Spring and autumn change, the half hour of Lord Howe, zones that are no whole hour, over the date line.
LIVES = {
    "Europe/Berlin": invent(11, days=260, last_day=LAST, coarse_ring=True),
    "America/New_York": invent(12, days=120, last_day=LAST, home="America/New_York"),
    "Asia/Kolkata": invent(13, days=60, last_day=LAST, home="Asia/Kolkata", journeys=[]),
    "Australia/Lord_Howe": invent(
        14, days=90, last_day=LAST, home="Australia/Lord_Howe", journeys=[], coarse_ring=True
    ),
    "Pacific/Auckland": invent(
        15,
        days=90,
        last_day=LAST,
        home="Pacific/Auckland",
        journeys=[Journey(20, 28, "Pacific/Honolulu"), Journey(50, 55, "Asia/Kathmandu")],
    ),
}


@pytest.fixture(scope="module", params=LIVES, ids=str)
def life(request: pytest.FixtureRequest) -> tuple[Person, Truth]:
    person = LIVES[request.param]
    return person, truth_of(person)


def zone_history(person: Person, truth: Truth) -> ZoneHistory:
    return ZoneHistory(tuple((at * 1000, zone) for at, zone in truth.zones[1:]), person.home)


def candidates(person: Person, metric: str) -> list[SourceColumns]:
    """Sources in the default order; the rings' day totals are a source of their own, the last."""
    found = [
        SourceColumns(
            SourceId(number),
            column.starts * 1000,
            (column.ends - column.starts) * 1000,
            column.values,
            np.empty(0, np.int64),
            np.empty(0),
        )
        for number, column in enumerate(columns_of(person, person.plans, metric).values())
    ]
    totals = {p.day.toordinal(): ring_totals(person, p) for p in person.plans}
    own = {day: total[metric] for day, total in totals.items() if total is not None and metric in total}
    if own:
        none = np.empty(0, np.int64)
        days, values = np.array(list(own)), np.array(list(own.values()))
        found.append(SourceColumns(SourceId(99), none, none, np.empty(0), days, values))
    return found


def test_every_day_of_every_metric_is_true(life: tuple[Person, Truth]) -> None:
    person, truth = life
    zones = zone_history(person, truth)
    first, last = (person.plans[n].day.toordinal() for n in (0, -1))
    checked = 0
    for code, days in truth.days.items():
        found = resolve_days(metrics.get(code), candidates(person, code), zones, first - 3, last + 3)
        resolved = dict(zip(found.days.tolist(), found.value.tolist(), strict=True))
        assert resolved.keys() == {day.toordinal() for day in days}, code
        for day, value in days.items():
            assert resolved[day.toordinal()] == pytest.approx(value, rel=1e-9, abs=1e-6), (code, day)
            checked += 1
    assert checked > person.days * 15


def test_every_night_and_nap_is_true(life: tuple[Person, Truth]) -> None:
    person, truth = life
    apple = ("in_bed", "asleep", "awake", "light", "deep", "rem")
    to_state = np.array([STATES.index(name) for name in apple])
    columns = columns_of(person, person.plans, "sleep_stage")
    sources = [
        SourceColumns(
            SourceId(SLEEP_ORDER.index(role)),
            column.starts * 1000,
            (column.ends - column.starts) * 1000,
            to_state[column.values.astype(int)].astype(float),
            np.empty(0, np.int64),
            np.empty(0),
        )
        for role, column in columns.items()
    ]
    found = resolve_nights(sources, zone_history(person, truth), lambda source, _: int(source))
    nights = {n.day: n for n in found if n.main and n.session.asleep}
    assert {date.fromordinal(day) for day in nights} == truth.nights.keys()
    for day, night in truth.nights.items():
        session = nights[day.toordinal()].session
        assert (session.start, session.end) == (night.start * 1000, night.end * 1000)
        assert SLEEP_ORDER[session.source_id] == night.role
        for name, minutes in night.minutes.items():
            if name != "in_bed":
                assert session.lengths[STATES.index(name)] == pytest.approx(minutes * 60_000)
    naps: dict[date, float] = {}
    for one in found:
        if not one.main and one.session.asleep:
            day = date.fromordinal(one.day)
            naps[day] = naps.get(day, 0) + one.session.asleep / 60_000
    assert naps == pytest.approx(truth.naps)
