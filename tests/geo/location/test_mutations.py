"""Every number of a valid certificate altered: it is refused, or what it claims is still true."""

from __future__ import annotations

import base64
import copy
import zlib
from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
import pytest

from geo.location import (
    InvalidCertificateError,
    MaximalCovering,
    PCenter,
    PMedian,
    SetCovering,
    solve,
    verify,
)
from geo.location.proof_tree import encode_integers

PLACES = [(0, 0), (2, 1), (4, 0), (5, 3), (1, 4), (3, 5)]
SITES = [(1, 1), (4, 1), (2, 4), (5, 5)]
DISTANCES = np.array([[2, 6, 4, 9], [1, 3, 4, 8], [5, 1, 6, 7], [6, 4, 5, 2], [4, 7, 1, 6]])
COVERING: dict[str, Any] = {
    "demand_xy": PLACES,
    "sites_xy": SITES,
    "weights": [3, 4, 5, 2, 6, 1],
    "service_radius_m": 2.5,
}
ZONES: dict[str, Any] = {"zones": [0, 0, 1, 1, 0, 1], "minimum_zone_ratio": 0.3}
PROBLEMS = {
    "covering": MaximalCovering(**COVERING, n_sites=2),
    "covering in zones": MaximalCovering(**COVERING, **ZONES, n_sites=1),
    "covering on a budget": MaximalCovering(
        **COVERING, n_sites=3, site_costs=[3, 4, 2, 1], budget=6, fixed_sites=[3]
    ),
    "covering with capacity": MaximalCovering(**COVERING, n_sites=2, capacity=2),
    "set covering": SetCovering(**COVERING, share_ratio=0.8),
    "median": PMedian(DISTANCES, weights=[3, 1, 2, 2, 4], n_sites=2),
    "median with capacity": PMedian(DISTANCES, n_sites=3, capacity=5, sizes=[3, 1, 2, 2, 4]),
    "center": PCenter(DISTANCES, n_sites=2),
}


def unpacked(part: Any) -> Any:
    """Replace every packed list of a certificate by plain numbers."""
    if isinstance(part, dict) and set(part) == {"type", "n", "data"}:
        data = zlib.decompress(base64.b64decode(part["data"]))
        return {"packed": np.frombuffer(data, dtype=part["type"]).astype(int).tolist()}
    if isinstance(part, dict):
        return {name: unpacked(value) for name, value in part.items()}
    return [unpacked(value) for value in part] if isinstance(part, list) else part


def packed(part: Any) -> Any:
    """Undo `unpacked`."""
    if isinstance(part, dict) and set(part) == {"packed"}:
        return encode_integers(np.asarray(part["packed"], dtype=np.int64))
    if isinstance(part, dict):
        return {name: packed(value) for name, value in part.items()}
    return [packed(value) for value in part] if isinstance(part, list) else part


def mutants(part: Any, whole: Any) -> Iterator[Any]:
    """Give the certificate with each of its numbers one or many more or less, one at a time."""
    for key in part if isinstance(part, dict) else range(len(part)):
        value = part[key]
        if isinstance(value, dict | list):
            yield from mutants(value, whole)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            for change in (-1, 1, 1000):
                part[key] = value + change
                yield packed(copy.deepcopy(whole))
            part[key] = value


def truth(document: dict[str, Any]) -> tuple[float | None, float | None]:
    """Return the best value of what a certificate asks, and that of its sites, by trying all."""
    asked, data = document["conditions"], unpacked(document)["input"]
    lists = {name: part["packed"] for name, part in data.items()}
    m, n = len(lists["weights"]), asked["n_candidates"]
    if "distances" in lists:
        far = np.asarray(lists["distances"]).reshape(m, n)
        near = far <= lists["radius"][0]
    else:
        places = (np.asarray(lists[name]).reshape(-1, 2) for name in ("demand_xy", "sites_xy"))
        points, centres = places
        squared = ((points[:, None] - centres[None]) ** 2).sum(axis=2)
        near, far = squared <= np.asarray(lists["radii"]) ** 2, np.zeros((m, n), dtype=int)
    values: dict[tuple[int, ...], float] = {}
    for flags in product((0, 1), repeat=n):
        sites = tuple(int(j) for j in np.flatnonzero(flags))
        value = _value(asked, lists, near, far, sites)
        if value is not None:
            values[sites] = value
    best = max if asked["problem"] == "MaximalCovering" else min
    own = values.get(tuple(sorted(set(document["claim"]["sites"]))))
    return best(values.values(), default=None), own


