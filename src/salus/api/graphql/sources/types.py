"""Types of sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, Self

import strawberry

from salus import observations
from salus.api.graphql.base import Info
from salus.kit.errors import UserInputError
from salus.kit.ids import SourceId
from salus.resolution import display_names

_MARKS_BY_WORD: Final = (
    ("oura", "ring"),
    ("withings", "triangle"),
    ("whoop", "diamond"),
    ("google", "plus"),
    ("strava", "wedge"),
    ("cronometer", "hexagon"),
    ("fitbit", "cross"),
)
_MARKS_BY_CLASS: Final = {
    "watch": "disc",
    "phone": "square",
    "ring": "ring",
    "scale": "triangle",
    "band": "diamond",
}


@strawberry.type(description="An app on a device that measured or wrote values.")
class Source:
    id: strawberry.ID
    name: str
    app: str
    manufacturer: str
    model: str
    hardware: str
    device_class: str = strawberry.field(
        description="watch, band, ring, phone, scale, mat, chest_strap, cuff, app, manual or summary."
    )
    mark: str = strawberry.field(
        description="Its shape in charts: disc, square, ring, triangle, diamond, plus, wedge, hexagon, "
        "cross, bars or star."
    )
    by_hand: bool
    road: str = strawberry.field(description="The way its values came in.")
    origin: str = strawberry.field(
        description="The provider that really measured, where it is not the road's own."
    )

    @classmethod
    def of(cls, source: observations.Source, name: str) -> Self:
        """Return a source of the person under the name that tells it from the others."""
        return cls(
            id=strawberry.ID(str(source.source_id)),
            name=name,
            app=source.key.app,
            manufacturer=source.key.manufacturer,
            model=source.key.model,
            hardware=source.key.hardware,
            device_class=source.device_class,
            mark=mark(source),
            by_hand=source.key.by_hand,
            road=source.road,
            origin=source.origin,
        )


def mark(source: observations.Source) -> str:
    """Return the shape by which a source is known in charts."""
    if source.key.by_hand:
        return "star"
    words = " ".join((source.origin, source.key.app, source.key.manufacturer)).casefold()
    for word, shape in _MARKS_BY_WORD:
        if word in words:
            return shape
    return _MARKS_BY_CLASS.get(source.device_class, "bars")


async def sources_by_id(info: Info) -> Mapping[SourceId, Source]:
    """Return all sources of the one who asks, read and made once an operation."""
    kept = info.context.kept
    if "source_types" not in kept:
        found = await info.context.kept_once("sources", observations.list_sources)
        names = display_names(found)
        kept["source_types"] = {
            source.source_id: Source.of(source, names[source.source_id]) for source in found
        }
    made: Mapping[SourceId, Source] = kept["source_types"]
    return made


def in_order(known: Mapping[SourceId, Source], wanted: Iterable[SourceId]) -> list[Source]:
    """Return the wanted sources, in that order."""
    return [known[source] for source in wanted]


async def source_id(info: Info, given: str | None) -> SourceId | None:
    """Return the source that a client named, None for none.

    Raises: UserInputError `not_found` when this person has no such source.
    """
    if given is None:
        return None
    if given.isascii() and given.isdigit() and len(given) < 10:
        wanted = SourceId(int(given))
        if wanted in await sources_by_id(info):
            return wanted
    raise UserInputError(f"There is no source with the id “{given[:60]}”.", code="not_found")
