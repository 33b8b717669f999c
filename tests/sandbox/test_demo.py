"""The demo person has what the demo is to show."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from salus.sandbox.demo import DAYS, demo_person, write_demo
from salus.sandbox.truth import truth_of

TODAY = date(2026, 11, 24)


def test_the_demo_is_two_years_that_end_yesterday_and_in_which_sources_disagree() -> None:
    person = demo_person(TODAY)
    assert person.days == DAYS
    assert person.plans[-1].day == date(2026, 11, 23)
    assert len(person.journeys) >= 3
    assert any(plan.phone == 0 for plan in person.plans)
    assert any(plan.watch == 0 for plan in person.plans)
    roles = {n.role for n in truth_of(person, metrics=(), until=date(2025, 6, 1)).nights.values()}
    assert {"ring", "watch"} <= roles


def test_the_demo_export_speaks_of_nothing_after_this_night(tmp_path: Path) -> None:
    written = write_demo(tmp_path, TODAY)
    assert written.exported_at == 1_795_478_400  # 2026-11-24 01:00 in Berlin
    assert written.read["Record"] > 300_000
