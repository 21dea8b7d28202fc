"""Rebuild from a certificate's input what its multipliers refer to, without the solver's code."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Any

import numpy as np

from geo.location.arrays import BoolArray, IntArray
from geo.location.errors import InvalidCertificateError

CHUNK = 50_000


@dataclass(frozen=True, eq=False)
class CheckedModel:
    """Groups by sites, gains, and rows `site . y + group . z >= minimum`, in the proof's order.

    `settled` is the weight that forced sites serve; it lies outside the model.
    """

    covers: BoolArray
    gain: IntArray
    must: BoolArray
    cost: IntArray
    lower: IntArray
    upper: IntArray
    rows: tuple[tuple[IntArray, IntArray, int], ...]
    settled: int


def decode(part: Mapping[str, Any]) -> IntArray:
    """Read whole numbers back from deflated base64."""
    try:
        data = zlib.decompress(base64.b64decode(part["data"], validate=True))
        values = np.frombuffer(data, dtype=np.dtype(str(part["type"]))).astype(np.int64)
    except (KeyError, TypeError, ValueError, zlib.error) as error:
        raise InvalidCertificateError(f"a list of numbers cannot be read: {error}") from error
    if len(values) != part["n"]:
        raise InvalidCertificateError(f"a list holds {len(values)} numbers and claims {part['n']}")
    return values


def bounds_of(conditions: Mapping[str, Any]) -> tuple[IntArray, IntArray, IntArray]:
    """Return which sites must open, which may, and which are new."""
    n = int(conditions["n_candidates"])
    lower, upper, new = np.zeros(n, np.int64), np.ones(n, np.int64), np.ones(n, np.int64)
    upper[list(conditions["forbidden_sites"])] = 0
    lower[list(conditions["required_sites"])] = 1
    for site in conditions["fixed_sites"]:
        lower[site], upper[site], new[site] = 1, 1, 0
    return lower, upper, new


def coverage_of(data: Mapping[str, Any], n_sites: int) -> BoolArray:
    """Recompute who reaches whom: (m, n) booleans, in whole numbers."""
    if "indptr" in data:
        start, sites = decode(data["indptr"]), decode(data["indices"])
        covers = np.zeros((len(start) - 1, n_sites), dtype=bool)
        covers[np.repeat(np.arange(len(start) - 1), np.diff(start)), sites] = True
        return covers
    points, sites_xy = decode(data["demand_xy"]).reshape(-1, 2), decode(data["sites_xy"])
    centres, radii = sites_xy.reshape(-1, 2), decode(data["radii"])
    covers = np.zeros((len(points), n_sites), dtype=bool)
    for chunk in range(0, len(points), CHUNK):
        rows = slice(chunk, chunk + CHUNK)
        for j in range(n_sites):
            delta = points[rows] - centres[j]
            near = (np.abs(delta) <= radii[j]).all(axis=1)  # keeps the squares within 64 bits
            delta[~near] = 0
            covers[rows, j] = near & ((delta**2).sum(axis=1) <= radii[j] ** 2)
    return covers


def side_rows(
    conditions: Mapping[str, Any],
    most_new: int | None,
    zones: IntArray,
    weights: IntArray,
    needed: Mapping[int, int],
) -> list[tuple[IntArray, IntArray, int]]:
    """Rebuild number, budget and zone rows, in this order."""
    _, _, new = bounds_of(conditions)
    nothing = np.zeros(len(weights), dtype=np.int64)
    rows = [] if most_new is None else [(-new, nothing, -most_new)]
    if conditions["budget"] is not None:
        costs = np.asarray(conditions["costs"], dtype=np.int64)
        rows.append((-costs, nothing, -int(conditions["budget"])))
    for zone, _ in conditions["zone_ratios"]:
        rows.append((0 * new, np.where(zones == zone, weights, 0), needed[zone]))
    return rows


def zone_needs(conditions: Mapping[str, Any], zones: IntArray, weights: IntArray) -> dict[int, int]:
    """Return the weight that each zone must have served."""
    return {
        zone: ceil(Fraction(ratio) * int(weights[zones == zone].sum()))
        for zone, ratio in conditions["zone_ratios"]
    }


def covering_model(
    certificate: Mapping[str, Any], data: Mapping[str, Any], *, counts_sites: bool
) -> CheckedModel:
    """Rebuild the model of maximal covering, or of set covering where sites are counted."""
    conditions, proof = certificate["conditions"], certificate["proof"] or {"dominated": []}
    lower, upper, new = bounds_of(conditions)
    weights = decode(data["weights"])
    covers = coverage_of(data, len(lower))
    zones = decode(data["zones"]) if "zones" in data else np.full(len(weights), -1)
    needs = zone_needs(conditions, zones, weights)
    costs = new * 0 if conditions["costs"] is None else np.asarray(conditions["costs"])
    forced = covers[:, lower == 1].any(axis=1)
    _drop_dominated(proof["dominated"], covers[~forced], (lower, upper, costs))
    groups: dict[bytes, list[int]] = {}
    usable = covers & (upper == 1)[None, :]
    packed = np.packbits(usable, axis=1)
    for i in map(int, np.flatnonzero(usable.any(axis=1) & ~forced)):
        groups.setdefault(
            packed[i].tobytes() + int(zones[i]).to_bytes(8, "little", signed=True), []
        ).append(i)
    first = np.asarray([members[0] for members in groups.values()], dtype=np.int64)
    group_weight = np.asarray([int(weights[m].sum()) for m in groups.values()], dtype=np.int64)
    needs = {z: need - int(weights[forced & (zones == z)].sum()) for z, need in needs.items()}
    most = None if counts_sites else int(conditions["n_sites"])
    rows = side_rows(conditions, most, zones[first], group_weight, needs)
    settled = int(weights[forced].sum())
    must = np.zeros(len(first), dtype=bool)
    if counts_sites:
        share = Fraction(conditions["share_ratio"])
        must[:] = share >= 1
        missing = ceil(share * int(weights.sum())) - settled
        if share < 1 and missing > 0:
            rows.append((0 * new, group_weight, missing))
    gain = group_weight * (not counts_sites)
    return CheckedModel(
        usable[first], gain, must, new * counts_sites, lower, upper, tuple(rows), settled
    )


def _drop_dominated(
    pairs: list[list[int]], covers: BoolArray, sites: tuple[IntArray, IntArray, IntArray]
) -> None:
    lower, upper, costs = sites
    gone = {site for site, _ in pairs}
    for site, better in pairs:
        contained = not (covers[:, site] & ~covers[:, better]).any()
        if (
            better in gone
            or not upper[better]
            or lower[site]
            or not contained
            or costs[better] > costs[site]
        ):
            raise InvalidCertificateError(f"site {site} is not dominated by site {better}")
    for site in gone:
        upper[site] = 0


def distance_rows(
    certificate: Mapping[str, Any], data: Mapping[str, Any], radius: int | None
) -> CheckedModel:
    """Rebuild the model of p-center at a radius, or of p-median by radii where it is None."""
    conditions = certificate["conditions"]
    lower, upper, new = bounds_of(conditions)
    weights = decode(data["weights"])
    distances = decode(data["distances"]).reshape(len(weights), len(lower))
    covers, gain = (
        _center_rows(distances, weights, upper, radius)
        if radius is not None
        else (_median_rows(distances, weights, upper))
    )
    zones = decode(data["zones"]) if "zones" in data else np.full(len(weights), -1)
    members = np.flatnonzero(np.isin(zones, [zone for zone, _ in conditions["zone_ratios"]]))
    near = distances[members] <= int(decode(data["radius"])[0])
    n_rows = len(gain)
    must = np.concatenate([np.full(n_rows, radius is not None), np.zeros(len(members), dtype=bool)])
    all_zones = np.concatenate([np.full(n_rows, -1), zones[members]])
    all_weights = np.concatenate([np.zeros(n_rows, np.int64), weights[members]])
    most = None if radius is not None else int(conditions["n_sites"])
    needs = zone_needs(conditions, zones, weights)
    rows = side_rows(conditions, most, all_zones, all_weights, needs)
    if not lower.any():
        rows.append((np.ones_like(lower), 0 * all_weights, 1))
    gains = np.concatenate([gain, np.zeros(len(members), np.int64)])
    cost = new if radius is not None else 0 * new
    return CheckedModel(np.vstack([covers, near]), gains, must, cost, lower, upper, tuple(rows), 0)


def _center_rows(
    distances: IntArray, weights: IntArray, upper: IntArray, radius: int
) -> tuple[BoolArray, IntArray]:
    near = (distances[weights > 0] <= radius) & (upper == 1)[None, :]
    _, first = np.unique(np.packbits(near, axis=1), axis=0, return_index=True)
    return near[np.sort(first)], np.zeros(len(first), dtype=np.int64)


def _median_rows(
    distances: IntArray, weights: IntArray, upper: IntArray
) -> tuple[BoolArray, IntArray]:
    rows, gains = [np.zeros((0, len(upper)), dtype=bool)], [np.zeros(0, dtype=np.int64)]
    for point in np.flatnonzero(weights):
        levels = np.unique(distances[point, upper == 1])
        rows.append((distances[point][None, :] <= levels[:-1, None]) & (upper == 1)[None, :])
        gains.append(weights[point] * np.diff(levels))
    return np.concatenate(rows), np.concatenate(gains)
