"""The route of a workout: GPX 1.1 as Apple writes it."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Final
from xml.parsers import expat

import numpy as np
from numpy.typing import NDArray

ROUTE_COLUMNS: Final = (
    "t_ms",
    "latitude",
    "longitude",
    "altitude",
    "speed",
    "course",
    "horizontal_accuracy",
    "vertical_accuracy",
)
_TEXTS: Final = {
    "time": 0,
    "ele": 3,
    "speed": 4,
    "course": 5,
    "hAcc": 6,
    "vAcc": 7,
}


def parse_route(text: bytes) -> dict[str, NDArray[np.float64]]:
    """Return the track points of a GPX file as columns, in order of time.

    Latitude and longitude in degrees, altitude and accuracies in m, speed in m/s, course in degrees; a point
    without place or time is left out, other missing values are NaN. A file that breaks off gives what came
    before; one with a document type is refused and gives nothing.
    """
    points = _Points()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = points.start
    parser.EndElementHandler = points.end
    parser.CharacterDataHandler = points.text
    parser.StartDoctypeDeclHandler = points.refuse
    with suppress(expat.ExpatError, _DocumentTypeError):
        parser.Parse(text)
    return columns_of(points.rows)


def columns_of(rows: list[list[float]]) -> dict[str, NDArray[np.float64]]:
    """Return rows in the order of `ROUTE_COLUMNS` as columns sorted by time."""
    table = np.array(rows, np.float64).reshape(len(rows), len(ROUTE_COLUMNS))
    table = table[np.argsort(table[:, 0], kind="stable")]
    return {name: np.ascontiguousarray(table[:, index]) for index, name in enumerate(ROUTE_COLUMNS)}


class _DocumentTypeError(Exception):
    pass


class _Points:
    def __init__(self) -> None:
        self.rows: list[list[float]] = []
        self._row: list[float] | None = None
        self._column: int | None = None
        self._words: list[str] = []

    def refuse(self, *_: object) -> None:
        self.rows.clear()
        raise _DocumentTypeError

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "trkpt":
            self._row = [float("nan")] * len(ROUTE_COLUMNS)
            self._row[1] = _degrees(attributes.get("lat"), 90)
            self._row[2] = _degrees(attributes.get("lon"), 180)
        elif self._row is not None:
            self._column = _TEXTS.get(tag)
            self._words = []

    def text(self, words: str) -> None:
        if self._column is not None:
            self._words.append(words)

    def end(self, tag: str) -> None:
        if self._row is None:
            return
        if tag == "trkpt":
            if all(value == value for value in self._row[:3]):
                self.rows.append(self._row)
            self._row = None
        elif self._column is not None:
            word = "".join(self._words).strip()
            self._row[self._column] = _instant(word) if self._column == 0 else number(word)
        self._column = None


def number(text: str | None) -> float:
    """Return a finite number, or NaN where the text is none."""
    try:
        value = float(text or "nan")
    except ValueError:
        return float("nan")
    return value if abs(value) < 1e15 else float("nan")


def _degrees(text: str | None, most: float) -> float:
    value = number(text)
    return value if abs(value) <= most else float("nan")


def _instant(text: str) -> float:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return float("nan")
    if instant.tzinfo is None:
        return float("nan")
    return float(round(instant.timestamp() * 1000))
