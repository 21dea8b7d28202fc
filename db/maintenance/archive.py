"""The file of a backup: a ZIP of `manifest.json` and of the database's own format.

Without this program, `unzip` gives a SQLite file, or an archive for `pg_restore`.
"""

import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from db.errors import BackupError
from db.maintenance.content import TableContent

MEMBERS = {"sqlite": "city.sqlite3", "postgresql": "city.dump"}
_MANIFEST = "manifest.json"
_FORMAT = 1


@dataclass(frozen=True)
class Manifest:
    """What a backup is of and what it holds.

    Attributes
    ----------
    dialect
        `sqlite` or `postgresql`.
    revision
        Of the tables.
    schema
        The PostgreSQL schema, if one was named.
    made_at
        The moment of the snapshot, ISO 8601 in UTC.
    tables
        What each holds.
    """

    dialect: str
    revision: str
    schema: str | None
    made_at: str
    tables: dict[str, TableContent]

    def to_json(self) -> str:
        """Write the manifest."""
        return json.dumps({"format": _FORMAT, **asdict(self)}, indent=1, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote."""
        stored = json.loads(text)
        if stored.pop("format") != _FORMAT:
            raise BackupError("the backup was made by a newer program; restore it by that one")
        tables = {name: TableContent(**each) for name, each in stored.pop("tables").items()}
        return cls(**stored, tables=tables)


@contextmanager
def drafted(file: Path) -> Iterator[Path]:
    """Hold the path of a draft beside a file, which it becomes at the end, whole or not at all.

    Raises
    ------
    BackupError
        The file is there already, or its folder is not.
    """
    if not file.parent.is_dir():
        raise BackupError(f"the folder {file.parent} is not there; make it, or name another one")
    if file.exists():
        raise BackupError(f"{file} is there already; name another file, or remove it first")
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        yield draft
        _settle(draft)
        try:
            os.link(draft, file)  # unlike a renaming, it never takes another file's place
        except FileExistsError as error:
            raise BackupError(f"{file} was made meanwhile by somebody else") from error
        except OSError:
            draft.rename(file)  # a file system without links
        _settle(file.parent)
    finally:
        for leftover in file.parent.glob(f"{draft.name}*"):
            leftover.unlink()


def write_manifest(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """Add the manifest to an archive."""
    archive.writestr(_MANIFEST, manifest.to_json())


@contextmanager
def opened(file: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """Hold the archive of a backup with its manifest.

    Raises
    ------
    BackupError
        The file cannot be read, or is no backup of this program.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive, Manifest.from_json(archive.read(_MANIFEST).decode())
    except OSError as error:
        raise BackupError(f"{file} cannot be read: {error.strerror}") from error
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError) as error:
        raise BackupError(
            f"{file} is no backup of this program, or is damaged: {error}; take another one"
        ) from error


def _settle(path: Path) -> None:
    """Wait until a file or a folder is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError:
        if not path.is_dir():  # not every system can do so for folders
            raise
    finally:
        os.close(descriptor)
