"""Districts, circles, stations and organizations: every field of theirs, by hand."""

from __future__ import annotations

from typing import Any

import pytest
from pyproj import Geod

from db.engine import Database
from tests.schema.city import ask, nodes

WEST_KM2 = 99.982358
CIRCLE_KM2 = 4.000293


def test_districts_come_by_adcode_with_what_belongs_to_them(small_city: Database) -> None:
    answer = ask(
        small_city,
        """{ districts { totalCount edges { node {
            id adcode name nameEn areaKm2 boundary
            organizations { totalCount edges { node { name } } }
            commercialCircles { edges { node { name } } }
            guidanceStations { edges { node { name } } }
        } } } }""",
    )

    assert nodes(answer["districts"], "id") == ["District:1", "District:2"]
    first, second = (edge["node"] for edge in answer["districts"]["edges"])
    assert (first["adcode"], first["name"], first["nameEn"]) == ("630101", "西区", "West")
    assert first["areaKm2"] == pytest.approx(WEST_KM2, rel=1e-4)
    assert first["boundary"]["type"] == "MultiPolygon"
    assert [101.1, 36.1] in first["boundary"]["coordinates"][0][0]
    assert nodes(first["organizations"]) == ["甲公司", "乙公司 Beta", "丙协会", "己公司"]
    assert nodes(second["organizations"]) == ["丁公司", "戊协会"]
    assert second["nameEn"] is None
    assert nodes(first["commercialCircles"]) == ["西商圈"]
    assert nodes(second["guidanceStations"]) == ["东站", "旧站"]


def test_a_district_is_found_by_its_adcode(small_city: Database) -> None:
    answer = ask(
        small_city,
        '{ a: district(adcode: "630102") { name } b: district(adcode: "110101") { name } }',
    )

    assert answer["a"] == {"name": "东区"}
    assert answer["b"] is None


def test_a_circle_has_its_district_committee_members_and_stations(small_city: Database) -> None:
    answer = ask(
        small_city,
        """{ commercialCircles { edges { node {
            id name version areaKm2 district { name } committee { name kind }
            organizations { edges { node { name } } } guidanceStations { edges { node { name } } }
        } } } }""",
    )

    first, second = (edge["node"] for edge in answer["commercialCircles"]["edges"])
    assert first["areaKm2"] == pytest.approx(CIRCLE_KM2, rel=1e-4)
    assert first["district"] == {"name": "西区"}
    assert first["committee"] == {"name": "商圈综合党委", "kind": "CIRCLE_COMMITTEE"}
    assert nodes(first["organizations"]) == ["甲公司", "乙公司 Beta", "己公司"]
    assert nodes(first["guidanceStations"]) == ["西站"]
    assert second["committee"] is None
    assert second["version"] >= 1


def test_a_station_has_its_cost_load_and_service_area(small_city: Database) -> None:
    answer = ask(
        small_city,
        """{ guidanceStations { edges { node {
            id name status serviceRadius capacity cost funding { source amount } openedOn closedOn
            load location district { name } circle { name } serviceArea version
            servedOrganizations { totalCount edges { node { name } } }
        } } } }""",
    )

    first, second, third = (edge["node"] for edge in answer["guidanceStations"]["edges"])
    assert first["cost"] == "25000.00"
    assert first["funding"] == [
        {"source": "POOLED", "amount": "15000.50"},
        {"source": "SELF_RAISED", "amount": "9999.50"},
    ]
    assert (first["status"], first["openedOn"], first["closedOn"]) == ("OPEN", "2017-01-01", None)
    assert first["location"] == {"type": "Point", "coordinates": [101.03, 36.03]}
    assert nodes(first["servedOrganizations"]) == ["甲公司", "乙公司 Beta", "己公司"]
    assert first["load"] == 0.75
    assert first["circle"] == {"name": "西商圈"}
    assert (second["cost"], second["funding"]) == ("0.00", [])
    assert (second["capacity"], second["load"]) == (None, None)
    assert (third["status"], third["closedOn"], third["load"]) == ("CLOSED", "2017-06-01", 0.0)
    assert _true_area_km2(first["serviceArea"]) == pytest.approx(3.14159265, rel=1e-4)


