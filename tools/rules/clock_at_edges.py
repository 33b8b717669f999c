"""The clock is read at the edges and passed down as `now`, so that every rule can be tested at any time."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tools.rules import Source

NAME = "clock-at-edges"
FIX = "take `now` from the caller; `time.monotonic()` is allowed for measuring a duration"
EDGES = {"cli", "worker", "api", "sandbox", "db", "bench"}
CLOCKS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
}

GOOD = {
    "cli/main.py": "from datetime import datetime, UTC\nnow = datetime.now(UTC)\n",
    "rollups/service.py": "import time\nstarted = time.monotonic()\n",
}
BAD = {
    "rollups/service.py": "from datetime import datetime, UTC\ndef f():\n    return datetime.now(UTC)\n",
    "resolution/rules.py": "import time\ndef f():\n    return time.time()\n",
}


def findings(source: Source) -> Iterator[int]:
    """Yield the calls that read the wall clock outside the edges."""
    if source.room in EDGES:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
            if (name, node.func.attr) in CLOCKS:
                yield node.lineno
