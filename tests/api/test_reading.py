from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import pytest

from salus import accounts, file_imports, rollups
from salus.accounts.keys import load_keyring
from salus.api.graphql.series.types import Series
from salus.api.graphql.sources.types import Source as SourceType
from salus.api.local import run_query
from salus.db import Database
from salus.kit.errors import UserInputError
from salus.kit.ids import PersonId, SourceId
from salus.kit.zones import ZoneHistory
from salus.observations import BlobStore, Source
from salus.providers.base import SourceKey
from salus.sandbox import invent, write
from salus.settings import Settings
from tests.conftest import make_person

LAST = date(2026, 11, 20)
SPAN = 'from: "2026-11-07", to: "2026-11-20"'
DAYS_OF_THE_SPAN = [f"2026-11-{day:02}" for day in range(7, 21)]


class Lived:
    """One invented person's fortnight, imported, and how to ask about it."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.settings = Settings(data_dir=folder / "data", database_app_url=database.app_url, rate_limit=0)
        self.person = make_person(database)
        self.stranger = make_person(database)

        def clock() -> datetime:
            return datetime.now(UTC)

        write(invent(11, days=14, last_day=LAST), folder / "export.zip")
        blobs = BlobStore(self.settings.data_dir / "blobs", load_keyring(self.settings.data_dir))
        blob = file_imports.receive(
            database, blobs, self.person, folder / "export.zip", "export.zip", now=clock()
        )
        begun = file_imports.start_import(database, blobs, self.person, blob, now=clock())
        self.imported = file_imports.run_import(
            database,
            blobs,
            self.person,
            begun.import_id,
            progress=lambda _: None,
            stop=lambda: False,
            now=clock,
        )
        rollups.recompute(database, self.person, now=clock)

    def post(
        self, text: str, *, person: PersonId | None = None, token: str | None = None, **variables: Any
    ) -> Any:
        who = None if token else person or self.person
        return run_query(self.settings, who, text, variables, token=token)

    def ask(self, text: str, **variables: Any) -> Any:
        answer = self.post(text, **variables)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    def code(self, text: str, **more: Any) -> str:
        return str(self.post(text, **more)["errors"][0]["extensions"]["code"])


@pytest.fixture(scope="module")
def lived(
    new_database: Callable[[], AbstractContextManager[Database]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Lived]:
    with new_database() as database:
        yield Lived(database, tmp_path_factory.mktemp("lived"))


def test_days_day_and_series_tell_the_same(lived):
    data = lived.ask(
        f"""{{ days(metric: "steps", {SPAN}) {{ unit points sources {{ id }} }}
               day(metric: "steps", date: "2026-11-15") {{ value unit complete }}
               series(metric: "steps", from: "2026-11-07T00:00:00+01:00", to: "2026-11-21T00:00:00+01:00",
                      resolution: DAY) {{ points resolution }} }}"""
    )
    points = data["days"]["points"]
    assert points["date"] == DAYS_OF_THE_SPAN
    assert {len(column) for column in points.values()} == {14}
    at = points["date"].index("2026-11-15")
    assert points["value"][at] == data["day"]["value"] > 0
    assert data["day"]["unit"] == data["days"]["unit"] == "{steps}"
    told = dict(zip(data["series"]["points"]["t"], data["series"]["points"]["v"], strict=True))
    assert told[1794697200000] == pytest.approx(data["day"]["value"])  # 15 November, midnight in Berlin
    assert data["series"]["resolution"] == "DAY"


def test_missing_days_are_null_and_never_nought(lived):
    points = lived.ask('{ days(metric: "steps", from: "2025-01-01", to: "2025-01-03") { points } }')["days"][
        "points"
    ]
    assert points["value"] == points["source"] == points["quality"] == [None, None, None]


def test_the_dashboard_is_the_days_of_each_metric(lived):
    data = lived.ask(
        f"""{{ dashboard(metrics: ["heart_rate", "steps"], {SPAN}) {{ metric {{ code }} points }}
               steps: days(metric: "steps", {SPAN}) {{ points }} }}"""
    )
    assert [found["metric"]["code"] for found in data["dashboard"]] == ["heart_rate", "steps"]
    assert data["dashboard"][1]["points"] == data["steps"]["points"]


def test_each_source_keeps_its_own_days(lived):
    days = lived.ask(
        f"""{{ days(metric: "steps", {SPAN}) {{
                 bySource {{ source {{ id name mark }} days mean used share points }} }} }}"""
    )["days"]["bySource"]
    assert len(days) >= 3
    assert sum(found["share"] or 0 for found in days) == pytest.approx(1)
    one = days[0]
    alone = lived.ask(
        f'query ($id: ID!) {{ days(metric: "steps", {SPAN}, source: $id) {{ points }} }}',
        id=one["source"]["id"],
    )
    assert alone["days"]["points"]["value"] == one["points"]["value"]


def test_a_number_has_its_reason(lived):
    day = lived.ask(
        """{ day(metric: "steps", date: "2026-11-15") { value quality explanation {
               sentence rule zone from to computedAt preference scope corrections { id }
               candidates { source { id name } rank own used setAside why
                 spans { from to role } quality { value parts { name value weight } } }
               records(first: 2) { totalCount nodes { start end value unit source { id } }
                 pageInfo { hasNextPage endCursor } } } } }"""
    )["day"]
    why = day["explanation"]
    assert sum(candidate["used"] for candidate in why["candidates"]) == pytest.approx(day["value"])
    assert why["sentence"].endswith(".")
    assert (why["zone"], why["scope"], why["preference"]) == ("Europe/Berlin", "default", None)
    assert why["from"] == "2026-11-14T23:00:00+00:00"
    assert why["corrections"] == []
    assert sum(p["weight"] for p in why["candidates"][0]["quality"]["parts"]) == pytest.approx(1)
    assert {s["role"] for c in why["candidates"] for s in c["spans"]} <= {"USED", "OVERLAPPED", "SET_ASIDE"}
    assert why["records"]["pageInfo"]["hasNextPage"]
    assert len(why["records"]["nodes"]) == 2


def test_pages_follow_each_other_without_gap_or_repetition(lived):
    text = """query ($after: String) { day(metric: "heart_rate", date: "2026-11-15") { explanation {
                records(first: 97, after: $after) {
                  totalCount nodes { start } pageInfo { hasNextPage endCursor } }
              } } }"""
    seen: list[str] = []
    after = None
    while True:
        page = lived.ask(text, after=after)["day"]["explanation"]["records"]
        seen += [node["start"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert len(seen) == page["totalCount"]
    assert seen == sorted(seen)


def test_raw_points_are_columns_and_nodes_alike(lived):
    found = lived.ask(
        """{ series(metric: "heart_rate", from: "2026-11-15T08:00:00Z", to: "2026-11-15T12:00:00Z",
                    resolution: RAW) {
               unit resolution points sources { id } gaps { from to why }
               nodes(first: 500) { totalCount nodes { start value unit source { id } } } } }"""
    )["series"]
    points, nodes = found["points"], found["nodes"]["nodes"]
    assert found["resolution"] == "RAW"
    assert len(points["t"]) == len(points["v"]) == len(points["source"]) == found["nodes"]["totalCount"] > 10
    assert points["t"] == sorted(points["t"])
    assert [node["value"] for node in nodes] == points["v"][: len(nodes)]
    at = datetime.fromisoformat(nodes[0]["start"]).timestamp() * 1000
    assert at == points["t"][0]


def test_a_month_of_sums_without_a_whole_day_is_null_in_the_typed_form_too():
    begin, _ = ZoneHistory((), "Europe/Berlin").spans_of(date(2026, 11, 1))[0]
    hole, of_nobody = np.array([np.nan]), np.array([0])
    found = rollups.Series(
        metric="steps",
        unit="{steps}",
        resolution=rollups.Resolution.MONTH,
        t=np.array([begin]),
        v=hole,
        least=hole,
        greatest=hole,
        n=of_nobody,
        source=of_nobody,
        sources=(SourceId(1),),
        gaps=(),
        thinned=False,
        zones=ZoneHistory((), "Europe/Berlin"),
    )
    watch = Source(SourceId(1), "apple_health", SourceKey("com.apple.health"), "Watch", "watch", "", 0)
    [point] = Series.of(found, {SourceId(1): SourceType.of(watch, "Watch")}).nodes().nodes
    assert (point.value, point.start.isoformat(), point.end.isoformat()) == (
        None,
        "2026-10-31T23:00:00+00:00",
        "2026-11-30T23:00:00+00:00",
    )


def test_a_series_keeps_to_max_points(lived):
    text = """query ($most: Int!, $r: Resolution!) { series(metric: "heart_rate",
                from: "2026-11-07T00:00:00Z",
                to: "2026-11-21T00:00:00Z", maxPoints: $most, resolution: $r) { resolution points } }"""
    thinned = lived.ask(text, most=50, r="RAW")["series"]
    assert len(thinned["points"]["t"]) <= 50
    assert thinned["resolution"] == "RAW"
    assert lived.ask(text, most=50, r="AUTO")["series"]["resolution"] == "DAY"
    assert lived.ask(text, most=20_000, r="AUTO")["series"]["resolution"] == "RAW"
    assert lived.code(text, most=0, r="AUTO") == "bad_input"
    assert lived.code(text, most=20_001, r="AUTO") == "bad_input"


def test_the_latest_of_all_and_of_some(lived):
    every = lived.ask("{ latest { metric { code } value unit at source { name } } }")["latest"]
    assert {"steps", "heart_rate", "body_weight"} <= {found["metric"]["code"] for found in every}
    some = lived.ask('{ latest(metrics: ["body_weight"]) { metric { code } value } }')["latest"]
    assert [found["metric"]["code"] for found in some] == ["body_weight"]
    assert lived.ask('{ latest(metrics: ["blood_ketone"]) { value } }') == {"latest": []}


def test_nights_with_their_stages(lived):
    nights = lived.ask(
        f"""{{ nights({SPAN}, first: 3) {{ totalCount pageInfo {{ hasNextPage endCursor }}
                 nodes {{ id date start end zone main source {{ name }} asleepMinutes inBedMinutes awakenings
                   minutes {{ rem deep light awake asleep }} stages others {{ source {{ name }} why }} }} }}
               total: days(metric: "sleep_duration_total", {SPAN}) {{ points }} }}"""
    )
    page = nights["nights"]
    assert page["totalCount"] > 3
    assert [n["date"] for n in page["nodes"]] == sorted((n["date"] for n in page["nodes"]), reverse=True)
    by_day = dict(zip(nights["total"]["points"]["date"], nights["total"]["points"]["value"], strict=True))
    for night in page["nodes"]:
        assert night["main"]
        assert night["asleepMinutes"] == pytest.approx(by_day[night["date"]])
        stages = night["stages"]
        assert len(stages["t"]) == len(stages["d"]) == len(stages["stage"])
        asleep = sum(
            d
            for d, s in zip(stages["d"], stages["stage"], strict=True)
            if s in ("rem", "deep", "light", "asleep")
        )
        assert asleep / 60_000 == pytest.approx(night["asleepMinutes"])
    one = lived.ask(
        """query ($date: Date!) { night(date: $date) { id naps { id } series(metrics: ["heart_rate"]) {
             metric { code } points } } }""",
        date=page["nodes"][0]["date"],
    )["night"]
    assert one["id"] == page["nodes"][0]["id"]
    assert len(one["series"][0]["points"]["t"]) > 10
    assert lived.ask('{ night(date: "2025-01-01") { id } }') == {"night": None}


def test_workouts_with_what_each_source_gave(lived):
    found = lived.ask(
        f"""{{ workouts({SPAN}) {{ totalCount nodes {{ id activity family date start end durationSeconds zone
                 source {{ name }} totals {{ metric {{ code }} value unit source {{ name }} }}
                 members {{ source {{ name }} rank why }} laps {{ kind }} pauses {{ start end }}
                 legs {{ activity }} flags }} }} }}"""
    )["workouts"]
    assert found["totalCount"] == len(found["nodes"]) > 0
    one = lived.ask(
        "query ($id: ID!) { workout(id: $id) { id route heartRate { points } } }", id=found["nodes"][0]["id"]
    )["workout"]
    assert one["id"] == found["nodes"][0]["id"]
    assert lived.ask('{ workout(id: "00000000-0000-0000-0000-000000000000") { id } }') == {"workout": None}
    assert lived.code('{ workout(id: "nonsense") { id } }') == "not_found"


def test_today_is_one_request(lived):
    today = lived.ask(
        """{ today(date: "2026-11-18") { date zone isToday newestAt sources { source { name } lastDataAt }
               cards { metric { code } unit date value complete quality at spark
                 usual { low high days against }
                 sources { id } contributions { source { id } used share }
                 spans { source { id } from to role } }
               night { date } workouts { id } heartRate { points } } }"""
    )["today"]
    assert (today["date"], today["zone"], today["isToday"]) == ("2026-11-18", "Europe/Berlin", False)
    codes = [card["metric"]["code"] for card in today["cards"]]
    assert codes[:2] == ["sleep_duration_total", "steps"]
    steps = today["cards"][1]
    assert sum(c["share"] for c in steps["contributions"]) == pytest.approx(1)
    assert sum(c["used"] for c in steps["contributions"]) == pytest.approx(steps["value"])
    assert len(steps["spark"]["date"]) == 14
    assert steps["spark"]["value"][-1] == steps["value"]
    assert any(span["role"] == "USED" for span in steps["spans"])
    assert lived.code('{ today(date: "2199-01-01") { date } }') == "bad_span"


def test_a_person_chooses_the_cards(lived):
    lived.ask('mutation { updateViewer(input: {favourites: ["heart_rate", "steps"]}) { __typename } }')
    cards = lived.ask('{ today(date: "2026-11-18") { cards { metric { code } } } }')["today"]["cards"]
    assert [card["metric"]["code"] for card in cards] == ["heart_rate", "steps"]
    lived.ask("mutation { updateViewer(input: {favourites: []}) { __typename } }")


def test_the_catalogue_says_what_has_values(lived):
    data = lived.ask(
        """{ viewer { hasData firstDay zone today } sleep: metrics(category: "sleep") { code category }
             have: metrics(withData: true) { code coverage { first last days } displayUnits { unit scale } }
             metric(code: "body_weight") { displayUnits { unit label scale offset decimals } } }"""
    )
    assert data["viewer"]["hasData"]
    assert data["viewer"]["zone"] == "Europe/Berlin"
    assert {m["category"] for m in data["sleep"]} == {"sleep"}
    steps = next(m for m in data["have"] if m["code"] == "steps")
    assert steps["coverage"]["last"] == "2026-11-20"
    assert len(data["have"]) < 100
    pounds = next(u for u in data["metric"]["displayUnits"] if u["unit"] == "lb")
    assert 10 * pounds["scale"] == pytest.approx(22.0462, abs=1e-3)
    assert lived.code('{ metrics(category: "soul") { code } }') == "unknown_category"


def test_an_order_is_previewed_set_and_undone(lived):
    orders = lived.ask(
        "{ preferences { scope follows ordered { source { id name } days lastDay } metrics { code } } }"
    )["preferences"]
    activity = next(o for o in orders if o["scope"] == "category:activity")
    assert activity["follows"] == "default"
    assert max(ranked["days"] for ranked in activity["ordered"]) == 14
    assert {ranked["lastDay"] for ranked in activity["ordered"]} <= {None, *DAYS_OF_THE_SPAN}
    first, *rest = [ranked["source"]["id"] for ranked in activity["ordered"]]
    wanted = {"scope": "metric:steps", "order": [*rest, first]}
    preview = lived.ask(
        """mutation ($input: PreferenceInput!) { previewPreference(input: $input) {
             ... on PreferencePreview { metrics { metric { code } days changedDays before after now then
               largest { date before after } } } ... on Problem { code message } } }""",
        input=wanted,
    )["previewPreference"]["metrics"]
    assert [m["metric"]["code"] for m in preview] == ["steps"]
    assert preview[0]["changedDays"] > 0
    assert preview[0]["before"] != preview[0]["after"]
    set_it = """mutation ($input: PreferenceInput!) { setPreference(input: $input) {
      ... on PreferenceChanged { undoToken order { follows id ordered { source { id } } } }
      ... on Problem { code message } } }"""
    changed = lived.ask(set_it, input=wanted)["setPreference"]
    assert changed["order"]["follows"] is None
    assert [ranked["source"]["id"] for ranked in changed["order"]["ordered"]][-1] == first
    rollups.recompute(lived.database, lived.person, now=lambda: datetime.now(UTC))
    why = lived.ask(
        '{ day(metric: "steps", date: "2026-11-15") { explanation { scope preference } } '
        'history(metric: "steps", date: "2026-11-15") { value cause believedTo } }'
    )
    assert why["day"]["explanation"] == {"scope": "metric:steps", "preference": changed["order"]["id"]}
    undone = lived.ask(
        """mutation ($undo: ID!) { undoPreference(token: $undo) {
             ... on PreferenceChanged { order { follows } } ... on Problem { code } } }""",
        undo=changed["undoToken"],
    )["undoPreference"]
    assert undone["order"]["follows"] == "category:activity"
    unknown = lived.ask(set_it, input={"scope": "metric:steps", "order": ["999"]})["setPreference"]
    assert unknown["code"] == "not_found"
    nowhere = lived.ask(set_it, input={"scope": "steps", "order": []})["setPreference"]
    assert "message" in nowhere
    rollups.recompute(lived.database, lived.person, now=lambda: datetime.now(UTC))


def test_imports_tell_what_they_brought(lived):
    found = lived.ask(
        """{ imports { totalCount nodes { id provider providerName fileName size state problem saidAt canUndo
               report { first last read new changed unchanged quarantined unmapped partial seconds
                 skipped { reason records } perMetric { metric { code } new first last } }
               quarantine { totalCount nodes { reason raw } } unmapped { type records } } } }"""
    )["imports"]["nodes"][0]
    report = found["report"]
    skipped = sum(s["records"] for s in report["skipped"])
    assert report["read"] == skipped + sum(
        report[word] for word in ("new", "changed", "unchanged", "quarantined", "unmapped")
    )
    assert (found["state"], found["providerName"], found["fileName"]) == (
        "DONE",
        "Apple Health",
        "export.zip",
    )
    assert found["quarantine"]["totalCount"] == report["quarantined"]
    undo = lived.ask(
        """mutation ($id: ID!) { previewUndo(id: $id) { ... on UndoPreview { samplesRemoved daysChanged
             perMetric { metric { code } removed } } ... on Problem { code } } }""",
        id=found["id"],
    )["previewUndo"]
    assert undo["samplesRemoved"] > 1000
    assert lived.ask(
        """mutation ($id: ID!) { confirmImport(id: $id) { ... on Problem { code } } }""", id=found["id"]
    )["confirmImport"] == {"code": "wrong_state"}
    assert lived.ask('{ import(id: "00000000-0000-0000-0000-000000000000") { id } }') == {"import": None}


def test_another_person_sees_nothing_of_it(lived):
    one = lived.ask("{ sources { id } imports { nodes { id } } }")
    stranger = lived.stranger
    assert lived.post("{ sources { id } latest { value } imports { totalCount } }", person=stranger)[
        "data"
    ] == {
        "sources": [],
        "latest": [],
        "imports": {"totalCount": 0},
    }
    import_id = one["imports"]["nodes"][0]["id"]
    assert lived.post(f'{{ import(id: "{import_id}") {{ id }} }}', person=stranger)["data"] == {
        "import": None
    }
    assert (
        lived.code(
            f'{{ days(metric: "steps", {SPAN}, source: "{one["sources"][0]["id"]}") {{ unit }} }}',
            person=stranger,
        )
        == "not_found"
    )


def test_a_token_reads_only_its_category(lived):
    with lived.database.transaction(lived.person) as tx:
        _, shown = accounts.create_token(
            tx, lived.person, name="sleep", words=["read:sleep"], now=datetime.now(UTC)
        )
    secret = shown.secret
    assert "errors" not in lived.post(f"{{ nights({SPAN}) {{ totalCount }} sources {{ id }} }}", token=secret)
    for refused in (
        f'{{ days(metric: "steps", {SPAN}) {{ points }} }}',
        f'{{ dashboard(metrics: ["sleep_duration_total", "steps"], {SPAN}) {{ points }} }}',
        '{ day(metric: "body_weight", date: "2026-11-15") { value } }',
        f"{{ workouts({SPAN}) {{ totalCount }} }}",
        '{ night(date: "2026-11-18") { series(metrics: ["heart_rate"]) { points } } }',
        "{ today { date } }",
        "{ imports { totalCount } }",
        "{ preferences { scope } }",
    ):
        assert lived.code(refused, token=secret) == "forbidden", refused
    latest = lived.post("{ latest { metric { category } } }", token=secret)["data"]["latest"]
    assert {found["metric"]["category"] for found in latest} <= {"sleep"}
    covered = lived.post("{ metrics(withData: true) { category } }", token=secret)["data"]["metrics"]
    assert {found["category"] for found in covered} == {"sleep"}
    with pytest.raises(UserInputError, match="unknown, revoked"):
        lived.post("{ viewer { id } }", token="salus_wrong")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{ days(metric: "stepz", from: "2026-01-01", to: "2026-01-02") { unit } }', "unknown_metric"),
        ('{ days(metric: "steps", from: "2026-01-02", to: "2026-01-01") { unit } }', "bad_span"),
        ('{ days(metric: "steps", from: "1800-01-02", to: "2026-01-01") { unit } }', "bad_span"),
        ('{ days(metric: "steps", from: "2026-13-02", to: "2026-01-01") { unit } }', "bad_request"),
        (
            '{ days(metric: "steps", from: "2026-01-01", to: "2026-01-02", source: "x") { unit } }',
            "not_found",
        ),
        (
            '{ series(metric: "steps", from: "2026-01-01", to: "2026-01-02T00:00:00Z") { unit } }',
            "bad_request",
        ),
        ('{ nights(from: "2026-01-01", to: "2026-01-02", first: 0) { totalCount } }', "bad_input"),
        ('{ nights(from: "2026-01-01", to: "2026-01-02", after: "x") { totalCount } }', "bad_cursor"),
        ("{ imports(first: 1000) { nodes { quarantine(first: 1000) { nodes { raw } } } } }", "too_costly"),
        ('{ preference(scope: "nothing") { scope } }', "unknown_scope"),
    ],
)
def test_what_cannot_be_asked_is_said(lived, text, code):
    assert lived.code(text) == code


def test_as_of_gives_what_was_believed_then(lived):
    before = lived.post(
        'query ($t: DateTime!) { day(metric: "steps", date: "2026-11-15", asOf: $t) { value } }',
        t="2026-01-01T00:00:00Z",
    )["data"]["day"]
    assert before["value"] is None
    assert (
        lived.code(
            """{ day(metric: "steps", date: "2026-11-15", asOf: "2026-01-01T00:00:00Z") {
                   explanation { sentence } } }"""
        )
        == "not_kept"
    )


def test_a_night_s_percentage_is_explained_by_minutes_of_stages(lived):
    nights = lived.ask(f"{{ nights({SPAN}) {{ nodes {{ date efficiency }} }} }}")["nights"]["nodes"]
    records = lived.ask(
        """query ($date: Date!) { day(metric: "sleep_efficiency", date: $date) { unit
               explanation { records { nodes { value unit start end } } } } }""",
        date=next(night["date"] for night in nights if night["efficiency"] is not None),
    )["day"]
    stages = records["explanation"]["records"]["nodes"]
    assert records["unit"] == "%"
    assert len(stages) > 5
    for stage in stages:
        length = datetime.fromisoformat(stage["end"]) - datetime.fromisoformat(stage["start"])
        assert (stage["unit"], stage["value"]) == ("min", pytest.approx(length.total_seconds() / 60))


def test_ids_are_those_of_the_command_line(lived):
    found = lived.ask("{ imports { nodes { id } } }")["imports"]["nodes"][0]["id"]
    assert UUID(found) == lived.imported.import_id


def test_all_samples_are_those_that_count_and_the_rest(lived):
    text = """query ($all: Boolean!) { series(metric: "steps", from: "2026-11-15T00:00:00+01:00",
                to: "2026-11-16T00:00:00+01:00", resolution: RAW, all: $all, maxPoints: 20000) {
                points sources { id } } }"""
    counted = lived.ask(text, all=False)["series"]
    every = lived.ask(text, all=True)["series"]
    assert len(every["points"]["t"]) >= len(counted["points"]["t"]) > 0
    day = lived.ask('{ day(metric: "steps", date: "2026-11-15") { value } }')["day"]["value"]
    assert sum(counted["points"]["v"]) == pytest.approx(day, rel=0.02)
    assert sum(every["points"]["v"]) > day * 1.1
