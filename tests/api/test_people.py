from __future__ import annotations

import time
from datetime import UTC, datetime
from uuid import UUID

from salus import jobs, rollups
from salus.kit.ids import PersonId
from tests.api.conftest import PASSWORD
from tests.rollups import given

SIGN_IN = """mutation ($email: String!, $password: String!) { signIn(email: $email, password: $password) {
    __typename ... on SignedIn { viewer { email isOwner } } ... on Problem { code message retryAt } } }"""
VIEWER = "{ viewer { email name timeZone isOwner isDemo scopes favourites units { quantity unit } } }"


def test_the_first_person_signs_up_as_owner_and_nobody_after(browser, new_browser):
    assert browser.ask("{ server { signUp demo insecure } }") == {
        "server": {"signUp": "FIRST_PERSON", "demo": False, "insecure": False}
    }
    browser.sign_up()
    viewer = browser.ask(VIEWER)["viewer"]
    assert (viewer["email"], viewer["isOwner"], viewer["timeZone"]) == (
        "ada@example.org",
        True,
        "Europe/Berlin",
    )
    assert browser.ask("{ server { signUp } }") == {"server": {"signUp": "CLOSED"}}
    refused = new_browser().ask(
        """mutation { signUp(input: {email: "b@example.org", password: "long enough", timeZone: "UTC"}) {
             ... on Problem { code message field } } }"""
    )["signUp"]
    assert refused["code"] == "sign_up_closed"
    assert "salus user add" in refused["message"]


