"""From content to one folium map and one self-contained HTML file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import folium
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.crs import from_wgs84
from maps.element import DocumentFigure, DocumentMap
from maps.encoding import inert_json
from maps.errors import MapInputError
from maps.figures import Chart, Fact, Table
from maps.language import Text
from maps.layers import (
    AreaLayer,
    Label,
    Layer,
    LineLayer,
    PointLayer,
)
from maps.offline import read_json
from maps.palette import SERIES
from maps.payload import (
    Bounds,
    Shift,
    bounds_payload,
    chart_payload,
    fact_payload,
    layer_payload,
    table_payload,
    text_payload,
)
from maps.setting import Setting


@dataclass(frozen=True)
class Page:
    """One map with its figures; most documents have one, an atlas one per district.

    Parameters
    ----------
    bounds : (west, south, east, north), optional
        The whole area; by default the extent of the outlines.
    focus : (west, south, east, north), optional
        What the map opens on, where that is not the whole area.
    """

    id: str
    layers: Sequence[Layer]
    title: Label = ""
    summary: Text = field(default_factory=lambda: Text(""))
    facts: Sequence[Fact] = ()
    tables: Sequence[Table] = ()
    charts: Sequence[Chart] = ()
    bounds: Bounds | None = None
    focus: Bounds | None = None


@dataclass(frozen=True)
class Document:
    """All that one file shows.

    Parameters
    ----------
    kind : str
        The name of the document, for the page's state.
    steps : sequence of Text or str
        The names of the steps where layers change: two for before and after, one a month.
    first_step : int
        The step at which the page opens.
    """

    kind: str
    title: Label
    pages: Sequence[Page]
    setting: Setting
    steps: Sequence[Label] = ()
    step_name: Text = field(default_factory=lambda: Text(""))
    first_step: int = 0
    notes: Sequence[Text] = ()


def to_map(document: Document) -> folium.Map:
    """Return the folium map of a document; it shows itself in a notebook and saves as one file."""
    bounds = document_bounds(document)
    setting = document.setting
    figure = DocumentFigure(
        data=inert_json(_payload(document)),
        image_source=setting.basemap.policy_source if setting.basemap else "",
        language=setting.language,
    )
    drawn = DocumentMap(location=((bounds[1] + bounds[3]) / 2, (bounds[0] + bounds[2]) / 2))
    drawn.content = document
    drawn.bounds = bounds
    figure.add_child(drawn)
    return drawn


def document(map_: folium.Map) -> str:
    """Return the one HTML file of a map that this package drew.

    Raises
    ------
    MapInputError
        For a map of folium's own, which would ask other hosts.
    """
    figure = map_.get_root()
    if not isinstance(figure, DocumentFigure):
        raise MapInputError(
            "This map was not drawn by quanmap's maps, so its page would ask other hosts; "
            "draw it by coverage_map or one of the other documents."
        )
    return figure.render()


def document_bounds(document: Document) -> Bounds:
    """Return west, south, east, north of all that is drawn, or of China where nothing is."""
    boxes = [page.bounds or layer_bounds(page.layers) for page in document.pages]
    known = np.array([box for box in boxes if box is not None]).reshape(-1, 4)
    if len(known) == 0:
        return (73.0, 18.0, 135.0, 54.0)
    west, south = known[:, :2].min(axis=0).tolist()
    east, north = known[:, 2:].max(axis=0).tolist()
    return (west, south, east, north)


def layer_bounds(layers: Sequence[Layer]) -> Bounds | None:
    """Return the extent of the layers: of the outlines where there are some, else of everything."""
    outlines = [layer for layer in layers if isinstance(layer, AreaLayer) and layer.is_outline]
    boxes: list[np.ndarray[Any, np.dtype[np.float64]]] = []
    for layer in outlines or layers:
        if isinstance(layer, AreaLayer):
            boxes.append(shapely.bounds(np.array(layer.geometries, dtype=object)).reshape(-1, 4))
        elif isinstance(layer, PointLayer):
            boxes.append(np.hstack([layer.xy, layer.xy]))
        elif isinstance(layer, LineLayer):
            boxes.extend(np.hstack([end, end]) for end in (layer.start_xy, layer.end_xy))
    corners = np.vstack(boxes) if boxes else np.zeros((0, 4))
    corners = corners[~np.isnan(corners).any(axis=1)]
    if len(corners) == 0:
        return None
    west, south = corners[:, :2].min(axis=0).tolist()
    east, north = corners[:, 2:].max(axis=0).tolist()
    return (west, south, east, north)


def _payload(document: Document) -> dict[str, Any]:
    setting = document.setting
    basemap = setting.basemap

    def shift(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return from_wgs84(xy, setting.position_system)

    return {
        "kind": document.kind,
        "title": text_payload(document.title),
        "asOf": setting.as_of,
        "language": setting.language,
        "isSynthetic": setting.is_synthetic,
        "attribution": setting.attribution,
        "approvalNumber": setting.approval_number,
        "basemap": basemap
        and {
            "url": basemap.url,
            "attribution": basemap.attribution,
            "maxZoom": basemap.max_zoom,
            "subdomains": basemap.subdomains,
        },
        "bounds": bounds_payload(document_bounds(document), shift),
        "steps": [text_payload(step) for step in document.steps],
        "stepName": text_payload(document.step_name),
        "firstStep": document.first_step,
        "notes": [text_payload(note) for note in document.notes],
        "seriesColors": list(SERIES),
        "messages": read_json("messages.json"),
        "pages": [_page_payload(page, shift) for page in document.pages],
    }


def _page_payload(page: Page, shift: Shift) -> dict[str, Any]:
    return {
        "id": page.id,
        "title": text_payload(page.title),
        "summary": text_payload(page.summary),
        "facts": [fact_payload(fact) for fact in page.facts],
        "tables": [table_payload(table, shift, page.layers) for table in page.tables],
        "charts": [chart_payload(chart) for chart in page.charts],
        "bounds": bounds_payload(page.bounds or layer_bounds(page.layers), shift),
        "focus": bounds_payload(page.focus, shift),
        "layers": [layer_payload(layer, shift) for layer in page.layers],
    }
