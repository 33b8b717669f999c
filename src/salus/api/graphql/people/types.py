"""Types of people."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum
from typing import Annotated, Self
from uuid import UUID

import strawberry

from salus import accounts, observations, rollups
from salus.api.graphql.base import Info, Problem, milliseconds


@strawberry.enum(description="Who may sign up on this server.")
class SignUp(Enum):
    """Who may sign up."""

    FIRST_PERSON = strawberry.enum_value(
        "first_person", description="Nobody has an account; the next becomes owner."
    )
    CLOSED = strawberry.enum_value("closed", description="The owner adds people.")


@strawberry.type(description="What the server says to everybody.")
class Server:
    version: str
    sign_up: SignUp
    demo: bool = strawberry.field(description="There is an invented person to look at.")
    demo_email: str | None
    insecure: bool = strawberry.field(
        description="Reached over plain http from another machine: what is sent can be read on the way."
    )


@strawberry.type(description="A unit in which a person wants to see a quantity.")
class UnitChoice:
    quantity: str
    unit: str


@strawberry.type(description="The person who asks.")
class Viewer:
    id: strawberry.ID
    email: str
    name: str
    time_zone: str = strawberry.field(description="The zone of the profile, an IANA name.")
    locale: str
    units: list[UnitChoice]
    favourites: list[str] = strawberry.field(
        description="Metric codes of the cards on Today, in order; empty: the program's choice."
    )
    is_owner: bool
    is_demo: bool
    scopes: list[str] = strawberry.field(description="What who asks may do.")
    created_at: datetime

    @strawberry.field(description="The zone in which the person is now, by the zone history.")
    async def zone(self, info: Info) -> str:
        history = await info.context.kept_once("zone_history", observations.zone_history)
        return history.zone_at(milliseconds(info.context.now))

    @strawberry.field(description="The person's own day of now.")
    async def today(self, info: Info) -> date:
        history = await info.context.kept_once("zone_history", observations.zone_history)
        return history.day_of(milliseconds(info.context.now))

    @strawberry.field(description="There is at least one resolved day.")
    async def has_data(self, info: Info) -> bool:
        return bool(await info.context.in_room(rollups.freshness))

    @strawberry.field(description="The first day that has any value.")
    async def first_day(self, info: Info) -> date | None:
        coverage = await info.context.kept_once("coverage", rollups.coverage)
        return min((covered.first for covered in coverage.values()), default=None)

    @classmethod
    def of(cls, user: accounts.User, caller: accounts.Caller) -> Self:
        """Return the account as the one who asks sees it."""
        return cls(
            id=strawberry.ID(str(user.person)),
            email=user.email,
            name=user.display_name,
            time_zone=user.time_zone,
            locale=user.locale,
            units=[UnitChoice(quantity=q, unit=u) for q, u in sorted(user.units.items())],
            favourites=list(user.favourites),
            is_owner=user.is_owner,
            is_demo=user.is_demo,
            scopes=sorted(caller.scopes.words),
            created_at=user.created_at,
        )


@strawberry.input(description="A unit in which a person wants to see a quantity.")
class UnitChoiceInput:
    quantity: str
    unit: str


@strawberry.input(description="What a new person says.")
class SignUpInput:
    email: str
    password: str = strawberry.field(description="At least eight characters.")
    name: str = ""
    time_zone: str = strawberry.field(description="An IANA name such as Europe/Berlin.")
    locale: str = "en"


@strawberry.input(description="What a person changes about themselves; what is left out stays.")
class ViewerInput:
    name: str | None = None
    time_zone: str | None = None
    locale: str | None = None
    units: list[UnitChoiceInput] | None = None
    favourites: list[str] | None = None


@strawberry.type(description="The person is signed in; a browser got its cookie.")
class SignedIn:
    viewer: Viewer


SignInResult = Annotated[SignedIn | Problem, strawberry.union("SignInResult")]


@strawberry.type(description="The person as they are now.")
class ViewerChanged:
    viewer: Viewer


ViewerResult = Annotated[ViewerChanged | Problem, strawberry.union("ViewerResult")]


@strawberry.type(description="A signed-in browser.")
class Session:
    id: strawberry.ID
    user_agent: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    current: bool = strawberry.field(description="The one that asks.")

    @classmethod
    def of(cls, session: accounts.Session, current: UUID | None) -> Self:
        """Return a session, marked when it is the one that asks."""
        return cls(
            id=strawberry.ID(str(session.session_id)),
            user_agent=session.user_agent,
            created_at=session.created_at,
            last_seen_at=session.last_seen_at,
            expires_at=session.expires_at,
            current=session.session_id == current,
        )


@strawberry.type(description="A token for a program.")
class ApiToken:
    id: strawberry.ID
    name: str
    scopes: list[str]
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None
    revoked_at: datetime | None

    @classmethod
    def of(cls, token: accounts.ApiToken) -> Self:
        """Return a token without its secret."""
        return cls(
            id=strawberry.ID(str(token.token_id)),
            name=token.name,
            scopes=list(token.scopes),
            created_at=token.created_at,
            last_used_at=token.last_used_at,
            expires_at=token.expires_at,
            revoked_at=token.revoked_at,
        )


@strawberry.type(description="A new token and its secret, which is shown this once.")
class TokenCreated:
    token: ApiToken
    secret: str


TokenResult = Annotated[TokenCreated | Problem, strawberry.union("TokenResult")]
