"""Goals 8 to 12: what a screen asks for, by the API, against the bare statement on the same server."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg

from salus.cli.bench.product import ROUNDS, Answer, Client, median, quietest_p95
from salus.cli.bench.report import Line, value
from salus.kit.errors import OperatorError

TIMES = 180
WARM = 15
WAIT = 60.0
POINTS = 10_000
DASHBOARD = [
    "steps",
    "energy_active",
    "energy_basal",
    "distance_walking_running",
    "floors_climbed",
    "exercise_minutes",
    "stand_hours",
    "heart_rate",
    "heart_rate_resting",
    "hrv_sdnn",
    "respiratory_rate",
    "spo2",
    "body_weight",
    "body_fat_percentage",
    "sleep_duration_total",
    "sleep_duration_deep",
    "sleep_duration_rem",
    "sleep_duration_light",
    "walking_speed",
    "environmental_sound_level",
]

SERIES = """query ($from: DateTime!, $to: DateTime!, $points: Int!) {
  series(metric: "heart_rate", from: $from, to: $to, resolution: RAW, maxPoints: $points) {
    unit resolution points sources { id name } } }"""
DAYS = """query ($from: Date!, $to: Date!) {
  days(metric: "steps", from: $from, to: $to) { unit points sources { id name } } }"""
BOARD = """query ($metrics: [String!]!, $from: Date!, $to: Date!) {
  dashboard(metrics: $metrics, from: $from, to: $to) { metric { code } unit points sources { id } } }"""
LATEST = "{ latest { metric { code } value unit at source { id name } } }"


@dataclass(frozen=True, slots=True)
class Reader:
    """One person's data as a reader meets it: the API, and the database beside it."""

    client: Client
    conn: psycopg.Connection[Any]
    person: UUID
    first: date
    last: date
    last_moment: datetime


@contextmanager
def reading(client: Client, app_url: str, person: UUID) -> Iterator[Reader]:
    """Open the floor's connection: as the same role, with the same person set, statements prepared."""
    with psycopg.connect(app_url, autocommit=True, prepare_threshold=0) as conn:
        conn.execute("SELECT set_config('salus.uid', %s, false)", [str(person)])
        found = conn.execute(
            "SELECT min(day), max(day) FROM daily WHERE user_id = %s AND metric = 'steps'", [person]
        ).fetchone()
        first, last = found if found and found[0] else (date(2026, 1, 1), date(2026, 1, 2))
        yield Reader(client, conn, person, first, last, datetime(last.year, last.month, last.day, tzinfo=UTC))


def goals(reader: Reader, *, times: int = TIMES) -> list[Line]:
    """Measure goals 8 to 12."""
    return [
        _line(8, "heart rate of a day", _api_day(reader, times), _sql_day(reader, times), 10, 4),
        _line(9, "20 metrics × 30 days", _api_board(reader, times), _sql_board(reader, times), 12, 6),
        _line(10, "all days of ten years", _api_days(reader, times), _sql_days(reader, times), 15, 6),
        *_points(reader, times),
        _line(12, "latest of all metrics", _api_latest(reader, times), _sql_latest(reader, times), 8, 4),
    ]


def _line(goal: int, what: str, answers: Sequence[Answer], floor: float, passes: float, aims: float) -> Line:
    seconds = [a.seconds for a in answers]
    note = f"{_rounds(seconds)}; {answers[-1].size:,} bytes of JSON"
    return value(goal, what, quietest_p95(seconds), "ms", passes, aims, note, floor)


def _rounds(seconds: Sequence[float]) -> str:
    each = len(seconds) // ROUNDS
    return f"p95, the quietest of {ROUNDS} rounds of {each}; p50 {median(seconds):.2g} ms"


def _points(reader: Reader, times: int) -> Iterator[Line]:
    answers = _api_points(reader, times)
    count = len(answers[-1].data["series"]["points"]["t"])
    floor = _sql_points(reader, times)
    seconds = [a.seconds for a in answers]
    note = f"p50 {median(seconds):.2g} ms; {count:,} points"
    yield value(11, "10,000 points", quietest_p95(seconds), "ms", 10, 5, note, floor)
    yield value(11, "… as JSON", answers[-1].size / 1000, "kB", 240, 240)
    yield value(11, "… on the wire", answers[-1].wire / 1000, "kB", 60, 60)


