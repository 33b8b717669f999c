"""What can be asked about workouts."""

from __future__ import annotations

import strawberry

from salus import rollups
from salus.api.graphql.base import After, Connection, First, Id, Info, page_of, uuid_of
from salus.api.graphql.days.reading import From, To, check_days
from salus.api.graphql.sources.types import sources_by_id
from salus.api.graphql.workouts.types import Workout


@strawberry.type
class WorkoutsQuery:
    """Fields of Query about workouts."""

    @strawberry.field(description="The workouts that began on these days, newest first.")
    async def workouts(
        self, info: Info, from_: From, to: To, first: First = None, after: After = None
    ) -> Connection[Workout]:
        op = info.context
        op.reader("activity")
        check_days(from_, to)
        found = await op.in_room(rollups.workouts, from_, to)
        known = await sources_by_id(info)
        newest = sorted(found, key=lambda workout: workout.start_ms, reverse=True)
        return page_of(newest, first, after, lambda workout: Workout.of(workout, known))

    @strawberry.field(description="One workout.")
    async def workout(self, info: Info, id: Id) -> Workout | None:
        op = info.context
        op.reader("activity")
        found = await op.in_room(rollups.workout, uuid_of(id, "workout"))
        return None if found is None else Workout.of(found, await sources_by_id(info))
