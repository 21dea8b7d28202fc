"""Records are refused, withdrawn with their parts, and written by many at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from shapely import Point
from sqlalchemy.orm import Session

from db import models
from db.engine import Database
from db.errors import (
    DatabaseError,
    RecordNotFoundError,
    RecordReferredToError,
    RecordRejectedError,
    StaleVersionError,
    TransitionError,
)
from db.models.enums import Brand, FundingSource, HonorKind, HonorLevel, RectificationStatus
from db.repositories import (
    alliance,
    audit,
    brand,
    changes,
    covers,
    organization,
    party_organization,
    rectification,
    station,
)
from db.repositories.journal import recorded_write
from tests.db import city

DAY = date(2017, 11, 1)


def honor(**columns: Any) -> models.Honor:
    given = {"kind": HonorKind.OUTSTANDING_MEMBERS, "level": HonorLevel.CITY, "year": 2016}
    return models.Honor(**{**given, "count": 1, **columns})


@pytest.mark.parametrize(
    ("record", "columns", "message"),
    [
        (lambda: honor(count=0), ("count",), "count > 0"),
        (
            lambda: models.DuesRebate(
                party_organization_id=1,
                year=2016,
                paid_cny=Decimal(-1),
                matched_cny=Decimal(0),
                returned_cny=Decimal(0),
            ),
            ("paid_cny",),
            "paid_cny >= 0",
        ),
        (
            lambda: models.Assessment(subject_id=1, year=2016, target="t", weight=1, score=101),
            ("score",),
            "score",
        ),
        (lambda: city.organization(1), ("credit_code",), "same credit_code already"),
    ],
)
def test_a_broken_rule_is_told_with_its_columns(
    city_session: Session, record: Any, columns: tuple[str, ...], message: str
) -> None:
    with pytest.raises(RecordRejectedError, match=message) as caught:
        changes.add(city_session, record())
    assert caught.value.columns == columns


def test_a_second_rebate_of_a_year_is_refused(city_session: Session) -> None:
    def rebate() -> models.DuesRebate:
        amounts = dict.fromkeys(("paid_cny", "matched_cny", "returned_cny"), Decimal(1))
        return models.DuesRebate(party_organization_id=1, year=2016, **amounts)

    changes.add(city_session, rebate())
    with pytest.raises(RecordRejectedError) as caught:
        changes.add(city_session, rebate())
    assert caught.value.columns == ("party_organization_id", "year")


def test_what_others_refer_to_is_not_withdrawn_and_they_are_named(city_session: Session) -> None:
    for _ in range(7):
        changes.add(city_session, honor(organization_id=1))
    changes.add(
        city_session, models.Exemplar(kind="MODEL_POST", organization_id=1, title="x", year=2017)
    )
    with pytest.raises(RecordReferredToError) as caught:
        changes.withdraw(city_session, models.Organization, 1, 1)
    text = str(caught.value)
    assert text.startswith("Organization 1 cannot be withdrawn")
    assert "Exemplar " in text
    assert text.count(",") >= 5
    assert "..." in text  # five of the seven honours
    assert city_session.get(models.Organization, 1) is not None


def test_a_superior_is_not_withdrawn(city_session: Session) -> None:
    with pytest.raises(RecordReferredToError, match=r"PartyOrganization 4 \(superior_id\)"):
        changes.withdraw(city_session, models.PartyOrganization, 2, 1)


def test_an_organization_goes_with_its_covers_and_links(city_session: Session) -> None:
    changes.withdraw(city_session, models.Organization, 1, 1)
    for link in (models.PartyOrganizationCover, models.CircleMembership):
        statement = sa.select(sa.func.count()).where(link.organization_id == 1)
        assert city_session.scalar(statement) == 0


def test_a_withdrawn_circle_frees_its_stations_and_members(city_session: Session) -> None:
    made = changes.add(city_session, city.station("s", Point(101.715, 36.615)))
    both = changes.add(city_session, city.organization(9, Point(101.71, 36.605)))
    assert made.circle_id == 1
    changes.withdraw(city_session, models.CommercialCircle, 1, 1)
    city_session.expire_all()
    assert city_session.get_one(models.GuidanceStation, made.id).circle_id == 3
    memberships = sa.select(models.CircleMembership.circle_id).where(
        models.CircleMembership.organization_id == both.id
    )
    assert city_session.scalars(memberships).all() == []


def test_districts_are_not_withdrawn(city_session: Session) -> None:
    with pytest.raises(RecordReferredToError, match="not withdrawn"):
        changes.withdraw(city_session, models.District, 1, 1)


def test_a_column_that_is_not_there_is_refused(city_session: Session) -> None:
    with pytest.raises(AttributeError, match="bogus"):
        changes.correct(city_session, models.Organization, 1, 1, {"bogus": 1})


def test_many_writers_make_one_chain(small_city: Database) -> None:
    def write(writer: int) -> None:
        for number in range(5):
            with recorded_write(small_city, f"w{writer}", "recordHonor") as session:
                changes.add(session, honor(count=number + 1, party_organization_id=1))

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(write, range(6)))
    with small_city.read() as session:
        assert audit.verify_audit(session) == audit.Verification(30)
        by = session.scalars(sa.select(models.AuditEntry.by)).all()
    assert {writer: by.count(writer) for writer in set(by)} == {f"w{n}": 5 for n in range(6)}


def test_of_two_corrections_of_one_version_one_is_refused(small_city: Database) -> None:
    def correct(employees: int) -> tuple[int | None, int | None]:
        try:
            with recorded_write(small_city, "w", "updateOrganization") as session:
                values = {"employees": employees}
                changes.correct(session, models.Organization, 1, 1, values)
        except StaleVersionError as error:
            return error.found, error.given
        return 0, 0

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(correct, range(100, 104))) == [(0, 0), (2, 1), (2, 1), (2, 1)]


def links(session: Session) -> list[tuple[int, date, date | None]]:
    statement = sa.select(models.PartyOrganizationCover).order_by("organization_id", "since")
    return [(each.organization_id, each.since, each.until) for each in session.scalars(statement)]


def test_covers_end_and_begin_on_a_day_and_stay_in_the_past(city_session: Session) -> None:
    branch = city_session.get_one(models.PartyOrganization, 4)
    assert covers.set_covers(city_session, branch, [2, 3], DAY)
    assert branch.version == 2
    since = date(2015, 1, 1)
    assert links(city_session) == [(1, since, DAY), (2, DAY, None), (3, DAY, None)]
    before = party_organization.by_organization_ids(city_session, [1, 2], date(2017, 10, 31))
    assert [len(each) for each in before.values()] == [1, 0]
    # What began on this very day never held.
    assert covers.set_covers(city_session, branch, [2], DAY)
    assert links(city_session) == [(1, since, DAY), (2, DAY, None)]
    assert not covers.set_covers(city_session, branch, [2], DAY)
    assert branch.version == 3
    with pytest.raises(RecordNotFoundError, match="Organization 99"):
        covers.set_covers(city_session, branch, [99], DAY)


def test_one_more_cover_and_the_end_of_all(city_session: Session) -> None:
    first = city_session.get_one(models.Organization, 1)
    assert covers.cover(city_session, first, 4, DAY) is None
    assert covers.cover(city_session, first, 2, DAY) is not None
    with pytest.raises(RecordNotFoundError, match="PartyOrganization 99"):
        covers.cover(city_session, first, 99, DAY)
    covers.end_links(city_session, first, DAY)
    assert links(city_session) == [(1, date(2015, 1, 1), DAY)]


def test_an_instructor_guides_those_that_are_named(city_session: Session) -> None:
    made = changes.add(city_session, models.Instructor(code="I1", mode="SHARED", capacity=5))
    assert covers.set_assignments(city_session, made, [1, 2], DAY)
    assert not covers.set_assignments(city_session, made, [2, 1], DAY)
    assert made.version == 2


def test_an_alliance_has_circles_and_organizations(city_session: Session) -> None:
    made = alliance.add(
        city_session, models.Alliance(name="a"), circle_ids=[1, 2], organization_ids=[3]
    )
    circles = alliance.circles_by_alliance_ids(city_session, [made.id])[made.id]
    assert [each.id for each in circles] == [1, 2]
    assert alliance.by_circle_ids(city_session, [1, 2, 3]) == {1: made, 2: made}
    statement, column = alliance.of_alliances(organization.list_statement(city_session))
    assert [each.id for each in city_session.scalars(statement.where(column == made.id))] == [3]
    alliance.correct(
        city_session, made.id, 1, {"name": "b"}, circle_ids=[2, 3], organization_ids=[3]
    )
    circles = alliance.circles_by_alliance_ids(city_session, [made.id])[made.id]
    assert [each.id for each in circles] == [2, 3]
    other = models.Alliance(name="c")
    with pytest.raises(RecordRejectedError, match="circle 2 is part of alliance"):
        alliance.add(city_session, other, circle_ids=[2], organization_ids=[])
    for circles_given, organizations, message in (
        ([99], [], "CommercialCircle 99"),
        ([], [99], "Organization 99"),
    ):
        with pytest.raises(RecordNotFoundError, match=message):
            alliance.set_members(
                city_session, made, circle_ids=circles_given, organization_ids=organizations
            )


def test_a_brand_is_met_with_every_criterion(city_session: Session) -> None:
    kind = Brand.FOUR_GOODS_ONE_SUPPORT
    with pytest.raises(RecordRejectedError, match="no criteria yet"):
        rated(city_session, kind, [])
    brand.replace_criteria(city_session, kind, {"A": "first", "B": "second"}, is_proposal=True)
    half, whole = rated(city_session, kind, ["A"], 2016), rated(city_session, kind, ["B", "A"])
    with pytest.raises(RecordRejectedError, match="no criterion C; it has A, B"):
        rated(city_session, kind, ["C"], 2015)
    met = brand.list_statement(city_session).where(brand.is_met())
    assert city_session.scalars(met).all() == [whole]
    brand.correct_rating(city_session, half.id, 1, {}, ["A", "B"])
    assert half.version == 2
    assert set(city_session.scalars(met)) == {half, whole}
    # A new wording and a new criterion: earlier ratings stay as they were.
    brand.replace_criteria(city_session, kind, {"B": "zweites", "C": "third"})
    assert [
        (each.code, each.title, each.is_proposal) for each in brand.criteria(city_session, kind)
    ] == [("B", "zweites", False), ("C", "third", False)]
    assert set(city_session.scalars(met)) == {half, whole}
    found = brand.criteria_by_rating_ids(city_session, [half.id])[half.id]
    assert [(criterion.code, is_met) for criterion, is_met in found] == [("A", True), ("B", True)]


def rated(session: Session, kind: Brand, met: list[str], year: int = 2017) -> models.BrandRating:
    return brand.rate(session, models.BrandRating(brand=kind, organization_id=1, year=year), met)


def test_an_item_withdrawn_takes_its_history_along(city_session: Session) -> None:
    made = rectification.list_item(
        city_session,
        models.RectificationItem(title="a", cause="OTHER", owner_id=1, listed_on=DAY, due_on=DAY),
        by="city",
        at=datetime(2017, 11, 1, tzinfo=UTC),
    )
    assert made.status is RectificationStatus.LISTED
    changes.withdraw(city_session, models.RectificationItem, made.id, made.version)
    assert city_session.scalars(sa.select(models.RectificationEvent)).all() == []


@pytest.mark.parametrize(
    ("model", "column"), [(models.RectificationItem, "status"), (models.Wish, "claimed_by_id")]
)
def test_steps_are_not_taken_by_a_correction(
    city_session: Session, model: type[models.Record], column: str
) -> None:
    with pytest.raises(TransitionError, match="step by step"):
        changes.correct(city_session, model, 1, 1, {column: None})


def test_other_funding_is_a_change_of_the_station(city_session: Session) -> None:
    def funding(amount: str) -> list[models.StationFunding]:
        return [models.StationFunding(source=FundingSource.POOLED, amount_cny=Decimal(amount))]

    made = changes.add(city_session, city.station("s", Point(101.715, 36.615)))
    station.set_fundings(city_session, made, funding("1.00"))
    assert made.version == 1
    station.set_fundings(city_session, made, funding("1"))
    assert made.version == 1
    station.set_fundings(city_session, made, funding("2.00"))
    assert made.version == 2


def test_errors_of_changes_are_errors_of_storage() -> None:
    for error in (RecordRejectedError, RecordReferredToError, StaleVersionError):
        assert issubclass(error, DatabaseError)
