"""Coverage: whom the stations reach, as it is and as it might be."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry
from strawberry import UNSET
from strawberry.types import Info

from schema.context import Context
from schema.coverage_fields import QUESTION, coverage_question
from schema.types.coverage import CoverageInput, CoverageReport


@strawberry.type
class CoverageQueries:
    """What the open stations and the party work reach."""

    @strawberry.field(
        description="What the open stations and the party work reach (覆盖情况) in the city, a "
        "district, a circle or a drawn polygon."
    )
    async def coverage(
        self, info: Info[Context, None], input: Annotated[CoverageInput | None, QUESTION] = UNSET
    ) -> CoverageReport:
        """Answer a question of coverage."""
        found: Any = await info.context.loaders.coverage(coverage_question(input))
        return found
