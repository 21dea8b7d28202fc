"""Changes of the map layers."""

from __future__ import annotations

from typing import Any

import strawberry
from strawberry.types import Info

from db.models.enums import ChangeAction
from schema.operations.change_feed import LayerUpdate, read_feature
from schema.operations.layers import TYPE_NAMES, MapLayer
from schema.scalars import GeoJSON


def _id(parent: strawberry.Parent[LayerUpdate]) -> Any:
    if parent.record_id is None:
        return f"MapLayer:{parent.layer}"
    return f"{TYPE_NAMES[parent.layer]}:{parent.record_id}"


async def _feature(parent: strawberry.Parent[LayerUpdate], info: Info[Any, Any]) -> Any:
    return await info.context.loaders.read(lambda session: read_feature(session, parent))


@strawberry.type(description="A feature of a map layer that changed (图层变更).")
class FeatureChange:
    """A `schema.operations.change_feed.LayerUpdate`."""

    layer: MapLayer = strawberry.field(description="The layer (图层).")
    id: strawberry.ID = strawberry.field(
        resolver=_id,
        description="The identifier of the feature; `MapLayer:NAME` where the layer changed as a "
        "whole, as by an import: read it again.",
    )
    action: ChangeAction = strawberry.field(description="What happened to it (变更).")
    feature: GeoJSON | None = strawberry.field(
        resolver=_feature,
        description="The GeoJSON Feature as `features` gives it now; null where the layer does not "
        "draw it, because it was removed, is closed, has no place, or all changed.",
    )
