"""The demo person has what the demo is to show."""

from __future__ import annotations

import re
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

from salus.sandbox.demo import DAYS, demo_person, write_demo
from salus.sandbox.truth import truth_of


def test_the_demo_is_two_years_in_which_sources_disagree_and_have_gaps() -> None:
    person = demo_person(date(2026, 11, 24))
    assert person.days == DAYS
    assert person.plans[-1].day == date(2026, 11, 24)
    assert len(person.journeys) >= 3
    assert any(plan.phone == 0 for plan in person.plans)
    assert any(plan.watch == 0 for plan in person.plans)
    roles = {n.role for n in truth_of(person, metrics=(), until=date(2025, 6, 1)).nights.values()}
    assert {"ring", "watch"} <= roles


def test_the_demo_export_has_today_and_nothing_of_the_future(tmp_path: Path) -> None:
    now = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)
    written = write_demo(tmp_path, now)
    assert written.exported_at == int(now.timestamp())
    assert written.read["Record"] > 300_000
    with zipfile.ZipFile(written.path) as archive:
        text = archive.read("apple_health_export/export.xml").decode()
    ends = re.findall(r'endDate="(2026-11-2[45] [^"]+)"', text)
    assert len(ends) > 50
    assert max(datetime.fromisoformat(end) for end in ends) <= now
