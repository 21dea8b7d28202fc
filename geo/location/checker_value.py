"""Check the value that a certificate claims, in exact whole numbers.

This module and `checker_bound` rebuild everything from the certificate's input; they share nothing
with the search and import nothing of it.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, prod
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

IntArray: TypeAlias = NDArray[np.int64]
BoolArray: TypeAlias = NDArray[np.bool_]
LARGEST = 2**62  # what sums may reach: beyond that 64 bits would not be exact
CHUNK = 50_000


class Refusal(Exception):
    """A claim that the certificate does not show."""


def require(holds: object, reason: str) -> None:
    """Refuse the claim unless the condition holds."""
    if not holds:
        raise Refusal(reason)


def total(values: IntArray) -> int:
    """Sum exactly; a ValueError where 64 bits could be left."""
    if np.abs(values).sum(dtype=np.float64) > LARGEST:
        raise ValueError("numbers are too large for exact arithmetic")
    return int(values.sum())


def fits(*factors: IntArray | int) -> None:
    """Raise a ValueError where a product of these could leave 64 bits."""
    if prod(int(np.abs(factor).max(initial=0)) for factor in map(np.asarray, factors)) > LARGEST:
        raise ValueError("numbers are too large for exact arithmetic")


def decode(part: Mapping[str, Any]) -> IntArray:
    """Read whole numbers from deflated little-endian bytes in base64."""
    data = zlib.decompress(base64.b64decode(part["data"], validate=True))
    values = np.frombuffer(data, dtype=np.dtype(str(part["type"]))).astype(np.int64)
    if len(values) != part["n"]:
        raise ValueError(f"a list holds {len(values)} numbers and claims {part['n']}")
    return values


@dataclass(frozen=True, eq=False)
class Question:
    """What was asked: sites that must and may open, demand, who reaches whom and how far."""

    conditions: Mapping[str, Any]
    data: Mapping[str, Any]
    lower: IntArray
    upper: IntArray
    new: IntArray
    weights: IntArray
    zones: IntArray
    distances: IntArray | None
    reach: BoolArray

    @property
    def kind(self) -> str:
        """Name of the problem's class."""
        return str(self.conditions["problem"])

    @property
    def share(self) -> Fraction:
        """Share that set covering must serve."""
        return Fraction(self.conditions["share_ratio"])

    @property
    def all_distances(self) -> IntArray:
        """The distances, which p-median and p-center cannot do without."""
        if self.distances is None:
            raise ValueError("the certificate carries no distances")
        return self.distances

    def zone_needs(self) -> Iterable[tuple[int, int]]:
        """Give each zone with the weight that must be served in it."""
        for zone, ratio in self.conditions["zone_ratios"]:
            yield zone, ceil(Fraction(ratio) * total(self.weights[self.zones == zone]))


def read_question(certificate: Mapping[str, Any]) -> Question:
    """Rebuild the question from a certificate's conditions and input."""
    conditions, data = certificate["conditions"], certificate["input"]
    n = int(conditions["n_candidates"])
    lower, upper, new = np.zeros(n, np.int64), np.ones(n, np.int64), np.ones(n, np.int64)
    upper[conditions["forbidden_sites"]] = 0
    lower[conditions["required_sites"]] = 1
    fixed = conditions["fixed_sites"]
    lower[fixed], upper[fixed], new[fixed] = 1, 1, 0
    weights, distances = decode(data["weights"]), None
    zones = decode(data["zones"]) if "zones" in data else np.full(len(weights), -1)
    if "distances" in data:
        distances = decode(data["distances"]).reshape(len(weights), n)
        reach = np.asarray(distances <= decode(data["radius"])[0])
    else:
        reach = coverage(data, n)
    if weights.min(initial=0) < 0 or (distances is not None and distances.min(initial=0) < 0):
        raise ValueError("a weight or a distance is negative")
    return Question(conditions, data, lower, upper, new, weights, zones, distances, reach)


