"""Questions and plans as JSON text, as planning jobs keep them."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from schema.operations.questions import (
    AddedStation,
    CoverageQuestion,
    DemandWeight,
    DistanceMetric,
    Network,
    Scope,
)
from schema.operations.station_plan import PlanCurvePoint, PlannedSite, StationPlan
from schema.operations.station_plan_question import (
    CandidateRules,
    PlanObjective,
    PlanStatus,
    StationPlanQuestion,
)


def question_to_json(question: StationPlanQuestion) -> str:
    """Write a question; `question_from_json` gives an equal one back."""
    rules = question.candidates
    return _dump(
        {
            "objective": question.objective,
            "serviceRadius": question.service_radius_m,
            "newStations": question.new_stations,
            "scope": {
                "district": question.scope.adcode,
                "circle": question.scope.circle_id,
                "polygon": _geometry_to_text(question.scope.polygon),
            },
            "weight": question.weight,
            "candidates": {
                "gridSpacing": rules.grid_spacing_m,
                "points": _geometry_to_text(rules.points),
                "organizations": rules.organizations,
                "circleIntersections": rules.circle_intersections,
            },
            "keepExisting": question.keep_existing,
            "require": question.required,
            "forbid": question.forbidden,
            "budget": _amount_to_text(question.budget_cny),
            "costPerStation": _amount_to_text(question.cost_per_station_cny),
            "capacity": question.capacity,
            "minimumDistrictRatio": question.minimum_district_ratio,
            "timeLimit": question.time_limit_s,
            "distance": question.distance,
        }
    )


def question_from_json(text: str) -> StationPlanQuestion:
    """Read a question that `question_to_json` wrote."""
    stored = json.loads(text)
    rules = stored["candidates"]
    return StationPlanQuestion(
        objective=PlanObjective(stored["objective"]),
        service_radius_m=stored["serviceRadius"],
        new_stations=stored["newStations"],
        scope=Scope(
            adcode=stored["scope"]["district"],
            circle_id=stored["scope"]["circle"],
            polygon=_geometry_from_text(stored["scope"]["polygon"]),
        ),
        weight=DemandWeight(stored["weight"]),
        candidates=CandidateRules(
            grid_spacing_m=rules["gridSpacing"],
            points=_geometry_from_text(rules["points"]),
            organizations=rules["organizations"],
            circle_intersections=rules["circleIntersections"],
        ),
        keep_existing=stored["keepExisting"],
        required=tuple(stored["require"]),
        forbidden=tuple(stored["forbid"]),
        budget_cny=_amount_from_text(stored["budget"]),
        cost_per_station_cny=_amount_from_text(stored["costPerStation"]),
        capacity=stored["capacity"],
        minimum_district_ratio=stored["minimumDistrictRatio"],
        time_limit_s=stored["timeLimit"],
        distance=DistanceMetric(stored.get("distance", DistanceMetric.STRAIGHT)),
    )


def plan_to_json(plan: StationPlan) -> str:
    """Write a plan without its question and its certificate."""
    return _dump(
        {
            "day": plan.day.isoformat(),
            "status": plan.status,
            "objectiveValue": plan.objective_value,
            "bound": plan.bound,
            "gap": plan.gap,
            "conflicts": plan.conflicts,
            "sites": [
                {
                    "rank": site.rank,
                    "longitude": site.longitude,
                    "latitude": site.latitude,
                    "serviceRadius": site.service_radius_m,
                    "demandServed": site.demand_served,
                    "district": site.district_id,
                    "station": site.station_id,
                    "isOpen": site.is_open,
                }
                for site in plan.sites
            ],
            "curve": [
                {
                    "stations": point.stations,
                    "served": point.served,
                    "servedRatio": point.served_ratio,
                    "cost": _amount_to_text(point.cost),
                }
                for point in plan.curve
            ],
            "cost": _amount_to_text(plan.cost),
            "seconds": plan.seconds,
            "after": None if plan.after is None else _network_to_record(plan.after.network),
        }
    )


def plan_from_json(
    text: str, question: StationPlanQuestion, *, job_id: int | None = None
) -> StationPlan:
    """Read a plan that `plan_to_json` wrote; what it covers is computed anew when asked for."""
    stored = json.loads(text)
    day = date.fromisoformat(stored["day"])
    before = Network(service_radius_m=question.service_radius_m, distance=question.distance)
    after = (
        None
        if stored["after"] is None
        else _network_from_record(stored["after"], question.distance)
    )
    return StationPlan(
        question=question,
        day=day,
        status=PlanStatus(stored["status"]),
        objective_value=stored["objectiveValue"],
        bound=stored["bound"],
        gap=stored["gap"],
        conflicts=tuple(stored["conflicts"]),
        sites=tuple(_site_from_record(site) for site in stored["sites"]),
        curve=tuple(_curve_point_from_record(point) for point in stored["curve"]),
        cost=_amount_from_text(stored["cost"]),
        seconds=stored["seconds"],
        before=CoverageQuestion(question.scope, before, question.weight, day),
        after=None
        if after is None
        else CoverageQuestion(question.scope, after, question.weight, day),
        job_id=job_id,
    )


def _site_from_record(stored: dict[str, Any]) -> PlannedSite:
    return PlannedSite(
        rank=stored["rank"],
        longitude=stored["longitude"],
        latitude=stored["latitude"],
        service_radius_m=stored["serviceRadius"],
        demand_served=stored["demandServed"],
        district_id=stored["district"],
        station_id=stored["station"],
        is_open=stored["isOpen"],
    )


def _curve_point_from_record(stored: dict[str, Any]) -> PlanCurvePoint:
    return PlanCurvePoint(
        stations=stored["stations"],
        served=stored["served"],
        served_ratio=stored["servedRatio"],
        cost=_amount_from_text(stored["cost"]),
    )


def _network_to_record(network: Network) -> dict[str, Any]:
    return {
        "added": [(site.longitude, site.latitude) for site in network.added],
        "removed": network.removed,
        "serviceRadius": network.service_radius_m,
    }


def _network_from_record(stored: dict[str, Any], distance: DistanceMetric) -> Network:
    return Network(
        added=tuple(AddedStation(x, y) for x, y in stored["added"]),
        removed=tuple(stored["removed"]),
        service_radius_m=stored["serviceRadius"],
        distance=distance,
    )


def _dump(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _geometry_to_text(geometry: BaseGeometry | None) -> str | None:
    # WKB, because decimal text would move a vertex by its rounding.
    return None if geometry is None else shapely.to_wkb(geometry, hex=True, byte_order=1)


def _geometry_from_text(text: str | None) -> BaseGeometry | None:
    return None if text is None else shapely.from_wkb(text)


def _amount_to_text(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:f}"


def _amount_from_text(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
