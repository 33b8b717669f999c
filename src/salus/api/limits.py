"""How deep and how costly a GraphQL document may be, worked out before anything of it is run.

Fragments are measured once, so that a document that spreads fragments in fragments costs no more to measure
than to read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    StringValueNode,
    ValueNode,
    VariableNode,
)

MOST_TOKENS: Final = 4000
DEEPEST: Final = 12
MOST_FIELDS: Final = 1500
MOST_ALIASES: Final = 100
MOST_COST: Final = 20_000

PAGE: Final = 50
"""Length of a page where `first` is not given."""

PAGED: Final = frozenset(("nights", "workouts", "imports", "records", "quarantine"))
"""Fields that return a page of `first` items; a page that a series is given in names its length."""

SPANNED: Final = frozenset(("days", "dashboard", "nights", "workouts"))
"""Fields that read a span of days."""
POINTS_A_UNIT: Final = 20
DAYS_A_UNIT: Final = 10

WEIGHTS: Final[Mapping[str, int]] = {
    "series": 40,
    "heartRate": 40,
    "day": 20,
    "days": 15,
    "dashboard": 60,
    "bySource": 100,
    "explanation": 100,
    "spans": 60,
    "today": 900,
    "night": 30,
    "route": 60,
    "previewPreference": 2000,
    "setPreference": 500,
    "history": 10,
    "latest": 10,
    "coverage": 10,
    "signIn": 500,
    "signUp": 500,
    "changePassword": 1000,
}
"""Fields that make the server work, against 1 for reading what is at hand."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much one selection asks for."""

    depth: int
    fields: int
    aliases: int


def check_size(document: DocumentNode) -> GraphQLError | None:
    """Return why a document is too large to be run, or None. Introspection counts by its fields only."""
    measured = _Measure(document)
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode):
            try:
                size = measured.size(definition.selection_set, ())
            except RecursionError:
                return _refusal("too_deep", "The query is nested too deeply.")
            if size.depth > DEEPEST:
                return _refusal(
                    "too_deep", f"The query is {size.depth} levels deep; at most {DEEPEST} are answered."
                )
            if size.fields > MOST_FIELDS:
                return _refusal(
                    "too_large", f"The query asks for more than {MOST_FIELDS} fields; ask in parts."
                )
            if size.aliases > MOST_ALIASES:
                return _refusal("too_large", f"The query has more than {MOST_ALIASES} aliases; ask in parts.")
    return None


def check_cost(
    document: DocumentNode, operation: OperationDefinitionNode, variables: Mapping[str, Any]
) -> GraphQLError | None:
    """Return why a validated operation is too costly with these variables, or None.

    A field costs its weight and, as often as it returns items, the cost of what is asked of each.
    """
    cost = _Cost(document, variables).of(operation.selection_set)
    if cost > MOST_COST:
        return _refusal(
            "too_costly", f"The query would cost {cost} of at most {MOST_COST}; ask for fewer items at once."
        )
    return None


class _Measure:
    def __init__(self, document: DocumentNode) -> None:
        self._fragments = _fragments(document)
        self._known: dict[str, Size] = {}

    def size(self, selection: SelectionSetNode | None, inside: tuple[str, ...]) -> Size:
        depth = fields = aliases = 0
        for node in selection.selections if selection else ():
            if isinstance(node, FieldNode):
                below = self.size(node.selection_set, inside)
                # Introspection is bounded by a rule of its own.
                deep = 0 if node.name.value.startswith("__") else below.depth + 1
                below = Size(deep, below.fields + 1, below.aliases + (node.alias is not None))
            elif isinstance(node, InlineFragmentNode):
                below = self.size(node.selection_set, inside)
            elif isinstance(node, FragmentSpreadNode):
                below = self._fragment(node.name.value, inside)
            else:
                continue
            depth, fields, aliases = max(depth, below.depth), fields + below.fields, aliases + below.aliases
        return Size(depth, fields, aliases)

    def _fragment(self, name: str, inside: tuple[str, ...]) -> Size:
        if name not in self._known:
            fragment = self._fragments.get(name)
            if fragment is None or name in inside:
                return Size(0, 0, 0)  # validation names the mistake
            self._known[name] = self.size(fragment.selection_set, (*inside, name))
        return self._known[name]


class _Cost:
    def __init__(self, document: DocumentNode, variables: Mapping[str, Any]) -> None:
        self._fragments = _fragments(document)
        self._variables = variables
        self._known: dict[str, int] = {}

    def of(self, selection: SelectionSetNode | None) -> int:
        total = 0
        for node in selection.selections if selection else ():
            if isinstance(node, FieldNode):
                name = node.name.value
                total += (
                    WEIGHTS.get(name, 1)
                    + self._extent(node)
                    + self._items(node) * self.of(node.selection_set)
                )
            elif isinstance(node, InlineFragmentNode):
                total += self.of(node.selection_set)
            elif isinstance(node, FragmentSpreadNode):
                total += self._fragment(node.name.value)
        return total

    def _fragment(self, name: str) -> int:
        if name not in self._known:
            self._known[name] = 0  # in a circle, which validation refuses
            self._known[name] = self.of(self._fragments[name].selection_set)
        return self._known[name]

    def _items(self, node: FieldNode) -> int:
        first = self._argument(node, "first")
        if isinstance(first, int):
            return max(1, first)
        return PAGE if node.name.value in PAGED and node.selection_set else 1

    def _extent(self, node: FieldNode) -> int:
        """What a field costs by the points or days that it asks for."""
        name = node.name.value
        metrics = self._argument(node, "metrics")
        many = len(metrics) if isinstance(metrics, list) else 1
        if name == "series":
            most = self._argument(node, "maxPoints")
            return (many - 1) * WEIGHTS[name] + (most if isinstance(most, int) else 1000) // POINTS_A_UNIT
        if name in SPANNED:
            return many * (_days(self._argument(node, "from"), self._argument(node, "to")) // DAYS_A_UNIT)
        return 0

    def _argument(self, node: FieldNode, name: str) -> Any:
        for argument in node.arguments or ():
            if argument.name.value == name:
                return self._value(argument.value)
        return None

    def _value(self, node: ValueNode) -> Any:
        if isinstance(node, VariableNode):
            return self._variables.get(node.name.value)
        if isinstance(node, IntValueNode):
            return int(node.value)
        if isinstance(node, StringValueNode):
            return node.value
        if isinstance(node, ListValueNode):
            return [self._value(item) for item in node.values]
        return None


def _days(first: object, last: object) -> int:
    """How many days lie between two dates; none where they are no dates, which is said when they are read."""
    if isinstance(first, str) and isinstance(last, str):
        try:
            return max(0, (date.fromisoformat(last[:10]) - date.fromisoformat(first[:10])).days)
        except ValueError:
            pass
    return 0


def _fragments(document: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    return {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}


def _refusal(code: str, message: str) -> GraphQLError:
    return GraphQLError(message, extensions={"code": code})
