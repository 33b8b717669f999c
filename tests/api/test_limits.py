from __future__ import annotations

from typing import Any

import pytest
from graphql import OperationDefinitionNode, parse

from salus.api.limits import MOST_COST, check_cost, check_size

RAW = """series(metric: "heart_rate", from: "2016-01-01T00:00:00Z", to: "2026-01-01T00:00:00Z",
               resolution: RAW, maxPoints: 20000) { points }"""


def refused(text: str, **variables: Any) -> str | None:
    document = parse(text)
    size = check_size(document)
    if size is not None:
        return str((size.extensions or {})["code"])
    (operation,) = (d for d in document.definitions if isinstance(d, OperationDefinitionNode))
    cost = check_cost(document, operation, variables)
    return None if cost is None else str((cost.extensions or {})["code"])


@pytest.mark.parametrize(
    "text",
    [
        f"{{ {RAW} }}",
        "{ today { cards { metric { code } value spark spans { from to } } heartRate { points } } }",
        '{ days(metric: "steps", from: "2016-01-01", to: "2026-01-01") { points bySource { points } } }',
        "{ dashboard(metrics: [" + '"a", ' * 20 + '], from: "2016-01-01", to: "2026-01-01") { points } }',
        "{ imports(first: 50) { nodes { id report { new } quarantine(first: 50) { nodes { reason } } } } }",
        '{ nights(from: "2016-01-01", to: "2026-01-01", first: 1000) { nodes { date asleepMinutes } } }',
    ],
)
def test_what_a_screen_asks_is_within_the_limits(text):
    assert refused(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "{ " + " ".join(f"a{i}: {RAW}" for i in range(25)) + " }",
        "{ imports(first: 1000) { nodes { quarantine(first: 1000) { nodes { raw } } } } }",
        "{ " + " ".join(f"a{i}: today {{ date }}" for i in range(80)) + " }",
        "{ dashboard(metrics: [" + '"a", ' * 60 + '], from: "1900-01-01", to: "2026-01-01") { points } }',
        "query { ...a ...a ...a } fragment a on Query { x: imports(first: 999) { nodes { unmapped { type } "
        "quarantine(first: 50) { nodes { raw } } } } }",
    ],
)
def test_what_would_keep_the_server_busy_is_too_costly(text):
    assert refused(text) == "too_costly"


def test_variables_count_as_what_stands_in_the_text():
    text = """query ($n: Int, $m: [String!]!) { imports(first: $n) { nodes { id } }
                dashboard(metrics: $m, from: "1900-01-01", to: "2026-01-01") { points } }"""
    assert refused(text, n=10, m=["steps"]) is None
    assert refused(text, n=MOST_COST, m=["steps"]) == "too_costly"
    assert refused(text, n=10, m=["steps"] * 60) == "too_costly"


@pytest.mark.parametrize(("levels", "code"), [(11, None), (13, "too_deep")])
def test_depth_is_counted_through_fragments(levels, code):
    text = (
        "query { "
        + "a { " * (levels - 3)
        + "...f"
        + " }" * (levels - 3)
        + " } fragment f on A { b { c { d } } }"
    )
    assert refused(text) == code


def test_fragments_are_measured_once():
    parts = ["query { ...f0 }", *(f"fragment f{i} on A {{ ...f{i + 1} ...f{i + 1} }}" for i in range(200))]
    assert refused(" ".join([*parts, "fragment f200 on A { x }"])) == "too_large"


def test_fragments_in_a_circle_end():
    assert refused("query { ...a } fragment a on A { ...b } fragment b on A { ...a x }") is None
