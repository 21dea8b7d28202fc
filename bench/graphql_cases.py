"""What `bench/graphql.py` asks each server, and one form for the answers of all."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from graphql_client import request

COLUMNS = ("name", "kind", "employees")


@dataclass(frozen=True)
class Case:
    """A question; `n_requests` of a round take some half a second of the floor."""

    name: str
    n_rows: int
    n_requests: int


CASES = (
    Case("rows100", 100, 1200),
    Case("rows1000", 1_000, 240),
    Case("nested", 20, 240),
    Case("rows10000", 10_000, 48),
)


def ours(case: Case, token: str | None = None) -> bytes:
    """Write what our server and the floor are asked."""
    if case.name == "nested":
        query = f"""query nested {{ districts(first: 5) {{ edges {{ node {{ name
        commercialCircles(first: {case.n_rows}) {{ edges {{ node {{ name
        organizations(first: {case.n_rows}) {{ edges {{ node {{ name }} }} }}
        }} }} }} }} }} }} }}"""
    else:
        query = f"""query {case.name} {{ organizations(first: {case.n_rows}) {{
        edges {{ node {{ id name kind employees location }} }} }} }}"""
    return graphql(query, case.name, token)


def graphql(query: str, name: str | None = None, token: str | None = None) -> bytes:
    """Write a GraphQL request."""
    body = {"query": query} if name is None else {"query": query, "operationName": name}
    headers = {} if token is None else {"authorization": f"Bearer {token}"}
    written: bytes = request("POST", "/graphql", json.dumps(body).encode(), headers)
    return written


def of_postgraphile(case: Case) -> bytes:
    """Write what PostGraphile is asked."""
    if case.name == "nested":
        query = f"""query nested {{ allDistricts(first: 5) {{ edges {{ node {{ name
        commercialCirclesByDistrictId(first: {case.n_rows}) {{ edges {{ node {{ name
        members(first: {case.n_rows}) {{ edges {{ node {{ name }} }} }} }} }} }} }} }} }} }}"""
    else:
        query = f"""query {case.name} {{ allOrganizations(first: {case.n_rows}) {{
        edges {{ node {{ rowId name kind employees geojson }} }} }} }}"""
    return graphql(query, case.name)


def of_tipg(case: Case) -> bytes:
    """Write what tipg is asked; it has no nested lists."""
    asked = {
        "limit": case.n_rows,
        "sortby": "id",
        "f": "geojson",
        "properties": ",".join(("id", *COLUMNS)),
    }
    path = f"/collections/public.organizations/items?{urlencode(asked)}"
    written: bytes = request("GET", path)
    return written


def _edges(found: Any) -> list[Any]:
    return [edge["node"] for edge in found["edges"]]


def _nested(districts: Any, circles: str, organizations: str) -> Any:
    return [
        [
            district["name"],
            [
                [circle["name"], [one["name"] for one in _edges(circle[organizations])]]
                for circle in _edges(district[circles])
            ],
        ]
        for district in _edges(districts)
    ]


def _row(identifier: Any, values: Any, geometry: Any) -> Any:
    place = geometry and [round(value, 7) for value in geometry["coordinates"]]
    return [int(str(identifier).rpartition(":")[2]), *(values[name] for name in COLUMNS), place]


def read_ours(case: Case, body: bytes) -> Any:
    """Read an answer of ours or of the floor."""
    data = json.loads(body)["data"]
    if case.name == "nested":
        return _nested(data["districts"], "commercialCircles", "organizations")
    nodes = _edges(data["organizations"])
    return [_row(node["id"], node, node["location"]) for node in nodes]


def read_postgraphile(case: Case, body: bytes) -> Any:
    """Read an answer of PostGraphile, which tells of errors with status 200."""
    answer = json.loads(body)
    if "errors" in answer:
        raise SystemExit(f"PostGraphile: {answer['errors'][0]['message']}")
    data = answer["data"]
    if case.name == "nested":
        return _nested(data["allDistricts"], "commercialCirclesByDistrictId", "members")
    nodes = _edges(data["allOrganizations"])
    return [_row(node["rowId"], node, node["geojson"]) for node in nodes]


def read_tipg(case: Case, body: bytes) -> Any:
    """Read an answer of tipg."""
    del case
    features = json.loads(body)["features"]
    return [_row(one["properties"]["id"], one["properties"], one["geometry"]) for one in features]


Reader = Callable[[Case, bytes], Any]
