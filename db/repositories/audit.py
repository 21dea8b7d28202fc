"""The append-only audit: entries chained by their hashes, one a transaction.

An entry's hash is the SHA-256 of its canonical form: the JSON object of its fields without the
hash itself, keys sorted, no spaces, UTF-8; it holds the hash of the entry before it. Whoever
changes, removes or reorders entries would have to write all later ones anew, and the head.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from db.errors import AuditError
from db.models import AuditEntry, AuditHead

NO_HASH = "0" * 64
"""Stands before the first entry."""

_HASHED = (
    "number",
    "at",
    "by",
    "action",
    "note",
    "request_id",
    "changes",
    "file_name",
    "file_sha256",
    "rows_sha256",
    "n_rows",
    "previous_sha256",
)
_ENTRIES_AT_ONCE = 500


@dataclass(frozen=True)
class ImportedFile:
    """What an import's entry says in place of every row before and after.

    `rows_sha256` is a digest of the rows as they were written, such as `digest` gives.
    """

    name: str
    sha256: str | None
    rows_sha256: str | None
    n_rows: int


@dataclass(frozen=True)
class Verification:
    """What `verify_audit` found: how many sound entries, and the first fault if there is one."""

    n_entries: int
    fault: str | None = None

    @property
    def is_sound(self) -> bool:
        """Whether the whole chain holds."""
        return self.fault is None


def append(
    session: Session,
    *,
    at: datetime,
    by: str,
    action: str,
    changes: Sequence[Mapping[str, Any]],
    note: str | None = None,
    request_id: str | None = None,
    imported: ImportedFile | None = None,
) -> AuditEntry:
    """Write the next entry of the chain; the lock on its head is held until the commit.

    Call it last in a transaction, so that writers queue for no longer than a commit takes.

    Raises
    ------
    AuditError
        The chain has no head.
    """
    locked = select(AuditHead).where(AuditHead.id == 1).with_for_update()
    head = session.scalar(locked.execution_options(populate_existing=True))
    if head is None:
        raise AuditError("the audit has no head; restore the table audit_head from a backup")
    entry = AuditEntry(
        number=head.number + 1,
        at=at.astimezone(UTC),
        by=by,
        action=action,
        note=note,
        request_id=request_id,
        changes=canonical(changes),
        file_name=imported and imported.name,
        file_sha256=imported and imported.sha256,
        rows_sha256=imported and imported.rows_sha256,
        n_rows=imported and imported.n_rows,
        previous_sha256=head.entry_sha256,
    )
    entry.entry_sha256 = _hash(entry)
    session.add(entry)
    head.number, head.entry_sha256 = entry.number, entry.entry_sha256
    session.flush()
    return entry


def verify_audit(session: Session) -> Verification:
    """Check every entry's hash, its link to the one before it, its number, and the head."""
    number, previous = 0, NO_HASH
    for entry in _entries(session):
        if entry.number != number + 1:
            return Verification(number, f"entry {number + 1} is missing")
        if entry.previous_sha256 != previous:
            return Verification(number, f"entry {entry.number} does not follow the one before it")
        if entry.entry_sha256 != _hash(entry):
            return Verification(number, f"entry {entry.number} is not as it was written")
        number, previous = entry.number, entry.entry_sha256
    head = session.scalar(select(AuditHead).where(AuditHead.id == 1))
    if head is None or (head.number, head.entry_sha256) != (number, previous):
        known = "is missing" if head is None else f"knows {head.number} entries"
        return Verification(number, f"the head {known}, but {number} are there")
    return Verification(number)


def _entries(session: Session) -> Iterator[AuditEntry]:
    """Read every entry in turn, some at a time, and forget those that were read."""
    last: int | None = None
    while True:
        following = select(AuditEntry).order_by(AuditEntry.number).limit(_ENTRIES_AT_ONCE)
        if last is not None:
            following = following.where(AuditEntry.number > last)
        part = session.scalars(following).all()
        yield from part
        if len(part) < _ENTRIES_AT_ONCE:
            return
        last = part[-1].number
        for entry in part:
            session.expunge(entry)


def list_statement(*, by: str | None = None, action: str | None = None) -> Select[Any]:
    """Return the statement of the entries, of one author or one action if given."""
    statement = select(AuditEntry)
    if by is not None:
        statement = statement.where(AuditEntry.by == by)
    if action is not None:
        statement = statement.where(AuditEntry.action == action)
    return statement


def canonical(value: Any) -> str:
    """Return JSON that is the same for the same value: keys sorted, no spaces.

    Days and moments are ISO 8601 (moments in UTC), amounts of money text, geometries hexadecimal
    WKB with two dimensions.

    >>> canonical({"b": date(2017, 11, 1), "a": Decimal("20.00")})
    '{"a":"20.00","b":"2017-11-01"}'
    """
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain
    )


def digest(value: Any) -> str:
    """Return the SHA-256 of a value's canonical form, in hexadecimal."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def _hash(entry: AuditEntry) -> str:
    return digest({name: getattr(entry, name) for name in _HASHED})


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, BaseGeometry):
        return str(shapely.to_wkb(value, hex=True, byte_order=1, output_dimension=2))
    raise TypeError(f"{type(value).__name__} has no place in the audit")
