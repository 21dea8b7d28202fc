"""Trees without the keys of their answers, so that an alias makes no new form of a statement."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from db.selections.tree import (
    Edges,
    FoundRecord,
    FoundRecords,
    Inputs,
    ListOfRecords,
    NodeRecord,
    OneRecord,
    PageFacts,
    RootField,
)

# Private characters of Unicode: no key and no text of the schema has one.
_PLACE: Final = re.compile("\ue000([0-9]+)\ue001")

Roots = Sequence[tuple[RootField, Inputs]]


def without_keys(roots: Roots) -> tuple[Roots, list[str]]:
    """Give fields with numbered places in the place of keys, and the keys by their numbers."""
    keys: list[str] = []
    return [(_without(field, keys), inputs) for field, inputs in roots], keys


def with_keys(text: str, keys: Sequence[str]) -> str:
    """Put keys in their places in the text of a statement; GraphQL's names need no escape.

    >>> with_keys('{"' + _place("id", keys := []) + '":1}', keys)
    '{"id":1}'
    """
    return _PLACE.sub(lambda found: keys[int(found[1])], text)


def _place(key: str, keys: list[str]) -> str:
    keys.append(key)
    return f"\ue000{len(keys) - 1}\ue001"


def _without(field: Any, keys: list[str]) -> Any:
    changed: dict[str, Any] = {"key": _place(field.key, keys)}
    match field:
        case FoundRecord() | OneRecord() | NodeRecord() | Edges():
            changed["fields"] = tuple(_without(one, keys) for one in field.fields)
        case FoundRecords():
            changed["records"] = tuple(_without(one, keys) for one in field.records)
        case ListOfRecords():
            changed["parts"] = tuple(_without(one, keys) for one in field.parts)
        case PageFacts():
            changed["facts"] = tuple(
                (_place(fact[0], keys), fact[1])
                if isinstance(fact, tuple)
                else _without(fact, keys)
                for fact in field.facts
            )
    return replace(field, **changed)
