"""Which site to branch on: pseudo-costs, made reliable by trials while they are young."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from geo.location.arrays import FloatArray, IntArray

RELIABLE_AFTER = 2  # trials in each direction before a pseudo-cost is believed
SMALL = 1e-6

Trial: TypeAlias = Callable[[int, int], float]


class Branching:
    """Reliability branching (Achterberg, Koch and Martin 2005) on the sites.

    Parameters
    ----------
    weight : (n,) floats
        What each site serves; young sites are tried in that order.
    most_trials : int
        Sites tried at one node.
    """

    def __init__(self, weight: FloatArray, most_trials: int) -> None:
        self.loss = np.zeros((2, len(weight)))  # of the bound a unit of share, closing and opening
        self.count = np.zeros((2, len(weight)))
        self.weight = weight
        self.most_trials = most_trials

    def choose(self, sites: IntArray, shares: FloatArray, trial: Trial) -> int:
        """Return the site whose two children lose most, by the product rule.

        Parameters
        ----------
        sites : (c,) candidates
        shares : (n,) open share of every site in the relaxation
        trial : callable
            Site and value (0 closes, 1 opens) to the loss of the bound, at least 0.
        """
        share = shares[sites]
        scores = self._scores(sites, share)
        best, best_score, trials = int(sites[int(np.argmax(scores))]), -1.0, 0
        for position in np.argsort(-scores, kind="stable"):
            site, score = int(sites[position]), float(scores[position])
            if self.count[:, site].min() < RELIABLE_AFTER:
                if trials == self.most_trials:
                    continue
                score = self._try(site, float(share[position]), trial)
                trials += 1
            if score > best_score:
                best, best_score = site, score
        return best

    def _scores(self, sites: IntArray, share: FloatArray) -> FloatArray:
        known = self.count[:, sites]
        mean = self.loss.sum() / self.count.sum() if self.count.sum() else 1.0
        rate = np.where(known > 0, self.loss[:, sites] / np.maximum(known, 1.0), mean)
        score = np.maximum(rate[0] * share, SMALL) * np.maximum(rate[1] * (1 - share), SMALL)
        young = known.min(axis=0) == 0
        largest = float(self.weight.max()) or 1.0
        score[young] *= 1.0 + self.weight[sites[young]] / largest
        return np.asarray(score, dtype=np.float64)

    def _try(self, site: int, share: float, trial: Trial) -> float:
        product = 1.0
        for value, distance in ((0, share), (1, 1.0 - share)):
            loss = trial(site, value)
            self.loss[value, site] += loss / max(distance, SMALL)
            self.count[value, site] += 1
            product *= max(loss, SMALL)
        return product
