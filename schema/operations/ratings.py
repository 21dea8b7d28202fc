"""What a brand rating found: each criterion, and whether all are met."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from db.engine import Session
from db.repositories import brand


@dataclass(frozen=True, slots=True)
class RatedCriterion:
    """A criterion, and whether a rating found it met."""

    code: str
    title: str
    met: bool
    is_proposal: bool


@dataclass(frozen=True, slots=True)
class Rating:
    """The criteria of one rating, in their order."""

    criteria: tuple[RatedCriterion, ...]

    @property
    def is_met(self) -> bool:
        """Whether every criterion is met, one at least."""
        return bool(self.criteria) and all(each.met for each in self.criteria)


def ratings_by_ids(session: Session, rating_ids: Sequence[int]) -> dict[int, Rating]:
    """Give what each rating found, in one statement."""
    found = brand.criteria_by_rating_ids(session, rating_ids)
    return {
        number: Rating(
            tuple(
                RatedCriterion(each.code, each.title, is_met, each.is_proposal)
                for each, is_met in criteria
            )
        )
        for number, criteria in found.items()
    }
