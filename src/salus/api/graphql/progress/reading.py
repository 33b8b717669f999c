"""What can be asked about long work."""

from __future__ import annotations

import strawberry

from salus import file_imports
from salus.api.graphql.base import Info
from salus.api.graphql.progress.types import JobProgress


@strawberry.type
class ProgressQuery:
    """Fields of Query about long work."""

    @strawberry.field(description="Long work that runs or ended lately, newest first.")
    async def jobs(self, info: Info) -> list[JobProgress]:
        info.context.reader()
        return [JobProgress.of(job) for job in await info.context.in_room(file_imports.list_progress)]
