"""Check what a plan's certificate claims, in whole numbers of unlimited size.

Standard library only and nothing of the search: a copy of this file runs alone, as
``python checker.py CERTIFICATE``. Every question is one of least cost. Row i, a demand point or
equal ones as one, goes to an open site j at cost c[i, j], or stays outside at o[i] where it may;
opening site j costs f[j]; conditions g . y + h . served >= b hold (number, budget, zones, share):

- p-median: c is weight times distance, and nobody stays outside.
- maximal covering: c = 0 and o is the weight, so that the cost is what is not served.
- set covering: c = 0 and f = 1; nobody stays outside, or the share is a condition and o = 0.
- p-center: set covering at the next smaller distance takes more than p sites.

Prices p of any sign and multipliers v >= 0 bound t times the cost from below (weak duality;
Cornuejols, Fisher and Nemhauser 1977)::

    sum_i min(p_i - v h_i, t o_i) + v b + sum_j min over y_j of y_j (t f_j - v g_j - best_j)

where best_j is the most that sum_i max(0, p_i - t c_ij) can be within the capacity of j; a row that
is at j without being served counts with p_i - v h_i there. A part of the search tree ends where
this shows that nothing in it costs less than the claim.
"""

from __future__ import annotations

import json
import sys
import zlib
from array import array
from base64 import b64decode
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Any

FORMAT = "quanmap-location-certificate/2"
MOST_BYTES = 2**30  # of one list, unpacked
MOST_SITES = 10**6
LARGEST_TABLE = 5000  # up to this capacity a knapsack is filled exactly


class UnfoundedClaim(Exception):
    """A claim that the certificate does not show."""


def require(holds: object, reason: str) -> None:
    """Refuse the claim unless the condition holds."""
    if not holds:
        raise UnfoundedClaim(reason)


def whole(value: object, most: int, name: str) -> int:
    """Return a whole number from 0 to `most`; a ValueError for anything else."""
    if type(value) is not int or not 0 <= value <= most:
        raise ValueError(f"{name} is {value!r}, no whole number from 0 to {most}")
    return value


def ratio(text: str) -> Fraction:
    """Read a decimal number or a fraction of at least 0."""
    if len(text) > 60 or abs(int(text.partition("e")[2] or 0)) > 30 or Fraction(text) < 0:
        raise ValueError(f"{text!r} is no share and no quantum")
    return Fraction(text)


def decode(part: Any, least: int = 0) -> list[int]:
    """Read whole numbers: a list, or deflated little-endian bytes in base64."""
    if isinstance(part, list):
        return [whole(number - least, 2**200, "a number") + least for number in part]
    unpacker = zlib.decompressobj()
    data = unpacker.decompress(b64decode(part["data"], validate=True), MOST_BYTES)
    numbers = array({"<i1": "b", "<i2": "h", "<i4": "i", "<i8": "q"}[part["type"]])
    numbers.frombytes(data)
    if sys.byteorder == "big":
        numbers.byteswap()
    if len(numbers) != part["n"] or not unpacker.eof or min(numbers, default=least) < least:
        raise ValueError(f"a list is not of {part['n']!r} numbers of at least {least}")
    return numbers.tolist()


def bits(sites: Any) -> int:
    """Return the number whose bit j says whether site j is one of these."""
    return sum(1 << j for j in set(sites))


def reached(data: dict[str, Any], m: int, n: int) -> list[int]:
    """Recompute who reaches whom: bit j of number i says whether site j reaches point i."""
    if "indptr" in data:
        start, sites = decode(data["indptr"]), decode(data["indices"])
        whole(max(sites, default=0), MOST_SITES, "a site")
        ends = zip(start[:-1], start[1:], range(m), strict=True)
        return [bits(sites[first:last]) for first, last, _ in ends]
    masks, radii = [0] * m, decode(data["radii"])
    places, centres = (decode(data[name], -(2**63)) for name in ("demand_xy", "sites_xy"))
    xs, ys, x_of_sites, y_of_sites = places[::2], places[1::2], centres[::2], centres[1::2]
    order, across = sorted(range(m), key=xs.__getitem__), sorted(xs)
    for j, x, y, radius in zip(range(n), x_of_sites, y_of_sites, radii, strict=True):
        for i in order[bisect_left(across, x - radius) : bisect_right(across, x + radius)]:
            if (xs[i] - x) ** 2 + (ys[i] - y) ** 2 <= radius * radius:
                masks[i] |= 1 << j
    return masks


