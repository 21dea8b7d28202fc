"""Every register through the API: recorded, read, filtered, corrected, added up, withdrawn."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from db.engine import Database
from db.models.enums import Brand
from db.repositories import brand
from db.repositories.registers import REGISTERS
from schema.permissions import Caller, Role
from tests.conftest import Backend
from tests.schema import city
from tests.schema.city import EDITOR, ask, nodes, tell
from tests.schema.register_cases import CASES, Case

EXAMPLES: dict[str, Any] = {
    "circle": "CommercialCircle:1",
    "organization": "Organization:1",
    "year": 2016,
    "statuses": ["DONE"],
}


@pytest.fixture(params=CASES, ids=lambda case: case.type_name)
def case(request: pytest.FixtureRequest) -> Case:
    chosen: Case = request.param
    return chosen


@pytest.fixture
def filled(backend: Backend) -> Iterator[Database]:
    with backend.database(fill) as database:
        yield database


def fill(database: Database) -> None:
    """The city, and criteria of a brand besides."""
    city.fill(database)
    with database.write() as session:
        brand.replace_criteria(
            session,
            Brand.DOUBLE_STRENGTHEN_DOUBLE_RAISE,
            {"a": "甲", "b": "乙"},
            is_proposal=True,
        )


def record(
    database: Database, case: Case, value: dict[str, Any], by: Caller = EDITOR, **of: Any
) -> Any:
    """Record an entry, or correct the one that `id` and `version` name."""
    return tell(
        database,
        f"""mutation ($input: {input_type(case)}!, $id: ID, $version: Int) {{
            {case.mutation}(input: $input, id: $id, version: $version) {{
                {case.result} {{ id version {case.selection} }}
                userErrors {{ code message field }} }} }}""",
        by,
        input=value,
        **of,
    )[case.mutation]


def input_type(case: Case) -> str:
    return "RectificationInput" if case.result == "item" else f"{case.type_name}Input"


def listed(database: Database, case: Case, chosen: dict[str, Any]) -> list[str]:
    """Give the ids that a filter keeps, of those recorded here."""
    answer = ask(
        database,
        f"""query ($filter: RegisterFilter) {{ {case.list_name}(filter: $filter, first: 100) {{
            totalCount edges {{ node {{ id }} }} }} }}""",
        filter=chosen,
    )[case.list_name]
    found = sorted(nodes(answer, "id"), key=lambda one: int(one.split(":")[1]))
    assert answer["totalCount"] == len(found)
    return found


def sums(database: Database, case: Case) -> dict[str, tuple[Any, ...]]:
    names = " ".join(case.sums) or "honors"
    answer = ask(
        database,
        f"""{{ city: dashboard {{ {names} }} west: dashboard(scope: {{district: "630101"}}) {{
            {names} }} year: dashboard(year: 2016) {{ {names} }} }}""",
    )
    parts = [answer[part] for part in ("city", "west", "year")]
    return {name: tuple(part[name] for part in parts) for name in case.sums}


def test_every_register_has_a_case() -> None:
    assert {case.type_name for case in CASES} == {model.__name__ for model in REGISTERS}


def test_it_records_reads_filters_corrects_adds_up_and_withdraws(
    filled: Database, case: Case
) -> None:
    before, untouched = listed(filled, case, {}), sums(filled, case)
    outcomes = [record(filled, case, value) for value in case.inputs]
    assert [outcome["userErrors"] for outcome in outcomes] == [[], [], []]
    entries = [outcome[case.result] for outcome in outcomes]
    ids = [entry["id"] for entry in entries]
    assert {name: entries[0][name] for name in case.shown} == case.shown
    assert [entry["version"] for entry in entries] == [1, 1, 1]

    for chosen, numbers in case.filters:
        found = [one for one in listed(filled, case, chosen) if one not in before]
        assert found == [ids[number - 1] for number in numbers], chosen

    change = {**case.inputs[0], **case.change}
    corrected = record(filled, case, change, id=ids[0], version=1)
    assert corrected["userErrors"] == []
    assert corrected[case.result]["id"] == ids[0]
    assert corrected[case.result]["version"] == 2
    assert {name: corrected[case.result][name] for name in case.changed} == case.changed
    assert sums(filled, case) == case.sums

    (stale,) = record(filled, case, change, id=ids[0], version=1)["userErrors"]
    assert (stale["code"], stale["field"]) == ("STALE_VERSION", ["version"])
    assert "at version 2, not 1" in stale["message"]

    for number, version in zip(ids, (2, 1, 1), strict=True):
        withdraw(filled, number, version)
    assert listed(filled, case, {}) == before
    assert sums(filled, case) == untouched


def withdraw(database: Database, number: str, version: int) -> None:
    answer = tell(
        database,
        """mutation ($id: ID!, $version: Int!) { withdraw(id: $id, version: $version,
            reason: "录错") { id userErrors { code message field } } }""",
        id=number,
        version=version,
    )["withdraw"]
    assert answer == {"id": number, "userErrors": []}


def test_a_condition_that_it_does_not_have_is_refused(filled: Database, case: Case) -> None:
    for name, value in EXAMPLES.items():
        answer = ask(
            filled,
            f"""query ($filter: RegisterFilter) {{
                {case.list_name}(filter: $filter) {{ totalCount }} }}""",
            filter={name: value},
        )
        if name in case.refused:
            assert answer.error["code"] == "BAD_USER_INPUT"
            assert ("no status" in answer.error["message"]) or (
                f"not filtered by `{name}`; their conditions:" in answer.error["message"]
            )
        elif name != "statuses":
            assert answer.errors == []


def test_an_unknown_status_is_refused_with_those_that_there_are(
    filled: Database, case: Case
) -> None:
    answer = ask(
        filled, f'{{ {case.list_name}(filter: {{statuses: ["BOGUS"]}}) {{ totalCount }} }}'
    )

    words = "have no status" if "statuses" in case.refused else "BOGUS; they have "
    assert words in answer.error["message"]


def test_a_reference_to_nobody_names_its_argument(filled: Database, case: Case) -> None:
    for name, value in case.inputs[0].items():
        if isinstance(value, str) and value.split(":")[0] in {"PartyOrganization", "Organization"}:
            wrong = f"{value.split(':')[0]}:999999"
            (error,) = record(filled, case, {**case.inputs[0], name: wrong})["userErrors"]
            assert (error["code"], error["field"]) == ("NOT_FOUND", ["input", name])
            assert wrong in error["message"]


def test_an_editor_of_the_east_cannot_record_in_the_west(filled: Database, case: Case) -> None:
    eastern = Caller(Role.EDITOR, "东区", frozenset({2}))
    before = listed(filled, case, {})

    for value, is_inside in zip(case.inputs, (False, False, True), strict=True):
        answer = tell(
            filled,
            f"""mutation ($input: {input_type(case)}!) {{
                {case.mutation}(input: $input) {{ userErrors {{ code }} }} }}""",
            eastern,
            input=value,
        )
        if is_inside:
            assert answer[case.mutation]["userErrors"] == []
        else:
            assert answer.error["code"] == "FORBIDDEN"
            assert "none of the districts" in answer.error["message"]
    assert len(listed(filled, case, {})) == len(before) + 1
