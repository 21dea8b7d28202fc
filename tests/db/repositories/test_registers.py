"""What every register does: it reads, filters, changes and adds up."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from shapely import Point
from sqlalchemy.orm import Session

from db import models
from db.engine import Database
from db.errors import FilterError, RecordNotFoundError, StaleVersionError
from db.models.enums import (
    RectificationCause,
    RectificationStatus,
)
from db.repositories import changes
from db.repositories.city_part import CityPart
from db.repositories.dashboard import Dashboard, dashboard
from db.repositories.journal import recorded_write
from db.repositories.register import RegisterFilter
from db.repositories.registers import REGISTERS
from tests.db.repositories import duty_cases, means_cases, merit_cases
from tests.db.repositories.register_case import DAYS, Case

DAY = date(2017, 11, 1)
WEST_PLACE, EAST_PLACE = Point(101.705, 36.605), Point(101.76, 36.61)
ALL = {"district", "circle", "organization", "year", "statuses"}
AN_EXAMPLE: dict[str, Any] = {
    "district": "630104",
    "circle": 1,
    "organization": 1,
    "year": 2016,
    "statuses": ["DONE"],
}


CASES = (*duty_cases.CASES, *merit_cases.CASES, *means_cases.CASES)


def nothing_more(_: int) -> dict[str, Any]:
    return {}


DEFAULTS: dict[type[models.Record], Callable[[int], dict[str, Any]]] = {
    models.RectificationItem: lambda place: {
        "title": "a",
        "cause": RectificationCause.OTHER,
        "listed_on": DAYS[place],
        "due_on": date(2017, 10, 31),
        "status": (
            RectificationStatus.LISTED,
            RectificationStatus.LISTED,
            RectificationStatus.CLOSED,
        )[place],
    },
    models.Activity: lambda _: {"participants": 1},
}
IDS = [case.model.__name__ for case in CASES]


@pytest.fixture(params=CASES, ids=IDS)
def case(request: pytest.FixtureRequest) -> Case:
    chosen: Case = request.param
    return chosen


@pytest.fixture
def filled(small_city: Database, case: Case) -> Database:
    with recorded_write(small_city, "clerk", "add") as session:
        for place, row in enumerate(case.rows):
            more = DEFAULTS.get(case.model, nothing_more)(place)
            changes.add(session, case.model(**more, **row))
    return small_city


def kept(session: Session, case: Case, conditions: dict[str, Any]) -> list[int]:
    statement = REGISTERS[case.model].list_statement(session, RegisterFilter(**conditions))
    return sorted(record.id for record in session.scalars(statement))


def first_id(case: Case) -> int:
    # The city has an activity already.
    return 2 if case.model is models.Activity else 1


def test_every_register_has_a_case() -> None:
    assert {case.model for case in CASES} == set(REGISTERS)


def test_it_reads_filters_changes_adds_up_and_is_withdrawn(filled: Database, case: Case) -> None:
    with filled.read() as session:
        reads_and_filters(session, case)
    with recorded_write(filled, "clerk", "correct") as session:
        changed = changes.correct(session, case.model, first_id(case), 1, case.change)
        assert changed.version == 2
    with filled.read() as session:
        record = session.get_one(case.model, first_id(case))
        assert {name: getattr(record, name) for name in case.change} == case.change
        adds_up(session, case)
    with pytest.raises(StaleVersionError) as caught, filled.write() as session:
        changes.correct(session, case.model, first_id(case), 1, case.change)
    assert (caught.value.found, caught.value.given) == (2, 1)
    with recorded_write(filled, "clerk", "withdraw") as session:
        for identifier in kept(session, case, {}):
            version = session.get_one(case.model, identifier).version
            changes.withdraw(session, case.model, identifier, version)
    with filled.read() as session:
        is_in_no_list_and_no_sum(session, case)
    with pytest.raises(RecordNotFoundError), filled.write() as session:
        changes.withdraw(session, case.model, first_id(case), 2)


def reads_and_filters(session: Session, case: Case) -> None:
    for conditions, expected in case.lists:
        assert kept(session, case, conditions) == expected, conditions
    read = REGISTERS[case.model].by_ids(session, [first_id(case), 999])
    assert list(read) == [first_id(case)]
    for name, value in case.rows[0].items():
        assert getattr(read[first_id(case)], name) == value


def adds_up(session: Session, case: Case) -> None:
    found = (
        dashboard(session, CityPart()),
        dashboard(session, CityPart(district="630104")),
        dashboard(session, CityPart(), 2016),
    )
    for name, expected in case.sums.items():
        figures = tuple(getattr(each, name) for each in found)
        assert figures == expected, name
        if name.endswith("_cny"):
            assert all(isinstance(each, Decimal) for each in figures)


def is_in_no_list_and_no_sum(session: Session, case: Case) -> None:
    assert kept(session, case, {}) == []
    found = dashboard(session, CityPart())
    nothing: Dashboard = dashboard(session, CityPart(polygon=Point(0, 0).buffer(1)))
    for name in case.sums:
        assert getattr(found, name) == getattr(nothing, name)


def test_a_condition_that_it_does_not_have_is_refused(city_session: Session, case: Case) -> None:
    for name in ALL:
        conditions = {name: AN_EXAMPLE[name]}
        if name in case.refuses:
            with pytest.raises(FilterError, match=r"no status|not filtered by"):
                kept(city_session, case, conditions)
        elif name != "statuses":
            kept(city_session, case, conditions)


def test_a_status_that_it_does_not_know_is_refused(city_session: Session, case: Case) -> None:
    if "statuses" in case.refuses:
        return
    with pytest.raises(FilterError, match=r"have no status BOGUS; they have [A-Z_]+, [A-Z_]+"):
        kept(city_session, case, {"statuses": ["BOGUS"]})


def test_a_reference_to_nobody_is_refused(city_session: Session, case: Case) -> None:
    columns = {each.name for each in case.model.__table__.columns if each.foreign_keys}
    row = {**DEFAULTS.get(case.model, nothing_more)(0), **case.rows[0]}
    column = next(name for name in row if name in columns) if columns & set(row) else None
    if column is None:
        return
    with pytest.raises(RecordNotFoundError, match=f"{column}: .*12345"):
        changes.add(city_session, case.model(**{**row, column: 12345}))
