"""Coverage on many days, from dated facts in one pass: nothing is read twice, nothing is stored."""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from db.engine import Session
from db.repositories import history
from db.repositories.history import DatedEvents, DatedLinks, DatedOrganizations, DatedStations
from db.repositories.validity import first_day_beyond, months_before
from geo.distance import coverage_matrix
from geo.history import (
    DatedFacts,
    Spans,
    area_ratios_over_time,
    rates_over_time,
    spans_through_links,
)
from geo.indicators import Rate
from geo.service_area import service_areas
from schema.operations.errors import ArgumentError
from schema.operations.limits import Limits
from schema.operations.places import Places
from schema.operations.questions import Scope

Numbers = NDArray[np.int64]

POINTS_MAX = 1_200
_FIRST_DAY = date(1900, 1, 1)


class HistoryStep(enum.StrEnum):
    """How far apart the days of a history are."""

    MONTH = "MONTH"
    QUARTER = "QUARTER"
    YEAR = "YEAR"

    @property
    def n_months(self) -> int:
        """The step in months."""
        return {"MONTH": 1, "QUARTER": 3, "YEAR": 12}[self.value]


@dataclass(frozen=True, slots=True)
class HistoryQuestion:
    """Where, from which day to which (both given), and in which steps.

    `service_radius_m`, if given, is taken in place of every station's own.
    """

    scope: Scope
    first: date
    last: date
    every: HistoryStep = HistoryStep.MONTH
    service_radius_m: float | None = None

    def days(self) -> list[date]:
        """Give the days: the first, each step after it, and the last.

        A month that lacks the first one's day has its own last day instead.

        Raises
        ------
        ArgumentError
            For days that are reversed, before 1900, or too many.
        """
        if self.first < _FIRST_DAY:
            raise ArgumentError("from", f"{self.first} is too early; give a day from 1900 on")
        if self.last < self.first:
            raise ArgumentError(
                "to", f"{self.last} is before {self.first}; exchange `from` and `to`"
            )
        n_months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month
        n_steps = n_months // self.every.n_months
        if n_steps + 2 > POINTS_MAX:
            raise ArgumentError(
                "every",
                f"{self.first} to {self.last} by {self.every} is {n_steps + 1:,} days, at most "
                f"{POINTS_MAX:,} are told; give a longer step or a shorter time",
            )
        found = [
            months_before(self.first, -step * self.every.n_months) for step in range(n_steps + 1)
        ]
        found = [day for day in found if day <= self.last]
        return found if found[-1] == self.last else [*found, self.last]


@dataclass(frozen=True, slots=True)
class CoveragePoint:
    """The rates and the served share of the area on one day."""

    on: date
    formal_coverage: Rate
    effective_coverage: Rate
    work_coverage: Rate
    station_reach: Rate
    area_ratio: float


def coverage_history(
    session: Session, question: HistoryQuestion, limits: Limits
) -> list[CoveragePoint]:
    """Tell the coverage of a scope on each of many days, as `CoverageStudy` would on each alone.

    Boundaries, locations and radii are today's: they have no history.

    Raises
    ------
    ArgumentError
        As `HistoryQuestion.days` does, and for a scope that there is not.
    """
    asked = question.days()
    days = np.array([day.toordinal() for day in asked], dtype=np.int64)
    organizations = history.dated_organizations(session)
    stations = dated_stations(session, question.service_radius_m)
    places = Places.load(session, organizations.ids)
    rows = np.arange(len(organizations.ids))[
        places.rows_of(question.scope, organizations.xy, organizations.district_ids)
    ]
    facts = _dated_facts(session, organizations, stations, rows, limits)
    projection = places.projection_of(question.scope)
    ratios = area_ratios_over_time(
        projection.project(places.area(question.scope)),
        service_areas(stations.xy, stations.radii_m, projection),
        stations.first_days,
        stations.end_days,
        days,
    )
    return [
        CoveragePoint(
            day,
            rates.formal_coverage,
            rates.effective_coverage,
            rates.work_coverage,
            rates.station_reach,
            float(ratio),
        )
        for day, rates, ratio in zip(
            asked, rates_over_time(facts, len(rows), days), ratios, strict=True
        )
    ]


