"""What can be asked about sources."""

from __future__ import annotations

import strawberry

from salus.api.graphql.base import Info
from salus.api.graphql.sources.types import Source, sources_by_id


@strawberry.type
class SourcesQuery:
    """Fields of Query about sources."""

    @strawberry.field(description="All sources of the person.")
    async def sources(self, info: Info) -> list[Source]:
        info.context.reader_of_names()
        return list((await sources_by_id(info)).values())
