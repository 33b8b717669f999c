"""What the documentation names exists, and the requirements map leaves nothing unanswered."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
MAP = ROOT / "docs" / "explanation" / "requirements-map.md"
OURS = ("src/", "web/", "docs/", "ops/", "tools/", "tests/")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if "://" not in target and not target.startswith("mailto:"):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def map_rows() -> list[list[str]]:
    lines = MAP.read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    return [row for row in rows if row[0] != "required"]


def test_requirements_map_names_only_paths_that_exist() -> None:
    rows = map_rows()
    assert len(rows) > 50
    for row in rows:
        for path in re.findall(r"`([^`]+)`", row[1]):
            if path.startswith(OURS) or "." in path:
                assert (ROOT / path).exists(), f"{row[0]}: {path} is gone"


def test_requirements_map_answers_every_row() -> None:
    for required, where, notes in map_rows():
        answered = re.search(r"`[^`]+`|\]\(", where) is not None
        assert answered or "not yet" in notes, f"{required}: neither a place nor 'not yet'"
