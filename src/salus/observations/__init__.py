"""What sources said: raw files, day pages with their history, records, sources and series, zones."""

from __future__ import annotations

from salus.observations.blobs import BlobReader, BlobStore
from salus.observations.model import (
    HealthEvent,
    RecordStream,
    Series,
    SeriesDays,
    SeriesSamples,
    Source,
    Span,
    Workout,
)
from salus.observations.reading import (
    mark_changed,
    read_daily,
    read_samples,
    refresh_zones,
    zone_history,
)
from salus.observations.records import read_events, read_stream, read_workout, read_workouts
from salus.observations.sources import list_series, list_sources, series_for, sources_for

__all__ = [
    "BlobReader",
    "BlobStore",
    "HealthEvent",
    "RecordStream",
    "Series",
    "SeriesDays",
    "SeriesSamples",
    "Source",
    "Span",
    "Workout",
    "list_series",
    "list_sources",
    "mark_changed",
    "read_daily",
    "read_events",
    "read_samples",
    "read_stream",
    "read_workout",
    "read_workouts",
    "refresh_zones",
    "series_for",
    "sources_for",
    "zone_history",
]
