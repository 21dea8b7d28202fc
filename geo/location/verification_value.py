"""Recompute the value that the sites of a certificate reach."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import ceil
from typing import Any

import numpy as np

from geo.location.arrays import IntArray
from geo.location.verification_model import bounds_of, coverage_of, decode, zone_needs


def distances_of(certificate: Mapping[str, Any]) -> tuple[IntArray, IntArray]:
    """Return distances (m, n) and weights (m,) in whole quanta."""
    weights = decode(certificate["input"]["weights"])
    n_sites = int(certificate["conditions"]["n_candidates"])
    return decode(certificate["input"]["distances"]).reshape(len(weights), n_sites), weights


def recompute_value(certificate: Mapping[str, Any], opened: IntArray) -> tuple[int, str | None]:
    """Return the value of open sites, and the first condition on service that they break."""
    conditions, data = certificate["conditions"], certificate["input"]
    weights = decode(data["weights"])
    assigned = certificate["claim"].get("assignment")
    places = None if assigned is None else decode(assigned)
    if "distances" in data:
        distances, _ = distances_of(certificate)
        if not opened.any():
            return 0, "no site is open"
        reach = distances if places is None else distances[np.arange(len(weights)), places][:, None]
        nearest = (reach[:, opened == 1] if places is None else reach).min(axis=1)
        within = int(decode(data["radius"])[0])
        served = np.array([int(d) <= within for d in nearest], dtype=bool)
        farthest = int(nearest[weights > 0].max(initial=0))
        value = farthest if certificate["method"] == "p_center" else int((nearest * weights).sum())
    else:
        covers = coverage_of(data, len(opened))
        reached = covers[:, opened == 1].any(axis=1) if places is None else places >= 0
        served = np.array(reached, dtype=bool)
        if places is not None and not covers[served, places[served]].all():
            return 0, "a point is assigned to a site that does not reach it"
        value = int(weights[served].sum())
        if certificate["method"] == "set_covering" or conditions["share_ratio"] is not None:
            share = Fraction(conditions["share_ratio"])
            missing = not served.all() if share >= 1 else value < ceil(share * int(weights.sum()))
            if missing:
                return 0, "the sites serve less than the share"
            value = int(bounds_of(conditions)[2] @ opened)
    zones = decode(data["zones"]) if "zones" in data else np.full(len(weights), -1)
    for zone, need in zone_needs(conditions, zones, weights).items():
        if int(weights[served & (zones == zone)].sum()) < need:
            return value, f"zone {zone} is served less than its share"
    return value, _load_objection(certificate, places, opened)


def _load_objection(
    certificate: Mapping[str, Any], places: IntArray | None, opened: IntArray
) -> str | None:
    data = certificate["input"]
    if "capacities" not in data:
        return None
    if places is None:
        return "a certificate with capacities needs the assignment"
    sizes = decode(data["sizes"]) if "sizes" in data else np.ones(len(places), dtype=np.int64)
    load = np.zeros(len(opened), dtype=np.int64)
    np.add.at(load, places[places >= 0], sizes[places >= 0])
    if (load > decode(data["capacities"]) * opened).any():
        return "a site serves more than its capacity, or is closed"
    return None
