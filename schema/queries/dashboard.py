"""What the registers add up to, and which records need a clerk."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from strawberry import UNSET
from strawberry.types import Info

from db.repositories.paging import Page, PageRequest
from schema.coverage_fields import coverage_scope
from schema.operations.affiliation_issues import count_issues, read_issues
from schema.operations.dashboard import read_dashboard
from schema.operations.listing import ListKey
from schema.operations.questions import Scope
from schema.pagination import After, Connection, First, given, page_request
from schema.types.affiliation_issue import AffiliationIssue
from schema.types.coverage import ScopeInput
from schema.types.dashboard import Dashboard

if TYPE_CHECKING:
    from schema.loaders import Loaders

_ISSUES = ListKey("AffiliationIssue")
_SCOPE = strawberry.argument(description="Where (范围); the whole city without it.")


@dataclass(eq=False)
class _IssueSource:
    """What a connection of issues is read from, each part once and only where asked for."""

    loaders: Loaders
    scope: Scope
    request: PageRequest
    key: ListKey = _ISSUES
    _page: Awaitable[Page[Any]] | None = field(default=None, init=False)

    async def page(self) -> Page[Any]:
        """Read the page, once for `edges` and `pageInfo`."""
        if self._page is None:
            self._page = asyncio.ensure_future(self._read())
        return await self._page

    async def count(self) -> int:
        """Count the whole list."""
        day = await self.loaders.day()
        return await self.loaders.read(lambda session: count_issues(session, self.scope, day))

    async def _read(self) -> Page[Any]:
        day = await self.loaders.day()
        return await self.loaders.read(
            lambda session: read_issues(session, self.scope, self.request, day)
        )


async def _dashboard(
    info: Info[Any, Any],
    scope: Annotated[ScopeInput | None, _SCOPE] = UNSET,
    year: Annotated[
        int | None, strawberry.argument(description="Which year (年度); all years without it.")
    ] = UNSET,
) -> Any:
    place = coverage_scope(scope, "scope")
    return await info.context.loaders.read(
        lambda session: read_dashboard(session, place, given(year))
    )


def _affiliation_issues(
    info: Info[Any, Any],
    scope: Annotated[ScopeInput | None, _SCOPE] = UNSET,
    first: First = UNSET,
    after: After = UNSET,
) -> Any:
    loaders = info.context.loaders
    request = page_request(_ISSUES.tag, loaders.limits, first=given(first), after=given(after))
    return _IssueSource(loaders, coverage_scope(scope, "scope"), request)


@strawberry.type
class DashboardQueries:
    """Sums over the registers."""

    dashboard: Dashboard = strawberry.field(
        resolver=_dashboard,
        description="What the registers add up to (总览), for a city, a district, a circle or a "
        "drawn polygon, and a year.",
    )
    affiliation_issues: Connection[AffiliationIssue] = strawberry.field(
        resolver=_affiliation_issues,
        description="The records that need a clerk (隶属问题): no affiliation, several, none that "
        "can be, no location, outside the district that they name, recorded twice; by "
        "organization.",
    )