def coverage(data: Mapping[str, Any], n: int) -> BoolArray:
    """Recompute who reaches whom, (m, n)."""
    if "indptr" in data:
        start, sites = decode(data["indptr"]), decode(data["indices"])
        covers = np.zeros((len(start) - 1, n), dtype=bool)
        covers[np.repeat(np.arange(len(start) - 1), np.diff(start)), sites] = True
        return covers
    points, centres = (decode(data[name]).reshape(-1, 2) for name in ("demand_xy", "sites_xy"))
    radii = decode(data["radii"])
    fits(points, 2)
    fits(centres, 2)
    fits(radii, radii, 2)
    covers = np.zeros((len(points), n), dtype=bool)
    for chunk in range(0, len(points), CHUNK):
        rows = slice(chunk, chunk + CHUNK)
        for j in range(n):
            delta = points[rows] - centres[j]
            near = (np.abs(delta) <= radii[j]).all(axis=1)  # keeps the squares within 64 bits
            delta[~near] = 0
            covers[rows, j] = near & ((delta**2).sum(axis=1) <= radii[j] ** 2)
    return covers


def confirm_value(certificate: Mapping[str, Any], question: Question) -> None:
    """Recompute what the claimed sites reach, under every condition."""
    claim, conditions = certificate["claim"], question.conditions
    n = len(question.new)
    require(all(0 <= site < n for site in claim["sites"]), "a site that is no candidate is open")
    opened = np.zeros(n, dtype=np.int64)
    opened[claim["sites"]] = 1
    kept = (question.lower <= opened).all() and (opened <= question.upper).all()
    require(kept, "a required site is closed or a forbidden one open")
    number, most = int(question.new @ opened), conditions["n_sites"]
    require(most is None or number <= most, f"{number} new sites are open, {most} are allowed")
    if conditions["budget"] is not None:
        cost = sum(c for c, is_open in zip(conditions["costs"], opened, strict=True) if is_open)
        require(
            cost <= conditions["budget"],
            f"the new sites cost {cost}, the budget is {conditions['budget']}",
        )
    served, near = service(question, claim, opened)
    for zone, need in question.zone_needs():
        reached = total(question.weights[served & (question.zones == zone)])
        require(reached >= need, f"zone {zone} is served less than its share")
    found = objective(question, served, near, number)
    require(found == claim["value"], f"the value is {found}, claimed is {claim['value']}")
    unit = quantum(certificate, question.kind)
    require(float(found * unit) == claim["objective"], "the objective is not value times quantum")


def quantum(certificate: Mapping[str, Any], kind: str) -> Fraction:
    """Return what one unit of the value stands for."""
    weight, distance = (Fraction(certificate["quantum"][name]) for name in ("weight", "distance_m"))
    units = {"MaximalCovering": weight, "PMedian": weight * distance, "PCenter": distance}
    return units.get(kind, Fraction(1))


def service(
    question: Question, claim: Mapping[str, Any], opened: IntArray
) -> tuple[BoolArray, IntArray | None]:
    """Return who is served, and each point's distance to the site it goes to."""
    reach, distances, data = question.reach, question.distances, question.data
    if claim.get("assignment") is None:
        require("capacities" not in data, "a certificate with capacities needs the assignment")
        require(distances is None or opened.any(), "no site is open")
        near = None if distances is None else distances[:, opened == 1].min(axis=1)
        return np.asarray(reach[:, opened == 1].any(axis=1)), near
    places = decode(claim["assignment"])
    rows = np.flatnonzero(places >= 0)
    at = places[rows]
    require(opened[at].all(), "a point is assigned to a closed site")
    served = np.zeros(len(reach), dtype=bool)
    served[rows] = reach[rows, at]
    if "capacities" in data:
        sizes = decode(data["sizes"]) if "sizes" in data else np.ones(len(places), dtype=np.int64)
        load = np.zeros(len(opened), dtype=np.int64)
        total(sizes)
        np.add.at(load, at, sizes[rows])
        room = decode(data["capacities"])
        require((load <= room).all(), "a site serves more than its capacity")
    if distances is None:
        require(served[rows].all(), "a point is assigned to a site that does not reach it")
        return served, None
    require(len(rows) == len(reach), "a point is assigned to no site")
    return served, distances[rows, at]


def objective(question: Question, served: BoolArray, near: IntArray | None, number: int) -> int:
    """Return the objective in whole quanta."""
    weights, kind = question.weights, question.kind
    if near is not None and kind == "PCenter":
        return int(near[weights > 0].max(initial=0))
    if near is not None and kind == "PMedian":
        fits(near, weights)
        return total(near * weights)
    reached = total(weights[served])
    if kind == "MaximalCovering":
        return reached
    if kind != "SetCovering":
        raise ValueError(f"{kind!r} is no problem, or lacks distances")
    share = question.share
    enough = served.all() if share >= 1 else reached >= ceil(share * total(weights))
    require(enough, "the sites serve less than the share")
    return number
