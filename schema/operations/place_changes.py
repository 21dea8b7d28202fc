"""How organizations, stations, circles and party organizations are added, corrected and closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import shapely
from shapely import MultiPolygon

from db import models
from db.engine import Session
from db.errors import TransitionError
from db.models.enums import FundingSource, StationStatus
from db.repositories import (
    changes,
    covers,
    organization,
    party_organization,
    records,
    station,
)
from schema.operations.drafts import Draft
from schema.operations.recording import Change, figures_day


def add_organization(session: Session, draft: Draft, change: Change) -> models.Record:
    """Add an organization, and the cover of the party organization that it names."""
    added = changes.add(session, models.Organization(**draft.values))
    _affiliate(session, added, draft, change)
    return added


def correct_organization(
    session: Session, draft: Draft, change: Change, number: int, version: int
) -> models.Record:
    """Correct an organization.

    A party organization that is named and does not cover it yet takes the place of the one shown
    as its own; the covers of others stay.
    """
    record = changes.correct(session, models.Organization, number, version, draft.values)
    _affiliate(session, record, draft, change)
    return record


def close_organization(
    session: Session, draft: Draft, _change: Change, number: int, version: int
) -> models.Record:
    """Close an organization from a day on, and end who covers and guides it."""
    on = draft.parts["on"]
    record = records.get_version(session, models.Organization, number, version)
    _check_closing(record.closed_on, record.established_on, on, draft)
    closed = changes.correct(session, models.Organization, number, version, {"closed_on": on})
    covers.end_links(session, closed, on)
    return closed


def add_station(session: Session, draft: Draft, _change: Change) -> models.Record:
    """Add a station with its funding."""
    if draft.values.get("status") is StationStatus.CLOSED:
        draft.refuse(f"{draft.path}.status", "a new station is PLANNED or OPEN; close it later")
        draft.values["status"] = StationStatus.OPEN
    fundings = _fundings(draft)
    added = changes.add(session, models.GuidanceStation(**draft.values))
    station.set_fundings(session, added, fundings)
    return added


def correct_station(
    session: Session, draft: Draft, _change: Change, number: int, version: int
) -> models.Record:
    """Correct a station, and its funding where that is given.

    Raises
    ------
    TransitionError
        It would close or open again what is open or closed.
    """
    record = records.get_version(session, models.GuidanceStation, number, version)
    draft.step_path = f"{draft.path}.status"
    wanted = draft.values.get("status", record.status)
    if (wanted is StationStatus.CLOSED) != (record.status is StationStatus.CLOSED):
        raise TransitionError(
            f"the station is closed since {record.closed_on}; give the status CLOSED to correct "
            "it, or register a new station"
            if record.status is StationStatus.CLOSED
            else "a station is closed by closeStation, which asks for the day"
        )
    corrected = changes.correct(session, models.GuidanceStation, number, version, draft.values)
    if {"cost", "fundings"} & draft.parts.keys():
        station.set_fundings(session, corrected, _fundings(draft))
    return corrected


def close_station(
    session: Session, draft: Draft, _change: Change, number: int, version: int
) -> models.Record:
    """Close a station from a day on."""
    on = draft.parts["on"]
    record = records.get_version(session, models.GuidanceStation, number, version)
    _check_closing(record.closed_on, record.opened_on, on, draft)
    values = {"status": StationStatus.CLOSED, "closed_on": on}
    return changes.correct(session, models.GuidanceStation, number, version, values)


def add_circle(session: Session, draft: Draft, _change: Change) -> models.Record:
    """Add a circle with its members."""
    return changes.add(session, models.CommercialCircle(**_with_parts(draft)))


def correct_circle(
    session: Session, draft: Draft, _change: Change, number: int, version: int
) -> models.Record:
    """Correct a circle, and its members with its boundary."""
    return changes.correct(session, models.CommercialCircle, number, version, _with_parts(draft))


def add_party_organization(session: Session, draft: Draft, change: Change) -> models.Record:
    """Add a party organization and whom it covers."""
    added = changes.add(session, models.PartyOrganization(**draft.values))
    covered = draft.parts.get("covers")
    if covered:
        covers.set_covers(session, added, covered, figures_day(session, change))
    return added


def correct_party_organization(
    session: Session, draft: Draft, change: Change, number: int, version: int
) -> models.Record:
    """Correct a party organization, and whom it covers where that is given."""
    superior_id = draft.values.get("superior_id")
    if superior_id is not None and number in _way_up(session, superior_id):
        draft.refuse(
            f"{draft.path}.superior",
            f"PartyOrganization:{superior_id} answers to PartyOrganization:{number} itself; "
            "name one that does not",
        )
        draft.values.pop("superior_id")
    record = changes.correct(session, models.PartyOrganization, number, version, draft.values)
    covered = draft.parts.get("covers")
    if covered is not None:
        covers.set_covers(session, record, covered, figures_day(session, change))
    return record


def _affiliate(session: Session, record: models.Organization, draft: Draft, change: Change) -> None:
    wanted = draft.parts.get("party_organization")
    if wanted is None:
        return
    day = figures_day(session, change)
    covering = party_organization.by_organization_ids(session, [record.id], day)[record.id]
    if any(each.id == wanted for each in covering):
        return
    if covering:
        own = covering[0]
        statement, of = organization.of_party_organizations(
            organization.list_statement(session), day
        )
        covered = [each.id for each in session.scalars(statement.where(of == own.id))]
        covers.set_covers(session, own, set(covered) - {record.id}, day)
    covers.cover(session, record, wanted, day)


def _check_closing(closed_on: date | None, began_on: date | None, on: date, draft: Draft) -> None:
    if closed_on is not None:
        raise TransitionError(f"it was closed on {closed_on} already")
    if began_on is not None and on < began_on:
        draft.refuse("on", f"{on} is before {began_on}, its first day; give that or a later day")


def _fundings(draft: Draft) -> list[models.StationFunding]:
    """Give the funding by source; a cost without it counts as raised by the station's own unit."""
    parts: Sequence[Draft] | None = draft.parts.get("fundings")
    cost: Decimal | None = draft.parts.get("cost")
    if parts is None:
        source = FundingSource.SELF_RAISED
        return [models.StationFunding(source=source, amount_cny=cost)] if cost else []
    sources = [each.values["source"] for each in parts]
    if len(set(sources)) < len(sources):
        draft.refuse(f"{draft.path}.funding", "a source is named twice; give each its sum")
        return []
    total = sum((each.values["amount_cny"] for each in parts), Decimal(0))
    if cost is not None and cost != total:
        draft.refuse(
            f"{draft.path}.cost",
            f"{cost} is not the sum of funding, {total}; leave one of them out",
        )
    return [models.StationFunding(**each.values) for each in parts]


def _with_parts(draft: Draft) -> dict[str, object]:
    """Give the values of a circle, its boundary as the column holds it."""
    boundary = draft.values.get("boundary")
    if boundary is None or isinstance(boundary, MultiPolygon):
        return draft.values
    return {**draft.values, "boundary": shapely.multipolygons([boundary])}


def _way_up(session: Session, party_organization_id: int) -> set[int]:
    passed: set[int] = set()
    following: int | None = party_organization_id
    while following is not None and following not in passed:
        passed.add(following)
        found = records.by_ids(session, models.PartyOrganization, [following])
        following = found[following].superior_id if following in found else None
    return passed
