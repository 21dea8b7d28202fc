"""A page of what is wrong with the records of organizations, as a list that can be paged."""

from __future__ import annotations

from datetime import date

from db.engine import Session
from db.repositories import affiliation_issues as stored
from db.repositories.affiliation_issues import AffiliationIssue
from db.repositories.paging import Page, PageRequest
from schema.operations.errors import CursorError, argument
from schema.operations.questions import Scope


def read_issues(
    session: Session, scope: Scope, request: PageRequest, day: date
) -> Page[AffiliationIssue]:
    """Read a page of the issues of a scope on a day, by organization, then by kind.

    Raises
    ------
    ArgumentError
        For a scope that there is not.
    CursorError
        For a cursor that was changed.
    """
    after = None if request.after is None else _key(request.after)
    with argument("scope"):
        found = stored.issues_page(session, scope.city_part, day, limit=request.limit, after=after)
    return Page(
        rows=found.issues,
        keys=[issue.key for issue in found.issues],
        has_next=found.has_next,
        has_previous=after is not None,
    )


def count_issues(session: Session, scope: Scope, day: date) -> int:
    """Count the issues of a scope on a day; raises as `read_issues` does."""
    with argument("scope"):
        return stored.count_issues(session, scope.city_part, day)


def _key(values: tuple[object, ...]) -> tuple[int, int]:
    match values:
        case (int(organization_id), int(kind)) if max(abs(organization_id), abs(kind)) < 2**31:
            return organization_id, kind
        case _:
            raise CursorError("after", "the cursor was changed; start this list anew")
