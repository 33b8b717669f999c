"""What can be asked about nights."""

from __future__ import annotations

from datetime import date

import strawberry

from salus import rollups
from salus.api.graphql.base import After, Connection, First, Info, page_of
from salus.api.graphql.days.reading import From, To, check_days
from salus.api.graphql.sleep.types import Night, with_naps
from salus.api.graphql.sources.types import sources_by_id


@strawberry.type
class SleepQuery:
    """Fields of Query about nights."""

    @strawberry.field(description="The nights that ended on these days, newest first.")
    async def nights(
        self, info: Info, from_: From, to: To, first: First = None, after: After = None
    ) -> Connection[Night]:
        op = info.context
        op.reader("sleep")
        check_days(from_, to)
        found = with_naps(await op.in_room(rollups.nights, from_, to))
        known = await sources_by_id(info)
        return page_of(found, first, after, lambda night: Night.of(night[0], night[1], known))

    @strawberry.field(description="The night that ended on this day.")
    async def night(self, info: Info, date: date) -> Night | None:
        op = info.context
        op.reader("sleep")
        found = with_naps(await op.in_room(rollups.nights, date, date))
        return Night.of(*found[0], await sources_by_id(info)) if found else None
