"""In `queries.py`, what names a personal table takes `person: PersonId` and says so in its SQL.

Row security is the wall; this is the habit in front of it, and what keeps every query on one shard.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tools.rules import Source

NAME = "queries-name-the-person"
FIX = "add `person: PersonId` to the function and `user_id = %(person)s` (or %s) to its SQL"
MIGRATIONS = Path(__file__).parents[2] / "src" / "salus" / "db" / "migrations" / "versions"
CREATED = re.compile(r"CREATE TABLE (\w+) \(\s*user_id uuid", re.IGNORECASE)
TABLES = {
    name for file in MIGRATIONS.glob("*.sql") for name in CREATED.findall(file.read_text(encoding="utf-8"))
}
NAMED = re.compile(r"\b(?:FROM|JOIN|INTO|UPDATE)\s+(\w+)", re.IGNORECASE)

GOOD = {
    "rollups/queries.py": (
        "def rows(tx, person: PersonId):\n"
        "    return tx.execute('SELECT value FROM daily WHERE user_id = %s', (person,))\n"
    ),
}
BAD = {
    "rollups/queries.py": "def rows(tx):\n    return tx.execute('SELECT value FROM daily')\n",
}


def findings(source: Source) -> Iterator[int]:
    """Yield the functions of a `queries.py` whose SQL names a personal table without a person."""
    if not source.path.endswith("queries.py"):
        return
    for node in source.tree.body:
        if isinstance(node, ast.FunctionDef) and names_personal_table(node):
            arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            if not any(a.arg == "person" and "PersonId" in ast.unparse(a.annotation or a) for a in arguments):
                yield node.lineno


def names_personal_table(function: ast.FunctionDef) -> bool:
    """Tell whether a string constant of the function reads or writes a table that belongs to persons."""
    texts = [n.value for n in ast.walk(function) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    return any(table in TABLES for text in texts for table in NAMED.findall(text))
