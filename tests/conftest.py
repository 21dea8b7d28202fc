"""Databases for all tests: each test that asks for one runs on SQLite and on PostGIS.

Without PostGIS the second run is skipped, with a line in the summary; it fails instead where
`QUANMAP_REQUIRE_POSTGIS=1` is set.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from db.engine import Database, open_database
from tests import postgis

_TEMPLATE = "quanmap_template"


class SqliteBackend:
    """Makes databases by copying one upgraded file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._template = folder / "template.db"
        database = open_database(self._template)
        database.upgrade()
        database.dispose()

    @contextmanager
    def database(self) -> Iterator[Database]:
        """Hold a database with empty tables, removed at the end."""
        path = self._folder / f"{postgis.unique_name()}.db"
        shutil.copyfile(self._template, path)
        database = open_database(path)
        try:
            yield database
        finally:
            database.dispose()
            for file in self._folder.glob(f"{path.name}*"):
                file.unlink()


class PostgisBackend:
    """Makes databases from a template of a private cluster."""

    def __init__(self, cluster: postgis.Cluster) -> None:
        self._cluster = cluster
        cluster.create(_TEMPLATE)
        database = open_database(cluster.url(_TEMPLATE))
        database.upgrade()
        database.dispose()

    @contextmanager
    def database(self) -> Iterator[Database]:
        """Hold a database with empty tables, removed at the end."""
        name = postgis.unique_name()
        self._cluster.create(name, _TEMPLATE)
        database = open_database(self._cluster.url(name))
        try:
            yield database
        finally:
            database.dispose()
            self._cluster.drop(name)


Backend = SqliteBackend | PostgisBackend


@pytest.fixture(scope="session")
def sqlite_backend(tmp_path_factory: pytest.TempPathFactory) -> SqliteBackend:
    return SqliteBackend(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgis_cluster() -> Iterator[postgis.Cluster]:
    try:
        with postgis.running_cluster() as cluster:
            yield cluster
    except postgis.PostgisMissingError as error:
        if os.environ.get("QUANMAP_REQUIRE_POSTGIS") == "1":
            pytest.fail(f"QUANMAP_REQUIRE_POSTGIS is set, but: {error}")
        pytest.skip(f"POSTGIS IS MISSING, so its half of the database tests did not run: {error}")


@pytest.fixture(scope="session")
def postgis_backend(postgis_cluster: postgis.Cluster) -> PostgisBackend:
    return PostgisBackend(postgis_cluster)


@pytest.fixture(scope="session", params=["sqlite", "postgis"])
def backend(request: pytest.FixtureRequest) -> Backend:
    """Each kind of database in turn."""
    made: Backend = request.getfixturevalue(f"{request.param}_backend")
    return made


@pytest.fixture
def database(backend: Backend) -> Iterator[Database]:
    """A database with empty tables, for one test."""
    with backend.database() as made:
        yield made


@pytest.fixture(scope="module")
def module_database(backend: Backend) -> Iterator[Database]:
    """A database with empty tables at first, shared by the tests of a module."""
    with backend.database() as made:
        yield made


@pytest.fixture(scope="module")
def sqlite_database(sqlite_backend: SqliteBackend) -> Iterator[Database]:
    """A SQLite database of a module, for what compares both or needs a file."""
    with sqlite_backend.database() as made:
        yield made


@pytest.fixture(scope="module")
def postgis_database(postgis_backend: PostgisBackend) -> Iterator[Database]:
    """A PostGIS database of a module, for what compares both."""
    with postgis_backend.database() as made:
        yield made
