"""How loaders read what belongs to each of many rows: one entry for each kind of thing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from db.engine import Session
from db.repositories import (
    alliance,
    circle,
    inspection,
    instructor,
    measure,
    pairing,
    party_organization,
    rectification,
    station,
)
from schema.operations import evidence
from schema.operations.limits import Limits
from schema.operations.ratings import ratings_by_ids


@dataclass(frozen=True, slots=True)
class Batch:
    """How to read what belongs to each of many rows, and whether that depends on the day."""

    read: Callable[[Session, Sequence[int], date, Limits], Mapping[int, Any]]
    is_dated: bool = True


def _by_id(read: Callable[[Session, Sequence[int]], Mapping[int, Any]]) -> Batch:
    return Batch(lambda session, ids, _day, _limits: read(session, ids), is_dated=False)


def _on_day(read: Callable[[Session, Sequence[int], date], Mapping[int, Any]]) -> Batch:
    return Batch(lambda session, ids, day, _limits: read(session, ids, day))


def _first_on_day(
    read: Callable[[Session, Sequence[int], date], Mapping[int, Sequence[Any]]],
) -> Batch:
    def first(
        session: Session, ids: Sequence[int], day: date, _limits: Limits
    ) -> Mapping[int, Any]:
        return {number: found[0] for number, found in read(session, ids, day).items() if found}

    return Batch(first)


# What `schema.fields.loaded` names: from the ids of rows to what belongs to each.
BATCHES: dict[str, Batch] = {
    "alliance_of_circle": _by_id(alliance.by_circle_ids),
    "circles_of_alliance": _by_id(alliance.circles_by_alliance_ids),
    "circles_of_organization": _by_id(circle.by_organization_ids),
    "history_of_item": _by_id(rectification.events_by_item_ids),
    "instructor_of_organization": _first_on_day(instructor.by_organization_ids),
    "items_of_inspection": _by_id(inspection.items_by_inspection_ids),
    "items_of_measure": _by_id(rectification.items_by_measure_ids),
    "milestones_of_measure": _by_id(measure.milestones_by_measure_ids),
    "nearest_station": _on_day(evidence.nearest_stations),
    "organization_evidence": Batch(evidence.organization_evidence),
    "pairing_line": _on_day(pairing.lines_by_ids),
    "party_organization_of_organization": _first_on_day(party_organization.by_organization_ids),
    "rating": _by_id(ratings_by_ids),
    "station_fundings": _by_id(station.fundings_by_station_ids),
    "status_of_measure": _on_day(measure.statuses_by_ids),
}
