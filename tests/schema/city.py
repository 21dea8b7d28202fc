"""A city of two square districts and six organizations, small enough to count by hand.

East (630102) and west (630101) are squares of 0.1 degrees, side by side at 101.1 E. The station in
the west reaches organizations 1 (at its door) and 2 (451 m away); 3 is 1,803 m away, 5 lies in the
east 9,013 m away, 4 is not located, 6 was closed. The newest dated fact is of 2017-11-01.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import shapely
from shapely import Point
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from db import models
from db.engine import Database
from db.models import enums
from db.repositories import derived
from db.repositories.registers import REGISTERS
from schema.build import build_schema
from schema.context import Context
from schema.permissions import Caller, Role

DAY = date(2017, 11, 1)
_COUNTED = (
    models.CommercialCircle,
    models.GuidanceStation,
    models.Instructor,
    models.Organization,
    models.PartyOrganization,
)
SCHEMA = build_schema()


def fill(database: Database) -> None:
    """Write the city into empty tables."""
    with database.write() as session:
        for rows in (_districts(), _party_organizations(), _circles(), _stations()):
            session.add_all(rows)
            session.flush()
        session.add_all(_organizations())
        session.flush()
        session.add_all([*_links(), *_registers()])
        derived.refresh_derived(session)
        if database.dialect == "postgresql":
            _go_on_counting(session)


def _go_on_counting(session: Session) -> None:
    """Let PostgreSQL give new rows the identifiers after those that were written here."""
    models_with_ids: tuple[Any, ...] = (*REGISTERS, *_COUNTED)
    for model in models_with_ids:
        table = model.__tablename__
        session.execute(
            text(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'),"  # noqa: S608
                f" (SELECT coalesce(max(id), 0) + 1 FROM {table}), false)"
            )
        )


@dataclass(frozen=True)
class Answer:
    """What the API answered, and how many SELECT statements that took."""

    data: Any
    errors: list[dict[str, Any]]
    n_statements: int

    def __getitem__(self, name: str) -> Any:
        assert self.errors == []
        return self.data[name]

    @property
    def error(self) -> dict[str, Any]:
        """The one error."""
        assert len(self.errors) == 1, self.errors
        return self.errors[0]


NOW = datetime(2017, 11, 2, 1, 0, tzinfo=UTC)
EDITOR = Caller(Role.EDITOR, "clerk")


def ask(database: Database, query: str, **variables: Any) -> Answer:
    """Ask the API as the HTTP view does."""
    return _execute(database, Context(database, "request-1"), query, variables)


def tell(database: Database, query: str, by: Caller = EDITOR, /, **variables: Any) -> Answer:
    """Ask the API to change something, as the bearer of a token, on 2017-11-02."""
    context = Context(database, "request-1", viewer=by, clock=lambda: NOW)
    return _execute(database, context, query, variables)


def _execute(database: Database, context: Context, query: str, variables: dict[str, Any]) -> Answer:
    with counted(database) as statements:
        result = asyncio.run(
            SCHEMA.execute(query, variable_values=variables, context_value=context)
        )
    errors = [
        {"message": error.message, "path": error.path, **(error.extensions or {})}
        for error in getattr(result, "errors", None) or ()
    ]
    return Answer(getattr(result, "data", None), errors, len(statements))


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """Collect the SELECT statements that run meanwhile."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            statements.append(statement)

    reader = database.engines[1]
    event.listen(reader, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(reader, "before_cursor_execute", note)


def nodes(connection: dict[str, Any], name: str = "name") -> list[Any]:
    """Give one field of every node of a connection."""
    return [edge["node"][name] for edge in connection["edges"]]


def _square(west: float, south: float, side: float) -> shapely.MultiPolygon:
    return shapely.MultiPolygon([shapely.box(west, south, west + side, south + side)])


def _districts() -> list[models.Base]:
    return [
        models.District(
            id=1,
            adcode="630101",
            name="西区",
            name_en="West",
            boundary=shapely.MultiPolygon([shapely.box(101.0, 36.0, 101.1, 36.1)]),
        ),
        models.District(
            id=2,
            adcode="630102",
            name="东区",
            name_en=None,
            boundary=shapely.MultiPolygon([shapely.box(101.1, 36.0, 101.2, 36.1)]),
        ),
    ]


def _party_organizations() -> list[models.Base]:
    kinds = enums.PartyOrganizationKind
    rows = [
        (1, "区委", kinds.DISTRICT_COMMITTEE, None, 1, date(1990, 1, 1)),
        (2, "西区支部", kinds.BRANCH, 1, 1, date(2010, 5, 1)),
        (3, "东区联合支部", kinds.JOINT_BRANCH, 1, 2, date(2008, 5, 1)),
        (4, "商圈综合党委", kinds.CIRCLE_COMMITTEE, 1, 1, None),
    ]
    return [
        models.PartyOrganization(
            id=number,
            name=name,
            kind=kind,
            affiliation_basis=enums.AffiliationBasis.TERRITORIAL if superior else None,
            superior_id=superior,
            district_id=district,
            established_on=established,
            party_members=10 * number,
            posts=2,
            posts_filled=1,
        )
        for number, name, kind, superior, district, established in rows
    ]


def _circles() -> list[models.Base]:
    return [
        models.CommercialCircle(
            id=1, name="西商圈", boundary=_square(101.02, 36.02, 0.02), committee_id=4
        ),
        models.CommercialCircle(
            id=2, name="东商圈", boundary=_square(101.12, 36.02, 0.02), committee_id=None
        ),
    ]


def _stations() -> list[models.Base]:
    status = enums.StationStatus
    rows = [
        (1, "西站", status.OPEN, (101.03, 36.03), 1000.0, 4, date(2017, 1, 1), None),
        (2, "东站", status.PLANNED, (101.13, 36.03), 500.0, None, None, None),
        (3, "旧站", status.CLOSED, (101.15, 36.05), 800.0, 10, date(2015, 1, 1), date(2017, 6, 1)),
    ]
    return [
        models.GuidanceStation(
            id=number,
            name=name,
            status=state,
            location=Point(place),
            service_radius_m=radius_m,
            capacity=capacity,
            opened_on=opened,
            closed_on=closed,
        )
        for number, name, state, place, radius_m, capacity, opened, closed in rows
    ]


def _organizations() -> list[models.Base]:
    kinds = enums.OrganizationKind
    rows = [
        (1, "甲公司", kinds.NON_PUBLIC_ECONOMIC, "零售业", (101.03, 36.03), None, None),
        (2, "乙公司 Beta", kinds.NON_PUBLIC_ECONOMIC, "零售业", (101.035, 36.03), None, None),
        (3, "丙协会", kinds.SOCIAL, None, (101.05, 36.03), None, None),
        (4, "丁公司", kinds.NON_PUBLIC_ECONOMIC, "制造业", None, 2, None),
        (5, "戊协会", kinds.SOCIAL, "制造业", (101.13, 36.03), None, None),
        (6, "己公司", kinds.NON_PUBLIC_ECONOMIC, None, (101.031, 36.03), None, date(2017, 5, 1)),
    ]
    return [
        models.Organization(
            id=number,
            credit_code=f"91630100MA00000{number:02d}X",
            name=name,
            kind=kind,
            industry=industry,
            employees=10 * number,
            party_members=number,
            full_time_party_workers=0,
            hard_to_organize=number == 4,
            established_on=date(2010, 1, number),
            closed_on=closed,
            named_district_id=named,
            location=None if place is None else Point(place),
        )
        for number, name, kind, industry, place, named, closed in rows
    ]


def _links() -> list[models.Base]:
    covers = [
        (2, 1, date(2016, 1, 1), None),
        (2, 3, date(2016, 1, 1), None),
        (3, 5, date(2016, 1, 1), None),
        (3, 2, date(2015, 1, 1), date(2017, 1, 1)),
        (4, 1, date(2017, 1, 1), None),
    ]
    assignments = [(1, 2, date(2017, 3, 1)), (1, 3, DAY)]
    sources = enums.FundingSource
    fundings = [(1, sources.POOLED, "15000.50"), (1, sources.SELF_RAISED, "9999.50")]
    return [
        models.Instructor(
            id=1,
            code="630101-S001",
            mode=enums.InstructorMode.SHARED,
            source=enums.InstructorSource.RETIRED_CADRE,
            home_station_id=1,
            capacity=10,
        ),
        *(
            models.PartyOrganizationCover(
                party_organization_id=party, organization_id=of, since=since, until=until
            )
            for party, of, since, until in covers
        ),
        *(
            models.InstructorAssignment(instructor_id=who, organization_id=of, since=since)
            for who, of, since in assignments
        ),
        *(
            models.StationFunding(station_id=at, source=source, amount_cny=Decimal(amount))
            for at, source, amount in fundings
        ),
    ]


def _registers() -> list[models.Base]:
    series = enums.ActivitySeries
    return [
        models.Activity(
            id=1,
            series=series.TEN_ONES,
            title="志愿行",
            on=date(2017, 9, 1),
            host_id=2,
            station_id=1,
            participants=30,
        ),
        models.Activity(
            id=2,
            series=series.TRAINING,
            title="培训",
            on=date(2017, 10, 1),
            organization_id=5,
            circle_id=2,
            location=Point(101.13, 36.03),
            participants=12,
        ),
        models.Activity(
            id=3,
            series=series.OTHER,
            title="旧活动",
            on=date(2016, 1, 1),
            organization_id=2,
            participants=5,
        ),
        models.Assessment(id=1, subject_id=2, year=2016, target="组建", weight=0.6, score=80.0),
        models.Assessment(id=2, subject_id=3, year=2017, target="组建", weight=0.6, score=90.0),
        models.Assessment(id=3, subject_id=3, year=2017, target="活动", weight=0.4, score=None),
    ]
