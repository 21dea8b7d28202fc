"""Taking one import back, as long as nothing later rests on it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, delete, func, select, tuple_, update
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import Base, CommercialCircle, FileImport
from db.repositories import derived, journal
from db.repositories.audit import ImportedFile
from db.repositories.journal import Author
from db.transfer.errors import TransferError
from db.transfer.following import refresh
from db.transfer.import_log import Change, Done, keep_undone, recall
from db.transfer.kinds import DERIVED_COLUMNS, Kind, kind_named
from db.transfer.own_districts import require_own

_AT_ONCE = 2_000
_N_NAMED = 5

# Rows that are worked out from an entry, or come with it and go with it.
_GOES_WITH: Mapping[str, tuple[str, ...]] = {
    "organizations": ("circle_memberships", "station_services"),
    "commercial_circles": ("circle_memberships",),
    "guidance_stations": ("station_services",),
    "rectification_items": ("rectification_events",),
}


class UndoError(TransferError):
    """An import that cannot be taken back."""


def undo_import(
    database: Database,
    import_id: int,
    author: Author | str,
    at: datetime,
    on_step: Callable[[], None] = lambda: None,
) -> FileImport:
    """Take back what an import added and changed, with one entry of the audit.

    Parameters
    ----------
    on_step
        Called between the statements that take their time, the last time before the commit; what
        it raises leaves everything as it was.

    Raises
    ------
    UndoError
        There is no such import, it was taken back before, or something later changed its rows or
        refers to them; the message says which.
    OutsideDistrictsError
        The author is bound to districts, and a row lies in none of them.
    """
    with journal.recorded_write(database, author, "undoImport", at=at) as session:
        record = session.get(FileImport, import_id)
        if record is None:
            raise UndoError(
                f"there is no import {import_id}; take a number from the list of imports"
            )
        if record.undone_at is not None:
            raise UndoError(f"import {import_id} was taken back already, on {record.undone_at}")
        kind = kind_named(record.kind)
        done = recall(session, kind, record)
        on_step()
        _require_untouched(session, kind, record, done)
        on_step()
        changed = [change.primary_key for change in done.changes]
        require_own(session, kind, author, [*_added_keys(kind, done), *changed])
        moved = [key[0] for key in changed] if kind.is_record else []
        _take_back(session, kind, record, done)
        on_step()
        require_own(session, kind, author, changed)
        if kind.model is CommercialCircle:
            # Who lay on the line of one that is gone may belong to another now.
            derived.refresh_derived(session)
        else:
            refresh(session, kind, moved)
        session.flush()
        on_step()
        keep_undone(session, kind, record, done)
        record.undone_at = at
        n_rows = done.n_added + len(done.changes)
        imported = ImportedFile(record.file_name, record.file_sha256, None, n_rows)
        journal.set_import(session, imported, tables=(kind.table.name,))
        on_step()
    return record


def _added_keys(kind: Kind, done: Done) -> list[tuple[Any, ...]]:
    if done.first_id is not None:
        return [(key,) for key in range(done.first_id, done.first_id + done.n_added)]
    names = [each.name for each in kind.table.primary_key.columns]
    return [tuple(row[name] for name in names) for row in done.added]


def imports(session: Session, limit: int = 50) -> Sequence[FileImport]:
    """Return the imports, the newest first."""
    return session.scalars(select(FileImport).order_by(FileImport.id.desc()).limit(limit)).all()


def _require_untouched(session: Session, kind: Kind, record: FileImport, done: Done) -> None:
    if kind.is_record:
        touched = list(_touched_records(session, kind, _expected(session, kind, record, done)))
    else:
        touched = list(_touched_links(session, kind, done))
    if touched:
        named = ", ".join(str(one) for one in touched[:_N_NAMED])
        raise UndoError(
            f"{len(touched)} of the {kind.en} of import {record.id} were changed or removed since "
            f"({named}{', ...' if len(touched) > _N_NAMED else ''}); nothing was taken back. Undo "
            "the later imports first, or mend the entries one by one"
        )


def _expected(session: Session, kind: Kind, record: FileImport, done: Done) -> dict[int, int]:
    """Give the version that each entry has if nothing but imports taken back touched it."""
    if done.first_id is None:
        expected = {}
    else:
        expected = dict.fromkeys(range(done.first_id, done.first_id + done.n_added), 1)
    expected |= done.versions
    for change in done.changes:
        if change.versions is not None:
            expected[change.primary_key[0]] = change.versions[1]
    later = select(FileImport).where(
        FileImport.kind == record.kind,
        FileImport.id > record.id,
        FileImport.undone_at.is_not(None),
    )
    for other in session.scalars(later.order_by(FileImport.id)).all():
        what = recall(session, kind, other)
        for change in what.changes:
            key = change.primary_key[0]
            if change.versions is not None and expected.get(key) == change.versions[0]:
                expected[key] = what.undone[key]
    return expected


def _touched_records(session: Session, kind: Kind, expected: dict[int, int]) -> Iterator[str]:
    table = kind.table
    ids = sorted(expected)
    for start in range(0, len(ids), _AT_ONCE):
        part = ids[start : start + _AT_ONCE]
        rows = session.execute(select(table.c.id, table.c.version).where(table.c.id.in_(part)))
        found = {row[0]: row[1] for row in rows}
        for key in part:
            if found.get(key) != expected[key]:
                yield f"{kind.model.__name__}:{key}"


def _touched_links(session: Session, kind: Kind, done: Done) -> Iterator[str]:
    names = [each.name for each in kind.table.primary_key.columns]
    wanted = {tuple(row[name] for name in names): row for row in done.added}
    wanted |= {change.primary_key: dict(change.after) for change in done.changes}
    keys = list(wanted)
    for start in range(0, len(keys), _AT_ONCE):
        part = keys[start : start + _AT_ONCE]
        columns = [kind.table.c[name] for name in names]
        rows = session.execute(select(kind.table).where(tuple_(*columns).in_(part))).mappings()
        found = {tuple(row[name] for name in names): row for row in rows}
        for key in part:
            row = found.get(key)
            if row is None or any(row[name] != value for name, value in wanted[key].items()):
                yield f"{kind.name} {' '.join(map(str, key))}"


def _require_unreferred(session: Session, kind: Kind, record: FileImport, done: Done) -> None:
    """Refuse where others refer to what the import added; columns that follow let go of it."""
    if done.first_id is None or not done.n_added:
        return
    first, last = done.first_id, done.first_id + done.n_added - 1
    for table, column in _referring(kind):
        condition: ColumnElement[bool] = column.between(first, last)
        if (table.name, column.name) in DERIVED_COLUMNS:
            session.execute(update(table).where(condition).values({column.name: None}))
            continue
        if table is kind.table:
            condition = and_(condition, table.c.id.not_between(first, last))
        count = session.scalar(select(func.count()).select_from(table).where(condition))
        if count:
            others = table.name.replace("_", " ")
            raise UndoError(
                f"{count} of the {others} refer to what import {record.id} added; nothing was "
                f"taken back. Take back the import of the {others} first, or change them"
            )


def _referring(kind: Kind) -> Iterator[tuple[Table, Any]]:
    """Give the columns that refer to a register and are not worked out with it."""
    for table in Base.metadata.tables.values():
        if table.name in _GOES_WITH.get(kind.table.name, ()):
            continue
        for column in table.columns:
            if any(key.column.table is kind.table for key in column.foreign_keys):
                yield table, column


def _take_back(session: Session, kind: Kind, record: FileImport, done: Done) -> None:
    table = kind.table
    for change in done.changes:
        _restore(session, kind, change)
    _require_unreferred(session, kind, record, done)
    if done.first_id is not None and done.n_added:
        inside = table.c.id.between(done.first_id, done.first_id + done.n_added - 1)
        if any(column.refers_to is kind.model for column in kind.columns):
            own = [c.attribute for c in kind.columns if c.refers_to is kind.model]
            session.execute(update(table).where(inside).values(dict.fromkeys(own)))
        session.execute(delete(table).where(inside))
    keys = list(table.primary_key.columns)
    for row in done.added:
        session.execute(delete(table).where(*(each == row[each.name] for each in keys)))


def _restore(session: Session, kind: Kind, change: Change) -> None:
    table = kind.table
    values: dict[str, Any] = dict(change.before)
    statement = update(table).values(values)
    if kind.is_record:
        statement = statement.values(version=table.c.version + 1)
    for each, part in zip(table.primary_key.columns, change.primary_key, strict=True):
        statement = statement.where(each == part)
    session.execute(statement)
