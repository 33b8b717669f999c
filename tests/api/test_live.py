from __future__ import annotations

import json
import socket as socket_module
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest
import uvicorn
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from salus import accounts
from salus.api.app import create_app
from tests.conftest import make_person

SPEAK = [Subprotocol("graphql-transport-ws")]


@pytest.fixture
def address(settings) -> Iterator[str]:
    """A server on a real socket."""
    config = uvicorn.Config(create_app(settings), port=0, log_level="warning", ws="websockets-sansio")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def token(api_database):
    person = make_person(api_database)
    with api_database.transaction(person) as tx:
        return person, accounts.create_token(tx, person, name="t", words=["read"], now=datetime.now(UTC))[
            1
        ].secret


def talk(socket: Any, message: dict[str, Any]) -> dict[str, Any]:
    socket.send(json.dumps(message))
    return dict(json.loads(socket.recv(timeout=5)))


def drain(socket: Any) -> None:
    while True:
        socket.recv(timeout=5)


def told(api_database: Any, person: Any, phase: str, done: int) -> None:
    with api_database.transaction(person) as tx:
        tx.execute(
            """INSERT INTO job_progress (user_id, job_id, kind, phase, done, total, updated_at)
               VALUES (%(who)s, %(who)s, 'import', %(phase)s, %(done)s, 100, now())
               ON CONFLICT (user_id, job_id) DO UPDATE SET phase = %(phase)s, done = %(done)s""",
            {"who": person, "phase": phase, "done": done},
        )
        tx.execute(
            "SELECT pg_notify('salus_progress', %s)",
            [json.dumps({"person": str(person), "job": str(person)})],
        )


def test_a_query_is_answered_over_websocket(address, token):
    with connect(f"ws://{address}/graphql", subprotocols=SPEAK) as socket:
        assert talk(
            socket, {"type": "connection_init", "payload": {"Authorization": f"Bearer {token[1]}"}}
        ) == {"type": "connection_ack"}
        assert talk(socket, {"type": "ping"}) == {"type": "pong"}
        answer = talk(socket, {"id": "1", "type": "subscribe", "payload": {"query": "{ viewer { name } }"}})
        assert answer == {"id": "1", "type": "next", "payload": {"data": {"viewer": {"name": "Test person"}}}}
        assert json.loads(socket.recv(timeout=5)) == {"id": "1", "type": "complete"}
        wrong = talk(socket, {"id": "2", "type": "subscribe", "payload": {"query": "{ nothing }"}})
        assert wrong["type"] == "error"
        assert isinstance(wrong["payload"], list)


@pytest.mark.parametrize(
    ("messages", "code"),
    [
        ([{"type": "subscribe", "id": "1", "payload": {"query": "{ viewer { name } }"}}], 4401),
        ([{"type": "connection_init", "payload": {"Authorization": "Bearer salus_wrong"}}], 4403),
        ([{"type": "connection_init"}, {"type": "connection_init"}], 4429),
        ([{"type": "connection_init"}, {"type": "unknown"}], 4400),
        ([{"type": "connection_init"}, "not an object"], 4400),
    ],
)
def test_who_breaks_the_protocol_is_shown_out(address, messages, code):
    with connect(f"ws://{address}/graphql", subprotocols=SPEAK) as socket:
        for message in messages:
            socket.send(json.dumps(message))
        with pytest.raises(ConnectionClosed) as closed:
            drain(socket)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == code


def test_a_request_that_breaks_off_is_no_fault_of_the_server(address, caplog):
    host, _, port = address.partition(":")
    with socket_module.create_connection((host, int(port))) as wire:
        wire.sendall(
            b"POST /graphql HTTP/1.1\r\nHost: " + address.encode() + b"\r\nContent-Type: application/json\r\n"
            b"Content-Length: 1000\r\n\r\n{"
        )
        time.sleep(0.3)
    time.sleep(0.5)
    assert not [r for r in caplog.records if r.levelname == "ERROR"]


def test_another_protocol_is_not_spoken(address):
    with connect(f"ws://{address}/graphql") as socket, pytest.raises(ConnectionClosed) as closed:
        socket.recv(timeout=5)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4406


