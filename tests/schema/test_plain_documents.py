"""What is taken as plainly valid is valid by the rules of GraphQL themselves."""

from __future__ import annotations

import pytest
from graphql import parse, validate

from schema.plain_documents import is_plainly_valid
from tests.schema.compiled.generator import GRAPHQL, Generator, Pool

PLAIN = (
    "{ __typename }",
    "{ organizations(first: 5) { totalCount edges { node { id name a: name } } } }",
    'query Q { organization(creditCode: "91630100MA7521AB1X") { __typename id } }',
    "query Q($n: Int!) { a: districts(first: $n) { edges { cursor } } }",
    "{ organizations(filter: {kinds: [SOCIAL]}) { totalCount } }",
)
REFUSED = (
    "{ nothing }",
    "{ organizations }",
    "{ organizations { edges { node { name { x } } } } }",
    "{ organizations(first: 1, first: 2) { totalCount } }",
    "{ organizations(nothing: 1) { totalCount } }",
    '{ organizations(first: "1") { totalCount } }',
    "{ organizations(filter: {kinds: [NOTHING]}) { totalCount } }",
    "{ organizations(filter: {nothing: 1}) { totalCount } }",
    "{ organizations(filter: {kinds: SOCIAL, kinds: SOCIAL}) { totalCount } }",
    "{ organization { id } }",
    "{ organization(creditCode: null) { id } }",
    "{ __typename { x } }",
    "{ __typename(x: 1) }",
    "{ a: districts { totalCount } a: organizations { totalCount } }",
    "{ districts { ...F } }",
    "{ districts { totalCount } } fragment F on District { id }",
    "{ districts { ... on Nothing { totalCount } } }",
    "{ districts @nothing { totalCount } }",
    "query @nothing { districts { totalCount } }",
    "query Q { districts { totalCount } } query Q { districts { totalCount } }",
    "query Q($n: Int) { districts { totalCount } }",
    "{ districts(first: $n) { totalCount } }",
    "query Q($n: Nothing) { districts(first: $n) { totalCount } }",
    "query Q($n: District) { districts(first: $n) { totalCount } }",
    "query Q($n: String) { districts(first: $n) { totalCount } }",
    "query Q($n: Int, $n: Int) { districts(first: $n) { totalCount } }",
    "query Q($n: Int = null) { districts(first: $n) { totalCount } }",
    "query Q($n: Int @nothing) { districts(first: $n) { totalCount } }",
    "query Q($c: String) { organization(creditCode: $c) { id } }",
    "query Q($k: String) { organizations(filter: {kinds: [$k]}) { totalCount } }",
    "subscription { __typename }",
    "mutation { __typename }",
    "type T { x: Int }",
)


@pytest.mark.parametrize("query", PLAIN)
def test_a_plain_query_is_taken_as_valid(query: str) -> None:
    document = parse(query)

    assert is_plainly_valid(GRAPHQL, document)
    assert validate(GRAPHQL, document) == []


@pytest.mark.parametrize("query", REFUSED)
def test_what_breaks_a_rule_or_is_not_plain_is_left_to_the_rules(query: str) -> None:
    assert not is_plainly_valid(GRAPHQL, parse(query))


def test_of_many_queries_none_is_taken_as_valid_that_is_not() -> None:
    n_plain = 0
    for seed in range(200):
        document = parse(Generator(seed, Pool()).query())
        if is_plainly_valid(GRAPHQL, document):
            n_plain += 1
            assert validate(GRAPHQL, document) == []

    assert n_plain > 40
