from __future__ import annotations

from datetime import UTC, datetime

from salus import accounts
from tests.conftest import make_person

PLAIN = {"Accept": "text/plain"}


def test_counters_tell_what_was_answered_and_never_by_whom(browser):
    browser.sign_up("ada@example.org")
    browser.ask("{ viewer { email } }")
    browser.refusal("{ nothing }")
    text = browser.request("GET", "/metrics", headers=PLAIN).text
    assert 'salus_answers_total{kind="graphql",status="200"} 3' in text
    assert 'salus_graphql_errors_total{code="bad_request"} 1' in text
    assert "salus_graphql_seconds_count 3" in text
    assert 'salus_graphql_seconds_bucket{le="+Inf"} 3' in text
    assert "salus_database_up 1" in text
    assert "ada" not in text
    assert browser.request("GET", "/api/v1/metrics").text.startswith("# HELP")


def test_the_same_address_is_a_page_for_people(browser):
    page = browser.request("GET", "/metrics", headers={"Accept": "text/html,*/*"})
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")


def test_from_elsewhere_only_a_token_of_that_scope_reads_counters(new_browser, api_database):
    person = make_person(api_database)
    with api_database.transaction(person) as tx:
        _, right = accounts.create_token(tx, person, name="t", words=["metrics"], now=datetime.now(UTC))
        _, wrong = accounts.create_token(tx, person, name="t", words=["read"], now=datetime.now(UTC))
    browser = new_browser(address="203.0.113.9")
    assert browser.request("GET", "/metrics", headers=PLAIN).status_code == 403
    for shown, status in ((right, 200), (wrong, 403)):
        headers = {**PLAIN, "Authorization": f"Bearer {shown.secret}"}
        assert browser.request("GET", "/metrics", headers=headers).status_code == status
    assert browser.refusal("{ sources { id } }", token=right.secret) == "forbidden"


def test_jobs_are_counted_by_queue(browser, api_database):
    from salus import jobs

    person = make_person(api_database)
    with api_database.transaction(person) as tx:
        jobs.enqueue(tx, jobs.Recompute(person))
    text = browser.request("GET", "/metrics", headers=PLAIN).text
    assert 'salus_jobs{queue="recompute",state="waiting"} 1' in text
    assert 'salus_jobs{queue="recompute",state="running"} 0' in text
