"""Party organizations, instructors, activities, assessments: every field and the shared filter."""

from __future__ import annotations

import pytest

from db.engine import Database
from tests.schema.city import ask, nodes


def test_party_organizations_are_a_tree_with_whom_they_cover(small_city: Database) -> None:
    answer = ask(
        small_city,
        """{ partyOrganizations { totalCount edges { node {
            id name kind affiliationBasis district { name } superior { name }
            subordinates(first: 2) { totalCount edges { node { name } } }
            establishedOn partyMembers posts postsFilled version
            covers { totalCount edges { node { name } } }
        } } } }""",
    )

    first, second, third, fourth = (e["node"] for e in answer["partyOrganizations"]["edges"])
    assert (first["superior"], first["affiliationBasis"]) == (None, None)
    assert first["subordinates"]["totalCount"] == 3
    assert nodes(first["subordinates"]) == ["西区支部", "东区联合支部"]
    assert second["superior"] == {"name": "区委"}
    assert (second["kind"], second["affiliationBasis"]) == ("BRANCH", "TERRITORIAL")
    assert (second["partyMembers"], second["posts"], second["postsFilled"]) == (20, 2, 1)
    assert nodes(second["covers"]) == ["甲公司", "丙协会"]
    # Its link to 2 ended on 2017-01-01.
    assert nodes(third["covers"]) == ["戊协会"]
    assert (fourth["establishedOn"], fourth["covers"]["totalCount"]) == (None, 1)


def test_instructors_guide_whom_they_are_assigned_to(small_city: Database) -> None:
    answer = ask(
        small_city,
        """{ instructors { edges { node { id code mode source capacity version
            homeStation { name } organizations { totalCount edges { node { name } } } } } } }""",
    )

    (one,) = (edge["node"] for edge in answer["instructors"]["edges"])
    assert (one["id"], one["code"], one["mode"]) == ("Instructor:1", "630101-S001", "SHARED")
    assert (one["source"], one["capacity"]) == ("RETIRED_CADRE", 10)
    assert one["homeStation"] == {"name": "西站"}
    assert nodes(one["organizations"]) == ["乙公司 Beta", "丙协会"]


def test_activities_come_newest_first_with_where_they_were(small_city: Database) -> None:
    answer = ask(
        small_city,
        """{ activities { edges { node { id series title on participants version location
            host { name } organization { name } station { name } circle { name } } } } }""",
    )

    second, first, third = (edge["node"] for edge in answer["activities"]["edges"])
    assert (second["title"], second["on"], second["participants"]) == ("培训", "2017-10-01", 12)
    assert second["location"]["coordinates"] == [101.13, 36.03]
    assert (second["organization"], second["circle"]) == ({"name": "戊协会"}, {"name": "东商圈"})
    assert (first["series"], first["host"]) == ("TEN_ONES", {"name": "西区支部"})
    assert (first["station"], first["location"]) == ({"name": "西站"}, None)
    assert third["host"] is None


def test_assessments_come_newest_year_first(small_city: Database) -> None:
    answer = ask(
        small_city,
        """{ assessments { edges { node {
            id subject { name } year target weight score version } } } }""",
    )

    found = [edge["node"] for edge in answer["assessments"]["edges"]]
    assert [one["id"] for one in found] == ["Assessment:2", "Assessment:3", "Assessment:1"]
    assert [one["score"] for one in found] == [90.0, None, 80.0]
    assert found[1]["weight"] == 0.4
    assert found[2]["subject"] == {"name": "西区支部"}


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("activities(filter: {year: 2017})", ["Activity:2", "Activity:1"]),
        ('activities(filter: {district: "630102"})', ["Activity:2"]),
        ('activities(filter: {circle: "CommercialCircle:1"})', ["Activity:1", "Activity:3"]),
        ('activities(filter: {organization: "Organization:5", year: 2016})', []),
        ("assessments(filter: {year: 2016})", ["Assessment:1"]),
        ('assessments(filter: {district: "630102"})', ["Assessment:2", "Assessment:3"]),
        ('instructors(filter: {organization: "Organization:3"})', ["Instructor:1"]),
        ("instructors(filter: {year: 2016})", []),
    ],
)
def test_registers_are_kept_by_the_shared_filter(
    small_city: Database, query: str, ids: list[str]
) -> None:
    field = query.split("(", maxsplit=1)[0]
    found = ask(small_city, f"{{ {query} {{ totalCount edges {{ node {{ id }} }} }} }}")[field]

    assert nodes(found, "id") == ids
    assert found["totalCount"] == len(ids)
