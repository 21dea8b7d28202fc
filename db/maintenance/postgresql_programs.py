"""PostgreSQL's own programs for backups, which come with its client."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.engine import URL

from db.errors import BackupError

_WORDS_MAX = 1_000


def found(name: str) -> str:
    """Return the path of a program.

    Raises
    ------
    BackupError
        It is not on the PATH.
    """
    path = shutil.which(name)
    if path is None:
        raise BackupError(
            f"{name} is not on the PATH; install PostgreSQL's client programs, of the server's"
            " version or a newer one"
        )
    return path


def run(command: Sequence[str | Path], url: URL | None = None) -> str:
    """Run a program on a database and return what it says; a password goes by the environment.

    Raises
    ------
    BackupError
        It fails, with its own words.
    """
    environment = dict(os.environ)
    arguments = [str(part) for part in command]
    if url is not None:
        if url.password is not None:
            environment["PGPASSWORD"] = str(url.password)
        plain = url.set(drivername="postgresql", password=None)
        arguments.insert(1, f"--dbname={plain.render_as_string(hide_password=False)}")
    done = subprocess.run(  # noqa: S603 (a program found by name, with arguments of our own)
        arguments, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise BackupError(f"{Path(arguments[0]).name} failed: {done.stderr[-_WORDS_MAX:].strip()}")
    return done.stdout
