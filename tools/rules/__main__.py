"""`python -m tools.rules`: check the house rules; exit 1 when one is broken."""

from __future__ import annotations

import sys
from pathlib import Path

from tools.rules import check_tree, rules


def main() -> int:
    """Print each finding with its remedy and return the exit status."""
    root = Path(__file__).parents[2] / "src" / "salus"
    files = len(list(root.rglob("*.py")))
    if files == 0:
        print(f"No Python file under {root}: the check would pass on nothing.", file=sys.stderr)
        return 1
    found = check_tree(root)
    for finding in found:
        print(finding)
    print(f"{len(rules())} rules, {files} files, {len(found)} findings", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