def test_an_organization_has_what_belongs_to_it(small_city: Database) -> None:
    answer = ask(
        small_city,
        """{ organizations { edges { node {
            id creditCode name kind industry employees partyMembers fullTimePartyWorkers
            hardToOrganize establishedOn closedOn location district { name } circles { name }
            partyOrganization { name } affiliationBasis instructor { code } distance version
            nearestStation { station { name } metres }
        } } } }""",
    )

    found = [edge["node"] for edge in answer["organizations"]["edges"]]
    first, second, third, fourth, fifth, sixth = found
    assert first["id"] == "Organization:1"
    assert (first["kind"], first["industry"]) == ("NON_PUBLIC_ECONOMIC", "零售业")
    assert (first["employees"], first["partyMembers"]) == (10, 1)
    assert first["circles"] == [{"name": "西商圈"}]
    # Both cover it: one has a day of founding, the committee has none.
    assert first["partyOrganization"] == {"name": "西区支部"}
    assert first["nearestStation"] == {"station": {"name": "西站"}, "metres": 0.0}
    assert second["partyOrganization"] is None
    assert second["instructor"] == {"code": "630101-S001"}
    assert second["nearestStation"]["metres"] == pytest.approx(450.648, abs=0.001)
    assert third["industry"] is None
    assert third["circles"] == []
    assert fourth["location"] is None
    assert fourth["nearestStation"] is None
    assert fourth["district"] == {"name": "东区"}
    assert fourth["hardToOrganize"] is True
    assert fifth["instructor"] is None
    assert fifth["nearestStation"]["metres"] == pytest.approx(9012.952, abs=0.001)
    assert sixth["closedOn"] == "2017-05-01"
    assert {one["distance"] for one in found} == {None}


def test_an_organization_is_found_by_its_credit_code(small_city: Database) -> None:
    answer = ask(
        small_city,
        """{ a: organization(creditCode: "91630100MA0000003X") { name }
             b: organization(creditCode: "nothing") { name } }""",
    )

    assert answer["a"] == {"name": "丙协会"}
    assert answer["b"] is None


def test_a_location_comes_out_in_the_asked_coordinate_system(small_city: Database) -> None:
    answer = ask(
        small_city,
        """{ organization(creditCode: "91630100MA0000001X") {
            wgs: location gcj: location(crs: GCJ02) bd: location(crs: BD09)
            cgcs: location(crs: CGCS2000) none: location(crs: null)
        } }""",
    )

    places = {name: one["coordinates"] for name, one in answer["organization"].items()}
    assert places["wgs"] == places["cgcs"] == places["none"] == [101.03, 36.03]
    # The shift of GCJ-02 in this region is 100 to 200 m, that of BD-09 some 800 m more.
    assert 50 < _metres(places["wgs"], places["gcj"]) < 300
    assert 500 < _metres(places["gcj"], places["bd"]) < 1_200


def test_a_boundary_is_simplified_within_the_tolerance_and_rounded(small_city: Database) -> None:
    answer = ask(
        small_city,
        """{ district(adcode: "630101") {
            rounded: boundary(precision: 1) simple: boundary(tolerance: 100, precision: 3)
        } }""",
    )

    district = answer["district"]
    assert district["rounded"]["coordinates"][0][0][0] in ([101.0, 36.0], [101.1, 36.0])
    assert district["simple"]["type"] == "MultiPolygon"
    assert len(district["simple"]["coordinates"][0][0]) == 5


@pytest.mark.parametrize(
    ("field", "argument"),
    [
        ("boundary(tolerance: -1)", "tolerance"),
        ("boundary(precision: -1)", "precision"),
        ("boundary(precision: 16)", "precision"),
    ],
)
def test_a_boundary_refuses_numbers_out_of_range(
    small_city: Database, field: str, argument: str
) -> None:
    answer = ask(small_city, f'{{ district(adcode: "630101") {{ {field} }} }}')

    assert answer.error["code"] == "BAD_USER_INPUT"
    assert answer.error["argument"] == argument


def test_records_are_found_by_their_identifiers(small_city: Database) -> None:
    answer = ask(
        small_city,
        """{ node(id: "Organization:3") { id ... on Organization { name } }
             none: node(id: "Organization:99") { id }
             nodes(ids: ["District:2", "Activity:1", "District:77", "Organization:1"]) {
               __typename id } }""",
    )

    assert answer["node"] == {"id": "Organization:3", "name": "丙协会"}
    assert answer["none"] is None
    assert [one and one["__typename"] for one in answer["nodes"]] == [
        "District",
        "Activity",
        None,
        "Organization",
    ]


@pytest.mark.parametrize("identifier", ["3", "Organization:", "Organization:x", "Organization:0"])
def test_what_is_no_identifier_is_refused(small_city: Database, identifier: str) -> None:
    answer = ask(small_city, "query ($id: ID!) { node(id: $id) { id } }", id=identifier)

    assert answer.error["argument"] == "id"
    assert repr(identifier) in answer.error["message"]


def test_the_viewer_is_anonymous_without_a_token(small_city: Database) -> None:
    answer = ask(small_city, "{ viewer { role name } }")

    assert answer["viewer"] == {"role": "ANONYMOUS", "name": "anonymous"}


def _metres(a: list[float], b: list[float]) -> float:
    return float(Geod(ellps="WGS84").inv(a[0], a[1], b[0], b[1])[2])


def _true_area_km2(polygon: dict[str, Any]) -> float:
    longitudes, latitudes = zip(*polygon["coordinates"][0], strict=True)
    return abs(Geod(ellps="WGS84").polygon_area_perimeter(longitudes, latitudes)[0]) / 1e6
