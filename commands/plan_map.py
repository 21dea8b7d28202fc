"""The map of a station plan: what the use cases answer, handed to `maps`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray

from commands.map_content import dated, to_district, to_organizations, to_station
from commands.plan_files import PlacesFile
from db.engine import Database, Session
from db.repositories import planning_job, station
from geo.crs import metric_crs
from geo.distance import reached
from geo.service_area import service_areas
from maps.document import Document, document, to_map
from maps.places import Organizations
from maps.plan_map import CurvePoint, PlanMap, PlannedSite, plan_document, plan_map
from maps.setting import Setting
from schema.operations.coverage_map import CoverageMapData, coverage_map_data
from schema.operations.errors import ArgumentError, UnknownRecordError
from schema.operations.limits import Limits
from schema.operations.planning_jobs import plan_of
from schema.operations.station_plan import StationPlan


def job_plan_html(database: Database, limits: Limits, setting: Setting, job: str) -> str:
    """Draw the plan of a planning job as one HTML file; raises as `job_plan` does."""
    with database.read() as session:
        return plan_html(session, limits, setting, job_plan(session, job))


def job_plan(session: Session, job: str) -> StationPlan:
    """Read the plan of a planning job.

    Parameters
    ----------
    job : str
        The job's number, or its identifier ``PlanningJob:number``.

    Raises
    ------
    UnknownRecordError
        There is no such job, or it has no plan.
    """
    match = re.fullmatch(r"(?:PlanningJob:)?([1-9][0-9]{0,8})", job)
    number = int(match[1]) if match else 0
    row = planning_job.by_ids(session, [number]).get(number)
    plan = None if row is None else plan_of(row)
    if plan is None:
        state = "" if row is None else f"; it is {row.state}"
        raise UnknownRecordError("id", f"no planning job {job[:40]!r} has a plan{state}")
    return plan


def plan_html(session: Session, limits: Limits, setting: Setting, plan: StationPlan) -> str:
    """Draw a plan for what the session reads as one HTML file; raises as `plan_drawing` does."""
    return document(to_map(plan_drawing(session, limits, setting, plan)))


def plan_drawing(session: Session, limits: Limits, setting: Setting, plan: StationPlan) -> Document:
    """Make the map of a plan for what the session reads.

    Raises
    ------
    ArgumentError
        The plan is infeasible: there is nothing to draw.
    """
    if plan.after is None:
        raise ArgumentError(
            "plan", f"there is no plan to draw; its conditions clash: {'; '.join(plan.conflicts)}"
        )
    data = coverage_map_data(session, plan.before, limits)
    setting = dated(setting, session, plan.day)
    names = {
        number: row.name
        for number, row in station.by_ids(
            session, [site.station_id for site in plan.sites if site.station_id is not None]
        ).items()
    }
    return plan_document(_plan_map(data, plan, names, setting))


def file_plan_html(demand: PlacesFile, plan: StationPlan, setting: Setting) -> str:
    """Draw a plan for the places of a file; without boundaries there is none to attribute."""
    xy = np.array([(site.longitude, site.latitude) for site in plan.sites], dtype=np.float64)
    radii_m = np.array([site.service_radius_m for site in plan.sites], dtype=np.float64)
    west, south, east, north = shapely.total_bounds(shapely.points(demand.xy)).tolist()
    projection = metric_crs((west, south, east, north), areal_error_max=0.0)
    discs = projection.unproject(service_areas(xy.reshape(-1, 2), radii_m, projection))
    return document(
        plan_map(
            PlanMap(
                districts=[],
                organizations=Organizations(
                    xy=demand.xy,
                    names=demand.names,
                    is_reached=np.zeros(len(demand.xy), dtype=np.bool_),
                    districts=demand.districts if any(demand.districts) else (),
                ),
                is_reached_after=reached(demand.xy, xy.reshape(-1, 2), radii_m),
                sites=_drawn_sites(plan, discs, {}, {}),
                curve=_drawn_curve(plan),
                gap=plan.gap,
                cost_cny=None if plan.cost is None else float(plan.cost),
                setting=replace(setting, attribution="", approval_number=""),
            )
        )
    )


def _drawn_sites(
    plan: StationPlan,
    discs: NDArray[np.object_],
    names: Mapping[int, str],
    districts: Mapping[int, str],
) -> list[PlannedSite]:
    cost = plan.question.cost_per_station_cny
    return [
        PlannedSite(
            rank=site.rank,
            location=(site.longitude, site.latitude),
            adds=site.demand_served,
            service_area=disc,
            name=names.get(site.station_id or 0, ""),
            district=districts.get(site.district_id or 0, ""),
            cost_cny=None if cost is None or site.is_open else float(cost),
        )
        for site, disc in zip(plan.sites, discs, strict=True)
    ]


def _drawn_curve(plan: StationPlan) -> list[CurvePoint]:
    return [CurvePoint(one.stations, one.served, one.served_ratio) for one in plan.curve]


def _plan_map(
    data: CoverageMapData, plan: StationPlan, names: dict[int, str], setting: Setting
) -> PlanMap:
    places = data.report.study.places
    districts = {one.id: one.name for one in places.districts}
    xy = np.array([(site.longitude, site.latitude) for site in plan.sites], dtype=np.float64)
    radii_m = np.array([site.service_radius_m for site in plan.sites], dtype=np.float64)
    discs = service_areas(xy.reshape(-1, 2), radii_m, places.projection)
    return PlanMap(
        districts=[to_district(one) for one in data.districts],
        organizations=to_organizations(data.organizations),
        is_reached_after=_is_reached_after(data, plan),
        sites=_drawn_sites(plan, places.projection.unproject(discs), names, districts),
        stations=[to_station(one) for one in data.stations],
        curve=_drawn_curve(plan),
        gap=plan.gap,
        cost_cny=None if plan.cost is None else float(plan.cost),
        setting=setting,
    )


def _is_reached_after(data: CoverageMapData, plan: StationPlan) -> NDArray[np.bool_]:
    study = data.report.study
    assert plan.after is not None  # noqa: S101
    is_reached = study.service(plan.after.network).is_reached
    reached: NDArray[np.bool_] = np.isin(
        data.organizations.ids, study.organizations.ids[is_reached]
    )
    return reached
