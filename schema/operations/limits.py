"""The plain values that bound an answer and define its rates; the server's settings fill them."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

from db.repositories.criteria import ACTIVITY_WINDOW_MONTHS, ASSESSMENT_YEARS
from db.repositories.validity import UNDATED

__all__ = [
    "CAPACITY_WEIGHT",
    "MATRIX_SHARE",
    "MEASURED_SHARE",
    "UNDATED",
    "Limits",
    "PlanningLimits",
]

CAPACITY_WEIGHT = 40
"""How many times as much a pair weighs in a plan with capacities."""

MEASURED_SHARE = 8
"""Of how many pairs one counts where straight distances are measured as they are needed."""

MATRIX_SHARE = 2
"""Of how many one counts where there is a matrix of all, but only near pairs are searched."""


@dataclass(frozen=True, slots=True)
class PlanningLimits:
    """What bounds one station plan, and how many may wait.

    Parameters
    ----------
    query_time_s, job_time_s : float
        The longest time limit of a query and of a job.
    thread_time_s : float
        The longest that a query computes, with what comes before and after the search.
    new_stations_max : int
    candidates_max : int
        Places where a station may stand, before those that reach nobody are dropped.
    pairs_max, job_pairs_max : int
        Pairs of an organization and a place that a query and a job weigh; a million take some
        70 MB. Capacities make each pair `CAPACITY_WEIGHT` times as heavy; of distances without
        further conditions one of `MEASURED_SHARE` or `MATRIX_SHARE` counts.
    jobs_max : int
        Jobs that wait or run.
    queries_max : int, optional
        Queries that compute at once in one process: plans, assignments of instructors, proposed
        circles; one a core where None.
    queries_waiting_max : int
        Such queries that wait for their turn; a further one is refused.
    """

    query_time_s: float = 10.0
    job_time_s: float = 600.0
    thread_time_s: float = 13.0
    new_stations_max: int = 1_000
    candidates_max: int = 200_000
    pairs_max: int = 3_000_000
    job_pairs_max: int = 16_000_000
    jobs_max: int = 20
    queries_max: int | None = None
    queries_waiting_max: int = 8

    @property
    def of_a_job(self) -> PlanningLimits:
        """The same for a process of its own."""
        return replace(self, pairs_max=self.job_pairs_max, thread_time_s=math.inf)


@dataclass(frozen=True, slots=True)
class Limits:
    """Page sizes, the service radius of a station that names none, the windows of the rates.

    Parameters
    ----------
    page_default, page_max : int
        Rows of a page where `first` and `last` are not given, and at most.
    features_max : int
        Features of one map layer at most.
    service_radius_m : float
        Of a what-if station that names none, in metres.
    activity_months : int
        An activity counts in the months up to the day, that day included.
    assessment_years : int
        A score counts in the year of the day and the ones before it, so many in all.
    planning : PlanningLimits
        Of station plans.
    """

    page_default: int = 50
    page_max: int = 500
    features_max: int = 100_000
    service_radius_m: float = 1_000.0
    activity_months: int = ACTIVITY_WINDOW_MONTHS
    assessment_years: int = ASSESSMENT_YEARS
    planning: PlanningLimits = field(default_factory=PlanningLimits)
