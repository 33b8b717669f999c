"""Transactions open at the edges only, so that what belongs together is kept together or not at all.

A room that opened its own would commit half of what its caller is doing.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tools.rules import Source

NAME = "transactions-at-edges"
FIX = "take `tx: Transaction` and let the edge (cli, worker, api) open it"
OPENERS = {"transaction", "owner_transaction", "commit", "rollback"}
EDGES = {"cli", "worker", "api", "sandbox", "db", "bench"}

GOOD = {
    "worker/run.py": "def job(db):\n    with db.transaction(person) as tx:\n        work(tx)\n",
    "rollups/service.py": "def daily(tx):\n    return tx.execute('select 1')\n",
    "file_imports/run.py": (
        "def run(db):\n"
        "    with db.transaction(p) as tx:  # allow transactions-at-edges: an import is many short ones\n"
        "        pass\n"
    ),
}
BAD = {"rollups/service.py": "def daily(db):\n    with db.transaction(person) as tx:\n        pass\n"}


def findings(source: Source) -> Iterator[int]:
    """Yield the lines outside the edges that open or end a transaction."""
    if source.room in EDGES:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in OPENERS:
            yield node.lineno
