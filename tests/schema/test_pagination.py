"""Connections: forwards, backwards, cursors that fit and cursors that do not."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from db.engine import Database
from schema.operations.errors import CursorError
from schema.pagination import decode_cursor, encode_cursor
from tests.schema.city import ask, nodes

PAGE = (
    "edges { cursor node { name } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
)
LIST = f"""query ($first: Int, $after: String, $last: Int, $before: String,
  $filter: OrganizationFilter, $orderBy: [OrganizationOrder!]) {{
  organizations(first: $first, after: $after, last: $last, before: $before, filter: $filter,
    orderBy: $orderBy) {{ totalCount {PAGE} }} }}"""


def page(database: Database, **variables: Any) -> Any:
    return ask(database, LIST, **variables)["organizations"]


def refusal(database: Database, **variables: Any) -> dict[str, Any]:
    return ask(database, LIST, **variables).error


@pytest.mark.parametrize(
    ("order", "names"),
    [
        (None, ["甲公司", "乙公司 Beta", "丙协会", "丁公司", "戊协会", "己公司"]),
        ([("EMPLOYEES", True)], ["己公司", "戊协会", "丁公司", "丙协会", "乙公司 Beta", "甲公司"]),
        # By code point: 丁 丙 乙 己 戊 甲.
        ([("NAME", False)], ["丁公司", "丙协会", "乙公司 Beta", "己公司", "戊协会", "甲公司"]),
        (
            [("NAME", True), ("PARTY_MEMBERS", False)],
            ["甲公司", "戊协会", "己公司", "乙公司 Beta", "丙协会", "丁公司"],
        ),
    ],
)
@pytest.mark.parametrize("size", [1, 2, 4, 6, 10])
def test_pages_forwards_and_backwards_give_the_whole_list(
    small_city: Database, order: list[tuple[str, bool]] | None, names: list[str], size: int
) -> None:
    steps = (
        None
        if order is None
        else [{"field": field, "descending": is_descending} for field, is_descending in order]
    )
    forwards: list[str] = []
    backwards: list[str] = []
    after = before = None
    for _ in range(10):
        one = page(small_city, first=size, after=after, orderBy=steps)
        forwards += nodes(one)
        after = one["pageInfo"]["endCursor"]
        if not one["pageInfo"]["hasNextPage"]:
            break
    for _ in range(10):
        one = page(small_city, last=size, before=before, orderBy=steps)
        backwards = nodes(one) + backwards
        before = one["pageInfo"]["startCursor"]
        if not one["pageInfo"]["hasPreviousPage"]:
            break

    assert forwards == names
    assert backwards == names


def test_a_page_without_rows_still_counts(small_city: Database) -> None:
    one = page(small_city, first=0)

    assert one["edges"] == []
    assert one["totalCount"] == 6
    assert one["pageInfo"] == {
        "hasNextPage": True,
        "hasPreviousPage": False,
        "startCursor": None,
        "endCursor": None,
    }


def test_nearest_first_pages_agree_with_the_distances(small_city: Database) -> None:
    near = {"spatial": {"near": {"longitude": 101.03, "latitude": 36.03}}}
    names: list[str] = []
    after = None
    for _ in range(6):
        one = page(small_city, first=1, after=after, filter=near)
        names += nodes(one)
        after = one["pageInfo"]["endCursor"]

    # The one that is not located comes last.
    assert names == ["甲公司", "己公司", "乙公司 Beta", "丙协会", "戊协会", "丁公司"]


def test_distances_are_from_the_point_of_each_list(small_city: Database) -> None:
    answer = ask(
        small_city,
        """{ a: organizations(first: 2, filter: {spatial: {near: {longitude: 101.03,
               latitude: 36.03}}}) { edges { node { name distance } } }
             b: organizations(first: 1, filter: {spatial: {near: {longitude: 101.035,
               latitude: 36.03, distance: 600}}}, orderBy: [{field: NAME}]) {
               totalCount edges { node { name distance } } } }""",
    )

    assert nodes(answer["a"], "distance")[0] == 0.0
    assert answer["b"]["totalCount"] == 3
    assert nodes(answer["b"]) == ["乙公司 Beta"]
    assert nodes(answer["b"], "distance") == [0.0]


@pytest.mark.parametrize(
    ("variables", "argument", "parts"),
    [
        ({"first": -1}, "first", ["-1", "0 to 500"]),
        ({"last": -5}, "last", ["-5", "0 to 500"]),
        ({"first": 100_000}, "first", ["100000", "500", "endCursor"]),
        ({"last": 501}, "last", ["501", "500", "startCursor"]),
        ({"first": 1, "last": 2}, "last", ["2", "first: 1", "one of the two"]),
        ({"after": "!!"}, "after", ["'!!'", "no cursor", "leave it out"]),
        ({"before": "Zm9v"}, "before", ["'Zm9v'", "no cursor"]),
        ({"after": "é"}, "after", ["no cursor"]),
        ({"orderBy": [{"field": "DISTANCE"}]}, "orderBy", ["DISTANCE", "filter.spatial.near"]),
        ({"orderBy": [{"field": "NAME"}, {"field": "NAME"}]}, "orderBy", ["NAME", "once"]),
    ],
)
def test_bad_paging_is_refused_with_argument_value_and_remedy(
    small_city: Database, variables: dict[str, Any], argument: str, parts: list[str]
) -> None:
    error = refusal(small_city, **variables)

    assert error["argument"] == argument
    assert error["code"] in ("BAD_USER_INPUT", "BAD_CURSOR")
    assert [part for part in parts if part not in error["message"]] == []


def test_a_cursor_of_another_list_is_refused_by_name(small_city: Database) -> None:
    stations = ask(small_city, "{ guidanceStations { pageInfo { endCursor } } }")
    cursor = stations["guidanceStations"]["pageInfo"]["endCursor"]

    error = refusal(small_city, after=cursor)

    assert error["code"] == "BAD_CURSOR"
    assert "'GuidanceStation'" in error["message"]
    assert "'Organization'" in error["message"]


def test_a_cursor_of_another_order_is_refused(small_city: Database) -> None:
    by_name = page(small_city, first=1, orderBy=[{"field": "NAME"}])
    cursor = by_name["pageInfo"]["endCursor"]

    for order in (None, [{"field": "NAME", "descending": True}], [{"field": "EMPLOYEES"}]):
        assert refusal(small_city, after=cursor, orderBy=order)["code"] == "BAD_CURSOR"


def test_a_cursor_measured_from_another_point_is_refused(small_city: Database) -> None:
    def near(longitude: float) -> dict[str, Any]:
        return {"spatial": {"near": {"longitude": longitude, "latitude": 36.03}}}

    cursor = page(small_city, first=1, filter=near(101.03))["pageInfo"]["endCursor"]

    assert refusal(small_city, after=cursor, filter=near(101.04))["code"] == "BAD_CURSOR"


@pytest.mark.parametrize(
    "key", [[], ["x"], [1, 2], [None], [True], [2**40], [10**400], [[1]], [{}]]
)
def test_a_forged_cursor_is_refused(small_city: Database, key: list[Any]) -> None:
    text = json.dumps(["Organization", *key])
    cursor = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    error = refusal(small_city, after=cursor)

    assert error["code"] == "BAD_CURSOR"
    assert error["argument"] == "after"


def test_a_cursor_with_half_a_character_is_refused(small_city: Database) -> None:
    text = '["Organization NAME","\\ud800",1]'
    cursor = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    assert refusal(small_city, after=cursor, orderBy=[{"field": "NAME"}])["code"] == "BAD_CURSOR"


def test_nested_lists_have_cursors_of_their_own(small_city: Database) -> None:
    nested = """query ($after: String) { districts { edges { node {
        organizations(first: 1, after: $after) { edges { cursor node { name } } } } } } }"""

    first = ask(small_city, nested)["districts"]["edges"]
    cursors = [edge["node"]["organizations"]["edges"][0]["cursor"] for edge in first]
    second = ask(small_city, nested, after=cursors[0])["districts"]["edges"]

    assert nodes(second[0]["node"]["organizations"]) == ["乙公司 Beta"]
    assert refusal(small_city, after=cursors[0])["code"] == "BAD_CURSOR"


def test_a_cursor_holds_any_key() -> None:
    for key in (("名称", 1), (None, 3), (2.5, 4)):
        assert decode_cursor(encode_cursor("List", key), "List", "after") == key


def test_a_cursor_is_no_place_to_nest() -> None:
    bomb = base64.urlsafe_b64encode(b"[" * 100_000).decode().rstrip("=")

    with pytest.raises(CursorError, match="no cursor"):
        decode_cursor(bomb, "List", "after")
