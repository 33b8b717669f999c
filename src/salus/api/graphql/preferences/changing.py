"""How people change which source counts first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

import strawberry

from salus import jobs, resolution
from salus.api.graphql.base import Id, Info, Problem, uuid_of
from salus.api.graphql.preferences.reading import order_of
from salus.api.graphql.preferences.types import (
    PreferenceChanged,
    PreferenceInput,
    PreferencePreview,
    PreferencePreviewResult,
    PreferenceResult,
    PreviewedMetric,
)
from salus.api.graphql.sources.types import source_id
from salus.db import Transaction
from salus.kit.errors import UserInputError
from salus.kit.ids import PersonId, SourceId


@strawberry.type
class PreferencesMutation:
    """Fields of Mutation about source orders."""

    @strawberry.mutation(description="Say what an order would change, and change nothing.")
    async def preview_preference(self, info: Info, input: PreferenceInput) -> PreferencePreviewResult:
        op = info.context
        op.reader()
        try:
            ordered, never = await _sources(info, input)
            found = await op.in_room(
                resolution.preview_preference,
                input.scope,
                ordered,
                never=never,
                valid_from=input.valid_from,
                now=op.now,
            )
        except UserInputError as error:
            return Problem.of(error)
        return PreferencePreview(metrics=[PreviewedMetric.of(metric) for metric in found.metrics])

    @strawberry.mutation(description="Let sources count in this order; the days follow at once.")
    async def set_preference(self, info: Info, input: PreferenceInput) -> PreferenceResult:
        op = info.context
        op.writer()
        try:
            ordered, never = await _sources(info, input)
            token = await op.change(
                _set, input.scope, ordered, never=never, valid_from=input.valid_from, now=op.now
            )
            return await _changed(info, input.scope, token)
        except UserInputError as error:
            return Problem.of(error)

    @strawberry.mutation(description="Forget the order of a scope: a metric follows its category again.")
    async def reset_preference(self, info: Info, scope: str) -> PreferenceResult:
        op = info.context
        op.writer()
        try:
            await op.change(_then_recompute, resolution.reset_preference, scope, now=op.now)
            return await _changed(info, scope, None)
        except UserInputError as error:
            return Problem.of(error)

    @strawberry.mutation(description="Put back the order that was before.")
    async def undo_preference(self, info: Info, token: Id) -> PreferenceResult:
        op = info.context
        op.writer()
        try:
            wanted = uuid_of(token, "change to undo")
            scope = await op.change(_then_recompute, resolution.undo_preference, wanted, now=op.now)
            return await _changed(info, scope, None)
        except UserInputError as error:
            return Problem.of(error)


async def _changed(info: Info, scope: str, token: UUID | None) -> PreferenceChanged:
    return PreferenceChanged(
        order=await order_of(info, scope),
        undo_token=None if token is None else strawberry.ID(str(token)),
        # There is one recompute a person at a time; it goes by the person's id.
        job_id=strawberry.ID(str(info.context.person())),
    )


async def _sources(info: Info, given: PreferenceInput) -> tuple[list[SourceId], list[SourceId]]:
    ordered = [await source_id(info, source) for source in given.order]
    never = [await source_id(info, source) for source in given.never]
    return [s for s in ordered if s is not None], [s for s in never if s is not None]


def _set(
    tx: Transaction,
    person: PersonId,
    scope: str,
    ordered: list[SourceId],
    *,
    never: list[SourceId],
    valid_from: date | None,
    now: datetime,
) -> UUID:
    kept = resolution.set_preference(tx, person, scope, ordered, never=never, valid_from=valid_from, now=now)
    jobs.enqueue(tx, jobs.Recompute(person))
    return kept.preference_id


def _then_recompute(
    tx: Transaction, person: PersonId, change: Callable[..., Any], *args: Any, now: datetime
) -> Any:
    done = change(tx, person, *args, now=now)
    jobs.enqueue(tx, jobs.Recompute(person))
    return done
