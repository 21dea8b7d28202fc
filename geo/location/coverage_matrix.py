"""Who reaches whom: coverage matrices and their lossless aggregation by candidate set."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from geo.location.arrays import FloatArray, IntArray
from geo.location.errors import InvalidProblemError
from geo.location.problem import check_points, check_weights
from geo.location.quantization import quantize_lengths
from geo.location.sparse import CsrMatrix, csr

KeyArray = NDArray[np.uint64]
KEY_SEED = 20170101
EXACT_FLOAT_SPAN = 2.0**26  # squares of shorter spans are exact in double precision
MANY_SITES = 3000  # above this a tree finds the sites near a point sooner than a scan of slabs


@dataclass(frozen=True, eq=False)
class Groups:
    """Demand points with the same candidate set (and zone) taken as one.

    Attributes
    ----------
    coverage : (k, n) CSR of 0 and 1
    weights : (k,) int64, sums over the members
    zones : (k,) int64, -1 where the problem has no zones
    first : (k,) int64, the first demand point of each group
    """

    coverage: CsrMatrix
    weights: IntArray
    zones: IntArray
    first: IntArray


def site_keys(n_sites: int) -> KeyArray:
    """Return one random odd 64-bit key a site; a set's key is their sum modulo 2^64 (Zobrist)."""
    rng = np.random.default_rng(KEY_SEED)
    return rng.integers(1, 2**63, size=n_sites, dtype=np.uint64) * np.uint64(2) + np.uint64(1)


def radii_of(service_radius_m: ArrayLike, n_sites: int, quantum_m: float) -> IntArray:
    """Return each site's radius in quanta; one number stands for all.

    Raises
    ------
    InvalidProblemError
        For a negative radius or another number of radii than sites.
    """
    radius = np.asarray(service_radius_m, dtype=np.float64)
    if radius.ndim and radius.shape != (n_sites,):
        raise InvalidProblemError(
            f"service_radius_m has shape {radius.shape}; "
            f"give one radius or one for each of {n_sites} sites"
        )
    if not np.all(np.isfinite(radius)) or np.any(radius < 0):
        raise InvalidProblemError(f"service_radius_m is {radius}; give metres, not negative")
    return np.broadcast_to(
        quantize_lengths(radius, quantum_m, "service_radius_m"), (n_sites,)
    ).copy()


def integer_coordinates(
    points: FloatArray, origin: IntArray, quantum_m: float, name: str
) -> NDArray[np.float64] | IntArray:
    """Return coordinates in quanta from `origin`, as floats where their squares are exact."""
    quanta = quantize_lengths(points, quantum_m, name) - origin
    if quanta.size and np.abs(quanta).max() >= 2**30:
        raise InvalidProblemError(
            f"{name} spans more than 2^30 quanta of {quantum_m} m; "
            "give a coarser distance_quantum_m"
        )
    if quanta.size == 0 or np.abs(quanta).max() < EXACT_FLOAT_SPAN / 2:
        return quanta.astype(np.float64)
    return quanta


def coverage_by_distance(
    demand_xy: ArrayLike,
    sites_xy: ArrayLike,
    service_radius_m: ArrayLike,
    quantum_m: float = 0.001,
) -> CsrMatrix:
    """Find which site reaches which demand point: a[i, j] = 1 where d(i, j) <= S_j.

    Parameters
    ----------
    demand_xy, sites_xy : (m, 2) and (n, 2) arrays
        Metres in one projected CRS.
    service_radius_m : float or (n,) array
    quantum_m : float
        Coordinates and radii are rounded to it; the comparison is then exact, boundary included.

    Returns
    -------
    (m, n) CSR of 0 and 1.
    """
    demand, sites = check_points("demand_xy", demand_xy), check_points("sites_xy", sites_xy)
    radii = radii_of(service_radius_m, len(sites), quantum_m)
    if len(demand) == 0 or len(sites) == 0:
        return csr((len(demand), len(sites)), dtype=np.int8)
    origin = quantize_lengths(sites[0], quantum_m, "sites_xy")
    points = integer_coordinates(demand, origin, quantum_m, "demand_xy").astype(np.int64)
    centres = integer_coordinates(sites, origin, quantum_m, "sites_xy").astype(np.int64)
    tree = scipy.spatial.cKDTree(points.astype(np.float64))
    columns, starts = [], [0]
    for centre, radius in zip(centres, radii, strict=True):  # lists of all pairs would fill memory
        near = tree.query_ball_point(
            centre.astype(np.float64), radius * (1 + 1e-12) + 1, return_sorted=True
        )
        rows = np.asarray(near, dtype=np.int32)
        reached = ((points[rows] - centre) ** 2).sum(axis=1) <= radius**2
        columns.append(rows[reached])
        starts.append(starts[-1] + len(columns[-1]))
    by_site = scipy.sparse.csc_array(
        (np.ones(starts[-1], dtype=np.int8), np.concatenate(columns), np.asarray(starts)),
        shape=(len(demand), len(sites)),
    )
    return csr(by_site)


