"""Coverage over time (覆盖变化)."""

from __future__ import annotations

from datetime import date

import strawberry

from schema.types.coverage import Rate


@strawberry.type(description="The coverage on one day of a history (某日覆盖情况).")
class CoveragePoint:
    """An `operations.coverage_history.CoveragePoint`."""

    on: date = strawberry.field(description="The day (日期).")
    formal_coverage: Rate = strawberry.field(
        description="Organizations that a party organization covered (有形覆盖)."
    )
    effective_coverage: Rate = strawberry.field(
        description="Those also reached or guided, active and assessed (有效覆盖)."
    )
    work_coverage: Rate = strawberry.field(
        description="Organizations covered, guided by an instructor or reached (党的工作覆盖)."
    )
    station_reach: Rate = strawberry.field(
        description="Organizations within the service radius of a station open then (指导站覆盖)."
    )
    area_ratio: float = strawberry.field(
        description="The share of the scope's area within the service radius of a station open "
        "then, 0 to 1 (面积覆盖率)."
    )
