from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from salus import jobs
from salus.accounts.keys import load_keyring
from salus.kit.ids import PersonId
from salus.observations import BlobStore
from salus.sandbox import invent, write
from salus.worker import work

TUS = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}
STATE = "... on ImportAccepted { import { id state canUndo } } ... on Problem { code message }"


@pytest.fixture
def person(browser):
    return PersonId(UUID(browser.sign_up()))


@pytest.fixture
def blobs(data_dir):
    return BlobStore(data_dir / "blobs", load_keyring(data_dir))


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path: Path = tmp_path_factory.mktemp("export") / "export.zip"
    write(invent(5, days=3, last_day=date(2026, 11, 20)), path)
    return path.read_bytes()


def upload(browser: Any, content: bytes) -> str:
    headers = {**TUS, "Upload-Length": str(len(content))}
    began = browser.request("POST", "/uploads", headers=headers, content=content)
    assert began.headers["upload-offset"] == str(len(content))
    return str(began.headers["location"].rpartition("/")[2])


def waiting(database: Any) -> list[tuple[str, dict[str, Any]]]:
    with database.transaction() as tx:
        return list(
            tx.execute(
                "SELECT task_name, args FROM queue.procrastinate_jobs WHERE status = 'todo' ORDER BY id"
            )
        )


def start(browser: Any, upload_id: str, *, preview: bool = True) -> Any:
    text = f"""mutation ($id: ID!, $preview: Boolean!) {{
                 startImport(uploadId: $id, preview: $preview) {{ {STATE} }} }}"""
    return browser.ask(text, id=upload_id, preview=preview)["startImport"]


def test_a_file_is_previewed_confirmed_and_undone(browser, person, blobs, export, api_database):
    began = start(browser, upload(browser, export))
    import_id = began["import"]["id"]
    assert began["import"]["state"] == "RECEIVED"
    assert [args["import_id"] for _, args in waiting(api_database)] == [import_id]

    work.preview_import(api_database, blobs, person, UUID(import_id))
    text = """query ($id: ID!) { import(id: $id) { state preview { read new } months { month new here }
                report { new } progress { kind phase finished } } }"""
    seen = browser.ask(text, id=import_id)["import"]
    assert seen["state"] == "PREVIEWED"
    assert seen["report"] is None
    assert seen["progress"] == {"kind": "preview", "phase": "done", "finished": True}
    expected = seen["preview"]["new"]
    assert expected > 1000
    assert {month["month"] for month in seen["months"]} == {"2026-11-01"}
    assert browser.ask("{ sources { id } }") == {"sources": []}

    confirm = f"mutation ($id: ID!) {{ confirmImport(id: $id) {{ {STATE} }} }}"
    assert "import" in browser.ask(confirm, id=import_id)["confirmImport"]
    work.run_import(api_database, blobs, person, UUID(import_id))
    done = browser.ask(text, id=import_id)["import"]
    assert (done["state"], done["report"]["new"]) == ("DONE", expected)
    assert browser.ask('{ day(metric: "steps", date: "2026-11-19") { value } }')["day"]["value"] > 0

    undo = f"mutation ($id: ID!) {{ undoImport(id: $id) {{ {STATE} }} }}"
    assert "import" in browser.ask(undo, id=import_id)["undoImport"]
    work.undo_import(api_database, blobs, person, UUID(import_id))
    assert browser.ask(text, id=import_id)["import"]["state"] == "UNDONE"
    assert browser.ask('{ day(metric: "steps", date: "2026-11-19") { value } }')["day"]["value"] is None
    assert browser.ask(undo, id=import_id)["undoImport"]["code"] == "wrong_state"


def test_without_preview_the_import_begins_at_once(browser, person, export, api_database):
    start(browser, upload(browser, export), preview=False)
    assert [name.rpartition(":")[2] for name, _ in waiting(api_database)] == [
        jobs.model.name_of(jobs.RunImport)
    ]


def test_a_cancelled_import_leaves_nothing(browser, person, blobs, export, api_database, data_dir):
    import_id = start(browser, upload(browser, export))["import"]["id"]
    cancel = f"mutation ($id: ID!) {{ cancelImport(id: $id) {{ {STATE} }} }}"
    assert "import" in browser.ask(cancel, id=import_id)["cancelImport"]
    assert [name.rpartition(":")[2] for name, _ in waiting(api_database)] == [
        jobs.model.name_of(jobs.CancelImport)
    ]
    work.cancel_import(api_database, blobs, person, UUID(import_id))
    assert browser.ask("query ($id: ID!) { import(id: $id) { state size } }", id=import_id)["import"] == {
        "state": "CANCELLED",
        "size": None,
    }
    assert not [path for path in (data_dir / "blobs").rglob("*") if path.is_file()]
    assert browser.ask(cancel, id=import_id)["cancelImport"]["code"] == "wrong_state"


@pytest.mark.parametrize(
    "content", [b"hello", b"PK\x03\x04 no zip", b"\x89PNG\r\n\x1a\n" + b"x" * 100, b"<html></html>"]
)
def test_a_file_that_is_none_of_ours_leaves_nothing(browser, person, content, api_database, data_dir):
    said = start(browser, upload(browser, content))
    assert said["code"]
    assert len(said["message"]) > 20
    assert browser.ask("{ imports { totalCount } }") == {"imports": {"totalCount": 0}}
    assert waiting(api_database) == []
    assert not [path for path in (data_dir / "blobs").rglob("*") if path.is_file()]


def test_an_upload_that_is_not_whole_cannot_be_imported(browser, person):
    began = browser.request("POST", "/uploads", headers={**TUS, "Upload-Length": "10"}, content=b"abc")
    said = start(browser, began.headers["location"].rpartition("/")[2])
    assert "3 of 10" in said["message"]
    assert start(browser, "00000000-0000-0000-0000-000000000000")["code"] == "unknown_upload"
    assert start(browser, "nonsense")["code"] == "not_found"


def test_the_file_of_an_import_cannot_be_taken_from_it(browser, person, export):
    upload_id = upload(browser, export)
    start(browser, upload_id)
    refused = browser.request("DELETE", f"/uploads/{upload_id}", headers={"Tus-Resumable": "1.0.0"})
    assert refused.status_code == 409
