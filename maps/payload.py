"""Layers, tables and charts as the values that the page reads; none of them is program text."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from maps.encoding import (
    encode_codes,
    encode_deltas,
    encode_geometry,
    encode_line,
    encode_names,
    permute,
    quantize,
    spatial_order,
)
from maps.errors import MapInputError
from maps.figures import Chart, Fact, Table
from maps.language import Text
from maps.layers import (
    AreaLayer,
    Codes,
    Field,
    Label,
    Layer,
    LineLayer,
    PointLayer,
    step_codes,
)

Shift = Callable[[NDArray[np.float64]], NDArray[np.float64]]
"""Takes coordinates of shape (n, 2) in WGS 84 to the datum of the base map."""
Bounds = tuple[float, float, float, float]
"""West, south, east, north in degrees."""


def layer_payload(layer: Layer, shift: Shift) -> dict[str, Any]:
    """Return one layer as JSON values."""
    if isinstance(layer, AreaLayer):
        return _area_payload(layer, shift)
    if isinstance(layer, PointLayer):
        return _point_payload(layer, shift)
    return _line_payload(layer, shift)


def text_payload(label: Label | None) -> dict[str, str] | str | None:
    """Return a text in both languages, or the string itself."""
    return {"zh": label.zh, "en": label.en or label.zh} if isinstance(label, Text) else label


def cell_payload(value: object) -> object:
    """Return one figure as a JSON value; NaN is no figure.

    Raises
    ------
    MapInputError
        For an infinite figure or a value that is no text and no number.
    """
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, Text):
        return text_payload(value)
    if isinstance(value, float):
        if math.isinf(value):
            raise MapInputError("A figure is infinite; give None where there is none.")
        return None if math.isnan(value) else value
    if value is None or isinstance(value, str | int):
        return value
    raise MapInputError(f"{value!r} is neither text nor number; convert it before drawing.")


def fact_payload(fact: Fact) -> dict[str, Any]:
    """Return one figure of the head as JSON values."""
    return {
        "label": text_payload(fact.label),
        "value": cell_payload(fact.value),
        "format": fact.format,
        "note": text_payload(fact.note),
    }


def table_payload(table: Table, shift: Shift, layers: Sequence[Layer]) -> dict[str, Any]:
    """Return a table as JSON values; `layers` are those that its targets name."""
    return {
        "id": table.id,
        "caption": text_payload(table.caption),
        "columns": [{"label": text_payload(c.label), "format": c.format} for c in table.columns],
        "rows": _rows(table.rows),
        "stepRows": [_rows(rows) for rows in table.step_rows],
        "bounds": [bounds_payload(box, shift) for box in table.bounds],
        "targets": _targets(table, shift, layers),
    }


def chart_payload(chart: Chart) -> dict[str, Any]:
    """Return a chart as JSON values."""
    return {
        "id": chart.id,
        "caption": text_payload(chart.caption),
        "horizontal": list(chart.horizontal),
        "horizontalName": text_payload(chart.horizontal_name),
        "series": [
            {"name": text_payload(s.name), "values": [cell_payload(v) for v in s.values]}
            for s in chart.series
        ],
        "format": chart.format,
        "followsSteps": chart.follows_steps,
    }


def bounds_payload(bounds: Bounds | None, shift: Shift) -> list[float] | None:
    """Return west, south, east, north in the datum of the base map."""
    if bounds is None:
        return None
    corners: list[float] = shift(np.array(bounds, dtype=np.float64).reshape(2, 2)).ravel().tolist()
    return corners


def _targets(table: Table, shift: Shift, layers: Sequence[Layer]) -> list[list[object] | None]:
    # The page knows features by where they stand in what is drawn.
    named = {layer.id: layer for layer in layers}
    positions: dict[str, dict[int, int]] = {}
    for layer in {target[0] for target in table.targets if target is not None}:
        order = _feature_order(named[layer], shift).tolist()
        positions[layer] = {feature: position for position, feature in enumerate(order)}
    return [
        [target[0], positions[target[0]][target[1]]]
        if target is not None and target[1] in positions[target[0]]
        else None
        for target in table.targets
    ]


def _feature_order(layer: Layer, shift: Shift) -> NDArray[np.int64]:
    """Return which features are drawn, in their order on the page."""
    if isinstance(layer, AreaLayer):
        return np.arange(len(layer.geometries))
    if isinstance(layer, LineLayer):
        ends = np.hstack([layer.start_xy, layer.end_xy])
        return np.flatnonzero(~np.isnan(ends).any(axis=1))
    located = np.flatnonzero(layer.has_location)
    xy = layer.xy[located]
    return located[spatial_order(shift(xy) if len(located) else xy)]


def _rows(rows: Sequence[Sequence[object]]) -> list[list[object]]:
    return [[cell_payload(cell) for cell in row] for row in rows]


def _area_payload(layer: AreaLayer, shift: Shift) -> dict[str, Any]:
    shifted = [
        None if g is None or g.is_empty else shapely.transform(g, shift) for g in layer.geometries
    ]
    centres = [
        None if g is None else quantize(_label_place(g, layer.labels_on_top)).tolist()
        for g in (shifted if layer.labels else [])
    ]
    return _head(layer, "areas", np.arange(len(shifted))) | {
        "geometries": [encode_geometry(g) for g in shifted],
        "classes": [{"name": text_payload(c.name)} | asdict(c.style) for c in layer.classes],
        "labels": [cell_payload(value) for value in layer.labels],
        "centres": centres,
        "labelsOnTop": layer.labels_on_top,
        "isOutline": layer.is_outline,
        "isInteractive": layer.is_interactive,
    }


def _label_place(geometry: BaseGeometry, on_top: bool) -> NDArray[np.float64]:
    place = np.array(geometry.representative_point().coords[0])
    if on_top:
        west, _, east, north = geometry.bounds
        place = np.array([(west + east) / 2, north])
    return place


def _point_payload(layer: PointLayer, shift: Shift) -> dict[str, Any]:
    order = _feature_order(layer, shift)
    xy = layer.xy[order]
    whole = quantize(shift(xy) if len(order) else xy)
    return _head(layer, "points", order) | {
        "x": encode_deltas(whole[:, 0]),
        "y": encode_deltas(whole[:, 1]),
        "categories": [
            {"name": text_payload(c.name), "show": c.show} | asdict(c.symbol)
            for c in layer.categories
        ],
        "isMarker": layer.is_marker,
        "badges": permute(layer.badges, order) if layer.badges else [],
        "clusterAbove": layer.cluster_above,
        "unlocated": len(layer.xy) - len(order),
    }


def _line_payload(layer: LineLayer, shift: Shift) -> dict[str, Any]:
    known = _feature_order(layer, shift)
    ends = np.stack([layer.start_xy[known], layer.end_xy[known]], axis=1)
    return _head(layer, "lines", known) | {
        "lines": [encode_line(shift(pair)) for pair in ends],
        "classes": [{"name": text_payload(c.name)} | asdict(c.style) for c in layer.classes],
        "unlocated": len(layer.start_xy) - len(known),
    }


def _head(layer: Layer, kind: str, order: NDArray[np.int64]) -> dict[str, Any]:
    names = permute(layer.names, order)
    return {
        "type": kind,
        "id": layer.id,
        "name": text_payload(layer.name),
        "show": layer.show,
        "note": text_payload(layer.note),
        "names": encode_names(names)
        if all(isinstance(name, str) for name in names)
        else [text_payload(name) for name in names],
        "fields": [_field_payload(f, order) for f in layer.fields],
        "codes": encode_codes(step_codes(layer.codes, 0)[order]),
        "changes": _changes(layer.codes, order),
    }


def _field_payload(field: Field, order: NDArray[np.int64]) -> dict[str, Any]:
    head = {"label": text_payload(field.label), "format": field.format}
    if field.choices:
        codes = np.asarray(field.values, dtype=np.int64)[order]
        if codes.size and codes.max() >= len(field.choices):
            raise MapInputError(
                f"A value of {field.label.zh} is {codes.max()}; "
                f"choices end at {len(field.choices) - 1}."
            )
        choices = [text_payload(choice) for choice in field.choices]
        return head | {"choices": choices, "values": encode_codes(codes)}
    values = permute(field.values, order)
    if isinstance(field.values, np.ndarray) and field.values.dtype.kind in "iuU":
        return head | {"values": values}
    return head | {"values": [cell_payload(value) for value in values]}


def _changes(codes: Codes, order: NDArray[np.int64]) -> list[dict[str, Any]]:
    # A step holds only the features whose code differs from the step before: over 24 months most
    # organizations change once or never.
    if codes.ndim == 1:
        return []
    changes = []
    for before, after in pairwise(codes):
        changed = np.flatnonzero(before[order] != after[order])
        changes.append({"at": encode_deltas(changed), "to": encode_codes(after[order][changed])})
    return changes
