"""Organizations, stations, circles, party organizations, alliances and instructors, changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from db.engine import Database
from tests.conftest import Backend
from tests.schema import city
from tests.schema.city import ask, nodes, tell

ERRORS = "userErrors { code message field }"
ORGANIZATION = {
    "creditCode": "91630100MA75000001",
    "name": "新公司",
    "kind": "NON_PUBLIC_ECONOMIC",
    "employees": 12,
    "partyMembers": 3,
    "location": {"type": "Point", "coordinates": [101.031, 36.03]},
    "partyOrganization": "PartyOrganization:3",
}
STATION = {
    "name": "新站",
    "location": {"type": "Point", "coordinates": [101.13, 36.03]},
    "serviceRadius": 600.0,
    "openedOn": "2017-10-01",
}
BOUNDARY = {
    "type": "Polygon",
    "coordinates": [
        [[101.12, 36.02], [101.14, 36.02], [101.14, 36.04], [101.12, 36.04], [101.12, 36.02]]
    ],
}
BOWTIE = {
    "type": "Polygon",
    "coordinates": [[[101.0, 36.0], [101.1, 36.1], [101.1, 36.0], [101.0, 36.1], [101.0, 36.0]]],
}


@pytest.fixture
def small(backend: Backend) -> Iterator[Database]:
    with backend.database(city.fill) as database:
        yield database


def told(database: Database, call: str, selection: str, **variables: Any) -> Any:
    """Give the one payload of a mutation; `call` is its name with the types of its arguments."""
    name, _, types = call.partition(" ")
    declared = f"({types})" if types else ""
    given = ", ".join(
        f"{part[1:]}: {part}" for part in types.replace(":", " ").split() if "$" in part
    )
    answer = tell(
        database,
        f"mutation {declared} {{ {name}({given}) {{ {selection} {ERRORS} }} }}",
        **variables,
    )
    assert answer.errors == []
    return answer.data[name]


REGISTER_ORGANIZATION = "registerOrganization $input: OrganizationInput!"
UPDATE_ORGANIZATION = "updateOrganization $id: ID!, $version: Int!, $input: OrganizationInput!"
SHOWN = """organization { id version district { name } circles { name } formallyCovered
    partyOrganization { id } nearestStation { metres } employees industry fullTimePartyWorkers }"""


def test_an_organization_gets_what_follows_from_its_place_and_its_cover(small: Database) -> None:
    payload = told(small, REGISTER_ORGANIZATION, SHOWN, input={**ORGANIZATION, "industry": "零售"})

    found = payload["organization"]
    assert payload["userErrors"] == []
    assert (found["district"], found["circles"]) == ({"name": "西区"}, [{"name": "西商圈"}])
    assert found["partyOrganization"] == {"id": "PartyOrganization:3"}
    assert found["formallyCovered"]
    assert found["nearestStation"]["metres"] == pytest.approx(90.2, abs=0.5)
    assert found["fullTimePartyWorkers"] == 0


def test_what_a_correction_leaves_out_stays(small: Database) -> None:
    first = told(small, REGISTER_ORGANIZATION, SHOWN, input={**ORGANIZATION, "industry": "零售"})
    number = first["organization"]["id"]
    less = {name: ORGANIZATION[name] for name in ("creditCode", "name", "kind", "partyMembers")}
    payload = told(
        small, UPDATE_ORGANIZATION, SHOWN, id=number, version=1, input={**less, "employees": 20}
    )
    cleared = told(
        small,
        UPDATE_ORGANIZATION,
        SHOWN,
        id=number,
        version=2,
        input={**less, "employees": 20, "industry": None, "location": None},
    )

    assert payload["organization"]["industry"] == "零售"
    assert payload["organization"]["employees"] == 20
    assert payload["organization"]["partyOrganization"] == {"id": "PartyOrganization:3"}
    assert cleared["organization"]["industry"] is None
    assert cleared["organization"]["circles"] == []


def test_another_party_organization_takes_the_place_of_the_own_one_alone(small: Database) -> None:
    # 2 (of 2010) and 4 (undated) cover it; 2 is the one shown.
    values = {**ORGANIZATION, "creditCode": "91630100MA0000001X"[:18], "name": "甲公司"}
    values["creditCode"] = ask(
        small, '{ node(id: "Organization:1") { ... on Organization { creditCode } } }'
    )["node"]["creditCode"]
    payload = told(small, UPDATE_ORGANIZATION, SHOWN, id="Organization:1", version=1, input=values)
    covers = ask(
        small,
        "{ partyOrganizations { edges { node { id covers { edges { node { id } } } } } } }",
    )["partyOrganizations"]["edges"]
    covered = {edge["node"]["id"][-1]: nodes(edge["node"]["covers"], "id") for edge in covers}

    assert payload["organization"]["partyOrganization"] == {"id": "PartyOrganization:3"}
    assert covered["2"] == ["Organization:3"]
    assert covered["3"] == ["Organization:1", "Organization:5"]
    assert covered["4"] == ["Organization:1"]


@pytest.mark.parametrize(
    ("change", "code", "field", "words"),
    [
        ({"district": "999999"}, "NOT_FOUND", "district", "known: 630101, 630102"),
        ({"partyOrganization": "PartyOrganization:99"}, "NOT_FOUND", "partyOrganization", "99"),
        ({"partyOrganization": "District:1"}, "BAD_USER_INPUT", "partyOrganization", "give a"),
        ({"employees": -1}, "BAD_USER_INPUT", "employees", "0 or more"),
        ({"name": "  "}, "BAD_USER_INPUT", "name", "blank"),
        ({"name": "长" * 201}, "BAD_USER_INPUT", "name", "200 at most"),
        ({"name": "甲\x00"}, "BAD_USER_INPUT", "name", "NUL"),
        ({"creditCode": "1" * 19}, "BAD_USER_INPUT", "creditCode", "18 at most"),
        (
            {"location": {"type": "Point", "coordinates": [36.03, 101.03]}},
            "INVALID_GEOMETRY",
            "location",
            "",
        ),
        (
            {"location": {"type": "Point", "coordinates": [116.4, 39.9]}},
            "INVALID_GEOMETRY",
            "location",
            "lies outside",
        ),
        ({"location": BOUNDARY}, "INVALID_GEOMETRY", "location", "give a Point"),
    ],
)
def test_what_an_organization_cannot_be_is_data(
    small: Database, change: dict[str, Any], code: str, field: str, words: str
) -> None:
    payload = told(small, REGISTER_ORGANIZATION, SHOWN, input={**ORGANIZATION, **change})

    (error,) = payload["userErrors"]
    assert (payload["organization"], error["code"]) == (None, code)
    assert error["field"] == ["input", field]
    assert words in error["message"]


def test_all_that_is_wrong_is_told_at_once(small: Database) -> None:
    wrong = {**ORGANIZATION, "employees": -1, "name": ""}
    payload = told(small, REGISTER_ORGANIZATION, SHOWN, input=wrong)

    assert [error["field"][1] for error in payload["userErrors"]] == ["name", "employees"]


def test_a_credit_code_is_taken_once(small: Database) -> None:
    told(small, REGISTER_ORGANIZATION, SHOWN, input=ORGANIZATION)
    payload = told(small, REGISTER_ORGANIZATION, SHOWN, input=ORGANIZATION)

    (error,) = payload["userErrors"]
    assert (error["code"], error["field"]) == ("REJECTED", ["input", "creditCode"])


def test_a_closed_organization_is_covered_and_guided_no_more(small: Database) -> None:
    call = "closeOrganization $id: ID!, $version: Int!, $on: Date!"
    early = told(
        small, call, "organization { id }", id="Organization:3", version=1, on="2009-01-01"
    )
    closed = told(
        small,
        call,
        "organization { closedOn formallyCovered instructor { id } }",
        id="Organization:3",
        version=1,
        on="2017-10-20",
    )
    again = told(
        small, call, "organization { id }", id="Organization:3", version=2, on="2017-10-21"
    )

    assert early["userErrors"][0]["field"] == ["on"]
    assert closed["organization"] == {
        "closedOn": "2017-10-20",
        "formallyCovered": False,
        "instructor": None,
    }
    assert again["userErrors"][0]["code"] == "STEP_NOT_ALLOWED"


REGISTER_STATION = "registerStation $input: StationInput!"
UPDATE_STATION = "updateStation $id: ID!, $version: Int!, $input: StationInput!"
STATION_SHOWN = """station { id version status district { name } circle { name } cost
    funding { source amount } servedOrganizations { edges { node { id } } } closedOn }"""


def test_a_station_serves_from_where_it_is(small: Database) -> None:
    fundings = [
        {"source": "POOLED", "amount": "20000.10"},
        {"source": "SUPERIOR_SUPPORT", "amount": "4999.90"},
    ]
    payload = told(small, REGISTER_STATION, STATION_SHOWN, input={**STATION, "funding": fundings})

    found = payload["station"]
    assert payload["userErrors"] == []
    assert (found["status"], found["cost"], found["funding"]) == ("OPEN", "25000.00", fundings)
    assert (found["district"], found["circle"]) == ({"name": "东区"}, {"name": "东商圈"})
    assert nodes(found["servedOrganizations"], "id") == ["Organization:5"]


def test_a_cost_is_the_sum_of_its_funding(small: Database) -> None:
    wrong = {**STATION, "cost": "1.00", "funding": [{"source": "POOLED", "amount": "2"}]}
    twice = {**STATION, "funding": [{"source": "POOLED", "amount": "2"}] * 2}
    alone = told(small, REGISTER_STATION, STATION_SHOWN, input={**STATION, "cost": "25000"})

    for value, field in ((wrong, "cost"), (twice, "funding")):
        payload = told(small, REGISTER_STATION, STATION_SHOWN, input=value)
        assert payload["userErrors"][0]["field"] == ["input", field]
    assert alone["station"]["cost"] == "25000.00"
    assert alone["station"]["funding"] == [{"source": "SELF_RAISED", "amount": "25000.00"}]


def test_the_funding_of_a_list_names_the_place_in_it(small: Database) -> None:
    fundings = [{"source": "POOLED", "amount": "1"}, {"source": "SELF_RAISED", "amount": "0.001"}]
    payload = told(small, REGISTER_STATION, STATION_SHOWN, input={**STATION, "funding": fundings})

    assert payload["userErrors"][0]["field"] == ["input", "funding", "1", "amount"]
    assert "finer than a fen" in payload["userErrors"][0]["message"]


def test_a_station_closes_by_its_own_mutation_and_stays_closed(small: Database) -> None:
    close = "closeStation $id: ID!, $version: Int!, $on: Date!"
    number = told(small, REGISTER_STATION, STATION_SHOWN, input=STATION)["station"]["id"]
    by_status = told(
        small,
        UPDATE_STATION,
        STATION_SHOWN,
        id=number,
        version=1,
        input={**STATION, "status": "CLOSED"},
    )
    closed = told(small, close, STATION_SHOWN, id=number, version=1, on="2017-10-20")
    reopened = told(small, UPDATE_STATION, STATION_SHOWN, id=number, version=2, input=STATION)
    renamed = told(
        small,
        UPDATE_STATION,
        STATION_SHOWN,
        id=number,
        version=2,
        input={**STATION, "name": "旧站二", "status": "CLOSED"},
    )

    for refused in (by_status, reopened):
        assert refused["userErrors"][0]["code"] == "STEP_NOT_ALLOWED"
        assert refused["userErrors"][0]["field"] == ["input", "status"]
    assert (closed["station"]["status"], closed["station"]["closedOn"]) == ("CLOSED", "2017-10-20")
    assert renamed["station"]["closedOn"] == "2017-10-20"


def test_a_circle_takes_its_members_from_its_boundary(small: Database) -> None:
    shown = "circle { id version district { name } organizations { edges { node { id } } } }"
    payload = told(
        small,
        "updateCircle $id: ID!, $version: Int!, $input: CircleInput!",
        shown,
        id="CommercialCircle:1",
        version=2,  # its district was worked out
        input={"name": "东移", "boundary": BOUNDARY},
    )
    bowtie = told(
        small,
        "registerCircle $input: CircleInput!",
        shown,
        input={"name": "叉", "boundary": BOWTIE},
    )

    assert payload["circle"]["district"] == {"name": "东区"}
    assert nodes(payload["circle"]["organizations"], "id") == ["Organization:5"]
    (error,) = bowtie["userErrors"]
    assert (error["code"], error["field"]) == ("INVALID_GEOMETRY", ["input", "boundary"])
    assert "crosses itself" in error["message"]


PARTY = {"name": "新支部", "kind": "BRANCH", "partyMembers": 5, "superior": "PartyOrganization:2"}
PARTY_SHOWN = "partyOrganization { id version covers { edges { node { id } } } superior { id } }"


def test_a_party_organization_covers_exactly_whom_it_names(small: Database) -> None:
    covers = ["Organization:4", "Organization:2"]
    added = told(
        small,
        "registerPartyOrganization $input: PartyOrganizationInput!",
        PARTY_SHOWN,
        input={**PARTY, "covers": covers},
    )["partyOrganization"]
    update = "updatePartyOrganization $id: ID!, $version: Int!, $input: PartyOrganizationInput!"
    kept = told(small, update, PARTY_SHOWN, id=added["id"], version=added["version"], input=PARTY)
    fewer = told(
        small,
        update,
        PARTY_SHOWN,
        id=added["id"],
        version=kept["partyOrganization"]["version"],
        input={**PARTY, "covers": ["Organization:4"]},
    )
    missing = told(
        small,
        "registerPartyOrganization $input: PartyOrganizationInput!",
        PARTY_SHOWN,
        input={**PARTY, "covers": ["Organization:1", "Organization:77"]},
    )

    assert nodes(added["covers"], "id") == ["Organization:2", "Organization:4"]
    assert nodes(kept["partyOrganization"]["covers"], "id") == ["Organization:2", "Organization:4"]
    assert nodes(fewer["partyOrganization"]["covers"], "id") == ["Organization:4"]
    assert missing["userErrors"][0]["field"] == ["input", "covers", "1"]


def test_nobody_answers_to_oneself(small: Database) -> None:
    payload = told(
        small,
        "updatePartyOrganization $id: ID!, $version: Int!, $input: PartyOrganizationInput!",
        PARTY_SHOWN,
        id="PartyOrganization:1",
        version=1,
        input={**PARTY, "kind": "DISTRICT_COMMITTEE"},
    )

    (error,) = payload["userErrors"]
    assert error["field"] == ["input", "superior"]
    assert "PartyOrganization:2 answers to PartyOrganization:1" in error["message"]


def test_an_alliance_holds_its_circles_and_organizations(small: Database) -> None:
    shown = """alliance { id version organizations { totalCount edges { node { id } } }
        circles { id alliance { name } } }"""
    value = {
        "name": "西城联盟",
        "organizations": ["Organization:5", "Organization:1"],
        "circles": ["CommercialCircle:1"],
    }
    added = told(small, "registerAlliance $input: AllianceInput!", shown, input=value)["alliance"]
    taken = told(
        small,
        "registerAlliance $input: AllianceInput!",
        shown,
        input={**value, "name": "二"},
    )
    changed = told(
        small,
        "updateAlliance $id: ID!, $version: Int!, $input: AllianceInput!",
        shown,
        id=added["id"],
        version=added["version"],
        input={**value, "organizations": [], "circles": ["CommercialCircle:2"]},
    )["alliance"]
    listed = ask(small, "{ alliances { totalCount edges { node { name } } } }")["alliances"]

    assert nodes(added["organizations"], "id") == ["Organization:1", "Organization:5"]
    assert added["circles"] == [{"id": "CommercialCircle:1", "alliance": {"name": "西城联盟"}}]
    assert taken["userErrors"][0]["code"] == "REJECTED"
    assert changed["organizations"]["totalCount"] == 0
    assert [one["id"] for one in changed["circles"]] == ["CommercialCircle:2"]
    assert (listed["totalCount"], nodes(listed)) == (1, ["西城联盟"])


def test_an_instructor_guides_no_more_than_the_capacity(small: Database) -> None:
    shown = "instructor { id version organizations { edges { node { id } } } homeStation { id } }"
    value = {
        "code": "S-2",
        "mode": "SHARED",
        "homeStation": "GuidanceStation:1",
        "organizations": ["Organization:4", "Organization:5"],
        "capacity": 2,
    }
    call = "registerInstructor $input: InstructorInput!"
    added = told(small, call, shown, input=value)["instructor"]
    full = told(small, call, shown, input={**value, "code": "S-3", "capacity": 1})
    fewer = told(
        small,
        "updateInstructor $id: ID!, $version: Int!, $input: InstructorInput!",
        shown,
        id=added["id"],
        version=added["version"],
        input={**value, "organizations": ["Organization:5"]},
    )["instructor"]

    assert nodes(added["organizations"], "id") == ["Organization:4", "Organization:5"]
    assert added["homeStation"] == {"id": "GuidanceStation:1"}
    assert full["userErrors"][0]["field"] == ["input", "organizations"]
    assert nodes(fewer["organizations"], "id") == ["Organization:5"]


def test_a_correction_needs_both_id_and_version(small: Database) -> None:
    call = "postWish $id: ID, $version: Int, $input: WishInput!"
    for given, missing in (({"id": "Wish:1"}, "version"), ({"version": 1}, "id")):
        payload = told(small, call, "wish { id }", input={"title": "书架"}, **given)
        assert payload["userErrors"][0]["field"] == [missing]


def test_issues_follow_from_what_is_registered(small: Database) -> None:
    value = {**ORGANIZATION, "partyOrganization": None, "district": "630102"}
    value["affiliationBasis"] = None
    number = told(small, REGISTER_ORGANIZATION, SHOWN, input=value)["organization"]["id"]
    issues = ask(small, "{ affiliationIssues { edges { node { kind organization { id } } } } }")

    found = [edge["node"] for edge in issues["affiliationIssues"]["edges"]]
    kinds = [one["kind"] for one in found if one["organization"]["id"] == number]
    assert kinds == ["NO_AFFILIATION", "OUTSIDE_NAMED_DISTRICT"]
