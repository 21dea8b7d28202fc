"""A private PostgreSQL cluster with PostGIS in a temporary folder, for tests that ask for it."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

_SETTINGS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "listen_addresses=",
    "shared_buffers=128MB",
    "max_connections=60",
    "jit=off",
)
_SERVER_FOLDERS = "/usr/lib/postgresql/*/bin"
_OTHER_USER = "postgres"
# A copy of a database is 400 files, which a disk takes 40 times as long to write and to remove.
_MEMORY = Path("/dev/shm")  # noqa: S108 (a folder of our own is made in it)
_MEMORY_NEEDED_BYTES = 1 << 30


class PostgisMissingError(RuntimeError):
    """No PostgreSQL with PostGIS can be started here."""


@dataclass(frozen=True)
class Cluster:
    """A running server that listens on a socket in `folder` alone."""

    folder: Path
    user: str

    def url(self, database: str) -> str:
        """Return the URL of one of its databases."""
        return f"postgresql://{self.user}@/{database}?host={self.folder}"

    def create(self, database: str, template: str = "template1") -> None:
        """Create a database as a copy of a template that nobody is connected to."""
        self._execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
                sql.Identifier(database), sql.Identifier(template)
            )
        )

    def drop(self, database: str) -> None:
        """Drop a database, connections and all."""
        self._execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database)))

    def _execute(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """Start a cluster and stop it at the end.

    Raises
    ------
    PostgisMissingError
        The server's programs or PostGIS are not installed, or the server does not start.
    """
    programs = _server_folder()
    as_root = os.geteuid() == 0
    user = _OTHER_USER if as_root else pwd.getpwuid(os.geteuid()).pw_name
    folder = Path(tempfile.mkdtemp(prefix="quanmap-postgis-", dir=folder_in_memory()))
    data = folder / "data"
    try:
        if as_root:  # the server refuses to run as root
            shutil.chown(folder, _OTHER_USER)
        folder.chmod(0o711 if as_root else 0o700)
        initdb = [programs / "initdb", "-D", data, "-U", user, "-A", "trust", "-E", "UTF8"]
        _run(as_root, *initdb, "--locale=C.UTF-8", "--no-sync")
        options = " ".join(f"-c {setting}" for setting in (*_SETTINGS, _socket(folder)))
        pg_ctl = programs / "pg_ctl"
        _run(as_root, pg_ctl, "-D", data, "-l", folder / "log", "-w", "-o", options, "start")
        try:
            yield Cluster(folder, user)
        finally:
            _run(as_root, pg_ctl, "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def folder_in_memory() -> Path | None:
    """Return the folder whose files are kept in memory, None where it is missing or too full."""
    if not os.access(_MEMORY, os.W_OK) or shutil.disk_usage(_MEMORY).free < _MEMORY_NEEDED_BYTES:
        return None
    return _MEMORY


def _socket(folder: Path) -> str:
    return f"unix_socket_directories={folder}"


def _server_folder() -> Path:
    named = os.environ.get("QUANMAP_POSTGRESQL_BIN")
    folders = [Path(named)] if named else sorted(Path("/").glob(_SERVER_FOLDERS.lstrip("/")))
    on_path = None if named else shutil.which("initdb")
    if on_path is not None:
        folders.insert(0, Path(on_path).resolve().parent)
    for folder in reversed(folders):
        if (folder / "initdb").exists():
            return folder
    raise PostgisMissingError(f"no initdb of PostgreSQL in {named or _SERVER_FOLDERS} or the PATH")


def _run(as_root: bool, *command: object) -> None:
    prefix = ["runuser", "-u", _OTHER_USER, "--"] if as_root else []
    # Files, not pipes: the server inherits them and would keep a pipe open for ever.
    with tempfile.TemporaryFile() as output:
        result = subprocess.run(
            [*prefix, *map(str, command)],
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            cwd="/",
            check=False,
        )
        if result.returncode != 0:
            output.seek(0)
            text = output.read().decode(errors="replace")
            raise PostgisMissingError(f"{command[0]} failed: {text[-2000:]}")


def unique_name() -> str:
    """Return a database name that no other test of this session uses."""
    return f"test_{time.monotonic_ns()}"
