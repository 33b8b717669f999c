"""Beats inside an HRV record: a rate at a time of day, in the phone's language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from salus.providers.apple_health.elements import Element
from salus.providers.base.records import DAY_MS

_TIME: Final = re.compile(r"(\D*?)(\d{1,2})[:.](\d\d)[:.](\d\d)(?:[.,٫](\d{1,3}))?(?!\d)(\D*)")
_TWELVE_HOURS_MS: Final = DAY_MS // 2


def beats_of(beats: Element, start_ms: int, minutes_east: int) -> Iterator[tuple[int, float]]:
    """Yield (epoch milliseconds, beat-to-beat interval in ms) of each beat, in the order of the file.

    A beat has only a time of day in the offset of its record; of the instants that it can mean (morning or
    afternoon when written in twelve hours, this day or the next) the one nearest to the record's start is
    taken: a record lasts about a minute.
    """
    start_of_day_ms = (start_ms + minutes_east * 60_000) % DAY_MS
    for beat in beats.all("InstantaneousBeatsPerMinute"):
        try:
            rate = float(beat.attributes.get("bpm", ""))
        except ValueError:
            continue
        written = _time_of_day(beat.attributes.get("time", ""))
        if written is not None and 0 < rate < 10_000:
            time_ms, period_ms = written
            apart = (time_ms - start_of_day_ms + period_ms // 2) % period_ms - period_ms // 2
            yield start_ms + apart, 60_000 / rate


def _time_of_day(text: str) -> tuple[int, int] | None:
    """Return (ms since midnight, after how many ms the same text comes again), or None for no time."""
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    before, hour, minute, second, fraction, after = match.groups()
    hours, minutes, seconds = int(hour), int(minute), int(second)
    if hours > 23 or minutes > 59 or seconds > 59:
        return None
    period_ms = _TWELVE_HOURS_MS if before.strip() or after.strip() else DAY_MS
    time_ms = ((hours * 60 + minutes) * 60 + seconds) * 1000 + int((fraction or "").ljust(3, "0"))
    return time_ms % period_ms, period_ms
