"""Schemathesis against the application, with documents that fit the schema and some that do not.

Its verdict on an answer knows no refusals but those of the language: an error with a code of this
API's own, such as FORBIDDEN, is what it calls a server's error. So that one verdict is taken only
where a code is missing or masked; all its others are.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.errors import ERROR_CODES
from tests.conftest import SqliteBackend
from tests.fuzz.documents import SCALARS, repeatable
from tests.fuzz.served import READERS, WRITERS, Served, served

schemathesis = pytest.importorskip("schemathesis")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
KNOWN = {*ERROR_CODES.values(), "LIMIT_EXCEEDED", "GRAPHQL_VALIDATION_FAILED"}


@pytest.fixture(scope="module")
def app(sqlite_backend: SqliteBackend) -> Iterator[Served]:
    with sqlite_backend.database() as database, served(database) as made:
        yield made


@pytest.fixture(scope="module")
def described(app: Served) -> Any:
    """The schema as Schemathesis learns it from the application, by introspection."""
    for name in ("Date", "DateTime", "Decimal", "GeoJSON", "FeatureCollection", "Upload"):
        schemathesis.graphql.scalar(name, SCALARS[name])
    return schemathesis.graphql.from_asgi("/graphql", app.client.app)


def judge(app: Served, case: Any, headers: dict[str, str]) -> None:
    answer = case.call(headers=headers)
    headers_told = {name.lower(): values[0] for name, values in answer.headers.items()}
    app.check(
        SimpleNamespace(
            status_code=answer.status_code,
            headers=headers_told,
            content=answer.content,
            text=answer.text,
        ),
        str(case.body),
    )
    try:
        case.validate_response(answer)
    except schemathesis.errors.FailureGroup as group:
        for failure in group.exceptions:
            if isinstance(failure, schemathesis.graphql.checks.GraphQLClientError):
                continue
            assert isinstance(failure, schemathesis.graphql.checks.GraphQLServerError), failure
            assert {one["extensions"]["code"] for one in failure.errors} <= KNOWN, failure


@pytest.mark.parametrize("mode", ["positive", "negative"])
@pytest.mark.parametrize("roles", [READERS, WRITERS], ids=["readers", "writers"])
def test_schemathesis_finds_no_failure(
    app: Served, described: Any, mode: str, roles: tuple[str, ...]
) -> None:
    before = app.held()
    # Else it takes values from whatever modules are loaded, and other cases every time.
    cases = described.as_strategy(
        generation_mode=schemathesis.GenerationMode(mode),
        feedback=schemathesis.generation.feedback.NO_FEEDBACK,
    )

    @repeatable(300)
    @given(cases, st.sampled_from(roles))
    def ask(case: Any, role: str) -> None:
        judge(app, case, app.headers[role])

    ask()
    print(f"\n300 {mode} cases: {dict(app.codes)}")  # noqa: T201
    assert roles is WRITERS or app.held() == before
