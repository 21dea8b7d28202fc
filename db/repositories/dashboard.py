"""What the registers add up to, for a part of the city and a year.

Which record belongs to a part of the city (`city_part.Place` defines that):

- Honours, brand ratings, exemplars, grants, honour pay, rectification items: by their organization;
  an honour or an item without one by its party organization.
- Responsibilities, assessments, measures, pairings, dues rebates: by their party organization.
- Activities: where they were held (organization, station, circle or point), else by their host.
- Wishes and culture sites: by their point; a wish without one by who claimed it.
- Posts: of the party organizations of the part.

Which record belongs to a year: that of its own year or day; a rectification item that of its
listing, a wish that of its posting, a measure every year in which a milestone of it is due, an
instructor every year in which an assignment holds. Circles, culture sites and honour pay have no
year and belong to all. What exists at a time (organizations, party organizations with their posts,
stations) is that of one day: the last of the year or, if that comes later or no year is given,
the day of the newest fact. Investment is that of stations opened in the year; without a year,
of all that are not merely planned.

Nothing adds up to zero, and a score of nothing is None. Amounts are `Decimal` of whole fen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, case, func, or_, select, type_coerce
from sqlalchemy.orm import Session

from db.models import (
    Activity,
    Assessment,
    BrandRating,
    CommercialCircle,
    CultureSite,
    DuesRebate,
    Exemplar,
    GuidanceStation,
    Honor,
    HonorPayProgram,
    IncubationGrant,
    Instructor,
    InstructorAssignment,
    Measure,
    Organization,
    Pairing,
    PartyOrganization,
    RectificationItem,
    Responsibility,
    StationFunding,
    Wish,
)
from db.models.base import Cny
from db.models.enums import (
    HonorKind,
    RectificationStatus,
    RegisterStatus,
    StationStatus,
    WishStatus,
)
from db.repositories import assessment, brand, city_part, measure, rectification
from db.repositories.city_part import CityPart, Place
from db.repositories.facts import latest_fact_day
from db.repositories.register import year_bounds
from db.repositories.register_definition import is_day_of_year
from db.repositories.registers import REGISTERS
from db.repositories.validity import is_counted, is_open

Condition = ColumnElement[bool]


@dataclass(frozen=True)
class Dashboard:
    """The sums of a part and a year; `day` is that of everything that exists at a time.

    Amounts are in CNY. `honors_by_kind` has every kind, in the order of the kinds.
    """

    day: date
    organizations: int
    party_organizations: int
    party_members: int
    circles: int
    stations: int
    instructors: int
    rectification_open: int
    rectification_closed: int
    rectification_overdue: int
    measures_done: int
    measures_total: int
    dues_returned_cny: Decimal
    grants_paid_cny: Decimal
    station_investment_cny: Decimal
    pairing_funds_cny: Decimal
    paired_villages: int
    activities: int
    honors_by_kind: dict[HonorKind, int]
    wishes_open: int
    wishes_fulfilled: int
    exemplars: int
    brands_met: int
    culture_sites: int
    responsibilities_done: int
    responsibilities_total: int
    assessment_score: float | None
    honor_pay_cost_cny: Decimal
    posts: int
    posts_filled: int

    @property
    def honors(self) -> int:
        """The honours of all kinds."""
        return sum(self.honors_by_kind.values())


def dashboard_day(session: Session, year: int | None = None) -> date:
    """Return the day of what a dashboard counts at a time; rates of coverage take the same.

    Raises
    ------
    FilterError
        The calendar has no such year.
    """
    newest = latest_fact_day(session) or date.min
    if year is None:
        return newest
    year_bounds(year)
    return min(date(year, 12, 31), newest)


def dashboard(session: Session, chosen: CityPart, year: int | None = None) -> Dashboard:
    """Add up the registers of a part and a year (None: all years), in a few statements.

    Raises
    ------
    FilterError, UnknownDistrictError
        There is no such part or year.
    """
    day = dashboard_day(session, year)
    place = city_part.resolve(session, chosen, day)
    figures: dict[str, Any] = {}
    for statement in _statements(place, year, day):
        figures |= dict(session.execute(statement).mappings().one())
    honors = dict.fromkeys(HonorKind, 0)
    by_kind = select(Honor.kind, func.sum(Honor.count)).group_by(Honor.kind)
    for kind, n in session.execute(by_kind.where(*_of(Honor, place, year))):
        honors[kind] = int(n)
    score = figures.pop("assessment_score")
    return Dashboard(
        day=day,
        honors_by_kind=honors,
        assessment_score=None if score is None else float(score),
        **{name: _figure(name, value) for name, value in figures.items()},
    )


def _figure(name: str, value: Any) -> Any:
    """Return a sum as its field has it; the sum of nothing is 0."""
    return value or Decimal("0.00") if name.endswith("_cny") else int(value or 0)


def _statements(place: Place | None, year: int | None, day: date) -> Sequence[Any]:
    """Return one statement a table, each of one row whose names are those of the figures."""
    return (
        *_of_what_exists(place, day),
        _instructors(place, year, day),
        *_of_duties(place, year, day),
        *_of_money(place, year),
        *_of_merits(place, year),
    )


def _of_what_exists(place: Place | None, day: date) -> Sequence[Any]:
    organizations, parties, circles, stations = _places(place)
    exists = PartyOrganization.established_on.is_(None) | (PartyOrganization.established_on <= day)
    return (
        select(
            func.count().label("organizations"),
            func.sum(Organization.party_members).label("party_members"),
        ).where(is_counted(day), *organizations),
        select(
            func.count().label("party_organizations"),
            func.sum(PartyOrganization.posts).label("posts"),
            func.sum(PartyOrganization.posts_filled).label("posts_filled"),
        ).where(exists, *parties),
        select(func.count(CommercialCircle.id).label("circles")).where(*circles),
        select(func.count(GuidanceStation.id).label("stations")).where(is_open(day), *stations),
    )


def _instructors(place: Place | None, year: int | None, day: date) -> Any:
    counted = select(func.count(Instructor.id).label("instructors"))
    if place is not None:
        counted = counted.where(place.instructor(Instructor.id, day))
    if year is not None:
        first, beyond = year_bounds(year)
        held = select(InstructorAssignment.instructor_id).where(
            InstructorAssignment.since < beyond,
            or_(InstructorAssignment.until.is_(None), InstructorAssignment.until > first),
        )
        counted = counted.where(Instructor.id.in_(held))
    return counted


def _places(place: Place | None) -> tuple[list[Condition], ...]:
    if place is None:
        return [], [], [], []
    return (
        [place.organization(Organization.id)],
        [place.party_organization(PartyOrganization.id)],
        [place.circle(CommercialCircle.id)],
        [place.station(GuidanceStation.id)],
    )


def _of_duties(place: Place | None, year: int | None, day: date) -> Sequence[Any]:
    closed = RectificationItem.status == RectificationStatus.CLOSED
    done = measure.has_status(RegisterStatus.DONE)(day)
    return (
        select(
            _number(~closed).label("rectification_open"),
            _number(closed).label("rectification_closed"),
            _number(rectification.is_overdue(day)).label("rectification_overdue"),
        ).where(*_of(RectificationItem, place, year)),
        select(
            func.count(Measure.id).label("measures_total"), _number(done).label("measures_done")
        ).where(*_of(Measure, place, year)),
        select(
            func.count(Responsibility.id).label("responsibilities_total"),
            func.count(Responsibility.done_on).label("responsibilities_done"),
        ).where(*_of(Responsibility, place, year)),
        select(assessment.mean_score.label("assessment_score")).where(
            Assessment.score.is_not(None), *_of(Assessment, place, year)
        ),
    )


def _of_money(place: Place | None, year: int | None) -> Sequence[Any]:
    invested = [GuidanceStation.status != StationStatus.PLANNED]
    if place is not None:
        invested.append(place.station(GuidanceStation.id))
    if year is not None:
        invested.append(is_day_of_year(GuidanceStation.opened_on)(year))
    # As plain fen: a factor beside an amount of money would be taken for one.
    monthly_fen = type_coerce(HonorPayProgram.monthly_amount_cny, BigInteger)
    annual = monthly_fen * HonorPayProgram.eligible_members * 12
    return (
        _sum(DuesRebate.returned_cny, "dues_returned_cny").where(*_of(DuesRebate, place, year)),
        _sum(IncubationGrant.amount_cny, "grants_paid_cny").where(
            *_of(IncubationGrant, place, year)
        ),
        _sum(StationFunding.amount_cny, "station_investment_cny")
        .join(GuidanceStation, GuidanceStation.id == StationFunding.station_id)
        .where(*invested),
        _sum(Pairing.funds_cny, "pairing_funds_cny")
        .add_columns(func.count(Pairing.village.distinct()).label("paired_villages"))
        .where(*_of(Pairing, place, year)),
        _sum(annual, "honor_pay_cost_cny").where(*_of(HonorPayProgram, place, year)),
    )


def _of_merits(place: Place | None, year: int | None) -> Sequence[Any]:
    counted = (
        (Activity, "activities"),
        (Exemplar, "exemplars"),
        (CultureSite, "culture_sites"),
    )
    return (
        *(
            select(func.count(model.id).label(name)).where(*_of(model, place, year))
            for model, name in counted
        ),
        select(func.count(BrandRating.id).label("brands_met")).where(
            brand.is_met(), *_of(BrandRating, place, year)
        ),
        select(
            _number(Wish.status == WishStatus.OPEN).label("wishes_open"),
            _number(Wish.status == WishStatus.FULFILLED).label("wishes_fulfilled"),
        ).where(*_of(Wish, place, year)),
    )


def _of(model: Any, place: Place | None, year: int | None) -> list[Condition]:
    return REGISTERS[model].conditions(place, year)


def _number(condition: Condition) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _sum(amount: Any, name: str) -> Any:
    return select(type_coerce(func.sum(amount), Cny).label(name))