def keys_by_distance(
    points: FloatArray | IntArray, centres: FloatArray | IntArray, radii: IntArray, keys: KeyArray
) -> tuple[KeyArray, IntArray]:
    """Sum the keys of the sites that reach each point, by one slab of sorted x a site.

    Returns the keys in the order of x, and that order.
    """
    order = np.argsort(points[:, 0], kind="stable")
    x = np.ascontiguousarray(points[order, 0])
    y = np.ascontiguousarray(points[order, 1])
    key = np.zeros(len(x), dtype=np.uint64)
    start = np.searchsorted(x, centres[:, 0] - radii, "left")
    stop = np.searchsorted(x, centres[:, 0] + radii, "right")
    for j in range(len(centres)):
        slab = slice(start[j], stop[j])
        dx = x[slab] - centres[j, 0]
        dy = y[slab] - centres[j, 1]
        dx *= dx
        dy *= dy
        dx += dy
        key[slab] += (dx <= radii[j] * radii[j]).astype(np.uint64) * keys[j]
    return key, order


def group_by_key(
    key: KeyArray, weights: IntArray, order: IntArray
) -> tuple[KeyArray, IntArray, IntArray]:
    """Return the distinct keys, the weight of each and the lowest point number in each."""
    distinct, inverse = np.unique(key, return_inverse=True)
    totals = np.zeros(len(distinct), dtype=np.int64)
    np.add.at(totals, inverse, weights)
    first = np.full(len(distinct), np.iinfo(np.int64).max)
    np.minimum.at(first, inverse, order)
    return distinct, totals, first


def group_matrix(coverage: CsrMatrix, weights: IntArray, zones: IntArray | None) -> Groups:
    """Aggregate the rows of a coverage matrix that have the same candidate set and zone."""
    keys = site_keys(coverage.shape[1])
    incidence = csr(
        (np.ones(coverage.nnz, dtype=np.uint64), coverage.indices, coverage.indptr),
        shape=coverage.shape,
    )
    key = np.asarray(incidence @ keys, dtype=np.uint64)
    reached = np.flatnonzero(np.diff(coverage.indptr) > 0)
    key = key[reached] + zone_keys(zones, reached)
    _, totals, first = group_by_key(key, weights[reached], reached)
    zone = np.full(len(first), -1) if zones is None else zones[first]
    return Groups(csr(coverage[first]), totals, zone, first)


def zone_keys(zones: IntArray | None, rows: IntArray) -> KeyArray:
    """Return a key for each row's zone, so that groups never span two zones."""
    if zones is None:
        return np.zeros(len(rows), dtype=np.uint64)
    mixed = (zones[rows] + 2).astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    return mixed ^ (mixed >> np.uint64(29))


def group_points(
    demand_xy: FloatArray,
    weights: IntArray,
    sites_xy: FloatArray,
    radii: IntArray,
    quantum_m: float,
    zones: IntArray | None = None,
) -> Groups:
    """Aggregate demand points by candidate set without building the matrix of all pairs."""
    n_sites = len(sites_xy)
    if n_sites > MANY_SITES or len(demand_xy) == 0 or n_sites == 0:
        matrix = coverage_by_distance(demand_xy, sites_xy, radii * quantum_m, quantum_m)
        return group_matrix(matrix, weights, zones)
    origin = quantize_lengths(sites_xy[0], quantum_m, "sites_xy")
    points = integer_coordinates(demand_xy, origin, quantum_m, "demand_xy")
    centres = integer_coordinates(sites_xy, origin, quantum_m, "sites_xy")
    if points.dtype != centres.dtype:
        points, centres = points.astype(np.int64), centres.astype(np.int64)
    key, order = keys_by_distance(points, centres, radii, site_keys(n_sites))
    reached = np.flatnonzero(key)
    rows = order[reached]
    _, totals, first = group_by_key(key[reached] + zone_keys(zones, rows), weights[rows], rows)
    matrix = coverage_by_distance(demand_xy[first], sites_xy, radii * quantum_m, quantum_m)
    zone = np.full(len(first), -1) if zones is None else zones[first]
    return Groups(matrix, totals, zone, first)


def stream_coverage(
    chunks: Iterable[tuple[FloatArray, ArrayLike | None]],
    sites_xy: ArrayLike,
    service_radius_m: ArrayLike,
    quantum_m: float = 0.001,
) -> tuple[CsrMatrix, IntArray]:
    """Aggregate demand that is too large to hold: chunk by chunk, keeping only the groups.

    Parameters
    ----------
    chunks : iterable of (demand_xy (k, 2), whole weights (k,) or None for 1 each)

    Returns
    -------
    (groups, n) coverage matrix and (groups,) weights, ready for a `MaximalCovering`; the weight
    of demand that no site reaches stands in a last row without sites.
    """
    sites = check_points("sites_xy", sites_xy)
    radii = radii_of(service_radius_m, len(sites), quantum_m)
    origin = quantize_lengths(sites[0], quantum_m, "sites_xy")
    centres = integer_coordinates(sites, origin, quantum_m, "sites_xy")
    site_key = site_keys(len(sites))
    known = np.zeros(0, dtype=np.uint64)
    totals = np.zeros(0, dtype=np.int64)
    places = np.zeros((0, 2), dtype=np.float64)
    for demand_xy, weights in chunks:
        whole = check_weights(weights, len(demand_xy)).astype(np.int64)
        points = integer_coordinates(demand_xy, origin, quantum_m, "demand_xy")
        key, order = keys_by_distance(points, centres, radii, site_key)
        key, weight, first = group_by_key(key, whole[order], order)
        places = np.concatenate([places, demand_xy[first]])
        known, totals, kept = group_by_key(
            np.concatenate([known, key]), np.concatenate([totals, weight]), np.arange(len(places))
        )
        places = places[kept]
    matrix = coverage_by_distance(places, sites, radii * quantum_m, quantum_m)
    return matrix, totals