def dated_stations(session: Session, service_radius_m: float | None) -> DatedStations:
    """Read the stations that were ever open; a radius is taken in place of every station's own."""
    stations = history.dated_stations(session)
    if service_radius_m is None:
        return stations
    return replace(stations, radii_m=np.full_like(stations.radii_m, service_radius_m))


def _dated_facts(
    session: Session,
    organizations: DatedOrganizations,
    stations: DatedStations,
    rows: NDArray[np.intp],
    limits: Limits,
) -> DatedFacts:
    ids = organizations.ids[rows]
    covers = history.dated_covers(session)
    by_host = history.activities_of_hosts(session)
    by_itself = history.activities_of_organizations(session)
    scores = history.scored_assessments(session)
    held, held_itself = (_held(events, limits.activity_months) for events in (by_host, by_itself))
    own = Spans(by_itself.owners, held_itself.first_days, held_itself.end_days)
    through = _through(covers, by_host.owners, held)
    assessed = _through(covers, scores.owners, _scored(scores, limits.assessment_years))
    return DatedFacts(
        existence=Spans(
            np.arange(len(rows)), organizations.first_days[rows], organizations.end_days[rows]
        ),
        cover=_numbered(_spans(covers), ids),
        reach=_reach(organizations, stations, rows),
        instructor=_numbered(_spans(history.dated_assignments(session)), ids),
        activity=_numbered(_both(own, through), ids),
        assessment=_numbered(assessed, ids),
    )


def _reach(
    organizations: DatedOrganizations, stations: DatedStations, rows: NDArray[np.intp]
) -> Spans:
    covered = coverage_matrix(organizations.xy[rows], stations.xy, stations.radii_m).tocoo()
    return Spans(
        covered.row.astype(np.int64),
        stations.first_days[covered.col],
        stations.end_days[covered.col],
    )


def _held(events: DatedEvents, n_months: int) -> Spans:
    """Give for how long each activity counts."""
    known = {
        day: first_day_beyond(date.fromordinal(day), n_months).toordinal()
        for day in np.unique(events.times).tolist()
    }
    ends = np.fromiter((known[day] for day in events.times.tolist()), dtype=np.int64)
    return Spans(events.owners, events.times, ends)


def _scored(events: DatedEvents, n_years: int) -> Spans:
    """Give for how long each score counts: from its year's first day, for so many years."""
    years = events.times.tolist()
    first = np.fromiter((date(year, 1, 1).toordinal() for year in years), dtype=np.int64)
    ends = np.fromiter(
        (date(year + n_years - 1, 12, 31).toordinal() + 1 for year in years), dtype=np.int64
    )
    return Spans(events.owners, first, ends)


def _through(covers: DatedLinks, owners: Numbers, spans: Spans) -> Spans:
    return spans_through_links(covers.sources, _spans(covers), owners, spans)


def _spans(links: DatedLinks) -> Spans:
    return Spans(links.organizations, links.first_days, links.end_days)


def _both(first: Spans, second: Spans) -> Spans:
    return Spans(
        np.concatenate([first.organizations, second.organizations]),
        np.concatenate([first.first_days, second.first_days]),
        np.concatenate([first.end_days, second.end_days]),
    )


def _numbered(spans: Spans, ids: Numbers) -> Spans:
    """Give the spans of these organizations, numbered by their places in the ascending ids."""
    known = np.flatnonzero(np.isin(spans.organizations, ids))
    return Spans(
        np.searchsorted(ids, spans.organizations[known]).astype(np.int64),
        spans.first_days[known],
        spans.end_days[known],
    )
