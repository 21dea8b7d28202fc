"""Annual assessments of party organizations (年度党建目标考核)."""

from sqlalchemy import func
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


def score(session: Session, identifier: int, version: int, points: float) -> Assessment:
    """Give a target its score, from 0 to 100.

    Raises
    ------
    RecordRejectedError, RecordNotFoundError, StaleVersionError
        As `changes.correct` does.
    """
    return changes.correct(session, Assessment, identifier, version, {"score": points})
