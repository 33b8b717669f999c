"""Quality and flags of a day."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
import pytest

from salus import metrics
from salus.kit.ids import SourceId
from salus.kit.zones import ZoneHistory
from salus.resolution.model import Flag, SourceColumns
from salus.resolution.quality import assess, complete_days, flags_of, quality_of, with_finality
from salus.resolution.rules import resolve_days

ZONES = ZoneHistory((), "Europe/Berlin")
DAY = date(2026, 5, 5)
NUMBER = DAY.toordinal()
MIDNIGHT = int(datetime(2026, 5, 4, 22, tzinfo=UTC).timestamp() * 1000)
HOUR = 3_600_000
CLASSES = {SourceId(1): "watch", SourceId(2): "phone"}


def source(number: int, hours: range, value: float, own: float | None = None) -> SourceColumns:
    return SourceColumns(
        SourceId(number),
        np.array([MIDNIGHT + h * HOUR for h in hours], np.int64),
        np.full(len(hours), HOUR, np.int64),
        np.full(len(hours), value),
        np.array([] if own is None else [NUMBER], np.int64),
        np.array([] if own is None else [own], np.float64),
    )


def flags(metric: str, *sources: SourceColumns) -> Flag:
    found = metrics.get(metric)
    resolved = resolve_days(found, sources, ZONES, NUMBER, NUMBER)
    every = Flag(int(flags_of(found, resolved, assess(found, resolved, CLASSES))[0]))
    parts = Flag.COMPLETENESS_KNOWN | Flag.PLAUSIBILITY_KNOWN | Flag.AGREEMENT_KNOWN
    return every & ~(parts | Flag.ALONE)


def test_a_whole_plausible_day_has_no_flags() -> None:
    assert flags("steps", source(1, range(8, 20), 700), source(2, range(8, 20), 650)) == Flag(0)


def test_sources_that_saw_the_same_hours_and_differ_widely_are_flagged() -> None:
    assert flags("steps", source(1, range(8, 20), 900), source(2, range(8, 20), 300)) == Flag.DISAGREEMENT


def test_a_phone_that_was_carried_little_does_not_disagree() -> None:
    assert flags("steps", source(1, range(8, 20), 900), source(2, range(8, 10), 300)) == Flag(0)


def test_few_hours_are_part_of_a_day() -> None:
    assert flags("steps", source(1, range(8, 11), 700)) == Flag.PART_OF_A_DAY


def test_more_than_a_person_can_do_is_flagged_and_less_only_of_a_whole_day() -> None:
    assert flags("steps", source(1, range(8, 20), 20_000)) == Flag.BEYOND_DAILY_LIMIT
    assert flags("energy_basal", source(1, range(24), 10)) == Flag.BEYOND_DAILY_LIMIT
    assert flags("energy_basal", source(1, range(16), 20)) == Flag(0)


def test_an_own_total_more_than_five_percent_off_is_flagged() -> None:
    assert flags("steps", source(1, range(8, 20), 700, own=8400 * 1.04)) == Flag(0)
    assert flags("steps", source(1, range(8, 20), 700, own=8400 * 1.06)) == Flag.OWN_TOTAL_DIFFERS


def test_quality_leaves_out_what_cannot_be_known() -> None:
    steps = metrics.get("steps")
    resolved = resolve_days(steps, [source(1, range(8, 20), 700)], ZONES, NUMBER, NUMBER)
    quality = assess(steps, resolved, CLASSES)
    whole = quality_of(quality, 0, 0, complete=True)
    assert (whole.device_class, whole.completeness, whole.plausibility, whole.agreement, whole.finality) == (
        1,
        1,
        1,
        None,
        1,
    )
    assert whole.score == pytest.approx(1)
    running = quality_of(quality, 0, 0, complete=False)
    assert running.score == pytest.approx((0.3 + 0.25 + 0.2) / 0.85)


def test_quality_with_finality_added_later_is_that_of_all_parts() -> None:
    steps = metrics.get("steps")
    resolved = resolve_days(
        steps, [source(1, range(8, 12), 700), source(2, range(8, 12), 500)], ZONES, NUMBER, NUMBER
    )
    quality = assess(steps, resolved, CLASSES)
    bits = flags_of(steps, resolved, quality)
    for complete in (True, False):
        kept = with_finality(quality.score[:, 0], bits, np.array([complete]))
        assert kept[0] == pytest.approx(quality_of(quality, 0, 0, complete=complete).score)


def test_a_day_is_complete_when_it_is_over_and_every_road_told_beyond_it() -> None:
    end = MIDNIGHT + 24 * HOUR
    days = np.array([NUMBER, NUMBER + 1])
    assert complete_days(days, ZONES, end, [end + 1]).tolist() == [True, False]
    assert complete_days(days, ZONES, end - 1, [end]).tolist() == [False, False]
    assert complete_days(days, ZONES, end, [end, end - 1]).tolist() == [False, False]
    assert complete_days(days, ZONES, end, []).tolist() == [False, False]
