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
    from salus.cli import options
    from salus.cli.bench.floors import peak_rss_mb
    from salus.cli.imports import import_path
    from salus.cli.opened import opened

    email, *paths = sys.argv[1:]
    with opened(options.load(None)) as here:
        person = here.person(email)
        for path in paths:
            begun = time.monotonic()
            _say({"begun": begun, "path": path})
            imported = import_path(here, person, Path(path))
            seconds = time.monotonic() - begun
            report = dict(imported.report)
            _say({"path": path, "seconds": seconds, "rss_mb": peak_rss_mb(), "report": report})


def _say(words: dict[str, Any]) -> None:
    print(json.dumps(words, default=str), flush=True)


if __name__ == "__main__":
    main()
