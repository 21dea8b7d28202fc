"""Costs as sums: a constant, and products of what the values of variables decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from graphql import ValueNode, value_from_ast_untyped

from schema.query_limits.weights import argument_weight


@dataclass(frozen=True, slots=True)
class Rows:
    """How many rows arguments ask for: the first of `nodes` that says a number, or `otherwise`."""

    nodes: tuple[ValueNode, ...]
    otherwise: int
    most: int
    in_one: int = 1

    @property
    def least(self) -> int:
        """What `count` gives at least."""
        return 1

    def count(self, variables: dict[str, Any]) -> int:
        """Count them with the values of the variables; one at least."""
        for node in self.nodes:
            value = _value_of(node, variables)
            if isinstance(value, list):
                return max(len(value), 1)
            if isinstance(value, int) and not isinstance(value, bool):
                return max(min(value, self.most) // self.in_one, 1)
        return max(self.otherwise // self.in_one, 1)


@dataclass(frozen=True, slots=True)
class Weighed:
    """The weight of an argument that variables are in."""

    node: ValueNode

    @property
    def least(self) -> int:
        """What `count` gives at least."""
        return 0

    def count(self, variables: dict[str, Any]) -> int:
        """Weigh it with the values of the variables."""
        return argument_weight(_value_of(self.node, variables))


@dataclass(frozen=True, slots=True)
class Cost:
    """A sum: a constant, and products of what variables decide with costs of their own.

    `least` is what it comes to at least. It bounds the work of adding the sum up, too: what
    doubles along a chain of fragments is kept as a chain, and never added up when over a limit.
    """

    constant: int = 0
    products: tuple[tuple[Rows | Weighed, Cost], ...] = ()
    least: int = 0

    def __add__(self, other: Cost) -> Cost:
        return Cost(
            self.constant + other.constant,
            self.products + other.products,
            self.least + other.least,
        )

    def times(self, factor: Rows | Weighed) -> Cost:
        """Multiply by what the values of variables decide."""
        return Cost(0, ((factor, self),), factor.least * self.least)

    def multiplied(self, number: int) -> Cost:
        """Multiply by a number."""
        if not self.products:
            return constant(self.constant * number)
        return self.times(Rows((), number, number))

    def as_one(self) -> Cost:
        """Give the same in one part, however many it has."""
        return self if len(self.products) < 2 else self.times(Rows((), 1, 1))

    def value(self, variables: dict[str, Any]) -> int:
        """Add it up with the values of the variables."""
        return self.constant + sum(
            factor.count(variables) * cost.value(variables) for factor, cost in self.products
        )


def constant(number: int) -> Cost:
    """Give a cost that no variable changes."""
    return Cost(number, (), number)


NOTHING: Final = Cost()
ONE: Final = constant(1)


def product(factor: Rows | Weighed, cost: Cost) -> Cost:
    """Multiply a cost; at once where no variable is in the factor."""
    nodes = factor.nodes if isinstance(factor, Rows) else (factor.node,)
    if any(_has_variable(node) for node in nodes):
        return cost.times(factor)
    return cost.multiplied(factor.count({}))


def _value_of(node: ValueNode, variables: dict[str, Any]) -> Any:
    try:
        return value_from_ast_untyped(node, variables)
    except ValueError:
        return None  # a number of thousands of digits, which validation refuses


def _has_variable(node: ValueNode) -> bool:
    pending: list[Any] = [node]
    while pending:
        one = pending.pop()
        if one.kind == "variable":
            return True
        if one.kind == "list_value":
            pending.extend(one.values)
        elif one.kind == "object_value":
            pending.extend(member.value for member in one.fields)
    return False
