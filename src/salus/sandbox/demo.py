"""The demo person: two years, four sources that disagree, gaps, as the export their phone would make."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from salus.sandbox.apple_export import write
from salus.sandbox.apple_style import Written
from salus.sandbox.person import Person, invent

EMAIL = "demo@salus.local"
NAME = "Robin Example"
ZONE = "Europe/Berlin"
DAYS = 731
# Fewer heart rates than a real watch takes, so that the first start stays quick.
DENSITY = 0.25


def demo_person(today: date) -> Person:
    """The demo person, whose life ends today."""
    return invent(26, days=DAYS, last_day=today, home=ZONE, density=DENSITY)


def write_demo(folder: Path, now: datetime) -> Written:
    """Write the demo person's export into `folder`, to be imported by the ordinary road.

    now: aware; the phone makes the export at that moment, so today is there as far as it has come.
    """
    person = demo_person(now.astimezone(ZoneInfo(ZONE)).date())
    return write(person, folder / "export.zip", locale="en_GB", made_at=now)
