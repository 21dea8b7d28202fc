"""Why nothing is feasible: the smallest set of conditions that clash, in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from geo.location.branch_and_bound import CoverSearch
from geo.location.capacitated import search_capacitated
from geo.location.cover_heuristics import greedy_cover
from geo.location.cover_model import CoverModel, SideRow
from geo.location.covering_problem import CoveringProblem
from geo.location.covering_program import covering_program
from geo.location.distance_model import median_model
from geo.location.maximal_covering import MaximalCovering
from geo.location.p_center import PCenter, center_model
from geo.location.p_median import PMedian
from geo.location.problem import LocationProblem
from geo.location.search_limits import SearchLimits
from geo.location.set_covering import SetCovering

SECONDS_PER_TRIAL = 3.0


@dataclass(frozen=True)
class Condition:
    """One condition: its words, and the changes of the problem's fields that drop it."""

    words: str
    without: Callable[[LocationProblem], LocationProblem]


def explain_infeasibility(problem: LocationProblem, limits: SearchLimits) -> tuple[str, ...]:
    """Name conditions that clash: without any one of them an answer exists.

    A deletion filter (Chinneck and Dravnieks 1991): each condition is dropped in turn and stays
    dropped where the rest clashes without it.
    """
    unreachable = _unreachable_words(problem)
    if unreachable:
        return (unreachable,)
    conditions = conditions_of(problem)
    kept = list(conditions)
    for condition in conditions:
        fewer = [other for other in kept if other is not condition]
        if not _has_answer(_with_only(problem, conditions, fewer), limits):
            kept = fewer
    return tuple(condition.words for condition in kept)


def _with_only(
    problem: LocationProblem, conditions: list[Condition], kept: list[Condition]
) -> LocationProblem:
    for condition in conditions:
        if condition not in kept:
            problem = condition.without(problem)
    return problem


def conditions_of(problem: LocationProblem) -> list[Condition]:
    """List the conditions of a problem that can be dropped, each with its words."""
    found = []
    n_sites = getattr(problem, "n_sites", None)
    if n_sites is not None:
        words = f"at most {n_sites} new sites may open"
        found.append(Condition(words, _changing(n_sites=problem.n_candidates)))
    if problem.required_sites:
        words = f"sites {_listed(problem.required_sites)} are required"
        found.append(Condition(words, _changing(required_sites=())))
    if problem.forbidden_sites:
        words = f"sites {_listed(problem.forbidden_sites)} are forbidden"
        found.append(Condition(words, _changing(forbidden_sites=())))
    if problem.budget is not None:
        words = f"the new sites may cost at most {problem.budget:g}"
        found.append(Condition(words, _changing(budget=None)))
    for zone, ratio in problem.zone_ratios.items():
        words = f"at least {ratio:.1%} of zone {zone} must be served"
        found.append(Condition(words, _without_zone(zone)))
    if isinstance(problem, SetCovering):
        words = f"at least {problem.share_ratio:.1%} of all demand must be served"
        found.append(Condition(words, _changing(share_ratio=0.0)))
    if getattr(problem, "capacity", None) is not None:
        found.append(Condition("a site serves no more than its capacity", _changing(capacity=None)))
    return found


def _changing(**fields: Any) -> Callable[[LocationProblem], LocationProblem]:
    return lambda problem: replace(problem, **fields)


def _without_zone(zone: int) -> Callable[[LocationProblem], LocationProblem]:
    def drop(problem: LocationProblem) -> LocationProblem:
        ratios = {other: ratio for other, ratio in problem.zone_ratios.items() if other != zone}
        return replace(problem, minimum_zone_ratio=ratios)

    return drop


def _listed(sites: Any) -> str:
    return ", ".join(str(site) for site in sites)


def _unreachable_words(problem: LocationProblem) -> str | None:
    if isinstance(problem, SetCovering) and problem.share_ratio >= 1 and problem.n_unreachable:
        return (
            f"{problem.n_unreachable} demand points are in reach of no usable site; "
            "give more candidates, a longer radius or a smaller share"
        )
    return None


def _has_answer(problem: LocationProblem, limits: SearchLimits) -> bool:
    if isinstance(problem, CoveringProblem | PMedian) and problem.capacity is not None:
        trial = SearchLimits(SECONDS_PER_TRIAL, 1e9, None, limits.should_stop)
        return search_capacitated(problem, trial).sites is not None
    model = _feasibility_model(problem)
    if model is None:
        return False
    model = replace(model, gain=model.gain * 0, cost=model.cost * 0)
    trial = SearchLimits(SECONDS_PER_TRIAL, 0.0, None, limits.should_stop)
    search = CoverSearch(model, trial, model.n_sites, greedy_cover(model))
    return search.search(enough=0).value is not None


def _feasibility_model(problem: LocationProblem) -> CoverModel | None:
    if isinstance(problem, SetCovering):
        return covering_program(problem, None, problem.share_ratio).model
    if isinstance(problem, MaximalCovering):
        return covering_program(problem, problem.n_sites).model
    if isinstance(problem, PMedian):
        return median_model(problem)[0]
    widest = center_model(problem, int(problem.radii[-1])) if isinstance(problem, PCenter) else None
    if widest is None or not isinstance(problem, PCenter):
        return None
    row = SideRow("number", -widest.cost, None, -problem.n_sites)
    return replace(widest, rows=(*widest.rows, row))