def _ask(
    reader: Reader, times: int, document: str, variables: Callable[[int], dict[str, Any]]
) -> list[Answer]:
    for n in range(WARM):
        reader.client.ask(document, variables(n))
    return [reader.client.ask(document, variables(n)) for n in range(times)]


def _some_day(reader: Reader, n: int) -> date:
    """Days spread over the life, so that no cache of one day is measured."""
    span = max(1, (reader.last - reader.first).days - 2)
    return reader.first + timedelta(days=1 + n * 37 % span)


def _api_day(reader: Reader, times: int) -> list[Answer]:
    def variables(n: int) -> dict[str, Any]:
        day = _some_day(reader, n)
        return {
            "from": f"{day}T00:00:00Z",
            "to": f"{day + timedelta(days=1)}T00:00:00Z",
            "points": 20000,
        }

    return _ask(reader, times, SERIES, variables)


def _api_points(reader: Reader, times: int) -> list[Answer]:
    """Ten thousand points: as many days of raw heart rates as hold them."""
    end = reader.last_moment
    start = end - timedelta(days=_days_of_points(reader))

    def variables(n: int) -> dict[str, Any]:
        return {
            "from": (start - timedelta(hours=n)).isoformat(),
            "to": (end - timedelta(hours=n)).isoformat(),
            "points": POINTS,
        }

    return _ask(reader, times, SERIES, variables)


def _api_days(reader: Reader, times: int) -> list[Answer]:
    first = reader.last - timedelta(days=3652)
    return _ask(reader, times, DAYS, lambda _: {"from": str(first), "to": str(reader.last)})


def _api_board(reader: Reader, times: int) -> list[Answer]:
    def variables(n: int) -> dict[str, Any]:
        last = max(_some_day(reader, n), reader.first + timedelta(days=30))
        return {"metrics": DASHBOARD, "from": str(last - timedelta(days=29)), "to": str(last)}

    return _ask(reader, times, BOARD, variables)


def _api_latest(reader: Reader, times: int) -> list[Answer]:
    return _ask(reader, times, LATEST, lambda _: {})


def _execute(reader: Reader, times: int, statement: str, words: Callable[[int], list[Any]]) -> float:
    """Quietest p95 of a prepared statement whose rows are fetched, in milliseconds."""
    seconds = []
    with reader.conn.cursor(binary=True) as cursor:
        for n in range(WARM + times):
            given = words(n)
            begun = time.perf_counter()
            cursor.execute(statement, given, prepare=True).fetchall()
            if n >= WARM:
                seconds.append(time.perf_counter() - begun)
    return quietest_p95(seconds)


def _heart_series(reader: Reader) -> int:
    row = reader.conn.execute(
        "SELECT s.series_id FROM series s JOIN observation_days o USING (user_id, series_id) "
        "WHERE s.user_id = %s AND s.metric = 'heart_rate' GROUP BY 1 ORDER BY sum(o.n) DESC LIMIT 1",
        [reader.person],
    ).fetchone()
    return int(row[0]) if row else 0


def _days_of_points(reader: Reader) -> int:
    """How many days hold ten thousand heart rates."""
    row = reader.conn.execute(
        "SELECT sum(o.n) / count(DISTINCT o.day) FROM observation_days o "
        "JOIN series s USING (user_id, series_id) WHERE o.user_id = %s AND s.metric = 'heart_rate'",
        [reader.person],
    ).fetchone()
    return max(1, round(POINTS / float(row[0]))) if row and row[0] else 1


_PAGES = (
    'SELECT day, starts, durations, "values" FROM observation_days '
    "WHERE user_id = %s AND series_id = %s AND day BETWEEN %s AND %s"
)


