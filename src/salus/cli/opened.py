"""The database, opened for one command: the embedded one unless DATABASE_URL names another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import psycopg

from salus.cli.terminal import say
from salus.db import Database, roles
from salus.db.embedded import EmbeddedServer
from salus.db.migrate import migrate
from salus.kit.errors import OperatorError, UserInputError
from salus.kit.ids import PersonId
from salus.settings import Settings

if TYPE_CHECKING:
    from salus.accounts.keys import Keyring
    from salus.observations import BlobStore


@dataclass(frozen=True, slots=True)
class Opened:
    """What a command works with."""

    settings: Settings
    database: Database
    embedded: EmbeddedServer | None

    def keyring(self) -> Keyring:
        """The master keys."""
        from salus.accounts.keys import load_keyring

        return load_keyring(
            self.settings.data_dir, given=self.settings.master_key, file=self.settings.master_key_file
        )

    def blobs(self) -> BlobStore:
        """Where files lie as they were received."""
        from salus.observations import BlobStore

        return BlobStore(self.settings.data_dir / "blobs", self.keyring())

    def person(self, email: str | None) -> PersonId:
        """Return the person with this address; without one, the only person there is.

        Raises: UserInputError when there is no such person, or several and none was named.
        """
        from salus import accounts

        if email is not None:
            with self.database.transaction() as tx:
                found = accounts.find_person(tx, email)
            if found is None:
                raise UserInputError(f"No person has the address {email}; `salus user list` shows them.")
            return found
        with self.database.transaction() as tx:
            everybody = accounts.all_persons(tx)
        if len(everybody) != 1:
            raise UserInputError("Say whose data with --user EMAIL; `salus user list` shows the addresses.")
        return everybody[0]


@contextmanager
def opened(settings: Settings, *, tell: Callable[[str], None] = say) -> Iterator[Opened]:
    """Open the database for a command, brought up to date; the embedded server is started if need be."""
    with addresses(settings, tell=tell) as (located, embedded, owner_url):
        database = Database(located.app_url, owner_url=owner_url, read_url=located.database_read_url)
        with database, _gone_is_said():
            yield Opened(located, database, embedded)


@contextmanager
def addresses(
    settings: Settings, *, tell: Callable[[str], None] = say
) -> Iterator[tuple[Settings, EmbeddedServer | None, str | None]]:
    """Yield the settings with the app role's address in them, the embedded server and the owner's address.

    With DATABASE_APP_URL alone the database is taken as it is, since nobody here may migrate it.
    """
    if settings.database_url is not None:
        app_url = roles.external_app_url(settings.database_url, settings.data_dir, settings.database_app_url)
        _bring_up_to_date(settings.database_url, tell)
        yield replace(settings, database_app_url=app_url), None, settings.database_url
    elif settings.database_app_url is not None:
        yield settings, None, None
    else:
        with EmbeddedServer(settings.data_dir, pg_bin=settings.pg_bin, say=tell) as server:
            _bring_up_to_date(server.owner_url, tell)
            yield replace(settings, database_app_url=server.app_url), server, server.owner_url


def refuse_unsafe_role(app_url: str) -> None:
    """Do not serve with a role that row level security does not bind.

    Raises: OperatorError.
    """
    with roles.connect(app_url, "DATABASE_APP_URL") as conn:
        roles.refuse_unsafe_role(conn)


def _bring_up_to_date(owner_url: str, tell: Callable[[str], None]) -> None:
    ran = migrate(owner_url)
    if ran:
        tell(f"The database is at revision {ran[-1]}")


@contextmanager
def _gone_is_said() -> Iterator[None]:
    try:
        yield
    except psycopg.errors.DiskFull as error:
        raise OperatorError("The database's disk is full; free some space and start again.") from error
    except psycopg.OperationalError as error:
        raise OperatorError(f"The database went away: {' '.join(str(error).split())}") from error
