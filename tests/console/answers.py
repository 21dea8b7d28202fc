"""The answers of a made-up server: plausible figures in the shapes of the published schema."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import shapely
import shapely.affinity

from tests.console.city import City, Place

Answer = Callable[..., Any]
_AREA_KM2 = 7_660.0
_METRES_PER_DEGREE = 111_320.0


def _rate(numerator: int, denominator: int) -> dict[str, Any]:
    ratio = numerator / denominator if denominator else 0.0
    return {"numerator": numerator, "denominator": denominator, "ratio": ratio}


def connection(nodes: list[Any], first: int | None = None) -> dict[str, Any]:
    """Give the first rows of a list as a Relay connection."""
    shown = nodes[: first or 50]
    return {
        "totalCount": len(nodes),
        "edges": [{"cursor": str(i), "node": node} for i, node in enumerate(shown)],
        "pageInfo": {
            "hasNextPage": len(nodes) > len(shown),
            "hasPreviousPage": False,
            "endCursor": str(len(shown)),
        },
    }


def _evidence(criterion: str, is_met: bool, detail: str) -> dict[str, Any]:
    return {"criterion": criterion, "met": is_met, "detail": detail}


class Answers:
    """Resolvers of the root fields over one city."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.role = "ANONYMOUS"
        self.viewer_name = "规划员甲"
        self.job_progress = 0.0
        # A change by somebody else that the next update has not seen.
        self.is_stale = False
        # What the server says that it holds, in place of the organizations that it has.
        self.counted_organizations: int | None = None

    # places

    def organizations(self, _info: Any, **arguments: Any) -> Any:
        """List organizations."""
        kept = np.flatnonzero(self.matching(arguments.get("filter"))).tolist()
        found = connection(kept, arguments.get("first"))
        for edge in found["edges"]:
            edge["node"] = self.organization(self.city.places[edge["node"]])
        if self.counted_organizations is not None:
            found["totalCount"] = self.counted_organizations
        return found

    def organization(self, place: Place) -> dict[str, Any]:
        """Give an organization as the API shows it."""
        district = next(d for d in self.city.districts if d["adcode"] == place.adcode)
        return {
            "__typename": "Organization",
            "id": place.id,
            "creditCode": "91630104MA0000000X",
            "name": place.name,
            "kind": place.kind,
            "industry": place.industry,
            "employees": place.employees,
            "partyMembers": place.employees // 12,
            "fullTimePartyWorkers": 0,
            "hardToOrganize": False,
            "establishedOn": "2009-05-12",
            "closedOn": place.closed_on,
            "location": {"type": "Point", "coordinates": [place.longitude, place.latitude]},
            "district": district,
            "circles": [],
            "formallyCovered": place.is_covered,
            "effectivelyCovered": False,
            "coverageEvidence": [
                _evidence("HAS_PARTY_ORGANIZATION", place.is_covered, place.name),
                _evidence("REACHED_BY_STATION", is_met=True, detail="812 m"),
            ],
            "nearestStation": {"metres": 812.0, "station": self.station(self.city.stations[0])},
            "version": place.version,
        }

    def station(self, raw: dict[str, Any]) -> dict[str, Any]:
        """Give a station as the API shows it."""
        return {
            "__typename": "GuidanceStation",
            "funding": [{"source": "POOLED", "amount": "25000"}],
            "district": self.city.districts[2],
            "load": 0.8,
            "openedOn": "2016-03-01",
            "servedOrganizations": self._some_organizations,
            **raw,
        }

    def guidance_stations(self, _info: Any, **arguments: Any) -> dict[str, Any]:
        """List stations."""
        part = (arguments.get("filter") or {}).get("nameContains") or ""
        named = [one for one in self.city.stations if part in one["name"]]
        return connection([self.station(one) for one in named], arguments.get("first"))

    def commercial_circles(self, _info: Any, **arguments: Any) -> dict[str, Any]:
        """List the one circle."""
        part = (arguments.get("filter") or {}).get("nameContains") or ""
        return connection([self.circle()] if part in self.city.circle["name"] else [])

    def circle(self) -> dict[str, Any]:
        """Give the circle as the API shows it."""
        return {
            "__typename": "CommercialCircle",
            "district": self.city.districts[2],
            "committee": {"id": "PartyOrganization:1", "name": self.city.circle["name"]},
            "organizations": self._some_organizations,
            "guidanceStations": connection([self.station(self.city.stations[0])]),
            **self.city.circle,
        }

    # Called when the field is asked for: records name each other without end.
    def _some_organizations(self, _info: Any, **_: Any) -> dict[str, Any]:
        return connection([self.organization(place) for place in self.city.places[:3]])

    def node(self, _info: Any, **arguments: Any) -> Any:
        """Find a record by its global ID."""
        identifier: str = arguments["id"]
        type_name, _, number = identifier.partition(":")
        if type_name == "Organization":
            return self.organization(self.city.places[int(number) - 1])
        if type_name == "GuidanceStation":
            return next(self.station(s) for s in self.city.stations if s["id"] == identifier)
        return self.circle()

    def affiliation_issues(self, _info: Any, **arguments: Any) -> dict[str, Any]:
        """Give two records with something wrong."""
        kinds = ("NO_LOCATION", "DUPLICATE")
        issues = [
            {
                "kind": kind,
                "detail": f"{place.name} · {place.industry}",
                "organization": self.organization(place),
            }
            for kind, place in zip(kinds, self.city.places[:2], strict=True)
        ]
        return connection(issues, arguments.get("first"))

    def district(self, _info: Any, **arguments: Any) -> Any:
        """Find a district by its code."""
        found = next(d for d in self.city.districts if d["adcode"] == arguments["adcode"])
        return {**found, "boundary": found["geometry"]}

    def matching(self, conditions: dict[str, Any] | None) -> Any:
        """Tell which organizations meet a filter."""
        places = self.city.places
        kept = np.ones(len(places), dtype=bool)
        given = conditions or {}
        if kinds := given.get("kinds"):
            kept &= np.array([place.kind in kinds for place in places])
        if (part := given.get("nameContains")) is not None:
            kept &= np.array([part in place.name for place in places])
        if (wanted := given.get("formallyCovered")) is not None:
            kept &= np.array([place.is_covered is wanted for place in places])
        if (wanted := given.get("reachedByStation")) is not None:
            kept &= self.city.reached(self.city.open_stations()) == wanted
        if box := (given.get("spatial") or {}).get("bbox"):
            kept &= self._inside(box)
        return kept

    def _inside(self, box: dict[str, float]) -> Any:
        x, y = self.city.xy.T
        return (x >= box["west"]) & (x <= box["east"]) & (y >= box["south"]) & (y <= box["north"])

    # layers

    def features(self, _info: Any, layer: str, **arguments: Any) -> dict[str, Any]:
        """Give a map layer."""
        found: list[dict[str, Any]] = []
        if layer == "ORGANIZATIONS":
            found = self._organization_features(arguments)
        elif layer == "DISTRICTS":
            found = self._rows(self.city.districts, "geometry")
        elif layer == "COMMERCIAL_CIRCLES":
            found = self._rows([self.city.circle], "boundary")
        elif layer == "GUIDANCE_STATIONS":
            found = self._rows(self.city.stations, "location")
        elif layer == "SERVICE_AREAS":
            found = self._service_areas()
        return {"type": "FeatureCollection", "features": found}

    def clusters(self, _info: Any, **_: Any) -> dict[str, Any]:
        """Give one cluster a district, at the middle of its organizations."""
        adcodes = np.array([place.adcode for place in self.city.places])
        features = []
        for adcode in np.unique(adcodes):
            x, y = self.city.xy[adcodes == adcode].mean(axis=0)
            features.append(
                {
                    "type": "Feature",
                    "id": f"cluster:{adcode}",
                    "geometry": {"type": "Point", "coordinates": [float(x), float(y)]},
                    "properties": {"count": int((adcodes == adcode).sum())},
                }
            )
        return {"type": "FeatureCollection", "features": features}

    def _organization_features(self, arguments: dict[str, Any]) -> list[dict[str, Any]]:
        kept = self.matching(arguments.get("organizations"))
        if box := (arguments.get("filter") or {}).get("bbox"):
            kept &= self._inside(box)
        if near := (arguments.get("filter") or {}).get("near"):
            disc = (near["longitude"], near["latitude"], near["distance"])
            kept &= self.city.reached([disc])
        names = arguments.get("properties") or []
        return [
            {
                "type": "Feature",
                "id": place.id,
                "geometry": {"type": "Point", "coordinates": [place.longitude, place.latitude]},
                "properties": {name: getattr(place, name) for name in names},
            }
            for place, is_kept in zip(self.city.places, kept, strict=True)
            if is_kept
        ]

    def _rows(self, rows: list[dict[str, Any]], geometry: str) -> list[dict[str, Any]]:
        return [
            {"type": "Feature", "id": row["id"], "geometry": row[geometry], "properties": row}
            for row in rows
        ]

    def _service_areas(self) -> list[dict[str, Any]]:
        areas = []
        for station in self.city.stations:
            disc = shapely.Point(0, 0).buffer(station["serviceRadius"] / _METRES_PER_DEGREE)
            x, y = station["location"]["coordinates"]
            moved = shapely.affinity.affine_transform(disc, [1.245, 0, 0, 1, x, y])
            geometry = json.loads(shapely.to_geojson(moved))
            areas.append({**station, "area": geometry})
        return self._rows(areas, "area")

    # figures

    def coverage(self, _info: Any, **arguments: Any) -> dict[str, Any]:
        """Measure the coverage of the city, with the stations that might be."""
        given = arguments.get("input") or {}
        removed = set(given.get("removeStations") or [])
        stations = [
            (*s["location"]["coordinates"], s["serviceRadius"])
            for s in self.city.stations
            if s["id"] not in removed
        ]
        stations += [
            (site["longitude"], site["latitude"], site["serviceRadius"])
            for site in given.get("addStations") or []
        ]
        kept = np.ones(len(self.city.places), dtype=bool)
        if polygon := (given.get("scope") or {}).get("polygon"):
            outline = shapely.from_geojson(json.dumps(polygon))
            kept = shapely.contains_xy(outline, self.city.xy[:, 0], self.city.xy[:, 1])
        if adcode := (given.get("scope") or {}).get("district"):
            kept = np.array([place.adcode == adcode for place in self.city.places])
        report = self._report(kept, self.city.reached(stations), len(stations))
        report["byDistrict"] = [
            {
                "district": district,
                "report": self._report(
                    np.array([place.adcode == district["adcode"] for place in self.city.places]),
                    self.city.reached(stations),
                    len(stations),
                ),
            }
            for district in self.city.districts
        ]
        return report

    def _report(self, kept: Any, reached: Any, n_stations: int) -> dict[str, Any]:
        n, served = int(kept.sum()), int((kept & reached).sum())
        covered = np.array([place.is_covered for place in self.city.places])
        area = 2.9 * n_stations
        return {
            "asOf": "2017-11-01",
            "scopeAreaKm2": _AREA_KM2,
            "servedAreaKm2": area,
            "areaRatio": area / _AREA_KM2,
            "overlapKm2": 0.42,
            "demand": float(n),
            "served": float(served),
            "servedRatio": served / n if n else 0.0,
            "formalCoverage": _rate(int((kept & covered).sum()), n),
            "effectiveCoverage": _rate(int((kept & covered & reached).sum()), n),
            "workCoverage": _rate(int((kept & (covered | reached)).sum()), n),
            "stationReach": _rate(served, n),
            "meanDistance": 2140.0 - 20 * n_stations,
            "medianDistance": 1322.0,
            "p90Distance": 4805.0,
            "farthestDistance": 19_870.0,
        }
