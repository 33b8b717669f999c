"""Write docs/reference/settings.md and commands.md from the program itself, or check that they are current.

python -m tools.write_program_reference --check | --write
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from salus.cli.main import salus
from salus.settings import SETTINGS

WIDTH = 96
FOLDER = Path(__file__).resolve().parents[1] / "docs" / "reference"


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return 0 when the pages are current or were written, 1 when one is stale."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--check", action="store_true", help="fail when a page is not what the program says")
    what.add_argument("--write", action="store_true", help="write the pages")
    chosen = parser.parse_args(arguments)
    stale = [name for name, render in PAGES.items() if read(name) != render()]
    if chosen.write:
        for name in stale:
            (FOLDER / name).write_text(PAGES[name](), encoding="utf-8")
        return 0
    for name in stale:
        print(
            f"{name} is stale: run python -m tools.write_program_reference --write and commit the page.",
            file=sys.stderr,
        )
    return 1 if stale else 0


def read(name: str) -> str:
    """Return the page as it stands, empty when there is none."""
    page = FOLDER / name
    return page.read_text(encoding="utf-8") if page.exists() else ""


def settings_page() -> str:
    """Return the page of all settings."""
    lines = [
        "# Settings",
        "",
        "Written by `tools/write_program_reference.py` from `src/salus/settings.py`.",
        "",
        "A setting is an environment variable, or a line of `salus.toml` in the data directory; the",
        "environment comes first, and an option of a command before both. All have working defaults.",
        "",
        "| variable | in salus.toml | meaning | default |",
        "|---|---|---|---|",
        *(
            f"| `{setting.variable}` | `{setting.key}` | {setting.meaning} | {setting.default} |"
            for setting in SETTINGS
        ),
        "| `SALUS_DATA_DIR` | – | The data directory; `--data-dir` comes first. | the user's data folder |",
        "",
    ]
    return "\n".join(lines)


def commands_page() -> str:
    """Return the page of all commands."""
    lines = [
        "# Commands",
        "",
        "Written by `tools/write_program_reference.py` from the program's own help.",
        "",
        "After `make setup`, `.venv/bin/salus` is the command. Results go to standard output, progress and",
        "everything else to standard error; `--json` gives one JSON document. A command that finds the",
        "embedded server of the data directory running uses it; otherwise it starts it, and the last to",
        "leave stops it.",
        "",
        "| exit status | means |",
        "|---|---|",
        "| 0 | done |",
        "| 1 | failed, with a sentence that says what to do |",
        "| 2 | wrong use |",
        "| 3 | done, with quarantined records, a partial file, or records skipped that were no repetitions |",
        "",
        *sections(salus, "salus"),
    ]
    return "\n".join(lines)


def sections(command: click.Command, name: str, parent: click.Context | None = None) -> Iterator[str]:
    """Yield a section for each command below `command` that does something.

    Each context has its parent, as when the program runs: help options and widths come from there.
    """
    settings = command.context_settings if parent is None else {}
    context = click.Context(command, parent, info_name=name, terminal_width=WIDTH, **settings)
    if isinstance(command, click.Group):
        for below in sorted(command.commands):
            yield from sections(command.commands[below], below, context)
        return
    yield f"## {context.command_path}"
    yield ""
    yield "```"
    yield command.get_help(context).strip()
    yield "```"
    yield ""


PAGES: dict[str, Callable[[], str]] = {"settings.md": settings_page, "commands.md": commands_page}


if __name__ == "__main__":
    sys.exit(main())
