"""The Record elements of an export: one series of one lived day at a time."""

from __future__ import annotations

from typing import Literal

from salus.sandbox.apple_style import Style, chance
from salus.sandbox.apple_xml import SLEEP_VALUES, WRITTEN, Writer, stamps, writer
from salus.sandbox.person import DAY, DayPlan, Person
from salus.sandbox.signals import Samples, Signal, samples, until

_CATEGORIES = ("sleep", "stand", "none")
_END = "/>\n"


def records(person: Person, signal: Signal, plan: DayPlan, columns: Samples, style: Style) -> list[str]:
    """Return one element as text per sample, in the order of the columns."""
    offset = style.offset(plan)
    starts = stamps(columns.starts, offset)
    ends = starts if columns.starts is columns.ends else stamps(columns.ends, offset)
    lag = 4 + plan.index % 50
    created = stamps(columns.ends + lag, offset)
    values = values_text(signal, columns, style)
    head = head_of(person, signal, plan, style)
    tails = _tails(person, signal, plan, columns, style)
    if signal.role == "diary" and "shuffled" in style.defects:
        return _shuffled(person, signal, plan, style, starts, created, values, tails)
    if tails is None:
        return [
            f'{head}{c}" startDate="{s}" endDate="{e}" value="{v}"/>\n'
            for c, s, e, v in zip(created, starts, ends, values, strict=True)
        ]
    return [
        f'{head}{c}" startDate="{s}" endDate="{e}" value="{v}"{t}'
        for c, s, e, v, t in zip(created, starts, ends, values, tails, strict=True)
    ]


def recorded(person: Person, signal: Signal, plan: DayPlan, style: Style) -> Samples:
    """What the device had recorded of that day when the export was made."""
    return until(samples(person, signal, plan), style.exported_at)


def type_name(signal: Signal) -> str:
    """Apple's whole identifier."""
    kind = "Category" if signal.quantity in _CATEGORIES else "Quantity"
    return f"HK{kind}TypeIdentifier{signal.type}"


def writer_of(person: Person, signal: Signal, plan: DayPlan, style: Style) -> Writer:
    """Who wrote the record: time in bed comes from the phone without a device."""
    role = "bed" if signal.quantity == "sleep" and signal.role == "phone" else signal.role
    return writer(person, role, plan, style.phone_name)


def source_of(who: Writer, style: Style, about: str) -> str:
    """The attributes that say who wrote; the device's address is another one in every export."""
    if not who.device:
        return f'sourceName="{who.name}" sourceVersion="{who.version}"'
    address = chance(f"{style.salt}/{about}") & 0xFFF_FFFF
    return (
        f'sourceName="{who.name}" sourceVersion="{who.version}" '
        f'device="&lt;&lt;HKDevice: 0x28{address:07x}&gt;, {who.device}&gt;"'
    )


def head_of(person: Person, signal: Signal, plan: DayPlan, style: Style) -> str:
    """The element up to the creation date."""
    who = writer_of(person, signal, plan, style)
    source = source_of(who, style, f"{signal.key}/{plan.index}")
    unit = "" if signal.quantity in _CATEGORIES else f' unit="{WRITTEN[style.units][signal.quantity][0]}"'
    if "control-bytes" in style.defects and signal.role == "diary":
        source = source.replace("Foodnotes", "Food\x0bnotes")
    return f' <Record type="{type_name(signal)}" {source}{unit} creationDate="'


def values_text(signal: Signal, columns: Samples, style: Style) -> list[str]:
    """The values in the phone's units, as the shortest text, or the category's symbols."""
    if signal.quantity == "sleep":
        if "raw-integers" in style.defects:
            return [str(int(v)) for v in columns.values.tolist()]
        return [f"HKCategoryValueSleepAnalysis{SLEEP_VALUES[int(v)]}" for v in columns.values.tolist()]
    if signal.quantity == "stand":
        return [f"HKCategoryValueAppleStandHour{'Stood' if v else 'Idle'}" for v in columns.values.tolist()]
    if signal.quantity == "none":
        return ["HKCategoryValueNotApplicable"] * len(columns)
    _, factor, base, decimals = WRITTEN[style.units][signal.quantity]
    shown = columns.values if factor == 1 and not base else (columns.values * factor + base).round(decimals)
    return [f"{v:.12g}" for v in shown.tolist()]


