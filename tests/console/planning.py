"""Plans, jobs and changes of the made-up server."""

from __future__ import annotations

import json
from typing import Any

import shapely

from tests.console.answers import Answers, connection

_SITES = ((101.7702, 36.6555), (101.8122, 36.5951), (101.7255, 36.6402))


class PlanningAnswers:
    """The root value of every operation."""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.progress = 0.0
        self.adopted: list[str] = []

    def root(self) -> dict[str, Any]:
        """Give the resolvers by the names of the root fields."""
        answers = self.answers
        return {
            "viewer": {
                "role": answers.role,
                "name": "规划员甲" if answers.role == "PLANNER" else "",
            },
            "districts": lambda _info, **_: connection(answers.city.districts, 100),
            "commercialCircles": lambda _info, **_: connection([answers.circle()]),
            "guidanceStations": lambda _info, **_: connection(
                [answers.station(one) for one in answers.city.stations]
            ),
            "organizations": answers.organizations,
            "features": answers.features,
            "coverage": answers.coverage,
            "coverageHistory": self.history,
            "dashboard": self.dashboard,
            "node": answers.node,
            "stationPlan": lambda _info, input: self.plan(input),
            "planningJob": lambda _info, id: self.job(id),
            "startStationPlan": lambda _info, input: self.start(input),
            "cancelStationPlan": lambda _info, id: {"job": None, "userErrors": []},
            "adoptStationPlan": self.adopt,
            "updateOrganization": self.update_organization,
            "registerStation": self.register_station,
        }

    def history(self, _info: Any, **_: Any) -> list[dict[str, Any]]:
        """Give rates that rise month by month."""
        months = [(2015 + i // 12, i % 12 + 1) for i in range(11, 35)]

        def rate(ratio: float) -> dict[str, Any]:
            return {"numerator": 1, "denominator": 1, "ratio": ratio}

        return [
            {
                "on": f"{year}-{month:02}-01",
                "formalCoverage": rate(0.3 + 0.012 * i),
                "effectiveCoverage": rate(0.05 + 0.006 * i),
                "stationReach": rate(0.1 + 0.014 * i),
                "areaRatio": 0.003,
            }
            for i, (year, month) in enumerate(months)
        ]

    def dashboard(self, _info: Any, **_: Any) -> dict[str, Any]:
        """Give figures of the registers."""
        money = {
            "duesReturned": "393000",
            "grantsPaid": "120000",
            "stationInvestment": "200000",
            "pairingFunds": "2393600",
            "honorPayCost": "86400",
        }
        counts = (
            "organizations partyOrganizations partyMembers circles stations instructors "
            "rectificationOpen rectificationClosed rectificationOverdue measuresDone measuresTotal "
            "pairedVillages activities wishesOpen wishesFulfilled honors exemplars brandsMet "
            "cultureSites responsibilitiesDone responsibilitiesTotal posts postsFilled"
        ).split()
        figures: dict[str, Any] = {name: 15 for name in counts}
        return {**figures, **money, "stations": 8, "circles": 4, "assessmentScore": 91.4}

    def plan(self, given: dict[str, Any]) -> dict[str, Any]:
        """Give a plan with three new sites."""
        n = min(given.get("newStations") or 3, len(_SITES))
        added = [
            {"longitude": x, "latitude": y, "serviceRadius": given["serviceRadius"]}
            for x, y in _SITES[:n]
        ]
        before = self.answers.coverage(None)
        after = self.answers.coverage(None, {"addStations": added})
        ratio = before["servedRatio"]
        step = (after["servedRatio"] - ratio) / n
        return {
            "status": "OPTIMAL",
            "objective": given["objective"],
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

    def start(self, given: dict[str, Any]) -> dict[str, Any]:
        """Start a job that has not yet found anything."""
        self._given = given
        self.progress = 0.0
        return {"job": self._job("PlanningJob:1", "RUNNING"), "userErrors": []}

    def job(self, identifier: str) -> dict[str, Any]:
        """Give the state of the job, done once its progress is."""
        is_done = self.progress >= 1.0
        job = self._job(identifier, "DONE" if is_done else "RUNNING")
        return {**job, "plan": self.plan(self._given) if is_done else None}

    def _job(self, identifier: str, state: str) -> dict[str, Any]:
        return {"id": identifier, "state": state, "progress": self.progress}

    def adopt(self, _info: Any, id: str) -> dict[str, Any]:  # noqa: A002
        """Adopt the plan."""
        self.adopted.append(id)
        stations = [{"id": f"GuidanceStation:{9 + i}", "name": f"新站{i}"} for i in range(3)]
        return {"stations": stations, "userErrors": []}

    def update_organization(self, _info: Any, id: str, version: int, input: Any) -> Any:  # noqa: A002
        """Update an organization, unless its version is not the newest."""
        place = self.answers.city.places[int(id.split(":")[1]) - 1]
        if self.answers.is_stale:
            # Somebody else was faster.
            self.answers.is_stale = False
            place.employees, place.version = place.employees + 1, place.version + 1
        if version != place.version:
            error = {"code": "STALE_VERSION", "message": "stale", "field": ["version"]}
            return {"organization": None, "userErrors": [error]}
        if input["employees"] < 0:
            error = {"code": "INVALID", "message": "不能为负数", "field": ["input", "employees"]}
            return {"organization": None, "userErrors": [error]}
        place.name, place.employees = input["name"], input["employees"]
        place.version += 1
        return {"organization": self.answers.organization(place), "userErrors": []}

    def register_station(self, _info: Any, input: Any) -> Any:  # noqa: A002
        """Register a station."""
        number = len(self.answers.city.stations) + 1
        raw = {
            "id": f"GuidanceStation:{number}",
            "name": input["name"],
            "status": input["status"],
            "location": input["location"],
            "serviceRadius": input["serviceRadius"],
            "capacity": None,
            "cost": "0",
            "version": 1,
        }
        self.answers.city.stations.append(raw)
        return {"station": self.answers.station(raw), "userErrors": []}
