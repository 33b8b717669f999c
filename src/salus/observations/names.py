"""Whose record it is when no device is given: the one that last wrote under that name at or before its start,
else the first that wrote after it. Pure; the claims are kept in `source_names`.

Write times are thinned to the first and last of each hour, which changes the answer only where two devices of
one name wrote in turns within an hour.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np

from salus.kit.ids import SourceId
from salus.observations.model import Int32s, Int64s

_HOUR_MS: Final = 3_600_000


def thinned(times: Int64s) -> Int64s:
    """Return the first and the last of each hour of some instants (epoch ms), ascending."""
    if len(times) > 1 and not bool((times[1:] > times[:-1]).all()):
        times = np.sort(times)
        times = times[np.concatenate(([True], times[1:] > times[:-1]))]
    if len(times) < 3:
        return times
    hours = times // _HOUR_MS
    first = np.ones(len(times), bool)
    first[1:] = hours[1:] != hours[:-1]
    last = np.ones(len(times), bool)
    last[:-1] = first[1:]
    return times[first | last]


def packed(times: Int64s) -> bytes:
    """Return thinned write times as they are kept."""
    steps = np.diff(times, prepend=np.int64(0)).astype("<i8")
    planes = np.ascontiguousarray(steps.view(np.uint8).reshape(-1, 8).T)
    return zlib.compress(planes.tobytes(), 3)


def unpacked(kept: bytes) -> Int64s:
    """Return the write times that `packed` was given."""
    planes = np.frombuffer(zlib.decompress(kept), np.uint8).reshape(8, -1)
    return np.cumsum(np.ascontiguousarray(planes.T).view("<i8").reshape(-1), dtype=np.int64)


class Claims:
    """Who wrote under which folded name, and when.

    `ranks` orders sources by their identity, so that of two that wrote at the same instant always the same
    one counts as the last.
    """

    def __init__(self, rows: Iterable[tuple[str, SourceId, Int64s]], ranks: Mapping[SourceId, int]) -> None:
        self._ranks = ranks
        self._together: dict[tuple[str, ...], tuple[Int64s, Int32s]] = {}
        by_name: dict[str, list[tuple[SourceId, Int64s]]] = defaultdict(list)
        for name, source, times in rows:
            if len(times):
                by_name[name].append((source, times))
        self._by_name: dict[str, tuple[Int64s, Int32s]] = {}
        for name, claims in by_name.items():
            times = np.concatenate([t for _, t in claims])
            sources = np.concatenate([np.full(len(t), s, np.int32) for s, t in claims])
            self._by_name[name] = times, sources

    def claimants(self, names: Iterable[str]) -> list[SourceId]:
        """Return the devices that wrote under any of the names, by number."""
        found = [self._by_name[name][1] for name in names if name in self._by_name]
        return [SourceId(s) for s in np.unique(np.concatenate(found)).tolist()] if found else []

    def decide(self, names: Iterable[str], starts: Int64s) -> Int32s:
        """Return whose records these are that were written under one of the names.

        Raises: KeyError when no device wrote under any of them.
        """
        known = tuple(sorted(name for name in names if name in self._by_name))
        if not known:
            raise KeyError("no device wrote under this name")
        if known not in self._together:
            self._together[known] = self._ordered(
                np.concatenate([self._by_name[name][0] for name in known]),
                np.concatenate([self._by_name[name][1] for name in known]),
            )
        times, sources = self._together[known]
        return sources[np.maximum(np.searchsorted(times, starts, side="right") - 1, 0)]

    def _ordered(self, times: Int64s, sources: Int32s) -> tuple[Int64s, Int32s]:
        numbers, at = np.unique(sources, return_inverse=True)
        ranks = np.array([self._ranks.get(SourceId(s), 0) for s in numbers.tolist()], np.int64)
        order = np.lexsort((ranks[at], times))
        return times[order], sources[order]