def _value(asked: Any, lists: Any, near: Any, far: Any, sites: tuple[int, ...]) -> float | None:
    weights = np.asarray(lists["weights"])
    new = set(sites) - set(asked["fixed_sites"])
    if not set(asked["fixed_sites"] + asked["required_sites"]) <= set(sites):
        return None
    if new & set(asked["forbidden_sites"]):
        return None
    if asked["problem"] != "SetCovering" and len(new) > asked["n_sites"]:
        return None
    if asked["budget"] is not None and sum(asked["costs"][j] for j in new) > asked["budget"]:
        return None
    maximum = asked["problem"] == "MaximalCovering"
    found: list[float] = []
    for places in _assignments(asked, lists, near, far, sites):
        served = np.array([j >= 0 and near[i, j] for i, j in enumerate(places)])
        if not _keeps_zones(asked, lists, weights, served):
            continue
        if maximum:
            found.append(int(weights[served].sum()))
        elif asked["problem"] == "SetCovering":
            share = float(asked["share_ratio"])
            enough = served.all() if share >= 1 else weights[served].sum() >= share * weights.sum()
            found += [len(new)] if enough else []
        else:
            metres = far[np.arange(len(places)), places]
            paid = metres * weights
            found.append(
                int(
                    paid.sum()
                    if "PMedian" in asked["problem"]
                    else metres[weights > 0].max(initial=0)
                )
            )
    return (max if maximum else min)(found, default=None)


def _keeps_zones(asked: Any, lists: Any, weights: Any, served: Any) -> bool:
    zones = np.asarray(lists.get("zones", [-1] * len(weights)))
    return all(
        weights[served & (zones == zone)].sum() >= float(share) * weights[zones == zone].sum()
        for zone, share in asked["zone_ratios"]
    )


def _assignments(
    asked: Any, lists: Any, near: Any, far: Any, sites: tuple[int, ...]
) -> Iterator[tuple[int, ...]]:
    """Give the nearest sites, or with capacity all assignments that fit."""
    m = len(near)
    is_cover = asked["problem"] in {"MaximalCovering", "SetCovering"}
    if "capacities" not in lists:
        if not is_cover and not sites:
            return
        if is_cover:
            yield tuple(next((j for j in sites if near[i, j]), -1) for i in range(m))
        else:
            yield tuple(min(sites, key=lambda j: far[i, j]) for i in range(m))
        return
    options = [
        [j for j in sites if near[i, j]] + [-1] if is_cover else list(sites) for i in range(m)
    ]
    sizes = lists.get("sizes", [1] * m)
    for places in product(*options):
        loads = np.zeros(asked["n_candidates"])
        for i, j in enumerate(places):
            loads[j] += sizes[i] if j >= 0 else 0
        if (loads <= np.asarray(lists["capacities"])).all():
            yield places


@pytest.mark.parametrize("name", PROBLEMS)
def test_altered_certificate_is_refused_or_still_true(name: str) -> None:
    problem = PROBLEMS[name]
    document = solve(problem).certificate
    assert verify(document, problem).is_value_confirmed
    plain = unpacked(document)
    is_maximum = isinstance(problem, MaximalCovering)
    n_refused = 0
    for altered in mutants(plain, plain):
        try:
            found = verify(altered)
        except InvalidCertificateError:
            n_refused += 1
            continue
        if not found.is_value_confirmed and not found.is_bound_confirmed:
            n_refused += 1
            continue
        best, own = truth(altered)
        claim = altered["claim"]
        if found.is_value_confirmed:
            assert own is not None
            assert claim["value"] <= own if is_maximum else claim["value"] >= own
        if found.is_bound_confirmed and best is not None:
            assert claim["bound"] >= best if is_maximum else claim["bound"] <= best
    assert n_refused > 20
