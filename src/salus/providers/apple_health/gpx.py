"""The route of a workout: GPX 1.1 as Apple writes it."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import datetime
from typing import Final
from xml.parsers import expat

import numpy as np
from numpy.typing import NDArray

from salus.providers.apple_health.dates import parse_dates

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


# A point as Apple writes it; whatever differs is left to the real parser.
_NUMBER: Final = rb"([-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?)"
_POINT: Final = re.compile(
    rb'<trkpt lon="' + _NUMBER + rb'" lat="' + _NUMBER + rb'">\s*<ele>' + _NUMBER + rb"</ele>"
    rb"\s*<time>([^<&]{20})</time>\s*<extensions>\s*<speed>" + _NUMBER + rb"</speed>"
    rb"\s*<course>" + _NUMBER + rb"</course>\s*<hAcc>" + _NUMBER + rb"</hAcc>"
    rb"\s*<vAcc>" + _NUMBER + rb"</vAcc>\s*</extensions>\s*</trkpt>"
)
_UNUSUAL: Final = re.compile(rb"<!|&|<\?(?!xml )|[\x00-\x08\x0b\x0c\x0e-\x1f]")
_PLACES: Final = np.array([*range(10), *range(11, 19)])
_DATE: Final = np.frombuffer(b"____-__-__ __:__:__ +0000", np.uint8)


def parse_route(text: bytes) -> NDArray[np.float64]:
    """Return the track points of a GPX file as rows of `ROUTE_COLUMNS`, in the order of the file.

    Latitude and longitude in degrees, altitude and accuracies in m, speed in m/s, course in degrees; a point
    without place or time is left out, other missing values are NaN. A file that breaks off gives what came
    before; one with a document type is refused and gives nothing.
    """
    usual = _usual_points(text)
    return usual if usual is not None else _points_by_parser(text)


def columns_of(tables: list[NDArray[np.float64]]) -> dict[str, NDArray[np.float64]]:
    """Return the points of all tables as columns sorted by time."""
    table = np.concatenate(tables)
    table = table[np.argsort(table[:, 0], kind="stable")]
    return {name: np.ascontiguousarray(table[:, index]) for index, name in enumerate(ROUTE_COLUMNS)}


def table_of(rows: list[list[float]]) -> NDArray[np.float64]:
    """Return rows in the order of `ROUTE_COLUMNS` as one array."""
    return np.array(rows, np.float64).reshape(len(rows), len(ROUTE_COLUMNS))


def _usual_points(text: bytes) -> NDArray[np.float64] | None:
    """Return the points of a file in which all are as Apple writes them and nothing is odd, else None."""
    found = _POINT.findall(text)
    if not found or len(found) != text.count(b"<trkpt") or not text.rstrip().endswith(b"</gpx>"):
        return None
    if _UNUSUAL.search(text):
        return None
    longitude, latitude, altitude, time, *others = zip(*found, strict=True)
    n = len(found)
    written = np.frombuffer(b"".join(time), np.uint8).reshape(n, 20).T
    if (written[10] != ord("T")).any() or (written[19] != ord("Z")).any():
        return None
    cells = np.repeat(_DATE[:, None], n, axis=1)
    cells[_PLACES] = written[_PLACES]
    instants, good = parse_dates(cells)
    if not good.all():
        return None
    table = np.empty((n, len(ROUTE_COLUMNS)), np.float64)
    table[:, 0] = instants
    try:
        for index, column in enumerate((latitude, longitude, altitude, *others), start=1):
            table[:, index] = list(map(float, column))
    except ValueError:
        return None
    if not (np.abs(table) < 1e15).all():
        return None
    on_earth = (np.abs(table[:, 1]) <= 90) & (np.abs(table[:, 2]) <= 180)
    return table[on_earth]


def _points_by_parser(text: bytes) -> NDArray[np.float64]:
    points = _Points()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = points.start
    parser.EndElementHandler = points.end
    parser.CharacterDataHandler = points.text
    parser.StartDoctypeDeclHandler = points.refuse
    with suppress(expat.ExpatError, _DocumentTypeError):
        parser.Parse(text)
    return table_of(points.rows)


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
