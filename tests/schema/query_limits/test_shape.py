"""The form of documents: depth, aliases, directives, repeats, fragments."""

from __future__ import annotations

import pytest
from graphql import GraphQLError, get_introspection_query, parse
from graphql.language import FragmentDefinitionNode, OperationDefinitionNode

from schema.query_limits.limits import IntrospectionClosedError, LimitExceededError, QueryLimits
from schema.query_limits.shape import Shape, ShapeReader
from tests.schema.query_limits.documents import check, cost_of


def shape_of(query: str) -> Shape:
    definitions = parse(query).definitions
    operation = next(one for one in definitions if isinstance(one, OperationDefinitionNode))
    fragments = {
        one.name.value: one for one in definitions if isinstance(one, FragmentDefinitionNode)
    }
    return ShapeReader(fragments).of_operation(operation)


def doubling(n_links: int, leaf: str = "totalCount") -> str:
    """Chain fragments, each of which spreads the next one twice."""
    links = [
        f"fragment F{i} on DistrictConnection {{ ...F{i + 1} ...F{i + 1} }}" for i in range(n_links)
    ]
    last = f"fragment F{n_links} on DistrictConnection {{ {leaf} }}"
    return " ".join(["query ($n: Int) { districts(first: $n) { ...F0 } }", *links, last])


@pytest.mark.parametrize(
    ("query", "depth"),
    [
        ("{ a }", 1),
        ("{ a { b { c } } d { e } }", 3),
        ("{ a { ...F } } fragment F on T { b { ...G } } fragment G on T { c }", 3),
        ("{ a { ... { ... on T { b } } } }", 2),
        ("{ ...F } fragment F on T { a ...F }", 1),
        ("{ ...Missing }", 0),
    ],
)
def test_depth_counts_fields_through_fragments(query: str, depth: int) -> None:
    assert shape_of(query).depth == depth


def test_aliases_and_directives_count_as_often_as_they_are_spread() -> None:
    shape = shape_of("""query @a { x: p { ...F } y: p { ...F @b } }
    fragment F on T @c { z: q @d }""")

    assert shape.aliases == 4
    assert shape.directives == 1 + 2 * 2 + 1


def test_the_same_field_at_the_same_place_is_a_repeat() -> None:
    shape = shape_of("""{ a { b } a { b } ... { a { c c } } x: a { b } ...F }
    fragment F on T { a { b } d }""")

    assert shape.repeats == 3
    assert shape.leaf_repeats == 1


@pytest.mark.parametrize(
    ("query", "limits", "limit", "found"),
    [
        ("{ a { b { c } } }", QueryLimits(depth_max=2), "depth", 3),
        ("{ a: v b: v c: v }", QueryLimits(aliases_max=2), "aliases", 3),
        ("{ a { b } a { b } a { b } }", QueryLimits(aliases_max=1), "aliases", 2),
        ("{ v @include(if: true) }", QueryLimits(directives_max=0), "directives", 1),
        ("{ a b }", QueryLimits(tokens_max=3), "tokens", 4),
        ("{ a { " + "b " * 600 + "} }", QueryLimits(), "repeated fields", 599),
        ("{ a } query Other { a { b { c } } }", QueryLimits(depth_max=2), "depth", 3),
    ],
)
def test_over_a_limit_the_limit_and_the_number_are_named(
    query: str, limits: QueryLimits, limit: str, found: int
) -> None:
    with pytest.raises(LimitExceededError) as refused:
        check(query, limits)

    assert refused.value.extensions is not None
    assert (refused.value.extensions["limit"], refused.value.extensions["found"]) == (limit, found)
    assert refused.value.message.startswith(f"{limit} of this document: {found}")


def test_the_limits_themselves_are_allowed() -> None:
    limits = QueryLimits(tokens_max=20, depth_max=2, aliases_max=1, directives_max=1)

    check("{ a: viewer { role @skip(if: false) } }", limits)


@pytest.mark.parametrize("leaf", ["totalCount", "edges { node { organizations { totalCount } } }"])
def test_fragments_that_double_are_refused_after_each_was_read_once(
    leaf: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    n_read = 0
    read = ShapeReader._of

    def counted(self: ShapeReader, *arguments: object) -> Shape:
        nonlocal n_read
        n_read += 1
        return read(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(ShapeReader, "_of", counted)

    with pytest.raises(LimitExceededError):
        check(doubling(60, leaf))

    # The operation with its two selections, the fragments, the four selections of the last.
    assert n_read <= 2 + 61 + 4


def test_what_variables_decide_is_not_added_up_along_a_chain() -> None:
    leaf = "edges { node { organizations(first: $n) { totalCount } } }"
    generous = QueryLimits(aliases_max=2**80)

    with pytest.raises(LimitExceededError) as refused:
        cost_of(doubling(60, leaf), {"n": 3}, limits=generous)

    assert refused.value.message.startswith("cost of this document: over 1,000,000,000,000,000")


def test_a_long_chain_of_fragments_is_refused_before_it_is_followed() -> None:
    with pytest.raises(LimitExceededError, match="nesting"):
        check(doubling(150))


def test_a_cycle_of_fragments_is_left_to_validation() -> None:
    check("{ viewer { ...A } } fragment A on Viewer { ...B } fragment B on Viewer { role ...A }")


def test_the_usual_introspection_is_within_the_limits() -> None:
    query = get_introspection_query(
        specified_by_url=True, directive_is_repeatable=True, input_value_deprecation=True
    )

    assert cost_of(query) <= QueryLimits().cost_max


def test_introspection_has_a_depth_of_its_own() -> None:
    deep = "{ __type(name: " + '"A") {' + "ofType {" * 20 + "name" + "}" * 21 + "}"

    with pytest.raises(LimitExceededError, match="introspection depth"):
        check(deep)


@pytest.mark.parametrize("field", ["__schema { types { name } }", '__type(name: "A") { name }'])
def test_a_closed_introspection_is_refused_behind_a_fragment_too(field: str) -> None:
    closed = QueryLimits(introspection=False)

    with pytest.raises(IntrospectionClosedError, match="QUANMAP_INTROSPECTION"):
        check("{ ...F } fragment F on Query { " + field + " }", closed)
    check("{ viewer { __typename } }", closed)


def test_a_document_without_the_operation_is_left_to_its_execution() -> None:
    with pytest.raises(GraphQLError):
        parse("{ a ")

    check("{ a ")
    check("query A { a } query B { a }")
