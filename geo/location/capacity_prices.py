"""Good prices for problems with capacity: by the volume algorithm, or from the linear program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.location.arrays import BoolArray, FloatArray, IntArray
from geo.location.capacity_relaxation import CapacityRelaxation
from geo.location.linear_program import quiet_highs
from geo.location.search_limits import SearchLimits

if TYPE_CHECKING:
    import highspy

FIRST_STEP, LAST_STEP = 1.0, 0.002
PATIENCE = 12
NEWEST = 0.1  # weight of the newest choice in the average


@dataclass(eq=False)
class Subproblem:
    """Bounds of sites, pairs that may not meet, and prices and multipliers to start from."""

    lower: IntArray
    upper: IntArray
    barred: BoolArray
    prices: FloatArray
    sides: FloatArray


@dataclass(eq=False)
class Prices:
    """Prices and multipliers, their bound, and how much sites are open and pairs meet there."""

    prices: FloatArray
    sides: FloatArray
    bound: float
    opened: FloatArray
    met: FloatArray
    is_infeasible: bool = False


class CapacityPrices:
    """Find prices for subproblems of one relaxation."""

    def __init__(self, relaxation: CapacityRelaxation, limits: SearchLimits) -> None:

        self.relaxation, self.limits = relaxation, limits
        names = [side.name for side in relaxation.program.conditions]
        self.has_number = "number" in names
        self.is_new = np.ones(relaxation.n, dtype=bool)
        self.is_new[list(relaxation.problem.fixed_sites)] = False
        self.program: highspy.Highs | None = None

    def room(self, part: Subproblem) -> int:
        """Return how many more new sites may open."""
        if not self.has_number:
            return self.relaxation.n
        return -int(self.relaxation.least[0]) - int(part.lower[self.is_new].sum())

    def threshold(self, part: Subproblem, added: FloatArray) -> Any:
        """Return the multiplier of the number: what the first free site left out would save."""
        free = -added[(part.lower < part.upper) & self.is_new]
        room = max(0, self.room(part))
        return max(0, -np.sort(-free)[room]) if room < len(free) else 0

    def chosen(self, part: Subproblem, added: FloatArray) -> BoolArray:
        """Return the sites that the relaxation opens."""
        opened: BoolArray = part.lower == 1
        free = np.flatnonzero((part.lower < part.upper) & (added < 0))
        count = self.is_new[free]
        best = free[count][np.argsort(added[free[count]], kind="stable")][: max(0, self.room(part))]
        opened[best] = True
        opened[free[~count]] = True
        return opened

    def improve(self, part: Subproblem, steps: int, target: float, enough: float) -> Prices:
        """Improve prices by the volume algorithm (Barahona and Anbil 2000) until `enough`."""
        of, n_sides = self.relaxation, len(part.sides)
        k, may = len(part.prices), part.upper == 1
        best = np.concatenate([part.prices, part.sides])
        highest = np.full(len(best), np.inf)
        if not of.must_serve and not n_sides - self.has_number:
            highest[:k] = of.outside
        bound, average, opened, met = self._try(part, best, may)
        step, waited = FIRST_STEP, 0
        for _ in range(steps):
            if bound > enough or step < LAST_STEP or self.limits.is_over():
                break
            length = float((average * average).sum())
            if length <= 1e-9:
                break
            trial = np.clip(best + step * (target - bound) / length * average, 0.0, highest)
            found, excess, found_opened, found_met = self._try(part, trial, may)
            average += NEWEST * (excess - average)
            opened += NEWEST * (found_opened - opened)
            met += NEWEST * (found_met - met)
            waited += 1
            if found > bound:
                step = min(step * 1.1, 2.0) if float((excess * average).sum()) >= 0 else step
                best, bound, waited = trial, found, 0
            elif waited >= PATIENCE:
                step, waited = step * 0.66, 0
        return Prices(best[:k], best[k:], bound, opened, met)

    def _try(
        self, part: Subproblem, values: FloatArray, may: BoolArray
    ) -> tuple[float, FloatArray, FloatArray, FloatArray]:
        """Return the bound, how it grows with prices and multipliers, and what is chosen."""
        of, k = self.relaxation, len(part.prices)
        prices, sides = values[:k], values[k:].copy()
        if self.has_number:
            sides[0] = 0.0
        filled = of.evaluate(prices, sides, may, part.barred)
        opened = self.chosen(part, filled.added)
        bound = filled.constant + float(filled.added[opened].sum())
        taken = filled.taken * opened[of.site]
        met = np.bincount(of.row, weights=taken, minlength=k)
        bare = prices - sides @ of.credit if len(sides) else prices
        inside = of.count * (of.must_serve | (bare <= of.outside)) * of.has_rows
        excess = np.concatenate([inside - met, np.zeros(len(sides))])
        if len(sides) > self.has_number:
            away = np.bincount(of.row, weights=taken * ~of.is_service, minlength=k)
            served = of.credit @ (inside - away) + of.sites_of_side @ opened
            excess[k:] = of.least - served
            excess[k : k + self.has_number] = 0.0
        return bound, excess, opened.astype(float), taken.astype(float)

    def linear(self, part: Subproblem) -> Prices | None:
        """Take the duals of the linear program; None where it is not solved in time."""
        import highspy  # noqa: PLC0415, only where programs are solved

        of, q = self.relaxation, len(self.relaxation.row)
        if self.program is None:
            lp = of.program.build()
            lp.integrality_ = []
            if of.program.is_maximization:
                lp.sense_ = highspy.ObjSense.kMinimize
                lp.col_cost_ = -np.asarray(lp.col_cost_)
            self.most = np.asarray(lp.col_upper_)[of.n :]
            self.program = quiet_highs()
            self.program.passModel(lp)
        barred = np.zeros(q, dtype=bool)
        barred[of.order] = part.barred
        high = np.concatenate([part.upper.astype(float), np.where(barred, 0.0, self.most)])
        low = np.concatenate([part.lower.astype(float), np.zeros(q)])
        self.program.changeColsBounds(of.n + q, np.arange(of.n + q, dtype=np.int32), low, high)
        self.program.setOptionValue(
            "time_limit", self.program.getRunTime() + self.limits.seconds_left
        )
        self.program.run()
        status = self.program.getModelStatus()
        k, n_sides = len(part.prices), len(part.sides)
        if status == highspy.HighsModelStatus.kInfeasible:
            ray = self._ray()
            if ray is None:
                return None
            prices, sides = self._of_duals(ray, k, n_sides, 0)
            return Prices(prices, sides, np.inf, np.zeros(of.n), np.zeros(q), is_infeasible=True)
        if status != highspy.HighsModelStatus.kOptimal:
            return None
        solution = self.program.getSolution()
        values = np.asarray(solution.col_value)
        prices, sides = self._of_duals(np.asarray(solution.row_dual), k, n_sides, 1)
        bound = float(self.program.getInfo().objective_function_value) + of.total
        return Prices(prices, sides, bound, values[: of.n], values[of.n :][of.order])

    def _ray(self) -> FloatArray | None:
        assert self.program is not None  # noqa: S101  `linear` made it
        _, exists, ray = self.program.getDualRay()  # type: ignore[attr-defined]
        return np.asarray(ray) / (float(np.abs(ray).max()) or 1.0) if exists else None

    def _of_duals(
        self, duals: FloatArray, k: int, n_sides: int, t: int
    ) -> tuple[FloatArray, FloatArray]:
        of = self.relaxation
        sides = np.maximum(duals[len(duals) - n_sides :], 0.0)
        bare = duals[:k] + (0 if of.must_serve else t * of.outside)
        return bare + (sides @ of.credit if n_sides else 0.0), sides