class Question:
    """What was asked: sites that must and may open, demand, who reaches whom and how far."""

    def __init__(self, certificate: dict[str, Any]) -> None:
        asked, data = certificate["conditions"], certificate["input"]
        self.kind = asked["problem"]
        self.n = whole(asked["n_candidates"], MOST_SITES, "n_candidates")
        sites = set(range(self.n))
        fixed, required, closed = (
            {whole(site, self.n - 1, name) for site in asked[name]}
            for name in ("fixed_sites", "required_sites", "forbidden_sites")
        )
        self.new, self.must, self.may = sites - fixed, fixed | required, sites - closed | fixed
        self.serves_all = self.kind in {"PMedian", "PCenter"}
        self.costs_sites = self.kind in {"SetCovering", "PCenter"}
        self.number = whole(asked["n_sites"] or 0, MOST_SITES, "n_sites")
        self.share = ratio(asked["share_ratio"] or "0")
        costs = asked["costs"] or [0] * self.n
        self.costs = [whole(costs[j], 2**63, "a cost") * (j in self.new) for j in range(self.n)]
        self.budget = whole(asked["budget"] or 0, 2**63, "the budget")
        self.has_budget = asked["budget"] is not None
        self.weights = decode(data["weights"])
        m = len(self.weights)
        self.zones = decode(data["zones"], -(2**63)) if "zones" in data else [-1] * m
        self.rooms = decode(data["capacities"]) if "capacities" in data else None
        self.sizes = decode(data["sizes"]) if "sizes" in data else [1] * m
        self.distances: list[list[int]] = []
        if self.serves_all:
            far, radius = decode(data["distances"]), decode(data["radius"], -1)[0]
            self.distances = [far[i : i + self.n] for i in range(0, len(far), self.n)]
            self.reach = [bits(j for j in sites if row[j] <= radius) for row in self.distances]
        else:
            self.reach = reached(data, m, self.n)
        totals = Counter[int]()
        for zone, weight, _, _ in zip(
            self.zones, self.weights, self.reach, self.sizes, strict=True
        ):
            totals[zone] += weight
        self.needs = {z: ceil(ratio(part) * totals[z]) for z, part in asked["zone_ratios"]}


