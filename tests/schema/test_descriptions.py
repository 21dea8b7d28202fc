"""Every type, field, argument and enum value says what it is, domain terms in Chinese too."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    build_schema,
    is_introspection_type,
    is_specified_scalar_type,
)

from schema.build import export_sdl

CHINESE = re.compile(r"[\u4e00-\u9fff]")
# The words of the API that are terms of the field, wherever they name something.
DOMAIN_WORDS = re.compile(
    r"adcode|affiliation|assess|circle|committee|coverage|covered|covers|creditCode|district"
    r"|funding|guidance|instructor|organization|partyMember|serviceRadius|serviceArea|superior"
    r"|subordinates",
    re.IGNORECASE,
)
UNITS = {
    "areaKm2": "km²",
    "distance": "metres",
    "farthestDistance": "metres",
    "latitude": "degrees",
    "longitude": "degrees",
    "meanDistance": "metres",
    "medianDistance": "metres",
    "metres": "metres",
    "overlapKm2": "km²",
    "p90Distance": "metres",
    "ratio": "0 to 1",
    "scopeAreaKm2": "km²",
    "serviceRadius": "metres",
    "servedAreaKm2": "km²",
    "servedRatio": "0 to 1",
    "tolerance": "metres",
    "west": "degrees",
}


def described() -> Iterator[tuple[str, str | None]]:
    for name, named in build_schema(export_sdl()).type_map.items():
        if is_introspection_type(named) or is_specified_scalar_type(named):
            continue
        yield name, named.description
        if isinstance(named, GraphQLEnumType):
            yield from ((f"{name}.{key}", one.description) for key, one in named.values.items())
        elif isinstance(named, GraphQLInputObjectType):
            yield from ((f"{name}.{key}", one.description) for key, one in named.fields.items())
        elif isinstance(named, GraphQLObjectType | GraphQLInterfaceType):
            for key, field in named.fields.items():
                yield f"{name}.{key}", field.description
                for argument, one in field.args.items():
                    yield f"{name}.{key}({argument})", one.description


def test_everything_is_described_in_a_sentence() -> None:
    wrong = [path for path, text in described() if not text or not text.rstrip().endswith(".")]

    assert wrong == []


def test_domain_terms_are_given_in_chinese() -> None:
    missing = [
        path
        for path, text in described()
        if DOMAIN_WORDS.search(path.split(".")[-1].split("(")[0])
        and "(" not in path
        and not path.endswith(("Connection", "Edge", "Filter", "Order", "OrderField"))
        and not CHINESE.search(text or "")
    ]

    assert missing == []


def test_numbers_have_their_unit() -> None:
    missing = [
        path
        for path, text in described()
        for unit in [UNITS.get(re.split(r"[.(]", path.rstrip(")"))[-1])]
        if unit is not None and unit not in (text or "")
    ]

    assert missing == []
