from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

import pytest

from salus.db import Database
from tests.api.conftest import Browser, serving, settings_for


@pytest.fixture(scope="module")
def shared(
    new_database: Callable[[], AbstractContextManager[Database]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    """One server for requests that change nothing."""
    with (
        new_database() as database,
        serving(settings_for(database, tmp_path_factory.mktemp("data"))) as browser,
    ):
        yield browser()


def answered(browser: Browser, content: bytes, **headers: str) -> Any:
    """Return the error of the answer, which must not cost a second of this process, the server's too."""
    began = time.process_time()
    response = browser.request(
        "POST", "/graphql", content=content, headers={"Content-Type": "application/json", **headers}
    )
    assert time.process_time() - began < 1
    assert response.status_code < 500
    return response.json()["errors"][0]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "bad_request"),
        (b"not json", "bad_request"),
        (b"[]", "batch"),
        (b'[{"query": "{ server { version } }"}]', "batch"),
        (b"7", "bad_request"),
        (b"{}", "bad_request"),
        (b'{"query": 7}', "bad_request"),
        (b'{"query": "{ server { version } }", "variables": []}', "bad_request"),
        (b'{"query": "{ server { version"}', "bad_request"),
        (b'{"query": "{ nothing }"}', "bad_request"),
        (b'{"query": "subscription { nothing }"}', "bad_request"),
        (b'{"query": "query A { server { version } } query B { server { version } }"}', "bad_request"),
        (b'{"query": "query A { server { version } }", "operationName": "B"}', "bad_request"),
        (b'{"query": "query ($a: Int!) { server { version } metric(code: $a) { code } }"}', "bad_request"),
        (b'{"documentId": "' + b"a" * 64 + b'"}', "unknown_document"),
        (b'{"documentId": "drop table"}', "bad_request"),
        (b"\xff\xfe", "bad_request"),
        (b'{"query": "{ server { version } }", "x": "' + b"a" * 1_100_000 + b'"}', "too_large"),
        (b'{"query": "{ ' + b"server { version } " * 2000 + b'}"}', "bad_request"),
    ],
)
def test_what_is_no_good_request_gets_a_short_error_within_a_second(shared, content, code):
    error = answered(shared, content)
    assert error["extensions"]["code"] == code
    assert len(error["message"]) < 500


@pytest.mark.parametrize(("levels", "code"), [(12, "too_deep"), (60, "too_deep"), (900, "bad_request")])
def test_a_deep_query_is_refused(shared, levels, code):
    text = "{ __typename " + "a { " * levels + "b" + " }" * levels + " }"
    body = b'{"query": "' + text.encode() + b'"}'
    assert answered(shared, body)["extensions"]["code"] == code


def test_fragments_in_fragments_do_not_take_time(shared):
    parts = ["query { server { ...f0 } }"]
    parts += [f"fragment f{i} on Server {{ ...f{i + 1} ...f{i + 1} version }}" for i in range(60)]
    parts += ["fragment f60 on Server { version }"]
    text = " ".join(parts)
    assert answered(shared, b'{"query": "' + text.encode() + b'"}')["extensions"]["code"] == "too_large"


def test_fragments_in_a_circle_are_refused(shared):
    text = "{ server { ...a } } fragment a on Server { ...b } fragment b on Server { ...a }"
    assert "itself" in answered(shared, b'{"query": "' + text.encode() + b'"}')["message"]


def test_many_aliases_are_refused(shared):
    text = "{ " + " ".join(f"a{i}: server {{ version }}" for i in range(150)) + " }"
    assert answered(shared, b'{"query": "' + text.encode() + b'"}')["extensions"]["code"] == "too_large"


def test_the_same_field_a_thousand_times_does_not_take_time(shared):
    text = "{ server { " + "version " * 1400 + " } }"
    began = time.process_time()
    response = shared.request("POST", "/graphql", json={"query": text})
    assert time.process_time() - began < 1
    assert response.status_code == 200


def test_introspection_is_answered_and_its_loops_are_not(shared):
    from graphql import get_introspection_query

    assert shared.ask(get_introspection_query())["__schema"]["queryType"]["name"] == "Query"
    loop = "{ __schema { types " + "{ fields { type " * 20 + "{ name } " + "} } " * 20 + "} }"
    assert answered(shared, b'{"query": "' + loop.encode() + b'"}')


def test_another_content_type_is_refused(shared):
    response = shared.request(
        "POST",
        "/graphql",
        content=b'{"query": "{ server { version } }"}',
        headers={"Content-Type": "text/plain"},
    )
    assert response.status_code == 415
    assert response.json()["errors"][0]["extensions"]["code"] == "bad_request"


@pytest.mark.parametrize("header", ["Bearer salus_unknown", "Bearer", "Basic YTpi", "salus_x", ""])
def test_a_token_that_is_none_is_refused(shared, header):
    error = answered(shared, b'{"query": "{ server { version } }"}', Authorization=header)
    assert error["extensions"]["code"] == "unauthenticated"


def test_more_requests_than_allowed_are_refused_with_a_time(serve, settings):
    browser = serve(replace(settings, rate_limit=5))()
    browser.sign_up()
    statuses = [browser.post("{ viewer { email } }") for _ in range(6)]
    assert [r.status_code for r in statuses] == [200] * 5 + [429]
    assert int(statuses[5].headers["retry-after"]) >= 1
    assert statuses[5].json()["errors"][0]["extensions"]["code"] == "too_many_requests"


def test_health_and_pages(shared):
    assert shared.request("GET", "/healthz").json() == {"status": "alive"}
    assert shared.request("GET", "/readyz").json() == {"status": "ready"}
    for path in ("/", "/login", "/m/steps?range=month", "/graphql"):
        page = shared.request("GET", path)
        assert page.status_code == 200, path
        assert page.headers["content-type"].startswith("text/html")
        assert "default-src 'self'" in page.headers["content-security-policy"]
        assert "unsafe" not in page.headers["content-security-policy"]
    for path in ("/assets/none.js", "/assets/%00", "/assets/" + "a" * 5000, "/%2e%2e/%2e%2e/app.py"):
        assert shared.request("GET", path).status_code == 404, path[:40]
    for path in ("/%00", "/" + "a" * 5000):
        assert shared.request("GET", path).status_code == 200, path[:40]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_days_at_the_ends_of_the_calendar_are_refused_in_words(shared, day):
    for text in (
        f'{{ day(metric: "steps", date: "{day}") {{ explanation {{ sentence }} }} }}',
        f'{{ today(date: "{day}") {{ date }} }}',
        f'{{ days(metric: "steps", from: "{day}", to: "{day}") {{ points }} }}',
    ):
        error = shared.post(text).json()["errors"][0]
        assert "no day that data can have" in error["message"]


def test_a_database_role_that_walls_do_not_bind_is_refused(settings, api_database):
    from salus.api.app import create_app
    from salus.kit.errors import OperatorError

    with pytest.raises(OperatorError, match="walls between persons"):
        create_app(replace(settings, database_app_url=api_database.owner_url))


def test_without_a_database_the_answer_is_short_and_no_500(serve, settings, api_database, server_url):
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    browser = serve(settings)()
    browser.sign_up()
    name = conninfo_to_dict(api_database.app_url)["dbname"]
    with psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false'.encode())
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        try:
            response = browser.post("{ viewer { email } }")
        finally:
            admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true'.encode())
    assert response.status_code == 503
    assert response.json()["errors"][0]["extensions"]["code"] == "unavailable"
    assert browser.ask("{ viewer { email } }")["viewer"]["email"] == "ada@example.org"
