"""Plans, jobs and changes of the made-up server."""

from __future__ import annotations

import json
from typing import Any

import shapely

from tests.console.answers import Answers, connection

_SITES = ((101.7702, 36.6555), (101.8122, 36.5951), (101.7255, 36.6402))
_MONEY = {
    "duesReturned": "393000",
    "grantsPaid": "120000",
    "stationInvestment": "200000",
    "pairingFunds": "2393600",
    "honorPayCost": "86400",
}
_N_MONTHS = 24


class PlanningAnswers:
    """The root value of every operation."""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.progress = 0.0
        self.adopted: list[str] = []
        self._asked: dict[str, Any] = {}

    def root(self) -> dict[str, Any]:
        """Give the resolvers by the names of the root fields."""
        answers = self.answers
        name = answers.viewer_name if answers.role == "PLANNER" else ""
        return {
            "viewer": {"role": answers.role, "name": name},
            "districts": lambda _info, **_: connection(answers.city.districts, 100),
            "commercialCircles": answers.commercial_circles,
            "guidanceStations": answers.guidance_stations,
            "organizations": answers.organizations,
            "features": answers.features,
            "clusters": answers.clusters,
            "coverage": answers.coverage,
            "coverageHistory": self.history,
            "dashboard": self.dashboard,
            "node": answers.node,
            "affiliationIssues": answers.affiliation_issues,
            "district": answers.district,
            "stationPlan": self.plan,
            "planningJob": self.job,
            "startStationPlan": self.start,
            "adoptStationPlan": self.adopt,
            "updateOrganization": self.update_organization,
            "registerStation": self.register_station,
            "closeOrganization": self.close_organization,
            "closeStation": self.close_station,
            "updateCircle": self.update_circle,
        }

    def history(self, _info: Any, **_: Any) -> list[dict[str, Any]]:
        """Give rates that rise month by month."""

        def rate(ratio: float) -> dict[str, Any]:
            return {"numerator": 1, "denominator": 1, "ratio": ratio}

        return [
            {
                "on": f"{2016 + month // 12}-{month % 12 + 1:02}-01",
                "formalCoverage": rate(0.3 + 0.012 * month),
                "effectiveCoverage": rate(0.05 + 0.006 * month),
                "stationReach": rate(0.1 + 0.014 * month),
                "areaRatio": 0.003,
            }
            for month in range(_N_MONTHS)
        ]

    def dashboard(self, info: Any, **_: Any) -> dict[str, Any]:
        """Give figures of the registers: 15 of everything that is not named here."""
        counts = dict.fromkeys(info.schema.type_map["Dashboard"].fields, 15)
        return {**counts, **_MONEY, "stations": 8, "circles": 4, "assessmentScore": 91.4}

    def plan(self, _info: Any, **arguments: Any) -> dict[str, Any]:
        """Give a plan with up to three new sites."""
        asked = arguments["input"]
        n = min(asked.get("newStations") or 3, len(_SITES))
        added = [
            {"longitude": x, "latitude": y, "serviceRadius": asked["serviceRadius"]}
            for x, y in _SITES[:n]
        ]
        before = self.answers.coverage(None)
        after = self.answers.coverage(None, input={"addStations": added})
        ratio = before["servedRatio"]
        step = (after["servedRatio"] - ratio) / n
        return {
            "status": "OPTIMAL",
            "objective": asked["objective"],
            "objectiveValue": after["served"],
            "bound": after["served"],
            "gap": 0.0,
            "conflicts": [],
            "sites": [self._site(rank, x, y) for rank, (x, y) in enumerate(_SITES[:n], 1)],
            "before": before,
            "after": after,
            "curve": [
                {"stations": i, "served": 1.0, "servedRatio": ratio + i * step}
                for i in range(n + 1)
            ],
            "seconds": 0.42,
        }

    def _site(self, rank: int, x: float, y: float) -> dict[str, Any]:
        area = shapely.Point(x, y).buffer(0.009)
        return {
            "rank": rank,
            "location": {"type": "Point", "coordinates": [x, y]},
            "serviceArea": json.loads(shapely.to_geojson(area)),
            "demandServed": 60.0 - 10 * rank,
            "district": self.answers.city.districts[3],
        }

    def start(self, _info: Any, **arguments: Any) -> dict[str, Any]:
        """Start a job that has not yet found anything."""
        self._asked = arguments
        self.progress = 0.0
        return {"job": self.job_state("RUNNING"), "userErrors": []}

    def job(self, info: Any, **_: Any) -> dict[str, Any]:
        """Give the state of the job, done once its progress is."""
        is_done = self.progress >= 1.0
        plan = self.plan(info, **self._asked) if is_done else None
        return {**self.job_state("DONE" if is_done else "RUNNING"), "plan": plan}

    def job_state(self, state: str) -> dict[str, Any]:
        """Give the job's own fields."""
        return {
            "id": "PlanningJob:1",
            "state": state,
            "progress": self.progress,
            "bestValue": None,
            "bound": None,
            "error": None,
        }

    def adopt(self, _info: Any, **arguments: Any) -> dict[str, Any]:
        """Adopt the plan."""
        self.adopted.append(arguments["id"])
        stations = [{"id": f"GuidanceStation:{9 + i}", "name": f"新站{i}"} for i in range(3)]
        return {"stations": stations, "userErrors": []}

    def update_organization(self, _info: Any, **arguments: Any) -> Any:
        """Update an organization, unless its version is not the newest."""
        changed = arguments["input"]
        place = self.answers.city.places[int(arguments["id"].split(":")[1]) - 1]
        if self.answers.is_stale:
            # Somebody else was faster.
            self.answers.is_stale = False
            place.employees, place.version = 777, place.version + 1
        if arguments["version"] != place.version:
            error = {"code": "STALE_VERSION", "message": "stale", "field": ["version"]}
            return {"organization": None, "userErrors": [error]}
        if changed["employees"] < 0:
            error = {"code": "INVALID", "message": "不能为负数", "field": ["input", "employees"]}
            return {"organization": None, "userErrors": [error]}
        place.name, place.employees = changed["name"], changed["employees"]
        place.version += 1
        return {"organization": self.answers.organization(place), "userErrors": []}

    def close_organization(self, _info: Any, **arguments: Any) -> Any:
        """Refuse a day before the founding, else close."""
        place = self.answers.city.places[int(arguments["id"].split(":")[1]) - 1]
        if str(arguments["on"]) < "2009-05-12":
            error = {"code": "INVALID", "message": "早于成立日期", "field": ["on"]}
            return {"organization": None, "userErrors": [error]}
        place.closed_on = str(arguments["on"])
        place.version += 1
        return {"organization": self.answers.organization(place), "userErrors": []}

    def close_station(self, _info: Any, **arguments: Any) -> Any:
        """Close a station."""
        raw = next(s for s in self.answers.city.stations if s["id"] == arguments["id"])
        raw.update(status="CLOSED", closedOn=str(arguments["on"]), version=raw["version"] + 1)
        return {"station": self.answers.station(raw), "userErrors": []}

    def update_circle(self, _info: Any, **arguments: Any) -> Any:
        """Take up a circle's name and boundary."""
        given, circle = arguments["input"], self.answers.city.circle
        circle.update(name=given["name"], boundary=given["boundary"], version=2)
        return {"circle": self.answers.circle(), "userErrors": []}

    def register_station(self, _info: Any, **arguments: Any) -> Any:
        """Register a station."""
        given = arguments["input"]
        raw = {
            "id": f"GuidanceStation:{len(self.answers.city.stations) + 1}",
            "name": given["name"],
            "status": given["status"],
            "location": given["location"],
            "serviceRadius": given["serviceRadius"],
            "capacity": None,
            "cost": "0",
            "version": 1,
        }
        self.answers.city.stations.append(raw)
        return {"station": self.answers.station(raw), "userErrors": []}
