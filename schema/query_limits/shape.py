"""The form of a document: how deep it is, and how often it asks for the same thing.

Each fragment is measured once, however often it is spread: the time is linear in the document,
where counting along the spreads would double at each link of a chain of fragments.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from schema.query_limits.limits import IntrospectionClosedError, LimitExceededError, QueryLimits

SCHEMA_FIELDS: Final = frozenset({"__schema", "__type"})
# The types of the usual introspection are wrapped nine times over.
INTROSPECTION_DEPTH_MAX: Final = 20
# Of selections in selections, fragments followed: whoever reads them recursively has to end.
NESTING_MAX: Final = 100
# Fields without fields of their own that stand again at the same place, as fragments of one page
# do; validation compares each with each.
LEAF_REPEATS_MAX: Final = 500


@dataclass(slots=True)
class Shape:
    """What a selection amounts to, fragments included.

    `branches` and `leaves` are the response keys at its top, with and without fields below.
    """

    depth: int = 0
    introspection_depth: int = 0
    nesting: int = 0
    aliases: int = 0
    directives: int = 0
    repeats: int = 0
    leaf_repeats: int = 0
    branches: set[str] = field(default_factory=set)
    leaves: set[str] = field(default_factory=set)

    def add(self, other: Shape) -> None:
        """Add what stands at the same place."""
        self.depth = max(self.depth, other.depth)
        self.introspection_depth = max(self.introspection_depth, other.introspection_depth)
        self.nesting = max(self.nesting, other.nesting)
        self.aliases += other.aliases
        self.directives += other.directives
        self.repeats += other.repeats + len(self.branches & other.branches)
        self.leaf_repeats += other.leaf_repeats + len(self.leaves & other.leaves)
        self.branches |= other.branches
        self.leaves |= other.leaves


class ShapeReader:
    """Measures the selections of one document."""

    def __init__(self, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self._fragments = fragments
        self._known: dict[str, Shape] = {}

    def of_operation(self, operation: OperationDefinitionNode) -> Shape:
        """Measure an operation.

        Raises
        ------
        LimitExceededError
            Selections are nested too deeply to be read.
        """
        shape = self._of(operation.selection_set, 1)
        shape.directives += len(operation.directives or ())
        return shape

    def _of(self, selections: SelectionSetNode, level: int) -> Shape:
        _check_nesting(level)
        shape = Shape(nesting=1)
        for selection in selections.selections:
            if isinstance(selection, FieldNode):
                found = self._of_field(selection, level)
            elif isinstance(selection, FragmentSpreadNode):
                found = self._of_fragment(selection.name.value, level)
            else:
                # An inline fragment: its fields stand at this place.
                found = self._of(selection.selection_set, level + 1)  # type: ignore[attr-defined]
                found.nesting += 1
            shape.directives += len(selection.directives or ())
            shape.add(found)
        return shape

    def _of_field(self, node: FieldNode, level: int) -> Shape:
        key = node.alias.value if node.alias else node.name.value
        aliases = 1 if node.alias else 0
        if node.selection_set is None:
            return Shape(depth=1, aliases=aliases, leaves={key})
        shape = self._of(node.selection_set, level + 1)
        shape.branches, shape.leaves = {key}, set()
        shape.aliases += aliases
        shape.nesting += 1
        shape.depth += 1
        if node.name.value in SCHEMA_FIELDS:
            shape.introspection_depth, shape.depth = shape.depth, 1
        return shape

    def _of_fragment(self, name: str, level: int) -> Shape:
        known = self._known.get(name)
        if known is None:
            fragment = self._fragments.get(name)
            # A cycle comes back here and adds nothing; validation names it.
            self._known[name] = known = Shape()
            if fragment is not None:
                known = self._of(fragment.selection_set, level + 1)
                known.directives += len(fragment.directives or ())
                known.nesting += 1
                self._known[name] = known
        _check_nesting(level + known.nesting)
        return known


def _check_nesting(nesting: int) -> None:
    if nesting > NESTING_MAX:
        raise LimitExceededError(
            "nesting", allowed=NESTING_MAX, found=nesting, remedy="use fewer fragments in fragments"
        )


def check_shape(shape: Shape, limits: QueryLimits) -> None:
    """Refuse a form that passes a limit.

    Raises
    ------
    LimitExceededError
        Names the limit, what was found and what to do.
    IntrospectionClosedError
        It asks for the schema, and that is not told.
    """
    if shape.introspection_depth and not limits.introspection:
        raise IntrospectionClosedError
    split = "split the document into several requests"
    found = (
        ("depth", limits.depth_max, shape.depth, "ask for what lies deeper by `node(id:)`"),
        ("introspection depth", INTROSPECTION_DEPTH_MAX, shape.introspection_depth, "ask for less"),
        ("aliases", limits.aliases_max, shape.aliases + shape.repeats, split),
        ("directives", limits.directives_max, shape.directives, split),
        ("repeated fields", LEAF_REPEATS_MAX, shape.leaf_repeats, "name each field once"),
    )
    for limit, allowed, value, remedy in found:
        if value > allowed:
            raise LimitExceededError(limit, allowed=allowed, found=value, remedy=remedy)
