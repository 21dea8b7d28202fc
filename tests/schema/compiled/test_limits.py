"""Permissions and limits hold on the compiled path: it refuses what the ordinary one refuses."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from graphql import parse

from db.engine import Database
from schema.compiled.queries import Asked, CompiledQueries, Request
from schema.context import Context
from schema.operations.limits import Limits
from schema.permissions import ROLE, Caller, Role
from tests.schema.city import SCHEMA
from tests.schema.compiled.paths import ask_both

NAMES = "query ($n: Int) { organizations(first: $n) { edges { node { name } } } }"

# After an error where null is not allowed, graphql-core drops what it had not awaited yet.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def test_a_page_beyond_the_limit_is_refused_after_one_within_it(small_city: Database) -> None:
    compiled, limits = CompiledQueries(), Limits(page_max=2)
    within = ask_both(small_city, compiled, NAMES, limits=limits, n=2)
    beyond = ask_both(small_city, compiled, NAMES, limits=limits, n=3)

    assert within.was_compiled
    assert not beyond.was_compiled
    assert beyond.compiled == beyond.ordinary
    assert beyond.compiled["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


def test_a_field_that_asks_for_a_role_is_never_compiled(
    small_city: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    organization: Any = SCHEMA._schema.type_map["Organization"]
    declared = organization.fields["name"].extensions["strawberry-definition"]
    monkeypatch.setattr(declared, "metadata", {ROLE: Role.EDITOR})
    compiled = CompiledQueries()
    both = ask_both(small_city, compiled, NAMES, n=1)

    assert not both.was_compiled
    assert list(compiled.fallbacks) == ["Organization.name asks who the caller is"]


def test_what_one_caller_was_granted_is_decided_anew_for_another(small_city: Database) -> None:
    compiled, request = CompiledQueries(), Request(NAMES, None, {"n": 1})
    editor = Context(small_city, "1", viewer=Caller(Role.EDITOR, "e"))
    asked = Asked(SCHEMA, parse(NAMES), NAMES, None, {"n": 1})

    async def answers() -> list[bytes | None]:
        first = await compiled.answer(asked, editor)
        again = await compiled.answer_again(request, editor)
        stranger = await compiled.answer_again(request, Context(small_city, "2"))
        return [first, again, stranger]

    first, again, stranger = asyncio.run(answers())

    assert first is not None
    assert again == first
    assert stranger is None


@pytest.mark.parametrize(
    "query",
    [
        "{ organizations(first: 1, last: 1) { totalCount edges { node { id } } } }",
        '{ organizations(after: "nonsense") { edges { node { id } } } }',
        '{ districts { edges { node { organizations(after: "x") { edges { cursor } } } } } }',
        '{ node(id: "Nobody:1") { id } }',
        '{ districts(filter: {adcodes: ["999999"]}) { edges { node { id } } } }',
    ],
)
def test_what_is_refused_is_refused_alike(small_city: Database, query: str) -> None:
    both = ask_both(small_city, CompiledQueries(), query)

    assert not both.was_compiled
    assert both.compiled["errors"]
    assert both.compiled["data"] == both.ordinary["data"]


def test_conditions_and_identifiers_choose_the_plan(small_city: Database) -> None:
    compiled = CompiledQueries()
    query = """query ($id: ID!, $shown: Boolean!) { node(id: $id) {
        ... on District { name adcode @include(if: $shown) }
        ... on Organization { name location @skip(if: $shown) } } }"""
    for identifier in ("District:1", "Organization:1", "Organization:4", "Organization:99"):
        for chosen in (True, False):
            both = ask_both(small_city, compiled, query, id=identifier, shown=chosen)
            assert both.was_compiled
            assert both.compiled == both.ordinary


@pytest.mark.parametrize("page", ["first: 2", "last: 2", "first: 0", "last: 0", "first: 9"])
@pytest.mark.parametrize(
    "facts", ["hasNextPage", "hasPreviousPage", "startCursor", "endCursor", "__typename"]
)
def test_each_fact_of_a_page_can_be_asked_alone(
    small_city: Database, page: str, facts: str
) -> None:
    both = ask_both(
        small_city,
        CompiledQueries(),
        f"{{ organizations({page}) {{ pageInfo {{ {facts} }} }} }}",
    )

    assert both.was_compiled
    assert both.compiled == both.ordinary
