"""Beats inside an HRV record: a rate at a time of day, in the phone's language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from salus.providers.apple_health.elements import Element
from salus.providers.base.records import DAY_MS

_TIME: Final = re.compile(r"\D*?(\d{1,2})[:.](\d\d)[:.](\d\d)(?:[.,٫](\d{1,3}))?(?!\d)")
_HALF_DAY_MS: Final = DAY_MS // 2


def beats_of(beats: Element, start_ms: int, minutes_east: int) -> Iterator[tuple[int, float]]:
    """Yield (epoch milliseconds, beat-to-beat interval in ms) of each beat, in the order of the file.

    A beat has only a time of day in the offset of its record; of the instants that it can mean (morning or
    afternoon when written in twelve hours, this day or the next) the one nearest to the record's start is
    taken: a record lasts about a minute.
    """
    for beat in beats.all("InstantaneousBeatsPerMinute"):
        try:
            rate = float(beat.attributes.get("bpm", ""))
        except ValueError:
            continue
        at_ms = _instant(beat.attributes.get("time", ""), start_ms, minutes_east)
        if at_ms is not None and 0 < rate < 10_000:
            yield at_ms, 60_000 / rate


def _instant(text: str, start_ms: int, minutes_east: int) -> int | None:
    match = _TIME.match(text)
    if match is None:
        return None
    hour, minute, second = int(match[1]), int(match[2]), int(match[3])
    if hour > 23 or minute > 59 or second > 59:
        return None
    fraction = int((match[4] or "").ljust(3, "0"))
    east_ms = minutes_east * 60_000
    midnight = (start_ms + east_ms) // DAY_MS * DAY_MS - east_ms
    written_in_twelve = any(sign.isalpha() for sign in text)
    if written_in_twelve:
        hour %= 12
    first = midnight + ((hour * 60 + minute) * 60 + second) * 1000 + fraction
    step = _HALF_DAY_MS if written_in_twelve else DAY_MS
    candidates = range(first - DAY_MS, first + 2 * DAY_MS, step)
    return min(candidates, key=lambda at_ms: abs(at_ms - start_ms))
