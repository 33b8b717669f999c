"""Dates of an export: `2021-01-01 08:00:00 +0100`, an instant in the offset of the phone that exported."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final

import numpy as np
from numpy.typing import NDArray

DATE_LENGTH: Final = 25
LAST_YEAR: Final = 2199
"""A later year is a broken clock's, and calendars end at 9999: one such day would stop all others."""

_DATE = re.compile(
    r"\s*(?P<sign>-?)(?P<year>\d{4,})-(?P<month>\d\d)-(?P<day>\d\d) "
    r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d) (?P<offset>[+-]\d{4})\s*",
    re.ASCII,
)
# iOS 8 wrote 20150616071916-0700.
_OLD_DATE = re.compile(
    r"(?P<sign>)(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)"
    r"(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)(?P<offset>[+-]\d{4})",
    re.ASCII,
)
_DIGITS: Final = np.array([0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18, 21, 22, 23, 24])
_PATTERN: Final = np.frombuffer(b"____-__-__ __:__:__ _____", np.uint8)
_FIXED: Final = np.array([4, 7, 10, 13, 16, 19])
_TENS: Final = np.array([0, 2, 5, 8, 11, 14, 17, 21, 23])
_ONES: Final = _TENS + 1
_LIMITS: Final = np.array([[24], [60], [60], [24], [60]])
_MONTH_LENGTHS: Final = np.array([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], np.int32)


class BadDateError(ValueError):
    """The text is no date; `reason` is `no_date`, `bad_date`, `before_1970` or `after_2199`."""

    def __init__(self, reason: str, text: str) -> None:
        super().__init__(f"{reason}: {text[:40]}")
        self.reason = reason
        self.text = text[:40]


def parse_date(text: str | None) -> int:
    """Return the epoch milliseconds of one date. Raises: BadDateError, also before 1970 and after 2199."""
    if not text:
        raise BadDateError("no_date", "")
    match = _DATE.fullmatch(text) or _OLD_DATE.fullmatch(text)
    if match is None:
        raise BadDateError("bad_date", text)
    year = int(match["year"])
    if match["sign"] or year < 1969:
        raise BadDateError("before_1970", text)
    if year > LAST_YEAR:
        raise BadDateError("after_2199", text)
    try:
        instant = datetime(
            year,
            int(match["month"]),
            int(match["day"]),
            int(match["hour"]),
            int(match["minute"]),
            int(match["second"]),
            tzinfo=_zone(match["offset"]),
        )
    except ValueError:
        raise BadDateError("bad_date", text) from None
    milliseconds = (instant - _EPOCH) // _MILLISECOND
    if milliseconds < 0:
        raise BadDateError("before_1970", text)
    return milliseconds


def offset_minutes(text: str) -> int:
    """Return the offset in which a date that `parse_date` took is written, in minutes east of UTC."""
    match = _DATE.fullmatch(text) or _OLD_DATE.fullmatch(text)
    if match is None:
        return 0
    return _minutes(match["offset"])


def parse_dates(cells: NDArray[np.uint8]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return (epoch milliseconds, good) of many dates; those not good must be asked of `parse_date`.

    `cells` has a row for each of the 25 characters and a column for each date. Takes the one usual form only:
    a year from 1970 to 2199, and a time that exists.
    """
    digits = cells - np.uint8(48)  # whatever is no digit wraps to 10 and above
    good = (digits[_DIGITS] < 10).all(axis=0)
    good &= (cells[_FIXED] == _PATTERN[_FIXED, None]).all(axis=0)
    west = cells[20] == 45
    good &= west | (cells[20] == 43)

    tens = digits[_TENS].astype(np.int32) * 10 + digits[_ONES]
    century, year, month, day, hour, minute, second, offset_hours, offset_minutes_ = tens
    year = century * 100 + year
    good &= (year >= 1970) & (year <= LAST_YEAR) & (month >= 1) & (month <= 12) & (day >= 1)
    good &= (tens[4:] < _LIMITS).all(axis=0)
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    safe_month = np.where(good, month, 1)
    good &= day <= _MONTH_LENGTHS[safe_month] - ((safe_month == 2) & ~leap)

    # Days since 1970 of the proleptic Gregorian calendar, counting years from March.
    early = month <= 2
    shifted = year - early
    from_march = month + np.where(early, 9, -3)
    day_of_year = (153 * from_march + 2) // 5 + day - 1
    days = shifted * 365 + shifted // 4 - shifted // 100 + shifted // 400 + day_of_year - 719_468
    offset = offset_hours * 60 + offset_minutes_
    minutes = hour * 60 + minute - np.where(west, -offset, offset)
    milliseconds = days.astype(np.int64) * 86_400_000 + (minutes * 60 + second) * 1000
    good &= milliseconds >= 0
    return milliseconds, good


def parse_day(text: str) -> int:
    """Return midnight UTC of a plain date `YYYY-MM-DD` as epoch milliseconds. Raises: BadDateError."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise BadDateError("bad_date", text) from None
    if day.year < 1970:
        raise BadDateError("before_1970", text)
    if day.year > LAST_YEAR:
        raise BadDateError("after_2199", text)
    return (day - date(1970, 1, 1)).days * 86_400_000


_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)


def _minutes(offset: str) -> int:
    minutes = int(offset[1:3]) * 60 + int(offset[3:5])
    return -minutes if offset[0] == "-" else minutes


def _zone(offset: str) -> timezone:
    if int(offset[3:5]) > 59:
        raise ValueError(offset)
    return timezone(timedelta(minutes=_minutes(offset)))
