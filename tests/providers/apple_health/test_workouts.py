"""Workouts: totals, pauses, legs, routes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salus.providers.apple_health import gpx
from salus.providers.base import Chunk, Total, WorkoutRecord
from tests.providers.apple_health.exports import chunks_of, export, packed, record
from tests.providers.rendering import balance

SIX = 1_795_194_000_000  # 2026-11-20 18:00 +0100
DATES = 'startDate="2026-11-20 18:00:00 +0100" endDate="2026-11-20 18:33:00 +0100"'


def workout(
    children: str = "",
    *,
    activity: str = "HKWorkoutActivityTypeRunning",
    attributes: str = "",
    dates: str = DATES,
) -> str:
    return (
        f' <Workout workoutActivityType="{activity}" duration="31.5" durationUnit="min" {attributes} '
        f'sourceName="Strap" {dates}>\n{children} </Workout>\n'
    )


def statistics(name: str, unit: str, **values: str) -> str:
    numbers = " ".join(f'{key}="{value}"' for key, value in values.items())
    return f'  <WorkoutStatistics type="HKQuantityTypeIdentifier{name}" {DATES} {numbers} unit="{unit}"/>\n'


def metadata(**entries: str) -> str:
    return "".join(f'  <MetadataEntry key="HK{key}" value="{value}"/>\n' for key, value in entries.items())


def read(element: str) -> tuple[WorkoutRecord, list[Chunk]]:
    chunks = chunks_of(export(element))
    assert balance(chunks) == (1, 1)
    found = [workout for chunk in chunks for workout in chunk.workouts]
    assert len(found) == 1
    return found[0], chunks


def test_a_workout_has_its_times_its_length_without_pauses_and_its_statistics():
    found, _ = read(
        workout(
            statistics("ActiveEnergyBurned", "kJ", sum="1380")
            + statistics("DistanceWalkingRunning", "km", sum="5.2")
            + statistics("HeartRate", "count/min", average="151", minimum="92", maximum="178")
            + statistics("RunningPower", "W", average="240")
        )
    )
    assert (found.activity, found.family) == ("running", "foot")
    assert (found.start_ms, found.end_ms, found.duration_ms) == (SIX, SIX + 33 * 60_000, 1_890_000)
    assert set(found.totals) == {
        Total("workout_energy", "sum", 1380.0, "kJ"),
        Total("distance_walking_running", "sum", 5.2, "km"),
        Total("workout_distance", "sum", 5.2, "km"),
        Total("workout_heart_rate_avg", "average", 151.0, "count/min"),
        Total("heart_rate", "minimum", 92.0, "count/min"),
        Total("workout_heart_rate_max", "maximum", 178.0, "count/min"),
        Total("running_power", "average", 240.0, "W"),
    }


def test_totals_that_old_phones_wrote_as_attributes_are_read_where_statistics_are_missing():
    old = (
        'totalDistance="5.2" totalDistanceUnit="km" totalEnergyBurned="330" totalEnergyBurnedUnit="Cal" '
        'totalFlightsClimbed="3"'
    )
    found, _ = read(workout(attributes=old))
    assert set(found.totals) == {
        Total("workout_energy", "sum", 330.0, "Cal"),
        Total("workout_distance", "sum", 5.2, "km"),
        Total("floors_climbed", "sum", 3.0, "count"),
    }
    found, _ = read(workout(statistics("DistanceCycling", "mi", sum="10"), attributes=old))
    assert Total("workout_distance", "sum", 10.0, "mi") in found.totals
    assert sum(total.metric == "workout_distance" for total in found.totals) == 1


def test_a_start_date_written_twice_in_ios_16_is_the_end_date():
    broken = (
        '  <WorkoutStatistics type="HKQuantityTypeIdentifierActiveEnergyBurned" '
        'startDate="2026-11-20 18:00:00 +0100" startDate="2026-11-20 18:33:00 +0100" sum="90" unit="kcal"/>\n'
    )
    found, _ = read(workout(broken))
    assert found.totals == (Total("workout_energy", "sum", 90.0, "kcal"),)


def test_metadata_of_a_workout_becomes_zone_place_weather_and_climb():
    found, chunks = read(
        workout(
            metadata(
                TimeZone="Europe/Berlin",
                IndoorWorkout="0",
                WeatherHumidity="6400 %",
                WeatherTemperature="61.9694 degF",
                WeatherCondition="4",
                ElevationAscended="6575 cm",
                AverageMETs="9.1945 kcal/hr·kg",
                WorkoutBrandName="Club",
            )
        )
    )
    assert found.zone == "Europe/Berlin"
    assert [claim.zone for chunk in chunks for claim in chunk.zones] == ["Europe/Berlin"]
    assert found.details == {
        "indoor": False,
        "weather": "mostly_cloudy",
        "humidity_percent": 64.0,
        "temperature_celsius": 16.6,
        "metadata": {"HKWorkoutBrandName": "Club"},
    }
    assert set(found.totals) == {
        Total("elevation_gain", "sum", 6575.0, "cm"),
        Total("average_met", "average", 9.1945, "kcal/hr·kg"),
    }


def test_pauses_and_laps_are_events_of_the_workout():
    found, _ = read(
        workout(
            '  <WorkoutEvent type="HKWorkoutEventTypePause" date="2026-11-20 18:10:00 +0100"/>\n'
            '  <WorkoutEvent type="HKWorkoutEventTypeLap" date="2026-11-20 18:15:00 +0100" duration="5" '
            'durationUnit="min"/>\n'
            '  <WorkoutEvent type="7" date="2026-11-20 18:15:00 +0100"/>\n'
            '  <WorkoutEvent type="HKWorkoutEventTypePause" date="soon"/>\n'
        )
    )
    assert [(e.kind, e.at_ms - SIX, e.duration_ms) for e in found.events] == [
        ("pause", 600_000, 0),
        ("lap", 900_000, 300_000),
        ("segment", 900_000, 0),
    ]


def activity(uuid: str, kind: str, begin: str, end: str) -> str:
    return (
        f'  <WorkoutActivity uuid="{uuid}" startDate="2026-11-20 {begin}:00 +0100" '
        f'endDate="2026-11-20 {end}:00 +0100" duration="10" durationUnit="min">\n'
        f'   <MetadataEntry key="HKActivityType" value="{kind}"/>\n'
        f"  {statistics('ActiveEnergyBurned', 'kcal', sum='50')}  </WorkoutActivity>\n"
    )


def test_activities_are_legs_only_where_there_are_several():
    one = activity("a", "37", "18:00", "18:33")
    found, _ = read(workout(one + statistics("ActiveEnergyBurned", "kcal", sum="50")))
    assert found.legs == ()
    assert found.totals == (Total("workout_energy", "sum", 50.0, "kcal"),)
    found, _ = read(
        workout(
            activity("a", "46", "18:00", "18:10") + activity("b", "13", "18:10", "18:33"),
            activity="HKWorkoutActivityTypeSwimBikeRun",
        )
    )
    assert [(leg.activity, leg.details["uuid"]) for leg in found.legs] == [
        ("swimming", "a"),
        ("cycling", "b"),
    ]
    assert found.totals == ()
    assert found.legs[0].totals == (Total("workout_energy", "sum", 50.0, "kcal"),)


def test_a_workout_of_several_sports_has_no_single_distance():
    found, _ = read(
        workout(
            statistics("DistanceCycling", "km", sum="40") + statistics("DistanceSwimming", "m", sum="1500")
        )
    )
    assert {total.metric for total in found.totals} == {"distance_cycling", "distance_swimming"}


@pytest.mark.parametrize(
    ("written", "activity", "family"),
    [
        ("HKWorkoutActivityTypeCycling", "cycling", "cycle"),
        ("63", "high_intensity_interval_training", "other"),
        ("HKWorkoutActivityTypeQuidditch", "other", "other"),
        ("HKWorkoutActivityTypeTraditionalStrengthTraining", "traditional_strength_training", "strength"),
    ],
)
def test_activities_are_known_by_symbol_and_number(written, activity, family):
    found, _ = read(workout(activity=written))
    assert (found.activity, found.family) == (activity, family)


GPX = b"""<?xml version="1.0" encoding="UTF-8"?>
<gpx version="1.1" creator="Apple Health Export"><trk><name>Route</name><trkseg>
<trkpt lon="13.4" lat="52.5"><ele>34.1</ele><time>2026-11-20T17:00:01Z</time>
<extensions><speed>2.5</speed><course>90</course><hAcc>3</hAcc><vAcc>2</vAcc></extensions></trkpt>
<trkpt lon="13.3" lat="52.4"><ele>34.0</ele><time>2026-11-20T17:00:00Z</time></trkpt>
<trkpt lon="13.3" lat="952.4"><time>2026-11-20T17:00:02Z</time></trkpt>
</trkseg></trk></gpx>"""
ROUTE = (
    '  <WorkoutRoute sourceName="Strap" ' + DATES + ">\n"
    '   <FileReference path="/workout-routes/route_2026-11-20_6.00\u202fpm.gpx"/>\n  </WorkoutRoute>\n'
)


def test_the_route_is_found_through_the_reference_and_read_in_order_of_time():
    name = "workout-routes/route_2026-11-20_6.00\u202fpm.gpx"
    chunks = chunks_of(packed(export(workout(ROUTE)), {name: GPX}))
    stream = chunks[0].streams[0]
    assert stream.record_key == chunks[0].workouts[0].record_key
    assert stream.columns["t_ms"].tolist() == [SIX, SIX + 1000]
    assert stream.columns["latitude"].tolist() == [52.4, 52.5]
    assert stream.columns["speed"][1] == 2.5
    assert balance(chunks) == (1, 1)


def test_a_route_that_is_not_in_the_file_is_named():
    found, chunks = read(workout(ROUTE))
    assert found.details["missing_routes"] == ["/workout-routes/route_2026-11-20_6.00\u202fpm.gpx"]
    assert chunks[0].streams == []


def test_a_route_that_breaks_off_gives_what_came_before_and_one_with_a_document_type_nothing():
    name = "workout-routes/route_2026-11-20_6.00\u202fpm.gpx"
    cut = chunks_of(packed(export(workout(ROUTE)), {name: GPX[:-80]}))
    assert len(cut[0].streams[0]) == 2
    hostile = GPX.replace(b"<gpx", b'<!DOCTYPE gpx [<!ENTITY a "b">]><gpx', 1)
    assert chunks_of(packed(export(workout(ROUTE)), {name: hostile}))[0].streams == []


def test_routes_inside_workouts_of_old_phones_are_read():
    inside = (
        f'  <WorkoutRoute sourceName="Strap" {DATES}>\n'
        '   <Location date="2026-11-20 18:00:05 +0100" latitude="52.5" longitude="13.4" altitude="30" '
        'horizontalAccuracy="4" verticalAccuracy="3" course="10" speed="2"/>\n  </WorkoutRoute>\n'
    )
    _, chunks = read(workout(inside))
    assert chunks[0].streams[0].columns["altitude"].tolist() == [30.0]


def test_identity_is_the_sources_id_or_else_sport_source_and_times():
    plain, _ = read(workout())
    longer, _ = read(workout(dates=DATES.replace("18:33", "18:34")))
    assert plain.record_key != longer.record_key
    with_id, _ = read(workout(metadata(ExternalUUID="x")))
    moved, _ = read(workout(metadata(ExternalUUID="x"), dates=DATES.replace("18:33", "18:34")))
    assert with_id.record_key == moved.record_key != plain.record_key


def test_a_workout_that_ends_before_it_begins_is_rejected():
    chunks = chunks_of(export(workout(dates=DATES.replace("18:33", "17:33")), record()))
    assert [r.reason for r in chunks[0].rejected] == ["end_before_start"]
    assert balance(chunks) == (2, 2)


def test_many_routes_end_a_chunk_early(monkeypatch):
    monkeypatch.setattr("salus.providers.apple_health.read.HEAVIEST_CHUNK", 8)
    name = "workout-routes/route_2026-11-20_6.00\u202fpm.gpx"
    data = packed(export(*[workout(ROUTE), record()] * 5), {name: GPX})
    chunks = chunks_of(data)
    assert len(chunks) > 5
    assert balance(chunks) == (10, 10)
    assert sum(len(block) for chunk in chunks for block in chunk.blocks) == 5


numbers = st.one_of(
    st.floats(-200, 200).map(repr),
    st.sampled_from(["52.5", "-0", "1e2", ".5", "x", "", "nan", "1.2.3", "200"]),
)
times = st.sampled_from(
    [
        "2026-11-20T17:00:01Z",
        "2026-11-20T17:00:00Z",
        "2026-02-30T17:00:00Z",
        "2026-11-20T17:00:00",
        "soon",
        "",
    ]
)
points = st.builds(
    lambda lon, lat, ele, time, speed, extra: (
        f'<trkpt lon="{lon}" lat="{lat}"><ele>{ele}</ele><time>{time}</time>'
        f"<extensions><speed>{speed}</speed>"
        f"<course>9</course><hAcc>{ele}</hAcc><vAcc>2</vAcc></extensions>{extra}</trkpt>\n"
    ),
    numbers,
    numbers,
    numbers,
    times,
    numbers,
    st.sampled_from(["", "", "", "<name>x</name>", "<!-- -->", " & "]),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(points, max_size=5), st.sampled_from(["</trkseg></trk></gpx>\n", "</gpx>", "", "junk"]))
def test_routes_in_columns_are_those_of_the_real_parser(found, end):
    start = GPX[: GPX.index(b"<trkpt")]
    text = start + ("".join(found) + end).encode()
    quick, careful = gpx.parse_route(text), gpx._points_by_parser(text)
    assert quick.shape == careful.shape
    assert ((quick == careful) | (np.isnan(quick) & np.isnan(careful))).all()
