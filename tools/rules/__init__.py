"""Small rules of this house that no linter knows, one file each.

A rule is a module with a docstring (why), `NAME`, `FIX` (what to do instead), `GOOD` and `BAD` (samples
by path, run as its test) and `findings(source) -> Iterator[int]` (line numbers). A line that must break
a rule says why: `# allow <rule-name>: <reason>`.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

ALLOW = re.compile(r"#\s*allow (?P<rule>[a-z-]+):\s*(?P<reason>\S.{9,})")


@dataclass(frozen=True, slots=True)
class Source:
    """One Python file under `src/salus`: its dotted room path, text and tree."""

    path: str
    """Relative to `src/salus`, with slashes."""
    text: str
    tree: ast.Module

    @classmethod
    def of(cls, path: str, text: str) -> Source:
        """Parse `text` as the file `path`."""
        return cls(path, text, ast.parse(text))

    @property
    def room(self) -> str:
        """The first folder below `salus`, or the file's own name."""
        return self.path.split("/", 1)[0].removesuffix(".py")


@dataclass(frozen=True, slots=True)
class Finding:
    """A place that breaks a rule."""

    rule: str
    path: str
    line: int
    fix: str

    def __str__(self) -> str:
        return f"src/salus/{self.path}:{self.line}: {self.rule}: {self.fix}"


def rules() -> list[ModuleType]:
    """Return every rule module of this package, by name."""
    names = sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))
    return [importlib.import_module(f"{__name__}.{name}") for name in names]


def check(source: Source, rule: ModuleType) -> Iterator[Finding]:
    """Yield what `rule` finds in `source`, less the lines that carry a reasoned escape."""
    lines = source.text.splitlines()
    for line in rule.findings(source):
        escape = ALLOW.search(lines[line - 1])
        if not (escape and escape["rule"] == rule.NAME):
            yield Finding(rule.NAME, source.path, line, rule.FIX)


def check_tree(root: Path) -> list[Finding]:
    """Return every finding of every rule below `root` (the `salus` package folder)."""
    found: list[Finding] = []
    for file in sorted(root.rglob("*.py")):
        source = Source.of(file.relative_to(root).as_posix(), file.read_text(encoding="utf-8"))
        for rule in rules():
            found.extend(check(source, rule))
    return found
