"""Records of organizations that need a clerk, found by one statement a page.

Of the organizations established and not closed on the day:

- NO_AFFILIATION: no party organization covers it, and no basis of affiliation is registered.
- SEVERAL_AFFILIATIONS: more than one party organization covers it.
- CIRCULAR_AFFILIATION: a party organization that covers it answers, through its superiors, to
  itself or to one that does.
- NO_LOCATION: it is not located yet.
- OUTSIDE_NAMED_DISTRICT: it lies outside the district that it names; on the line is inside.
- DUPLICATE: another one of the same name lies at most 50 m away. (Two cannot have one credit
  code: the table refuses it.)
"""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import shapely
from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    and_,
    except_,
    false,
    func,
    literal,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from db import geodesic, spatial
from db.errors import FilterError
from db.models import District, Organization, PartyOrganization, PartyOrganizationCover
from db.repositories import city_part, organization, party_organization
from db.repositories.city_part import CityPart
from db.repositories.criteria import is_formally_covered
from db.repositories.validity import is_counted, is_covering

DUPLICATE_DISTANCE_M = 50.0


class AffiliationIssueKind(enum.StrEnum):
    """What is wrong with the record of an organization."""

    NO_AFFILIATION = "NO_AFFILIATION"
    SEVERAL_AFFILIATIONS = "SEVERAL_AFFILIATIONS"
    CIRCULAR_AFFILIATION = "CIRCULAR_AFFILIATION"
    NO_LOCATION = "NO_LOCATION"
    OUTSIDE_NAMED_DISTRICT = "OUTSIDE_NAMED_DISTRICT"
    DUPLICATE = "DUPLICATE"


_KINDS = tuple(AffiliationIssueKind)


@dataclass(frozen=True)
class AffiliationIssue:
    """One thing that is wrong with one organization, with its detail in words."""

    organization: Organization
    kind: AffiliationIssueKind
    detail: str

    @property
    def key(self) -> tuple[int, int]:
        """The place in the list: the organization's identifier, then the place of the kind."""
        return self.organization.id, _KINDS.index(self.kind)


@dataclass(frozen=True)
class IssuePage:
    """Issues in the order of their keys, and whether more follow."""

    issues: list[AffiliationIssue]
    has_next: bool


def count_issues(session: Session, chosen: CityPart, day: date) -> int:
    """Return how many issues a part of the city has on a day.

    Raises
    ------
    FilterError, UnknownDistrictError
        There is no such part.
    """
    found = _issues(session, chosen, day).subquery()
    return int(session.scalar(select(func.count()).select_from(found)) or 0)


def issues_page(
    session: Session,
    chosen: CityPart,
    day: date,
    *,
    limit: int,
    after: tuple[int, int] | None = None,
) -> IssuePage:
    """Return at most `limit` issues of a part on a day that come after a key.

    Raises
    ------
    FilterError, UnknownDistrictError
        There is no such part, or the limit is negative.
    """
    if limit < 0:
        raise FilterError(f"a page of {limit} issues cannot be read; ask for 0 or more")
    found = _issues(session, chosen, day).subquery()
    statement = select(found.c.organization_id, found.c.kind)
    if after is not None:
        key = tuple_(found.c.organization_id, found.c.kind)
        statement = statement.where(key > tuple_(*(literal(part, Integer) for part in after)))
    ordered = statement.order_by(found.c.organization_id, found.c.kind).limit(limit + 1)
    rows = [(row[0], _KINDS[row[1]]) for row in session.execute(ordered)]
    return IssuePage(_explained(session, rows[:limit], day), len(rows) > limit)


def _issues(session: Session, chosen: CityPart, day: date) -> CompoundSelect[Any]:
    place = city_part.resolve(session, chosen, day)
    counted = [is_counted(day)]
    if place is not None:
        counted.append(place.organization(Organization.id))
    conditions = {
        AffiliationIssueKind.NO_AFFILIATION: and_(
            Organization.affiliation_basis.is_(None), ~is_formally_covered(day)
        ),
        AffiliationIssueKind.SEVERAL_AFFILIATIONS: Organization.id.in_(_covered_twice(day)),
        AffiliationIssueKind.CIRCULAR_AFFILIATION: Organization.id.in_(_covered_in_circles(day)),
        AffiliationIssueKind.NO_LOCATION: Organization.location.is_(None),
        AffiliationIssueKind.OUTSIDE_NAMED_DISTRICT: _is_outside(session),
        AffiliationIssueKind.DUPLICATE: Organization.id.in_(_namesakes_nearby(session, day)),
    }
    return union_all(
        *(
            select(
                Organization.id.label("organization_id"),
                literal(_KINDS.index(kind), Integer).label("kind"),
            ).where(*counted, condition)
            for kind, condition in conditions.items()
        )
    )


def _covered_twice(day: date) -> Select[Any]:
    n_covering = func.count(PartyOrganizationCover.party_organization_id.distinct())
    return (
        select(PartyOrganizationCover.organization_id)
        .where(is_covering(day))
        .group_by(PartyOrganizationCover.organization_id)
        .having(n_covering > 1)
    )