def test_signing_out_and_in_again(browser, new_browser):
    browser.sign_up()
    assert browser.ask("mutation { signOut }") == {"signOut": True}
    assert browser.ask(VIEWER) == {"viewer": None}
    assert browser.refusal("{ sessions { id } }") == "unauthenticated"
    other = new_browser()
    wrong = other.ask(SIGN_IN, email="ada@example.org", password="wrong wrong")["signIn"]
    unknown = other.ask(SIGN_IN, email="nobody@example.org", password="wrong wrong")["signIn"]
    assert wrong == unknown
    assert wrong["code"] == "wrong_password"
    assert other.ask(SIGN_IN, email=" ADA@example.org", password=PASSWORD)["signIn"]["viewer"]["isOwner"]
    sessions = other.ask("{ sessions { id current userAgent } }")["sessions"]
    assert [s["current"] for s in sessions] == [True]


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(browser):
    response = browser.post(
        """mutation { signUp(input: {email: "b@example.org", password: "long enough", timeZone: "UTC"}) {
             __typename } }"""
    )
    cookie = response.headers["set-cookie"]
    assert cookie.startswith("salus_session=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie
    text = {"query": VIEWER}
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        refused = browser.request("POST", "/graphql", json=text, headers=headers)
        assert refused.status_code == 403
        assert refused.json()["errors"][0]["extensions"]["code"] == "forbidden"
    assert (
        browser.request("POST", "/graphql", json=text, headers={"Origin": "http://salus.test"}).status_code
        == 200
    )


def test_over_https_the_cookie_is_secure_and_bound_to_the_host(serve, settings):
    from dataclasses import replace

    browser = serve(replace(settings, public_url="https://salus.test"))()
    response = browser.post(
        """mutation { signUp(input: {email: "b@example.org", password: "long enough", timeZone: "UTC"}) {
             __typename } }"""
    )
    cookie = response.headers["set-cookie"]
    assert cookie.startswith("__Host-salus=")
    assert cookie.endswith("; Secure")
    assert browser.ask(VIEWER)["viewer"]["email"] == "b@example.org"
    assert browser.request("GET", "/").headers["strict-transport-security"].startswith("max-age=")


def test_guessing_a_password_is_slowed_down(browser):
    browser.sign_up()
    said = [
        browser.ask(SIGN_IN, email="ada@example.org", password="guess number")["signIn"] for _ in range(9)
    ]
    assert {s["code"] for s in said[:8]} == {"wrong_password"}
    assert said[8]["code"] == "too_many_attempts"
    assert said[8]["retryAt"] is not None


def test_rightful_sign_ins_are_not_held_against_anybody(browser):
    browser.sign_up()
    said = [browser.ask(SIGN_IN, email="ada@example.org", password=PASSWORD)["signIn"] for _ in range(12)]
    assert {s["__typename"] for s in said} == {"SignedIn"}


def test_an_unknown_address_takes_as_long_as_a_wrong_password(browser):
    browser.sign_up()
    took = {}
    for email in ("ada@example.org", "nobody@example.org"):
        browser.ask(SIGN_IN, email=email, password="guess number")
        tries = []
        for _ in range(3):
            began = time.perf_counter()
            browser.ask(SIGN_IN, email=email, password="guess number")
            tries.append(time.perf_counter() - began)
        # The quickest: what else the machine does only ever adds.
        took[email] = min(tries)
    assert 0.5 < took["nobody@example.org"] / took["ada@example.org"] < 2


def test_a_token_is_shown_once_and_does_what_its_scopes_say(browser, new_browser):
    browser.sign_up()
    made = browser.ask(
        """mutation { createToken(name: "script", scopes: ["read:sleep"]) {
             ... on TokenCreated { secret token { id scopes revokedAt } } ... on Problem { code } } }"""
    )["createToken"]
    secret = made["secret"]
    other = new_browser()
    assert other.ask(VIEWER, token=secret)["viewer"]["scopes"] == ["read:sleep"]
    assert secret not in str(browser.ask("{ apiTokens { id name scopes createdAt lastUsedAt } }"))
    assert other.refusal("{ apiTokens { id } }", token=secret) == "forbidden"
    assert other.refusal(
        'mutation { createToken(name: "x", scopes: ["read"]) { __typename } }', token=secret
    ) == ("forbidden")
    assert (
        other.refusal('mutation { updateViewer(input: {name: "X"}) { __typename } }', token=secret)
        == "forbidden"
    )
    assert browser.ask("mutation ($id: ID!) { revokeToken(id: $id) }", id=made["token"]["id"]) == {
        "revokeToken": True
    }
    refused = other.post(VIEWER, token=secret)
    assert refused.status_code == 401
    assert refused.json()["errors"][0]["extensions"]["code"] == "unauthenticated"
    assert refused.headers["www-authenticate"] == "Bearer"


def test_a_token_for_monitoring_does_not_tell_whose_it_is(browser, new_browser):
    browser.sign_up()
    made = browser.ask(
        'mutation { createToken(name: "graphs", scopes: ["metrics"]) { ... on TokenCreated { secret } } }'
    )["createToken"]
    assert new_browser().refusal(VIEWER, token=made["secret"]) == "forbidden"


def test_an_unknown_scope_is_a_problem_and_no_error(browser):
    browser.sign_up()
    said = browser.ask(
        'mutation { createToken(name: "x", scopes: ["all"]) { ... on Problem { code field message } } }'
    )["createToken"]
    assert (said["code"], said["field"]) == ("unknown_scope", "scopes")


def test_a_person_changes_what_they_say_about_themselves(browser):
    browser.sign_up()
    changed = browser.ask(
        """mutation { updateViewer(input: {name: "Ada L.", timeZone: "Asia/Tokyo", favourites: ["steps"],
             units: [{quantity: "weight", unit: "lb"}]}) {
             ... on ViewerChanged { viewer { name timeZone favourites units { quantity unit } } } } }"""
    )["updateViewer"]["viewer"]
    assert changed == {
        "name": "Ada L.",
        "timeZone": "Asia/Tokyo",
        "favourites": ["steps"],
        "units": [{"quantity": "weight", "unit": "lb"}],
    }
    refused = browser.ask(
        'mutation { updateViewer(input: {favourites: ["stepz"]}) { ... on Problem { code message } } }'
    )["updateViewer"]
    assert refused["code"] == "unknown_metric"
    assert "steps" in refused["message"]


def test_another_zone_of_the_profile_moves_what_no_file_placed(browser, api_database):
    person = PersonId(UUID(browser.sign_up()))
    with api_database.transaction(person) as tx:
        given.sources(tx, person)
        given.samples(tx, person, "steps", given.WATCH, [given.spread("05-05 23:00", 0.5, 900)])
    days = """{ days(metric: "steps", from: "2026-05-05", to: "2026-05-06") { points } }"""
    seen = []
    for zone in ("Europe/Berlin", "Asia/Tokyo"):
        browser.ask("mutation ($z: String!) { updateViewer(input: {timeZone: $z}) { __typename } }", z=zone)
        rollups.recompute(api_database, person, now=lambda: datetime.now(UTC))
        seen.append(browser.ask(days)["days"]["points"]["value"])
    assert seen == [[900, None], [None, 900]]
    with api_database.transaction(person) as tx:
        assert [queue.queue for queue in jobs.waiting(tx) if queue.waiting] == ["recompute"]


def test_a_new_password_signs_other_browsers_out(browser, new_browser):
    browser.sign_up()
    other = new_browser()
    other.ask(SIGN_IN, email="ada@example.org", password=PASSWORD)
    change = """mutation ($current: String!) { changePassword(current: $current, new: "another sentence") {
        __typename ... on Problem { code } } }"""
    assert browser.ask(change, current="not this one")["changePassword"]["code"] == "wrong_password"
    assert browser.ask(change, current=PASSWORD)["changePassword"]["__typename"] == "ViewerChanged"
    assert other.ask(VIEWER) == {"viewer": None}
    assert browser.ask(VIEWER)["viewer"] is not None


def test_clearing_the_demo_removes_it_whole_and_only_it(browser, api_database, data_dir):
    from datetime import UTC, datetime

    from salus import accounts
    from tests.conftest import new_person_id

    demo = new_person_id()
    with api_database.transaction(demo) as tx:
        accounts.create_user(
            tx,
            demo,
            email=accounts.DEMO_EMAIL,
            password_hash=None,
            time_zone="Europe/Berlin",
            is_demo=True,
            now=datetime.now(UTC),
        )
    blob = data_dir / "blobs" / str(demo) / "file"
    blob.parent.mkdir(parents=True)
    blob.write_bytes(b"sealed")
    assert browser.ask("{ server { demo demoEmail } }")["server"]["demoEmail"] == accounts.DEMO_EMAIL
    assert browser.refusal("mutation { clearDemo }") == "unauthenticated"
    browser.sign_up()
    assert browser.ask("mutation { clearDemo }") == {"clearDemo": True}
    assert browser.ask("mutation { clearDemo }") == {"clearDemo": False}
    assert not blob.parent.exists()
    assert browser.ask("{ server { demo } viewer { email } }")["viewer"]["email"] == "ada@example.org"
