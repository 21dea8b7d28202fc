"""One way to solve every location problem."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from geo.location.capacitated import search_capacitated
from geo.location.certificate import Proof
from geo.location.covering_problem import CoveringProblem
from geo.location.covering_program import CoveringProgram, covering_program
from geo.location.errors import InvalidProblemError
from geo.location.infeasibility import explain_infeasibility
from geo.location.maximal_covering import MaximalCovering, search_maximal_covering
from geo.location.p_center import PCenter, search_center
from geo.location.p_median import PMedian, search_median
from geo.location.problem import LocationProblem, Progress, Solution, Status, relative_gap
from geo.location.search_limits import SearchLimits
from geo.location.set_covering import SetCovering, search_set_covering


def solve(
    problem: LocationProblem,
    time_limit_s: float = 30.0,
    gap: float = 0.0,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Solution:
    """Solve a location problem to proven optimality, or as far as time allows.

    Parameters
    ----------
    problem : MaximalCovering, SetCovering, PMedian or PCenter
    time_limit_s : float
        Wall time after which the best answer so far is returned with its bound.
    gap : float
        Relative gap at which the search may stop early.
    on_progress : callable, optional
        Told value, bound and gap as they improve.
    should_stop : callable, optional
        Asked between the steps of the search; True cancels it.

    Returns
    -------
    Solution
        `objective` is the served weight (MCLP), the number of new sites (LSCP), the weighted sum
        of distances in metres (p-median) or the farthest distance in metres (p-center).

    Raises
    ------
    InvalidProblemError
        Where the problem's parts do not fit together. A problem without a feasible answer is no
        error: its `status` and `conflicts` tell.
    """
    limits = SearchLimits(time_limit_s, gap, on_progress, should_stop)
    capacity = getattr(problem, "capacity", None)
    if capacity is not None and isinstance(problem, CoveringProblem | PMedian):
        answer = _solve_capacitated(problem, limits)
    elif isinstance(problem, MaximalCovering):
        answer = _solve_maximal_covering(problem, limits)
    elif isinstance(problem, SetCovering):
        answer = _solve_set_covering(problem, limits)
    elif isinstance(problem, PMedian):
        answer = _solve_median(problem, limits)
    elif isinstance(problem, PCenter):
        answer = _solve_center(problem, limits)
    else:
        raise InvalidProblemError(f"cannot solve a {type(problem).__name__}")
    limits.report(answer.objective, answer.bound, answer.nodes, is_last=True)
    return answer


def _solve_maximal_covering(problem: MaximalCovering, limits: SearchLimits) -> Solution:
    return solve_covering_program(problem, covering_program(problem, problem.n_sites), limits)


def solve_covering_program(
    problem: MaximalCovering,
    program: CoveringProgram,
    limits: SearchLimits,
    start: list[int] | None = None,
) -> Solution:
    """Solve maximal covering on a ready model, from an answer where one is known."""
    found = search_maximal_covering(problem, program, limits, start)
    quantum = problem.whole_weights[1]
    settled = program.reduction.settled_weight
    if found.sites is None:
        bound = None if found.bound is None else float((found.bound + settled) * quantum)
        return without_answer(problem, limits, found.nodes, bound, is_finished=found.is_finished)
    value = (found.value or 0) + settled
    bound = value if found.is_finished else (found.bound or 0) + settled
    proof = Proof(
        "maximal_covering", value, bound, found.tree, program.reduction.dominated, found.scale
    )
    return with_answer(
        problem,
        limits,
        found.sites,
        float(value * quantum),
        float(bound * quantum),
        found.nodes,
        proof,
    )


def _solve_set_covering(problem: SetCovering, limits: SearchLimits) -> Solution:
    reachable = int(problem.groups.coverage.shape[0] > 0)
    program = covering_program(problem, None, problem.share_ratio)
    if problem.share_ratio >= 1.0 and problem.n_unreachable:
        return without_answer(problem, limits, 0, None, is_finished=True)
    found = search_set_covering(program.model, limits)
    if found.sites is None:
        bound = None if found.bound is None else float(-found.bound) * reachable
        return without_answer(problem, limits, found.nodes, bound, is_finished=found.is_finished)
    value = -(found.value or 0)
    bound = value if found.is_finished else -(found.bound or 0)
    proof = Proof(
        "set_covering", value, bound, found.tree, program.reduction.dominated, found.scale
    )
    return with_answer(problem, limits, found.sites, float(value), float(bound), found.nodes, proof)


def _solve_median(problem: PMedian, limits: SearchLimits) -> Solution:
    found = search_median(problem, limits)
    unit = problem.whole_weights[1] * _quantum(problem)
    if found.sites is None or found.value is None:
        bound = None if found.bound is None else float(found.bound * unit)
        return without_answer(problem, limits, found.nodes, bound, is_finished=found.is_finished)
    bound = found.value if found.is_finished or found.bound is None else found.bound
    proof = Proof(found.method, found.value, bound, found.tree, (), found.scale)
    return with_answer(
        problem,
        limits,
        found.sites,
        float(found.value * unit),
        float(bound * unit),
        found.nodes,
        proof,
    )


def _solve_capacitated(problem: CoveringProblem | PMedian, limits: SearchLimits) -> Solution:
    found = search_capacitated(problem, limits)
    unit = Fraction(1)
    if isinstance(problem, PMedian):
        unit = problem.whole_weights[1] * _quantum(problem)
    elif isinstance(problem, MaximalCovering):
        unit = problem.whole_weights[1]
    bound = None if found.bound is None else float(found.bound * unit)
    if found.sites is None or found.value is None:
        return without_answer(problem, limits, found.nodes, bound, is_finished=found.is_finished)
    value = float(found.value * unit)
    whole = found.value if found.bound is None else found.bound
    proof = Proof("capacitated", found.value, whole, found.tree, (), found.scale, found.points)
    answer = with_answer(
        problem, limits, found.sites, value, value if bound is None else bound, found.nodes, proof
    )
    return replace(answer, assigned=found.assigned)


def _solve_center(problem: PCenter, limits: SearchLimits) -> Solution:
    found = search_center(problem, limits)
    quantum = _quantum(problem)
    if found.radius is None or found.sites is None or found.bound is None:
        bound = None if found.bound is None else float(found.bound * quantum)
        return without_answer(problem, limits, found.nodes, bound, is_finished=found.is_finished)
    proof = Proof("p_center", found.radius, found.bound, found.proof, (), found.scale)
    return with_answer(
        problem,
        limits,
        found.sites,
        float(found.radius * quantum),
        float(found.bound * quantum),
        found.nodes,
        proof,
    )


def _quantum(problem: PMedian | PCenter) -> Fraction:
    return Fraction(str(problem.distance_quantum_m))


def with_answer(
    problem: LocationProblem,
    limits: SearchLimits,
    sites: list[int],
    objective: float,
    bound: float,
    nodes: int,
    proof: Proof | None,
) -> Solution:
    """Return a feasible answer, proven where value and bound meet."""
    proven = objective == bound
    return Solution(
        sites=tuple(sorted(int(site) for site in sites)),
        objective=objective,
        bound=bound,
        gap=relative_gap(objective, bound),
        status=Status.OPTIMAL if proven else Status.FEASIBLE,
        seconds=limits.seconds,
        nodes=nodes,
        problem=problem,
        proof=proof,
    )


def without_answer(
    problem: LocationProblem,
    limits: SearchLimits,
    nodes: int,
    bound: float | None,
    *,
    is_finished: bool,
) -> Solution:
    """Return that nothing is feasible, with the reason, or that nothing was found in time."""
    conflicts = explain_infeasibility(problem, limits) if is_finished else ()
    return Solution(
        sites=(),
        objective=None,
        bound=None if is_finished else bound,
        gap=None,
        status=Status.INFEASIBLE if is_finished else Status.UNKNOWN,
        seconds=limits.seconds,
        nodes=nodes,
        conflicts=conflicts,
        problem=problem,
    )
