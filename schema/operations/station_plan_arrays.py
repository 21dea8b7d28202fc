"""The demand and the sites of a station plan, as arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from db import models
from db.engine import Session
from db.models.enums import StationStatus
from db.repositories import station
from geo.geodesic import is_located
from schema.operations.coverage import CoverageStudy
from schema.operations.errors import ArgumentError, UnknownRecordError
from schema.operations.questions import DemandWeight
from schema.operations.station_plan_candidates import candidate_positions
from schema.operations.station_plan_question import StationPlanQuestion
from schema.operations.ways import StraightWay, Way

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class PlanArrays:
    """Demand and sites of a plan.

    Attributes
    ----------
    demand_xy : float64 array (m, 2) of WGS 84 degrees
        NaN where not located: in the demand, never served.
    weights : float64 array (m,)
    zones : int64 array (m,)
        Numbers of districts; 0 for none.
    zone_names : mapping of zone to str
    sites_xy : float64 array (n, 2) of WGS 84 degrees
    station_ids : int64 array (n,)
        Of stored stations; 0 for a new place.
    site_names : mapping of site to str
        Of stored stations.
    n_fixed : int
        The first so many sites are stations that stay.
    is_paid : bool array (n,)
        Whether opening the site costs something.
    required : tuple of int
        Sites that have to be chosen.
    way : Way
        How far a site is from whom it serves.
    """

    demand_xy: Floats
    weights: Floats
    zones: Integers
    zone_names: Mapping[int, str]
    sites_xy: Floats
    station_ids: Integers
    site_names: Mapping[int, str]
    n_fixed: int
    is_paid: NDArray[np.bool_]
    required: tuple[int, ...] = ()
    way: Way = field(default_factory=StraightWay)

    @property
    def n_unlocated(self) -> int:
        """How many demand points have no location."""
        return int((~is_located(self.demand_xy)).sum())


def named_stations(
    session: Session, question: StationPlanQuestion
) -> dict[int, models.GuidanceStation]:
    """Read the stations that a question requires or forbids.

    Raises
    ------
    UnknownRecordError
        For an id that no station has.
    """
    rows = station.by_ids(session, [*question.required, *question.forbidden])
    for path, ids in (("require", question.required), ("forbid", question.forbidden)):
        for number in ids:
            if number not in rows:
                raise UnknownRecordError(
                    path,
                    f'there is no "GuidanceStation:{number}"; take an id of guidanceStations',
                )
    return rows


def plan_arrays(
    study: CoverageStudy,
    stations: Mapping[int, models.GuidanceStation],
    question: StationPlanQuestion,
) -> tuple[PlanArrays, tuple[int, ...]]:
    """Give the demand and the sites of a plan, and the open stations that it does without at first.

    The kept stations come first; with `keep_existing` those are all that are open but for the
    forbidden ones. Then come stored stations that may be chosen, then new places.
    """
    check_named_stations(study, stations, question)
    rows = study.rows(question.scope)
    of, opened = study.organizations, study.stations
    allowed = ~np.isin(opened.ids, np.array(question.forbidden, dtype=np.int64))
    open_ids = opened.ids[allowed].tolist()
    others = [stations[number] for number in question.required if number not in set(open_ids)]
    n_fixed = len(open_ids) if question.keep_existing else 0
    kept_xy = opened.xy[allowed][:n_fixed]
    places = candidate_positions(study, question, kept_xy, study.limits.planning)
    other_xy = np.array([(row.location.x, row.location.y) for row in others], dtype=np.float64)
    names = [
        *(opened.names[row] for row in np.flatnonzero(allowed)),
        *(row.name for row in others),
    ]
    station_ids = [*open_ids, *(row.id for row in others)]
    must = {n for n in question.required if n not in set(open_ids[:n_fixed])}
    arrays = PlanArrays(
        demand_xy=of.xy[rows],
        weights=_weights(study, question)[rows],
        zones=of.district_ids[rows],
        zone_names={one.id: one.name for one in study.places.districts},
        sites_xy=np.concatenate([opened.xy[allowed], other_xy.reshape(-1, 2), places]),
        station_ids=np.array([*station_ids, *[0] * len(places)], dtype=np.int64),
        site_names=dict(enumerate(names)),
        n_fixed=n_fixed,
        is_paid=np.arange(len(station_ids) + len(places)) >= len(open_ids),
        required=tuple(
            site for site, number in enumerate(station_ids) if site >= n_fixed and number in must
        ),
        way=study.way(question.distance),
    )
    kept = set(open_ids[:n_fixed])
    return arrays, tuple(n for n in opened.ids.tolist() if n not in kept)


def check_named_stations(
    study: CoverageStudy,
    stations: Mapping[int, models.GuidanceStation],
    question: StationPlanQuestion,
) -> None:
    """Refuse a required station that is closed on the day.

    Raises
    ------
    ArgumentError
        With its name, the day that it was closed on and the remedy.
    """
    for number in question.required:
        row = stations[number]
        is_over = row.closed_on is not None and row.closed_on <= study.day
        if is_over or (row.status is StationStatus.CLOSED and number not in study.stations.ids):
            raise ArgumentError(
                "require",
                f'"GuidanceStation:{row.id}" ({row.name}) was closed on {row.closed_on}; leave it '
                "out, or give its place in candidates.points",
            )


def _weights(study: CoverageStudy, question: StationPlanQuestion) -> Floats:
    match question.weight:
        case DemandWeight.EMPLOYEES:
            return study.organizations.employees.astype(np.float64)
        case DemandWeight.PARTY_MEMBERS:
            return study.organizations.party_members.astype(np.float64)
        case _:
            return np.ones(len(study.organizations.ids))
