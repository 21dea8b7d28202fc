"""Capacity: maximal covering, set covering and p-median by prices, with a proof."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil, floor
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.location.arrays import FloatArray, IntArray
from geo.location.capacity_answers import CapacityAnswers
from geo.location.capacity_program import CapacityProgram
from geo.location.capacity_relaxation import CapacityRelaxation
from geo.location.capacity_search import SMALL, Answer, CapacitySearch
from geo.location.covering_problem import CoveringProblem
from geo.location.linear_program import quiet_highs
from geo.location.p_median import PMedian
from geo.location.proof_tree import ProofTree
from geo.location.search_limits import SearchLimits

if TYPE_CHECKING:
    import highspy

NEARLY_WHOLE = 1e-6
MIXED_TO = 20_000  # pairs of a p-median up to which HiGHS goes first
MIXED_SHARE = 0.5  # of the time for HiGHS's mixed-integer search, where it goes first
SHOWN_WITHIN_S = 2.0  # for a bound that HiGHS has proven to be shown, or as long as HiGHS took


@dataclass(frozen=True, eq=False)
class CapacityAnswer:
    """Sites and assignment found, with the objective and the bound, in whole quanta.

    `sites` is None where nothing was found; `bound` None where nothing is feasible. `tree` shows
    the bound by prices of `points`, times `scale`; None where HiGHS's word is better.
    """

    sites: list[int] | None
    assigned: IntArray | None
    value: int | None
    bound: int | None
    nodes: int
    is_finished: bool
    tree: ProofTree | None = None
    points: IntArray | None = None
    scale: int = 1


def search_capacitated(problem: CoveringProblem | PMedian, limits: SearchLimits) -> CapacityAnswer:
    """Solve a problem with capacity.

    Where the number of sites is the only condition of a large problem, our own search does all.
    Else HiGHS's mixed-integer search gives the answer, and ours then shows the bound.
    """
    program = CapacityProgram(problem)
    relaxation = CapacityRelaxation(program)
    only_number = [row.name for row in program.conditions] == ["number"]
    mixed_to = MIXED_TO if isinstance(problem, PMedian) else SMALL
    alone = only_number and relaxation.is_tractable and len(relaxation.row) > mixed_to
    mixed: CapacityAnswer | None = None
    start: Answer | None = None
    if not alone:
        share = MIXED_SHARE if relaxation.is_tractable else 1.0
        mixed = _search_mixed(program, limits, share)
        if mixed.sites is None and mixed.is_finished:
            return mixed
        if not relaxation.is_tractable:
            return mixed
        if mixed.sites is not None and mixed.assigned is not None and mixed.value is not None:
            cost = relaxation.total - mixed.value if relaxation.total else mixed.value
            start = (mixed.sites, mixed.assigned, cost)
        if mixed.is_finished:
            until = limits.seconds + max(SHOWN_WITHIN_S, limits.seconds)
            limits = replace(limits, time_limit_s=min(limits.time_limit_s, until))
    search = CapacitySearch(relaxation, limits, CapacityAnswers(relaxation, limits).finish, start)
    search.run()
    return _better(_answer_of(search), mixed)


def _answer_of(search: CapacitySearch) -> CapacityAnswer:
    """Turn least cost into the problem's objective."""
    of = search.relaxation
    is_maximum = of.program.is_maximization
    bound = of.total - search.bound if is_maximum else search.bound
    if search.answer is None:
        limit = None if search.is_finished else bound
        return CapacityAnswer(None, None, None, limit, search.nodes, search.is_finished)
    sites, assigned, cost = search.answer
    return CapacityAnswer(
        sites,
        assigned,
        of.total - cost if is_maximum else cost,
        bound,
        search.nodes,
        search.is_finished,
        search.tree,
        of.program.pairs.first[of.has_rows],
        search.scale,
    )


def _better(own: CapacityAnswer, mixed: CapacityAnswer | None) -> CapacityAnswer:
    """Take HiGHS's bound where it is sharper than what is shown; there is no proof then."""
    if mixed is None or mixed.bound is None or own.bound is None or own.value is None:
        return own
    if abs(own.value - mixed.bound) >= abs(own.value - own.bound):
        return own
    return replace(
        own, bound=mixed.bound, is_finished=mixed.bound == own.value, tree=None, points=None
    )


def _search_mixed(program: CapacityProgram, limits: SearchLimits, share: float) -> CapacityAnswer:
    """Ask HiGHS's mixed-integer search; its bound is rounded to a whole number."""
    import highspy  # noqa: PLC0415, only where programs are solved

    highs = quiet_highs()
    highs.setOptionValue("time_limit", max(limits.seconds_left * share, 0.01))
    highs.setOptionValue("mip_rel_gap", limits.gap)
    highs.setOptionValue("mip_abs_gap", 1.0 - 1e-3 if limits.gap == 0 else 0.0)
    highs.passModel(program.build())
    _listen(highs, limits)
    highs.run()
    status, info = highs.getModelStatus(), highs.getInfo()
    finished = status in {highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kInfeasible}
    nodes = max(0, int(info.mip_node_count))
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        bound = None if finished else _whole_bound(program, info.mip_dual_bound)
        return CapacityAnswer(None, None, None, bound, nodes, finished)
    values = np.asarray(highs.getSolution().col_value, dtype=np.float64)
    sites, assigned = read_assignment(program, values)
    value = program.value(sites, assigned)
    proven = finished and limits.gap == 0
    bound = value if proven else _whole_bound(program, info.mip_dual_bound)
    return CapacityAnswer(sites, assigned, value, bound, nodes, proven)


def read_assignment(program: CapacityProgram, values: FloatArray) -> tuple[list[int], IntArray]:
    """Return the open sites, and the site of each demand point, from the program's columns."""
    sites = [int(site) for site in np.flatnonzero(values[: program.n] > NEARLY_WHOLE)]
    return sites, program.assigned(np.rint(values[program.n :]).astype(np.int64))


def _whole_bound(program: CapacityProgram, bound: float) -> int | None:
    if not np.isfinite(bound):
        return None
    if program.is_maximization:
        return floor(bound + NEARLY_WHOLE)
    return ceil(bound - NEARLY_WHOLE)


def _listen(highs: highspy.Highs, limits: SearchLimits) -> None:
    import highspy  # noqa: PLC0415, only where programs are solved

    def callback(_kind: Any, _message: str, data: Any, reply: Any, _user: Any) -> None:
        limits.report(None, None, int(max(0, data.mip_node_count)))
        if limits.is_over():
            reply.user_interrupt = True

    highs.setCallback(callback, None)
    highs.startCallback(highspy.cb.HighsCallbackType.kCallbackMipInterrupt)
