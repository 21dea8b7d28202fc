"""kill -9 at random moments: what was acknowledged is there, nothing is half there."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from db import migrations, models
from db.engine import Database
from db.maintenance.check import check_database
from db.maintenance.content import content
from tests import postgis
from tests.conftest import Backend, PostgisBackend
from tests.db import city
from tests.db.crashes import writers
from tests.db.crashes.writers import CHANGED_ID, N_ROWS, Told, code_of, n_roads_of, note_of

pytestmark = pytest.mark.slow

N_WRITE_KILLS = int(os.environ.get("QUANMAP_KILLS", "140"))
N_MIGRATION_KILLS = N_WRITE_KILLS * 3 // 7
N_SERVER_KILLS = N_WRITE_KILLS // 7
KILLS_A_DATABASE = 20
LATEST_S = 0.6
START_WITHIN_S = 60.0
# So long the server may take to see that one of its processes is gone; all others end then.
SERVER_NOTICES_S = 1.0

Work = Callable[[str, int, int, Connection], None]


@pytest.fixture(scope="module")
def forks() -> Any:
    """Processes that begin with everything imported."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.db.crashes.writers"])
    return context


@contextmanager
def filled(backend: Backend) -> Iterator[Database]:
    with backend.database() as database:
        if database.dialect == "postgresql":
            name = database.engines[0].url.database
            with database.engines[0].begin() as connection:
                # The tests' cluster acknowledges before it writes; a real one does not.
                connection.exec_driver_sql(f"ALTER DATABASE {name} SET synchronous_commit = on")
            database.dispose()
        with database.write() as session:
            city.add_random_city(session, 40)
            if database.dialect == "postgresql":
                session.execute(
                    sa.text("SELECT setval(pg_get_serial_sequence('organizations', 'id'), 1000)")
                )
        yield database


def url_of(database: Database) -> str:
    return database.engines[0].url.render_as_string(hide_password=False)


def killed(
    forks: Any, work: Work, database: Database, rng: random.Random, first: int, kill: Any = None
) -> list[Told]:
    """Let a process work for a random while, kill it, and give what it told."""
    receiver, sender = forks.Pipe(duplex=False)
    process = forks.Process(
        target=work, args=(url_of(database), rng.getrandbits(32), first, sender)
    )
    process.start()
    sender.close()
    try:
        assert receiver.poll(START_WITHIN_S), "the process did not begin"
        time.sleep(rng.uniform(0.0, LATEST_S))
        if kill is not None:
            kill()
    finally:
        process.kill()
        process.join()
    told = []
    while True:
        try:
            told.append(receiver.recv())
        except EOFError:
            break
    receiver.close()
    return told


def entries(database: Database) -> dict[int, str]:
    """Return which operations the audit knows, by number, with what they did."""
    with database.read() as session:
        rows = session.execute(
            sa.select(models.AuditEntry.note, models.AuditEntry.file_name, models.AuditEntry.action)
        ).all()
    found = {}
    for note, file_name, action in rows:
        for words in (note or "", (file_name or "").removesuffix(".csv")):
            if words.startswith("operation "):
                found[int(words.removeprefix("operation "))] = action
    return found


def assert_whole(database: Database, kinds: dict[int, str], there: set[int]) -> None:
    """Compare the rows of every operation with what it would have written, if it is there."""
    with database.read() as session:
        codes = set(session.scalars(sa.select(models.Organization.credit_code)))
        changed = session.get_one(models.Organization, CHANGED_ID).name
        source = session.scalar(
            sa.select(models.RoadImport.source).order_by(models.RoadImport.id.desc()).limit(1)
        )
        n_roads = session.scalar(sa.select(sa.func.count()).select_from(models.Road))
    for number, kind in kinds.items():
        n_wanted = {"add": 1, "bulk": N_ROWS, "import": N_ROWS}.get(kind, 0)
        n_found = sum(code_of(number, row) in codes for row in range(N_ROWS))
        assert n_found == (n_wanted if number in there else 0), (number, kind, n_found)
    last = {kinds[number]: number for number in sorted(there)}
    if "change" in last:
        assert changed == note_of(last["change"])
    if "roads" in last:
        assert (source, n_roads) == (note_of(last["roads"]), n_roads_of(last["roads"]))


def assert_sound(database: Database) -> None:
    report = check_database(database)
    assert report.is_sound, report.as_object()


