"""Beats inside an HRV record: a rate at a time of day, in the phone's language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from salus.providers.apple_health.elements import Element
from salus.providers.base.records import DAY_MS

_TIME: Final = re.compile(r"(\D*?)(\d{1,2})[:.](\d\d)[:.](\d\d)(?:[.,٫](\d{1,3}))?(?!\d)(\D*)")
_TWELVE_HOURS_MS: Final = DAY_MS // 2


# A Record with beats as phones write it; whatever differs is left to the real parser.
_BEAT: Final = (
    rb'<InstantaneousBeatsPerMinute bpm="(\d{1,4})" '
    rb'time="(\d\d?):([0-5]\d):([0-5]\d)[.,](\d\d)(?:(?: |\xe2\x80\xaf)([AP]M))?"/>[ \t\r\n]*'
)
_RECORD: Final = re.compile(
    rb"(<Record [^<>]*[^/<>]>[ \t\r\n]*(?:<MetadataEntry [^<>]*/>[ \t\r\n]*)*)"
    rb"<HeartRateVariabilityMetadataList>[ \t\r\n]*"
    rb"((?:" + re.sub(rb"\((?!\?)", b"(?:", _BEAT) + rb")*)"
    rb"</HeartRateVariabilityMetadataList>[ \t\r\n]*</Record>"
)
_BEATS: Final = re.compile(_BEAT)


@dataclass(frozen=True, slots=True)
class Beats:
    """Beats of one record as columns: time of day, after how long it comes again, and rate."""

    times_ms: NDArray[np.int64]
    period_ms: NDArray[np.int64]
    rates: NDArray[np.float64]

    def placed(self, start_ms: int, minutes_east: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return (epoch milliseconds, intervals in ms), by the rule of `beats_of`."""
        start_of_day_ms = (start_ms + minutes_east * 60_000) % DAY_MS
        half = self.period_ms // 2
        apart = (self.times_ms - start_of_day_ms + half) % self.period_ms - half
        return start_ms + apart, 60_000 / self.rates


def cut_beats(text: bytes, at: int) -> tuple[bytes, int, Beats] | None:
    """Return (the Record without its beats, where it ends, its beats) of a usual HRV record, else None."""
    match = _RECORD.match(text, at)
    if match is None:
        return None
    found = [beat for beat in _BEATS.findall(match[2]) if int(beat[0])]
    if any(int(beat[1]) > 23 for beat in found):
        return None
    numbers = np.array([[int(part) for part in beat[:5]] for beat in found], np.int64).reshape(-1, 5)
    twelve = np.array([bool(beat[5]) for beat in found], np.bool_)
    period_ms = np.where(twelve, _TWELVE_HOURS_MS, DAY_MS)
    times_ms = (((numbers[:, 1] * 60 + numbers[:, 2]) * 60 + numbers[:, 3]) * 100 + numbers[:, 4]) * 10
    beats = Beats(times_ms % period_ms, period_ms, numbers[:, 0].astype(np.float64))
    return match[1] + b"</Record>", match.end(), beats


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
