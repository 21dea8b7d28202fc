"""The filters of the lists: the same rows on both databases, bad input refused by name."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely

from db.engine import Database
from geo.crs import from_wgs84
from tests.schema.city import ask, nodes

LIST = """query ($filter: OrganizationFilter) {
  organizations(filter: $filter) { totalCount edges { node { name } } } }"""
A, B, C, D, E, F = "甲公司", "乙公司 Beta", "丙协会", "丁公司", "戊协会", "己公司"


def box(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    polygon: dict[str, Any] = shapely.geometry.mapping(shapely.box(west, south, east, north))
    return {"type": "Polygon", "coordinates": [list(map(list, polygon["coordinates"][0]))]}


AROUND_A = box(101.029, 36.029, 101.0305, 36.031)


@pytest.mark.parametrize(
    ("conditions", "names"),
    [
        ({}, [A, B, C, D, E, F]),
        ({"kinds": ["SOCIAL"]}, [C, E]),
        ({"kinds": []}, []),
        ({"industries": ["零售业"]}, [A, B]),
        ({"nameContains": "beta"}, [B]),
        ({"nameContains": "协会"}, [C, E]),
        ({"nameContains": "%"}, []),
        ({"minEmployees": 20, "maxEmployees": 40}, [B, C, D]),
        ({"hasPartyOrganization": True}, [A, C, E]),
        ({"formallyCovered": False}, [B, D, F]),
        ({"effectivelyCovered": True}, [A, C]),
        ({"effectivelyCovered": False, "formallyCovered": True}, [E]),
        ({"reachedByStation": True}, [A, B, F]),
        ({"reachedByStation": False, "kinds": ["SOCIAL"]}, [C, E]),
        ({"spatial": {"district": "630102"}}, [D, E]),
        ({"spatial": {"circle": "CommercialCircle:1"}}, [A, B, F]),
        (
            {"spatial": {"bbox": {"west": 101.03, "south": 36, "east": 101.035, "north": 36.1}}},
            [A, B, F],
        ),
        ({"spatial": {"within": AROUND_A}}, [A]),
        ({"spatial": {"intersects": {"type": "Point", "coordinates": [101.05, 36.03]}}}, [C]),
        (
            {"spatial": {"near": {"longitude": 101.03, "latitude": 36.03, "distance": 1802.6}}},
            [A, F, B, C],
        ),
        (
            {"spatial": {"near": {"longitude": 101.03, "latitude": 36.03, "distance": 1802.5}}},
            [A, F, B],
        ),
        ({"spatial": {"near": {"longitude": 101.03, "latitude": 36.03, "distance": 0}}}, [A]),
        ({"spatial": None, "kinds": None, "nameContains": None}, [A, B, C, D, E, F]),
        ({"spatial": {"crs": None, "district": "630102", "within": None}}, [D, E]),
    ],
)
def test_organizations_are_kept_by_every_condition(
    small_city: Database, conditions: dict[str, Any], names: list[str]
) -> None:
    found = ask(small_city, LIST, filter=conditions)["organizations"]

    assert nodes(found) == names
    assert found["totalCount"] == len(names)


@pytest.mark.parametrize("crs", ["WGS84", "CGCS2000", "GCJ02", "BD09"])
def test_input_geometries_are_in_the_coordinate_system_of_the_filter(
    small_city: Database, crs: str
) -> None:
    shifted = from_wgs84(shapely.box(101.029, 36.029, 101.0305, 36.031), crs)
    ring = shapely.get_coordinates(shifted).tolist()
    point = from_wgs84(np.array([[101.03, 36.03]]), crs)[0].tolist()
    west, south, east, north = shifted.bounds
    within = {"within": {"type": "Polygon", "coordinates": [ring]}}
    near = {"near": {"longitude": point[0], "latitude": point[1], "distance": 1.0}}
    bbox = {"bbox": {"west": west, "south": south, "east": east, "north": north}}

    for condition in (within, near, bbox):
        found = ask(small_city, LIST, filter={"spatial": {"crs": crs, **condition}})
        assert nodes(found["organizations"]) == [A]


def test_nested_lists_take_the_same_filter(small_city: Database) -> None:
    answer = ask(
        small_city,
        """{ districts { edges { node {
            organizations(filter: {kinds: [SOCIAL]}) { totalCount edges { node { name } } }
        } } }
        commercialCircles { edges { node {
            organizations(filter: {reachedByStation: true, minEmployees: 20}) {
              edges { node { name } } } } } } }""",
    )

    west, east = (edge["node"]["organizations"] for edge in answer["districts"]["edges"])
    assert (nodes(west), west["totalCount"]) == ([C], 1)
    assert (nodes(east), east["totalCount"]) == ([E], 1)
    circles = [edge["node"]["organizations"] for edge in answer["commercialCircles"]["edges"]]
    assert [nodes(one) for one in circles] == [[B, F], []]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ('districts(filter: {adcodes: ["630102"]})', ["东区"]),
        ("districts(filter: {adcodes: []})", []),
        (
            """districts(filter: {spatial: {bbox:
              {west: 101.11, south: 36.01, east: 101.12, north: 36.02}}})""",
            ["东区"],
        ),
        ('commercialCircles(filter: {nameContains: "西"})', ["西商圈"]),
        ('commercialCircles(filter: {spatial: {district: "630102"}})', ["东商圈"]),
        ("guidanceStations(filter: {statuses: [PLANNED, CLOSED]})", ["东站", "旧站"]),
        ('guidanceStations(filter: {nameContains: "旧"})', ["旧站"]),
        ('guidanceStations(filter: {spatial: {circle: "CommercialCircle:2"}})', ["东站"]),
        (
            "partyOrganizations(filter: {kinds: [BRANCH, JOINT_BRANCH]})",
            ["西区支部", "东区联合支部"],
        ),
        (
            'partyOrganizations(filter: {superior: "PartyOrganization:1", district: "630102"})',
            ["东区联合支部"],
        ),
    ],
)
def test_other_lists_are_kept_by_their_conditions(
    small_city: Database, query: str, names: list[str]
) -> None:
    field = query.split("(", maxsplit=1)[0]

    assert (
        nodes(ask(small_city, f"{{ {query} {{ edges {{ node {{ name }} }} }} }}")[field]) == names
    )


BOWTIE = {
    "type": "Polygon",
    "coordinates": [[[101, 36], [102, 37], [102, 36], [101, 37], [101, 36]]],
}
SWAPPED = {"type": "Point", "coordinates": [36.03, 101.03]}


@pytest.mark.parametrize(
    ("conditions", "argument", "code", "parts"),
    [
        (
            {"spatial": {"within": BOWTIE}},
            "filter.spatial.within",
            "INVALID_GEOMETRY",
            ["crosses itself at (101.5, 36.5)", "draw"],
        ),
        (
            {"spatial": {"within": SWAPPED}},
            "filter.spatial.within",
            "INVALID_GEOMETRY",
            ["Point", "Polygon or MultiPolygon"],
        ),
        (
            {"spatial": {"intersects": SWAPPED}},
            "filter.spatial.intersects",
            "INVALID_GEOMETRY",
            ["(36.03, 101.03)", "swapped"],
        ),
        (
            {"spatial": {"intersects": {"type": "Circle", "coordinates": [1, 2]}}},
            "filter.spatial.intersects",
            "INVALID_GEOMETRY",
            ["'Circle'", "one of"],
        ),
        (
            {"spatial": {"bbox": {"west": 101.2, "south": 36, "east": 101, "north": 37}}},
            "filter.spatial.bbox",
            "INVALID_GEOMETRY",
            ["west 101.2", "east 101", "exchange"],
        ),
        (
            {"spatial": {"bbox": {"west": 36, "south": 101, "east": 37, "north": 102}}},
            "filter.spatial.bbox",
            "INVALID_GEOMETRY",
            ["101", "90"],
        ),
        (
            {"spatial": {"near": {"longitude": 36.03, "latitude": 101.03}}},
            "filter.spatial.near",
            "INVALID_GEOMETRY",
            ["36.03", "swapped"],
        ),
        (
            {"spatial": {"near": {"longitude": 101, "latitude": 36, "distance": -1}}},
            "filter.spatial.near.distance",
            "BAD_USER_INPUT",
            ["-1", "from 0 up"],
        ),
        (
            {"spatial": {"district": "999999"}},
            "filter.spatial.district",
            "NOT_FOUND",
            ["'999999'", "630101, 630102"],
        ),
        (
            {"spatial": {"circle": "District:1"}},
            "filter.spatial.circle",
            "BAD_USER_INPUT",
            ["District:1", "CommercialCircle:1"],
        ),
        (
            {"minEmployees": 5, "maxEmployees": 4},
            "filter.minEmployees",
            "BAD_USER_INPUT",
            ["5", "4", "exchange"],
        ),
        ({"minEmployees": -1}, "filter.minEmployees", "BAD_USER_INPUT", ["-1", "0 or more"]),
    ],
)
def test_bad_conditions_are_refused_with_argument_value_and_remedy(
    small_city: Database, conditions: dict[str, Any], argument: str, code: str, parts: list[str]
) -> None:
    error = ask(small_city, LIST, filter=conditions).error

    assert (error["argument"], error["code"]) == (argument, code)
    assert [part for part in parts if part not in error["message"]] == []


@pytest.mark.parametrize("value", ["1e999", "-1e999"])
def test_a_number_beyond_all_numbers_is_refused(small_city: Database, value: str) -> None:
    answer = ask(
        small_city,
        f"""{{ organizations(filter: {{spatial: {{near: {{longitude: {value}, latitude: 36}}}}}})
        {{ totalCount }} }}""",
    )

    assert answer.error["code"] in ("INVALID_GEOMETRY", "GRAPHQL_VALIDATION_FAILED")


def test_nan_in_variables_is_refused(small_city: Database) -> None:
    nan = float("nan")

    near = ask(small_city, LIST, filter={"spatial": {"near": {"longitude": nan, "latitude": 1}}})
    drawn = {"type": "Point", "coordinates": [nan, 36.0]}
    point = ask(small_city, LIST, filter={"spatial": {"intersects": drawn}})

    assert near.error["code"] in ("INVALID_GEOMETRY", "GRAPHQL_VALIDATION_FAILED")
    assert point.error["argument"] == "filter.spatial.intersects"


@pytest.mark.parametrize(
    ("query", "argument"),
    [
        ('districts(filter: {adcodes: ["1"]})', "filter.adcodes"),
        ('partyOrganizations(filter: {district: "1"})', "filter.district"),
        ('partyOrganizations(filter: {superior: "Organization:1"})', "filter.superior"),
        ('activities(filter: {district: "1"})', "filter.district"),
        ('assessments(filter: {statuses: ["DONE"]})', "filter"),
        ("activities(filter: {year: 0})", "filter"),
        ('instructors(filter: {circle: "x"})', "filter.circle"),
    ],
)
def test_other_lists_name_what_they_refuse(small_city: Database, query: str, argument: str) -> None:
    answer = ask(small_city, f"{{ {query} {{ totalCount }} }}")

    assert answer.error["argument"] == argument


def test_one_bad_list_leaves_the_lists_beside_it_alone(small_city: Database) -> None:
    answer = ask(
        small_city,
        """{ district(adcode: "630101") { name
            good: organizations { totalCount }
        } node(id: "District:1") { ... on District {
            bad: organizations(filter: {spatial: {district: "1"}}) { totalCount } } } }""",
    )

    assert answer.data["district"] == {"name": "西区", "good": {"totalCount": 4}}
    assert answer.data["node"] is None
    assert answer.error["argument"] == "filter.spatial.district"


@pytest.mark.parametrize(
    ("query", "argument"),
    [
        ("organizations(filter: {industries: [$text]}) { totalCount }", "filter.industries[0]"),
        ("organizations(filter: {nameContains: $text}) { totalCount }", "filter.nameContains"),
        ("guidanceStations(filter: {nameContains: $text}) { totalCount }", "filter.nameContains"),
        ("commercialCircles(filter: {nameContains: $text}) { totalCount }", "filter.nameContains"),
        ("district(adcode: $text) { name }", "adcode"),
        ("organization(creditCode: $text) { name }", "creditCode"),
    ],
)
def test_a_text_that_no_database_can_hold_is_refused(
    small_city: Database, query: str, argument: str
) -> None:
    answer = ask(small_city, f"query ($text: String!) {{ {query} }}", text="a\x00b")

    assert (answer.error["argument"], answer.error["code"]) == (argument, "BAD_USER_INPUT")
    assert "NUL" in answer.error["message"]


BEYOND = 99_999_999_999
"""Beyond what the databases take for an identifier."""


UNKNOWN = (
    ("organizations", "spatial.circle", "CommercialCircle", "circle"),
    ("guidanceStations", "spatial.circle", "CommercialCircle", "circle"),
    ("instructors", "circle", "CommercialCircle", "circle"),
    ("activities", "circle", "CommercialCircle", "circle"),
    ("partyOrganizations", "superior", "PartyOrganization", "party organization"),
    ("instructors", "organization", "Organization", "organization"),
    ("activities", "organization", "Organization", "organization"),
    ("inspections", "organization", "Organization", "organization"),
    ("wishes", "organization", "Organization", "organization"),
)
"""Lists, their conditions that name a record, its type, and what messages call it."""


@pytest.mark.parametrize("number", [99, BEYOND])
@pytest.mark.parametrize(("field", "path", "type_name", "called"), UNKNOWN)
def test_a_record_that_there_is_not_is_refused_and_named(
    small_city: Database, field: str, path: str, type_name: str, called: str, number: int
) -> None:
    outer, _, inner = path.rpartition(".")
    conditions = f"{outer}: {{{inner}: $id}}" if outer else f"{inner}: $id"
    query = f"query ($id: ID!) {{ {field}(filter: {{{conditions}}}) {{ totalCount }} }}"

    error = ask(small_city, query, id=f"{type_name}:{number}").error

    assert (error["argument"], error["code"]) == (f"filter.{path}", "NOT_FOUND")
    assert f"no {called} has the identifier {number}" in error["message"]


def test_a_node_beyond_every_record_is_null(small_city: Database) -> None:
    assert ask(small_city, f'{{ node(id: "District:{BEYOND}") {{ id }} }}')["node"] is None


def test_an_identifier_has_plain_digits(small_city: Database) -> None:
    error = ask(small_city, '{ node(id: "District:1\\u0662") { id } }').error

    assert error["code"] == "BAD_USER_INPUT"


def test_a_box_of_no_width_to_speak_of_is_shifted_too(small_city: Database) -> None:
    tiny = {"west": -5e-324, "south": 0.0, "east": 5e-324, "north": 0.0}
    query = """query ($box: BBox!) {
      districts(filter: {spatial: {bbox: $box, crs: GCJ02}}) { totalCount } }"""

    assert ask(small_city, query, box=tiny)["districts"]["totalCount"] == 0
