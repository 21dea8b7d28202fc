"""Checking a whole database, in one reading transaction: writers go on meanwhile."""

import time
from collections.abc import Callable, Iterator
from itertools import chain

from shapely.errors import ShapelyError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from db.engine import Database
from db.errors import DatabaseError, SchemaVersionError
from db.maintenance import derived_checks, record_checks, storage_checks, table_checks
from db.maintenance.findings import FINDINGS_MAX, Checked, Finding, Report

Progress = Callable[[str], None]
"""Takes the name of the check that begins."""

_AGAIN = "mend what the other checks found, then check again"
_CHECKS: dict[str, tuple[Callable[[Session], Iterator[Finding]], ...]] = {
    "storage": (storage_checks.storage,),
    "tables": (table_checks.tables,),
    "indexes": (storage_checks.indexes,),
    "foreign keys": (record_checks.foreign_keys,),
    "geometries": (record_checks.geometries,),
    "derived columns": (
        derived_checks.districts,
        derived_checks.memberships,
        derived_checks.stations,
        derived_checks.services,
    ),
    "audit": (record_checks.audit_chain, table_checks.audit_guards),
}


def check_database(database: Database, *, progress: Progress | None = None) -> Report:
    """Compare a database with what this program promises of it; nothing is changed.

    Checked are: the revision of the tables; the file or the server's indexes; every table, column
    and constraint against the models; every spatial index against its table; foreign keys;
    geometries; districts, circle memberships and station services against a second way to work
    them out; the audit's chain of hashes and its triggers.

    Raises
    ------
    DatabaseUnavailableError
        The database cannot be opened at all.
    """
    address = database.address
    started = time.monotonic()
    try:
        database.check()
    except SchemaVersionError as error:
        finding = Finding("alembic_version", str(error), "see what it says")
        checked = Checked("revision", (finding,), 0, time.monotonic() - started)
        return Report(address, database.revision(), (checked,))
    checks = [Checked("revision", (), 0, time.monotonic() - started)]
    with database.read() as session:
        if database.dialect == "postgresql":
            # One snapshot for all: rows that others write meanwhile are no findings.
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        for name, parts in _CHECKS.items():
            if progress is not None:
                progress(name)
            checks.append(_run(session, name, parts))
    return Report(address, database.revision(), tuple(checks))


def _run(
    session: Session, name: str, parts: tuple[Callable[[Session], Iterator[Finding]], ...]
) -> Checked:
    started = time.monotonic()
    found = chain.from_iterable(part(session) for part in parts)
    first: list[Finding] = []
    n_more = 0
    try:
        with session.begin_nested():
            for finding in found:
                if len(first) < FINDINGS_MAX:
                    first.append(finding)
                else:
                    n_more += 1
    except (DBAPIError, DatabaseError, ShapelyError) as error:
        # What is damaged cannot be worked with: a finding, and no reason to leave the rest.
        words = getattr(error, "orig", error)
        first.append(Finding(name, f"the check could not be finished: {words}", _AGAIN))
    return Checked(name, tuple(first), n_more, time.monotonic() - started)
