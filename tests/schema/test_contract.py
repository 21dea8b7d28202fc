"""The schema against the public contract, and against the copy that is exported."""

from __future__ import annotations

from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    find_breaking_changes,
)

import schema.build

FOLDER = Path(__file__).parent
EXPORTED = Path(schema.build.__file__).parent / "schema.graphql"


@pytest.fixture(scope="module")
def contract() -> GraphQLSchema:
    return build_schema((FOLDER / "contract.graphql").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def ours() -> GraphQLSchema:
    return build_schema(schema.build.export_sdl())


def members(named: GraphQLNamedType | None) -> set[str]:
    if isinstance(named, GraphQLEnumType):
        return set(named.values)
    fielded = (GraphQLObjectType, GraphQLInterfaceType, GraphQLInputObjectType)
    return set(named.fields) if isinstance(named, fielded) else set()


def test_the_exported_schema_is_current() -> None:
    assert EXPORTED.read_text(encoding="utf-8") == schema.build.export_sdl(), (
        "write it anew: quanmap schema > schema/schema.graphql"
    )


def test_no_built_type_breaks_the_contract(contract: GraphQLSchema, ours: GraphQLSchema) -> None:
    removals = ("TYPE_REMOVED", "FIELD_REMOVED", "VALUE_REMOVED_FROM_ENUM")
    breaking = [
        change.description
        for change in find_breaking_changes(contract, ours)
        if change.type.name not in removals
    ]

    assert breaking == []


def test_nothing_of_the_contract_is_missing(contract: GraphQLSchema, ours: GraphQLSchema) -> None:
    missing = {
        f"{name}.{member}"
        for name, named in ours.type_map.items()
        if name in contract.type_map and not name.startswith("__")
        for member in members(contract.type_map[name]) - members(named)
    }

    assert missing == set()
    assert set(contract.type_map) <= set(ours.type_map)


def test_defaults_are_those_of_the_contract(contract: GraphQLSchema, ours: GraphQLSchema) -> None:
    differing = []
    for name in set(ours.type_map) & set(contract.type_map):
        named, wanted = ours.type_map[name], contract.type_map[name]
        if isinstance(named, GraphQLObjectType) and isinstance(wanted, GraphQLObjectType):
            pairs = [
                (f"{name}.{field}({argument})", named.fields[field].args[argument], given)
                for field in set(named.fields) & set(wanted.fields)
                for argument, given in wanted.fields[field].args.items()
            ]
        elif isinstance(named, GraphQLInputObjectType):
            assert isinstance(wanted, GraphQLInputObjectType)
            pairs = [(f"{name}.{f}", named.fields[f], given) for f, given in wanted.fields.items()]
        else:
            continue
        differing += [path for path, a, b in pairs if a.default_value != b.default_value]

    assert differing == []
