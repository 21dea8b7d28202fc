"""Records of organizations that need a clerk (隶属问题)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import strawberry

from db.repositories.affiliation_issues import AffiliationIssueKind

if TYPE_CHECKING:
    from schema.types.organization import Organization


@strawberry.type(description="One thing that is wrong with the record of one (隶属问题).")
class AffiliationIssue:
    """A `db.repositories.affiliation_issues.AffiliationIssue`."""

    organization: Annotated["Organization", strawberry.lazy("schema.types.organization")] = (
        strawberry.field(description="Whose record it is (非公经济组织、社会组织).")
    )
    kind: AffiliationIssueKind = strawberry.field(description="What is wrong (问题类别).")
    detail: str = strawberry.field(description="What is wrong, in words (说明).")
