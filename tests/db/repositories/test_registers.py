"""What every register does: it reads, filters, changes and adds up."""

from collections.abc import Callable
from dataclasses import dataclass, field
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
    Brand,
    CultureSiteKind,
    ExemplarKind,
    HonorKind,
    HonorLevel,
    RectificationCause,
    RectificationStatus,
    WishStatus,
)
from db.repositories import changes
from db.repositories.dashboard import Dashboard, dashboard
from db.repositories.journal import recorded_write
from db.repositories.register import RegisterFilter
from db.repositories.registers import REGISTERS
from db.repositories.scope import Scope

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


@dataclass(frozen=True)
class Case:
    """Three entries of a register: two of the west, one of the east; the first and last of 2016.

    `lists` gives the entries that a filter keeps, by their numbers from 1; `change` is a correction
    of the first; `sums` what the dashboard says of the city, the west and 2016, by its fields.
    """

    model: type[models.Record]
    rows: tuple[dict[str, Any], ...]
    lists: tuple[tuple[dict[str, Any], list[int]], ...]
    change: dict[str, Any]
    sums: dict[str, tuple[Any, Any, Any]]
    refuses: set[str] = field(default_factory=set)


def entry(**columns: Any) -> dict[str, Any]:
    return columns


def by_party(column: str, **columns: tuple[Any, Any, Any]) -> tuple[dict[str, Any], ...]:
    """Give three entries: of the western branch, the western and the eastern committee."""
    return tuple(
        {column: holder, **{name: values[place] for name, values in columns.items()}}
        for place, holder in enumerate((4, 2, 3))
    )


def by_organization(column: str, **columns: tuple[Any, Any, Any]) -> tuple[dict[str, Any], ...]:
    """Give three entries: of organizations 1 and 2 in the west and 3 in the east."""
    return tuple(
        {column: number, **{name: values[number - 1] for name, values in columns.items()}}
        for number in (1, 2, 3)
    )


