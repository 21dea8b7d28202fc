"""Whatever is asked, by whomever: no failure, nothing from the inside, no write by a reader."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Backend, PostgisBackend, SqliteBackend
from tests.fuzz.documents import MUTATIONS, QUERIES, repeatable
from tests.fuzz.served import READERS, WRITERS, Served, served

# After an error where null is not allowed, graphql-core drops what it had not awaited yet.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

REFUSED = {"UNAUTHENTICATED", "FORBIDDEN", "GRAPHQL_VALIDATION_FAILED", "LIMIT_EXCEEDED"}
asked = st.one_of(QUERIES, MUTATIONS)


def _of(backend: Backend) -> Iterator[Served]:
    with backend.database() as database, served(database) as made:
        yield made


@pytest.fixture(scope="module")
def read_only(sqlite_backend: SqliteBackend) -> Iterator[Served]:
    yield from _of(sqlite_backend)


@pytest.fixture(scope="module")
def written(sqlite_backend: SqliteBackend) -> Iterator[Served]:
    yield from _of(sqlite_backend)


@pytest.fixture(scope="module")
def on_postgis(postgis_backend: PostgisBackend) -> Iterator[Served]:
    yield from _of(postgis_backend)


def ask_as_readers(app: Served, n_examples: int) -> None:
    before = app.held()

    @repeatable(n_examples)
    @given(st.sampled_from(READERS), asked)
    def ask(role: str, document: str) -> None:
        answer = app.ask(role, document)
        if document.startswith("mutation"):
            codes = {one["extensions"]["code"] for one in answer["errors"]}
            assert codes <= REFUSED, answer

    ask()
    assert app.held() == before


def ask_as_writers(app: Served, n_examples: int) -> None:
    before = app.held()

    @repeatable(n_examples)
    @given(st.sampled_from(WRITERS), st.one_of(MUTATIONS, MUTATIONS, QUERIES))
    def ask(role: str, document: str) -> None:
        app.ask(role, document)

    ask()
    assert n_examples < 100 or app.held() != before


def test_a_few_documents_of_readers_are_answered_and_write_nothing(read_only: Served) -> None:
    ask_as_readers(read_only, 30)


def test_a_few_documents_of_writers_are_answered(written: Served) -> None:
    ask_as_writers(written, 30)


@pytest.mark.slow
def test_many_documents_of_readers_are_answered_and_write_nothing(read_only: Served) -> None:
    ask_as_readers(read_only, 1_500)
    print(f"\n1,500 documents of readers on SQLite: {dict(read_only.codes)}")  # noqa: T201


@pytest.mark.slow
def test_many_documents_of_writers_are_answered(written: Served) -> None:
    ask_as_writers(written, 1_500)
    print(f"\n1,500 documents of writers on SQLite: {dict(written.codes)}")  # noqa: T201


@pytest.mark.slow
def test_documents_of_readers_are_answered_on_postgis(on_postgis: Served) -> None:
    ask_as_readers(on_postgis, 300)
    ask_as_writers(on_postgis, 300)
    print(f"\n600 documents on PostGIS: {dict(on_postgis.codes)}")  # noqa: T201
