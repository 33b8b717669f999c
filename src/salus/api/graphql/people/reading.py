"""What can be asked about people."""

from __future__ import annotations

from importlib.metadata import version
from urllib.parse import urlsplit

import strawberry

from salus import accounts
from salus.api.graphql.base import Info
from salus.api.graphql.people.types import ApiToken, Server, Session, SignUp, Viewer
from salus.db import Transaction


@strawberry.type
class PeopleQuery:
    """Fields of Query about people."""

    @strawberry.field(description="What the server says to everybody.")
    async def server(self, info: Info) -> Server:
        first, demo = await info.context.as_nobody(_who_is_there)
        url = urlsplit(info.context.server.public_url)
        return Server(
            version=version("salus"),
            sign_up=SignUp.FIRST_PERSON if first else SignUp.CLOSED,
            demo=demo,
            demo_email=accounts.DEMO_EMAIL if demo else None,
            insecure=url.scheme == "http" and not info.context.client.loopback,
        )

    @strawberry.field(description="The person who asks; null when nobody is signed in.")
    async def viewer(self, info: Info) -> Viewer | None:
        if info.context.caller is None:
            return None
        info.context.reader_of_names()
        user = await info.context.in_room(accounts.get_user)
        return Viewer.of(user, info.context.caller)

    @strawberry.field(description="The browsers in which the person is signed in, last used first.")
    async def sessions(self, info: Info) -> list[Session]:
        info.context.oneself()
        found = await info.context.in_room(accounts.list_sessions, now=info.context.now)
        current = info.context.caller.id if info.context.caller else None
        return [Session.of(session, current) for session in found]

    @strawberry.field(description="The person's API tokens, newest first; revoked ones too.")
    async def api_tokens(self, info: Info) -> list[ApiToken]:
        info.context.oneself()
        return [ApiToken.of(token) for token in await info.context.in_room(accounts.list_tokens)]


def _who_is_there(tx: Transaction) -> tuple[bool, bool]:
    return accounts.nobody_yet(tx), accounts.find_person(tx, accounts.DEMO_EMAIL) is not None
