"""The organizations of a map by columns: names, kinds, and whether they are reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from db import models
from db.engine import Session
from db.repositories import organization
from db.repositories.columns import point_columns
from db.repositories.validity import is_counted
from schema.operations.coverage import CoverageResult

_EVERYTHING = 2**31 - 1


@dataclass(frozen=True, eq=False, slots=True)
class OrganizationColumns:
    """The organizations of a map by columns, each of n values, by id.

    Parameters
    ----------
    xy : float64 array (n, 2) in degrees
        NaN where not located.
    is_reached, is_formally_covered : bool array (n,)
    distances_m : float64 array (n,)
        To the nearest station; NaN without a location or a station.
    """

    ids: NDArray[np.int64]
    xy: NDArray[np.float64]
    names: Sequence[str]
    kinds: Sequence[str]
    industries: Sequence[str]
    districts: Sequence[str]
    employees: NDArray[np.int64]
    is_reached: NDArray[np.bool_]
    is_formally_covered: NDArray[np.bool_]
    distances_m: NDArray[np.float64]


def organization_columns(
    session: Session, report: CoverageResult, rows: NDArray[np.intp]
) -> OrganizationColumns:
    """Read the columns of the organizations in the given rows of a report's study.

    Parameters
    ----------
    rows : int array (n,)
        Ascending row numbers.
    """
    statement = organization.list_statement(session).where(is_counted(report.study.day))
    return _columns(session, report, statement, report.study.organizations.ids[rows])


def past_columns(
    session: Session, report: CoverageResult, ids: NDArray[np.int64]
) -> OrganizationColumns:
    """Read the columns of organizations that may be closed by the day of a report.

    Parameters
    ----------
    ids : int64 array (n,)
        Ascending identifiers. One that is not counted on the day is not reached, not covered and
        has no distance.
    """
    return _columns(session, report, organization.list_statement(session), ids)


def _columns(
    session: Session, report: CoverageResult, statement: Any, ids: NDArray[np.int64]
) -> OrganizationColumns:
    names = ["id", "name", "kind", "industry", "employees", "district_id"]
    xy, columns = point_columns(session, statement, models.Organization, names, _EVERYTHING)
    found = np.array(columns[0], dtype=np.int64)
    # Between two statements a row may have come or gone; what both have is shown.
    ids = ids[np.isin(ids, found)]
    places = np.searchsorted(found, ids)
    _, texts, kinds, industries, employees, districts = (
        [column[n] for n in places.tolist()] for column in columns
    )
    of, service = report.study.organizations, report.service
    is_counted_now = np.isin(ids, of.ids)
    rows = np.searchsorted(of.ids, ids[is_counted_now])

    def now(values: NDArray[Any], missing: float) -> NDArray[Any]:
        column = np.full(len(ids), missing, dtype=values.dtype)
        column[is_counted_now] = values[rows]
        return column

    district_names = {one.id: one.name for one in report.study.places.districts}
    return OrganizationColumns(
        ids=ids,
        xy=xy[places],
        names=texts,
        kinds=kinds,
        industries=[industry or "" for industry in industries],
        districts=[district_names.get(number or 0, "") for number in districts],
        employees=np.array(employees, dtype=np.int64),
        is_reached=now(service.is_reached, missing=False),
        is_formally_covered=now(of.has_cover, missing=False),
        distances_m=now(service.distances_m, missing=np.nan),
    )