def _tails(person: Person, signal: Signal, plan: DayPlan, columns: Samples, style: Style) -> list[str] | None:
    """What closes each element: nothing, or metadata and the closing tag."""
    if signal.type == "HeartRate" and signal.role == "watch":
        tails = tuple(
            _with(("HKMetadataKeyHeartRateMotionContext", context)) if context else _END for context in "012"
        )
        tails = (tails[0], tails[1], tails[1], tails[2], _END)
        return [tails[s % 5] for s in columns.starts.tolist()]
    if signal.quantity == "sleep" and signal.role != "ring" and "no-zones" not in style.defects:
        return [_with(("HKTimeZone", plan.zone))] * len(columns)
    if signal.role == "hand":
        return [_with(("HKWasUserEntered", "1"))] * len(columns)
    if signal.role == "diary":
        return [
            _with(("HKFoodType", food), ("HKExternalUUID", f"{signal.type}-{plan.index}-{food}"))
            for food in ("Breakfast", "Lunch", "Dinner", "Snack")[: len(columns)]
        ]
    if signal.type == "HeartRateVariabilitySDNN":
        return [_beats(person, plan, start, style) for start in columns.starts.tolist()]
    return None


def _with(*entries: tuple[str, str]) -> str:
    inner = "".join(f'  <MetadataEntry key="{key}" value="{value}"/>\n' for key, value in entries)
    return f">\n{inner} </Record>\n"


def _beats(person: Person, plan: DayPlan, start: int, style: Style) -> str:
    """Beat to beat pulses of about half a minute, with times of day as the phone's language writes them."""
    dice = chance(f"{person.seed}/beats/{start}")
    local = (start + style.offset(plan)) % DAY
    at, lines = float(local), []
    for n in range(24):
        bpm = 48 + (dice >> n) % 26
        at += 60 / bpm
        lines.append(
            f'   <InstantaneousBeatsPerMinute bpm="{bpm}" time="{beat_time(at % DAY, style.locale)}"/>\n'
        )
    return (
        ">\n  <HeartRateVariabilityMetadataList>\n"
        + "".join(lines)
        + "  </HeartRateVariabilityMetadataList>\n </Record>\n"
    )


def beat_time(at: float, locale: str) -> str:
    """A time of day with hundredths: `7:47:23.45 AM` in English, `07:47:23,45` elsewhere."""
    hundredths = min(int(at * 100), DAY * 100 - 1)
    seconds, part = divmod(hundredths, 100)
    hour, minute, second = seconds // 3600, seconds // 60 % 60, seconds % 60
    if not locale.startswith("en_US"):
        return f"{hour:02}:{minute:02}:{second:02},{part:02}"
    half: Literal["AM", "PM"] = "AM" if hour < 12 else "PM"
    return f"{hour % 12 or 12}:{minute:02}:{second:02}.{part:02} {half}"


def _shuffled(
    person: Person,
    signal: Signal,
    plan: DayPlan,
    style: Style,
    starts: list[str],
    created: list[str],
    values: list[str],
    tails: list[str] | None,
) -> list[str]:
    """Attributes in another order, as third-party tools that rewrite exports leave them."""
    who = writer_of(person, signal, plan, style)
    unit = WRITTEN[style.units][signal.quantity][0]
    closing = tails or [_END] * len(starts)
    return [
        f' <Record value="{v}" endDate="{s}" startDate="{s}" creationDate="{c}" unit="{unit}" '
        f'sourceVersion="{who.version}" sourceName="{who.name}" type="{type_name(signal)}"{t}'
        for c, s, v, t in zip(created, starts, values, closing, strict=True)
    ]
