"""Counters for an operator's monitoring, in the text form of Prometheus. Nothing in them names a person.

Source: https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from __future__ import annotations

import asyncio
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import psycopg
from starlette.requests import Request
from starlette.responses import Response

from salus import jobs
from salus.api.authentication import Gate
from salus.api.execution import BadRequest
from salus.kit.errors import OperatorError

BOUNDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Upper bounds of the histogram of GraphQL answers, in seconds."""
_MEDIA_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(slots=True)
class Telemetry:
    """What this process has answered since it started."""

    started: float = field(default_factory=time.time)
    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    """By kind of request and HTTP status."""
    errors: Counter[str] = field(default_factory=Counter)
    """GraphQL errors by code."""
    buckets: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    seconds: float = 0.0

    def watched(
        self, kind: str, answer: Callable[[Request], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        """Return a handler that answers alike and is counted."""

        async def counted(request: Request) -> Response:
            began = time.perf_counter()
            response = await answer(request)
            self.answers[kind, response.status_code] += 1
            if kind == "graphql":
                took = time.perf_counter() - began
                self.buckets[bisect_left(BOUNDS, took)] += 1
                self.seconds += took
            return response

        return counted

    def failed(self, body: dict[str, Any]) -> None:
        """Count the errors in a GraphQL answer."""
        for error in body.get("errors") or ():
            self.errors[str(error.get("extensions", {}).get("code", ""))] += 1

    def lines(self) -> Iterator[str]:
        """Yield what was counted as lines of the text form."""
        yield from _head("salus_started_seconds", "gauge", "When this process started, epoch seconds.")
        yield f"salus_started_seconds {self.started:.3f}"
        yield from _head("salus_answers_total", "counter", "Answers over HTTP by kind and status.")
        for (kind, status), n in sorted(self.answers.items()):
            yield f'salus_answers_total{{kind="{kind}",status="{status}"}} {n}'
        yield from _head("salus_graphql_errors_total", "counter", "GraphQL errors by code.")
        for code, n in sorted(self.errors.items()):
            yield f'salus_graphql_errors_total{{code="{code}"}} {n}'
        yield from _head("salus_graphql_seconds", "histogram", "How long GraphQL answers took.")
        total = 0
        for bound, n in zip((*map(str, BOUNDS), "+Inf"), self.buckets, strict=True):
            total += n
            yield f'salus_graphql_seconds_bucket{{le="{bound}"}} {total}'
        yield f"salus_graphql_seconds_sum {self.seconds:.6f}"
        yield f"salus_graphql_seconds_count {total}"


class Monitoring:
    """Serves the counters to loopback and to tokens of scope `metrics`."""

    def __init__(self, gate: Gate, telemetry: Telemetry) -> None:
        self._gate = gate
        self._telemetry = telemetry

    async def answer(self, request: Request) -> Response:
        """Answer with this process's counters and how the queues stand."""
        try:
            caller = await self._gate.caller(request, counted=False)
        except BadRequest as error:
            return Response(f"{error}\n", status_code=error.status, media_type="text/plain")
        if not (self._gate.client(request).loopback or (caller and caller.scopes.allows("metrics"))):
            message = "Only for this machine itself and for tokens of the scope metrics.\n"
            return Response(message, status_code=403, media_type="text/plain")
        lines = list(self._telemetry.lines())
        try:
            lines += await asyncio.get_running_loop().run_in_executor(self._gate.server.threads, self._queues)
            lines += [*_head("salus_database_up", "gauge", "The database answers."), "salus_database_up 1"]
        except (OperatorError, psycopg.OperationalError):
            lines += [*_head("salus_database_up", "gauge", "The database answers."), "salus_database_up 0"]
        return Response("\n".join(lines) + "\n", headers={"Content-Type": _MEDIA_TYPE})

    def _queues(self) -> list[str]:
        with self._gate.server.db.transaction() as tx:
            queues = jobs.waiting(tx)
        lines = [*_head("salus_jobs", "gauge", "Jobs by queue and state.")]
        for queue in queues:
            by_state = {"waiting": queue.waiting, "running": queue.running, "failed": queue.failed}
            lines += [f'salus_jobs{{queue="{queue.queue}",state="{s}"}} {n}' for s, n in by_state.items()]
        lines += _head(
            "salus_jobs_oldest_seconds", "gauge", "How long the oldest job that may run has waited."
        )
        lines += [f'salus_jobs_oldest_seconds{{queue="{q.queue}"}} {q.oldest_seconds:.1f}' for q in queues]
        return lines


def _head(name: str, kind: str, meaning: str) -> Iterator[str]:
    yield f"# HELP {name} {meaning}"
    yield f"# TYPE {name} {kind}"
