"""Databases for all tests: each test that asks for one runs on SQLite and on PostGIS.

Without PostGIS the second run is skipped, with a line in the summary; it fails instead where
`QUANMAP_REQUIRE_POSTGIS=1` is set.
"""

import gc
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import QueuePool

from db.engine import Database, open_database
from tests import postgis

# The same examples in every run, however busy the machine is. New ones are looked for by
# `--hypothesis-profile=default`.
settings.register_profile("quanmap", deadline=None, derandomize=True)
settings.load_profile("quanmap")

_TEMPLATE = "quanmap_template"
_THREADS_S = 5.0
# What writes into an empty database. Each is done once for all tests that begin with its outcome,
# so it has to be a function of a module: a new one each time would be a new template each time.
Fill = Callable[[Database], object]


def _leave_empty(_: Database) -> None:
    """Begin with empty tables."""


class SqliteBackend:
    """Makes databases by copying one upgraded file, or one that was filled besides."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._templates: dict[Fill, Path] = {_leave_empty: self._new("empty", None)}

    @contextmanager
    def database(self, fill: Fill = _leave_empty) -> Iterator[Database]:
        """Hold a database with what `fill` writes into empty tables, removed at the end."""
        if fill not in self._templates:
            made = self._new(f"filled_{len(self._templates)}", self._templates[_leave_empty])
            _use(made, fill)
            self._templates[fill] = made
        path = self._new(postgis.unique_name(), self._templates[fill])
        try:
            with _opened(path, is_filled=fill is not _leave_empty) as database:
                yield database
        finally:
            for file in self._folder.glob(f"{path.name}*"):
                file.unlink()

    def _new(self, name: str, template: Path | None) -> Path:
        path = self._folder / f"{name}.db"
        if template is None:
            _use(path, Database.upgrade)
        else:
            shutil.copyfile(template, path)
        return path


class PostgisBackend:
    """Makes databases from a template of a private cluster, empty or filled."""

    def __init__(self, cluster: postgis.Cluster) -> None:
        self._cluster = cluster
        cluster.create(_TEMPLATE)
        _use(cluster.url(_TEMPLATE), Database.upgrade)
        self._templates: dict[Fill, str] = {_leave_empty: _TEMPLATE}

    @contextmanager
    def database(self, fill: Fill = _leave_empty) -> Iterator[Database]:
        """Hold a database with what `fill` writes into empty tables, removed at the end."""
        if fill not in self._templates:
            made = f"{_TEMPLATE}_{len(self._templates)}"
            self._cluster.create(made, _TEMPLATE)
            _use(self._cluster.url(made), fill)
            self._templates[fill] = made
        name = postgis.unique_name()
        self._cluster.create(name, self._templates[fill])
        try:
            url = self._cluster.url(name)
            with _opened(url, is_filled=fill is not _leave_empty) as database:
                yield database
        finally:
            self._cluster.drop(name)


def _use(address: str | Path, work: Fill) -> None:
    """Do this in a database and leave it."""
    with _opened(address, is_filled=False) as database:
        work(database)


@contextmanager
def _opened(address: str | Path, *, is_filled: bool) -> Iterator[Database]:
    database = open_database(address)
    try:
        if is_filled:  # the first use looks at the revision, which no test is to count
            with database.read():
                pass
        yield database
    finally:
        _wait_for_threads(database)
        database.dispose()


def _wait_for_threads(database: Database) -> None:
    """Let a thread that a cancelled request left behind give its connection back.

    One that comes back after the pool was disposed of is closed by nobody.
    """
    pools = [engine.pool for engine in database.engines]
    until = time.monotonic() + _THREADS_S
    while any(isinstance(pool, QueuePool) and pool.checkedout() for pool in pools):
        if time.monotonic() > until:
            break
        time.sleep(0.01)


Backend = SqliteBackend | PostgisBackend


def pytest_collection_finish() -> None:
    """Leave the modules and the tests themselves out of every later collection of garbage.

    They stay to the end, and each full collection takes over a second to find that out.
    """
    gc.collect()
    gc.freeze()


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
