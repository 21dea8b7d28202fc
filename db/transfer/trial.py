"""What an author who is bound to districts may not import, told before the import is made.

Whether a new row lies in a district follows from what is worked out of it, so that only the tables
can tell: the rows are written, asked about, and rolled back. Meanwhile other writers wait, as for
an import.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from db.repositories import districts_of
from db.repositories.journal import Author
from db.transfer.existing import Comparison
from db.transfer.findings import Findings, Problem, Rule
from db.transfer.following import refresh
from db.transfer.import_log import new_links
from db.transfer.judging import Batch
from db.transfer.kind_columns import Column
from db.transfer.kinds import Kind
from db.transfer.own_districts import KEYS_AT_ONCE
from db.transfer.storing import Stored, store

Compared = Sequence[tuple[Batch, Comparison]]
Key = tuple[Any, ...]

_FOREIGN = Problem(
    Rule.OTHER_DISTRICT,
    "不在此令牌可写入的区县内",
    "lies in none of the districts that this token may write in",
    "由其所在区县的令牌导入",
    "import it by a token of its district",
)


def bound_author(author: Author | str) -> Author | None:
    """Give the author if it may write in some districts only."""
    if isinstance(author, str) or author.district_ids is None:
        return None
    return author


def refuse_foreign(
    session: Session,
    kind: Kind,
    columns: Sequence[Column],
    author: Author,
    compared: Compared,
    findings: Findings,
) -> None:
    """Refuse the rows that would be outside the author's districts; the session is rolled back.

    Parameters
    ----------
    columns
        Those that the file gives.
    """
    tried = [(batch, replace(one, updates=_copied(one))) for batch, one in compared]
    updates = [update for _, one in tried for update in one.updates]
    changed = {one.row: one.primary_key for one in updates}
    foreign = _foreign(session, kind, author, changed)
    # As if there were many: no index is taken away for rows that do not stay.
    n_rows = sum(len(batch) for batch, _ in tried)
    stored = store(session, kind, columns, tried, n_rows)
    refresh(session, kind, stored.placed_ids)
    session.flush()
    foreign |= _foreign(session, kind, author, changed | _new_keys(kind, tried, stored))
    session.rollback()
    header = "、".join(kind.column(name).zh for name in kind.key)
    for batch, one in compared:
        keys = batch.keys(kind)
        for index, row in enumerate(batch.rows):
            if row in foreign:
                shown = " | ".join("" if part is None else str(part) for part in keys[index])
                findings.add(row, header, shown, _FOREIGN)
                batch.is_refused[index] = True
        one.leave_out_refused(batch)


def _copied(comparison: Comparison) -> list[Any]:
    """Copy updates, in which storing names other rows of the file."""
    return [replace(one, after=dict(one.after)) for one in comparison.updates]


def _new_keys(kind: Kind, compared: Compared, stored: Stored) -> dict[int, Key]:
    rows = [batch.rows[index] for batch, one in compared for index in one.new.tolist()]
    if stored.first_id is not None:
        return {row: (stored.first_id + place,) for place, row in enumerate(rows)}
    if kind.is_record:
        return {}
    names = [each.name for each in kind.table.primary_key.columns]
    links = new_links(kind, compared)
    return {row: tuple(link[name] for name in names) for row, link in zip(rows, links, strict=True)}


def _foreign(session: Session, kind: Kind, author: Author, keys: dict[int, Key]) -> set[int]:
    """Give the rows of the file whose entries lie in none of the districts."""
    rows = list(keys)
    found: set[int] = set()
    for start in range(0, len(rows), KEYS_AT_ONCE):
        part = rows[start : start + KEYS_AT_ONCE]
        outside = districts_of.are_outside(
            session, kind.model, [keys[row] for row in part], author.district_ids or ()
        )
        found.update(row for row, is_outside in zip(part, outside, strict=True) if is_outside)
    return found
