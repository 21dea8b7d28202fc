"""Why no plan is possible, in Chinese first and then in English, with names for numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from schema.operations.station_plan_arrays import PlanArrays
from schema.operations.station_plan_question import StationPlanQuestion

# What `geo.location` says of each condition, with the numbers that are looked up here.
_NEW_SITES = re.compile(r"at most (\d+) new sites may open")
_REQUIRED = re.compile(r"sites ([\d, ]+) are required")
_FORBIDDEN = re.compile(r"sites ([\d, ]+) are forbidden")
_BUDGET = re.compile(r"the new sites may cost at most .*")
_ZONE = re.compile(r"at least .* of zone (\d+) must be served")
_SHARE = re.compile(r"at least .* of all demand must be served")
_CAPACITY = re.compile(r"a site serves no more than its capacity")
_UNEXPLAINED = (
    "没有方案满足这些条件，原因未能在时限内查明，请放宽条件"
    " / no plan meets the conditions, and why was not found in time: loosen them"
)
_UNREACHABLE = re.compile(r"(\d+) demand points are in reach of no usable site.*")


def conflict_words(
    conflicts: Sequence[str], arrays: PlanArrays, question: StationPlanQuestion
) -> tuple[str, ...]:
    """Put the clashing conditions into the words of the planner.

    Parameters
    ----------
    conflicts : sequence of str
        As `geo.location.Solution.conflicts`: without any one of them a plan exists.

    Returns
    -------
    tuple of str
        "中文 / English", one a condition; what is not known passes as it is.
    """
    if not conflicts:
        return (_UNEXPLAINED,)
    return tuple(_in_words(text, arrays, question) for text in conflicts)


def _in_words(text: str, arrays: PlanArrays, question: StationPlanQuestion) -> str:
    for pattern, words in _WORDS:
        match = pattern.fullmatch(text)
        if match is not None:
            return words(match, arrays, question)
    return text


def _new_sites(match: re.Match[str], *_: object) -> str:
    return (
        f"新增站点不超过 {match[1]} 个 (newStations) / "
        f"at most {match[1]} new stations may be added (newStations)"
    )


def _required(match: re.Match[str], arrays: PlanArrays, _: object) -> str:
    names = _names(match[1], arrays)
    return f"必须包含站点 {names} (require) / the plan has to include {names} (require)"


def _forbidden(match: re.Match[str], arrays: PlanArrays, _: object) -> str:
    names = _names(match[1], arrays)
    return f"不得使用站点 {names} (forbid) / the plan must not use {names} (forbid)"


def _budget(_match: re.Match[str], _arrays: object, question: StationPlanQuestion) -> str:
    budget, cost = f"{question.budget_cny:,f}", f"{question.cost_per_station_cny:,f}"
    return (
        f"预算 {budget} 元，每站 {cost} 元 (budget, costPerStation) / "
        f"CNY {budget} may be spent at CNY {cost} a station (budget, costPerStation)"
    )


def _zone(match: re.Match[str], arrays: PlanArrays, question: StationPlanQuestion) -> str:
    name = arrays.zone_names.get(int(match[1]), match[1])
    share = f"{question.minimum_district_ratio:.1%}"
    return (
        f"{name}的覆盖率不低于 {share} (minimumDistrictRatio) / "
        f"at least {share} of {name} has to be served (minimumDistrictRatio)"
    )


def _share(_match: re.Match[str], arrays: PlanArrays, question: StationPlanQuestion) -> str:
    if question.minimum_district_ratio is None:
        return (
            "所有已定位的组织都要覆盖 (MINIMIZE_STATIONS) / "
            "every located organization has to be served (MINIMIZE_STATIONS)"
        )
    share, unlocated = f"{question.minimum_district_ratio:.1%}", arrays.n_unlocated
    zh = f"，其中 {unlocated} 家没有定位" if unlocated else ""
    en = f"; {unlocated} of them are not located" if unlocated else ""
    return (
        f"总体覆盖率不低于 {share}{zh} (minimumDistrictRatio) / "
        f"at least {share} of all has to be served{en} (minimumDistrictRatio)"
    )


def _capacity(_match: re.Match[str], _arrays: object, question: StationPlanQuestion) -> str:
    return (
        f"每站最多服务 {question.capacity} 家组织 (capacity) / "
        f"a station serves {question.capacity} organizations at most (capacity)"
    )


def _unreachable(match: re.Match[str], arrays: PlanArrays, question: StationPlanQuestion) -> str:
    radius, counts_all = f"{question.service_radius_m:g}", question.minimum_district_ratio == 1
    unlocated = arrays.n_unlocated if counts_all else 0
    zh = f"，其中 {unlocated} 家没有定位" if unlocated else ""
    en = f", {unlocated} of them because they are not located" if unlocated else ""
    return (
        f"{match[1]} 家组织周围 {radius} 米内没有候选点{zh}：请加密候选点、增大半径或降低要求"
        " (candidates, serviceRadius) / "
        f"{match[1]} organizations have no place for a station within {radius} m{en}: give more "
        "candidates, a longer radius or a lower share (candidates, serviceRadius)"
    )


def _names(numbers: str, arrays: PlanArrays) -> str:
    sites = [int(number) for number in numbers.split(",")]
    return "、".join(arrays.site_names.get(site, str(site)) for site in sites)


_Words = Callable[[re.Match[str], PlanArrays, StationPlanQuestion], str]
_WORDS: tuple[tuple[re.Pattern[str], _Words], ...] = (
    (_NEW_SITES, _new_sites),
    (_REQUIRED, _required),
    (_FORBIDDEN, _forbidden),
    (_BUDGET, _budget),
    (_ZONE, _zone),
    (_SHARE, _share),
    (_CAPACITY, _capacity),
    (_UNREACHABLE, _unreachable),
)
