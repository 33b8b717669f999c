"""Numbers and lengths in words for a person, and the sentences that explain a resolved day. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from salus.kit.zones import ZoneHistory
from salus.metrics import Kind, Metric
from salus.observations.model import Source
from salus.resolution.model import Candidate
from salus.resolution.naming import short_names

THIN_SPACE: Final = "\u202f"
MINUTE_MS: Final = 60_000
HOUR_MS: Final = 3_600_000
WORN: Final = ("watch", "band", "ring", "chest_strap")
CARRIED: Final = ("phone", "mat")
ORDINALS: Final = (
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
)
UNIT_WORDS: Final = {
    "{steps}": "steps",
    "{count}": "",
    "{score}": "points",
    "{index}": "",
    "/min": "per minute",
    "/h": "per hour",
    "Cel": "°C",
    "mm[Hg]": "mmHg",
    "dB[SPL]": "dB",
    "mL/kg/min": "mL/kg/min",
    "ug": "µg",
    "uS": "µS",
    "a": "years",
    "{AZM}": "zone minutes",
    "{MET}": "MET",
    "{MET}.min": "MET minutes",
    "[iU]": "IU",
}


@dataclass(frozen=True, slots=True)
class Told:
    """What the sentence needs of a candidate beside its numbers."""

    candidate: Candidate
    name: str
    """Its short name."""
    device_class: str
    hours: int
    """Local hours in which it has samples."""
    used_hours: int
    """Local hours in which it counts."""
    shares_hours: bool = False
    """Whether a source above it has samples in one of these hours too."""


def with_short_names(told: Sequence[Told], sources: Sequence[Source]) -> list[Told]:
    """Return the same with the names that are short and clear among just these sources."""
    ids = {one.candidate.source_id for one in told}
    names = short_names([source for source in sources if source.source_id in ids])
    return [replace(one, name=names[one.candidate.source_id]) for one in told]


def number(value: float, decimals: int) -> str:
    """Return a number with a narrow space between thousands: 8 412."""
    return f"{value:,.{decimals}f}".replace(",", THIN_SPACE).replace("-", "−")


def amount(metric: Metric, value: float, *, unit: bool = True) -> str:
    """Return a value with its unit in words; minutes as hours and minutes, long distances in km."""
    if metric.unit == "min":
        return length(value * MINUTE_MS)
    if metric.unit == "m" and abs(value) >= 1000:
        return f"{number(value / 1000, 2)} km" if unit else number(value / 1000, 2)
    word = UNIT_WORDS.get(metric.unit, metric.unit)
    text = number(value, metric.decimals)
    if not unit or not word:
        return text
    return f"{text}{THIN_SPACE if word == '%' else ' '}{word}"


def length(ms: float) -> str:
    """Return a length of time: 7 h 12 min, 42 min."""
    minutes = round(ms / MINUTE_MS)
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{minutes} min"
    return f"{hours} h {rest:02} min" if rest else f"{hours} h"


def clock(zones: ZoneHistory, at_ms: int) -> str:
    """Return the local clock time of an instant, HH:MM."""
    zone = ZoneInfo(zones.zone_at(at_ms))
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(zone).strftime("%H:%M")


def place(rank: int, *, chosen: bool) -> str:
    """Return “third in your order”; of the default order, “third in the usual order”."""
    word = ORDINALS[rank - 1] if rank <= len(ORDINALS) else f"number {rank}"
    return f"{word} in {'your' if chosen else 'the usual'} order"


def possessive(name: str) -> str:
    """Return “Oura’s”."""
    return f"{name}’" if name.endswith(("s", "S")) else f"{name}’s"


def sentence(
    metric: Metric, value: float | None, told: Sequence[Told], *, total_only: bool, chosen: bool, at: str
) -> str:
    """Return why a day has its value. `at`: clock time of the value that counts, of a `last` metric."""
    if value is None:
        return f"No value of {metric.name.lower()} on this day: no source that may count has any."
    counting = [one for one in told if one.candidate.used or one.used_hours]
    best = next((one for one in counting if one.candidate.used), counting[0] if counting else None)
    if best is None:
        return f"{amount(metric, value)}."
    if total_only:
        head = (
            f"{amount(metric, value)}: {possessive(best.name)} own value for the day, which comes "
            f"without times."
        )
    elif metric.kind in (Kind.SUM, Kind.DURATION):
        head = _sum_sentence(metric, value, counting)
    elif metric.kind is Kind.LAST:
        head = f"{amount(metric, value)}: {best.name} at {at}, its last value of the day."
    else:
        head = _mean_sentence(metric, value, counting)
    return " ".join([head, *_not_used(metric, told, counting, chosen=chosen)])


def _sum_sentence(metric: Metric, value: float, counting: Sequence[Told]) -> str:
    parts = []
    for k, one in enumerate(counting):
        text = f"{one.name} {amount(metric, one.candidate.used, unit=False)}"
        if k == 0 and one.hours and one.device_class in WORN + CARRIED:
            text += f" over {one.hours} h{' worn' if one.device_class in WORN else ''}"
        elif k and one.used_hours:
            them = "it" if k == 1 else "them"
            text += (
                f" in the {one.used_hours} h without {them}"
                if not one.shares_hours
                else f" in {'its' if k == 1 else 'their'} gaps"
            )
        parts.append(text)
    return f"{amount(metric, value)}: {' + '.join(parts)}."


def _mean_sentence(metric: Metric, value: float, counting: Sequence[Told]) -> str:
    words = {Kind.MIN: "the least of", Kind.MAX: "the greatest of", Kind.LEQ: "the energy mean of"}
    how = words.get(metric.kind, "the mean of")
    parts = [
        f"{one.name} over {one.used_hours} h"
        if k == 0
        else f"{one.name} in the {one.used_hours} h without {'it' if k == 1 else 'them'}"
        for k, one in enumerate(counting)
    ]
    return f"{amount(metric, value)}: {how} {' + '.join(parts)}."


def _not_used(metric: Metric, told: Sequence[Told], counting: Sequence[Told], *, chosen: bool) -> list[str]:
    sentences = []
    for one in told:
        candidate = one.candidate
        if one in counting or candidate.own is None:
            continue
        shown = amount(metric, candidate.own, unit=False)
        if candidate.rank == 0:
            reason = "you never want it to count"
        elif one.device_class == "summary":
            reason = "a summary, shown to compare"
        else:
            reason = place(candidate.rank, chosen=chosen)
        sentences.append(f"{possessive(one.name)} {shown} not used: {reason}.")
    return sentences


def night_sentence(
    metric: Metric,
    value: float,
    told: Sequence[Told],
    *,
    staged: bool,
    span: str,
    bed_span: str,
    chosen: bool,
) -> str:
    """Return why a night's value is what it is. The first of `told` is the source whose night counts.

    `span` and `bed_span`: local clock times of that night, and of the time in bed.
    """
    best = told[0]
    giver = next((one for one in told if one.candidate.used), best)
    where = place(best.candidate.rank, chosen=chosen)
    if giver is not best:
        return (
            f"{amount(metric, value)}: by the time in bed {bed_span} of {giver.name}. "
            f"{possessive(best.name)} night {span}, {where}, counts whole and tells none."
        )
    reason = f"it has stages and is {where}" if staged else f"it is {where}"
    head = f"{amount(metric, value)}: {possessive(best.name)} night {span} counts whole; {reason}."
    rest = [
        f"{possessive(one.name)} {amount(metric, one.candidate.own)} not mixed in: "
        f"{place(one.candidate.rank, chosen=chosen)}."
        for one in told[1:]
        if one.candidate.own is not None
    ]
    return " ".join([head, *rest])
