"""Every mutation refuses who may not, before anything is read or written."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    is_leaf_type,
    is_required_argument,
)
from graphql import is_required_input_field as is_required_input

from schema.context import Context
from schema.permissions import ANONYMOUS, Caller, NotPermittedError, Role, require_role
from tests.schema.city import SCHEMA

MUTATION: GraphQLObjectType = SCHEMA._schema.mutation_type  # type: ignore[assignment]
MUTATIONS = sorted(MUTATION.fields)
VALUES = {
    "Boolean": "true",
    "Date": '"2017-01-01"',
    "Decimal": '"1.00"',
    "Float": "1.0",
    "GeoJSON": '{type: "Point", coordinates: [101.7, 36.6]}',
    "ID": '"Organization:1"',
    "Int": "1",
    "String": '"x"',
    "Upload": '"x"',
}


class NoDatabase:
    """Fails the test as soon as anything is asked of it."""

    dialect = "sqlite"

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"the database was asked: {name}")


def literal(asked: Any) -> str:
    """Write the shortest valid value of an input type."""
    if isinstance(asked, GraphQLNonNull):
        return literal(asked.of_type)
    if isinstance(asked, GraphQLList):
        return "[]"
    if isinstance(asked, GraphQLEnumType):
        return str(next(iter(asked.values)))
    if isinstance(asked, GraphQLInputObjectType):
        needed = {name: one for name, one in asked.fields.items() if is_needed(one)}
        return "{" + ", ".join(f"{name}: {literal(one.type)}" for name, one in needed.items()) + "}"
    return VALUES[asked.name]


def is_needed(one: Any) -> bool:
    return is_required_argument(one) if isinstance(one, GraphQLArgument) else is_required_input(one)


def document(name: str) -> str:
    """Write a valid mutation of a field, with the least arguments."""
    definition = MUTATION.fields[name]
    needed = {key: one for key, one in definition.args.items() if is_needed(one)}
    arguments = ", ".join(f"{key}: {literal(one.type)}" for key, one in needed.items())
    payload: Any = definition.type
    while hasattr(payload, "of_type"):
        payload = payload.of_type
    selection = "" if is_leaf_type(payload) else "{ __typename }"
    return f"mutation {{ {name}{f'({arguments})' if arguments else ''} {selection} }}"


def told(name: str, caller: Caller) -> list[Any]:
    context = Context(NoDatabase(), "request-1", viewer=caller)  # type: ignore[arg-type]
    result = asyncio.run(SCHEMA.execute(document(name), context_value=context))
    return [(error.extensions or {}).get("code") for error in result.errors or ()]


def test_there_are_mutations() -> None:
    assert len(MUTATIONS) > 30


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mutation_refuses_nobody_known_and_who_only_reads(name: str) -> None:
    assert told(name, ANONYMOUS) == ["UNAUTHENTICATED"]
    assert told(name, Caller(Role.VIEWER, "reader")) == ["FORBIDDEN"]


@pytest.mark.parametrize("name", [one for one in MUTATIONS if "tationPlan" in one])
def test_an_editor_plans_nothing(name: str) -> None:
    assert told(name, Caller(Role.EDITOR, "clerk")) == ["FORBIDDEN"]


def test_a_role_may_do_all_that_the_ones_before_it_may() -> None:
    roles = list(Role)
    for place, role in enumerate(roles):
        for needed in roles[: place + 1]:
            require_role(Caller(role, "x"), needed)
        for needed in roles[place + 1 :]:
            with pytest.raises(NotPermittedError, match=needed):
                require_role(Caller(role, "x"), needed)
