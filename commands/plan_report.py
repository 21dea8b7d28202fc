"""How a plan is told: as JSON, as tables for people, as GeoJSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from commands.plan_options import in_options
from schema.operations.coverage import CoverageResult
from schema.operations.station_plan import PlannedSite, StationPlan
from schema.operations.station_plan_question import PlanObjective, PlanStatus

STATUSES = {
    PlanStatus.OPTIMAL: "已证明最优 proven optimal",
    PlanStatus.FEASIBLE: "可行，未证明最优 feasible, not proven",
    PlanStatus.INFEASIBLE: "不可行 infeasible",
}
OBJECTIVES = {
    PlanObjective.MAXIMIZE_COVERAGE: ("覆盖最大 served demand", ""),
    PlanObjective.MINIMIZE_STATIONS: ("站点最少 new stations", ""),
    PlanObjective.MINIMIZE_MEAN_DISTANCE: ("平均距离 mean distance", " m"),
    PlanObjective.MINIMIZE_FARTHEST_DISTANCE: ("最远距离 farthest distance", " m"),
}


@dataclass(frozen=True, eq=False)
class PlanReport:
    """A plan with names for its numbers, and its coverage where a database has it.

    Parameters
    ----------
    districts, stations : mapping of id to name
    is_synthetic : bool
        Whether the organizations are those of the demo city.
    """

    plan: StationPlan
    districts: Mapping[int, str]
    stations: Mapping[int, str]
    before: CoverageResult | None = None
    after: CoverageResult | None = None
    is_synthetic: bool = False

    def as_object(self) -> dict[str, Any]:
        """Give the plan as the API names its parts."""
        plan = self.plan
        return {
            "isSynthetic": self.is_synthetic,
            "status": plan.status.name,
            "objective": plan.objective.name,
            "objectiveValue": plan.objective_value,
            "bound": plan.bound,
            "gap": plan.gap,
            "conflicts": list(plan.conflicts),
            "sites": [self._site(site) for site in plan.sites],
            "before": self._coverage(self.before, 0),
            "after": None if plan.after is None else self._coverage(self.after, -1),
            "curve": [
                {
                    "stations": point.stations,
                    "served": point.served,
                    "servedRatio": point.served_ratio,
                    "cost": None if point.cost is None else str(point.cost),
                }
                for point in plan.curve
            ],
            "cost": None if plan.cost is None else str(plan.cost),
            "seconds": plan.seconds,
        }

    def as_geojson(self) -> bytes:
        """Give the sites as a GeoJSON FeatureCollection of points."""
        features = [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [site.longitude, site.latitude]},
                "properties": {
                    name: value
                    for name, value in self._site(site).items()
                    if name not in {"longitude", "latitude"}
                },
            }
            for site in self.plan.sites
        ]
        return orjson.dumps(
            {"type": "FeatureCollection", "features": features}, option=orjson.OPT_INDENT_2
        )

    def print(self, console: Console) -> None:
        """Tell people."""
        plan = self.plan
        console.print(f"[bold]{STATUSES[plan.status]}[/], {plan.seconds:.2f} s")
        if plan.after is None:
            console.print("冲突条件 conditions that clash:")
            for conflict in plan.conflicts:
                console.print(f"  - {in_options(conflict)}", markup=False)
            return
        name, unit = OBJECTIVES[plan.objective]
        console.print(
            f"{name}: {_figure(plan.objective_value)}{unit}, 界 bound {_figure(plan.bound)}{unit}, "
            f"差距 gap {plan.gap or 0.0:.3%}"
        )
        before = self._coverage(self.before, 0)["servedRatio"]
        after = self._coverage(self.after, -1)["servedRatio"]
        console.print(f"覆盖率 served: {before:.1%} -> {after:.1%}")
        if plan.cost is not None:
            console.print(f"费用 cost: CNY {plan.cost:,f}")
        console.print(self._table())
        if self.is_synthetic:
            console.print("演示数据 synthetic organizations")

    def _table(self) -> Table:
        table = Table(box=SIMPLE_HEAD, pad_edge=False)
        for heading in ("#", "新增 Adds", "经度 Longitude", "纬度 Latitude"):
            table.add_column(heading, justify="right")
        names = {
            site.rank: self.districts.get(site.district_id or 0, "") for site in self.plan.sites
        }
        if any(names.values()):
            table.add_column("区县 District", no_wrap=True)
        if self.stations:
            table.add_column("站点 Station")
        for site in self.plan.sites:
            cells = [
                str(site.rank),
                _figure(site.demand_served),
                f"{site.longitude:.6f}",
                f"{site.latitude:.6f}",
                *([names[site.rank]] if any(names.values()) else []),
                *([self.stations.get(site.station_id or 0, "")] if self.stations else []),
            ]
            table.add_row(*(escape(cell) for cell in cells))
        return table

    def _site(self, site: PlannedSite) -> dict[str, Any]:
        return {
            "rank": site.rank,
            "longitude": round(site.longitude, 7),
            "latitude": round(site.latitude, 7),
            "serviceRadius": site.service_radius_m,
            "demandServed": site.demand_served,
            "district": self.districts.get(site.district_id or 0),
            "existing": self.stations.get(site.station_id or 0),
        }

    def _coverage(self, result: CoverageResult | None, place: int) -> dict[str, Any]:
        """Give what is served: of the database, or else as the curve tells it."""
        if result is None:
            point = self.plan.curve[place]
            return {"served": point.served, "servedRatio": point.served_ratio}
        return {
            "demand": result.demand,
            "served": result.served,
            "servedRatio": result.served_ratio,
            "meanDistance": result.mean_distance,
            "farthestDistance": result.farthest_distance,
        }


def _figure(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,.0f}" if value == round(value) else f"{value:,.1f}"
