"""The data files that the demo city is built on, read and joined."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon
from shapely.geometry import shape

from db.models.enums import OrganizationKind

ATTRIBUTION = "行政区划数据: 天地图 / 国家基础地理信息中心, 审图号 GS(2024)0650号"
"""To be shown wherever the district boundaries are drawn."""

PROFILES = ("commercial", "industrial", "town", "rural")


@dataclass(frozen=True)
class District:
    """A division with its inhabitants in the census of 2020; WGS 84."""

    adcode: str
    name: str
    name_en: str
    boundary: MultiPolygon
    population: int


@dataclass(frozen=True)
class Area:
    """Where organizations gather: a real place and how far they spread around it."""

    place: str
    longitude: float
    latitude: float
    district: int
    subdistrict: str
    profile: int
    weight: int
    spread_east_m: int
    spread_north_m: int


@dataclass(frozen=True)
class Circle:
    """The outline of a commercial circle, the index of its district, its committee; WGS 84."""

    name: str
    district: int
    boundary: MultiPolygon
    committee: str | None
    committee_established_on: date | None


@dataclass(frozen=True)
class Station:
    """A guidance station; amounts are in CNY."""

    name: str
    district: int
    longitude: float
    latitude: float
    service_radius_m: float
    capacity: int
    opened_on: date
    pooled_cny: Decimal
    self_raised_cny: Decimal
    superior_support_cny: Decimal


@dataclass(frozen=True)
class Trade:
    """A line of business: how common it is by profile and how its organizations are named."""

    kind: OrganizationKind
    industry: str
    weights: tuple[int, ...]
    employees_base: int
    credit_prefix: str
    words: tuple[str, ...]
    word_weights: NDArray[np.int64]
    suffixes: tuple[str, ...]
    suffix_weights: NDArray[np.int64]


@dataclass(frozen=True)
class Reference:
    """Everything that is read; districts are in the order of their adcodes."""

    districts: tuple[District, ...]
    areas: tuple[Area, ...]
    circles: tuple[Circle, ...]
    stations: tuple[Station, ...]
    trades: tuple[Trade, ...]
    vocabulary: dict[str, Any]
    register_words: dict[str, Any]


def read_reference() -> Reference:
    """Read the data files of the demo city."""
    districts = _districts()
    index = {district.adcode: position for position, district in enumerate(districts)}
    return Reference(
        districts=districts,
        areas=_areas(index),
        circles=_circles(index),
        stations=_stations(index),
        trades=tuple(_trades()),
        vocabulary=json.loads(_text("vocabulary.json")),
        register_words=json.loads(_text("registers.json")),
    )


def _text(name: str) -> str:
    return (files("db.demo") / "data" / name).read_text(encoding="utf-8")


def _records(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(_text(name).splitlines()))


def _features(name: str) -> list[dict[str, Any]]:
    features: list[dict[str, Any]] = json.loads(_text(name))["features"]
    return features


def _multipolygon(geometry: dict[str, Any]) -> MultiPolygon:
    boundary = shape(geometry)
    if isinstance(boundary, Polygon):
        return MultiPolygon([boundary])
    if isinstance(boundary, MultiPolygon):
        return boundary
    raise TypeError(f"a boundary is a Polygon or MultiPolygon, not {boundary.geom_type}")


def _districts() -> tuple[District, ...]:
    populations = {row["adcode"]: int(row["population_2020"]) for row in _records("census.csv")}
    found = [
        District(
            feature["properties"]["adcode"],
            feature["properties"]["name"],
            feature["properties"]["name_en"],
            _multipolygon(feature["geometry"]),
            populations[feature["properties"]["adcode"]],
        )
        for feature in _features("districts.geojson")
    ]
    return tuple(sorted(found, key=lambda district: district.adcode))


def _areas(district_index: dict[str, int]) -> tuple[Area, ...]:
    places = {row["name"]: row for row in _records("places.csv")}
    return tuple(
        Area(
            place=row["place"],
            longitude=float(places[row["place"]]["lon"]),
            latitude=float(places[row["place"]]["lat"]),
            district=district_index[places[row["place"]]["adcode"]],
            subdistrict=row["subdistrict"],
            profile=PROFILES.index(row["profile"]),
            weight=int(row["weight"]),
            spread_east_m=int(row["spread_east_m"]),
            spread_north_m=int(row["spread_north_m"]),
        )
        for row in _records("areas.csv")
    )


def _circles(district_index: dict[str, int]) -> tuple[Circle, ...]:
    circles = []
    for feature in _features("circles.geojson"):
        properties = feature["properties"]
        established_on = properties.get("committee_established_on")
        circles.append(
            Circle(
                name=properties["name"],
                district=district_index[properties["adcode"]],
                boundary=_multipolygon(feature["geometry"]),
                committee=properties.get("committee"),
                committee_established_on=established_on and date.fromisoformat(established_on),
            )
        )
    return tuple(circles)


def _stations(district_index: dict[str, int]) -> tuple[Station, ...]:
    return tuple(
        Station(
            name=row["name"],
            district=district_index[row["adcode"]],
            longitude=float(row["longitude"]),
            latitude=float(row["latitude"]),
            service_radius_m=float(row["service_radius_m"]),
            capacity=int(row["capacity"]),
            opened_on=date.fromisoformat(row["opened_on"]),
            pooled_cny=Decimal(row["pooled_cny"]),
            self_raised_cny=Decimal(row["self_raised_cny"]),
            superior_support_cny=Decimal(row["superior_support_cny"]),
        )
        for row in _records("stations.csv")
    )


def _trades() -> Iterator[Trade]:
    for row in _records("trades.csv"):
        words, word_weights = _weighted(row["words"])
        suffixes, suffix_weights = _weighted(row["suffixes"])
        yield Trade(
            kind=OrganizationKind(row["kind"]),
            industry=row["industry"],
            weights=tuple(int(row[profile]) for profile in PROFILES),
            employees_base=int(row["employees_base"]),
            credit_prefix=row["credit_prefix"],
            words=words,
            word_weights=word_weights,
            suffixes=suffixes,
            suffix_weights=suffix_weights,
        )


def _weighted(text: str) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Read ``word:weight|word:weight``; a word without a weight weighs 1."""
    pairs = [entry.partition(":") for entry in text.split("|")]
    weights = [int(weight) if weight else 1 for _, _, weight in pairs]
    return tuple(word for word, _, _ in pairs), np.array(weights, dtype=np.int64)
