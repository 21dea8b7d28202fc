"""The field factories of coverage: reports, and the areas measured only where asked for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from strawberry import UNSET
from strawberry.types import Info

from geo.crs import CoordinateSystem
from schema.fields import SOURCE, Crs, Loaded, Precision
from schema.filters import checked_geojson
from schema.operations import shapes
from schema.operations.errors import ArgumentError, below
from schema.operations.questions import (
    AddedStation,
    CoverageQuestion,
    DemandWeight,
    DistanceMetric,
    Network,
    Scope,
    check_scope_polygon,
)
from schema.pagination import given
from schema.types.node import parse_id_of

if TYPE_CHECKING:
    from schema.types.coverage import CoverageInput, ScopeInput

_FIRST_DAY = date(1900, 1, 1)

QUESTION = strawberry.argument(description="The question; without it, today's stations and work.")


def coverage_question(value: CoverageInput | None, scope: Scope | None = None) -> CoverageQuestion:
    """Check the input of `coverage` and give the question.

    Parameters
    ----------
    scope : Scope, optional
        Of the district or circle that the field stands on; another scope is refused then.

    Raises
    ------
    ArgumentError
        Named within the input: for a scope of several things or of another than the field's, for
        what is no identifier or no polygon, and for a day before 1900.
    """
    value = given(value)
    if value is None:
        return CoverageQuestion(scope or Scope())
    asked = coverage_scope(value.scope, "scope")
    if scope is not None and asked not in (Scope(), scope):
        raise ArgumentError("scope", "the field has its own scope; leave this one out")
    as_of = given(value.as_of)
    if as_of is not None and as_of < _FIRST_DAY:
        raise ArgumentError("asOf", f"{as_of} is too early; give a day from 1900 on")
    added = tuple(
        AddedStation(site.longitude, site.latitude, given(site.service_radius))
        for site in given(value.add_stations) or ()
    )
    removed = tuple(
        parse_id_of("GuidanceStation", number, "removeStations")
        for number in given(value.remove_stations) or ()
    )
    return CoverageQuestion(
        scope=scope or asked,
        network=Network(
            added,
            removed,
            given(value.service_radius),
            given(value.distance) or DistanceMetric.STRAIGHT,
        ),
        weight=given(value.weight) or DemandWeight.ORGANIZATIONS,
        as_of=as_of,
    )


def coverage_scope(value: ScopeInput | None, path: str) -> Scope:
    """Check where to look.

    Raises
    ------
    ArgumentError
        For more than one of district, circle and polygon, and for what is none of them.
    """
    value = given(value)
    if value is None:
        return Scope()
    district, circle, polygon = given(value.district), given(value.circle), given(value.polygon)
    if sum(part is not None for part in (district, circle, polygon)) > 1:
        raise ArgumentError(path, "give one of district, circle and polygon, not several")
    if circle is not None:
        return Scope(circle_id=parse_id_of("CommercialCircle", circle, f"{path}.circle"))
    if polygon is None:
        return Scope(adcode=district)
    drawn = checked_geojson(
        polygon, f"{path}.polygon", CoordinateSystem.WGS84, kinds=("Polygon", "MultiPolygon")
    )
    return Scope(polygon=check_scope_polygon(drawn, f"{path}.polygon"))


def coverage_of(kind: str, description: str) -> Any:
    """Declare the coverage of a `kind` of row: "district" or "circle"."""

    async def resolve(
        root: Any,
        info: Info[Any, Any],
        input: Annotated[
            Annotated["CoverageInput", strawberry.lazy("schema.types.coverage")] | None, QUESTION
        ] = UNSET,
    ) -> Any:
        scope = Scope(adcode=root.adcode) if kind == "district" else Scope(circle_id=root.id)
        with below("input"):
            return await info.context.loaders.coverage(coverage_question(input, scope))

    return strawberry.field(
        resolver=resolve, description=description, metadata={SOURCE: Loaded("coverage", None)}
    )


def area_figure(attribute: str, description: str) -> Any:
    """Declare a figure of the measured areas of a coverage report."""

    async def resolve(root: Any, info: Info[Any, Any]) -> float:
        measured = await info.context.loaders.areas(root)
        return float(getattr(measured.coverage, attribute))

    return strawberry.field(
        resolver=resolve, description=description, metadata={SOURCE: Loaded("areas", attribute)}
    )


def area_geometry(attribute: str, description: str) -> Any:
    """Declare a geometry of the measured areas of a coverage report."""

    async def resolve(
        root: Any,
        info: Info[Any, Any],
        crs: Crs = CoordinateSystem.WGS84,
        precision: Precision = UNSET,
    ) -> dict[str, Any] | None:
        measured = await info.context.loaders.areas(root)
        return shapes.geojson(getattr(measured, attribute), crs=crs, precision=given(precision))

    return strawberry.field(
        resolver=resolve, description=description, metadata={SOURCE: Loaded("areas", attribute)}
    )


def road_snapping(description: str) -> Any:
    """Declare who is off the roads that a coverage report is measured along."""

    def resolve(root: Any, info: Info[Any, Any]) -> Any:
        return info.context.loaders.snapping(root)

    return strawberry.field(
        resolver=resolve, description=description, metadata={SOURCE: Loaded("snapping", None)}
    )


def split_by_circle(description: str) -> Any:
    """Declare the circles of a coverage report's scope."""

    def resolve(root: Any, info: Info[Any, Any]) -> Any:
        return info.context.loaders.by_circle(root)

    return strawberry.field(
        resolver=resolve, description=description, metadata={SOURCE: Loaded("by_circle", None)}
    )


def split_by_district(description: str) -> Any:
    """Declare the parts of a coverage report by district."""

    def resolve(root: Any, info: Info[Any, Any]) -> Any:
        return info.context.loaders.by_district(root)

    return strawberry.field(
        resolver=resolve, description=description, metadata={SOURCE: Loaded("by_district", None)}
    )
