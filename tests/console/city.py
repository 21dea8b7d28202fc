"""A small made-up city on the real districts of Xining, for a server that is none."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import shapely

_DATA = Path(__file__).parents[2] / "db" / "demo" / "data"
_CENTRES = {
    "630102": (101.80, 36.60, 520),
    "630103": (101.78, 36.61, 380),
    "630104": (101.745, 36.63, 400),
    "630105": (101.755, 36.66, 420),
    "630106": (101.57, 36.50, 260),
    "630121": (101.68, 36.93, 300),
    "630123": (101.26, 36.685, 120),
}
_STATIONS = [
    ("新宁广场党建工作指导站", 101.7432, 36.6318),
    ("力盟商业巷党建工作指导站", 101.7561, 36.6267),
    ("大十字党建工作指导站", 101.7785, 36.6172),
    ("东关大街党建工作指导站", 101.7968, 36.6145),
    ("生物园区党建工作指导站", 101.7392, 36.6671),
    ("朝阳党建工作指导站", 101.7694, 36.6423),
    ("鲁沙尔镇党建工作指导站", 101.5675, 36.4855),
    ("桥头镇党建工作指导站", 101.6744, 36.9352),
]
_INDUSTRIES = ("批发和零售业", "住宿和餐饮业", "制造业", "建筑业", "居民服务业", "教育")
_TRADES = ("商贸", "餐饮", "机械", "建筑", "家政", "培训")
_METRES_PER_DEGREE = 111_320.0


@dataclass
class Place:
    """One organization, as the API names its members."""

    id: str
    name: str
    longitude: float
    latitude: float
    adcode: str
    kind: str
    industry: str
    employees: int
    is_covered: bool
    version: int = 1
    closed_on: str | None = None


@dataclass
class City:
    """What the made-up server answers from."""

    districts: list[dict[str, Any]]
    places: list[Place]
    stations: list[dict[str, Any]]
    circle: dict[str, Any]
    xy: np.ndarray[Any, np.dtype[np.float64]] = field(init=False)

    def __post_init__(self) -> None:
        """Keep the coordinates as one array."""
        self.xy = np.array([(place.longitude, place.latitude) for place in self.places])

    def reached(self, stations: list[tuple[float, float, float]]) -> Any:
        """Tell which organizations lie within the radius of a station."""
        found = np.zeros(len(self.places), dtype=bool)
        for longitude, latitude, radius_m in stations:
            east = (self.xy[:, 0] - longitude) * math.cos(math.radians(latitude))
            north = self.xy[:, 1] - latitude
            found |= np.hypot(east, north) * _METRES_PER_DEGREE <= radius_m
        return found

    def open_stations(self) -> list[tuple[float, float, float]]:
        """Give the position and the radius of every open station."""
        return [
            (*station["location"]["coordinates"], station["serviceRadius"])
            for station in self.stations
            if station["status"] == "OPEN"
        ]


def _district(raw: dict[str, Any]) -> dict[str, Any]:
    properties = raw["properties"]
    return {
        "id": f"District:{properties['adcode']}",
        "adcode": properties["adcode"],
        "name": properties["name"],
        "nameEn": properties["name_en"],
        "areaKm2": 500.0,
        "geometry": raw["geometry"],
    }


def _places(districts: list[dict[str, Any]]) -> list[Place]:
    rng = np.random.default_rng(630100)
    places: list[Place] = []
    for district in districts:
        longitude, latitude, n = _CENTRES[district["adcode"]]
        outline = shapely.from_geojson(json.dumps(district["geometry"]))
        points = rng.normal((longitude, latitude), (0.021, 0.015), (4 * n, 2))
        inside = points[shapely.contains_xy(outline, points[:, 0], points[:, 1])][:n]
        for x, y in inside.tolist():
            number = len(places) + 1
            trade = int(rng.integers(len(_TRADES)))
            places.append(
                Place(
                    id=f"Organization:{number}",
                    name=f"{district['name']}{_TRADES[trade]}{number}号有限公司",
                    longitude=x,
                    latitude=y,
                    adcode=district["adcode"],
                    kind="SOCIAL" if number % 7 == 0 else "NON_PUBLIC_ECONOMIC",
                    industry=_INDUSTRIES[trade],
                    employees=int(rng.integers(3, 300)),
                    is_covered=bool(rng.random() < 0.6),
                )
            )
    return places


def make_city() -> City:
    """Make the city, always the same."""
    raw = json.loads((_DATA / "districts.geojson").read_text(encoding="utf-8"))
    districts = [_district(one) for one in raw["features"]]
    stations = [
        {
            "id": f"GuidanceStation:{number}",
            "name": title,
            "status": "OPEN",
            "location": {"type": "Point", "coordinates": [longitude, latitude]},
            "serviceRadius": 1000.0,
            "capacity": 200,
            "cost": "25000",
            "version": 1,
        }
        for number, (title, longitude, latitude) in enumerate(_STATIONS, 1)
    ]
    outline = shapely.Point(101.7445, 36.632).buffer(0.0085, quad_segs=3)
    circle = {
        "id": "CommercialCircle:1",
        "name": "新宁广场党建商业圈",
        "boundary": json.loads(shapely.to_geojson(outline)),
        "areaKm2": 1.98,
        "version": 1,
    }
    return City(districts, _places(districts), stations, circle)


def rename(city: City, names: Sequence[str]) -> None:
    """Give every record, of every kind, one of some names, so that all of them are used."""
    for index, place in enumerate(city.places):
        place.name = place.industry = names[index % len(names)]
    for index, station in enumerate(city.stations):
        station["name"] = names[index % len(names)]
    for index, district in enumerate(city.districts):
        district["name"] = district["nameEn"] = names[(index + len(city.stations)) % len(names)]
    city.circle["name"] = names[-1]
