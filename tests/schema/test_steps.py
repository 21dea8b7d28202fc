"""Steps through the API: moved, claimed, completed, scored, withdrawn, and refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from typing import Any

import pytest

from db.engine import Database
from db.models.enums import RectificationStatus, WishStatus
from db.repositories.audit import verify_audit
from schema.permissions import Caller, Role
from tests.conftest import Backend
from tests.schema import city
from tests.schema.city import EDITOR, ask, tell

CHECKER = Caller(Role.EDITOR, "checker")
LISTED, IN_PROGRESS, SUBMITTED, CLOSED = (each.value for each in RectificationStatus)
WAY = {
    LISTED: (),
    IN_PROGRESS: (IN_PROGRESS,),
    SUBMITTED: (IN_PROGRESS, SUBMITTED),
    CLOSED: (IN_PROGRESS, SUBMITTED, CLOSED),
}
STEPS = {
    (LISTED, IN_PROGRESS),
    (IN_PROGRESS, SUBMITTED),
    (SUBMITTED, CLOSED),
    (SUBMITTED, IN_PROGRESS),
}
LIST_ITEM = """mutation { listRectification(input: {title: "未覆盖", cause: LOW_COVERAGE,
    owner: "PartyOrganization:1", dueOn: "2017-12-31"}) { item { id } userErrors { message } } }"""
MOVE = """mutation ($id: ID!, $version: Int!, $to: RectificationStatus!, $note: String) {
    moveRectification(id: $id, version: $version, to: $to, note: $note) {
        item { status version history { at from to by note } }
        userErrors { code message field } } }"""
POST = 'mutation { postWish(input: {title: "书架"}) { wish { id } userErrors { message } } }'
CLAIM = """mutation ($id: ID!, $version: Int!) {
    claimWish(id: $id, version: $version, organization: "Organization:1") {
        wish { status version claimedBy { id } claimedOn } userErrors { code field message } } }"""
FULFIL = """mutation ($id: ID!, $version: Int!) { fulfilWish(id: $id, version: $version) {
    wish { status version fulfilledOn } userErrors { code field message } } }"""


@pytest.fixture(scope="module")
def small(backend: Backend) -> Iterator[Database]:
    with backend.database(city.fill) as database:
        yield database


def told(database: Database, query: str, by: Caller = EDITOR, /, **variables: Any) -> Any:
    """Give the one payload of a mutation."""
    answer = tell(database, query, by, **variables)
    assert answer.errors == []
    (payload,) = answer.data.values()
    return payload


def code(payload: dict[str, Any]) -> tuple[str, list[str]]:
    (error,) = payload["userErrors"]
    return error["code"], error["field"]


@contextmanager
def one_entry_more(database: Database, n_more: int = 1) -> Iterator[None]:
    """Check that the audit grows by so many entries meanwhile, and stays sound."""
    with database.read() as session:
        before = verify_audit(session)
    yield
    with database.read() as session:
        after = verify_audit(session)
    assert after.is_sound
    assert after.n_entries == before.n_entries + n_more


@pytest.mark.parametrize(("start", "to"), list(product(WAY, WAY)))
def test_an_item_takes_the_steps_that_there_are_and_no_other(
    small: Database, start: str, to: str
) -> None:
    number, version = told(small, LIST_ITEM)["item"]["id"], 1
    for step in WAY[start]:
        by = CHECKER if step == CLOSED else EDITOR
        assert told(small, MOVE, by, id=number, version=version, to=step)["userErrors"] == []
        version += 1

    with one_entry_more(small, int((start, to) in STEPS)):
        payload = told(small, MOVE, CHECKER, id=number, version=version, to=to, note="缺材料")

    if (start, to) in STEPS:
        assert payload["userErrors"] == []
        assert (payload["item"]["status"], payload["item"]["version"]) == (to, version + 1)
        last = payload["item"]["history"][-1]
        assert (last["from"], last["to"], last["by"], last["note"]) == (
            start,
            to,
            "checker",
            "缺材料",
        )
        assert last["at"] == "2017-11-02T01:00:00+00:00"
    else:
        assert payload["item"] is None
        assert code(payload) == ("STEP_NOT_ALLOWED", ["to"])


def test_who_submitted_cannot_close_and_the_way_back_needs_a_note(small: Database) -> None:
    number = told(small, LIST_ITEM)["item"]["id"]
    for version, step in enumerate(WAY[SUBMITTED], start=1):
        told(small, MOVE, id=number, version=version, to=step)

    own = told(small, MOVE, id=number, version=3, to=CLOSED)
    silent = told(small, MOVE, CHECKER, id=number, version=3, to=IN_PROGRESS)
    stale = told(small, MOVE, CHECKER, id=number, version=2, to=CLOSED)

    assert code(own) == code(silent) == ("STEP_NOT_ALLOWED", ["to"])
    assert "clerk submitted the item; somebody else has to close it" in str(own)
    assert "needs a note" in str(silent)
    assert code(stale) == ("STALE_VERSION", ["version"])
    assert "at version 3, not 2" in stale["userErrors"][0]["message"]


@pytest.mark.parametrize("start", list(WishStatus))
def test_a_wish_is_claimed_once_and_then_fulfilled_once(small: Database, start: str) -> None:
    number, version = told(small, POST)["wish"]["id"], 1
    for step in (CLAIM, FULFIL)[: list(WishStatus).index(WishStatus(start))]:
        told(small, step, id=number, version=version)
        version += 1

    claimed = told(small, CLAIM, id=number, version=version)
    if start == WishStatus.OPEN:
        assert claimed["wish"]["claimedBy"] == {"id": "Organization:1"}
        assert claimed["wish"]["claimedOn"] == "2017-11-02"
        return
    assert code(claimed) == ("STEP_NOT_ALLOWED", ["id"])
    fulfilled = told(small, FULFIL, id=number, version=version)
    if start == WishStatus.CLAIMED:
        assert fulfilled["wish"]["status"] == "FULFILLED"
        assert fulfilled["wish"]["fulfilledOn"] == "2017-11-02"
    else:
        assert code(fulfilled) == ("STEP_NOT_ALLOWED", ["id"])


def test_an_open_wish_is_not_fulfilled(small: Database) -> None:
    number = told(small, POST)["wish"]["id"]

    assert code(told(small, FULFIL, id=number, version=1)) == ("STEP_NOT_ALLOWED", ["id"])


def test_a_responsibility_is_completed_once(small: Database) -> None:
    added = told(
        small,
        """mutation { assignResponsibility(input: {title: "落实", holder: "PartyOrganization:1",
            year: 2017}) { responsibility { id status } userErrors { message } } }""",
    )["responsibility"]
    complete = """mutation ($id: ID!, $version: Int!) {
        completeResponsibility(id: $id, version: $version) {
            responsibility { status doneOn version } userErrors { code field } } }"""
    done = told(small, complete, id=added["id"], version=1)
    again = told(small, complete, id=added["id"], version=2)

    assert added["status"] == "IN_PROGRESS"
    assert done["responsibility"] == {"status": "DONE", "doneOn": "2017-11-02", "version": 2}
    assert code(again) == ("STEP_NOT_ALLOWED", ["id"])


def test_scores_add_up_by_their_weights(small: Database) -> None:
    query = """mutation ($score: Float!, $version: Int!) {
        scoreAssessment(id: "Assessment:3", version: $version, score: $score) {
            assessment { score version } userErrors { code field message } } }"""
    before = ask(small, "{ dashboard(year: 2017) { assessmentScore } }")["dashboard"]
    wrong = told(small, query, score=100.5, version=1)
    scored = told(small, query, score=70, version=1)
    after = ask(small, "{ dashboard(year: 2017) { assessmentScore } }")["dashboard"]

    assert code(wrong) == ("BAD_USER_INPUT", ["score"])
    assert scored["assessment"] == {"score": 70.0, "version": 2}
    # 90 of weight 0.6, then 70 of weight 0.4 with it.
    assert (before["assessmentScore"], after["assessmentScore"]) == (90.0, pytest.approx(82.0))


def test_milestones_lead_a_measure_to_its_end(small: Database) -> None:
    measure = told(
        small,
        """mutation { setMeasure(input: {number: 7, title: "建站", owner: "PartyOrganization:1",
            milestones: [{title: "选址", dueOn: "2017-06-30"},
                         {title: "开放", dueOn: "2017-12-31"}]})
            { measure { id status } userErrors { message } } }""",
    )["measure"]
    complete = """mutation ($id: ID!, $version: Int!, $title: String!) {
        completeMilestone(measure: $id, version: $version, title: $title, on: "2017-10-01") {
            measure { status version milestones { title doneOn } }
            userErrors { code field message } } }"""
    first = told(small, complete, id=measure["id"], version=1, title="选址")
    again = told(small, complete, id=measure["id"], version=2, title="选址")
    unknown = told(small, complete, id=measure["id"], version=2, title="验收")
    nobody = told(small, complete, id="Measure:999", version=1, title="验收")
    last = told(small, complete, id=measure["id"], version=2, title="开放")

    assert measure["status"] == "OVERDUE"
    assert first["measure"]["status"] == "IN_PROGRESS"
    assert code(again) == ("STEP_NOT_ALLOWED", ["title"])
    assert code(unknown) == ("NOT_FOUND", ["title"])
    assert "there are 选址, 开放" in unknown["userErrors"][0]["message"]
    assert code(nobody) == ("NOT_FOUND", ["measure"])
    assert (last["measure"]["status"], last["measure"]["version"]) == ("DONE", 3)


def test_an_inspection_opens_its_items_once(small: Database) -> None:
    query = """mutation ($id: ID, $version: Int) { recordInspection(id: $id, version: $version,
        input: {subject: "PartyOrganization:2", on: "2017-10-01", findings: "台账不全",
            items: [{title: "补台账", cause: OTHER, owner: "PartyOrganization:2",
                     dueOn: "2017-12-01"}]}) {
        inspection { id version
            rectificationItems { title status inspection { id } history { by } } }
        userErrors { message } } }"""
    with one_entry_more(small):
        first = told(small, query)["inspection"]
    with one_entry_more(small, 0):
        again = told(small, query, id=first["id"], version=1)["inspection"]

    assert first["rectificationItems"] == [
        {
            "title": "补台账",
            "status": "LISTED",
            "inspection": {"id": first["id"]},
            "history": [{"by": "clerk"}],
        }
    ]
    assert again == first


WITHDRAW = """mutation ($id: ID!, $version: Int!, $reason: String!) {
    withdraw(id: $id, version: $version, reason: $reason) {
        id userErrors { code message field } } }"""


@pytest.mark.parametrize(
    ("number", "version", "reason", "expected"),
    [
        ("Activity:1", 9, "录错", ("STALE_VERSION", ["version"])),
        ("Activity:99", 1, "录错", ("NOT_FOUND", ["id"])),
        ("Activity:99999999999", 1, "录错", ("NOT_FOUND", ["id"])),
        ("Activity:1", 1, " ", ("BAD_USER_INPUT", ["reason"])),
        ("Activity:1", 1, "长" * 2001, ("BAD_USER_INPUT", ["reason"])),
        ("District:1", 1, "录错", ("BAD_USER_INPUT", ["id"])),
        ("Nothing:1", 1, "录错", ("BAD_USER_INPUT", ["id"])),
        ("PartyOrganization:1", 1, "录错", ("REFERRED_TO", ["id"])),
    ],
)
def test_what_cannot_be_withdrawn_is_data(
    small: Database, number: str, version: int, reason: str, expected: tuple[str, list[str]]
) -> None:
    with one_entry_more(small, 0):
        payload = told(small, WITHDRAW, id=number, version=version, reason=reason)

    assert payload["id"] is None
    assert code(payload) == expected


def test_what_is_withdrawn_is_in_the_audit_alone(small: Database) -> None:
    with one_entry_more(small):
        payload = told(small, WITHDRAW, id="Activity:3", version=1, reason="录错")

    assert payload == {"id": "Activity:3", "userErrors": []}
    assert ask(small, '{ node(id: "Activity:3") { id } }')["node"] is None


def test_several_changes_of_one_request_each_see_the_one_before(small: Database) -> None:
    number = told(small, LIST_ITEM)["item"]["id"]
    answer = tell(
        small,
        """mutation ($id: ID!) {
            a: moveRectification(id: $id, version: 1, to: IN_PROGRESS) { item { history { to } } }
            b: moveRectification(id: $id, version: 2, to: SUBMITTED) { item { history { to } } }
        }""",
        id=number,
    )

    assert len(answer["a"]["item"]["history"]) == 2
    assert [one["to"] for one in answer["b"]["item"]["history"]] == [LISTED, IN_PROGRESS, SUBMITTED]


@pytest.mark.parametrize(
    ("role", "expected"),
    [(Role.ANONYMOUS, "UNAUTHENTICATED"), (Role.VIEWER, "FORBIDDEN")],
)
def test_who_may_not_write_is_refused(small: Database, role: Role, expected: str) -> None:
    with one_entry_more(small, 0):
        answer = tell(small, POST, Caller(role, "somebody"))

    assert answer.error["code"] == expected


def test_planners_may_record_and_editors_may_not_plan(small: Database) -> None:
    start = """mutation { startStationPlan(input: {objective: MAXIMIZE_COVERAGE, newStations: 1,
        serviceRadius: 500}) { job { id } } }"""

    assert tell(small, POST, Caller(Role.PLANNER, "planner")).errors == []
    assert tell(small, start).error["code"] == "FORBIDDEN"
