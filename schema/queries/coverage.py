"""Coverage: whom the stations reach, as it is and as it might be."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry
from strawberry import UNSET
from strawberry.types import Info

from schema.coverage_fields import QUESTION, coverage_question
from schema.operations.errors import below
from schema.types.coverage import CoverageInput, CoverageReport


async def _coverage(
    info: Info[Any, Any], input: Annotated[CoverageInput | None, QUESTION] = UNSET
) -> Any:
    with below("input"):
        return await info.context.loaders.coverage(coverage_question(input))


@strawberry.type
class CoverageQueries:
    """What the open stations and the party work reach."""

    coverage: CoverageReport = strawberry.field(
        resolver=_coverage,
        description="What the open stations and the party work reach (覆盖情况) in the city, a "
        "district, a circle or a drawn polygon.",
    )
