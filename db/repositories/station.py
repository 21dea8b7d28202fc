"""Guidance stations (党建工作指导站): lists, funding, whom they serve."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlalchemy import Select, select, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from db import geodesic, spatial
from db.models import GuidanceStation, Organization, StationFunding
from db.models.enums import StationStatus
from db.repositories import records
from db.repositories.facts import open_stations
from db.repositories.filters import SpatialFilter, contains_text, spatial_conditions


@dataclass(frozen=True)
class StationFilter:
    """Which stations; all given conditions hold together."""

    name_contains: str | None = None
    statuses: Sequence[StationStatus] | None = None
    spatial: SpatialFilter | None = None


def list_statement(
    session: Session, station_filter: StationFilter | None = None
) -> Select[GuidanceStation]:
    """Return the statement of the stations that a filter keeps, without an order."""
    chosen = station_filter or StationFilter()
    statement = select(GuidanceStation).where(
        *spatial_conditions(session, GuidanceStation, chosen.spatial)
    )
    if chosen.name_contains:
        statement = statement.where(contains_text(GuidanceStation.name, chosen.name_contains))
    if chosen.statuses is not None:
        statement = statement.where(GuidanceStation.status.in_(chosen.statuses))
    return statement


def by_ids(session: Session, ids: Iterable[int]) -> dict[int, GuidanceStation]:
    """Return the stations that exist among these identifiers."""
    return records.by_ids(session, GuidanceStation, ids)


def fundings_by_station_ids(
    session: Session, station_ids: Sequence[int]
) -> dict[int, list[StationFunding]]:
    """Return what each station was paid from, by source; a station's cost is the sum."""
    fundings: dict[int, list[StationFunding]] = {key: [] for key in station_ids}
    rows = session.scalars(
        select(StationFunding)
        .where(StationFunding.station_id.in_(station_ids))
        .order_by(StationFunding.station_id, StationFunding.source)
    )
    for funding in rows:
        fundings[funding.station_id].append(funding)
    return fundings


def nearest_open(
    session: Session, organization_ids: Sequence[int], day: date
) -> dict[int, tuple[int, float]]:
    """Return the nearest station open on a day and its distance in metres, for each organization.

    Of stations equally far the lower identifier. Unlocated organizations are left out, and
    all where no station is open.
    """
    stations = open_stations(session, day)
    rows = session.execute(
        select(Organization.id, type_coerce(Organization.location, NullType)).where(
            Organization.id.in_(organization_ids)
        )
    ).all()
    if not rows or stations.ids.size == 0:
        return {}
    xy = spatial.decode_points([row[1] for row in rows])
    nearest: dict[int, tuple[int, float]] = {}
    for (identifier, _), point in zip(rows, xy, strict=True):
        if np.isfinite(point).all():
            metres = geodesic.distances_m(point[0], point[1], stations.xy)
            place = int(np.argmin(metres))
            nearest[identifier] = (int(stations.ids[place]), float(metres[place]))
    return nearest


def set_fundings(
    session: Session, station: GuidanceStation, fundings: Iterable[StationFunding]
) -> None:
    """Replace what a station was paid from; its version counts up if that changes anything."""
    old = fundings_by_station_ids(session, [station.id])[station.id]
    new = list(fundings)
    if {each.source: each.amount_cny for each in old} == {
        each.source: each.amount_cny for each in new
    }:
        return
    for funding in old:
        session.delete(funding)
    session.flush()
    for funding in new:
        funding.station_id = station.id
        session.add(funding)
    if old:
        records.touch(station)
    session.flush()
