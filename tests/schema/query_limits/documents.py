"""Checking documents against the limits, without executing them."""

from __future__ import annotations

from typing import Any

from schema.documents import Documents
from schema.query_limits.limits import QueryLimits
from tests.schema.city import SCHEMA


def check(query: str, limits: QueryLimits | None = None) -> None:
    """Check the form of a document."""
    Documents(limits or QueryLimits()).check(SCHEMA._schema, query, None)


def cost_of(
    query: str, variables: dict[str, Any] | None = None, limits: QueryLimits | None = None
) -> int:
    """Check a document and give its cost."""
    documents = Documents(limits or QueryLimits())
    checked = documents.check(SCHEMA._schema, query, None)
    assert checked is not None
    return documents.check_cost(checked, variables)
