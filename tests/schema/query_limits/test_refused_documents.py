"""What was refused is refused again without a second look, and holds on to nothing."""

from __future__ import annotations

import contextlib
import gc
import time
import weakref
from typing import Any

import graphql
import pytest

from schema import documents as documents_module
from schema.documents import DIGITS_MAX, DOCUMENT_MAX, Documents
from schema.query_limits.limits import (
    IntrospectionClosedError,
    LimitExceededError,
    QueryLimits,
)
from schema.query_limits.refused_documents import REFUSED_KEPT, RefusedDocuments, digest_of
from tests.schema.city import SCHEMA

SCHEMA_READ = SCHEMA._schema
ALIASES = f"{{ {' '.join(f'a{number}: districts {{ totalCount }}' for number in range(16))} }}"
DEPTH = f"{{ {'districts { edges { node { ' * 4}id{' } } }' * 4} }}"
TOKENS = "{ %s }" % ("viewer " * 2_000)
COST = """{ organizations(first: 500) { edges { node {
    name district { organizations(first: 500) { edges { node { name } } } } } } } }"""
BY_VARIABLE = """query ($n: Int) { organizations(first: $n) { edges { node {
    name district { organizations(first: 500) { edges { node { name } } } } } } } }"""


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The documents that were parsed."""
    found: list[str] = []

    def parse(query: str, **options: Any) -> graphql.DocumentNode:
        found.append(query)
        return graphql.parse(query, **options)

    monkeypatch.setattr(documents_module, "parse", parse)
    return found


@pytest.mark.parametrize("query", [ALIASES, DEPTH, TOKENS, COST, COST + "#" * 30_000])
def test_a_refused_document_is_parsed_once(query: str, parsed: list[str]) -> None:
    documents = Documents(QueryLimits())
    told = []
    for _ in range(3):
        with pytest.raises(LimitExceededError) as caught:
            documents.check(SCHEMA_READ, query, None)
        told.append((caught.value.message, caught.value.extensions or {}))

    assert parsed == [query]
    assert told[0] == told[1] == told[2]
    assert told[0][1]["code"] == "LIMIT_EXCEEDED"


def test_closed_introspection_is_refused_again(parsed: list[str]) -> None:
    documents = Documents(QueryLimits(introspection=False))
    for _ in range(2):
        with pytest.raises(IntrospectionClosedError):
            documents.check(SCHEMA_READ, "{ __schema { types { name } } }", None)

    assert len(parsed) == 1


def test_a_cost_that_variables_decide_is_judged_with_them(parsed: list[str]) -> None:
    documents = Documents(QueryLimits())
    for n_rows, is_over in ((500, True), (1, False), (500, True)):
        checked = documents.check(SCHEMA_READ, BY_VARIABLE, None)
        assert checked is not None
        if is_over:
            with pytest.raises(LimitExceededError):
                documents.check_cost(checked, {"n": n_rows})
        else:
            assert documents.check_cost(checked, {"n": n_rows}) <= QueryLimits().cost_max

    assert len(parsed) == 1


def test_an_operation_is_judged_for_itself() -> None:
    documents = Documents(QueryLimits())
    query = f"query A {COST} query B {{ viewer {{ name }} }}"

    with pytest.raises(LimitExceededError):
        documents.check(SCHEMA_READ, query, "A")
    assert documents.check(SCHEMA_READ, query, "B") is not None


def test_the_name_of_an_operation_is_no_part_of_the_document() -> None:
    digests = {digest_of("a", "b"), digest_of("ab", None), digest_of("a", None), digest_of("a", "")}

    assert len(digests) == 4


def test_only_so_many_refusals_are_kept_and_those_used_last() -> None:
    refusals = RefusedDocuments()
    refusal = LimitExceededError("depth", allowed=10, found=11, remedy="ask for less")
    digests = [digest_of(str(number), None) for number in range(REFUSED_KEPT + 1)]
    for digest in digests[:-1]:
        refusals.keep(digest, refusal)
    with pytest.raises(LimitExceededError):
        refusals.raise_again(digests[0])
    refusals.keep(digests[-1], refusal)

    assert len(refusals) == REFUSED_KEPT
    refusals.raise_again(digests[1])
    with pytest.raises(LimitExceededError):
        refusals.raise_again(digests[0])


class Request:
    """Stands for what a frame of a refused request holds."""


def test_a_kept_refusal_holds_on_to_no_request() -> None:
    documents = Documents(QueryLimits())
    held = []

    def ask() -> None:
        request = Request()
        held.append(weakref.ref(request))
        documents.check(SCHEMA_READ, ALIASES, None)

    for _ in range(3):
        with pytest.raises(LimitExceededError):
            ask()
    gc.collect()

    assert [reference() for reference in held] == [None] * 3


@pytest.mark.parametrize(
    "query",
    [
        "{ a(b: %s) }" % ("9" * 1_000 + " ") * 900,
        '{ a(b: "%s") }' % ("x" * 900_000),
        "{ %s }" % ("# a\n" * 200_000),
    ],
)
def test_a_document_of_any_length_is_refused_unread(query: str, parsed: list[str]) -> None:
    with pytest.raises(LimitExceededError, match="characters of this document") as caught:
        Documents(QueryLimits()).check(SCHEMA_READ, query, None)

    assert parsed == []
    assert (caught.value.allowed, caught.value.found) == (DOCUMENT_MAX, len(query))


def numbers(n_digits: int) -> str:
    values = " ".join(["9" * n_digits] * 49)
    return f"{{ a(b: [{values}]) }}"


def cpu_s(query: str) -> float:
    """The least time of several checks, each of a new document."""
    found = []
    for number in range(5):
        started = time.thread_time()
        with contextlib.suppress(LimitExceededError):
            Documents(QueryLimits()).check(SCHEMA_READ, f"{query}#{number}", None)
        found.append(time.thread_time() - started)
    return min(found)


def test_numbers_just_below_their_limit_take_time_by_their_length() -> None:
    # As many words of the same length are read at the same cost, whatever the machine.
    words = numbers(DIGITS_MAX).replace("9", "x")

    assert len(numbers(DIGITS_MAX)) < DOCUMENT_MAX
    assert cpu_s(numbers(DIGITS_MAX)) < 5 * cpu_s(words)


def test_a_number_over_the_limit_of_digits_is_refused_unread(parsed: list[str]) -> None:
    with pytest.raises(LimitExceededError, match="digits") as caught:
        Documents(QueryLimits()).check(SCHEMA_READ, numbers(DIGITS_MAX + 1)[:2_000] + "]) }", None)

    assert parsed == []
    assert caught.value.allowed == DIGITS_MAX
