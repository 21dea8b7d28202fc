"""Instructors for the organizations of the small city, assigned by hand.

Its one open station is 0, 450.648, 1,802.591 and 9,012.952 m from organizations 1, 2, 3 and 5; they
have 10, 20, 30 and 50 employees. Organization 4, hard to organize, is not located. The one post,
shared and at home in that station, guides 2 and 3.
"""

from __future__ import annotations

from typing import Any

import pytest

from db.engine import Database
from tests.schema.city import ask

ASSIGN = """query ($input: InstructorAssignmentInput!) { instructorAssignment(input: $input) {
  status dedicated shared totalDistance unassigned { id }
  groups { mode totalDistance centre instructor { code } homeStation { name }
    organizations { id } } } }"""
METRES = {1: 0.0, 2: 450.648, 3: 1802.591, 5: 9012.952}


def assignment(database: Database, **question: Any) -> Any:
    return ask(database, ASSIGN, input=question)["instructorAssignment"]


def members(group: dict[str, Any]) -> list[int]:
    return sorted(int(one["id"].partition(":")[2]) for one in group["organizations"])


def test_all_are_shared_where_nobody_is_large(small_city: Database) -> None:
    found = assignment(small_city)

    assert (found["status"], found["dedicated"], found["shared"]) == ("OPTIMAL", 0, 1)
    (group,) = found["groups"]
    assert (group["mode"], members(group)) == ("SHARED", [1, 2, 3, 5])
    assert found["totalDistance"] == pytest.approx(sum(METRES.values()), abs=0.01)
    assert group["instructor"] == {"code": "630101-S001"}
    assert group["homeStation"] == {"name": "西站"}
    # The mean of 101.03, 101.035, 101.05 and 101.13.
    assert group["centre"]["coordinates"] == pytest.approx([101.06125, 36.03])
    assert found["unassigned"] == [{"id": "Organization:4"}]


def test_the_large_get_an_instructor_of_their_own(small_city: Database) -> None:
    found = assignment(small_city, largeFrom=30, sharedCapacity=1)

    assert (found["dedicated"], found["shared"]) == (2, 2)
    dedicated = [group for group in found["groups"] if group["mode"] == "DEDICATED"]
    # The largest first.
    assert [members(group) for group in dedicated] == [[5], [3]]
    assert [group["totalDistance"] for group in dedicated] == pytest.approx(
        [METRES[5], METRES[3]], abs=0.01
    )
    # The post is a shared one; it knows organization 2, not 1.
    posts = {tuple(members(group)): group["instructor"] for group in found["groups"]}
    assert posts[5,] is None
    assert posts[2,] == {"code": "630101-S001"}
    assert posts[1,] is None


def test_too_few_instructors_leave_the_farthest_out(small_city: Database) -> None:
    found = assignment(small_city, sharedCapacity=2, instructors=1)

    assert (found["status"], found["shared"]) == ("OPTIMAL", 1)
    assert members(found["groups"][0]) == [1, 2]
    assert found["totalDistance"] == pytest.approx(METRES[2], abs=0.01)
    assert [one["id"] for one in found["unassigned"]] == [
        f"Organization:{number}" for number in (3, 4, 5)
    ]


def test_a_scope_asks_for_its_own_alone(small_city: Database) -> None:
    found = assignment(small_city, scope={"district": "630102"})

    assert [members(group) for group in found["groups"]] == [[5]]
    assert found["unassigned"] == [{"id": "Organization:4"}]


def test_nobody_in_the_scope_needs_nobody(small_city: Database) -> None:
    ring = [[101.06, 36.05], [101.07, 36.05], [101.07, 36.06], [101.06, 36.05]]
    polygon = {"type": "Polygon", "coordinates": [ring]}

    found = assignment(small_city, scope={"polygon": polygon})

    assert (found["groups"], found["unassigned"], found["totalDistance"]) == ([], [], 0.0)


@pytest.mark.parametrize(
    ("question", "argument"),
    [
        ({"sharedCapacity": 0}, "input.sharedCapacity"),
        ({"largeFrom": -1}, "input.largeFrom"),
        ({"instructors": -1}, "input.instructors"),
        ({"scope": {"district": "1"}}, "input.scope.district"),
    ],
)
def test_what_cannot_be_assigned_names_the_argument(
    small_city: Database, question: dict[str, Any], argument: str
) -> None:
    assert ask(small_city, ASSIGN, input=question).error["argument"] == argument
