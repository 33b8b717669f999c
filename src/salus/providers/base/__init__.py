"""The words of a manifest, and the folders that use them."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

import salus.providers
from salus.kit.errors import UserInputError
from salus.providers.base.apps import (
    APPLE_APP,
    SUMMARY_APP,
    App,
    SourceKind,
    describe_source,
    fold_name,
    known_app,
)
from salus.providers.base.identity import record_key, source_is_decided_later
from salus.providers.base.manifest import FileRoad, Mark, Member, OpenedFile, Provider
from salus.providers.base.records import (
    DAY_MS,
    GRAIN_DAILY,
    GRAIN_SAMPLE,
    Chunk,
    CorrelatedSample,
    Correlation,
    Counts,
    EventRecord,
    Leg,
    Rejected,
    SampleBlock,
    SourceKey,
    SourceName,
    StreamRecord,
    Total,
    WorkoutEvent,
    WorkoutRecord,
    ZoneClaim,
)

__all__ = [
    "APPLE_APP",
    "DAY_MS",
    "GRAIN_DAILY",
    "GRAIN_SAMPLE",
    "SUMMARY_APP",
    "App",
    "Chunk",
    "CorrelatedSample",
    "Correlation",
    "Counts",
    "EventRecord",
    "FileRoad",
    "Leg",
    "Mark",
    "Member",
    "OpenedFile",
    "Provider",
    "Rejected",
    "SampleBlock",
    "SourceKey",
    "SourceKind",
    "SourceName",
    "StreamRecord",
    "Total",
    "WorkoutEvent",
    "WorkoutRecord",
    "ZoneClaim",
    "describe_source",
    "discover",
    "fold_name",
    "get",
    "known_app",
    "record_key",
    "source_is_decided_later",
]


@cache
def discover() -> Mapping[str, Provider]:
    """Return every provider that ships, by code: each folder beside this one with a manifest."""
    found: dict[str, Provider] = {}
    for module in pkgutil.iter_modules(salus.providers.__path__):
        if not module.ispkg or module.name == "base":
            continue
        manifest = importlib.import_module(f"{salus.providers.__name__}.{module.name}.manifest")
        found[module.name] = manifest.PROVIDER
    return MappingProxyType(dict(sorted(found.items())))


def get(code: str) -> Provider:
    """Return the provider with this code. Raises: UserInputError naming those that exist."""
    providers = discover()
    if code not in providers:
        raise UserInputError(
            f"There is no provider “{code}”. Known are: {', '.join(providers)}.", code="unknown_provider"
        )
    return providers[code]
