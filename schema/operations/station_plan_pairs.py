"""How many pairs of an organization and a place a station plan weighs, and how many it may."""

from __future__ import annotations

import scipy

from geo.distance import ecef
from geo.geodesic import is_located
from schema.operations.errors import ArgumentError
from schema.operations.limits import (
    CAPACITY_WEIGHT,
    MATRIX_SHARE,
    MEASURED_SHARE,
    PlanningLimits,
)
from schema.operations.questions import DistanceMetric
from schema.operations.station_plan_arrays import PlanArrays
from schema.operations.station_plan_question import StationPlanQuestion


def is_measured(question: StationPlanQuestion) -> bool:
    """Tell whether distances are measured one by one, with no matrix of all."""
    return question.is_limited_in_number_only and question.distance is DistanceMetric.STRAIGHT


def _held_share(question: StationPlanQuestion) -> int:
    """Give of how many pairs one is held by the search of distances."""
    if is_measured(question):
        return MEASURED_SHARE
    return MATRIX_SHARE if question.is_limited_in_number_only else 1


def check_pairs(arrays: PlanArrays, question: StationPlanQuestion, limits: PlanningLimits) -> None:
    """Refuse more pairs of organizations and places than memory is meant to hold.

    Raises
    ------
    ArgumentError
        With their number and the remedy.
    """
    located = arrays.demand_xy[is_located(arrays.demand_xy)]
    most = limits.pairs_max
    if question.objective.is_of_distances:
        n_pairs = len(located) * len(arrays.sites_xy)
        most *= _held_share(question)
    elif len(located) and len(arrays.sites_xy):
        # A chord is a little shorter than its arc, so this counts no pair too few.
        n_pairs = int(
            scipy.spatial.cKDTree(ecef(located)).count_neighbors(
                scipy.spatial.cKDTree(ecef(arrays.sites_xy)), question.service_radius_m
            )
        )
    else:
        n_pairs = 0
    most = most if question.capacity is None else most // CAPACITY_WEIGHT
    with_capacity = "" if question.capacity is None else " with a capacity"
    or_a_job = ", or start a job" if limits.pairs_max < limits.job_pairs_max else ""
    if n_pairs > most:
        raise ArgumentError(
            "candidates",
            f"{len(located):,} organizations and {len(arrays.sites_xy):,} places make "
            f"{n_pairs:,} pairs to weigh, {most:,} can be{with_capacity}; give a wider "
            f"candidates.gridSpacing or a smaller scope{or_a_job}",
        )
