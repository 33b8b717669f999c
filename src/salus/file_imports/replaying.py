"""Reading kept files again with the present normalizer, as an ingest like any other."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from salus.db import Database
from salus.file_imports.model import Import
from salus.file_imports.previewing import make_preview
from salus.file_imports.progress import Now, Report, Stop
from salus.file_imports.running import run_import
from salus.ingest import queries
from salus.kit.ids import PersonId, uuid7
from salus.observations import BlobStore
from salus.providers import base as providers


@dataclass(frozen=True, slots=True)
class Replayed:
    """One file that was read again, and what that brought or, in a dry run, would bring."""

    of: UUID
    made: Import


def replay(
    db: Database,
    blobs: BlobStore,
    person: PersonId,
    provider: str = "",
    *,
    dry_run: bool = False,
    progress: Report,
    stop: Stop,
    now: Now,
) -> list[Replayed]:
    """Read the newest kept file of each provider (or of one) again, where the normalizer has changed since.

    With `dry_run`, only the difference is found out (the import's `preview`) and nothing stays.
    Raises: UserInputError for an unknown provider.
    """
    codes = [providers.get(provider).code] if provider else list(providers.discover())
    results = []
    for code in codes:
        version = providers.get(code).normalizer_version
        with db.transaction(person) as tx:  # allow transactions-at-edges: each file is an import of its own
            ended = [i for i in queries.ingests(tx, person) if i.provider == code and i.state == "done"]
            kept = [i for i in ended if i.blob_id is not None and blobs.kept(person, i.blob_id)]
            newest = max(kept, key=lambda i: (i.said_at_ms or 0, i.ingest_no), default=None)
            if newest is None or newest.normalizer_version >= version:
                continue
            import_id = uuid7(now())
            queries.add_ingest(
                tx,
                person,
                import_id,
                provider=code,
                kind="replay",
                file_name=newest.file_name,
                blob_id=newest.blob_id,
                member_size=newest.member_size,
                member_crc=newest.member_crc,
                normalizer_version=version,
                replays=newest.ingest_no,
                now=now(),
            )
            made_no = next(i.ingest_no for i in queries.ingests(tx, person) if i.import_id == import_id)
            queries.set_fields(tx, person, made_no, content_hash=newest.content_hash)
        if dry_run:
            made = make_preview(db, blobs, person, import_id, progress=progress, stop=stop, now=now)
            with db.transaction(person) as tx:  # allow transactions-at-edges: each file is an import
                queries.drop_ingest(tx, person, made.ingest_no)
        else:
            made = run_import(db, blobs, person, import_id, progress=progress, stop=stop, now=now)
        results.append(Replayed(newest.import_id, made))
    return results
