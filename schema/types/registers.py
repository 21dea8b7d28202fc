"""What the registers share."""

from __future__ import annotations

import strawberry


@strawberry.input(description="All given conditions hold together.")
class RegisterFilter:
    """The conditions of every register."""

    district: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="Belongs to the district (区县) with this adcode (行政区划代码).",
    )
    circle: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET,
        description="Belongs to the commercial circle (党建商业圈) with this identifier.",
    )
    organization: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET,
        description="Concerns the organization (非公经济组织、社会组织) with this identifier.",
    )
    year: int | None = strawberry.field(
        default=strawberry.UNSET, description="Is of this year (年度)."
    )
    statuses: list[str] | None = strawberry.field(
        default=strawberry.UNSET,
        description="Has one of these statuses (状态); a register that has none refuses it.",
    )
