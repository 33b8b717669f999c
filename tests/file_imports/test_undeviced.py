"""Records without a device: whose they are, and that a later file moves them without making new ones."""

from __future__ import annotations

from typing import Any

from tests.file_imports.conftest import Home
from tests.file_imports.exports import Told, export, record


def weights(home: Home) -> list[tuple[Any, ...]]:
    return home.rows(
        """SELECT r.hardware, r.app, o.day::text, o.starts, o."values"
           FROM observation_days o JOIN series s USING (user_id, series_id)
           JOIN sources r USING (user_id, source_id)
           WHERE s.metric = 'body_weight' ORDER BY 1, 2, 3"""
    )


def typed(at: int, value: float, name: str = "Phone") -> str:
    return record(Told("body_weight", at, 0, value, name, ""))


def device(at: int, name: str = "Phone", hardware: str = "iPhone14,2") -> str:
    return record(Told("steps", at, 1, 10, name, hardware))


def test_a_record_without_device_is_the_one_s_that_last_wrote_under_its_name(home, tmp_path):
    lines = [device(0), typed(10, 80), device(20, hardware="iPhone16,1"), typed(30, 81), typed(-60, 79)]
    done = home.bring(export(tmp_path / "a.xml", lines, said_day=1))
    assert done.report["new"] == 5
    assert [(r[0], r[4]) for r in weights(home)] == [("iPhone14,2", [79, 80]), ("iPhone16,1", [81])]


def test_without_a_device_of_that_name_it_is_an_app(home, tmp_path):
    home.bring(export(tmp_path / "a.xml", [typed(0, 80, "My Scale App")], said_day=1))
    assert [(r[0], r[1]) for r in weights(home)] == [("", "My Scale App")]


def test_a_phone_renamed_between_two_exports_brings_nothing_new(home, tmp_path):
    old = home.bring(export(tmp_path / "a.xml", [device(0), typed(10, 80), typed(20, 81)], said_day=1))
    before = weights(home)
    lines = [device(0, "Neu"), typed(10, 80, "Neu"), typed(20, 81, "Neu"), typed(30, 82, "Neu")]
    new = home.bring(export(tmp_path / "b.xml", lines, said_day=2))
    assert (new.report["new"], new.report["changed"], new.report["unchanged"]) == (1, 0, 3)
    assert [r[4] for r in weights(home)] == [[80, 81, 82]]
    home.undo(old)
    assert [r[4] for r in weights(home)] == [[80, 81, 82]]
    again = home.bring(export(tmp_path / "a2.xml", [device(0), typed(10, 80), typed(20, 81)], said_day=1))
    assert again.report["new"] == 0
    home.undo(new)
    assert weights(home) == before


def test_a_later_file_with_an_earlier_claim_moves_what_is_here_and_its_undo_moves_it_back(home, tmp_path):
    old = home.bring(
        export(tmp_path / "a.xml", [device(50, hardware="iPhone16,1"), typed(10, 80)], said_day=1)
    )
    assert [(r[0], r[4]) for r in weights(home)] == [("iPhone16,1", [80])]
    lines = [device(0), device(50, hardware="iPhone16,1"), typed(10, 80)]
    new = home.bring(export(tmp_path / "b.xml", lines, said_day=2))
    assert (new.report["new"], new.report["changed"], new.report["unchanged"]) == (1, 0, 2)
    assert [(r[0], r[4]) for r in weights(home)] == [("iPhone14,2", [80])]
    home.undo(new)
    assert [(r[0], r[4]) for r in weights(home)] == [("iPhone16,1", [80])]
    home.undo(old)
    assert weights(home) == []


def test_what_was_typed_is_a_source_of_its_own_under_the_device_s_last_name(home, tmp_path):
    hand = typed(10, 80).replace("/>", '><MetadataEntry key="HKWasUserEntered" value="1"/></Record>')
    home.bring(export(tmp_path / "a.xml", [device(0), hand, device(20, "Neues Phone")], said_day=1))
    names = home.rows("SELECT name, by_hand FROM sources ORDER BY by_hand")
    assert names == [("Neues Phone", False), ("Neues Phone", True)]
