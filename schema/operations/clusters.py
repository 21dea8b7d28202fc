"""Places gathered for a map's zoom: one GeoJSON FeatureCollection of clusters and single places."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from db import models
from db.engine import Session
from db.repositories import culture_site, organization, station
from db.repositories.organization import OrganizationFilter
from db.repositories.points import attributes_by_ids, points_in_box
from db.repositories.validity import is_counted
from db.spatial import Bbox
from geo.geojson import feature, feature_collection, geojson_from_points
from geo.map_clusters import MapClusters, map_clusters, whole_cells
from geo.web_mercator import ZOOM_MAX
from schema.operations.errors import ArgumentError, argument
from schema.operations.features import plain
from schema.operations.layers import PROPERTIES, MapLayer

# A tenth of a metre: a cluster's place is a mean, drawn as a disc.
_DECIMALS: Final = 6


@dataclass(frozen=True, slots=True)
class ClusterQuestion:
    """What to gather where: all in degrees of WGS 84.

    Parameters
    ----------
    layer : MapLayer
        One of points.
    bbox : tuple
        West, south, east, north; the cells that meet it are answered whole.
    zoom : int
        0 to 24.
    organizations : OrganizationFilter, optional
        Of the layer ORGANIZATIONS only.
    limit : int
        Features at most.
    """

    layer: MapLayer
    bbox: Bbox
    zoom: int
    organizations: OrganizationFilter | None = None
    limit: int = 100_000


_Statement = Callable[[Session, ClusterQuestion, date], Any]


def _counted(session: Session, question: ClusterQuestion, day: date) -> Any:
    chosen = question.organizations and replace(question.organizations, day=day)
    with argument("organizations"):
        return organization.list_statement(session, chosen).where(is_counted(day))


_LAYERS: Final[Mapping[MapLayer, tuple[Any, _Statement]]] = {
    MapLayer.ORGANIZATIONS: (models.Organization, _counted),
    MapLayer.GUIDANCE_STATIONS: (
        models.GuidanceStation,
        lambda session, _question, _day: station.list_statement(session),
    ),
    MapLayer.CULTURE_SITES: (
        models.CultureSite,
        lambda session, _question, _day: culture_site.list_statement(session),
    ),
}


def check_cluster_question(question: ClusterQuestion) -> None:
    """Refuse what cannot be gathered.

    Raises
    ------
    ArgumentError
        For a layer that has no points, a zoom out of range, and conditions on organizations for
        another layer.
    """
    if question.layer not in _LAYERS:
        raise ArgumentError(
            "layer", f"{question.layer} are no points to gather; there are {', '.join(_LAYERS)}"
        )
    if not 0 <= question.zoom <= ZOOM_MAX:
        raise ArgumentError("zoom", f"{question.zoom} is out of range; give 0 to {ZOOM_MAX}")
    if question.organizations is not None and question.layer is not MapLayer.ORGANIZATIONS:
        raise ArgumentError(
            "organizations",
            f"it is for the layer ORGANIZATIONS, not {question.layer}; leave it out",
        )


def read_clusters(session: Session, question: ClusterQuestion, day: date) -> dict[str, Any]:
    """Give clusters and single places as a FeatureCollection, from north-west to south-east.

    Parameters
    ----------
    day : date
        On which organizations are counted, and of the conditions on coverage.

    Returns
    -------
    dict
        A cluster has the id ``cluster:zoom/column/row``, the member ``bbox`` of its places and
        the properties ``count`` and ``expansionZoom``; a single place is the feature that it is
        in its layer. With the foreign member ``"truncated": true`` where the limit cut.
    """
    model, statement_of = _LAYERS[question.layer]
    ids, xy = points_in_box(
        session,
        statement_of(session, question, day),
        model,
        whole_cells(question.bbox, question.zoom),
    )
    clusters = map_clusters(xy, question.zoom, question.bbox)
    shown = slice(question.limit)
    single_ids = ids[clusters.firsts[shown][clusters.counts[shown] == 1]].tolist()
    singles = _properties(session, question.layer, single_ids)
    collection = feature_collection(_features(question, clusters, ids, singles))
    if len(clusters.counts) > question.limit:
        collection["truncated"] = True
    return collection


def _properties(
    session: Session, layer: MapLayer, ids: list[int]
) -> Mapping[int, Mapping[str, Any]]:
    names = PROPERTIES[layer]
    rows = attributes_by_ids(session, _LAYERS[layer][0], ids, list(names.values()))
    return {
        number: dict(zip(names, map(plain, values), strict=True)) for number, values in rows.items()
    }


def _features(
    question: ClusterQuestion,
    clusters: MapClusters,
    ids: NDArray[np.int64],
    singles: Mapping[int, Mapping[str, Any]],
) -> Any:
    type_name = _LAYERS[question.layer][0].__name__
    shown = slice(question.limit)
    points = geojson_from_points(clusters.centres[shown], _DECIMALS)
    boxes = clusters.boxes[shown].round(_DECIMALS).tolist()
    firsts = ids[clusters.firsts[shown]].tolist()
    columns, rows = clusters.columns.tolist(), clusters.rows.tolist()
    zooms, counts = clusters.expansion_zooms.tolist(), clusters.counts.tolist()
    for place, (point, box, first) in enumerate(zip(points, boxes, firsts, strict=True)):
        if counts[place] == 1:
            yield feature(point, singles.get(first, {}), feature_id=f"{type_name}:{first}")
            continue
        one = feature(
            point,
            {"count": counts[place], "expansionZoom": zooms[place]},
            feature_id=f"cluster:{question.zoom}/{columns[place]}/{rows[place]}",
        )
        yield {**one, "bbox": box}
