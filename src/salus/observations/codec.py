"""Arrays and rows in PostgreSQL's binary form, to and from numpy without a Python object per element.

A one-dimensional array without nulls is a header of 20 bytes (dimensions, null flag, element type, length,
lower bound) and per element its length and value, all big-endian. Arrays that would repeat one element hold
it once (`Columns`).
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from psycopg import pq
from psycopg.abc import Buffer
from psycopg.adapt import Loader

from salus.db import Transaction
from salus.observations.model import Floats, Int32s, Int64s

INT4: Final = 23
FLOAT8: Final = 701
_INT4_ARRAY: Final = 1007
_FLOAT8_ARRAY: Final = 1022
_HEADER: Final = 20
_PAIR: Final[dict[int, np.dtype[Any]]] = {
    INT4: np.dtype([("length", ">i4"), ("value", ">i4")]),
    FLOAT8: np.dtype([("length", ">i4"), ("value", ">f8")]),
}
_NATIVE: Final[dict[int, np.dtype[Any]]] = {INT4: np.dtype(np.int32), FLOAT8: np.dtype(np.float64)}
_DAYS_1970_TO_2000: Final = 10_957
_COPY_HEADER: Final = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_COPY_END: Final = b"\xff\xff"


class _AsBytes(Loader):
    """Leaves an array as the bytes that the server sent."""

    format = pq.Format.BINARY

    def load(self, data: Buffer) -> bytes:
        return bytes(data)


def array_rows(
    tx: Transaction, query: str, parameters: Sequence[Any] | Mapping[str, Any]
) -> list[tuple[Any, ...]]:
    """Run a query and return its rows, with int4[] and float8[] columns as undecoded bytes."""
    with tx.cursor(binary=True) as cursor:
        cursor.adapters.register_loader(_INT4_ARRAY, _AsBytes)
        cursor.adapters.register_loader(_FLOAT8_ARRAY, _AsBytes)
        cursor.execute(query.encode(), parameters)
        return cursor.fetchall()


def decode_int4(arrays: Sequence[bytes], lengths: Int64s) -> Int32s:
    """Return the elements of int4[] columns of many rows in one array; row i has lengths[i]."""
    return _decode(arrays, lengths, INT4)


def decode_float8(arrays: Sequence[bytes], lengths: Int64s) -> Floats:
    """Return the elements of float8[] columns of many rows in one array; row i has lengths[i]."""
    return _decode(arrays, lengths, FLOAT8)


def _decode(arrays: Sequence[bytes], lengths: Int64s, kind: int) -> NDArray[Any]:
    pair = _PAIR[kind]
    raw = np.frombuffer(b"".join([a[_HEADER:] for a in arrays]), pair)
    flat: NDArray[Any] = raw["value"].astype(_NATIVE[kind])
    if len(flat) == int(lengths.sum()):
        return flat
    held = (np.fromiter(map(len, arrays), np.int64, len(arrays)) - _HEADER) // pair.itemsize
    times = np.where(held == lengths, 1, lengths)
    return np.repeat(flat, np.repeat(times, held))


def encode(values: NDArray[Any], bounds: Int64s, kind: int) -> list[bytes]:
    """Return one array per page, length-prefixed as COPY wants it; page i is values[bounds[i]:bounds[i + 1]].

    No page may be empty.
    """
    pair = _PAIR[kind]
    pairs = np.empty(len(values), pair)
    pairs["length"] = _NATIVE[kind].itemsize
    pairs["value"] = values
    raw = pairs.tobytes()
    size = pair.itemsize
    begins = bounds[:-1]
    repeats = np.minimum.reduceat(values, begins) == np.maximum.reduceat(values, begins)
    result = []
    for a, b, one in zip(begins.tolist(), bounds[1:].tolist(), repeats.tolist(), strict=True):
        n = 1 if one else b - a
        body = raw[a * size : (a + n) * size]
        result.append(struct.pack(">6i", _HEADER + len(body), 1, 0, kind, n, 1) + body)
    return result


def int4_fields(numbers: NDArray[Any]) -> list[bytes]:
    """Return numbers as int4 fields of COPY rows."""
    return _fields(numbers, ">i4", 4)


def int8_fields(numbers: NDArray[Any]) -> list[bytes]:
    """Return numbers as int8 fields of COPY rows."""
    return _fields(numbers, ">i8", 8)


def date_fields(days: NDArray[Any]) -> list[bytes]:
    """Return days, counted from 1970-01-01, as date fields of COPY rows."""
    return _fields(days - _DAYS_1970_TO_2000, ">i4", 4)


def bytea_fields(values: Iterable[bytes]) -> list[bytes]:
    """Return byte strings as fields of COPY rows."""
    return [struct.pack(">i", len(value)) + value for value in values]


def _fields(numbers: NDArray[Any], kind: str, size: int) -> list[bytes]:
    pairs = np.empty(len(numbers), np.dtype([("length", ">i4"), ("value", kind)]))
    pairs["length"] = size
    pairs["value"] = numbers
    raw = pairs.tobytes()
    step = size + 4
    return [raw[i : i + step] for i in range(0, len(raw), step)]


def copy_rows(tx: Transaction, table: str, names: str, columns: Sequence[Sequence[bytes]]) -> None:
    """COPY columns of ready fields into a temporary table. `names` are the columns' names in their order."""
    start = struct.pack(">h", len(columns))
    rows = [start + b"".join(fields) for fields in zip(*columns, strict=True)]
    statement = f"COPY {table} ({names}) FROM STDIN (FORMAT binary)"
    with tx.cursor() as cursor, cursor.copy(statement.encode()) as copy:
        copy.write(_COPY_HEADER + b"".join(rows) + _COPY_END)
