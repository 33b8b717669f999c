"""One import, preview or undo of a person at a time; a killed process frees the place at once."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b

import psycopg

from salus.db import Database
from salus.file_imports.progress import Stop
from salus.kit.errors import OperatorError
from salus.kit.ids import PersonId


@contextmanager
def alone(db: Database, person: PersonId, *, stop: Stop) -> Iterator[None]:
    """Wait until no other import of the person runs, then keep the others out until the block ends.

    Raises: OperatorError when told to stop while it waits.
    """
    key = int.from_bytes(blake2b(b"import" + person.bytes, digest_size=8).digest(), signed=True)
    with psycopg.connect(db.app_url, autocommit=True, application_name="salus import") as conn:
        while True:
            row = conn.execute("SELECT pg_try_advisory_lock(%s)", [key]).fetchone()
            if row and row[0]:
                break
            if stop():
                raise OperatorError("Stopped while another import of the same person was running.")
            time.sleep(0.1)
        try:
            yield
        finally:
            if not conn.closed:
                conn.execute("SELECT pg_advisory_unlock(%s)", [key])