def test_progress_is_told_as_it_happens_and_ends_with_the_work(address, token, api_database):
    person, secret = token
    told(api_database, person, "read", 10)
    other = make_person(api_database)
    with connect(f"ws://{address}/graphql", subprotocols=SPEAK) as socket:
        talk(socket, {"type": "connection_init", "payload": {"Authorization": f"Bearer {secret}"}})
        query = "subscription ($id: ID) { jobProgress(id: $id) { id phase done fraction finished } }"
        payload = {"query": query, "variables": {"id": str(person)}}
        first = talk(socket, {"id": "1", "type": "subscribe", "payload": payload})
        assert first["payload"]["data"]["jobProgress"]["fraction"] == 0.1
        time.sleep(0.7)  # until the one listening connection of the process listens
        told(api_database, other, "read", 99)
        told(api_database, person, "store", 60)
        second = json.loads(socket.recv(timeout=5))
        assert second["payload"]["data"]["jobProgress"]["done"] == 60
        told(api_database, person, "done", 100)
        assert json.loads(socket.recv(timeout=5))["payload"]["data"]["jobProgress"]["finished"] is True
        assert json.loads(socket.recv(timeout=5)) == {"id": "1", "type": "complete"}


def ended(api_database: Any, person: Any, secret: str) -> None:
    with api_database.transaction(person) as tx:
        token = next(t for t in accounts.list_tokens(tx, person) if secret.startswith("salus_"))
        assert accounts.revoke_token(tx, person, token.token_id, now=datetime.now(UTC))


def test_a_token_that_was_revoked_asks_nothing_more_over_an_open_socket(address, token, api_database):
    person, secret = token
    with connect(f"ws://{address}/graphql", subprotocols=SPEAK) as socket:
        talk(socket, {"type": "connection_init", "payload": {"Authorization": f"Bearer {secret}"}})
        ask = {"id": "1", "type": "subscribe", "payload": {"query": "{ viewer { name } }"}}
        assert talk(socket, ask)["type"] == "next"
        assert json.loads(socket.recv(timeout=5))["type"] == "complete"
        ended(api_database, person, secret)
        socket.send(json.dumps(ask))
        with pytest.raises(ConnectionClosed) as closed:
            drain(socket)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4403


def test_a_subscription_ends_soon_after_its_token(address, token, api_database, monkeypatch):
    monkeypatch.setattr("salus.api.http.websocket.LOOK_AGAIN", 0.2)
    person, secret = token
    with connect(f"ws://{address}/graphql", subprotocols=SPEAK) as socket:
        talk(socket, {"type": "connection_init", "payload": {"Authorization": f"Bearer {secret}"}})
        socket.send(
            json.dumps(
                {"id": "1", "type": "subscribe", "payload": {"query": "subscription { newData { why } }"}}
            )
        )
        time.sleep(0.5)
        ended(api_database, person, secret)
        with pytest.raises(ConnectionClosed) as closed:
            drain(socket)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4403


def test_a_subscription_ends_when_it_is_given_up(address, token):
    with connect(f"ws://{address}/graphql", subprotocols=SPEAK) as socket:
        talk(socket, {"type": "connection_init", "payload": {"Authorization": f"Bearer {token[1]}"}})
        for _ in range(3):
            socket.send(
                json.dumps(
                    {"id": "1", "type": "subscribe", "payload": {"query": "subscription { newData { why } }"}}
                )
            )
            time.sleep(0.1)
            socket.send(json.dumps({"id": "1", "type": "complete"}))
        assert talk(socket, {"type": "ping"}) == {"type": "pong"}


def test_news_come_as_events_over_http_too(address, token, api_database):
    person, secret = token
    body = {"query": "subscription { newData { metrics from why } }"}
    headers = {"Authorization": f"Bearer {secret}", "Accept": "text/event-stream"}
    with httpx2.stream(
        "POST", f"http://{address}/graphql", json=body, headers=headers, timeout=5
    ) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        time.sleep(0.7)
        said = {
            "person": str(person),
            "metrics": ["steps"],
            "first": "2026-03-29",
            "last": "2026-03-29",
            "why": "undo",
        }
        with api_database.transaction() as tx:
            tx.execute("SELECT pg_notify('salus_data', %s)", [json.dumps(said)])
        lines = response.iter_lines()
        assert next(lines) == "event: next"
        news = json.loads(next(lines).removeprefix("data: "))["data"]["newData"]
        assert news == {"metrics": ["steps"], "from": "2026-03-29", "why": "undo"}


def test_a_subscription_without_a_person_is_an_error(address):
    body = {"query": "subscription { newData { why } }"}
    answer = httpx2.post(f"http://{address}/graphql", json=body, headers={"Accept": "text/event-stream"})
    assert "unauthenticated" in answer.text
    assert answer.text.endswith("event: complete\ndata: \n\n")
