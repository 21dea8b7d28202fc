"""Records of organizations that need a clerk."""

from datetime import date

import pytest
import shapely
from shapely import Point
from sqlalchemy import update
from sqlalchemy.orm import Session

from db import models
from db.errors import FilterError
from db.models.enums import AffiliationBasis
from db.repositories import changes, covers
from db.repositories.affiliation_issues import (
    AffiliationIssueKind,
    count_issues,
    issues_page,
)
from db.repositories.city_part import CityPart
from tests.db import city
from tests.db.city import DAY, EAST, WEST

KINDS = AffiliationIssueKind


@pytest.fixture
def session(city_session: Session) -> Session:
    """The small city without any issue: each one has a basis and a place of its own."""
    city_session.execute(
        update(models.Organization).values(affiliation_basis=AffiliationBasis.TERRITORIAL)
    )
    place = {"location": Point(101.77, 36.62)}
    changes.correct(city_session, models.Organization, 4, 1, place)
    return city_session


def found(session: Session, chosen: CityPart | None = None) -> list[tuple[int, str]]:
    page = issues_page(session, chosen or CityPart(), DAY, limit=100)
    assert count_issues(session, chosen or CityPart(), DAY) == len(page.issues)
    return [(issue.organization.id, issue.kind.value) for issue in page.issues]


def detail(session: Session) -> str:
    (issue,) = issues_page(session, CityPart(), DAY, limit=100).issues
    return issue.detail


def change(session: Session, identifier: int, **values: object) -> None:
    version = session.get_one(models.Organization, identifier).version
    changes.correct(session, models.Organization, identifier, version, values)


def test_a_city_in_order_has_none(session: Session) -> None:
    assert found(session) == []


def test_neither_basis_nor_party_organization_is_no_affiliation(session: Session) -> None:
    change(session, 1, affiliation_basis=None)  # covered by 4
    assert found(session) == []
    change(session, 2, affiliation_basis=None)
    assert found(session) == [(2, "NO_AFFILIATION")]
    assert "no basis" in detail(session)


def test_two_party_organizations_are_several_affiliations(session: Session) -> None:
    first = session.get_one(models.Organization, 1)
    covers.cover(session, first, 3, DAY)
    assert found(session) == [(1, "SEVERAL_AFFILIATIONS")]
    assert "party organization 3, party organization 4" in detail(session)


def test_a_cover_that_has_ended_does_not_count(session: Session) -> None:
    first = session.get_one(models.Organization, 1)
    covers.end_links(session, first, DAY)
    covers.cover(session, first, 3, DAY)
    assert found(session) == []


@pytest.mark.parametrize("superiors", [{4: 4}, {2: 4}, {1: 3, 3: 1}])
def test_superiors_that_lead_back_are_circular(session: Session, superiors: dict[int, int]) -> None:
    """Party organization 4 covers organization 1; above it are 2, then 1."""
    for identifier, superior in superiors.items():
        session.get_one(models.PartyOrganization, identifier).superior_id = superior
    session.flush()
    assert found(session) == [(1, "CIRCULAR_AFFILIATION")]
    assert "party organization 4" in detail(session)


def test_a_place_that_is_missing_or_outside_the_named_district(session: Session) -> None:
    change(session, 4, location=None)
    change(session, 1, named_district_id=EAST)
    assert found(session) == [(1, "OUTSIDE_NAMED_DISTRICT"), (4, "NO_LOCATION")]
    assert "outside East" in issues_page(session, CityPart(), DAY, limit=1).issues[0].detail
    on_the_line = Point(101.75, 36.63)
    for district in (EAST, WEST):
        change(session, 1, named_district_id=district, location=on_the_line)
        assert found(session) == [(4, "NO_LOCATION")]


def test_namesakes_within_fifty_metres_are_duplicates(session: Session) -> None:
    # A degree of latitude is 110,970 m there: 49.9 m and 50.5 m.
    for number, north in ((2, 0.000450), (3, -0.000455)):
        change(session, number, name="Organization 1", location=Point(101.705, 36.605 + north))
    assert found(session) == [(1, "DUPLICATE"), (2, "DUPLICATE")]
    issue = issues_page(session, CityPart(), DAY, limit=1).issues[0]
    assert f"{2:018d}" in issue.detail
    assert f"{3:018d}" not in issue.detail
    change(session, 2, name="another")
    assert found(session) == []


def test_closed_organizations_need_no_clerk(session: Session) -> None:
    change(session, 2, affiliation_basis=None, location=None, closed_on=date(2017, 10, 1))
    assert found(session) == []


def test_issues_of_a_scope_are_of_its_organizations(session: Session) -> None:
    for number in (1, 2, 3, 4):
        change(session, number, affiliation_basis=None)
    none = "NO_AFFILIATION"
    assert found(session) == [(2, none), (3, none), (4, none)]
    assert found(session, CityPart(district="630104")) == [(2, none)]
    assert found(session, CityPart(circle=2)) == [(2, none)]
    assert found(session, CityPart(polygon=shapely.box(101.755, 36.6, 101.765, 36.62))) == [
        (3, none)
    ]
    assert found(session, CityPart(polygon=shapely.box(10, 10, 11, 11))) == []


def test_pages_follow_each_other_by_key(session: Session) -> None:
    for number in (1, 2, 3, 4):
        change(session, number, affiliation_basis=None, location=None)
    whole = found(session)
    assert len(whole) == 7
    read, after = [], None
    for size in (3, 3, 3):
        page = issues_page(session, CityPart(), DAY, limit=size, after=after)
        read += [(issue.organization.id, issue.kind.value) for issue in page.issues]
        after = page.issues[-1].key
        assert page.has_next == (len(read) < 7)
    assert read == whole
    with pytest.raises(FilterError, match="-1 issues"):
        issues_page(session, CityPart(), DAY, limit=-1)


def test_a_name_that_many_share_is_compared_with_its_neighbours_only(session: Session) -> None:
    session.add_all(
        [
            models.Organization(
                credit_code=f"X{number:017d}",
                name="Chain",
                kind="SOCIAL",
                affiliation_basis=AffiliationBasis.SECTORAL,
                # 0.001 degrees apart: 90 m and more.
                location=Point(101.7 + 0.001 * (number % 50), 36.6 + 0.001 * (number // 50)),
            )
            for number in range(1_500)
        ]
    )
    session.flush()
    assert found(session) == []
    assert city.DAY == DAY
