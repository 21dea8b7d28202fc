"""What coverage can be asked of: where, by which stations, in which weight, on which day."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date

from shapely.geometry.base import BaseGeometry

from db.repositories.city_part import CityPart
from schema.operations.errors import ArgumentError

_SPAN_MAX_DEG = 20.0


class DemandWeight(enum.StrEnum):
    """What one organization counts for in `demand` and `served`."""

    ORGANIZATIONS = "ORGANIZATIONS"
    EMPLOYEES = "EMPLOYEES"
    PARTY_MEMBERS = "PARTY_MEMBERS"


class DistanceMetric(enum.StrEnum):
    """How the way to a station is measured."""

    STRAIGHT = "STRAIGHT"
    NETWORK = "NETWORK"


@dataclass(frozen=True, slots=True)
class Scope:
    """Where to look: at most one of the first three, and its part in `district_id`, if given.

    Parameters
    ----------
    adcode : str, optional
        A district's.
    circle_id : int, optional
    polygon : Polygon or MultiPolygon, optional
        In WGS 84 degrees; what is not located is left out of it.
    district_id : int, optional
        Only the part of the scope in this district.
    """

    adcode: str | None = None
    circle_id: int | None = None
    polygon: BaseGeometry | None = None
    district_id: int | None = None

    @property
    def city_part(self) -> CityPart:
        """What the registers are asked of: the scope whole, without `district_id`."""
        return CityPart(district=self.adcode, circle=self.circle_id, polygon=self.polygon)


@dataclass(frozen=True, slots=True)
class AddedStation:
    """A station that might be, in WGS 84 degrees; its radius in metres, if it has its own."""

    longitude: float
    latitude: float
    service_radius_m: float | None = None


@dataclass(frozen=True, slots=True)
class Network:
    """Which stations serve: those open on the day, changed as asked.

    Parameters
    ----------
    added : tuple of AddedStation
    removed : tuple of int
        Ids of stations open on the day.
    service_radius_m : float, optional
        In place of every station's own.
    distance : DistanceMetric
        How far a station is from whom it serves.
    """

    added: tuple[AddedStation, ...] = ()
    removed: tuple[int, ...] = ()
    service_radius_m: float | None = None
    distance: DistanceMetric = DistanceMetric.STRAIGHT


@dataclass(frozen=True, slots=True)
class CoverageQuestion:
    """What to compute the coverage of; hashable, so that equal questions are answered once."""

    scope: Scope = Scope()
    network: Network = Network()
    weight: DemandWeight = DemandWeight.ORGANIZATIONS
    as_of: date | None = None


def check_scope_polygon(polygon: BaseGeometry, path: str) -> BaseGeometry:
    """Give a polygon back if areas in it can be measured.

    Raises
    ------
    ArgumentError
        For one that spans more than 20 degrees, which no city does.
    """
    west, south, east, north = polygon.bounds
    if max(east - west, north - south) > _SPAN_MAX_DEG:
        raise ArgumentError(
            path,
            f"it spans {east - west:.6g} by {north - south:.6g} degrees; draw it within "
            f"{_SPAN_MAX_DEG:.0f} degrees",
        )
    return polygon
