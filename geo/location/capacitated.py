"""Capacity: maximal covering, set covering and p-median solved by HiGHS's mixed-integer search."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor
from typing import Any

import highspy
import numpy as np

from geo.location.arrays import FloatArray, IntArray
from geo.location.capacity_program import CapacityProgram
from geo.location.covering_problem import CoveringProblem
from geo.location.linear_program import QuietHighs
from geo.location.p_median import PMedian
from geo.location.search_limits import SearchLimits

NEARLY_WHOLE = 1e-6


@dataclass(frozen=True, eq=False)
class CapacityAnswer:
    """Sites and assignment found, with the objective and HiGHS's bound, in whole quanta.

    `sites` is None where nothing was found; `bound` None where nothing is feasible.
    """

    sites: list[int] | None
    assigned: IntArray | None
    value: int | None
    bound: int | None
    nodes: int
    is_finished: bool


def search_capacitated(problem: CoveringProblem | PMedian, limits: SearchLimits) -> CapacityAnswer:
    """Solve a problem with capacity; the bound is HiGHS's own, rounded to a whole number.

    Capacities make the assignment part of the decision, so the covering search does not apply; the
    certificate of such an answer shows its value, and states the bound without a proof.
    """
    program = CapacityProgram(problem)
    highs = QuietHighs()
    highs.setOptionValue("time_limit", max(limits.seconds_left, 0.01))
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
    n, pairs = program.n, program.pairs
    sites = [int(site) for site in np.flatnonzero(values[:n] > NEARLY_WHOLE)]
    counts = np.rint(values[n:]).astype(np.int64)
    assigned = np.full(len(pairs.class_of), -1, dtype=np.int64)
    order = np.argsort(pairs.class_of, kind="stable")
    start = np.searchsorted(pairs.class_of[order], np.arange(len(pairs.count) + 1))
    for pair in np.flatnonzero(counts):
        place = start[pairs.row[pair]]
        assigned[order[place : place + counts[pair]]] = pairs.site[pair]
        start[pairs.row[pair]] += counts[pair]
    return sites, assigned


def _whole_bound(program: CapacityProgram, bound: float) -> int | None:
    if not np.isfinite(bound):
        return None
    if program.is_maximization:
        return floor(bound + NEARLY_WHOLE)
    return ceil(bound - NEARLY_WHOLE)


def _listen(highs: QuietHighs, limits: SearchLimits) -> None:
    def callback(_kind: Any, _message: str, data: Any, reply: Any, _user: Any) -> None:
        limits.report(None, None, int(max(0, data.mip_node_count)))
        if limits.is_over():
            reply.user_interrupt = True

    highs.setCallback(callback, None)
    highs.startCallback(highspy.cb.HighsCallbackType.kCallbackMipInterrupt)
