"""Coverage: whom the stations reach, as it is, as it was, and as it might be."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import strawberry
from strawberry import UNSET
from strawberry.types import Info

from schema.coverage_fields import QUESTION, coverage_question, coverage_scope
from schema.operations.circle_proposals import ProposalQuestion, propose_circles
from schema.operations.computing_pool import computing_pool
from schema.operations.coverage_history import HistoryQuestion, HistoryStep, coverage_history
from schema.operations.errors import below
from schema.pagination import given
from schema.types.circle_proposal import CircleProposalInput, ProposedCircle
from schema.types.coverage import CoverageInput, CoverageReport, ScopeInput
from schema.types.coverage_history import CoveragePoint


async def _coverage(
    info: Info[Any, Any], input: Annotated[CoverageInput | None, QUESTION] = UNSET
) -> Any:
    with below("input"):
        return await info.context.loaders.coverage(coverage_question(input))


async def _history(
    info: Info[Any, Any],
    first: Annotated[
        date,
        strawberry.argument(name="from", description="The first day (起始日期), from 1900 on."),
    ],
    last: Annotated[
        date, strawberry.argument(name="to", description="The last day (截止日期), told too.")
    ],
    scope: Annotated[
        ScopeInput | None, strawberry.argument(description="Where to look (范围).")
    ] = UNSET,
    every: Annotated[
        HistoryStep | None,
        strawberry.argument(description="How far apart the days are (间隔)."),
    ] = HistoryStep.MONTH,
) -> Any:
    question = HistoryQuestion(
        coverage_scope(scope, "scope"), first, last, every or HistoryStep.MONTH
    )
    limits = info.context.limits
    return await info.context.loaders.read(
        lambda session: coverage_history(session, question, limits)
    )


async def _proposed(
    info: Info[Any, Any],
    input: Annotated[CircleProposalInput, strawberry.argument(description="The question.")],
) -> Any:
    default = ProposalQuestion()
    question = ProposalQuestion(
        given(input.district),
        default.min_organizations if input.min_organizations is None else input.min_organizations,
        default.reach_m if input.reach is None else input.reach,
    )
    loaders = info.context.loaders
    with below("input"):
        question.check()
        study = await loaders.study(await loaders.day())
        pool = computing_pool(loaders.limits.planning)
        return await pool.run(lambda _: propose_circles(study, question))


@strawberry.type
class CoverageQueries:
    """What the open stations and the party work reach."""

    coverage: CoverageReport = strawberry.field(
        resolver=_coverage,
        description="What the open stations and the party work reach (覆盖情况) in the city, a "
        "district, a circle or a drawn polygon.",
    )
    coverage_history: list[CoveragePoint] = strawberry.field(
        resolver=_history,
        description="The coverage on many days (覆盖变化), computed from dated facts: foundings, "
        "closings, openings, links, activities and scores. Places, boundaries and service radii "
        "are today's.",
    )
    proposed_circles: list[ProposedCircle] = strawberry.field(
        resolver=_proposed,
        description="Commercial circles that might be (拟设商圈), where organizations stand close "
        "together on the day of the newest fact; the one with most organizations first.",
    )
