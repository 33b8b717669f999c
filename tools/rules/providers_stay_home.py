"""No provider's code is named outside `providers/`: what differs between them is a word of the manifest.

The catalogue's data columns and the sandbox, which plays the providers, are the two exceptions.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tools.rules import Source

NAME = "providers-stay-home"
FIX = "ask the manifest (`salus.providers.base`), or add a word to it"
HOMES = {"providers", "metrics", "sandbox", "bench"}
CODES = {
    folder.name
    for folder in (Path(__file__).parents[2] / "src" / "salus" / "providers").glob("*/")
    if (folder / "manifest.py").exists()
}

GOOD = {
    "providers/apple_health/manifest.py": "CODE = 'apple_health'\n",
    "api/graphql/imports.py": "def name(provider):\n    return provider.name\n",
}
BAD = {"file_imports/run.py": "if provider == 'apple_health':\n    pass\n"}


def findings(source: Source) -> Iterator[int]:
    """Yield the string constants that equal a provider's code."""
    if source.room in HOMES:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and node.value in CODES:
            yield node.lineno
