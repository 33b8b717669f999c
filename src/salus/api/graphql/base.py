"""Words that all domains of the schema share."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Any, Final, Generic, NewType, TypeVar
from uuid import UUID

import strawberry
from strawberry.exceptions import StrawberryInputCoercionError
from strawberry.types.scalar import ScalarDefinition

from salus.api.limits import PAGE
from salus.api.operation import Operation
from salus.kit.errors import UserInputError

Info = strawberry.Info[Operation, None]
T = TypeVar("T")
Node = TypeVar("Node")

LONGEST_PAGE: Final = 1000
FIRST_YEAR: Final = 1800
LAST_YEAR: Final = 2299
"""Calendars end soon after: the days beside year 1 and 9999 could not be worked out."""

SeriesColumns = NewType("SeriesColumns", dict)  # type: ignore[type-arg] # columns of numpy by name
DayColumns = NewType("DayColumns", dict)  # type: ignore[type-arg] # as above
StageColumns = NewType("StageColumns", dict)  # type: ignore[type-arg] # as above
RouteColumns = NewType("RouteColumns", dict)  # type: ignore[type-arg] # as above


def _date(value: object) -> date:
    if not isinstance(value, str):
        raise StrawberryInputCoercionError("A Date is a string such as 2026-03-29.")
    try:
        read = date.fromisoformat(value)
    except ValueError as error:
        raise StrawberryInputCoercionError(f"“{value[:40]}” is not a Date; write 2026-03-29.") from error
    if not FIRST_YEAR <= read.year <= LAST_YEAR:
        raise StrawberryInputCoercionError(
            f"“{value[:40]}” is no day that data can have; give one from {FIRST_YEAR} to {LAST_YEAR}."
        )
    return read


def _date_time(value: object) -> datetime:
    if not isinstance(value, str):
        raise StrawberryInputCoercionError("A DateTime is a string such as 2026-03-29T07:30:00+02:00.")
    try:
        read = datetime.fromisoformat(value)
    except ValueError as error:
        raise StrawberryInputCoercionError(
            f"“{value[:40]}” is not a DateTime; write 2026-03-29T07:30:00+02:00."
        ) from error
    if read.tzinfo is None:
        raise StrawberryInputCoercionError(f"“{value[:40]}” has no offset; end it with Z or +02:00.")
    return read


def _columns(name: str, description: str) -> ScalarDefinition:
    return strawberry.scalar(name=name, description=description, serialize=lambda value: value)


SCALARS: Final[dict[object, ScalarDefinition]] = {
    date: strawberry.scalar(
        name="Date",
        description="A calendar day, YYYY-MM-DD.",
        serialize=lambda value: value.isoformat(),
        parse_value=_date,
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description="An instant, ISO 8601 with offset.",
        serialize=lambda value: value.isoformat(),
        parse_value=_date_time,
    ),
    SeriesColumns: _columns(
        "SeriesColumns",
        "Equal-length columns. t: epoch milliseconds UTC; v: value; n: samples; source: index into sources "
        "of the\nlargest contributor. "
        '{"t":[…],"v":[…],"min":[…]|null,"max":[…]|null,"n":[…]|null,"source":[…]}',
    ),
    DayColumns: _columns(
        "DayColumns",
        'One entry per day of the span: {"date":["2026-03-29",…],"value":[…|null],"min":[…],"max":[…],'
        '"n":[…],\n"quality":[…|null],"source":[…|null],"complete":[…]}',
    ),
    StageColumns: _columns(
        "StageColumns",
        'Stages of a night as equal-length columns: {"t": epoch milliseconds UTC, "d": milliseconds, '
        '"stage": words}.',
    ),
    RouteColumns: _columns(
        "RouteColumns",
        'A workout\'s way as equal-length columns: {"t": epoch milliseconds UTC, "lat", "lon": degrees, '
        '"alt": metres|null, "speed": m/s|null}.',
    ),
}


@strawberry.type(description="Why something was not done, for the person who can mend it.")
class Problem:
    code: str = strawberry.field(description="A stable word for programs.")
    message: str = strawberry.field(description="A sentence for the person.")
    field: str | None = strawberry.field(
        default=None, description="The input that is meant, where it is one."
    )
    retry_at: datetime | None = strawberry.field(default=None, description="When asking again is worth it.")

    @classmethod
    def of(cls, error: UserInputError) -> Problem:
        """Return an error as data; who may not ask at all gets an error instead.

        Raises: the error itself for `unauthenticated` and `forbidden`.
        """
        if error.code in ("unauthenticated", "forbidden"):
            raise error
        return cls(code=error.code, message=str(error), field=_FIELDS.get(error.code))


_FIELDS: Final = {
    "bad_email": "email",
    "address_taken": "email",
    "weak_password": "password",
    "unknown_time_zone": "timeZone",
    "bad_locale": "locale",
    "bad_name": "name",
    "bad_time": "expiresAt",
}


@strawberry.type(description="Where a page of a connection stands.")
class PageInfo:
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@strawberry.type(description="One item of a connection.")
class Edge(Generic[Node]):
    cursor: str
    node: Node


@strawberry.type(description="A page of items, with their whole number.")
class Connection(Generic[Node]):
    edges: list[Edge[Node]]
    nodes: list[Node]
    page_info: PageInfo
    total_count: int


First = Annotated[
    int | None, strawberry.argument(description=f"Items of a page: 1 to {LONGEST_PAGE}; {PAGE} by default.")
]
After = Annotated[str | None, strawberry.argument(description="The cursor after which the page begins.")]
Id = Annotated[strawberry.ID, strawberry.argument(description="As the schema gave it.")]


def page_bounds(total: int, first: int | None, after: str | None) -> tuple[int, int]:
    """Return [start, end) of the wanted page in a list of `total` items.

    Raises: UserInputError for a page length out of bounds and for a cursor that is none.
    """
    length = PAGE if first is None else first
    if not 1 <= length <= LONGEST_PAGE:
        raise UserInputError(f"`first` is {length}; it must be 1 to {LONGEST_PAGE}.")
    start = 0 if after is None else _position(after) + 1
    return min(start, total), min(start + length, total)


def connection(nodes: Sequence[T], start: int, total: int) -> Connection[T]:
    """Return a connection of the nodes that stand from `start` on in a list of `total` items."""
    edges = [Edge(cursor=_cursor(start + i), node=node) for i, node in enumerate(nodes)]
    return Connection(
        edges=edges,
        nodes=list(nodes),
        page_info=PageInfo(
            has_next_page=start + len(nodes) < total,
            has_previous_page=start > 0,
            start_cursor=edges[0].cursor if edges else None,
            end_cursor=edges[-1].cursor if edges else None,
        ),
        total_count=total,
    )


def page_of(
    items: Sequence[T], first: int | None, after: str | None, make: Callable[[T], Any]
) -> Connection[Any]:
    """Return the wanted page of a list at hand, each item made into its type."""
    start, end = page_bounds(len(items), first, after)
    return connection([make(item) for item in items[start:end]], start, len(items))


def uuid_of(text: str, what: str) -> UUID:
    """Return the id that a client sent.

    Raises: UserInputError `not_found` for what is no id.
    """
    try:
        return UUID(text)
    except ValueError as error:
        raise UserInputError(f"There is no {what} with the id “{text[:60]}”.", code="not_found") from error


def instant(ms: int) -> datetime:
    """Return epoch milliseconds as an aware instant."""
    return datetime.fromtimestamp(ms / 1000, UTC)


def milliseconds(at: datetime) -> int:
    """Return an aware instant as epoch milliseconds."""
    return round(at.timestamp() * 1000)


def _cursor(position: int) -> str:
    return urlsafe_b64encode(f"p{position}".encode()).decode().rstrip("=")


def _position(cursor: str) -> int:
    try:
        text = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        if text[:1] == "p" and text[1:].isdigit():
            return int(text[1:])
    except ValueError:
        pass
    raise UserInputError("`after` is not a cursor that this server gave.", code="bad_cursor")
