"""Permissions and limits hold on the compiled path: it refuses what the ordinary one refuses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from db.engine import Database
from db.models.enums import TokenRole
from db.repositories import tokens
from db.repositories.tokens import TokenTerms
from db.selections.proof import Proof
from schema.operations.limits import Limits
from schema.permissions import ROLE, Role
from tests.schema.city import SCHEMA
from tests.schema.compiled.paths import Asker

NAMES = "query ($n: Int) { organizations(first: $n) { edges { node { name } } } }"

# After an error where null is not allowed, graphql-core drops what it had not awaited yet.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def test_a_page_beyond_the_limit_is_refused_after_one_within_it(small_city: Database) -> None:
    with Asker(small_city, Limits(page_max=2)) as asker:
        within = asker.both(NAMES, n=2)
        beyond = asker.both(NAMES, n=3)

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
    with Asker(small_city) as asker:
        both = asker.both(NAMES, n=1)

    assert not both.was_compiled
    assert list(asker.compiled.fallbacks) == ["Organization.name asks who the caller is"]


def test_a_statement_that_is_kept_looks_at_the_token_each_time(small_city: Database) -> None:
    query = "{ organizations(first: 1) { edges { node { name } } } }"
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    with small_city.write() as session:
        terms = TokenTerms("reader", TokenRole.VIEWER, expires_at=moment + timedelta(days=1))
        _, secret = tokens.create(session, terms, now=moment)
    with Asker(small_city) as asker:
        asker.both(query)
        shown = tokens.digest(secret)
        in_time = asker.again(query, Proof(shown, moment))
        late = asker.again(query, Proof(shown, moment + timedelta(days=1)))
        unknown = asker.again(query, Proof(tokens.digest("quanmap_x"), moment))
        with small_city.write() as session:
            tokens.revoke(session, "reader", now=moment)
        revoked = asker.again(query, Proof(shown, moment))

    assert len(in_time["organizations"]["edges"]) == 1
    assert (late, unknown, revoked) == (None, None, None)


@pytest.mark.parametrize(
    "query",
    [
        "{ organizations(first: 1, last: 1) { totalCount edges { node { id } } } }",
        '{ organizations(after: "nonsense") { edges { node { id } } } }',
        '{ districts { edges { node { organizations(after: "x") { edges { cursor } } } } } }',
        '{ node(id: "Nobody:1") { id } }',
        '{ districts(filter: {adcodes: ["999999"]}) { edges { node { id } } } }',
        '{ activities(filter: {organization: "Organization:99"}) { totalCount } }',
        '{ instructors(filter: {organization: "Organization:99"}) { totalCount } }',
        '{ partyOrganizations(filter: {superior: "PartyOrganization:99"}) { totalCount } }',
        '{ organizations(filter: {spatial: {circle: "CommercialCircle:99"}}) { totalCount } }',
    ],
)
def test_what_is_refused_is_refused_alike(small_city: Database, query: str) -> None:
    with Asker(small_city) as asker:
        both = asker.both(query)

    assert not both.was_compiled
    assert both.compiled["errors"]
    assert both.compiled["data"] == both.ordinary["data"]


def test_conditions_and_identifiers_choose_the_plan(small_city: Database) -> None:
    query = """query ($id: ID!, $shown: Boolean!) { node(id: $id) {
        ... on District { name adcode @include(if: $shown) }
        ... on Organization { name location @skip(if: $shown) } } }"""
    with Asker(small_city) as asker:
        for identifier in ("District:1", "Organization:1", "Organization:4", "Organization:99"):
            for chosen in (True, False):
                both = asker.both(query, id=identifier, shown=chosen)
                assert both.was_compiled
                assert both.compiled == both.ordinary


@pytest.mark.parametrize("page", ["first: 2", "last: 2", "first: 0", "last: 0", "first: 9"])
@pytest.mark.parametrize(
    "facts", ["hasNextPage", "hasPreviousPage", "startCursor", "endCursor", "__typename"]
)
def test_each_fact_of_a_page_can_be_asked_alone(
    small_city: Database, page: str, facts: str
) -> None:
    with Asker(small_city) as asker:
        both = asker.both(f"{{ organizations({page}) {{ pageInfo {{ {facts} }} }} }}")

    assert both.was_compiled
    assert both.compiled == both.ordinary
