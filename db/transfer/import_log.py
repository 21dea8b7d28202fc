"""What is kept of an import so that it can be taken back, in compressed parts."""

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import shapely
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from db.models import FileImport, FileImportPart
from db.repositories.audit import canonical
from db.transfer.existing import Comparison, Update
from db.transfer.judging import Batch
from db.transfer.kind_columns import ValueKind
from db.transfer.kinds import Kind
from db.transfer.storing import Stored

_ROWS_OF_PART = 20_000


@dataclass(frozen=True)
class Source:
    """What file was imported, by whom and when."""

    file_name: str
    file_sha256: str
    author: str
    at: datetime


@dataclass(frozen=True)
class Change:
    """An entry that an import changed: what it was before and after.

    `versions` are those that it had before and after; None of a link.
    """

    primary_key: tuple[Any, ...]
    versions: tuple[int, int] | None
    before: Mapping[str, Any]
    after: Mapping[str, Any]


@dataclass(eq=False)
class Done:
    """What an import did.

    Attributes
    ----------
    first_id, n_added
        New entries; None of links.
    added
        New links, each with all its values.
    versions
        Of new entries that what follows from them changed at once, by identifier.
    changes
        Entries that were changed.
    undone
        The version that each changed entry had once the import was taken back, by identifier.
    """

    first_id: int | None = None
    n_added: int = 0
    added: list[dict[str, Any]] = field(default_factory=list)
    versions: dict[int, int] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    undone: dict[int, int] = field(default_factory=dict)


def number(
    session: Session,
    kind: Kind,
    source: Source,
    stored: Stored,
    compared: Sequence[tuple[Batch, Comparison]],
) -> int:
    """Write down that a file was imported, and give the number of the import."""
    record = {
        "kind": kind.name,
        "file_name": source.file_name,
        "file_sha256": source.file_sha256,
        "imported_at": source.at,
        "imported_by": source.author,
        "n_added": stored.n_added,
        "n_updated": len(stored.updates),
        "n_unchanged": sum(one.n_unchanged for _, one in compared),
        "n_refused": sum(int(batch.is_refused.sum()) for batch, _ in compared),
    }
    made = session.execute(insert(FileImport).returning(FileImport.id), record).scalar_one()
    return int(made)


def keep(session: Session, import_id: int, done: Done) -> None:
    """Store what an import did."""
    head = {
        "first_id": done.first_id,
        "n_added": done.n_added,
        "versions": {str(key): value for key, value in done.versions.items()},
    }
    parts: list[dict[str, Any]] = [head]
    parts += [
        {"added": done.added[start : start + _ROWS_OF_PART]}
        for start in range(0, len(done.added), _ROWS_OF_PART)
    ]
    for start in range(0, len(done.changes), _ROWS_OF_PART):
        part = done.changes[start : start + _ROWS_OF_PART]
        parts.append(
            {"changes": [[list(c.primary_key), c.versions, c.before, c.after] for c in part]}
        )
    session.execute(
        insert(FileImportPart),
        [
            {
                "import_id": import_id,
                "position": position,
                "content": zlib.compress(canonical(part).encode()),
            }
            for position, part in enumerate(parts)
        ],
    )


def keep_undone(session: Session, kind: Kind, record: FileImport, done: Done) -> None:
    """Store which versions entries have now that the import is taken back."""
    if not kind.is_record or not done.changes:
        return
    ids = [change.primary_key[0] for change in done.changes]
    versions = {str(key): version for key, version in _versions_of(session, kind, ids)}
    last = select(func.max(FileImportPart.position)).where(FileImportPart.import_id == record.id)
    part = {
        "import_id": record.id,
        "position": (session.scalar(last) or 0) + 1,
        "content": zlib.compress(canonical({"undone": versions}).encode()),
    }
    session.execute(insert(FileImportPart), part)


