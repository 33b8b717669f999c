"""Write docs/reference/metrics.md from the metric catalogue, or check that it is current.

python tools/write_metrics_reference.py --check | --write
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from salus import metrics
from salus.metrics.model import Category, Metric
from salus.metrics.unit_tables import APPROXIMATE, REFUSED, SIZES, SPECIAL
from salus.metrics.units import display_units

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "metrics.md"

TITLES = {
    Category.SLEEP: "Sleep",
    Category.ACTIVITY: "Exercise and activity",
    Category.VITALS: "Vitals",
    Category.BODY: "Body composition",
    Category.MOOD: "Mood and mental state",
    Category.CYCLE: "Cycle and reproductive health",
    Category.GLUCOSE: "Glucose, insulin and related",
    Category.NUTRITION: "Nutrition",
}

INTRODUCTION = """\
# Metrics

This page is written by `tools/write_metrics_reference.py` from `src/salus/metrics/`; change a metric there
and run `python tools/write_metrics_reference.py --write`.

Salus knows {count} metrics. A code is stable for ever. Values are kept in the unit shown, a UCUM code;
percent is 0 to 100. How samples become one value is the **kind**:

| kind | one value of an hour or a day |
|---|---|
| sum | sources are resolved slice by slice, then added |
| duration | the union of intervals, never a plain sum over sources |
| mean | mean over the time that samples cover |
| leq | energy mean of decibels, 10·log10(mean(10^(L/10))) |
| min, max | lowest, highest |
| last | the last by measured time |
| state | a coded value, never averaged |
| raw | kept as it came, not rolled up |

A **sample** outside its limits goes to quarantine with its raw form. A **day** outside its limits is flagged
and kept. The limits catch unit mistakes, not illness. Two values that differ by no more than **same within**,
or by a millionth, are one value. **Shown** gives the digits after the point in the canonical unit and the
units a person may choose from. An empty LOINC code means that none was verified.
"""


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return 0 when the page is current or was written, 1 when it is stale."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "--check", action="store_true", help="fail when the page is not what the catalogue says"
    )
    what.add_argument("--write", action="store_true", help="write the page")
    chosen = parser.parse_args(arguments)
    page = rendered()
    if chosen.write:
        PAGE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text(page, encoding="utf-8")
        return 0
    if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page:
        print(
            f"{PAGE.name} is stale: run python tools/write_metrics_reference.py --write and commit the page.",
            file=sys.stderr,
        )
        return 1
    return 0


def rendered() -> str:
    """Return the whole reference page, as Markdown."""
    lines = [INTRODUCTION.format(count=len(metrics.ALL))]
    for category in Category:
        lines.extend(_category(category))
    lines.extend(_units())
    return "\n".join(lines).rstrip() + "\n"


def _category(category: Category) -> Iterator[str]:
    group = metrics.in_category(category)
    yield f"## {TITLES[category]} ({len(group)})"
    yield ""
    yield from _table(
        ("code", "name", "unit", "kind", "sample", "day", "same within", "shown", "better", "meaning"),
        [_meaning(metric) for metric in group],
    )
    yield f"### {TITLES[category]}: codes elsewhere"
    yield ""
    yield from _table(
        ("code", "LOINC", "Open mHealth", "HealthKit", "providers"), [_codes(metric) for metric in group]
    )


def _meaning(metric: Metric) -> tuple[str, ...]:
    sample = _limits(metric.low, metric.high)
    if metric.high_per_minute is not None:
        sample = f"{sample}; ≤ {_number(metric.high_per_minute)} a minute"
    note = metric.note
    if metric.states:
        members = ", ".join(f"{index} {state}" for index, state in enumerate(metric.states))
        note = f"{note} States: {members}.".strip()
    if metric.difference:
        note = f"{note} A difference: offsets of units do not apply.".strip()
    shown = ", ".join(unit for unit in display_units(metric) if unit)
    return (
        f"`{metric.code}`",
        metric.name,
        metric.unit,
        metric.kind.value,
        sample,
        _limits(metric.low_per_day, metric.high_per_day),
        _number(metric.step) if metric.unit else "",
        f"{metric.decimals}; {shown}" if shown else (str(metric.decimals) if metric.unit else ""),
        metric.better,
        note,
    )


def _codes(metric: Metric) -> tuple[str, ...]:
    loinc = [metric.loinc] if metric.loinc else []
    loinc += [f"{code} ({role})" for role, code in metric.loinc_also]
    return (
        f"`{metric.code}`",
        ", ".join(loinc),
        metric.omh,
        ", ".join(metric.healthkit),
        ", ".join(metric.providers),
    )


def _units() -> Iterator[str]:
    yield "## Units that are understood"
    yield ""
    yield (
        "The size is that of one unit in the first unit of the same measure; Fahrenheit and kelvin also have "
        "their own zero. Case counts where it makes a difference (`Cal` is a kilocalorie, `cal` a thousandth "
        "of it). A middle dot, a micro sign and superscripts may be written in any of their forms."
    )
    yield ""
    yield from _table(
        ("measures", "size", "written as"),
        [
            (dimension, size, " ".join(f"`{text}`" for text in texts.split()))
            for dimension, by_size in SIZES.items()
            for size, texts in by_size.items()
        ],
    )
    yield "Some conversions hold for one metric only:"
    yield ""
    yield from _table(
        ("metric", "unit", "size in the canonical unit", ""),
        [
            (f"`{code}`", f"`{text}`" if text else "none", size, _remark(code, text))
            for code, by_text in SPECIAL.items()
            for text, size in by_text.items()
        ]
        + [(f"`{code}`", f"`{text}`", "refused", why) for (code, text), why in REFUSED.items()],
    )


def _remark(code: str, text: str) -> str:
    return "approximate" if (code, text) in APPROXIMATE else ""


def _table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""


def _limits(low: float | None, high: float | None) -> str:
    if low is None and high is None:
        return ""
    if high is None:
        return f"≥ {_number(low)}"
    if low is None:
        return f"≤ {_number(high)}"
    return f"{_number(low)} to {_number(high)}"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.12g}".replace("-", "−")


if __name__ == "__main__":
    sys.exit(main())
