"""A broad `except` hides mistakes: it stands at two bulkheads, one job (worker) and one record (ingest)."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tools.rules import Source

NAME = "broad-except-at-bulkheads"
FIX = "name the error you can act on, or let it rise to the bulkhead"
BULKHEADS = {"worker", "ingest"}
BROAD = {"Exception", "BaseException"}

GOOD = {
    "worker/run.py": "try:\n    job()\nexcept Exception:\n    log()\n",
    "rollups/service.py": "try:\n    job()\nexcept ValueError:\n    log()\n",
    "file_imports/run.py": "try:\n    job()\nexcept BaseException:\n    stop()\n    raise\n",
}
BAD = {
    "rollups/service.py": "try:\n    job()\nexcept Exception:\n    log()\n",
    "api/app.py": "try:\n    job()\nexcept:\n    log()\n",
}


def findings(source: Source) -> Iterator[int]:
    """Yield the handlers that take everything, save those that end by raising it again."""
    if source.room in BULKHEADS:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ExceptHandler) and takes_everything(node) and not raises_again(node):
            yield node.lineno


def takes_everything(handler: ast.ExceptHandler) -> bool:
    """Tell whether the handler is bare or names a base of all errors."""
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(kind is None or (isinstance(kind, ast.Name) and kind.id in BROAD) for kind in kinds)


def raises_again(handler: ast.ExceptHandler) -> bool:
    """Tell whether the handler's last statement is a bare `raise`."""
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None
