"""One process that imports files one after the other and says how long each took: `salus import` from inside.

`python -m salus.cli.bench.child EMAIL PATH…` prints one JSON line when an import begins and one when its days
are current, with the report, seconds and the process's greatest memory so far.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any


def main() -> None:
    """Import the files named on the command line for the person with that address."""
    from salus import file_imports
    from salus.cli import options
    from salus.cli.bench.effort import cpu_seconds, peak_rss_mb
    from salus.cli.opened import opened
    from salus.cli.terminal import now
    from salus.kit.memory import share_one_arena
    from salus.worker import work

    share_one_arena()

    email, *paths = sys.argv[1:]
    with opened(options.load(None)) as here:
        person = here.person(email)
        blobs = here.blobs()
        for name in paths:
            path, begun, busy = Path(name), time.monotonic(), cpu_seconds()
            _say({"begun": begun, "path": name})
            blob = file_imports.receive(here.database, blobs, person, path, path.name, now=now())
            received = time.monotonic() - begun
            started = file_imports.start_import(here.database, blobs, person, blob, now=now())
            done = work.run_import(here.database, blobs, person, started.import_id)
            _say(
                {
                    "path": name,
                    "received": received,
                    "seconds": time.monotonic() - begun,
                    "cpu_seconds": cpu_seconds() - busy,
                    "rss_mb": peak_rss_mb(),
                    "report": dict(done.report),
                }
            )


def _say(words: dict[str, Any]) -> None:
    print(json.dumps(words, default=str), flush=True)


if __name__ == "__main__":
    main()
