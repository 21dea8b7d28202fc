"""The road network of a city: loaded from a file, and read for whoever walks on it."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
import scipy
import shapely

from db import models
from db.engine import Session
from db.repositories import district, road
from db.repositories.road import RoadArrays
from geo.crs import CoordinateSystem, metric_crs
from geo.network import RoadNetwork, geodesic_lengths_m, road_network
from schema.operations.errors import ArgumentError

# Roads so far beyond the districts still lead to stations and back; in degrees, some 11 km.
_MARGIN_DEG = 0.1


class NoRoadsError(ArgumentError):
    """A question along the roads, of a city whose roads were never loaded."""


def no_roads() -> NoRoadsError:
    """Give the refusal of NETWORK where no roads are loaded."""
    return NoRoadsError(
        "distance",
        "NETWORK needs a road network and none is loaded; load one by "
        "`quanmap import roads FILE`, or ask for STRAIGHT",
    )


@dataclass(frozen=True, slots=True)
class RoadReport:
    """What came of a file of roads; `dropped` by reason.

    `largest_part_ratio` is the share of the roads' length that hangs together with most: the
    rest are islands, from which no way leads.
    """

    source: str
    n_given: int
    n_roads: int
    n_nodes: int
    length_km: float
    n_parts: int
    largest_part_ratio: float
    dropped: Mapping[str, int]


def import_roads(
    session: Session, file: Path, crs: CoordinateSystem, at: datetime | None
) -> RoadReport:
    """Read a file of roads and store them in the place of those before.

    Parameters
    ----------
    at : datetime, optional
        When; without it nothing is stored.

    Raises
    ------
    TransferError
        For a file that holds no roads near the districts, or cannot be read.
    """
    from db.transfer.roads import read_roads  # noqa: PLC0415, a server reads no such file

    found = read_roads(file, crs=crs, bounds=_bounds(session))
    lengths_m = geodesic_lengths_m(found.lines)
    arrays = RoadArrays(found.nodes, found.edges, lengths_m, found.lines)
    if at is not None:
        road.replace_roads(
            session,
            arrays,
            source=file.name[-200:],
            at=at,
            n_given=found.n_given,
            dropped=found.dropped,
        )
    n_parts, ratio = _parts(arrays)
    return RoadReport(
        source=file.name,
        n_given=found.n_given,
        n_roads=len(found.edges),
        n_nodes=len(found.nodes),
        length_km=float(lengths_m.sum() / 1e3),
        n_parts=n_parts,
        largest_part_ratio=ratio,
        dropped=dict(found.dropped),
    )


class RoadReader:
    """Reads the network of a database, and keeps it as long as no other was loaded.

    Safe to share between threads: one network serves all requests of a process.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: tuple[int, RoadNetwork] | None = None

    def network(self, session: Session) -> RoadNetwork:
        """Give the newest network.

        Raises
        ------
        NoRoadsError
            None was loaded.
        """
        latest = road.latest_import(session)
        if latest is None:
            raise no_roads()
        with self._lock:
            if self._kept is None or self._kept[0] != latest.id:
                self._kept = latest.id, read_network(session)
            return self._kept[1]


def read_network(session: Session) -> RoadNetwork:
    """Read the network of a database, in the equal-area projection around the districts.

    Raises
    ------
    NoRoadsError
        None was loaded.
    """
    arrays = road.road_arrays(session)
    if not len(arrays.edges):
        raise no_roads()
    bounds = _district_bounds(session)
    if bounds is None:
        west, south, east, north = shapely.total_bounds(arrays.lines).tolist()
        bounds = west, south, east, north
    return road_network(
        arrays.nodes,
        arrays.edges,
        metric_crs(bounds, areal_error_max=0.0),
        lengths_m=arrays.lengths_m,
        lines_deg=arrays.lines,
    )


def _district_bounds(session: Session) -> tuple[float, float, float, float] | None:
    statement = district.list_statement(session).order_by(models.District.adcode)
    boundaries = [one.boundary for one in session.scalars(statement)]
    if not boundaries:
        return None
    west, south, east, north = shapely.total_bounds(boundaries).tolist()
    return west, south, east, north


def _bounds(session: Session) -> tuple[float, float, float, float] | None:
    bounds = _district_bounds(session)
    if bounds is None:
        return None
    west, south, east, north = bounds
    return west - _MARGIN_DEG, south - _MARGIN_DEG, east + _MARGIN_DEG, north + _MARGIN_DEG


def _parts(arrays: RoadArrays) -> tuple[int, float]:
    """Count the parts that hang together, and give the longest one's share of the length."""
    n_nodes = len(arrays.nodes)
    ones = np.ones(len(arrays.edges), dtype=np.bool_)
    graph = scipy.sparse.csr_array((ones, arrays.edges.T), shape=(n_nodes, n_nodes))
    n_parts, labels = scipy.sparse.csgraph.connected_components(graph, directed=False)
    by_part = np.bincount(labels[arrays.edges[:, 0]], weights=arrays.lengths_m)
    total_m = by_part.sum()
    return int(n_parts), float(by_part.max() / total_m) if total_m > 0.0 else 0.0
