"""The field factories of the registers: figures of a day, computed ones, lines on the map."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import strawberry
from strawberry import UNSET
from strawberry.types import Info

from geo.crs import CoordinateSystem
from schema.fields import SOURCE, Crs, Loaded, Precision
from schema.operations import shapes
from schema.pagination import given


@dataclass(frozen=True, slots=True)
class Computed:
    """The property `attribute` of the row, computed from its columns alone."""

    attribute: str


def computed(attribute: str, description: str, *, name: str | None = None) -> Any:
    """Declare a property of the row."""

    def resolve(root: Any) -> Any:
        return getattr(root, attribute)

    return strawberry.field(
        resolver=resolve, name=name, description=description, metadata={SOURCE: Computed(attribute)}
    )


def on_day(compute: Callable[[Any, date], Any], description: str) -> Any:
    """Declare what follows from the row and the day of the newest fact."""

    async def resolve(root: Any, info: Info[Any, Any]) -> Any:
        return compute(root, await info.context.loaders.day())

    return strawberry.field(
        resolver=resolve, description=description, metadata={SOURCE: Loaded("day", None)}
    )


def loaded_line(loader: str, description: str) -> Any:
    """Declare the line that a loader of `schema.batches.BATCHES` gives for the row's id."""

    async def resolve(
        root: Any,
        info: Info[Any, Any],
        crs: Crs = CoordinateSystem.WGS84,
        precision: Precision = UNSET,
    ) -> dict[str, Any] | None:
        line = await info.context.loaders.batch(loader).load(root.id)
        return shapes.geojson(line, crs=crs, precision=given(precision))

    return strawberry.field(
        resolver=resolve, description=description, metadata={SOURCE: Loaded(loader, None)}
    )
