"""In which order sources count."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from salus.kit.errors import UserInputError
from salus.kit.ids import SourceId
from salus.metrics import Category
from salus.observations.model import Source
from salus.providers.base import SourceKey
from salus.resolution.model import Preference
from salus.resolution.naming import display_names
from salus.resolution.orders import Orders, default_order, parse_scope, with_later_sources


def source(number: int, device_class: str, *, road: str = "apple_health", origin: str = "") -> Source:
    return Source(
        SourceId(number), road, SourceKey(app=f"app{number}"), device_class, device_class, origin, 0
    )


WATCH, PHONE, RING, APP, SUMMARY = (
    source(1, "watch"),
    source(2, "phone"),
    source(3, "ring"),
    source(4, "app"),
    source(5, "summary"),
)
ALL = (WATCH, PHONE, RING, APP, SUMMARY)


def ids(*sources: Source) -> tuple[SourceId, ...]:
    return tuple(one.source_id for one in sources)


def preference(
    scope: str, ordered: tuple[SourceId, ...], *, since: date | None = None, number: int = 1
) -> Preference:
    return Preference(
        UUID(int=number), scope, since, ordered, (), "priority", datetime(2026, 1, number, tzinfo=UTC)
    )


def test_the_default_order_is_by_class_and_summaries_are_last() -> None:
    assert default_order(Category.ACTIVITY, ALL) == ids(WATCH, RING, PHONE, APP, SUMMARY)
    assert default_order(Category.SLEEP, ALL) == ids(RING, WATCH, APP, PHONE, SUMMARY)
    assert default_order(Category.BODY, (APP, source(6, "scale"), source(7, "manual"))) == (6, 7, 4)
    assert default_order(Category.VITALS, (WATCH, source(6, "chest_strap"))) == (6, 1)


def test_of_one_class_the_older_source_comes_first() -> None:
    assert default_order(Category.ACTIVITY, (source(9, "watch"), source(8, "watch"))) == (8, 9)


def test_an_echo_of_a_connected_provider_is_last_of_all() -> None:
    echo = source(6, "ring", origin="oura")
    assert default_order(Category.SLEEP, (echo, WATCH, SUMMARY))[0] == echo.source_id
    direct = source(7, "ring", road="oura")
    assert default_order(Category.SLEEP, (echo, WATCH, SUMMARY, direct)) == ids(direct, WATCH, SUMMARY, echo)


def test_a_later_source_comes_behind_its_peers() -> None:
    new_watch = source(9, "watch")
    mine = ids(RING, PHONE, WATCH, APP)
    later = with_later_sources(mine, (), Category.ACTIVITY, (*ALL, new_watch))
    assert later == ids(RING, PHONE, WATCH, new_watch, APP, SUMMARY)


def test_a_later_source_of_a_new_class_comes_before_what_counts_less() -> None:
    assert with_later_sources(ids(PHONE, APP), (), Category.ACTIVITY, (PHONE, APP, WATCH)) == ids(
        WATCH, PHONE, APP
    )


def test_a_source_never_to_be_used_is_in_no_order() -> None:
    assert with_later_sources(ids(WATCH, PHONE), ids(RING), Category.ACTIVITY, ALL) == ids(
        WATCH, PHONE, APP, SUMMARY
    )


def test_the_latest_row_that_has_come_holds_and_the_metrics_row_beats_the_categorys() -> None:
    orders = Orders(
        ALL,
        (
            preference("category:activity", ids(PHONE, WATCH, RING, APP, SUMMARY)),
            preference(
                "category:activity", ids(RING, WATCH, PHONE, APP, SUMMARY), since=date(2026, 5, 5), number=2
            ),
            preference(
                "metric:energy_active",
                ids(APP, WATCH, PHONE, RING, SUMMARY),
                since=date(2026, 5, 7),
                number=3,
            ),
        ),
    )
    assert orders.of("steps", date(2026, 5, 4)).ordered[0] == PHONE.source_id
    assert orders.of("steps", date(2026, 5, 5)).ordered[0] == RING.source_id
    assert orders.of("energy_active", date(2026, 5, 6)).ordered[0] == RING.source_id
    assert orders.of("energy_active", date(2026, 5, 7)).scope == "metric:energy_active"
    assert orders.of("heart_rate", date(2026, 5, 7)).scope == "default"
    first = date(2026, 5, 1).toordinal()
    assert [
        (start - first, end - first) for start, end, _ in orders.epochs("energy_active", first, first + 9)
    ] == [
        (0, 3),
        (4, 5),
        (6, 9),
    ]


def test_scopes_are_known_or_refused() -> None:
    assert parse_scope("category:sleep") == ("category:sleep", Category.SLEEP)
    assert parse_scope("metric:sleep_efficiency") == ("metric:sleep_stage", Category.SLEEP)
    for scope in ("category:joy", "steps", "metric:", "metric:stepz"):
        with pytest.raises(UserInputError):
            parse_scope(scope)


def named(number: int, name: str, **key: object) -> Source:
    made = SourceKey(app="com.apple.health", **key)  # type: ignore[arg-type]
    return Source(SourceId(number), "apple_health", made, name, "watch", "", 0)


def test_sources_of_one_name_are_told_apart() -> None:
    watches = [named(1, "Ann’s Watch", hardware="Watch6,12"), named(2, "Ann’s Watch", hardware="Watch7,5")]
    typed, app = named(3, "ann’s watch", by_hand=True), named(4, "Ann’s Watch")
    alone, twin, other_twin = named(5, "Oura"), named(6, "Mi", model="A"), named(7, "Mi", model="A")
    assert list(display_names([*watches, typed, app, alone, twin, other_twin]).values()) == [
        "Ann’s Watch (Watch6,12)",
        "Ann’s Watch (Watch7,5)",
        "ann’s watch (typed in)",
        "Ann’s Watch (watch)",
        "Oura",
        "Mi (A)",
        "Mi (A) 2",
    ]