def confirm_value(certificate: dict[str, Any], asked: Question) -> None:
    """Recompute what the claimed sites and assignment reach, under every condition."""
    claim, opened = certificate["claim"], set(certificate["claim"]["sites"])
    require(opened <= set(range(asked.n)), "a site that is no candidate is open")
    kept = asked.must <= opened <= asked.may
    require(kept, "a required site is closed or a forbidden one open")
    number, cost = len(opened & asked.new), sum(asked.costs[j] for j in opened)
    is_few = number <= asked.number or asked.kind == "SetCovering"
    require(is_few, f"{number} new sites are open, {asked.number} are allowed")
    is_cheap = cost <= asked.budget or not asked.has_budget
    require(is_cheap, f"the new sites cost {cost}, the budget is {asked.budget}")
    served, loads, near, all_served = Counter[int](), Counter[int](), [0], 1
    points = zip(decode(claim["assignment"], -1), asked.reach, strict=True)
    for i, (j, mask) in enumerate(points):
        require(j in opened or j == -1, "a point is assigned to a closed site")
        is_served = mask >> j & 1 if j >= 0 else 0
        require(is_served or j < 0 or asked.serves_all, f"site {j} does not reach point {i}")
        require(j >= 0 or not asked.serves_all, f"point {i} is assigned to no site")
        served[asked.zones[i]] += asked.weights[i] * is_served
        loads[j] += asked.sizes[i]
        all_served &= is_served
        near.append(asked.distances[i][j] if asked.serves_all else 0)
    for j, room in enumerate(asked.rooms or ()):
        require(loads[j] <= room, f"site {j} serves more than its capacity")
    for zone, need in asked.needs.items():
        require(served[zone] >= need, f"zone {zone} is served less than its share")
    weight, metre = (ratio(certificate["quantum"][name]) for name in ("weight", "distance_m"))
    counted = [(w, d) for w, d in zip(asked.weights, near[1:], strict=True) if w]
    found, unit = {
        "MaximalCovering": (served.total(), weight),
        "SetCovering": (number, Fraction(1)),
        "PMedian": (sum(w * d for w, d in counted), weight * metre),
        "PCenter": (max((d for _, d in counted), default=0), metre),
    }[asked.kind]
    if asked.kind == "SetCovering":
        enough = served.total() >= asked.share * sum(asked.weights)
        require(enough and (all_served or asked.share < 1), "less than the share is served")
    require(found == claim["value"], f"the value is {found}, claimed is {claim['value']}")
    require(float(found * unit) == claim["objective"], "the objective is not value times quantum")


@dataclass
class Row:
    """Equal demand points; `outside` is None where they must be served."""

    weight: int
    outside: int | None
    size: int
    sides: list[int]  # conditions to which serving the row counts its weight
    count: int = 1


@dataclass
class Part:
    """A part of the tree: sites that must and may open, and (row, site) that may not meet."""

    must: set[int]
    may: set[int]
    banned: frozenset[tuple[int, int]] = frozenset()
    is_closed: bool = False


