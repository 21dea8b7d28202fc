"""Annual assessments of party organizations (年度党建目标考核)."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.models import Assessment
from db.repositories import changes
from db.repositories.paging import Order, OrderKey
from db.repositories.register_definition import (
    RegisterDefinition,
    covers_or_covered,
    is_of_year,
)

REGISTER = RegisterDefinition(
    Assessment,
    "assessments",
    Order((OrderKey(Assessment.year, descending=True), OrderKey(Assessment.id))),
    belongs=lambda place: place.party_organization(Assessment.subject_id),
    concerns=covers_or_covered(Assessment.subject_id),
    year=is_of_year(Assessment.year),
)
list_statement = REGISTER.list_statement
by_ids = REGISTER.by_ids

mean_score = func.sum(Assessment.weight * Assessment.score) / func.sum(Assessment.weight)
"""The mean of scores by their weights, over rows that have a score."""


def newest_first() -> Order:
    """Return the order by year, the newest first."""
    return REGISTER.order


def add(session: Session, assessment: Assessment) -> Assessment:
    """Store a new assessment."""
    session.add(assessment)
    session.flush()
    return assessment


def score(session: Session, identifier: int, version: int, points: float) -> Assessment:
    """Give a target its score, from 0 to 100.

    Raises
    ------
    RecordRejectedError, RecordNotFoundError, StaleVersionError
        As `changes.correct` does.
    """
    return changes.correct(session, Assessment, identifier, version, {"score": points})


def scores_by_subject_ids(
    session: Session, subject_ids: Sequence[int], year: int
) -> dict[int, float]:
    """Return what a subject's year adds up to: the mean of its scores by weight, from 0 to 100.

    Targets without a score do not count; a subject without any score is left out.
    """
    rows = session.execute(
        select(Assessment.subject_id, mean_score)
        .where(
            Assessment.subject_id.in_(subject_ids),
            Assessment.year == year,
            Assessment.score.is_not(None),
        )
        .group_by(Assessment.subject_id)
    )
    return {subject_id: float(mean) for subject_id, mean in rows}
