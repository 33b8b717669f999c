"""Columns of numbers of one record, packed small and without loss.

Form: a line of JSON ({"n": rows, "columns": [[name, digits], …]}), a line feed, then per column its numbers,
all compressed by zlib. Where every number has at most nine digits after the point (routes and voltages do),
`digits` says how many, and the column is int64 differences of number × 10^digits; else `digits` is -1 and
the column is float64. Little-endian throughout.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import orjson
from numpy.typing import NDArray

from salus.observations.model import Floats

_MOST_DIGITS: Final = 9
_EXACT: Final = 2.0**53


def pack(columns: Mapping[str, Floats]) -> bytes:
    """Return the packed form of equally long columns; missing values are NaN."""
    described: list[list[Any]] = []
    bodies: list[bytes] = []
    for name, given in columns.items():
        column = np.ascontiguousarray(given, np.float64)
        digits, whole = _digits(column)
        described.append([name, digits])
        bodies.append(
            column.astype("<f8").tobytes() if whole is None else _planes(np.diff(whole, prepend=np.int64(0)))
        )
    n = len(next(iter(columns.values()))) if columns else 0
    head = orjson.dumps({"n": n, "columns": described})
    return zlib.compress(b"\n".join([head, b"".join(bodies)]), 6)


def unpack(packed: bytes) -> dict[str, Floats]:
    """Return the columns that `pack` was given."""
    raw = zlib.decompress(packed)
    end = raw.index(b"\n")
    head = orjson.loads(raw[:end])
    n = head["n"]
    columns: dict[str, Floats] = {}
    at = end + 1
    for name, digits in head["columns"]:
        body = raw[at : at + 8 * n]
        at += 8 * n
        if digits < 0:
            columns[name] = np.frombuffer(body, "<f8").astype(np.float64)
        else:
            planes = np.frombuffer(body, np.uint8).reshape(8, n)
            steps = np.ascontiguousarray(planes.T).view("<i8").reshape(n)
            columns[name] = np.cumsum(steps) / 10.0**digits
    return columns


def _digits(column: Floats) -> tuple[int, NDArray[np.int64] | None]:
    if not np.isfinite(column).all():
        return -1, None
    for digits in range(_MOST_DIGITS + 1):
        scaled = np.rint(column * 10.0**digits)
        if len(scaled) and float(np.abs(scaled).max()) >= _EXACT:
            break
        if np.array_equal(scaled / 10.0**digits, column):
            return digits, scaled.astype(np.int64)
    return -1, None


def _planes(steps: NDArray[np.int64]) -> bytes:
    """Put the first bytes of all numbers first, then the second ones: small steps then compress well."""
    return np.ascontiguousarray(steps.astype("<i8").view(np.uint8).reshape(-1, 8).T).tobytes()