class Model:
    """The question as rows, the sites that may serve each at what cost, and conditions."""

    def __init__(self, asked: Question, may: set[int], radius: int | None = None) -> None:
        self.asked, self.may, self.rows, self.row_of = asked, may, list[Row](), dict[int, int]()
        self.columns: dict[int, list[tuple[int, int, int]]] = {j: [] for j in may}
        self.sides: list[tuple[list[int], int]] = []
        if not asked.costs_sites:
            self.sides.append(([-(j in asked.new) for j in range(asked.n)], -asked.number))
        if asked.has_budget:
            self.sides.append(([-cost for cost in asked.costs], -asked.budget))
        self.side_of_zone = {z: [len(self.sides) + k] for k, z in enumerate(asked.needs)}
        self.sides += [([0] * asked.n, need) for need in asked.needs.values()]
        if asked.serves_all:
            self._add_points(radius)
        else:
            self._add_groups()

    def _add_points(self, radius: int | None) -> None:
        asked = self.asked
        for i, weight in enumerate(asked.weights):
            if weight or asked.rooms is not None:
                sides = self.side_of_zone.get(asked.zones[i], [])
                for j in self.may:
                    d, is_served = asked.distances[i][j], asked.reach[i] >> j & 1
                    if radius is None or d <= radius:
                        cost = 0 if asked.costs_sites else weight * d
                        self.columns[j].append((len(self.rows), cost, is_served))
                self.row_of[i] = len(self.rows)
                self.rows.append(Row(weight, None, asked.sizes[i], sides))

    def _add_groups(self) -> None:
        asked, share, usable = self.asked, list[int](), bits(self.may)
        if asked.kind == "SetCovering" and asked.share < 1:
            share = [len(self.sides)]
            self.sides.append(([0] * asked.n, ceil(asked.share * sum(asked.weights))))
        groups: dict[tuple[int, int, int], int] = {}
        for i, (mask, zone) in enumerate(zip(asked.reach, asked.zones, strict=True)):
            own = -1 if asked.rooms is None else asked.weights[i]
            place = groups.setdefault((mask & usable, zone, own), len(self.rows))
            if place < len(self.rows):
                self.rows[place].weight += asked.weights[i] * (own < 0)
                self.rows[place].count += own >= 0
            elif mask & usable:
                self.row_of[i] = place
                sides = self.side_of_zone.get(zone, []) + share
                self.rows.append(Row(asked.weights[i], 0, 1, sides))
                for j in range(asked.n):
                    if mask & usable & 1 << j:
                        self.columns[j].append((place, 0, 1))
            else:
                del groups[0, zone, own]
        for row in self.rows:
            row.outside = row.weight if not asked.costs_sites else 0 if share else None

    def lower_bound(
        self, prices: list[int], sides: list[int], t: int, part: Part
    ) -> tuple[int, dict[int, int]]:
        """Return the constant of the bound, and what each site that may open adds to it."""
        bound = sum(v * least for v, (_, least) in zip(sides, self.sides, strict=True))
        bare = []
        for row, price in zip(self.rows, prices, strict=True):
            bare.append(price - sum(sides[k] for k in row.sides) * row.weight)
            limit = bare[-1] if row.outside is None else t * row.outside
            bound += row.count * min(bare[-1], limit)
        added = {}
        for j in part.may:
            items = [
                (saved, i)
                for i, cost, is_served in self.columns[j]
                if (saved := (prices if is_served else bare)[i] - t * cost) > 0
            ]
            if part.banned:
                items = [item for item in items if (item[1], j) not in part.banned]
            opening = t * (self.asked.costs_sites and j in self.asked.new)
            opening -= sum(v * g[j] for v, (g, _) in zip(sides, self.sides, strict=True))
            added[j] = opening - self.fill(j, items)
        return bound, added

    def fill(self, j: int, items: list[tuple[int, int]]) -> int:
        """Return the most that rows can save within the capacity of a site, or no less."""
        rows, rooms = self.rows, self.asked.rooms
        if rooms is None or sum(rows[i].size * rows[i].count for _, i in items) <= rooms[j]:
            return sum(saved * rows[i].count for saved, i in items)
        left, best = rooms[j], sum(saved for saved, i in items if not rows[i].size)
        items = [(saved, i) for saved, i in items if rows[i].size]
        if left > LARGEST_TABLE or all(rows[i].size == 1 for _, i in items):
            for saved, i in sorted(items, key=lambda item: Fraction(-item[0], rows[item[1]].size)):
                amount = min(left, rows[i].size * rows[i].count)
                best, left = best - (-saved * amount // rows[i].size), left - amount
            return best
        table = [0] * (left + 1)
        for saved, i in items:
            size = rows[i].size
            table[size:] = map(max, table[size:], [most + saved for most in table])
        return best + table[-1]


def without_dominated(asked: Question, dominated: list[list[int]]) -> set[int]:
    """Close sites that another one makes needless: it reaches as many and costs no more."""
    gone, always = {site for site, _ in dominated}, bits(asked.must)
    left = {mask for mask in asked.reach if not mask & always}
    for site, better in dominated:
        may = better in asked.may - gone and site not in asked.must and asked.rooms is None
        may = may and asked.costs[better] <= asked.costs[site]
        may = may and all(mask >> better & 1 or not mask >> site & 1 for mask in left)
        require(may, f"site {site} is not dominated by site {better}")
    return asked.may - gone


def confirm_bound(certificate: dict[str, Any], asked: Question) -> None:
    """Replay the tree that is to show the claimed bound."""
    claim, proof = certificate["claim"], certificate["proof"] or {"dominated": []}
    value, bound = claim["value"], claim["bound"]
    require(type(value) is type(bound) is int, "value and bound are no whole numbers")
    is_maximum, may, cost = asked.kind == "MaximalCovering", asked.may, bound
    require((bound - value) * (2 * is_maximum - 1) >= 0, "the bound contradicts the value")
    require((claim["status"] == "optimal") == (bound == value), "the status contradicts the bound")
    if asked.kind == "PCenter":
        far = [row for row, weight in zip(asked.distances, asked.weights, strict=True) if weight]
        smaller = max((row[j] for row in far for j in may if row[j] < bound), default=-1)
        require(far or bound <= 0, "no point counts, so that the farthest distance is 0")
        if not far or any(all(row[j] > smaller for j in may) for row in far):
            return
        model, cost = Model(asked, may, smaller), asked.number + 1
    else:
        may = may if asked.serves_all else without_dominated(asked, proof["dominated"])
        model = Model(asked, may)
    if is_maximum:
        cost = sum(row.weight * row.count for row in model.rows) - bound
    if cost > 0:  # no cost is negative, so that anything else needs no proof
        require("steps" in proof, "the bound comes without a proof")
        replay(model, proof, cost)


def replay(model: Model, proof: dict[str, Any], cost: int) -> None:
    """Confirm that the tree shows that nothing costs less than `cost`."""
    rows = [model.row_of[i] for i in decode(proof["points"])]
    stack = [Part(model.asked.must, model.may)]
    for number, step in enumerate(proof["steps"]):
        require(stack, f"step {number} comes after the end of the tree")
        part = stack.pop()
        if step[0] == "use":
            stack.append(narrowed(model, part, rows, proof["multipliers"][step[1]], cost))
        elif step[0] == "split":
            stack += reversed(halves(model, part, *step[1:]))
        else:
            ends = part.is_closed or not part.must <= part.may
            require(ends, f"step {number} leaves a part of the tree that may beat the claim")
    require(not stack, "the tree ends too early")


def narrowed(model: Model, part: Part, rows: list[int], used: dict[str, Any], cost: int) -> Part:
    """Bound a part by multipliers; settle each site whose other value costs too much."""
    prices, t = [0] * len(model.rows), whole(used["t"], 2**62, "t")
    for row, price in zip(rows, decode(used["prices"], -(2**63)), strict=True):
        prices[row] = price
    bound, added = model.lower_bound(prices, decode(used["sides"]), t, part)
    bound += sum(more if j in part.must else min(more, 0) for j, more in added.items())
    slack = t * (cost - 1) - bound
    must = part.must | {j for j, more in added.items() if -more > slack}
    may = part.may - {j for j, more in added.items() if more > slack and j not in part.must}
    return Part(must, may, part.banned, part.is_closed or slack < 0)


def halves(model: Model, part: Part, j: int, i: int | None = None) -> list[Part]:
    """Split a part: site j closed or open; or row i not at j, or at no other site than j."""
    opened = replace(part, must=part.must | {whole(j, model.asked.n - 1, "a site")})
    if i is None:
        return [replace(part, may=part.may - {j}), opened]
    require(model.rows[i].count == 1, f"row {i} stands for several points and cannot be split")
    others = {(i, k) for k in part.may if k != j}
    apart = replace(part, banned=part.banned | {(i, j)})
    return [apart, replace(opened, banned=part.banned | others)]


def check(certificate: dict[str, Any]) -> tuple[str | None, str | None]:
    """Return why the value and why the bound is refused, None for what is confirmed.

    Raises
    ------
    LookupError, TypeError, ValueError, AttributeError, ArithmeticError, zlib.error
        For what is no certificate.
    """
    if certificate["format"] != FORMAT:
        raise ValueError(f"the format is {certificate['format']!r}, not {FORMAT!r}")
    asked, found = Question(certificate), list[str | None]()
    for confirm in (confirm_value, confirm_bound):
        try:
            confirm(certificate, asked)
            found.append(None)
        except UnfoundedClaim as refusal:
            found.append(str(refusal))
    return found[0], found[1]


if __name__ == "__main__":
    for name, why in zip(
        ("value", "bound"), check(json.loads(Path(sys.argv[1]).read_text("utf-8"))), strict=True
    ):
        print(f"{name}: {why or 'confirmed'}")  # noqa: T201  a program of its own
