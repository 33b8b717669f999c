from __future__ import annotations

import os
from base64 import b64encode
from typing import Any
from uuid import UUID

import pytest

from salus.accounts.keys import load_keyring
from salus.kit.ids import PersonId
from salus.observations import BlobStore

TUS = {"Tus-Resumable": "1.0.0"}
PART = {**TUS, "Content-Type": "application/offset+octet-stream"}


@pytest.fixture
def person(browser):
    return PersonId(UUID(browser.sign_up()))


def begin(browser: Any, size: int, name: str = "export.zip", **more: Any) -> Any:
    metadata = (
        f"filename {b64encode(name.encode()).decode()},filetype {b64encode(b'application/zip').decode()}"
    )
    headers = {**TUS, "Upload-Length": str(size), "Upload-Metadata": metadata}
    return browser.request("POST", "/uploads", headers=headers, **more)


def test_what_is_spoken_is_said(browser):
    said = browser.request("OPTIONS", "/uploads")
    assert said.status_code == 204
    assert said.headers["tus-version"] == "1.0.0"
    assert "creation" in said.headers["tus-extension"]


def test_a_file_arrives_in_parts_sealed_and_whole(browser, person, api_database, data_dir):
    content = os.urandom(9_500_000)
    began = begin(browser, len(content))
    assert began.status_code == 201, began.text
    where = began.headers["location"]
    assert where.startswith("/uploads/")
    offset = 0
    for end in (1, 700_000, 6_000_001, len(content)):
        told = browser.request("HEAD", where, headers=TUS)
        assert told.headers["upload-offset"] == str(offset)
        assert told.headers["cache-control"] == "no-store"
        sent = browser.request(
            "PATCH", where, headers={**PART, "Upload-Offset": str(offset)}, content=content[offset:end]
        )
        assert sent.status_code == 204, sent.text
        offset = int(sent.headers["upload-offset"])
        assert offset == end
    blob_id = UUID(where.rpartition("/")[2])
    blobs = BlobStore(data_dir / "blobs", load_keyring(data_dir))
    with api_database.transaction(person) as tx, blobs.reader(tx, person, blob_id) as stored:
        assert stored.readall() == content
        assert tx.execute("SELECT file_name FROM blobs").fetchone() == ("export.zip",)
    (file,) = (data_dir / "blobs").rglob(str(blob_id))
    assert content[:64] not in file.read_bytes()


def test_an_upload_goes_on_after_a_restart(serve, settings):
    first = serve(settings)()
    first.sign_up()
    where = begin(first, 10).headers["location"]
    first.request("PATCH", where, headers={**PART, "Upload-Offset": "0"}, content=b"01234")
    second = serve(settings)()
    second.ask(
        """mutation { signIn(email: "ada@example.org", password: "correct horse battery") { __typename } }"""
    )
    assert second.request("HEAD", where, headers=TUS).headers["upload-offset"] == "5"
    done = second.request("PATCH", where, headers={**PART, "Upload-Offset": "5"}, content=b"56789")
    assert done.headers["upload-offset"] == "10"


def test_bytes_may_come_with_the_first_request(browser, person):
    metadata = {**PART, "Upload-Length": "4"}
    began = browser.request("POST", "/uploads", headers=metadata, content=b"abcd")
    assert (began.status_code, began.headers["upload-offset"]) == (201, "4")


def test_what_does_not_fit_is_refused_and_changes_nothing(browser, person):
    where = begin(browser, 10).headers["location"]
    browser.request("PATCH", where, headers={**PART, "Upload-Offset": "0"}, content=b"0123")
    for headers, content, status in (
        ({**PART, "Upload-Offset": "2"}, b"xx", 409),
        ({**PART, "Upload-Offset": "9"}, b"xx", 409),
        ({**PART, "Upload-Offset": "4"}, b"x" * 7, 413),
        ({**PART, "Upload-Offset": "-1"}, b"x", 400),
        ({**PART}, b"x", 400),
        ({**TUS, "Upload-Offset": "4", "Content-Type": "text/plain"}, b"x", 415),
        ({"Upload-Offset": "4", "Content-Type": PART["Content-Type"]}, b"x", 412),
    ):
        refused = browser.request("PATCH", where, headers=headers, content=content)
        assert refused.status_code == status, (headers, refused.text)
        assert refused.text.strip()
    assert browser.request("HEAD", where, headers=TUS).headers["upload-offset"] == "4"


@pytest.mark.parametrize(("size", "status"), [("0", 400), ("x", 400), (str(65 << 30), 413), ("9" * 30, 400)])
def test_an_impossible_length_is_refused(browser, person, size, status):
    refused = browser.request("POST", "/uploads", headers={**TUS, "Upload-Length": size})
    assert refused.status_code == status


def test_giving_up_removes_the_file(browser, person, data_dir):
    where = begin(browser, 4).headers["location"]
    browser.request("PATCH", where, headers={**PART, "Upload-Offset": "0"}, content=b"abc")
    assert browser.request("DELETE", where, headers=TUS).status_code == 204
    assert browser.request("HEAD", where, headers=TUS).status_code == 404
    assert not [path for path in (data_dir / "blobs").rglob("*") if path.is_file()]


def test_nobody_reaches_another_persons_upload_or_uploads_unasked(browser, new_browser, person, api_database):
    from datetime import UTC, datetime

    from salus import accounts
    from tests.conftest import make_person

    where = begin(browser, 4).headers["location"]
    assert begin(new_browser(), 4).status_code == 401
    other = make_person(api_database)
    with api_database.transaction(other) as tx:
        _, writes = accounts.create_token(tx, other, name="t", words=["write"], now=datetime.now(UTC))
        _, reads = accounts.create_token(tx, other, name="t", words=["read"], now=datetime.now(UTC))
    stranger = new_browser()
    auth = {"Authorization": f"Bearer {writes.secret}"}
    assert stranger.request("HEAD", where, headers={**TUS, **auth}).status_code == 404
    sent = stranger.request("PATCH", where, headers={**PART, **auth, "Upload-Offset": "0"}, content=b"x")
    assert sent.status_code == 404
    reading = {"Authorization": f"Bearer {reads.secret}", **TUS, "Upload-Length": "4"}
    assert stranger.request("POST", "/uploads", headers=reading).status_code == 403
    assert browser.request("HEAD", where, headers=TUS).headers["upload-offset"] == "0"


def test_the_stable_address_works_too(browser, person):
    began = browser.request("POST", "/api/v1/uploads", headers={**TUS, "Upload-Length": "4"})
    assert began.headers["location"].startswith("/api/v1/uploads/")
