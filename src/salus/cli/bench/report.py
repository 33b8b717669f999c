"""One line a goal: its floor, what we need, the ratio, and whether that passes or reaches the aim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Line:
    """One measured goal.

    `compared` is the figure that the goal speaks of, a ratio or a plain value; smaller is better. `passes`
    and `aims` are its limits. `note` says what was measured, or why it was not.
    """

    goal: int
    what: str
    floor: float | None
    ours: float | None
    unit: str
    compared: float | None
    passes: float
    aims: float
    note: str = ""

    @property
    def verdict(self) -> str:
        """aim, pass, short, or – where nothing was measured."""
        if self.compared is None:
            return "–"
        if self.compared <= self.aims:
            return "aim"
        return "pass" if self.compared <= self.passes else "short"

    def as_json(self) -> dict[str, Any]:
        """All of it, with the verdict."""
        return {**asdict(self), "verdict": self.verdict}


def ratio(
    goal: int, what: str, floor: float, ours: float, unit: str, passes: float, aims: float, note: str = ""
) -> Line:
    """A goal that is a ratio to its floor."""
    return Line(goal, what, floor, ours, unit, ours / floor if floor else None, passes, aims, note)


def value(
    goal: int,
    what: str,
    ours: float,
    unit: str,
    passes: float,
    aims: float,
    note: str = "",
    floor: float | None = None,
) -> Line:
    """A goal that is a plain limit; a floor is only shown."""
    return Line(goal, what, floor, ours, unit, ours, passes, aims, note)


def unmeasured(goal: int, what: str, why: str) -> Line:
    """A goal that this run could not measure, with the reason."""
    return Line(goal, what, None, None, "", None, 0, 0, why)


def table(lines: Sequence[Line]) -> str:
    """The lines as a plain table."""
    head = ("goal", "what", "floor", "ours", "ratio", "pass", "aim", "verdict", "note")
    rows = [head, *(_cells(line) for line in lines)]
    widths = [max(len(row[n]) for row in rows) for n in range(len(head))]
    left = (1, 7, 8)
    return "\n".join(
        "  ".join(
            cell.ljust(width) if n in left else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def _cells(line: Line) -> tuple[str, ...]:
    measured = line.compared is not None
    return (
        str(line.goal),
        line.what,
        _number(line.floor, line.unit),
        _number(line.ours, line.unit),
        f"{line.ours / line.floor:.2f}" if measured and line.floor and line.ours is not None else "",
        f"≤ {line.passes:g}" if measured else "",
        f"≤ {line.aims:g}" if measured else "",
        line.verdict,
        line.note,
    )


def _number(number: float | None, unit: str) -> str:
    if number is None:
        return ""
    shown = f"{number:,.0f}" if abs(number) >= 1000 else f"{number:.3g}"
    return f"{shown} {unit}".strip()