def new_links(kind: Kind, compared: Sequence[tuple[Batch, Comparison]]) -> list[dict[str, Any]]:
    """Give new links with all their values, as they were written."""
    return [
        {
            column.attribute: batch.values[column.attribute][row]
            if column.attribute in batch.values
            else column.default
            for column in kind.columns
        }
        for batch, comparison in compared
        for row in comparison.new.tolist()
    ]


def done_by(session: Session, kind: Kind, stored: Stored, links: Sequence[dict[str, Any]]) -> Done:
    """Give what an import did, once all that follows from it is up to date."""
    done = Done(stored.first_id, stored.n_added, list(links))
    changed_ids = [one.primary_key[0] for one in stored.updates] if kind.is_record else []
    versions = dict(_versions(session, kind, stored, changed_ids))
    if stored.first_id is not None:
        last = stored.first_id + stored.n_added
        done.versions = {
            key: version
            for key, version in versions.items()
            if stored.first_id <= key < last and version != 1
        }
    done.changes = [_change(one, versions) for one in stored.updates]
    return done


def _versions(
    session: Session, kind: Kind, stored: Stored, changed_ids: Sequence[int]
) -> Iterator[tuple[int, int]]:
    table = kind.table
    if stored.first_id is not None:
        inside = table.c.id.between(stored.first_id, stored.first_id + stored.n_added - 1)
        moved = select(table.c.id, table.c.version).where(inside, table.c.version != 1)
        yield from (tuple(row) for row in session.execute(moved))
    yield from _versions_of(session, kind, changed_ids)


def _versions_of(session: Session, kind: Kind, ids: Sequence[int]) -> Iterator[tuple[int, int]]:
    table = kind.table
    for start in range(0, len(ids), _ROWS_OF_PART):
        part = ids[start : start + _ROWS_OF_PART]
        found = select(table.c.id, table.c.version).where(table.c.id.in_(part))
        yield from (tuple(row) for row in session.execute(found))


def _change(one: Update, versions: Mapping[int, int]) -> Change:
    pair = None if one.version is None else (one.version, versions[one.primary_key[0]])
    return Change(
        one.primary_key,
        pair,
        {**one.before, **one.derived_before},
        {**one.after, **one.derived},
    )


def recall(session: Session, kind: Kind, record: FileImport) -> Done:
    """Read what an import did."""
    done = Done()
    parts = session.scalars(
        select(FileImportPart.content)
        .where(FileImportPart.import_id == record.id)
        .order_by(FileImportPart.position)
    )
    for content in parts:
        part = json.loads(zlib.decompress(content))
        if "first_id" in part:
            done.first_id, done.n_added = part["first_id"], part["n_added"]
            done.versions = {int(key): value for key, value in part["versions"].items()}
        done.undone |= {int(key): value for key, value in part.get("undone", {}).items()}
        done.added += [_decoded(kind, row) for row in part.get("added", ())]
        done.changes += [
            Change(
                _key(kind, key),
                None if versions is None else (versions[0], versions[1]),
                _decoded(kind, before),
                _decoded(kind, after),
            )
            for key, versions, before, after in part.get("changes", ())
        ]
    return done


def _key(kind: Kind, parts: Sequence[Any]) -> tuple[Any, ...]:
    if kind.is_record:
        return tuple(parts)
    names = [each.name for each in kind.table.primary_key.columns]
    row = _decoded(kind, dict(zip(names, parts, strict=True)))
    return tuple(row[name] for name in names)


def _decoded(kind: Kind, row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(kind, name, value) for name, value in row.items()}


def _value(kind: Kind, name: str, value: Any) -> Any:
    if value is None or all(column.attribute != name for column in kind.columns):
        return value
    column = kind.column(name)
    decoders: Mapping[ValueKind, Any] = {
        ValueKind.DATE: date.fromisoformat,
        ValueKind.MOMENT: lambda text: datetime.fromisoformat(text).astimezone(UTC),
        ValueKind.MONEY: Decimal,
        ValueKind.GEOMETRY: shapely.from_wkb,
        ValueKind.ENUM: column.enum_class,
    }
    decode = decoders.get(column.value)
    return value if decode is None else decode(value)
