"""One root element of an export by a real XML parser, and where it ends.

Every element is parsed as a document of its own, so no document type and no entity beyond the five built-in
ones and character references can be in force, and a broken element costs nothing but itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from xml.parsers import expat

LONGEST_WAIT: Final = 4 << 20
"""How much text is waited for until an element that does not end is given up where the next one begins."""

_FIRST_BITE: Final = 4096
_DUPLICATE: Final = "duplicate attribute"

_TAG: Final = re.compile(rb"""<[^<>"']*(?:"[^"]*"[^<>"']*|'[^']*'[^<>"']*)*>""")
_OWN_TAG: Final = re.compile(rb"""<[^<>"']*(?:"[^"<]*"[^<>"']*|'[^'<]*'[^<>"']*)*>""")
_NAME: Final = re.compile(rb"<([A-Za-z_:][-\w:.]*)")
_START_TAG: Final = re.compile(rb"""<([A-Za-z_:][-\w:.]*)((?:[^<>"']|"[^"]*"|'[^']*')*?)(/?)>""")
_ROOT_NAMES: Final = rb"Correlation|Workout|ActivitySummary|ClinicalRecord|Audiogram|VisionPrescription"
_ROOT_TAG: Final = re.compile(rb"<(?:Record|" + _ROOT_NAMES + rb")(?=[\s/>])|</HealthData")
_AFTER_CORRELATION: Final = re.compile(
    rb"[\r\n] ?<Record(?=[\s/>])|<(?:" + _ROOT_NAMES + rb")(?=[\s/>])|</HealthData"
)
_ATTRIBUTE: Final = re.compile(rb"""\s+([A-Za-z_:][-\w:.]*)\s*=\s*("[^"]*"|'[^']*')""")


@dataclass(slots=True)
class Element:
    """An element with its attributes and child elements; text is not kept, exports have none."""

    tag: str
    attributes: dict[str, str]
    children: list[Element] = field(default_factory=list)

    def all(self, tag: str) -> Iterator[Element]:
        """Yield the direct children of this name."""
        return (child for child in self.children if child.tag == tag)


@dataclass(frozen=True, slots=True)
class Parsed:
    """A whole element; `end` is the position after it."""

    element: Element
    end: int


@dataclass(frozen=True, slots=True)
class Broken:
    """An element that no parser can take; reading goes on at `end`."""

    tag: str
    detail: str
    end: int


class IncompleteError(Exception):
    """The text ends inside the element."""


def name_at(text: bytes, at: int) -> str:
    """Return the name of the tag that begins at a position, or "" where none does."""
    match = _NAME.match(text, at)
    return match[1].decode("ascii", "replace") if match else ""


def next_root_tag(text: bytes, at: int) -> int:
    """Return where the next element that counts begins behind a position, or where the text ends."""
    found = _ROOT_TAG.search(text, at + 1)
    return found.start() if found else len(text)


def parse_element(text: bytes, at: int, *, text_is_whole: bool) -> Parsed | Broken:
    """Parse the element that begins at position `at` of `text`.

    `text_is_whole` says that no more text will come, so an element that does not end is broken and not only
    cut off by the window. Raises: IncompleteError when more text is needed.
    """
    builder = _Builder()
    error = builder.feed(text, at)
    if builder.root is not None and builder.closed_at is not None:
        own = _TAG.match(text, at)
        alone = own is not None and own[0].endswith(b"/>")
        closing = own if alone else _TAG.match(text, builder.closed_at)
        if closing is not None:
            return Parsed(builder.root, closing.end())
    tag = name_at(text, at)
    end = _end_of_broken(text, at, tag)
    if error is None and end is not None and (text_is_whole or len(text) - at > LONGEST_WAIT):
        error = "does not end"
    if error is None or (end is None and not text_is_whole):
        raise IncompleteError
    if end is None:
        end = len(text)
    if _DUPLICATE in error:
        repaired = repair_duplicates(text[at:end])
        again = _Builder()
        again.feed(repaired, 0)
        if again.root is not None and again.closed_at is not None:
            return Parsed(again.root, end)
    return Broken(tag, error, end)


def repair_duplicates(text: bytes) -> bytes:
    """Return an element in which no tag has an attribute twice.

    iOS 16.0 wrote `startDate` twice in WorkoutStatistics and meant the second to be `endDate`; any other
    repetition is dropped.
    """
    return _START_TAG.sub(_without_duplicates, text)


def _without_duplicates(tag: re.Match[bytes]) -> bytes:
    attributes: dict[bytes, bytes] = {}
    repeated = False
    for match in _ATTRIBUTE.finditer(tag[2]):
        name, value = match[1], match[2]
        if name in attributes:
            repeated = True
            if name != b"startDate" or b"endDate" in attributes:
                continue
            name = b"endDate"
        attributes[name] = value
    if not repeated:
        return tag[0]
    written = b"".join(b" " + name + b"=" + value for name, value in attributes.items())
    return b"<" + tag[1] + written + tag[3] + b">"


def _end_of_broken(text: bytes, at: int, tag: str) -> int | None:
    """Where a broken element most likely ends: behind its closing tag, or before the next root element.

    No attribute can hold a `<`, so a root element's name behind one is where reading can go on. Correlations
    hold Records, which stand two blanks deep; those at the root stand one deep.
    """
    own = _OWN_TAG.match(text, at)
    if own is not None and own[0].endswith(b"/>"):
        return own.end()
    after = own.end() if own is not None else at + 1
    closing = b"</" + tag.encode("ascii", "replace") + b">"
    following = (_AFTER_CORRELATION if tag == "Correlation" else _ROOT_TAG).search(text, after)
    closed = text.find(closing, after, following.start() if following else len(text))
    if closed >= 0:
        return closed + len(closing)
    return following.start() if following else None


class _Builder:
    """Builds the tree of one element and notes where its closing tag (or its only tag) begins."""

    def __init__(self) -> None:
        self.root: Element | None = None
        self.closed_at: int | None = None
        self._open: list[Element] = []
        self._base = 0
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        start: Callable[[str, dict[str, str]], Any] = self._start
        parser.StartElementHandler = start
        parser.EndElementHandler = self._end
        self._parser = parser

    def feed(self, text: bytes, at: int) -> str | None:
        """Parse until the element is closed; return expat's complaint, or None when the text is too short."""
        self._base = at
        view = memoryview(text)
        bite = _FIRST_BITE
        while at < len(text) and self.closed_at is None:
            try:
                self._parser.Parse(view[at : at + bite])
            except expat.ExpatError as error:
                return expat.ErrorString(error.code) or "not well-formed"
            at += bite
            bite *= 4
        return None

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        element = Element(tag, attributes)
        if self._open:
            self._open[-1].children.append(element)
        elif self.root is None:
            self.root = element
        self._open.append(element)

    def _end(self, _tag: str) -> None:
        self._open.pop()
        if not self._open and self.closed_at is None:
            self.closed_at = self._base + self._parser.CurrentByteIndex
