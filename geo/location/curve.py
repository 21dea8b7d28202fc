"""What each further site adds: one sweep over the number of sites, each start warm."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from geo.location.covering_program import covering_program
from geo.location.distance_problem import DistanceProblem
from geo.location.errors import InvalidProblemError
from geo.location.maximal_covering import MaximalCovering
from geo.location.problem import LocationProblem, Solution
from geo.location.search_limits import SearchLimits
from geo.location.solver import solve, solve_covering_program


@dataclass(frozen=True, eq=False)
class CurvePoint:
    """The best plan with at most a number of new sites.

    Attributes
    ----------
    n_new_sites : int
    solution : Solution
    cost : float or None
        What its new sites cost, None where no costs are given.
    """

    n_new_sites: int
    solution: Solution
    cost: float | None


def curve(
    problem: MaximalCovering | DistanceProblem,
    time_limit_s: float = 30.0,
    gap: float = 0.0,
    should_stop: Callable[[], bool] | None = None,
) -> list[CurvePoint]:
    """Solve for 0, 1, ... up to the problem's number of new sites.

    Maximal covering aggregates its demand once and starts each number from the plan before. Time
    is shared out evenly among the numbers that remain; a number whose plan is not proven carries
    its bound. Each number's plan is the best for that number, so plans need not be nested.

    Parameters
    ----------
    problem : MaximalCovering, PMedian or PCenter
        p-median and p-center start at 1 where no site exists.
    time_limit_s, gap, should_stop
        As of `solve`, for the whole sweep.
    """
    return list(sweep(problem, time_limit_s, gap, should_stop))


def sweep(
    problem: MaximalCovering | DistanceProblem,
    time_limit_s: float = 30.0,
    gap: float = 0.0,
    should_stop: Callable[[], bool] | None = None,
) -> Iterator[CurvePoint]:
    """Yield the points of `curve` one by one, so that none but the last has to be held."""
    if not isinstance(problem, MaximalCovering | DistanceProblem):
        raise InvalidProblemError(f"a {type(problem).__name__} has no number of sites to vary")
    limits = SearchLimits(time_limit_s, gap, None, should_stop)
    needs_one = isinstance(problem, DistanceProblem) and not problem.fixed_sites
    warm = isinstance(problem, MaximalCovering) and problem.capacity is None
    program = covering_program(problem, problem.n_sites) if warm else None  # type: ignore[arg-type]
    start: list[int] | None = None
    for number in range(int(needs_one), problem.n_sites + 1):
        seconds = max(limits.seconds_left / (problem.n_sites + 1 - number), 0.05)
        part = _of_number(problem, number)
        if program is not None and isinstance(part, MaximalCovering):
            program = replace(program, model=program.model.with_number(number))
            own = SearchLimits(seconds, gap, None, should_stop)
            solution = solve_covering_program(part, program, own, start)
        else:
            solution = solve(part, seconds, gap, None, should_stop)
        start = list(solution.sites)
        yield CurvePoint(number, solution, cost_of(part, solution))


def cost_of(problem: LocationProblem, solution: Solution) -> float | None:
    """Return what the new sites of a plan cost, None where no costs are given."""
    if problem.costs is None:
        return None
    return float(problem.costs[list(solution.new_sites)].sum())


def _of_number(
    problem: MaximalCovering | DistanceProblem, number: int
) -> MaximalCovering | DistanceProblem:
    """Ask for another number of sites; a covering problem shares the matrix that it was given."""
    if not isinstance(problem, MaximalCovering):
        return replace(problem, n_sites=number)
    return problem.with_number(number)
