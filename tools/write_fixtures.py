"""Write what providers' fixtures give today as their expectation; read the difference before committing it.

Words given are looked for in the paths: `write_fixtures.py sleep` writes one, no word writes all.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.providers.rendering import render
from tests.providers.test_contract import FIXTURES, file_of, read


def main(words: list[str]) -> None:
    """Write the expectations of all fixtures, or of those whose path holds one of the words."""
    for fixture in FIXTURES:
        if words and not any(word in str(fixture) for word in words):
            continue
        expected = fixture.with_name(f"{fixture.stem}.expected.json")
        found = render(read(fixture, file_of(fixture)))
        text = json.dumps(found, indent=1, ensure_ascii=False, sort_keys=True)
        expected.write_text(text + "\n", "utf-8")
        print(expected.name)


if __name__ == "__main__":
    main(sys.argv[1:])
