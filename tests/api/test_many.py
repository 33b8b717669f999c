from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from salus import accounts
from salus.db import Database
from tests.api.conftest import Browser, serving, settings_for
from tests.conftest import make_person

JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def database_here(new_database: Callable[[], AbstractContextManager[Database]]) -> Iterator[Database]:
    with new_database() as made:
        yield made


@pytest.fixture(scope="module")
def browser(database_here: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with serving(settings_for(database_here, tmp_path_factory.mktemp("data"))) as browsers:
        yield browsers()


def test_many_people_at_once_see_only_themselves(browser, database_here):
    tokens = {}
    for _ in range(6):
        person = make_person(database_here)
        with database_here.transaction(person) as tx:
            _, shown = accounts.create_token(
                tx, person, name="t", words=["read", "write"], now=datetime.now(UTC)
            )
        tokens[str(person)] = shown.secret
    text = "{ viewer { id name } sources { id } latest { value } }"
    change = """mutation ($name: String!) { updateViewer(input: {name: $name}) {
                  ... on ViewerChanged { viewer { id name } } } }"""

    def bodies(person: str) -> Iterator[dict[str, Any]]:
        yield {"query": change, "variables": {"name": f"N {person}"}}
        yield from ({"query": text} for _ in range(20))

    async def ask(client: httpx2.AsyncClient) -> list[tuple[str, Any]]:
        async def one(person: str, body: dict[str, Any]) -> tuple[str, Any]:
            headers = {"Authorization": f"Bearer {tokens[person]}"}
            return person, (await client.post("/graphql", json=body, headers=headers)).json()

        return await asyncio.gather(*(one(person, body) for person in tokens for body in bodies(person)))

    answers = browser.in_loop(ask)
    assert len(answers) == 6 * 21
    for person, body in answers:
        assert "errors" not in body, body
        data = body["data"]
        viewer = data["viewer"] if "viewer" in data else data["updateViewer"]["viewer"]
        assert viewer["id"] == person
        assert viewer["name"] in ("Test person", f"N {person}")


WORDS = st.sampled_from(
    [
        "{",
        "}",
        "(",
        ")",
        "query",
        "mutation",
        "subscription",
        "fragment",
        "on",
        "...",
        "server",
        "viewer",
        "days",
        ":",
        "metric",
        '"steps"',
        "from",
        "to",
        '"2026-01-01"',
        "$x",
        "=",
        "@skip",
        "[",
        "]",
        "!",
        "#",
        "null",
        '\\"',
        "\\n",
    ]
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.binary(max_size=200),
        st.lists(WORDS, max_size=30).map(lambda words: json.dumps({"query": " ".join(words)}).encode()),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
            lambda inner: (
                st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4)
            ),
            max_leaves=12,
        ).map(lambda value: json.dumps({"query": "{ server { version } }", "variables": value}).encode()),
        st.dictionaries(
            st.sampled_from(["query", "variables", "operationName", "documentId", "extensions", "id"]),
            st.none() | st.text(max_size=30) | st.integers() | st.lists(st.integers(), max_size=3),
        ).map(lambda body: json.dumps(body).encode()),
    )
)
def test_whatever_is_sent_the_answer_is_json_and_no_500(browser, body):
    response = browser.request("POST", "/graphql", content=body, headers=JSON)
    assert response.status_code < 500
    answer = response.json()
    assert "data" in answer or answer["errors"][0]["message"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(
            ["Tus-Resumable", "Upload-Length", "Upload-Offset", "Upload-Metadata", "Content-Type"]
        ),
        st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20),
    ),
    st.sampled_from(["POST", "PATCH", "HEAD", "DELETE", "PUT", "GET"]),
    st.sampled_from(["/uploads", "/uploads/x", "/uploads/00000000-0000-0000-0000-000000000000"]),
)
def test_whatever_is_uploaded_there_is_no_500(browser, headers, method, path):
    response = browser.request(method, path, headers={**headers, "Authorization": "Bearer salus_none"})
    assert response.status_code < 500