def kill_writers(
    forks: Any, database: Database, rng: random.Random, n_kills: int, kill: Any = None
) -> Counter[str]:
    """Kill writers of one database again and again, and look at it after each."""
    kinds: dict[int, str] = {}
    acknowledged: set[int] = set()
    caught: Counter[str] = Counter()
    for _ in range(n_kills):
        first = max(kinds, default=0) + 1
        told = killed(forks, writers.write_until_killed, database, rng, first, kill)
        kinds |= {each.number: each.kind for each in told}
        acknowledged |= {each.number for each in told if each.is_done}
        database.dispose()
        there = set(entries(database))
        in_flight = {each.number for each in told} - acknowledged
        assert acknowledged <= there <= acknowledged | in_flight
        acknowledged |= there  # committed but not yet told: from now on it has to stay
        assert_whole(database, kinds, there)
        assert_sound(database)
        caught.update(kinds[number] for number in in_flight)
    caught["acknowledged"] = len(acknowledged)
    return caught


def rounds(n_kills: int) -> Iterator[int]:
    while n_kills > 0:
        yield min(KILLS_A_DATABASE, n_kills)
        n_kills -= KILLS_A_DATABASE


def test_writes_and_imports_survive_kills(forks: Any, backend: Backend) -> None:
    rng = random.Random(20171101)  # noqa: S311 (no secret)
    caught: Counter[str] = Counter()
    for n_kills in rounds(N_WRITE_KILLS):
        with filled(backend) as database:
            caught += kill_writers(forks, database, rng, n_kills)
    print(f"\n{N_WRITE_KILLS} kills of writers, caught in the act: {dict(caught)}")  # noqa: T201
    assert caught["acknowledged"] > 0
    assert sum(caught[kind] for kind in writers.OPERATIONS) > N_WRITE_KILLS // 2


def test_migrations_survive_kills(forks: Any, backend: Backend) -> None:
    rng = random.Random(20171102)  # noqa: S311 (no secret)
    caught: Counter[str] = Counter()
    for n_kills in rounds(N_MIGRATION_KILLS):
        with filled(backend) as database:
            writers.add(database, 1)
            before = kept(database)
            for _ in range(n_kills):
                told = killed(forks, writers.migrate_until_killed, database, rng, 2)
                database.dispose()
                names = [revision(each.kind) for each in told if each.is_done]
                last = names[-1] if names else migrations.head()
                begun = revision(told[-1].kind)
                assert database.revision() in {last, begun}
                caught["caught"] += not told[-1].is_done
                database.upgrade()
                assert kept(database) == before
                assert_sound(database)
    print(f"\n{N_MIGRATION_KILLS} kills of migrations: {dict(caught)}")  # noqa: T201
    assert caught["caught"] > N_MIGRATION_KILLS // 2


def revision(name: str) -> str:
    return migrations.head() if name == "head" else name


def kept(database: Database) -> dict[str, Any]:
    """Return what every table holds that the oldest revision of the migrations has too."""
    dropped = {"alembic_version", "planning_jobs", "roads", "road_imports"}
    with database.engines[1].connect() as connection:
        found = content(connection)
    return {name: each for name, each in found.items() if name not in dropped | NEWER}


NEWER = {"file_imports", "file_import_parts"}


def test_writes_survive_kills_of_the_server(forks: Any) -> None:
    rng = random.Random(20171103)  # noqa: S311 (no secret)
    with postgis.running_cluster() as cluster, filled(PostgisBackend(cluster)) as database:

        def kill_backend() -> None:
            with psycopg.connect(url_of(database).replace("+psycopg", "")) as connection:
                found = connection.execute(
                    "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
                    " AND pid <> pg_backend_pid() ORDER BY state LIMIT 1"
                ).fetchone()
            if found is not None:
                os.kill(found[0], signal.SIGKILL)
            time.sleep(SERVER_NOTICES_S)
            wait_for(database)

        caught = kill_writers(forks, database, rng, N_SERVER_KILLS, kill_backend)
    print(f"\n{N_SERVER_KILLS} kills of the server: {dict(caught)}")  # noqa: T201
    assert caught["acknowledged"] > 0


def wait_for(database: Database) -> None:
    """Wait until the server has recovered."""
    deadline = time.monotonic() + START_WITHIN_S
    while True:
        try:
            with psycopg.connect(url_of(database).replace("+psycopg", "")) as connection:
                connection.execute("SELECT 1")
        except psycopg.Error:
            assert time.monotonic() < deadline, "the server did not recover"
            time.sleep(0.1)
        else:
            return
