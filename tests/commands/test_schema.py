"""``quanmap schema``."""

from __future__ import annotations

from graphql import build_schema

from tests.commands.conftest import Run


def test_it_prints_a_whole_schema(run: Run) -> None:
    result = run("schema")

    assert result.exit_code == 0
    query = build_schema(result.output).query_type
    assert query is not None
    assert "coverage" in query.fields
