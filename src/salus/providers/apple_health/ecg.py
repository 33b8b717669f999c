"""One ECG: a CSV of localized header lines, then one voltage a line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from salus.providers.apple_health.dates import BadDateError, parse_date
from salus.providers.apple_health.gpx import number

DEFAULT_HERTZ: Final = 512.0

_NUMBER: Final = re.compile(r'"?\s*[-+−]?\d+(?:[.,]\d+)?(?:[eE][-+]?\d+)?\s*"?')
_HERTZ: Final = re.compile(
    r"(\d+(?:[.,]\d+)?)\s*(?:hertz|hz|赫兹|赫茲|ヘルツ|헤르츠|герц|герца)\b", re.IGNORECASE
)
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4}")

# Words that begin the value of the classification line, by language; what is not here is kept as text.
_CLASSES: Final[tuple[tuple[str, str], ...]] = (
    ("sinus rhythm", "sinus_rhythm"),
    ("sinusrhythmus", "sinus_rhythm"),
    ("rythme sinusal", "sinus_rhythm"),
    ("ritmo sinusal", "sinus_rhythm"),
    ("ritmo sinusale", "sinus_rhythm"),
    ("sinusritme", "sinus_rhythm"),
    ("sinusrytm", "sinus_rhythm"),
    ("洞律", "sinus_rhythm"),
    ("洞調律", "sinus_rhythm"),
    ("窦性心律", "sinus_rhythm"),
    ("atrial fibrillation", "atrial_fibrillation"),
    ("vorhofflimmern", "atrial_fibrillation"),
    ("fibrillation auriculaire", "atrial_fibrillation"),
    ("fibrillation atriale", "atrial_fibrillation"),
    ("fibrilación auricular", "atrial_fibrillation"),
    ("fibrillazione atriale", "atrial_fibrillation"),
    ("boezemfibrilleren", "atrial_fibrillation"),
    ("心房細動", "atrial_fibrillation"),
    ("房颤", "atrial_fibrillation"),
    ("low heart rate", "low_heart_rate"),
    ("niedrige herzfrequenz", "low_heart_rate"),
    ("high heart rate", "high_heart_rate"),
    ("heart rate under", "low_heart_rate"),
    ("heart rate over", "high_heart_rate"),
    ("hohe herzfrequenz", "high_heart_rate"),
    ("inconclusive", "inconclusive"),
    ("uneindeutig", "inconclusive"),
    ("nicht eindeutig", "inconclusive"),
    ("non concluant", "inconclusive"),
    ("no concluyente", "inconclusive"),
    ("poor recording", "poor_recording"),
    ("schlechte aufnahme", "poor_recording"),
)


@dataclass(frozen=True, slots=True)
class Ecg:
    """One ECG: `microvolts` evenly spaced; `classification` is our word, the other the phone's."""

    start_ms: int
    duration_ms: int
    hertz: float
    classification: str
    classification_text: str
    microvolts: NDArray[np.float64]


def parse_ecg(text: bytes) -> Ecg:
    """Return one ECG of a CSV in any language.

    The header ends at the first line that is only a number. Name and date of birth stand in it and are not
    taken. Raises: BadDateError without a date of recording; ValueError without voltages.
    """
    lines = text.decode("utf-8-sig", "replace").splitlines()
    first = next((i for i, line in enumerate(lines) if _NUMBER.fullmatch(line.strip())), None)
    if first is None:
        raise ValueError("no voltages")
    header = lines[:first]
    start = next((match[0] for line in header if (match := _DATE.search(line))), None)
    if start is None:
        raise BadDateError("no_date", "")
    hertz = next(
        (float(m[1].replace(",", ".")) for line in header if (m := _HERTZ.search(line))), DEFAULT_HERTZ
    )
    if not 1 <= hertz <= 100_000:
        hertz = DEFAULT_HERTZ
    volts = _voltages([line for line in lines[first:] if line.strip()])
    word, shown = _classification(header)
    return Ecg(parse_date(start), round(len(volts) / hertz * 1000), hertz, word, shown, volts)


def _classification(header: list[str]) -> tuple[str, str]:
    """Return (our word, the phone's text): a line with a known class, else the line after the date's."""
    values = [line.partition(",")[2].strip().strip('"') for line in header]
    for value in values:
        folded = value.casefold()
        for words, word in _CLASSES:
            if folded.startswith(words):
                return word, value
    dated = next((i for i, line in enumerate(header) if _DATE.search(line)), None)
    if dated is not None and dated + 1 < len(values) and not _HERTZ.search(header[dated + 1]):
        return "other", values[dated + 1][:80]
    return "other", ""


def _voltages(lines: list[str]) -> NDArray[np.float64]:
    """Return the voltages of lines, NaN for a line that is no number."""
    plain = "\n".join(lines).replace('"', "").replace("−", "-").replace(",", ".").split("\n")
    try:
        volts = np.array(list(map(float, plain)), np.float64)
    except ValueError:
        volts = np.array([number(line) for line in plain], np.float64)
    return np.where(np.abs(volts) < 1e9, volts, np.nan)
