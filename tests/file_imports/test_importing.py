"""A whole import from an export into pages, and the same file again."""

from __future__ import annotations


def total(report):
    return (
        report["new"]
        + report["changed"]
        + report["unchanged"]
        + report["quarantined"]
        + sum(report["skipped"].values())
        + report["unmapped"]
    )


def test_an_export_becomes_pages_and_every_record_is_in_one_bucket(home, small_export):
    done = home.bring(small_export.path)
    report = done.report
    assert done.state == "done"
    assert report["read"] == total(report) > 0
    assert report["changed"] == report["unchanged"] == 0
    assert not report["partial"]
    stored = home.one("SELECT sum(n) FROM observation_days")
    assert stored >= report["new"] - home.one("SELECT count(*) FROM health_events")
    assert home.rows("SELECT * FROM incoming_days") == []
    assert home.rows("SELECT * FROM import_checkpoints") == []
