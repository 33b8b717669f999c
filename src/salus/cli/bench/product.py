"""The product under measurement: its commands, its server, and a client that keeps one connection open."""

from __future__ import annotations

import gzip
import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from salus.kit.errors import OperatorError

PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Product:
    """Salus with a data directory of its own."""

    data_dir: Path

    @property
    def environment(self) -> dict[str, str]:
        """The environment of its processes: this one's, without limits on requests."""
        return os.environ | {"SALUS_DATA_DIR": str(self.data_dir), "SALUS_RATE_LIMIT": "0"}

    def command(self, *words: str, said: str = "") -> str:
        """Run `salus WORDS…` and return its standard output.

        Raises: OperatorError with what it said on standard error when it fails.
        """
        done = subprocess.run(
            [sys.executable, "-m", "salus.cli", *words],
            env=self.environment,
            input=said,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode not in (0, 3):
            raise OperatorError(f"salus {' '.join(words)} failed: {done.stderr.strip()[-2000:]}")
        return done.stdout

    def add_person(self, email: str, time_zone: str) -> None:
        """Create a person who can sign in."""
        words = ("user", "add", email, "--password-stdin", "--time-zone", time_zone)
        self.command(*words, said="a password for measuring\n")

    def token(self, email: str) -> str:
        """Return a new API token that may read and write."""
        return self.command("token", "create", email, "--scope", "read", "--scope", "write").strip()

    @contextmanager
    def serving(self) -> Iterator[int]:
        """Run the server; yield its port."""
        port = free_port()
        words = [sys.executable, "-m", "salus.cli", "serve", "--port", str(port)]
        server = subprocess.Popen(words, env=self.environment, stdin=subprocess.DEVNULL)
        try:
            wait_until_ready(port, server)
            yield port
        finally:
            server.terminate()
            server.wait(30)


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_ready(port: int, server: subprocess.Popen[Any]) -> None:
    """Wait for `/readyz`.

    Raises: OperatorError when the server ended or took longer than a minute.
    """
    begun = time.monotonic()
    while time.monotonic() - begun < PATIENCE:
        if server.poll() is not None:
            raise OperatorError(f"The server ended with status {server.returncode}.")
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        try:
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.02)
        finally:
            connection.close()
    raise OperatorError("The server did not become ready within a minute.")


@dataclass(frozen=True, slots=True)
class Answer:
    """One answered request: seconds until its last byte, bytes on the wire, bytes of JSON, the data."""

    seconds: float
    wire: int
    size: int
    data: Any


class Client:
    """One connection that stays open, as a browser's."""

    def __init__(self, port: int, token: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "Accept-Encoding": "gzip",
        }

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def ask(self, document: str, variables: Mapping[str, Any]) -> Answer:
        """Send one operation.

        Raises: OperatorError when it is answered with an error.
        """
        body = json.dumps({"query": document, "variables": variables}).encode()
        begun = time.perf_counter()
        self._connection.request("POST", "/graphql", body, self._headers)
        response = self._connection.getresponse()
        wire = response.read()
        seconds = time.perf_counter() - begun
        text = gzip.decompress(wire) if response.headers.get("Content-Encoding") == "gzip" else wire
        said = json.loads(text)
        if response.status != 200 or said.get("errors"):
            raise OperatorError(f"The server answered {response.status}: {text[:500].decode()}")
        return Answer(seconds, len(wire), len(text), said["data"])


ROUNDS = 3


def p95(seconds: Sequence[float]) -> float:
    """The 95th of a hundred, in milliseconds."""
    ordered = sorted(seconds)
    return 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]


def quietest_p95(seconds: Sequence[float]) -> float:
    """The least p95 of three equal rounds: what other programs did meanwhile should not count."""
    part = max(1, len(seconds) // ROUNDS)
    return min(p95(seconds[n * part : (n + 1) * part]) for n in range(min(ROUNDS, len(seconds))))


def median(seconds: Sequence[float]) -> float:
    """The middle one, in milliseconds."""
    return 1000 * sorted(seconds)[len(seconds) // 2]
