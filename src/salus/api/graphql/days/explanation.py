"""Types of the reason for one number."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Self

import strawberry

from salus import resolution
from salus.api.graphql.base import After, Connection, First, connection, instant, page_bounds
from salus.api.graphql.series.types import Point
from salus.api.graphql.sources.types import Source
from salus.kit.ids import SourceId


@strawberry.enum(description="What became of a stretch of time in which a source had samples.")
class SpanRole(Enum):
    """What became of a stretch."""

    USED = "used"
    OVERLAPPED = strawberry.enum_value("overlapped", description="A higher-ranked source counted there.")
    SET_ASIDE = strawberry.enum_value("set_aside", description="The source did not count on this day.")


@strawberry.type(description="A stretch of time in which a source had samples; an instant has equal ends.")
class Span:
    from_: datetime = strawberry.field(name="from")
    to: datetime
    role: SpanRole

    @classmethod
    def of(cls, span: resolution.CandidateSpan) -> Self:
        """Return a span as the rooms gave it."""
        return cls(from_=instant(span.from_ms), to=instant(span.to_ms), role=SpanRole(span.state.value))


@strawberry.type(description="One part of a quality; null: it cannot be known and does not count.")
class QualityPart:
    name: str
    value: float | None
    weight: float


@strawberry.type(description="How far a source's day can be trusted, 0–1.")
class Quality:
    value: float | None
    parts: list[QualityPart]

    @classmethod
    def of(cls, quality: resolution.Quality) -> Self:
        """Return a quality with its parts and their weights."""
        return cls(
            value=quality.score,
            parts=[
                QualityPart(name=name, value=value, weight=resolution.QUALITY_WEIGHTS[name])
                for name, value in (
                    ("class", quality.device_class),
                    ("completeness", quality.completeness),
                    ("plausibility", quality.plausibility),
                    ("agreement", quality.agreement),
                    ("finality", quality.finality),
                )
            ],
        )


@strawberry.type(description="A source that had something for the day, and what became of it.")
class Candidate:
    source: Source
    rank: int = strawberry.field(description="1 is best; 0: never to be used.")
    own: float | None = strawberry.field(description="What this source alone would give.")
    used: float
    set_aside: float
    why: str
    spans: list[Span]
    quality: Quality

    @classmethod
    def of(cls, candidate: resolution.Candidate, sources: Mapping[SourceId, Source]) -> Self:
        """Return a candidate as the rooms gave it."""
        return cls(
            source=sources[candidate.source_id],
            rank=candidate.rank,
            own=candidate.own,
            used=candidate.used,
            set_aside=candidate.set_aside,
            why=candidate.why,
            spans=[Span.of(span) for span in candidate.spans],
            quality=Quality.of(candidate.quality),
        )


@strawberry.type(description="What the person changed about the day by hand.")
class Correction:
    id: strawberry.ID
    kind: str
    at: datetime
    sentence: str


@strawberry.type(description="Why a day's number is what it is.")
class Explanation:
    sentence: str
    rule: str
    preference: strawberry.ID | None = strawberry.field(
        description="The person's order that decided; null: default."
    )
    scope: str = strawberry.field(description="Where the order comes from: metric:…, category:… or default.")
    zone: str
    from_: datetime | None = strawberry.field(name="from", description="When the local day begins.")
    to: datetime | None = strawberry.field(description="When it ends.")
    computed_at: datetime
    flags: list[str] = strawberry.field(description="What is worth knowing about the day.")
    candidates: list[Candidate]
    corrections: list[Correction]
    found: strawberry.Private[resolution.Explanation]
    known: strawberry.Private[Mapping[SourceId, Source]]

    @strawberry.field(description="The samples behind it, of all candidates, in order of time.")
    def records(self, first: First = None, after: After = None) -> Connection[Point]:
        samples = self.found.samples
        start, end = page_bounds(len(samples.starts), first, after)
        points = [
            Point(
                start=instant(int(samples.starts[i])),
                end=instant(int(samples.starts[i] + samples.durations[i])),
                value=float(samples.values[i]),
                unit=samples.unit,
                source=self.known[SourceId(int(samples.sources[i]))],
            )
            for i in range(start, end)
        ]
        return connection(points, start, len(samples.starts))

    @classmethod
    def of(cls, found: resolution.Explanation, sources: Mapping[SourceId, Source], now: datetime) -> Self:
        """Return an explanation as the rooms gave it."""
        return cls(
            sentence=found.sentence,
            rule=found.rule,
            preference=None if found.preference is None else strawberry.ID(str(found.preference)),
            scope=found.scope,
            zone=found.zone,
            from_=instant(found.spans[0][0]) if found.spans else None,
            to=instant(found.spans[-1][1]) if found.spans else None,
            computed_at=found.computed_at or now,
            flags=[
                flag.name.lower() for flag in resolution.Flag if flag in found.flags and flag.name in SAID
            ],
            candidates=[Candidate.of(candidate, sources) for candidate in found.candidates],
            corrections=[],
            found=found,
            known=sources,
        )


SAID = ("DISAGREEMENT", "PART_OF_A_DAY", "BEYOND_DAILY_LIMIT", "OWN_TOTAL_DIFFERS")
"""Flags that a person is told; the others are book-keeping of quality."""
