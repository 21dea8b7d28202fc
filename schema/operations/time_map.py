"""What a map of coverage over time shows: who was reached and covered month by month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from db.engine import Session
from db.repositories import history
from db.repositories.history import DatedPlaces, DatedStations
from db.repositories.validity import months_before
from geo.distance import coverage_matrix
from schema.operations.coverage import CoverageResult
from schema.operations.coverage_history import (
    CoveragePoint,
    HistoryQuestion,
    coverage_history,
    dated_stations,
)
from schema.operations.coverage_map import (
    DistrictFigures,
    StationFigures,
    district_figures,
    station_figures,
    study_coverage,
)
from schema.operations.errors import ArgumentError
from schema.operations.limits import Limits
from schema.operations.organization_columns import OrganizationColumns, past_columns
from schema.operations.questions import CoverageQuestion

MONTHS_MAX = 120
Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False, slots=True)
class TimeMapData:
    """Coverage of a scope on t days, each a month after the one before.

    Attributes
    ----------
    report : CoverageResult
        Of the last day.
    points : sequence of t CoveragePoint
        The days with the rates of the whole scope.
    organizations : OrganizationColumns
        Those that existed on any of the days, n rows; their flags are of the last day.
    is_present, is_reached : bool arrays (t, n)
        Established and not closed; that, and within the radius of an open station.
    numerators, denominators : int64 arrays (t, d)
        Organizations reached, and all, by day and district.
    stations : sequence of StationFigures
        Those open on any of the days, s.
    is_open : bool array (t, s)
    """

    report: CoverageResult
    points: Sequence[CoveragePoint]
    districts: Sequence[DistrictFigures]
    organizations: OrganizationColumns
    is_present: Flags
    is_reached: Flags
    numerators: Numbers
    denominators: Numbers
    stations: Sequence[StationFigures]
    is_open: Flags


def time_map_data(
    session: Session, question: CoverageQuestion, limits: Limits, n_months: int = 12
) -> TimeMapData:
    """Read and compute coverage on the day of a question and month by month before it.

    Parameters
    ----------
    n_months : int
        1 to 120 months back.

    Raises
    ------
    ArgumentError
        As `CoverageStudy.answer` does, and for a number of months out of range.
    """
    if not 1 <= n_months <= MONTHS_MAX:
        raise ArgumentError("months", f"{n_months} is out of range; give 1 to {MONTHS_MAX}")
    report = study_coverage(session, question, limits)
    radius_m, first = question.network.service_radius_m, months_before(report.as_of, n_months)
    points = coverage_history(
        session,
        HistoryQuestion(question.scope, first, report.as_of, service_radius_m=radius_m),
        limits,
    )
    days = np.array([point.on.toordinal() for point in points], dtype=np.int64)
    of = history.dated_organizations(session)
    rows = np.arange(len(of.ids))[
        report.study.places.rows_of(question.scope, of.xy, of.district_ids)
    ]
    rows = rows[_holds(of, days)[:, rows].any(axis=0)]
    organizations = past_columns(session, report, of.ids[rows])
    rows = rows[np.isin(of.ids[rows], organizations.ids)]
    stations = dated_stations(session, radius_m)
    is_open, is_present = _holds(stations, days), _holds(of, days)[:, rows]
    is_reached = _reached(of.xy[rows], stations, is_open) & is_present
    districts = district_figures(session, report)
    ids = [one.district.id for one in districts]
    figures = {one.station.id: one for one in station_figures(session, report, everywhere=True)}
    shown = np.flatnonzero(is_open.any(axis=0) & np.isin(stations.ids, list(figures)))
    return TimeMapData(
        report=report,
        points=points,
        districts=districts,
        organizations=organizations,
        is_present=is_present,
        is_reached=is_reached,
        numerators=_by_district(is_reached, of.district_ids[rows], ids),
        denominators=_by_district(is_present, of.district_ids[rows], ids),
        stations=[figures[number] for number in stations.ids[shown].tolist()],
        is_open=is_open[:, shown],
    )


def _holds(places: DatedPlaces, days: Numbers) -> Flags:
    """Tell for each day and place, (t, n), whether it was there."""
    is_there: Flags = (places.first_days <= days[:, None]) & (days[:, None] < places.end_days)
    return is_there


def _reached(xy: NDArray[np.float64], stations: DatedStations, is_open: Flags) -> Flags:
    pairs = coverage_matrix(xy, stations.xy, stations.radii_m).tocoo()
    is_reached = np.zeros((len(is_open), len(xy)), dtype=np.bool_)
    for step, open_now in enumerate(is_open):
        is_reached[step, pairs.row[open_now[pairs.col]]] = True
    return is_reached


def _by_district(flags: Flags, district_ids: Numbers, ids: Sequence[int]) -> Numbers:
    counts = [np.count_nonzero(flags[:, district_ids == number], axis=1) for number in ids]
    return np.array(counts, dtype=np.int64).reshape(len(ids), len(flags)).T
