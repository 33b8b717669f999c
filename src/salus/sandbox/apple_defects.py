"""Things that go wrong in real exports, to be asked for by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from salus.sandbox.apple_records import source_of
from salus.sandbox.apple_style import Style, Written
from salus.sandbox.apple_xml import stamp, writer
from salus.sandbox.person import DayPlan, Person

# control-bytes: a vertical tab in the diary's name. duplicate-attribute: WorkoutStatistics with startDate
# twice. impossible: values and dates that must be quarantined. unknown-type: types nobody has heard of.
# raw-integers: sleep stages as numbers. shuffled: attributes of the diary in another order. sleep-goal: a
# goal that looks like a measurement. stray-zone: one record in a zone the person never was in.
# no-zones: no record names its zone. truncated: the file ends in the middle of a record.
KNOWN = frozenset(
    {
        "control-bytes",
        "duplicate-attribute",
        "impossible",
        "unknown-type",
        "raw-integers",
        "shuffled",
        "sleep-goal",
        "stray-zone",
        "no-zones",
        "truncated",
    }
)


def records(person: Person, plans: Sequence[DayPlan], style: Style, written: Written) -> Iterator[str]:
    """Yield the Records that the asked for defects add."""
    plan = plans[len(plans) // 2]
    offset = style.offset(plan)
    watch = source_of(writer(person, "watch", plans[-1]), style, "defects")
    noon = plan.start + 12 * 3600

    def record(type_: str, unit: str, start: int, end: int, value: str, tail: str = "/>") -> str:
        written.read["Record"] += 1
        return (
            f' <Record type="{type_}" {watch}{unit} creationDate="{stamp(end + 9, offset)}" '
            f'startDate="{stamp(start, offset)}" endDate="{stamp(end, offset)}" value="{value}"{tail}\n'
        )

    quantity = "HKQuantityTypeIdentifier"
    if "impossible" in style.defects:
        pulse, count = f"{quantity}HeartRate", ' unit="count/min"'
        yield record(pulse, count, noon, noon, "900")
        yield record(pulse, count, noon, noon - 60, "70")
        yield record(pulse, count, noon, noon, "seventy")
        yield record(pulse, ' unit="kg"', noon, noon, "70")
        yield record(f"{quantity}StepCount", ' unit="count"', noon, noon + 60, "5000")
        yield record(pulse, count, -86400, -86400, "70")
        written.impossible += 6
    if "unknown-type" in style.defects:
        for n in range(5):
            yield record(f"{quantity}MoonPhase", ' unit="%"', noon + n, noon + n, "0.5")
        written.unmapped[f"{quantity}MoonPhase"] += 5
    if "sleep-goal" in style.defects:
        yield record("HKDataTypeSleepDurationGoal", ' unit="hr"', noon, noon, "8")
        written.metrics["sleep_goal"] += 1
    if "stray-zone" in style.defects:
        zone = '>\n  <MetadataEntry key="HKTimeZone" value="Pacific/Chatham"/>\n </Record>'
        asleep = "HKCategoryValueSleepAnalysisAsleepUnspecified"
        yield record("HKCategoryTypeIdentifierSleepAnalysis", "", noon, noon + 600, asleep, zone)
        written.metrics["sleep_stage"] += 1
