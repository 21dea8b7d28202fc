"""Pairings of party organizations with villages (结对帮扶), and the lines between them."""

from collections.abc import Sequence
from datetime import date

from shapely import LineString, Point
from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Organization, Pairing, PartyOrganization, PartyOrganizationCover
from db.repositories import records
from db.repositories.paging import Order, OrderKey
from db.repositories.register_definition import (
    RegisterDefinition,
    covers_or_covered,
    is_of_year,
)
from db.repositories.validity import is_covering

REGISTER = RegisterDefinition(
    Pairing,
    "pairings",
    Order((OrderKey(Pairing.year, descending=True), OrderKey(Pairing.id))),
    belongs=lambda place: place.party_organization(Pairing.party_organization_id),
    concerns=covers_or_covered(Pairing.party_organization_id),
    year=is_of_year(Pairing.year),
)
list_statement = REGISTER.list_statement
by_ids = REGISTER.by_ids


def lines_by_ids(session: Session, ids: Sequence[int], day: date) -> dict[int, LineString]:
    """Return the line from each helper to its village, in WGS 84 degrees.

    A pairing without a place at either end is left out; see `origins`.
    """
    pairings = records.by_ids(session, Pairing, ids)
    starts = origins(session, [each.party_organization_id for each in pairings.values()], day)
    return {
        key: LineString([starts[each.party_organization_id], each.village_location])
        for key, each in pairings.items()
        if each.village_location is not None and each.party_organization_id in starts
    }


def origins(session: Session, party_organization_ids: Sequence[int], day: date) -> dict[int, Point]:
    """Return where each party organization is on a day.

    That is the place of the organization with the lowest identifier that it covers on the day;
    of one that covers none with a place, where its superior is, and so on upwards. One that is
    nowhere is left out.
    """
    places: dict[int, Point] = {}
    above: dict[int, int] = {}
    asking = set(party_organization_ids)
    while asking:
        places |= _covered_places(session, sorted(asking), day)
        above |= _superiors(session, sorted(asking - places.keys()))
        asking = {above[key] for key in asking & above.keys()} - places.keys() - above.keys()
    found = {}
    for asked in party_organization_ids:
        key, passed = asked, set[int]()
        while key not in places and key in above and key not in passed:
            passed.add(key)
            key = above[key]
        if key in places:
            found[asked] = places[key]
    return found


def _covered_places(session: Session, ids: Sequence[int], day: date) -> dict[int, Point]:
    rows = session.execute(
        select(PartyOrganizationCover.party_organization_id, Organization.location)
        .join(Organization, Organization.id == PartyOrganizationCover.organization_id)
        .where(
            PartyOrganizationCover.party_organization_id.in_(ids),
            is_covering(day),
            Organization.location.is_not(None),
        )
        .order_by(Organization.id.desc())
    )
    return {key: place for key, place in rows if place is not None}


def _superiors(session: Session, ids: Sequence[int]) -> dict[int, int]:
    rows = session.execute(
        select(PartyOrganization.id, PartyOrganization.superior_id).where(
            PartyOrganization.id.in_(ids), PartyOrganization.superior_id.is_not(None)
        )
    )
    return {key: superior for key, superior in rows if superior is not None}
