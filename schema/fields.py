"""The field factories: every field that is not a plain attribute is declared by one of these.

Each leaves in the field's metadata, under `SOURCE`, what it reads, so that a field can be
understood (and turned into SQL) from its declaration alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from strawberry import UNSET
from strawberry.types import Info

from db.models import Record
from geo.crs import CoordinateSystem
from schema.filters import organization_conditions
from schema.operations import shapes
from schema.operations.listing import ListKey
from schema.pagination import After, First, connection_source, given

if TYPE_CHECKING:
    from schema.types.organization import OrganizationFilter

SOURCE = "source"
CONDITIONS = strawberry.argument(description="Conditions that all have to hold.")

Crs = Annotated[
    CoordinateSystem | None,
    strawberry.argument(description="The coordinate system (坐标系) of the answer."),
]
Tolerance = Annotated[
    float | None,
    strawberry.argument(
        description="How far the simplified line may lie from the true one, in metres; null "
        "for the true one."
    ),
]
Precision = Annotated[
    int | None,
    strawberry.argument(
        description="The decimals of a degree, 0 to 15: 6 are 0.1 m. Null for 7, 0.01 m."
    ),
]


@dataclass(frozen=True, slots=True)
class ToOne:
    """The row of `model` whose id is in the attribute `key`."""

    key: str
    model: type[Record]


@dataclass(frozen=True, slots=True)
class Related:
    """The list of `type_name` that belongs to the row by `parent`; None for the list of all."""

    type_name: str
    parent: str | None


@dataclass(frozen=True, slots=True)
class FoundBy:
    """The row of `model` whose attribute `column` is the argument of the same name."""

    model: type[Record]
    column: str


@dataclass(frozen=True, slots=True)
class GeometryColumn:
    """The geometry in the attribute `column`, or `figure` of it."""

    column: str
    figure: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the loader `loader` gives for the row's id, or an attribute of that."""

    loader: str
    attribute: str | None


def to_one(key: str, model: type[Record], description: str) -> Any:
    """Declare the record that the attribute `key` names."""

    def resolve(root: Any, info: Info[Any, Any]) -> Any:
        number = getattr(root, key)
        return None if number is None else info.context.loaders.record(model).load(number)

    return strawberry.field(
        resolver=resolve, description=description, metadata={SOURCE: ToOne(key, model)}
    )


def loaded(loader: str, description: str, *, attribute: str | None = None) -> Any:
    """Declare what a loader of `schema.batches.BATCHES` gives for the row's id."""

    async def resolve(root: Any, info: Info[Any, Any]) -> Any:
        found = await info.context.loaders.batch(loader).load(root.id)
        return found if attribute is None else getattr(found, attribute)

    return strawberry.field(
        resolver=resolve, description=description, metadata={SOURCE: Loaded(loader, attribute)}
    )


def total(loader: str, attribute: str, description: str) -> Any:
    """Declare the sum of an amount over what a loader gives for the row's id; 0.00 of nothing."""

    async def resolve(root: Any, info: Info[Any, Any]) -> Decimal:
        rows = await info.context.loaders.batch(loader).load(root.id)
        return sum((getattr(row, attribute) for row in rows or ()), Decimal("0.00"))

    return strawberry.field(
        resolver=resolve, description=description, metadata={SOURCE: Loaded(loader, attribute)}
    )


def share_of_count(type_name: str, parent: str, capacity: str, description: str) -> Any:
    """Declare how many rows a related list has for each in the attribute `capacity`."""

    async def resolve(root: Any, info: Info[Any, Any]) -> float | None:
        n_places = getattr(root, capacity)
        if n_places is None:
            return None
        n_rows = await info.context.loaders.count(ListKey(type_name, parent), root.id)
        return float(n_rows / n_places)

    return strawberry.field(
        resolver=resolve, description=description, metadata={SOURCE: Related(type_name, parent)}
    )


def distance_found(description: str) -> Any:
    """Declare how far the row was from the point of the list that it was found in."""

    def resolve(root: Any, info: Info[Any, Any]) -> float | None:
        metres: float | None = info.context.loaders.distances_m.get(root)
        return metres

    return strawberry.field(
        resolver=resolve, description=description, metadata={SOURCE: Loaded("distances_m", None)}
    )


def related_list(type_name: str, parent: str, description: str) -> Any:
    """Declare the list of `type_name` that belongs to the row by `parent`."""

    def resolve(root: Any, info: Info[Any, Any], first: First = UNSET, after: After = UNSET) -> Any:
        key = ListKey(type_name, parent)
        return connection_source(info.context.loaders, key, root.id, first=first, after=after)

    return strawberry.field(
        resolver=resolve, description=description, metadata={SOURCE: Related(type_name, parent)}
    )


def related_organizations(parent: str, description: str) -> Any:
    """Declare the organizations that belong to the row by `parent`, with their filter."""

    def resolve(
        root: Any,
        info: Info[Any, Any],
        filter: Annotated[
            Annotated["OrganizationFilter", strawberry.lazy("schema.types.organization")] | None,
            CONDITIONS,
        ] = UNSET,
        first: First = UNSET,
        after: After = UNSET,
    ) -> Any:
        loaders = info.context.loaders
        key = ListKey("Organization", parent, organization_conditions(filter, loaders.limits))
        return connection_source(loaders, key, root.id, first=first, after=after)

    return strawberry.field(
        resolver=resolve,
        description=description,
        metadata={SOURCE: Related("Organization", parent)},
    )


def location_of(column: str, description: str) -> Any:
    """Declare the point in an attribute of the row."""

    def resolve(root: Any, crs: Crs = CoordinateSystem.WGS84) -> dict[str, Any] | None:
        return shapes.geojson(getattr(root, column), crs=crs)

    return strawberry.field(
        resolver=resolve,
        description=description,
        metadata={SOURCE: GeometryColumn(column, "geometry")},
    )


def boundary_of(column: str, description: str) -> Any:
    """Declare the area in an attribute of the row, simplified and rounded on demand."""

    def resolve(
        root: Any,
        crs: Crs = CoordinateSystem.WGS84,
        tolerance: Tolerance = UNSET,
        precision: Precision = UNSET,
    ) -> dict[str, Any] | None:
        return shapes.boundary_geojson(
            getattr(root, column), crs=crs, tolerance_m=given(tolerance), precision=given(precision)
        )

    return strawberry.field(
        resolver=resolve,
        description=description,
        metadata={SOURCE: GeometryColumn(column, "geometry")},
    )


def area_km2_of(column: str, description: str) -> Any:
    """Declare the area in km² of the geometry in an attribute of the row."""

    def resolve(root: Any) -> float:
        return shapes.area_km2(getattr(root, column))

    return strawberry.field(
        resolver=resolve,
        description=description,
        metadata={SOURCE: GeometryColumn(column, "area_km2")},
    )


def service_area_of(description: str) -> Any:
    """Declare the area within the service radius of a station's location."""

    def resolve(
        root: Any,
        crs: Crs = CoordinateSystem.WGS84,
        precision: Precision = UNSET,
    ) -> dict[str, Any] | None:
        area = shapes.service_area(root.location, root.service_radius_m)
        return shapes.geojson(area, crs=crs, precision=given(precision))

    return strawberry.field(
        resolver=resolve,
        description=description,
        metadata={SOURCE: GeometryColumn("location", "service_area")},
    )
