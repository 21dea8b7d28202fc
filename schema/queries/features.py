"""Places as map layers."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry
from strawberry import UNSET
from strawberry.types import Info

from geo.crs import CoordinateSystem
from schema import filters
from schema.fields import Crs
from schema.operations.clusters import ClusterQuestion, check_cluster_question, read_clusters
from schema.operations.layers import FeatureQuestion, MapLayer, check_question
from schema.pagination import given
from schema.scalars import FeatureCollection
from schema.types.organization import OrganizationFilter
from schema.types.spatial import BBox, SpatialFilter


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
            "pixel and rounded to what it shows, parts and holes below a pixel are left out."
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


async def _clusters(
    info: Info[Any, Any],
    layer: Annotated[
        MapLayer,
        strawberry.argument(
            description="Whose places to gather: ORGANIZATIONS, GUIDANCE_STATIONS or CULTURE_SITES."
        ),
    ],
    bbox: Annotated[
        BBox, strawberry.argument(description="What the map shows (范围), in degrees of WGS 84.")
    ],
    zoom: Annotated[
        int, strawberry.argument(description="The zoom (缩放级别) of the map, 0 to 24.")
    ],
    organizations: Annotated[
        OrganizationFilter | None,
        strawberry.argument(description="More conditions, of the layer ORGANIZATIONS."),
    ] = UNSET,
) -> Any:
    limits, loaders = info.context.limits, info.context.loaders
    question = ClusterQuestion(
        layer=layer,
        bbox=filters.box(bbox, "bbox"),
        zoom=zoom,
        organizations=filters.organization_conditions(organizations, limits, "organizations"),
        limit=limits.features_max,
    )
    check_cluster_question(question)
    day = await loaders.day()
    return await loaders.read(lambda session: read_clusters(session, question, day))


@strawberry.type
class FeatureQueries:
    """Map layers, each as one scalar."""

    features: FeatureCollection = strawberry.field(
        resolver=_features,
        description="A map layer (图层) as one GeoJSON FeatureCollection, by id; with the foreign "
        "member `truncated` where the limit cut. Organizations are those that the figures count: "
        "established and not closed on the day of the newest fact.",
    )
    clusters: FeatureCollection = strawberry.field(
        resolver=_clusters,
        description="Places gathered for a zoom (聚合), as a GeoJSON FeatureCollection. A cluster "
        "has the properties `count` and `expansionZoom` (the zoom at which it falls apart) and the "
        "`bbox` of its places, and is drawn near the middle of its cell; a place alone is the "
        "feature that it is in `features`. Cells of 64 pixels that meet the bbox are counted "
        "whole, so that a cluster is the same in every view.",
    )
