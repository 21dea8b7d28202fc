"""The map layers, what their features can carry, and what can be asked of them."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass

from db.repositories.filters import SpatialFilter
from db.repositories.organization import OrganizationFilter
from geo.crs import CoordinateSystem
from geo.web_mercator import ZOOM_MAX
from schema.operations.errors import ArgumentError
from schema.operations.limits import Limits
from schema.operations.shapes import PRECISION_MAX


class MapLayer(enum.StrEnum):
    """What can be drawn on a map."""

    DISTRICTS = "DISTRICTS"
    ORGANIZATIONS = "ORGANIZATIONS"
    COMMERCIAL_CIRCLES = "COMMERCIAL_CIRCLES"
    GUIDANCE_STATIONS = "GUIDANCE_STATIONS"
    SERVICE_AREAS = "SERVICE_AREAS"
    COVERAGE_GAPS = "COVERAGE_GAPS"
    CULTURE_SITES = "CULTURE_SITES"
    PAIRINGS = "PAIRINGS"
    UNREACHED_DENSITY = "UNREACHED_DENSITY"


_STATION_PROPERTIES = {
    "name": "name",
    "status": "status",
    "serviceRadius": "service_radius_m",
    "capacity": "capacity",
    "openedOn": "opened_on",
    "closedOn": "closed_on",
}
# From the names that clients ask for to the attributes of the rows.
PROPERTIES: Mapping[MapLayer, Mapping[str, str]] = {
    MapLayer.DISTRICTS: {"adcode": "adcode", "name": "name", "nameEn": "name_en"},
    MapLayer.ORGANIZATIONS: {
        "name": "name",
        "creditCode": "credit_code",
        "kind": "kind",
        "industry": "industry",
        "employees": "employees",
        "partyMembers": "party_members",
    },
    MapLayer.COMMERCIAL_CIRCLES: {"name": "name"},
    MapLayer.GUIDANCE_STATIONS: _STATION_PROPERTIES,
    MapLayer.SERVICE_AREAS: _STATION_PROPERTIES,
    MapLayer.COVERAGE_GAPS: {"adcode": "adcode", "name": "name", "areaKm2": "area_km2"},
    MapLayer.CULTURE_SITES: {"kind": "kind", "name": "name"},
    MapLayer.PAIRINGS: {"village": "village", "funds": "funds_cny", "year": "year"},
    MapLayer.UNREACHED_DENSITY: {
        "organizations": "organizations",
        "unreached": "unreached",
        "unreachedPerKm2": "unreached_per_km2",
    },
}


# The types whose records are drawn.
TYPE_NAMES: Mapping[MapLayer, str] = {
    MapLayer.DISTRICTS: "District",
    MapLayer.ORGANIZATIONS: "Organization",
    MapLayer.COMMERCIAL_CIRCLES: "CommercialCircle",
    MapLayer.GUIDANCE_STATIONS: "GuidanceStation",
    MapLayer.SERVICE_AREAS: "GuidanceStation",
    MapLayer.COVERAGE_GAPS: "District",
    MapLayer.UNREACHED_DENSITY: "Hexagon",
    MapLayer.CULTURE_SITES: "CultureSite",
    MapLayer.PAIRINGS: "Pairing",
}


@dataclass(frozen=True, slots=True)
class FeatureQuestion:
    """Which features, with which properties, drawn how.

    Parameters
    ----------
    layer : MapLayer
    spatial : SpatialFilter, optional
        On what is drawn; of a service area, a gap or a line the bbox, intersects and within.
    organizations : OrganizationFilter, optional
        Of the layer ORGANIZATIONS only.
    properties : tuple of str, optional
        All of `PROPERTIES` where not given.
    zoom : int, optional
        Lines are simplified to half a pixel of it, specks below a pixel are left out.
    precision : int, optional
        Decimals of a degree; by default those that the zoom shows, else 7.
    crs : CoordinateSystem
    limit : int
        Features at most.
    ids : tuple of int, optional
        Only the records of these numbers; not of the gaps, which are no records.
    """

    layer: MapLayer
    spatial: SpatialFilter | None = None
    organizations: OrganizationFilter | None = None
    properties: tuple[str, ...] | None = None
    zoom: int | None = None
    precision: int | None = None
    crs: CoordinateSystem = CoordinateSystem.WGS84
    limit: int = 100_000
    ids: tuple[int, ...] | None = None


def check_question(question: FeatureQuestion, limits: Limits) -> None:
    """Refuse what cannot be drawn.

    Raises
    ------
    ArgumentError
        For numbers out of range, an unknown property, and conditions on organizations for another
        layer.
    """
    for name, value, most in (
        ("limit", question.limit, limits.features_max),
        ("zoom", question.zoom, ZOOM_MAX),
        ("precision", question.precision, PRECISION_MAX),
    ):
        if value is not None and not 0 <= value <= most:
            raise ArgumentError(name, f"{value} is out of range; give 0 to {most}")
    known = PROPERTIES[question.layer]
    for name in question.properties or ():
        if name not in known:
            raise ArgumentError(
                "properties",
                f"features of {question.layer} have no {name!r}; there are {', '.join(known)}",
            )
    if question.organizations is not None and question.layer is not MapLayer.ORGANIZATIONS:
        raise ArgumentError(
            "organizations",
            f"it is for the layer ORGANIZATIONS, not {question.layer}; leave it out",
        )
