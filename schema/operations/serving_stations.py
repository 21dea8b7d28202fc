"""The stations of a question: those open on the day, changed as asked, and whom they reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from db.repositories.facts import StationFacts
from geo.indicators import Indicators
from geo.validation import checked_positions
from schema.operations.errors import ArgumentError, UnknownRecordError, argument
from schema.operations.limits import Limits
from schema.operations.questions import Network
from schema.operations.ways import Way

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Service:
    """A network of stations and whom it reaches, over all organizations of a study.

    Attributes
    ----------
    ids : int64 array (m,)
        0 for an added station.
    xy : float64 array (m, 2) in degrees
    radii_m : float64 array (m,)
    is_reached : bool array (n,)
    distances_m : float64 array (n,)
        To the nearest station; NaN without a location, a station or a way.
    indicators : Indicators
        Of all organizations.
    way : Way
        How the distances were measured.
    """

    ids: NDArray[np.int64]
    xy: Floats
    radii_m: Floats
    is_reached: NDArray[np.bool_]
    distances_m: Floats
    indicators: Indicators
    way: Way


def serving_stations(
    opened: StationFacts,
    network: Network,
    day: date,
    limits: Limits,
    reach_bounds: tuple[float, float, float, float] | None,
) -> tuple[NDArray[np.int64], Floats, Floats]:
    """Give the ids (0 for added ones), positions in degrees and radii of a network's stations.

    Parameters
    ----------
    opened : StationFacts
        Those open on the day.
    reach_bounds : (west, south, east, north), optional
        Where a station makes sense.

    Raises
    ------
    ArgumentError
        For a station that is not open on the day, a position that is none or out of reach, and a
        radius that is no positive number of metres.
    """
    for number in network.removed:
        if number not in opened.ids:
            raise UnknownRecordError(
                "removeStations",
                f'"GuidanceStation:{number}" is not open on {day}; leave it out',
            )
    kept = ~np.isin(opened.ids, np.array(network.removed, dtype=np.int64))
    positions = np.array(
        [(site.longitude, site.latitude) for site in network.added], dtype=np.float64
    ).reshape(-1, 2)
    with argument("addStations"):
        checked_positions(positions, reach_bounds=reach_bounds)
    default_m = limits.service_radius_m
    own_m = [
        default_m if site.service_radius_m is None else site.service_radius_m
        for site in network.added
    ]
    override_m = [] if network.service_radius_m is None else [network.service_radius_m]
    _check_radii([*own_m, *override_m])
    ids = np.concatenate([opened.ids[kept], np.zeros(len(own_m), dtype=np.int64)])
    radii_m = np.concatenate([opened.radii_m[kept], np.array(own_m, dtype=np.float64)])
    if network.service_radius_m is not None:
        radii_m = np.full_like(radii_m, network.service_radius_m)
    return ids, np.concatenate([opened.xy[kept], positions]), radii_m


def _check_radii(radii_m: Sequence[float]) -> None:
    for radius_m in radii_m:
        if not 0.0 < radius_m < np.inf:
            raise ArgumentError(
                "serviceRadius", f"{radius_m} is no service radius; give metres greater than 0"
            )
