"""Queries made at random from the schema itself, with arguments, fragments and variables."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from random import Random
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLObjectType,
    get_named_type,
    is_leaf_type,
    is_list_type,
    is_required_argument,
)
from graphql.type import get_nullable_type, is_required_input_field

from schema.fields import SOURCE, GeometryColumn, Loaded, Related
from schema.types.node import node_types
from tests.schema.city import SCHEMA

GRAPHQL = SCHEMA._schema
DEPTH_MAX = 4
# What takes long to compute and is never compiled.
SLOW = {"serviceArea", "areaKm2", "boundary", "coverage", "plan"}
WORDS = ("有限公司", "a", "商", "", "%", "党", "不存在")
ADCODES = ("630102", "630103", "630104", "630105", "999999")


@dataclass
class Pool:
    """What answers gave so far, for later queries to ask with."""

    cursors: dict[str, list[str]] = field(default_factory=dict)
    codes: list[str] = field(default_factory=lambda: ["91630100MA7521AB1X"])

    def harvest(self, answer: Any) -> None:
        """Keep the cursors and credit codes of an answer."""
        if isinstance(answer, list):
            for one in answer:
                self.harvest(one)
        elif isinstance(answer, dict):
            for value in answer.values():
                if isinstance(value, dict | list):
                    self.harvest(value)
                elif isinstance(value, str):
                    self._keep(value)

    def _keep(self, value: str) -> None:
        if len(value) == 18 and value.isalnum() and value.isascii() and value[:1] in "59":
            self.codes.append(value)
            return
        try:
            tag = json.loads(base64.urlsafe_b64decode(value + "=" * (-len(value) % 4)))[0]
            self.cursors.setdefault(tag.split(" ")[0], []).append(value)
        except (ValueError, TypeError, LookupError, AttributeError):
            return


class Generator:
    """Writes one query."""

    def __init__(self, seed: int, pool: Pool) -> None:
        self.random = Random(seed)  # noqa: S311 (the same queries every time)
        self.pool = pool
        self.variables: dict[str, Any] = {}
        self.definitions: list[str] = []
        self.fragments: list[str] = []
        self.n_names = 0
        self.budget = 60

    def query(self) -> str:
        """Give the document; its variables are then in `variables`."""
        owner = GRAPHQL.query_type
        assert owner is not None
        names = [name for name, one in owner.fields.items() if self.reads_a_table(name, one)]
        weights = [3 if "rganizations" in name or "istrict" in name else 1 for name in names]
        chosen = self.random.choices(names, weights, k=self.random.randint(1, 2))
        body = " ".join(self._field(owner, name, DEPTH_MAX) for name in dict.fromkeys(chosen))
        head = f"query Q({', '.join(self.definitions)})" if self.definitions else "query Q"
        return " ".join([f"{head} {{ {body} }}", *self.fragments])

    @staticmethod
    def reads_a_table(name: str, definition: Any) -> bool:
        """Tell whether a field of the query is one that could be compiled."""
        declared = definition.extensions.get("strawberry-definition")
        return name in {"node", "nodes"} or (
            declared is not None and SOURCE in declared.metadata and name not in SLOW
        )

    def _name(self, prefix: str) -> str:
        self.n_names += 1
        return f"{prefix}{self.n_names}"

    def _field(self, owner: GraphQLObjectType, name: str, depth: int) -> str:
        definition = owner.fields[name]
        declared = definition.extensions.get("strawberry-definition")
        source = declared.metadata.get(SOURCE) if declared else None
        arguments = self._arguments(definition, source)
        named = get_named_type(definition.type)
        selection = "" if is_leaf_type(named) else self._selection(named, depth - 1)
        # Two fields of one name with different arguments are two answers.
        is_renamed = bool(arguments) or self.random.random() < 0.1
        alias = f"{self._name('a')}: " if is_renamed else ""
        return f"{alias}{name}{arguments}{self._condition()}{selection}"

    def _condition(self) -> str:
        if self.random.random() > 0.05:
            return ""
        directive, value = self.random.choice(["skip", "include"]), self.random.random() < 0.5
        if self.random.random() < 0.3:
            return f" @{directive}(if: {str(value).lower()})"
        return f" @{directive}(if: {self._variable('Boolean!', value)})"

    def _variable(self, type_name: str, value: Any) -> str:
        name = self._name("v")
        self.definitions.append(f"${name}: {type_name}")
        self.variables[name] = value
        return f"${name}"

    def _selection(self, owner: Any, depth: int) -> str:
        if not isinstance(owner, GraphQLObjectType):  # Node
            names = self.random.sample(sorted(node_types()), 3)
            types = [GRAPHQL.get_type(name) for name in (*names, "Organization", "District")]
            parts = [f"... on {one.name} {self._selection(one, depth)}" for one in types]  # type: ignore[union-attr]
            return f" {{ __typename id {' '.join(parts)} }}"
        fields = [self._field(owner, name, depth) for name in self._chosen(owner, depth)]
        if self.random.random() < 0.15:
            return f" {{ __typename {self._wrapped(owner, fields)} }}"
        return f" {{ {' '.join(fields)} }}"

    def _wrapped(self, owner: GraphQLObjectType, fields: list[str]) -> str:
        body = " ".join(fields)
        kind = self.random.randrange(3)
        if kind == 0:
            return f"... {{ {body} }} __typename"
        if kind == 1:
            return f"... on {owner.name}{self._condition()} {{ {body} }}"
        name = self._name("F")
        self.fragments.append(f"fragment {name} on {owner.name} {{ {body} }}")
        return f"...{name} {fields[0]}"

    def _chosen(self, owner: GraphQLObjectType, depth: int) -> list[str]:
        if owner.name.endswith("Edge"):
            return ["node"] if self.random.random() < 0.7 else ["cursor", "node"]
        if owner.name.endswith("Connection"):
            names = ["edges"] if self.random.random() < 0.9 else []
            names += [one for one in ("totalCount", "pageInfo") if self.random.random() < 0.4]
            return names or ["totalCount"]
        names = [name for name in owner.fields if self._may_be_asked(owner, name, depth)]
        n_asked = min(self.random.randint(1, 6), len(names), max(self.budget, 1))
        self.budget -= n_asked
        return self.random.sample(names, n_asked)

    def _may_be_asked(self, owner: GraphQLObjectType, name: str, depth: int) -> bool:
        definition = owner.fields[name]
        declared = definition.extensions.get("strawberry-definition")
        source = declared.metadata.get(SOURCE) if declared else None
        if name in SLOW:
            return False
        if isinstance(source, Loaded):
            return self.random.random() < 0.04
        is_deep = not is_leaf_type(get_named_type(definition.type))
        return not is_deep or (depth > 0 and self.budget > 0)

    def _arguments(self, definition: Any, source: Any) -> str:
        written = []
        for name, argument in definition.args.items():
            is_needed = is_required_argument(argument)
            share = 0.9 if name == "first" else 0.25
            if isinstance(source, GeometryColumn):
                share = 0.05
            if not is_needed and self.random.random() > share:
                continue
            value = self._argument(name, argument.type, source)
            if self.random.random() < 0.4:
                written.append(f"{name}: {self._variable(str(argument.type), value)}")
            else:
                written.append(f"{name}: {literal(value, argument.type)}")
        return f"({', '.join(written)})" if written else ""

    def _argument(self, name: str, kind: Any, source: Any) -> Any:
        if name in {"after", "before"}:
            return self._cursor(source)
        if name in {"first", "last"}:
            return self.random.choice([0, 1, 2, 2, 3, 3, 5, None, 501, -1][: 8 + self._rarely(2)])
        return self._value(name, kind)

    def _rarely(self, number: int) -> int:
        return number if self.random.random() < 0.1 else 0

    def _cursor(self, source: Any) -> str | None:
        tag = ""
        if isinstance(source, Related):
            tag = f"{source.parent}/{source.type_name}" if source.parent else source.type_name
        known = self.pool.cursors.get(tag, [])
        if known and self.random.random() < 0.9:
            return self.random.choice(known)
        return self.random.choice([None, None, "nonsense"])

    def _value(self, name: str, kind: Any) -> Any:  # noqa: PLR0911 (one a kind)
        kind = get_nullable_type(kind)
        if is_list_type(kind):
            return [self._value(name, kind.of_type) for _ in range(self.random.randint(1, 2))]
        if isinstance(kind, GraphQLEnumType):
            return self.random.choice(list(kind.values))
        if isinstance(kind, GraphQLInputObjectType):
            return self._object(kind)
        match kind.name:
            case "Int":
                return self.random.choice([2016, 2017, 5, 0, 50])
            case "Float":
                return self.random.choice([200.0, 1500.0, 0.0])
            case "Boolean":
                return self.random.random() < 0.5
            case "GeoJSON":
                return self._area()
            case "ID":
                return self._identifier(name)
            case _:
                return self._text(name)

    def _area(self) -> dict[str, Any]:
        west, south = self.random.uniform(101.6, 101.85), self.random.uniform(36.5, 36.7)
        ring = [[west, south], [west + 0.1, south], [west + 0.1, south + 0.1], [west, south]]
        return {"type": "Polygon", "coordinates": [ring]}

    def _identifier(self, name: str) -> str:
        if name == "circle" and self.random.random() < 0.95:
            return f"CommercialCircle:{self.random.randint(1, 5)}"
        if name == "superior" and self.random.random() < 0.95:
            return f"PartyOrganization:{self.random.randint(1, 9)}"
        known = ["Organization", "Organization", "District", *sorted(node_types()), "Nobody"]
        number = self.random.choice([1, 2, 3, 7, 50, 10**6, 10**12])
        return f"{self.random.choice(known)}:{number}"

    def _text(self, name: str) -> str:
        if name in {"district", "adcode", "adcodes"}:
            return self.random.choice(ADCODES[: 4 + self._rarely(1)])
        if name == "creditCode":
            return self.random.choice(self.pool.codes)
        if name == "statuses":
            return self.random.choice(["PLANNED", "OPEN", "LISTED", "DONE"])
        return self.random.choice(WORDS)

    def _object(self, kind: GraphQLInputObjectType) -> dict[str, Any]:
        if kind.name == "BBox":
            west, south = self.random.uniform(101.5, 101.8), self.random.uniform(36.5, 36.7)
            return {"west": west, "south": south, "east": west + 0.1, "north": south + 0.1}
        if kind.name == "NearInput":
            return {"longitude": 101.78, "latitude": 36.62, "distance": 2000.0}
        asked = {}
        for name, one in kind.fields.items():
            share = {"near": 0.15, "crs": 0.05, "descending": 0.05}.get(name, 0.25)
            if is_required_input_field(one) or self.random.random() < share:
                is_null = not is_required_input_field(one) and self.random.random() < 0.05
                asked[name] = None if is_null else self._value(name, one.type)
        return asked


def literal(value: Any, kind: Any) -> str:  # noqa: PLR0911 (one a kind)
    """Write a value in the language of queries."""
    kind = get_nullable_type(kind)
    if value is None:
        return "null"
    if is_list_type(kind):
        return f"[{', '.join(literal(one, kind.of_type) for one in value)}]"
    if isinstance(kind, GraphQLInputObjectType):
        fields = [f"{name}: {literal(one, kind.fields[name].type)}" for name, one in value.items()]
        return f"{{{', '.join(fields)}}}"
    if isinstance(kind, GraphQLEnumType):
        return str(value)
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name}: {literal(one, kind)}' for name, one in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(literal(one, kind) for one in value)}]"
    return json.dumps(value, ensure_ascii=False)
