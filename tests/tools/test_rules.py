"""Each house rule passes its good samples, refuses its bad ones, and takes an escape only with a reason."""

from __future__ import annotations

from types import ModuleType

import pytest

from tools.rules import Source, check, rules

RULES = rules()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.NAME)
def test_rule_passes_its_good_samples_and_refuses_its_bad_ones(rule: ModuleType) -> None:
    assert rule.GOOD
    assert rule.BAD
    for path, text in rule.GOOD.items():
        assert list(check(Source.of(path, text), rule)) == [], path
    for path, text in rule.BAD.items():
        assert list(check(Source.of(path, text), rule)), path


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.NAME)
def test_rule_says_why_and_how_to_mend(rule: ModuleType) -> None:
    assert len(rule.__doc__ or "") > 40
    assert len(rule.FIX) > 20
    assert rule.__name__.rsplit(".", 1)[-1].replace("_", "-") == rule.NAME


def test_escape_without_a_reason_does_not_count() -> None:
    rule = next(r for r in RULES if r.NAME == "clock-at-edges")
    bare = "import time\ndef f():\n    return time.time()  # allow clock-at-edges:\n"
    reasoned = (
        "import time\ndef f():\n    return time.time()  # allow clock-at-edges: the log line's own time\n"
    )
    assert list(check(Source.of("rollups/x.py", bare), rule))
    assert not list(check(Source.of("rollups/x.py", reasoned), rule))
