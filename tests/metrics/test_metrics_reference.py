"""The reference page is what the catalogue says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from salus.metrics import ALL

ROOT = Path(__file__).resolve().parents[2]
TOOL = ROOT / "tools" / "write_metrics_reference.py"
PAGE = ROOT / "docs" / "reference" / "metrics.md"


def test_the_reference_page_is_current():
    done = subprocess.run(
        [sys.executable, str(TOOL), "--check"], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr


def test_a_stale_page_is_found(tmp_path: Path):
    copy = tmp_path / "tools" / TOOL.name
    copy.parent.mkdir()
    copy.write_text(TOOL.read_text(encoding="utf-8"), encoding="utf-8")
    page = tmp_path / "docs" / "reference" / "metrics.md"
    page.parent.mkdir(parents=True)
    page.write_text(PAGE.read_text(encoding="utf-8").replace("29463-7", "29463-8"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(copy), "--check"], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 1
    assert "write_metrics_reference.py --write" in done.stderr


def test_the_reference_page_names_every_metric():
    page = PAGE.read_text(encoding="utf-8")
    assert [code for code in ALL if f"| `{code}` |" not in page] == []
