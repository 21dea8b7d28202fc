"""Places as map layers."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry
from strawberry import UNSET
from strawberry.types import Info

from geo.crs import CoordinateSystem
from schema import filters
from schema.fields import Crs
from schema.operations.layers import FeatureQuestion, MapLayer, check_question
from schema.pagination import given
from schema.scalars import FeatureCollection
from schema.types.organization import OrganizationFilter
from schema.types.spatial import SpatialFilter


async def _features(  # noqa: PLR0913, PLR0917 (the arguments are the API's)
    info: Info[Any, Any],
    layer: Annotated[MapLayer, strawberry.argument(description="What to draw (图层).")],
    filter: Annotated[
        SpatialFilter | None, strawberry.argument(description="Where the features lie.")
    ] = UNSET,
    properties: Annotated[
        list[str] | None,
        strawberry.argument(description="The properties to give; all where not given."),
    ] = UNSET,
    organizations: Annotated[
        OrganizationFilter | None,
        strawberry.argument(description="More conditions, of the layer ORGANIZATIONS."),
    ] = UNSET,
    zoom: Annotated[
        int | None,
        strawberry.argument(
            description="The zoom (缩放级别) of the map, 0 to 24: lines are simplified to half a "
            "pixel, and rounded to what it shows."
        ),
    ] = UNSET,
    precision: Annotated[
        int | None,
        strawberry.argument(
            description="The decimals of a degree, 0 to 15; null for 7, or what the zoom shows."
        ),
    ] = UNSET,
    crs: Crs = CoordinateSystem.WGS84,
    limit: Annotated[
        int | None,
        strawberry.argument(description="So many features at most, 0 to 100,000."),
    ] = 100_000,
) -> Any:
    limits = info.context.limits
    names = given(properties)
    question = FeatureQuestion(
        layer=layer,
        spatial=filters.spatial_conditions(filter, "filter"),
        organizations=filters.organization_conditions(organizations, limits, "organizations"),
        properties=None if names is None else tuple(names),
        zoom=given(zoom),
        precision=given(precision),
        crs=crs or CoordinateSystem.WGS84,
        limit=limits.features_max if limit is None else limit,
    )
    check_question(question, limits)
    return await info.context.loaders.features(question)


@strawberry.type
class FeatureQueries:
    """Map layers, each as one scalar."""

    features: FeatureCollection = strawberry.field(
        resolver=_features,
        description="A map layer (图层) as one GeoJSON FeatureCollection, by id; with the foreign "
        "member `truncated` where the limit cut.",
    )
