"""Sources and series: who measured what. Found by their identity, made when first seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from salus.db import Transaction
from salus.kit.ids import PersonId, SeriesId, SourceId
from salus.observations import queries
from salus.observations.model import Series, Source
from salus.providers.base import SourceKey, SourceName, describe_source

SeriesKey = tuple[str, SourceId, str, str, bool]
"""(metric, source, context, grain, undeviced): what makes a series one."""


def list_sources(tx: Transaction, person: PersonId) -> list[Source]:
    """Return all sources of a person, by number."""
    return queries.sources(tx, person)


def list_series(tx: Transaction, person: PersonId, metric: str | None = None) -> list[Series]:
    """Return the series of a person, of one metric where given, by number."""
    return queries.series(tx, person, metric=metric)


def sources_for(
    tx: Transaction,
    person: PersonId,
    road: str,
    keys: Iterable[SourceKey],
    names: Mapping[SourceKey, SourceName],
    *,
    now: datetime,
) -> dict[SourceKey, SourceId]:
    """Return the number of each source, made where it is new; show it under the newest name said.

    `keys` must have an app: who decides by name has decided before. `names` may lack a key.
    """
    known = {source.key: source for source in queries.sources(tx, person, road)}
    found: dict[SourceKey, SourceId] = {}
    following = 0
    for key in dict.fromkeys(keys):
        if not key.app or key.by_name:
            raise ValueError("a source needs an app, and no name to decide by")
        name = names.get(key)
        source = known.get(key)
        if source is None:
            following = following or queries.next_source(tx, person)
            display = name.display if name else (key.app if "." not in key.app else key.model or key.app)
            kind = describe_source(key, display)
            source = Source(
                SourceId(following),
                road,
                key,
                display,
                kind.device_class,
                kind.origin,
                name.said_ms if name else 0,
            )
            queries.add_source(tx, person, source, now)
            following += 1
        elif name is not None and (name.said_ms, name.display) > (source.said_at_ms, source.name):
            queries.rename_source(tx, person, source.source_id, name.display, name.said_ms)
        found[key] = source.source_id
    return found


def series_for(tx: Transaction, person: PersonId, wanted: Iterable[SeriesKey]) -> dict[SeriesKey, SeriesId]:
    """Return the number of each series, made where it is new."""
    known: dict[SeriesKey, SeriesId] = {
        (s.metric, s.source_id, s.context, s.grain, s.undeviced): s.series_id
        for s in queries.series(tx, person)
    }
    found: dict[SeriesKey, SeriesId] = {}
    following = 0
    for key in dict.fromkeys(wanted):
        if key not in known:
            following = following or queries.next_series(tx, person)
            metric, source, context, grain, undeviced = key
            made = Series(SeriesId(following), metric, source, context, grain, undeviced, (), 0)
            queries.add_series(tx, person, made)
            known[key] = made.series_id
            following += 1
        found[key] = known[key]
    return found
