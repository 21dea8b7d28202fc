"""The location set covering problem (LSCP): the fewest new sites that serve all, or a share."""

from __future__ import annotations

from dataclasses import dataclass

from geo.location.branch_and_bound import CoverSearch
from geo.location.cover_heuristics import greedy_cover
from geo.location.cover_model import CoverModel
from geo.location.covering_problem import CoveringProblem
from geo.location.errors import InvalidProblemError
from geo.location.search_limits import SearchLimits
from geo.location.tree_search import SearchResult


@dataclass(frozen=True, eq=False)
class SetCovering(CoveringProblem):
    """Open the fewest new sites that serve a share of the weight (Toregas et al. 1971).

    ::

        min sum_j y[j],  sum_i w[i] z[i] >= share * sum_i w[i],  z[i] <= sum_j a[i, j] y[j]

    Parameters
    ----------
    share_ratio : float
        Share of the weight to serve, in [0, 1]. At 1 every point must be served, those of weight
        0 too.
    """

    share_ratio: float = 1.0

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 0 <= self.share_ratio <= 1:
            raise InvalidProblemError(f"share_ratio is {self.share_ratio}; a share lies in [0, 1]")


def search_set_covering(
    model: CoverModel, limits: SearchLimits, enough: int | None = None
) -> SearchResult:
    """Find the fewest sites, or whether `-enough` sites suffice."""
    start = greedy_cover(model)
    return CoverSearch(model, limits, model.n_sites, start, 0, -1.0).search(enough)
