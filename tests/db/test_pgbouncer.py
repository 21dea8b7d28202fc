"""Two cities' schemas through one pgbouncer in transaction mode; skipped where it is missing."""

import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from db import models
from db.engine import Database, open_database
from tests import postgis
from tests.db import city

_CONFIGURATION = """
[databases]
* = host={server} user={user}
[pgbouncer]
listen_port = 6543
listen_addr =
unix_socket_dir = {folder}
auth_type = any
pool_mode = transaction
default_pool_size = 2
"""


@contextmanager
def pooled(cluster: postgis.Cluster, database: str) -> Iterator[str]:
    """Start a pool of two connections and give the URL of a database through it."""
    program = shutil.which("pgbouncer")
    if program is None:
        pytest.skip("pgbouncer is not installed")
    as_root = os.geteuid() == 0
    folder = Path(tempfile.mkdtemp(prefix="quanmap-pgbouncer-"))
    try:
        if as_root:  # it refuses to run as root
            shutil.chown(folder, cluster.user)
        folder.chmod(0o711)
        configuration = folder / "pgbouncer.ini"
        configuration.write_text(
            _CONFIGURATION.format(server=cluster.folder, user=cluster.user, folder=folder)
        )
        command = ["runuser", "-u", cluster.user, "--"] if as_root else []
        with subprocess.Popen(
            [*command, program, str(configuration)], stderr=subprocess.DEVNULL
        ) as process:
            deadline = time.monotonic() + 20.0
            while not (folder / ".s.PGSQL.6543").exists():
                assert time.monotonic() < deadline, "pgbouncer did not start"
                time.sleep(0.05)
            yield f"postgresql://{cluster.user}@/{database}?host={folder}&port=6543"
            process.terminate()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def test_transactions_of_two_cities_share_connections_and_nothing_else(
    postgis_cluster: postgis.Cluster,
) -> None:
    name = postgis.unique_name()
    postgis_cluster.create(name)
    cities = {"xining": 1, "haidong": 2}
    for schema, number in cities.items():
        direct = open_database(postgis_cluster.url(name), schema=schema)
        direct.upgrade()
        with direct.write() as session:
            session.add(city.organization(number))
        direct.dispose()
    wrong: list[object] = []

    def work(database: Database, number: int) -> None:
        for _ in range(20):
            with database.read() as session:
                found = session.scalars(sa.select(models.Organization.name)).all()
            with database.write() as session:
                changed = session.execute(sa.update(models.Organization).values(employees=number))
            if found != [f"Organization {number}"] or changed.rowcount != 1:  # type: ignore[attr-defined]
                wrong.append((found, number))

    with pooled(postgis_cluster, name) as url:
        databases = {schema: open_database(url, schema=schema) for schema in cities}
        threads = [
            threading.Thread(target=work, args=(databases[schema], number))
            for schema, number in cities.items()
            for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for schema, number in cities.items():
            with databases[schema].read() as session:
                assert session.scalars(sa.select(models.Organization.employees)).all() == [number]
            databases[schema].dispose()
    postgis_cluster.drop(name)

    assert wrong == []
