"""Why one organization counts as covered, or not: the facts, and the nearest open station."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from db import models
from db.engine import Session
from db.repositories import criteria, instructor, organization, party_organization, station
from db.repositories.validity import months_before
from geo.indicators import Facts, indicators
from schema.operations.limits import UNDATED, Limits


class CoverageCriterion(enum.StrEnum):
    """What the coverage of an organization rests on."""

    HAS_PARTY_ORGANIZATION = "HAS_PARTY_ORGANIZATION"
    HAS_INSTRUCTOR = "HAS_INSTRUCTOR"
    REACHED_BY_STATION = "REACHED_BY_STATION"
    ACTIVE_THIS_YEAR = "ACTIVE_THIS_YEAR"
    ASSESSED_THIS_YEAR = "ASSESSED_THIS_YEAR"


@dataclass(frozen=True, slots=True)
class StationDistance:
    """An open station and how far it is."""

    station_id: int
    metres: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """One criterion, whether it is met, and by what."""

    criterion: CoverageCriterion
    met: bool
    detail: str


@dataclass(frozen=True, slots=True)
class OrganizationEvidence:
    """What the coverage of one organization rests on, and what follows."""

    formally_covered: bool
    effectively_covered: bool
    evidence: tuple[Evidence, ...]


def nearest_stations(
    session: Session, organization_ids: Sequence[int], day: date
) -> dict[int, StationDistance]:
    """Give the nearest station open on the day of each located organization; none without any."""
    nearest = station.nearest_open(session, organization_ids, day)
    return {number: StationDistance(*found) for number, found in nearest.items()}


def organization_evidence(
    session: Session, organization_ids: Sequence[int], day: date, limits: Limits
) -> dict[int, OrganizationEvidence]:
    """Give what the coverage of each organization rests on, on a day, in a few statements.

    Parameters
    ----------
    organization_ids : sequence of int
        What has no record gets "not met" throughout.
    day : date
        An activity counts in the `limits.activity_months` to it, a score in its year and the ones
        before it, `limits.assessment_years` in all.
    """
    covers = party_organization.by_organization_ids(session, organization_ids, day)
    instructors = instructor.by_organization_ids(session, organization_ids, day)
    nearest = station.nearest_open(session, organization_ids, day)
    names = _station_names(session, nearest)
    meeting = _met_by_condition(session, organization_ids, day, limits)
    meeting[CoverageCriterion.HAS_PARTY_ORGANIZATION] = {n for n, of in covers.items() if of}
    meeting[CoverageCriterion.HAS_INSTRUCTOR] = {n for n, of in instructors.items() if of}
    windows = _window_details(day, limits)
    formal, effective = _coverage(organization_ids, meeting)
    given = {}
    for row, number in enumerate(organization_ids):
        details = {
            CoverageCriterion.HAS_PARTY_ORGANIZATION: _named(
                [found.name for found in covers[number]], "covered by", "no party organization"
            ),
            CoverageCriterion.HAS_INSTRUCTOR: _named(
                [found.code for found in instructors[number]], "guided by", "no instructor"
            ),
            CoverageCriterion.REACHED_BY_STATION: _distance_detail(nearest.get(number), names),
            **windows,
        }
        given[number] = OrganizationEvidence(
            formally_covered=bool(formal[row]),
            effectively_covered=bool(effective[row]),
            evidence=tuple(
                Evidence(criterion, number in meeting[criterion], details[criterion])
                for criterion in CoverageCriterion
            ),
        )
    return given


def _met_by_condition(
    session: Session, ids: Sequence[int], day: date, limits: Limits
) -> dict[CoverageCriterion, set[int]]:
    """Give which organizations meet each of the criteria that are conditions of the database."""
    conditions = {
        CoverageCriterion.REACHED_BY_STATION: criteria.is_reached(day),
        CoverageCriterion.ACTIVE_THIS_YEAR: criteria.is_active(day, limits.activity_months),
        CoverageCriterion.ASSESSED_THIS_YEAR: criteria.is_assessed(day, limits.assessment_years),
    }
    return {
        criterion: _ids_meeting(session, ids, condition)
        for criterion, condition in conditions.items()
    }


def _ids_meeting(session: Session, ids: Sequence[int], condition: Any) -> set[int]:
    statement = organization.list_statement(session).where(
        models.Organization.id.in_(ids), condition
    )
    return set(session.scalars(statement.with_only_columns(models.Organization.id)))


def _station_names(
    session: Session, nearest: Mapping[int, tuple[int, float]]
) -> dict[int, tuple[str, float]]:
    stations = station.by_ids(session, {number for number, _ in nearest.values()})
    return {number: (row.name, row.service_radius_m) for number, row in stations.items()}


def _coverage(ids: Sequence[int], meeting: Mapping[CoverageCriterion, set[int]]) -> tuple[Any, Any]:
    """Apply the definitions of `geo.indicators` to what is met."""

    def flags(criterion: CoverageCriterion) -> Any:
        return np.array([number in meeting[criterion] for number in ids], dtype=np.bool_)

    result = indicators(
        Facts(
            # Whether it counts in a rate is another question than whether it is covered.
            in_denominator=np.ones(len(ids), dtype=np.bool_),
            has_cover=flags(CoverageCriterion.HAS_PARTY_ORGANIZATION),
            is_reached=flags(CoverageCriterion.REACHED_BY_STATION),
            has_instructor=flags(CoverageCriterion.HAS_INSTRUCTOR),
            is_active=flags(CoverageCriterion.ACTIVE_THIS_YEAR),
            is_assessed=flags(CoverageCriterion.ASSESSED_THIS_YEAR),
        )
    )
    return result.formal, result.effective


def _named(names: Sequence[str], verb: str, missing: str) -> str:
    return f"{verb} {', '.join(names)}" if names else missing


def _distance_detail(
    found: tuple[int, float] | None, names: Mapping[int, tuple[str, float]]
) -> str:
    if found is None:
        return "not located, or no station is open"
    name, radius_m = names[found[0]]
    return f"the nearest open station is {name}, {found[1]:.0f} m away; it reaches {radius_m:.0f} m"


def _window_details(day: date, limits: Limits) -> dict[CoverageCriterion, str]:
    years = f"{day.year - limits.assessment_years + 1} to {day.year}"
    if day == UNDATED:
        return {
            CoverageCriterion.ACTIVE_THIS_YEAR: "no dated fact is stored",
            CoverageCriterion.ASSESSED_THIS_YEAR: "no dated fact is stored",
        }
    first = months_before(day, limits.activity_months) + timedelta(days=1)
    return {
        CoverageCriterion.ACTIVE_THIS_YEAR: (
            f"asked: an activity from {first} to {day}, its own or of who covers it"
        ),
        CoverageCriterion.ASSESSED_THIS_YEAR: (
            f"asked: a score of who covers it, for the years {years}"
        ),
    }