def circular_party_organizations() -> CompoundSelect[Any]:
    """Return the party organizations from which no way up has an end, by their identifiers."""
    tops = select(PartyOrganization.id).where(PartyOrganization.superior_id.is_(None))
    reached = tops.cte(recursive=True)
    below = aliased(PartyOrganization)
    # From the tops downwards each is met once, so that circles, which have no top, cannot loop.
    reached = reached.union_all(select(below.id).join(reached, below.superior_id == reached.c.id))
    # As a difference of sets: PostgreSQL, which cannot tell the size of the one that it has
    # reached, would look through all of it for each row of a NOT IN.
    return except_(select(PartyOrganization.id), select(reached.c.id))


def _covered_in_circles(day: date) -> Select[Any]:
    circular = circular_party_organizations().subquery()
    return select(PartyOrganizationCover.organization_id).where(
        is_covering(day),
        PartyOrganizationCover.party_organization_id.in_(select(circular.c.id)),
    )


def _is_outside(session: Session) -> ColumnElement[bool]:
    areas = session.execute(select(District.id, District.boundary).order_by(District.id)).all()
    outside = [
        and_(
            Organization.named_district_id == identifier,
            Organization.location.is_not(None),
            ~func.ST_CoveredBy(Organization.location, spatial.geometry_literal(boundary)),
        )
        for identifier, boundary in areas
    ]
    return or_(false(), *outside)


def _namesakes_nearby(session: Session, day: date) -> Select[Any]:
    other = aliased(Organization)
    found = select(other.id).join(Organization, _is_twin(session, other)).where(is_counted(day))
    # On its own: mixed with the conditions around it, PostgreSQL leaves the spatial index out.
    twins = found.cte("twins").prefix_with("MATERIALIZED", dialect="postgresql")
    return select(twins.c.id)


def _is_twin(session: Session, other: Any) -> ColumnElement[bool]:
    """Return the condition that an organization is a namesake of another, at most so far away.

    Names that occur once are left out first, then the spatial index gives the neighbours: neither
    many branches of one name nor many neighbours in one house let all be compared with all.
    """
    shared = select(Organization.name).group_by(Organization.name).having(func.count() > 1)
    x, y = func.ST_X(other.location), func.ST_Y(other.location)
    half_width, half_height = _half_box_deg(session)
    return and_(
        other.name.in_(shared),
        # Neither the bare column nor a plain equality: an index on names (SQLite) or a hash join
        # (PostgreSQL) would be taken, and compare all of one name with all.
        func.coalesce(Organization.name, "").is_not_distinct_from(other.name),
        Organization.id != other.id,
        spatial.bbox_index(
            Organization.location, x - half_width, y - half_height, x + half_width, y + half_height
        ),
        spatial.geodesic_distance(Organization.location, other.location) <= DUPLICATE_DISTANCE_M,
    )


def _half_box_deg(session: Session) -> tuple[float, float]:
    """Return half the sides of a box around the distance, wide enough a degree off the city too."""
    bounds = [shapely.bounds(area) for area in session.scalars(select(District.boundary))]
    latitudes = np.abs(np.array(bounds).reshape(-1, 4)[:, [1, 3]])
    farthest = min(float(latitudes.max(initial=0.0)) + 1.0, 89.0) if bounds else 89.0
    west, south, east, north = geodesic.box_around(0.0, farthest, DUPLICATE_DISTANCE_M)
    return (east - west) / 2, (north - south) / 2


def _explained(
    session: Session, rows: Sequence[tuple[int, AffiliationIssueKind]], day: date
) -> list[AffiliationIssue]:
    ids = list(dict.fromkeys(number for number, _ in rows))
    found = organization.by_ids(session, ids)
    covering = party_organization.by_organization_ids(session, ids, day)
    districts = {row.id: row.name for row in session.execute(select(District.id, District.name))}
    twins = _twins(session, [n for n, kind in rows if kind is AffiliationIssueKind.DUPLICATE], day)
    issues = []
    for number, kind in rows:
        record = found[number]
        names = ", ".join(each.name for each in covering[number])
        detail = {
            AffiliationIssueKind.NO_AFFILIATION: (
                "no party organization covers it and no basis of affiliation is registered"
            ),
            AffiliationIssueKind.SEVERAL_AFFILIATIONS: f"covered by {names}",
            AffiliationIssueKind.CIRCULAR_AFFILIATION: (
                f"covered by {names}, whose superiors lead back to themselves"
            ),
            AffiliationIssueKind.NO_LOCATION: "not located yet",
            AffiliationIssueKind.OUTSIDE_NAMED_DISTRICT: (
                f"lies outside {districts.get(record.named_district_id or 0)}, which it names"
            ),
            AffiliationIssueKind.DUPLICATE: (
                f"has the name of {', '.join(twins.get(number, []))},"
                f" at most {DUPLICATE_DISTANCE_M:.0f} m away"
            ),
        }[kind]
        issues.append(AffiliationIssue(record, kind, detail))
    return issues


def _twins(session: Session, ids: Sequence[int], day: date) -> dict[int, list[str]]:
    """Return the credit codes of the namesakes near each organization."""
    if not ids:
        return {}
    other = aliased(Organization)
    rows = session.execute(
        select(other.id, Organization.credit_code)
        .join(Organization, _is_twin(session, other))
        .where(other.id.in_(ids), is_counted(day))
        .order_by(other.id, Organization.id)
    )
    twins: dict[int, list[str]] = {}
    for number, credit_code in rows:
        twins.setdefault(number, []).append(credit_code)
    return twins
