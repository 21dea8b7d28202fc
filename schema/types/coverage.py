"""Coverage (覆盖情况): what the open stations and the party work reach."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import strawberry

from db import models
from schema.coverage_fields import (
    area_figure,
    area_geometry,
    road_snapping,
    split_by_circle,
    split_by_district,
)
from schema.fields import location_of, to_one
from schema.operations.questions import DemandWeight, DistanceMetric
from schema.scalars import GeoJSON

if TYPE_CHECKING:
    from schema.types.circle import CommercialCircle
    from schema.types.district import District


@strawberry.input(description="Where to look: one of the three, or none for the whole city (范围).")
class ScopeInput:
    """A district, a circle or a drawn polygon."""

    district: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="The adcode (行政区划代码) of a district (区县).",
    )
    circle: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET,
        description="The identifier of a commercial circle (党建商业圈).",
    )
    polygon: GeoJSON | None = strawberry.field(
        default=strawberry.UNSET,
        description="A Polygon or MultiPolygon in WGS 84; what is not located is left out of it.",
    )


@strawberry.input(description="A station that might be: for what-if coverage (拟设站点).")
class StationSite:
    """Where it would be and how far it would reach."""

    longitude: float = strawberry.field(description="The longitude (经度) in WGS 84, in degrees.")
    latitude: float = strawberry.field(description="The latitude (纬度) in WGS 84, in degrees.")
    service_radius: float | None = strawberry.field(
        default=strawberry.UNSET,
        description="How far it would reach (服务半径), in metres; null for `serviceRadius` of the "
        "input or else the server's setting.",
    )


@strawberry.input(
    description="What to compute the coverage of (覆盖问题); without anything, the city as it is."
)
class CoverageInput:
    """The question of `coverage`."""

    scope: ScopeInput | None = strawberry.field(
        default=strawberry.UNSET,
        description="Where to look (范围); where the field stands on a district or circle, that.",
    )
    add_stations: list[StationSite] | None = strawberry.field(
        default=strawberry.UNSET, description="Stations as if they were open (增设)."
    )
    remove_stations: list[strawberry.ID] | None = strawberry.field(
        default=strawberry.UNSET, description="Open stations as if they were not (撤除)."
    )
    service_radius: float | None = strawberry.field(
        default=strawberry.UNSET,
        description="In place of every station's own service radius (服务半径), in metres.",
    )
    weight: DemandWeight | None = strawberry.field(
        default=DemandWeight.ORGANIZATIONS,
        description="What one organization counts for in `demand` and `served` (权重).",
    )
    distance: DistanceMetric | None = strawberry.field(
        default=DistanceMetric.STRAIGHT,
        description="How the way to a station is measured, in metres always.",
    )
    as_of: date | None = strawberry.field(
        default=strawberry.UNSET,
        description="The day of every figure (截止日期); null for the day of the newest fact.",
    )


@strawberry.type(description="A share of organizations, counted (比率).")
class Rate:
    """A `geo.indicators.Rate`."""

    numerator: int = strawberry.field(description="The organizations that meet it (分子).")
    denominator: int = strawberry.field(description="The organizations asked (分母).")
    ratio: float = strawberry.field(
        description="numerator / denominator, 0 to 1; 0 where there is none to ask."
    )


@strawberry.type(
    description="Who is too far from every road: such reach nobody along the roads and are not "
    "reached (路网匹配)."
)
class RoadSnapping:
    """An `operations.snapping.SnappingResult`."""

    limit: float = strawberry.field(
        description="How far from a road a place may be, in metres (匹配距离)."
    )
    organizations: int = strawberry.field(
        description="How many located organizations of the scope are farther (未匹配组织数)."
    )
    stations: int = strawberry.field(
        description="How many of the stations asked are farther (未匹配站点数)."
    )
    mean_access: float | None = strawberry.field(
        description="The mean way of the other organizations to their roads, in metres; null "
        "without any (平均接入距离)."
    )
    positions: GeoJSON | None = location_of(
        "positions", "Where those are that are farther, a MultiPoint; null without any (位置)."
    )


@strawberry.type(description="What the open stations and the party work reach (覆盖情况).")
class CoverageReport:
    """An `operations.coverage.CoverageResult`."""

    as_of: date = strawberry.field(description="The day of every figure (截止日期).")
    activity_months: int = strawberry.field(
        description="How many months up to the day an activity counts for (活动有效月数)."
    )
    assessment_years: int = strawberry.field(
        description="How many years up to that of the day a score counts for (考核有效年数)."
    )
    scope_area_km2: float = area_figure(
        "scope_area_km2", "The area of the scope (范围面积), in km²."
    )
    served_area_km2: float = area_figure(
        "served_area_km2",
        "The area of the scope within the service radius of an open station (服务面积), in km².",
    )
    area_ratio: float = area_figure(
        "area_ratio", "servedAreaKm2 / scopeAreaKm2, 0 to 1 (面积覆盖率)."
    )
    overlap_km2: float = area_figure(
        "overlap_km2", "The area served by two stations or more (重叠面积), in km²."
    )
    served_area: GeoJSON | None = area_geometry(
        "served", "The served area (服务范围), a Polygon or MultiPolygon; null where there is none."
    )
    gaps: GeoJSON | None = area_geometry(
        "gaps",
        "The scope without the served area (覆盖空白), a Polygon or MultiPolygon; null where there "
        "is none.",
    )
    demand: float = strawberry.field(
        description="All organizations of the scope, in the asked weight (需求)."
    )
    served: float = strawberry.field(
        description="Those in the service radius of an open station, in the asked weight (已服务)."
    )
    served_ratio: float = strawberry.field(
        description="served / demand, 0 to 1; 0 without demand (需求覆盖率)."
    )
    formal_coverage: Rate = strawberry.field(
        description="Organizations that a party organization covers (有形覆盖)."
    )
    effective_coverage: Rate = strawberry.field(
        description="Those also reached or guided, active and assessed (有效覆盖)."
    )
    work_coverage: Rate = strawberry.field(
        description="Organizations covered, guided by an instructor or reached (党的工作覆盖)."
    )
    station_reach: Rate = strawberry.field(
        description="Organizations within the service radius of an open station (指导站覆盖)."
    )
    mean_distance: float | None = strawberry.field(
        description="The mean distance of the located organizations to the nearest open station, "
        "in metres; null without either (平均距离)."
    )
    median_distance: float | None = strawberry.field(
        description="The median of these distances, in metres (中位距离)."
    )
    p90_distance: float | None = strawberry.field(
        description="The distance that nine in ten do not exceed, in metres (九成距离)."
    )
    farthest_distance: float | None = strawberry.field(
        description="The greatest of these distances, in metres (最远距离)."
    )
    snapping: RoadSnapping | None = road_snapping(
        "Who is off the roads (路网匹配); null where distances are straight."
    )
    by_district: list[Annotated["DistrictCoverage", strawberry.lazy("schema.types.coverage")]] = (
        split_by_district(
            "The same by district (分区县), by adcode: each district's part of the scope."
        )
    )
    by_circle: list[Annotated["CircleCoverage", strawberry.lazy("schema.types.coverage")]] = (
        split_by_circle(
            "The same of each commercial circle that shares an area with the scope, the whole "
            "circle each (分商圈), by identifier."
        )
    )


@strawberry.type(description="The coverage of one district's part of the scope (分区县覆盖).")
class DistrictCoverage:
    """An `operations.coverage.DistrictResult`."""

    district: Annotated["District", strawberry.lazy("schema.types.district")] = to_one(
        "district_id", models.District, "The district (区县)."
    )
    report: CoverageReport = strawberry.field(description="What is reached there.")
    gap_rank: int = strawberry.field(
        description="1 for the district with most demand that is not served, and so on (缺口排名)."
    )


@strawberry.type(description="The coverage of one commercial circle (分商圈覆盖).")
class CircleCoverage:
    """An `operations.coverage.CircleResult`."""

    circle: Annotated["CommercialCircle", strawberry.lazy("schema.types.circle")] = to_one(
        "circle_id", models.CommercialCircle, "The commercial circle (党建商业圈)."
    )
    report: CoverageReport = strawberry.field(description="What is reached there.")
    gap_rank: int = strawberry.field(
        description="1 for the circle with most demand that is not served, and so on (缺口排名)."
    )
