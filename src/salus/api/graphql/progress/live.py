"""What is told while it happens."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from datetime import date
from typing import Final
from uuid import UUID

import orjson
import strawberry

from salus import file_imports
from salus.api.feed import DATA, PROGRESS
from salus.api.graphql.base import Info, uuid_of
from salus.api.graphql.progress.types import JobProgress, NewData
from salus.api.operation import Operation
from salus.db import Transaction
from salus.kit.ids import PersonId

_LOOK_AGAIN: Final = 15.0
"""Seconds after which progress is read though nothing was heard: a notice may be lost with a connection."""


@strawberry.type
class Live:
    """Fields of Subscription."""

    @strawberry.subscription(
        description="Progress of one work, or of all of the person's; its present state first. "
        "Of one work it ends with that work."
    )
    async def job_progress(self, info: Info, id: strawberry.ID | None = None) -> AsyncGenerator[JobProgress]:
        op = info.context
        person = op.reader()
        wanted = None if id is None else uuid_of(id, "work")
        async with op.server.feed.subscribe(PROGRESS, person) as notices:
            for job in await _present(op, wanted):
                yield job
                if wanted is not None and job.finished:
                    return
            while True:
                heard = await _next(notices, _LOOK_AGAIN)
                job_id = wanted if heard is None else _job(heard)
                if job_id is None or (wanted is not None and job_id != wanted):
                    continue
                found = await _progress(op, job_id)
                if found is None:
                    continue
                yield found
                if wanted is not None and found.finished:
                    return

    @strawberry.subscription(description="Days that have another value now, by import, undo or preference.")
    async def new_data(self, info: Info) -> AsyncGenerator[NewData]:
        op = info.context
        person = op.reader_of_names()
        async with op.server.feed.subscribe(DATA, person) as notices:
            while True:
                heard = await _next(notices, None)
                if heard is not None:
                    said = orjson.loads(heard)
                    yield NewData(
                        metrics=[str(code) for code in said.get("metrics") or ()],
                        from_=_date(said.get("first")),
                        to=_date(said.get("last")),
                        why=str(said.get("why") or ""),
                    )


async def _next(notices: asyncio.Queue[str | None], within: float | None) -> str | None:
    try:
        return await asyncio.wait_for(notices.get(), within)
    except TimeoutError:
        return None


async def _present(op: Operation, wanted: UUID | None) -> list[JobProgress]:
    if wanted is not None:
        found = await _progress(op, wanted)
        return [] if found is None else [found]
    jobs = await op.in_room(file_imports.list_progress)
    await op.close()
    return [job for job in map(JobProgress.of, jobs) if not job.finished]


async def _progress(op: Operation, job_id: UUID) -> JobProgress | None:
    found = await op.in_room(_read, job_id)
    await op.close()
    return None if found is None else JobProgress.of(found)


def _read(tx: Transaction, person: PersonId, job_id: UUID) -> file_imports.JobProgress | None:
    return file_imports.progress_of(tx, person, job_id)


def _job(payload: str) -> UUID | None:
    try:
        return UUID(str(orjson.loads(payload).get("job")))
    except ValueError:
        return None


def _date(text: object) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) else None
