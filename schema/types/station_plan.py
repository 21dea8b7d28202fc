"""Station plans (选址方案): where the next guidance stations should go, with a proof."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry

from db import models
from schema.fields import location_of, service_area_of, to_one
from schema.operations.questions import DemandWeight, DistanceMetric
from schema.operations.station_plan_question import PlanObjective, PlanStatus
from schema.planning_fields import coverage_asked
from schema.scalars import GeoJSON
from schema.types.coverage import CoverageReport, ScopeInput

if TYPE_CHECKING:
    from schema.types.district import District
    from schema.types.station import GuidanceStation


@strawberry.input(
    description="Where new stations may stand (候选点): all that is asked for together; nothing "
    "given is a grid of 500 m over the scope. Places that reach no organization are dropped."
)
class CandidateInput:
    """The candidates of a plan."""

    grid_spacing: float | None = strawberry.field(
        default=strawberry.UNSET,
        description="A grid over the scope, clipped to it: the metres between its lines, from 1.",
    )
    points: GeoJSON | None = strawberry.field(
        default=strawberry.UNSET, description="These places: a Point or MultiPoint in WGS 84."
    )
    organizations: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="Whether to take the places of the organizations (组织所在地) of the scope.",
    )
    circle_intersections: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="Whether to take the crossings of the circles of the service radius around "
        "the organizations (圆交点): the best place of all in the scope is among them.",
    )


@strawberry.input(description="Where the next guidance stations should go (选址问题).")
class StationPlanInput:
    """The question of `stationPlan`."""

    objective: PlanObjective = strawberry.field(description="What the plan is best at (目标).")
    new_stations: int | None = strawberry.field(
        default=strawberry.UNSET,
        description="The most stations to add (新增站点数), 0 to 1,000; not for MINIMIZE_STATIONS.",
    )
    service_radius: float = strawberry.field(
        description="How far every station reaches (服务半径), in metres, in place of its own; an "
        "organization at exactly this distance is served."
    )
    scope: ScopeInput | None = strawberry.field(
        default=strawberry.UNSET,
        description="Whose demand counts, and where candidates lie (范围). Stations outside serve "
        "inside.",
    )
    weight: DemandWeight | None = strawberry.field(
        default=DemandWeight.ORGANIZATIONS,
        description="What one organization counts for (权重).",
    )
    candidates: CandidateInput | None = strawberry.field(
        default=strawberry.UNSET, description="Where new stations may stand (候选点)."
    )
    keep_existing: bool | None = strawberry.field(
        default=True,
        description="Whether the open stations stay and count (保留现有站点); else they are "
        "candidates, free of cost, that count among `newStations`.",
    )
    require: list[strawberry.ID] | None = strawberry.field(
        default=strawberry.UNSET,
        description="Stations, open or planned, that the plan has to hold (必选站点).",
    )
    forbid: list[strawberry.ID] | None = strawberry.field(
        default=strawberry.UNSET,
        description="Stations that the plan does without (排除站点), as if they were closed.",
    )
    budget: Decimal | None = strawberry.field(
        default=strawberry.UNSET,
        description="The most that all new stations may cost (预算), in CNY (元).",
    )
    cost_per_station: Decimal | None = strawberry.field(
        default=strawberry.UNSET,
        description="What a station costs that is not open yet (单站费用), in CNY (元).",
    )
    capacity: int | None = strawberry.field(
        default=strawberry.UNSET,
        description="How many organizations a station can serve (服务能力), open ones too; null "
        "for no limit. Not for MINIMIZE_FARTHEST_DISTANCE.",
    )
    minimum_district_ratio: float | None = strawberry.field(
        default=strawberry.UNSET,
        description="The least share, 0 to 1, of the demand of every district (区县) of the scope "
        "that has to be served (区县最低覆盖率). MINIMIZE_STATIONS then asks for this share, and "
        "without it for every located organization.",
    )
    distance: DistanceMetric | None = strawberry.field(
        default=DistanceMetric.STRAIGHT,
        description="How the way to a station is measured, in metres always.",
    )
    time_limit: float | None = strawberry.field(
        default=5.0,
        description="How long to search, in seconds (时限): up to 10 for `stationPlan`, up to the "
        "server's setting for a job. The best plan so far is given with its bound.",
    )


@strawberry.type(description="A chosen site of a plan (方案站点).")
class PlannedSite:
    """An `operations.station_plan.PlannedSite`."""

    rank: int = strawberry.field(
        description="1 for the site that adds most to what is served, and so on (排名)."
    )
    existing: Annotated["GuidanceStation", strawberry.lazy("schema.types.station")] | None = to_one(
        "station_id",
        models.GuidanceStation,
        "The stored station (党建工作指导站) there; null for a new site.",
    )
    location: GeoJSON = location_of("location", "Where it is (位置), a Point.")
    service_area: GeoJSON = service_area_of(
        "The area within the service radius (服务范围), a Polygon with the disc's own area."
    )
    demand_served: float = strawberry.field(
        description="What it adds, in the asked weight, to what the kept stations and the sites "
        "of lower rank serve (新增服务需求); with a capacity, what is assigned to it."
    )
    district: Annotated["District", strawberry.lazy("schema.types.district")] | None = to_one(
        "district_id", models.District, "The district (区县) that it lies in."
    )


@strawberry.type(description="What a number of new stations serves (边际曲线).")
class PlanCurvePoint:
    """An `operations.station_plan.PlanCurvePoint`."""

    stations: int = strawberry.field(description="How many new stations (新增站点数).")
    served: float = strawberry.field(
        description="What all stations serve then, in the asked weight (已服务)."
    )
    served_ratio: float = strawberry.field(
        description="served / demand, 0 to 1; 0 without demand (需求覆盖率)."
    )
    cost: Decimal | None = strawberry.field(
        description="What they cost, in CNY (元); null without `costPerStation`."
    )


@strawberry.type(description="Where the next guidance stations should go (选址方案).")
class StationPlan:
    """An `operations.station_plan.StationPlan`."""

    status: PlanStatus = strawberry.field(description="Whether it is proven to be best (状态).")
    objective: PlanObjective = strawberry.field(description="What it is best at (目标).")
    objective_value: float | None = strawberry.field(
        description="The demand served, the number of new stations, or the mean or farthest "
        "distance in metres (目标值); null where infeasible."
    )
    bound: float | None = strawberry.field(
        description="What no plan on these candidates can better, in the same unit (界); null "
        "where infeasible."
    )
    gap: float | None = strawberry.field(
        description="|bound - objectiveValue| / |objectiveValue|, 0 where proven (差距); null "
        "where infeasible."
    )
    conflicts: list[str] = strawberry.field(
        description="Where infeasible: the conditions that clash, in Chinese and English; "
        "without any one of them there is a plan (冲突条件)."
    )
    sites: list[PlannedSite] = strawberry.field(
        description="The new sites and the chosen stations that were not kept anyway, by rank "
        "(站点)."
    )
    before: CoverageReport = coverage_asked(
        "before",
        "The coverage without the plan, every station with the asked service radius (规划前覆盖).",
    )
    after: CoverageReport | None = coverage_asked(
        "after", "The coverage with the plan (规划后覆盖); null where infeasible."
    )
    curve: list[PlanCurvePoint] = strawberry.field(
        description="What 0, 1, ... new stations serve: each number's best plan where served "
        "demand is the objective without a capacity, else the first sites of this plan. A number "
        "for which nothing is feasible is left out (边际曲线)."
    )
    cost: Decimal | None = strawberry.field(
        description="What its stations that are not open yet cost, in CNY (元); null without "
        "`costPerStation` (费用)."
    )
    seconds: float = strawberry.field(description="How long it took, in seconds (用时).")
    map_url: str | None = strawberry.field(
        description="The address of its map on this server (方案地图); null but for a job's plan, "
        "since a query stores nothing."
    )
