"""The demo person: two years, four sources that disagree, gaps, as the export their phone would make."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

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
    """The demo person, whose data end yesterday."""
    return invent(26, days=DAYS, last_day=today - timedelta(days=1), home=ZONE, density=DENSITY)


def write_demo(folder: Path, today: date) -> Written:
    """Write the demo person's export into `folder`, to be imported by the ordinary road.

    Its ExportDate is one in the morning of `today`, local time, so it never speaks of the future after that.
    """
    return write(demo_person(today), folder / "export.zip", locale="en_GB")
