"""Only `api` is async: a room that blocks inside a coroutine stops every request of the server.

`worker/engine.py` is too, since the job library is; what it hands jobs to runs in threads.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tools.rules import Source

NAME = "rooms-are-synchronous"
FIX = "write a plain function; a resolver calls it by `await in_room(fn, …)`"

GOOD = {
    "api/graphql/series.py": "async def resolve(info):\n    return await in_room(read, info)\n",
    "worker/engine.py": "async def run(self, stop):\n    await self._work(stop)\n",
    "rollups/service.py": "def read(tx):\n    return tx\n",
}
BAD = {"rollups/service.py": "async def read(tx):\n    return tx\n"}


def findings(source: Source) -> Iterator[int]:
    """Yield the coroutines outside `api` and the worker's engine."""
    if source.room == "api" or source.path == "worker/engine.py":
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.AsyncFunctionDef | ast.AsyncFor | ast.AsyncWith | ast.Await):
            yield node.lineno