YEARS = (2016, 2017, 2016)
DAYS = (date(2016, 12, 31), date(2017, 1, 1), date(2016, 1, 1))
Lists = tuple[tuple[dict[str, Any], list[int]], ...]
OF_PARTY: Lists = (
    ({}, [1, 2, 3]),
    ({"district": "630104"}, [1, 2]),
    ({"district": "630102"}, [3]),
    ({"circle": 1}, [1]),
    ({"circle": 2}, [2]),
    ({"circle": 3}, []),
    ({"organization": 1}, [1]),
    ({"organization": 2}, []),
    ({"year": 2016}, [1, 3]),
    ({"year": 2016, "district": "630104"}, [1]),
    ({"year": 1999}, []),
)
OF_ORGANIZATION: Lists = (
    ({}, [1, 2, 3]),
    ({"district": "630104"}, [1, 2]),
    ({"district": "630102"}, [3]),
    ({"circle": 1}, [1]),
    ({"circle": 2}, [2]),
    ({"circle": 3}, []),
    ({"organization": 2}, [2]),
    ({"organization": 4}, []),
    ({"year": 2016}, [1, 3]),
    ({"year": 2017, "circle": 2}, [2]),
)
CNY = Decimal
CASES = (
    Case(
        models.Responsibility,
        by_party(
            "holder_id",
            title=("a", "b", "c"),
            year=YEARS,
            due_on=(None, date(2017, 11, 1), date(2016, 6, 1)),
            done_on=(None, None, date(2016, 5, 1)),
        ),
        (
            *OF_PARTY,
            ({"statuses": ["DONE"]}, [3]),
            ({"statuses": ["OVERDUE"]}, [1]),  # its year is over
            ({"statuses": ["IN_PROGRESS"]}, [2]),  # due on the day itself
            ({"statuses": ["PENDING"]}, []),
            ({"statuses": ["OVERDUE", "DONE"], "district": "630104"}, [1]),
        ),
        {"done_on": date(2016, 12, 1)},
        {"responsibilities_total": (3, 2, 2), "responsibilities_done": (2, 1, 2)},
    ),
    Case(
        models.Assessment,
        by_party(
            "subject_id",
            year=YEARS,
            target=("a", "b", "c"),
            weight=(0.5, 0.25, 0.25),
            score=(None, 80.0, 60.0),
        ),
        OF_PARTY,
        {"score": 90.0},
        # Weighted points are 45, 20 and 15, the weights a half and two quarters.
        {"assessment_score": (80.0, pytest.approx(65 / 0.75), 80.0)},
        {"statuses"},
    ),
    Case(
        models.Inspection,
        by_party("subject_id", on=DAYS, findings=("a", "b", "c")),
        OF_PARTY,
        {"findings": "mended"},
        {},
        {"statuses"},
    ),
    Case(
        models.RectificationItem,
        (
            entry(owner_id=3, organization_id=1),
            entry(owner_id=2, organization_id=None),
            entry(owner_id=2, organization_id=3),
        ),
        (
            ({}, [1, 2, 3]),
            ({"district": "630104"}, [1, 2]),  # of the organization first, then of the owner
            ({"circle": 1}, [1]),
            ({"circle": 2}, [2]),
            ({"organization": 3}, [3]),
            ({"year": 2016}, [1, 3]),
            ({"statuses": ["LISTED"]}, [1, 2]),
            ({"statuses": ["CLOSED", "SUBMITTED"]}, [3]),
        ),
        {"due_on": date(2017, 11, 1)},
        {
            "rectification_open": (2, 2, 1),
            "rectification_closed": (1, 0, 1),
            "rectification_overdue": (1, 1, 0),
        },
    ),
    Case(
        models.Measure,
        by_party("owner_id", number=(1, 2, 3), title=("a", "b", "c")),
        (
            ({}, [1, 2, 3]),
            ({"district": "630104"}, [1, 2]),
            ({"circle": 2}, [2]),
            ({"year": 2016}, []),
            ({"statuses": ["PENDING"]}, [1, 2, 3]),
            ({"statuses": ["DONE"]}, []),
        ),
        {"title": "new"},
        {"measures_total": (3, 2, 0), "measures_done": (0, 0, 0)},
        {"organization"},
    ),
    Case(
        models.BrandRating,
        by_organization("organization_id", brand=(Brand.FOUR_GOODS_ONE_SUPPORT,) * 3, year=YEARS),
        OF_ORGANIZATION,
        {"year": 2015},
        {"brands_met": (0, 0, 0)},
        {"statuses"},
    ),
    Case(
        models.Exemplar,
        by_organization(
            "organization_id",
            kind=(ExemplarKind.MODEL_POST,) * 3,
            title=("a", "b", "c"),
            year=YEARS,
        ),
        OF_ORGANIZATION,
        {"kind": ExemplarKind.RESPONSIBILITY_FIELD},
        {"exemplars": (3, 2, 2)},
        {"statuses"},
    ),
    Case(
        models.Honor,
        tuple(
            entry(
                kind=HonorKind.OUTSTANDING_MEMBERS,
                level=HonorLevel.CITY,
                year=year,
                count=count,
                party_organization_id=party,
                organization_id=organization,
            )
            for year, count, party, organization in (
                (2016, 2, 3, 1),
                (2017, 3, 2, None),
                (2016, 5, 3, None),
            )
        ),
        (
            ({}, [1, 2, 3]),
            ({"district": "630104"}, [1, 2]),  # of the organization first
            ({"district": "630102"}, [3]),
            ({"circle": 1}, [1]),
            ({"circle": 2}, [2]),
            ({"organization": 1}, [1]),
            ({"year": 2016}, [1, 3]),
        ),
        {"count": 4},
        {"honors": (12, 7, 9)},
        {"statuses"},
    ),
    Case(
        models.Wish,
        (
            entry(title="a", location=WEST_PLACE, status=WishStatus.OPEN, posted_on=DAYS[0]),
            entry(
                title="b",
                status=WishStatus.FULFILLED,
                claimed_by_id=2,
                posted_on=DAYS[1],
                claimed_on=DAYS[1],
                fulfilled_on=DAYS[1],
            ),
            entry(
                title="c",
                location=EAST_PLACE,
                status=WishStatus.CLAIMED,
                claimed_by_id=1,
                posted_on=DAYS[2],
            ),
        ),
        (
            ({}, [1, 2, 3]),
            ({"district": "630104"}, [1, 2]),  # of its point first, then of who claimed it
            ({"district": "630102"}, [3]),
            ({"circle": 1}, [1]),
            ({"circle": 2}, [2]),
            ({"organization": 1}, [3]),
            ({"year": 2016}, [1, 3]),
            ({"statuses": ["OPEN", "FULFILLED"]}, [1, 2]),
        ),
        {"title": "new"},
        {"wishes_open": (1, 1, 1), "wishes_fulfilled": (1, 1, 0)},
    ),
    Case(
        models.Pairing,
        by_party(
            "party_organization_id",
            village=("a", "b", "b"),
            village_location=(EAST_PLACE, None, None),
            funds_cny=(CNY("0.10"), CNY("0.20"), CNY("1000000000000.00")),
            year=YEARS,
        ),
        OF_PARTY,
        {"funds_cny": CNY("0.11")},
        {
            "pairing_funds_cny": (
                CNY("1000000000000.31"),
                CNY("0.31"),
                CNY("1000000000000.11"),
            ),
            "paired_villages": (2, 2, 2),
        },
        {"statuses"},
    ),
    Case(
        models.DuesRebate,
        by_party(
            "party_organization_id",
            year=YEARS,
            paid_cny=(CNY("0.05"), CNY("0.10"), CNY("0.15")),
            matched_cny=(CNY("0.05"), CNY("0.10"), CNY("0.15")),
            returned_cny=(CNY("0.10"), CNY("0.20"), CNY("0.30")),
        ),
        OF_PARTY,
        {"returned_cny": CNY("0.09")},
        {"dues_returned_cny": (CNY("0.59"), CNY("0.29"), CNY("0.39"))},
        {"statuses"},
    ),
    Case(
        models.IncubationGrant,
        by_organization(
            "organization_id",
            fund_holder_id=(1, 1, 1),
            amount_cny=(CNY("0.01"), CNY("0.02"), CNY("0.04")),
            on=DAYS,
            purpose=("a", "b", "c"),
        ),
        OF_ORGANIZATION,
        {"amount_cny": CNY("0.08")},
        {"grants_paid_cny": (CNY("0.14"), CNY("0.10"), CNY("0.12"))},
        {"statuses"},
    ),
    Case(
        models.HonorPayProgram,
        by_organization(
            "organization_id",
            monthly_amount_cny=(CNY("20.00"), CNY("20.00"), CNY("0.01")),
            minimum_years=(1, 1, 1),
            eligible_members=(3, 2, 1),
        ),
        tuple(each for each in OF_ORGANIZATION if "year" not in each[0]),
        {"eligible_members": 4},
        # 20 * 12 * 4 + 20 * 12 * 2 + 0.01 * 12; the year does not count
        {"honor_pay_cost_cny": (CNY("1440.12"), CNY("1440.00"), CNY("1440.12"))},
        {"statuses", "year"},
    ),
    Case(
        models.CultureSite,
        tuple(
            entry(
                kind=CultureSiteKind.PARTY_CORRIDOR, name=name, organization_id=of, location=place
            )
            for name, of, place in (
                ("a", None, WEST_PLACE),
                ("b", 3, Point(101.75, 36.63)),  # on the line between both: of the lower
                ("c", 1, EAST_PLACE),
            )
        ),
        (
            ({}, [1, 2, 3]),
            ({"district": "630104"}, [1, 2]),
            ({"district": "630102"}, [3]),
            ({"circle": 1}, [1]),
            ({"organization": 3}, [2]),
        ),
        {"name": "new"},
        {"culture_sites": (3, 2, 3)},
        {"statuses", "year"},
    ),
    Case(
        models.Activity,
        (
            entry(series="OTHER", title="a", on=DAYS[0], organization_id=1, host_id=3),
            entry(series="OTHER", title="b", on=DAYS[1], circle_id=2, host_id=3),
            entry(series="OTHER", title="c", on=DAYS[2], location=EAST_PLACE, host_id=2),
        ),
        (
            ({"district": "630104"}, [2, 3]),
            ({"district": "630102"}, [4]),
            ({"circle": 1}, [2]),
            ({"circle": 2}, [3]),
            ({"organization": 1}, [2]),
            ({"year": 2016}, [2, 4]),
        ),
        {"participants": 7},
        {"activities": (4, 2, 2)},
        {"statuses"},
    ),
)


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
        dashboard(session, Scope()),
        dashboard(session, Scope(district="630104")),
        dashboard(session, Scope(), 2016),
    )
    for name, expected in case.sums.items():
        figures = tuple(getattr(each, name) for each in found)
        assert figures == expected, name
        if name.endswith("_cny"):
            assert all(isinstance(each, Decimal) for each in figures)


def is_in_no_list_and_no_sum(session: Session, case: Case) -> None:
    assert kept(session, case, {}) == []
    found = dashboard(session, Scope())
    nothing: Dashboard = dashboard(session, Scope(polygon=Point(0, 0).buffer(1)))
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
