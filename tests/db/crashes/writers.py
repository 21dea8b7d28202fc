"""What a process does to a database until it is killed, and tells by a pipe.

Each operation is one transaction with one entry of the audit, which names its number. Its number is
told when it begins and again when it was acknowledged.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

import numpy as np
import shapely
from sqlalchemy import inspect

from db import models
from db.credit_code import check_character
from db.demo.bulk import write_rows
from db.engine import Database, open_database
from db.errors import DatabaseUnavailableError
from db.models.enums import OrganizationKind
from db.repositories import changes, road
from db.repositories.audit import ImportedFile
from db.repositories.derived import refresh_derived
from db.repositories.journal import recorded_write, set_import
from db.repositories.road import RoadArrays
from db.transfer.importing import import_file
from tests.db import city

CHANGED_ID = 1
N_ROWS = 60
AT = datetime(2017, 11, 1, tzinfo=UTC)


class BulkRow(NamedTuple):
    """A row of a bulk write."""

    credit_code: str
    name: str
    kind: OrganizationKind
    employees: int
    party_members: int
    full_time_party_workers: int
    hard_to_organize: bool
    location: shapely.Point


@dataclass(frozen=True)
class Told:
    """What the process says: that an operation begins, or that it was acknowledged."""

    number: int
    kind: str
    is_done: bool


def note_of(number: int) -> str:
    return f"operation {number}"


def code_of(number: int, row: int) -> str:
    """Return a valid credit code, the same for the same row of the same operation."""
    first_17 = f"9163{number:07d}{row:06d}"
    return first_17 + check_character(first_17)


def place_of(number: int, row: int = 0) -> shapely.Point:
    rng = random.Random(1_000 * number + row)  # noqa: S311 (no secret)
    return shapely.Point(101.69 + 0.12 * rng.random(), 36.59 + 0.07 * rng.random())


def n_roads_of(number: int) -> int:
    return 40 + number % 17


def add(database: Database, number: int) -> None:
    made = city.organization(1, place_of(number))
    made.credit_code, made.name = code_of(number, 0), note_of(number)
    with recorded_write(database, "a", "registerOrganization", note=note_of(number)) as session:
        changes.add(session, made)


def change(database: Database, number: int) -> None:
    """Rename one organization and move it: its district, circles and stations follow."""
    values = {"name": note_of(number), "location": place_of(number)}
    with recorded_write(database, "a", "updateOrganization", note=note_of(number)) as session:
        row = session.get_one(models.Organization, CHANGED_ID)
        changes.correct(session, models.Organization, CHANGED_ID, row.version, values)


def bulk(database: Database, number: int) -> None:
    table = inspect(models.Organization).local_table
    kind = OrganizationKind.NON_PUBLIC_ECONOMIC
    rows = [
        BulkRow(code_of(number, row), note_of(number), kind, 1, 0, 0, False, place_of(number, row))
        for row in range(N_ROWS)
    ]
    with recorded_write(database, "a", "importFile", note=note_of(number)) as session:
        write_rows(session, table, rows)  # type: ignore[arg-type]
        refresh_derived(session)
        set_import(session, ImportedFile("bulk", None, None, N_ROWS), tables=("organizations",))


def import_rows(database: Database, number: int) -> None:
    lines = ["creditCode,name,kind,employees,partyMembers,longitude,latitude"]
    for row in range(N_ROWS):
        point = place_of(number, row)
        lines.append(
            f"{code_of(number, row)},{note_of(number)},NON_PUBLIC_ECONOMIC,3,1,{point.x},{point.y}"
        )
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{note_of(number)}.csv"
        file.write_text("\n".join(lines), "utf-8")
        report = import_file(database, "organizations", file)
    assert report.is_stored, report


def roads(database: Database, number: int) -> None:
    """Put another network in the place of the one before."""
    n = n_roads_of(number)
    nodes = np.column_stack([101.70 + 0.001 * np.arange(n + 1), np.full(n + 1, 36.62)])
    edges = np.column_stack([np.arange(n), np.arange(1, n + 1)])
    lines = np.array([shapely.LineString(nodes[edge]) for edge in edges], dtype=np.object_)
    arrays = RoadArrays(nodes, edges, np.full(n, 90.0), lines)
    with recorded_write(database, "a", "importRoads", note=note_of(number)) as session:
        road.replace_roads(session, arrays, source=note_of(number), at=AT, n_given=n, dropped={})


OPERATIONS: dict[str, Callable[[Database, int], None]] = {
    "add": add,
    "change": change,
    "bulk": bulk,
    "import": import_rows,
    "roads": roads,
}


def write_until_killed(url: str, seed: int, first: int, told: Connection) -> None:
    """Do operations of all kinds, one after the other."""
    rng = random.Random(seed)  # noqa: S311 (no secret)
    database = open_database(url)
    database.check()
    # The server may be the one that is killed: then this is the end, too.
    with suppress(DatabaseUnavailableError):
        for number in count(first):
            kind = rng.choice(list(OPERATIONS))
            told.send(Told(number, kind, is_done=False))
            OPERATIONS[kind](database, number)
            told.send(Told(number, kind, is_done=True))


def migrate_until_killed(url: str, seed: int, first: int, told: Connection) -> None:
    """Take the tables back and up again; `kind` is the revision asked for."""
    rng = random.Random(seed)  # noqa: S311 (no secret)
    database = open_database(url)
    database.revision()
    for number in count(first):
        target = "head" if number % 2 else rng.choice(["0004", "0005", "0006"])
        told.send(Told(number, target, is_done=False))
        if target == "head":
            database.upgrade()
        else:
            database.downgrade(target)
        told.send(Told(number, target, is_done=True))