def _sql_day(reader: Reader, times: int) -> float:
    series = _heart_series(reader)
    return _execute(
        reader,
        times,
        _PAGES,
        lambda n: [reader.person, series, _some_day(reader, n), _some_day(reader, n)],
    )


def _sql_points(reader: Reader, times: int) -> float:
    """Fetch the pages and write ten thousand points as JSON: what cannot be saved."""
    series, days = _heart_series(reader), _days_of_points(reader)
    pages = _execute(
        reader,
        times,
        _PAGES,
        lambda _: [reader.person, series, reader.last - timedelta(days=days), reader.last],
    )
    times_of = list(range(1_700_000_000_000, 1_700_000_010_000))
    columns: dict[str, list[Any]] = {"t": times_of, "v": [61.0] * 10_000}
    seconds = []
    for _ in range(times):
        begun = time.perf_counter()
        _dumps(columns)
        seconds.append(time.perf_counter() - begun)
    return pages + quietest_p95(seconds)


def _dumps(columns: dict[str, list[Any]]) -> bytes:
    try:
        import orjson
    except ImportError:
        return json.dumps(columns).encode()
    return orjson.dumps(columns)


def _sql_days(reader: Reader, times: int) -> float:
    return _execute(
        reader,
        times,
        "SELECT day, value, least, greatest, n, source_id FROM daily "
        "WHERE user_id = %s AND metric = %s AND day BETWEEN %s AND %s ORDER BY day",
        lambda _: [reader.person, "steps", reader.last - timedelta(days=3652), reader.last],
    )


def _sql_board(reader: Reader, times: int) -> float:
    def words(n: int) -> list[Any]:
        last = max(_some_day(reader, n), reader.first + timedelta(days=30))
        return [reader.person, DASHBOARD, last - timedelta(days=29), last]

    return _execute(
        reader,
        times,
        "SELECT metric, day, value, source_id FROM daily "
        "WHERE user_id = %s AND metric = ANY(%s) AND day BETWEEN %s AND %s ORDER BY metric, day",
        words,
    )


def _sql_latest(reader: Reader, times: int) -> float:
    return _execute(reader, times, "SELECT * FROM latest WHERE user_id = %s", lambda _: [reader.person])


PREFERENCE = """query { preference(scope: "metric:steps") { ordered { source { id } } } }"""
CHANGE = """mutation ($input: PreferenceInput!) {
  setPreference(input: $input) { __typename ... on Problem { message } } }"""


def order_changed(reader: Reader, *, times: int = 3) -> list[Line]:
    """Goal 15: turn the order of steps around and read all days until they say so; the median of `times`."""
    ordered = reader.client.ask(PREFERENCE, {}).data["preference"]["ordered"]
    order = [ranked["source"]["id"] for ranked in ordered]
    span = {"from": str(reader.first), "to": str(reader.last)}
    floor = _sql_days(reader, 20)
    seconds = []
    for _ in range(times):
        before = reader.client.ask(DAYS, span).data["days"]["points"]["value"]
        order = order[::-1]
        begun = time.perf_counter()
        said = reader.client.ask(CHANGE, {"input": {"scope": "metric:steps", "order": order}})
        if said.data["setPreference"]["__typename"] == "Problem":
            raise OperatorError(said.data["setPreference"]["message"])
        shown = before
        while any(now == old for now, old in zip(_ends(shown), _ends(before), strict=True)):
            if time.perf_counter() - begun > WAIT:
                raise OperatorError("The new order of sources did not show within a minute.")
            shown = reader.client.ask(DAYS, span).data["days"]["points"]["value"]
        seconds.append(time.perf_counter() - begun)
    took = sorted(seconds)[len(seconds) // 2]
    note = f"{(reader.last - reader.first).days + 1:,} days, as the reader sees all of them"
    return [value(15, "source order changed", took, "s", 1, 0.3, note, floor / 1000)]


def _ends(days: Sequence[float | None]) -> tuple[Sequence[float | None], ...]:
    """The oldest tenth and the newest: both have changed once all days have."""
    part = max(1, len(days) // 10)
    return days[:part], days[-part:]
