"""What the registers add up to, for a part of the city and a year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from db.engine import Session
from db.repositories import dashboard as stored
from schema.operations.errors import argument
from schema.operations.questions import CoverageQuestion, Scope

# Coverage is not asked of days before; no figure of the registers differs between them.
_FIRST_DAY = date(1900, 1, 1)


@dataclass(frozen=True)
class DashboardResult(stored.Dashboard):
    """The sums, and the scope that they are of."""

    scope: Scope

    @property
    def coverage_question(self) -> CoverageQuestion:
        """The question whose answer has the rates of the same scope and day."""
        return CoverageQuestion(self.scope, as_of=max(self.day, _FIRST_DAY))


def read_dashboard(session: Session, scope: Scope, year: int | None) -> DashboardResult:
    """Add up the registers of a scope and a year; None is all years.

    Raises
    ------
    ArgumentError
        For a district, a circle or a year that there is not.
    """
    with argument("year"):
        stored.dashboard_day(session, year)
    path = "scope.district" if scope.adcode is not None else "scope"
    with argument(path):
        found = stored.dashboard(session, scope.city_part, year)
    return DashboardResult(**vars(found), scope=scope)
