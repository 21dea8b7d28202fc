"""What only all rows of a file together tell: repeats, and rows that refer to other rows."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from db.transfer.findings import Findings, Problem, Rule
from db.transfer.judging import Batch
from db.transfer.kinds import Kind
from db.transfer.references import References


def find_repeats(kind: Kind, batches: Sequence[Batch], findings: Findings) -> None:
    """Refuse every row whose key an earlier row has; rows that are refused already do not count."""
    n_rows = 0
    seen: set[tuple[Any, ...]] = set()
    for batch in batches:
        keys = _kept_keys(kind, batch)
        n_rows += len(keys)
        seen.update(keys.values())
    if len(seen) == n_rows:
        return
    del seen
    header = "、".join(kind.column(name).zh for name in kind.key)
    first: dict[tuple[Any, ...], int] = {}
    for batch in batches:
        for index, key in _kept_keys(kind, batch).items():
            row = first.setdefault(key, batch.rows[index])
            if row != batch.rows[index]:
                shown = " | ".join("" if part is None else str(part) for part in key)
                findings.add(batch.rows[index], header, shown, _repeat(kind, row))
                batch.is_refused[index] = True


def resolve_own_references(
    session: Session, kind: Kind, batches: Sequence[Batch], findings: Findings
) -> None:
    """Turn references to the same register into identifiers, or leave what names a row.

    A row is refused if what it names is neither in the database nor in a row that is taken.
    """
    names = [column for column in kind.columns if column.refers_to is kind.model]
    references = References(session)
    for column in names:
        given = [batch for batch in batches if column.attribute in batch.values]
        is_found = False
        while given and not is_found:
            is_found = True
            in_file = {key[0] for batch in given for key in _kept_keys(kind, batch).values()}
            for batch in given:
                refused = _resolve(references, kind, column.attribute, batch, in_file)
                for index, problem in refused.items():
                    label = batch.values[column.attribute][index]
                    findings.add(batch.rows[index], column.zh, label, problem)
                    batch.values[column.attribute][index] = None
                    batch.is_refused[index] = True
                    is_found = False  # others may have named this row


def _resolve(
    references: References, kind: Kind, attribute: str, batch: Batch, in_file: set[Any]
) -> dict[int, Problem]:
    values = batch.values[attribute]
    labels = [one if isinstance(one, str) else None for one in values]
    found, problems = references.resolve(kind.model, labels)
    for index, identifier in enumerate(found):
        if identifier is not None:
            values[index] = identifier
    return {
        index: each
        for index, each in problems.items()
        if not batch.is_refused[index] and values[index] not in in_file
    }


def _kept_keys(kind: Kind, batch: Batch) -> dict[int, tuple[Any, ...]]:
    keys = batch.keys(kind)
    return {index: keys[index] for index in np.flatnonzero(~batch.is_refused).tolist()}


def _repeat(kind: Kind, row: int) -> Problem:
    names = kind.zh
    return Problem(
        Rule.DUPLICATE_IN_FILE,
        f"与第 {row} 行是同一条{names}",
        f"is the same entry as row {row}",
        "删除其中一行",
        "remove one of the two rows",
    )
