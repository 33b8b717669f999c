"""How one export renders a life, and what was put into it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Literal

from salus.sandbox.apple_xml import offset_at
from salus.sandbox.person import DayPlan


def chance(name: str) -> int:
    """A number of 64 bits that is always the same for a name."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest())


Units = Literal["metric", "imperial", "kJ"]
Offsets = Literal["fixed", "per-sample"]


@dataclass(frozen=True, slots=True)
class Style:
    """How one export renders what is the same in all exports of a person."""

    version: int
    units: Units
    locale: str
    offsets: Offsets
    defects: frozenset[str]
    phone_name: str
    salt: int
    home: str
    exported_at: int

    def offset(self, plan: DayPlan) -> int:
        """Seconds east of UTC that dates of a lived day are written with."""
        if self.offsets == "per-sample":
            return offset_at(plan.zone, plan.start)
        return offset_at(self.home, self.exported_at)


@dataclass(slots=True)
class Written:
    """What was written, for checking reports against.

    `read`: root elements by name, an ECG file counts as one. `records`: top-level Records by Apple type.
    `duplicates`: exact repetitions. `repeats`: correlations whose records stand at top level.
    `impossible`: records that must go to quarantine. `unmapped`: elements of unknown kinds by type.
    `exported_at`: the ExportDate in epoch seconds; `xml_bytes`: size of the main file.
    """

    path: Path
    exported_at: int
    read: Counter[str] = field(default_factory=Counter)
    records: Counter[str] = field(default_factory=Counter)
    metrics: Counter[str] = field(default_factory=Counter)
    duplicates: int = 0
    repeats: int = 0
    impossible: int = 0
    unmapped: Counter[str] = field(default_factory=Counter)
    xml_bytes: int = 0
