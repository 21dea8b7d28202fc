"""Which site to branch on: pseudo-costs, made reliable by trial solves while they are young."""

from __future__ import annotations

import numpy as np

from geo.location.arrays import FloatArray, IntArray
from geo.location.linear_program import CoverLinearProgram

RELIABLE_AFTER = 2  # trials in each direction before a pseudo-cost is believed
MOST_TRIALS = 8  # candidates tried at one node
TRIAL_STEPS = 100  # simplex steps of one trial
SMALL = 1e-6


class Branching:
    """Reliability branching (Achterberg, Koch and Martin 2005) on the sites."""

    def __init__(self, program: CoverLinearProgram) -> None:
        n = program.model.n_sites
        self.program = program
        self.loss = np.zeros(
            (2, n)
        )  # summed loss of the bound a unit of share, closing and opening
        self.count = np.zeros((2, n))
        self.weight = np.asarray(program.model.transposed @ program.model.gain, dtype=np.float64)

    def choose(
        self,
        fractional: IntArray,
        shares: FloatArray,
        objective: float,
        lower: IntArray,
        upper: IntArray,
    ) -> int:
        """Return the fractional site whose two children lose most, by the product rule."""
        share = shares[fractional]
        scores = self._scores(fractional, share)
        order = np.argsort(-scores, kind="stable")
        best, best_score = int(fractional[order[0]]), -1.0
        trials = 0
        for position in order:
            site = int(fractional[position])
            score = float(scores[position])
            if self.count[:, site].min() < RELIABLE_AFTER and trials < MOST_TRIALS:
                score = self._try(site, float(share[position]), objective, lower, upper)
                trials += 1
            if score > best_score:
                best, best_score = site, score
        return best

    def _scores(self, sites: IntArray, share: FloatArray) -> FloatArray:
        known = self.count[:, sites]
        mean = np.where(
            self.count.sum() > 0, self.loss.sum() / max(self.count.sum(), 1.0), 1.0
        ) * np.ones_like(known)
        rate = np.where(known > 0, self.loss[:, sites] / np.maximum(known, 1.0), mean)
        score = np.maximum(rate[0] * share, SMALL) * np.maximum(rate[1] * (1 - share), SMALL)
        unknown = known.min(axis=0) == 0
        # Young sites are tried in the order of what they serve.
        largest = float(self.weight.max()) or 1.0
        score[unknown] *= 1.0 + self.weight[sites[unknown]] / largest
        return np.asarray(score)

    def _try(
        self, site: int, share: float, objective: float, lower: IntArray, upper: IntArray
    ) -> float:
        basis = self.program.basis()
        losses = []
        for value, distance in ((0, share), (1, 1.0 - share)):
            low, high = lower.copy(), upper.copy()
            low[site] = high[site] = value
            self.program.set_bounds(low, high)
            answer = self.program.solve(TRIAL_STEPS)
            loss = objective if not answer.is_feasible else max(objective - answer.objective, 0.0)
            self.loss[value, site] += loss / max(distance, SMALL)
            self.count[value, site] += 1
            losses.append(max(loss, SMALL))
            self.program.restore(basis)
        self.program.set_bounds(lower, upper)
        return losses[0] * losses[1]
