"""Rules of the tables beside a register's key: what only one entry may have."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.orm import Session

from db.transfer.existing import Comparison
from db.transfer.export_labels import Labels
from db.transfer.findings import Findings, Problem, Rule
from db.transfer.judging import Batch
from db.transfer.kinds import Kind

_AT_ONCE = 2_000

Compared = Sequence[tuple[Batch, Comparison]]
Names = tuple[str, ...]


def refuse_taken(session: Session, kind: Kind, compared: Compared, findings: Findings) -> None:
    """Refuse every row that would have what another entry or an earlier row has alone.

    What the register's key says is judged before; rows that are refused here are taken out of the
    comparison. An entry holds what it has now, whatever the file makes of it: tables look at each
    row as it is written.
    """
    for names in _rules(kind):
        if any(all(name in batch.values for name in names) for batch, _ in compared):
            _refuse(session, kind, names, compared, findings)
    for batch, comparison in compared:
        comparison.leave_out_refused(batch)


def _rules(kind: Kind) -> Iterator[Names]:
    """Give the columns of each rule that is not the key's."""
    known = {frozenset(kind.key), frozenset(each.name for each in kind.table.primary_key)}
    for constraint in kind.table.constraints:
        if isinstance(constraint, UniqueConstraint):
            names = tuple(column.name for column in constraint.columns)
            if frozenset(names) not in known:
                yield names


def _refuse(
    session: Session, kind: Kind, names: Names, compared: Compared, findings: Findings
) -> None:
    holders = _holders(session, kind, names, compared)
    earlier: dict[tuple[Any, ...], int] = {}
    for batch, comparison in compared:
        for index in _written(batch, comparison):
            value = tuple(batch.values[name][index] for name in names)
            if None in value:
                continue
            row, key = batch.rows[index], batch.keys(kind)[index]
            if value in earlier:
                problem = _problem(kind, names, f"第 {earlier[value]} 行", f"row {earlier[value]}")
            elif holders.get(value, key) != key:
                problem = _problem(kind, names, "数据库中的一条记录", "an entry of the database")
            else:
                earlier[value] = row
                continue
            header = "、".join(kind.column(name).zh for name in names)
            findings.add(row, header, _shown(session, kind, names, value), problem)
            batch.is_refused[index] = True


def _written(batch: Batch, comparison: Comparison) -> list[int]:
    places = {row: place for place, row in enumerate(batch.rows)}
    updated = [places[one.row] for one in comparison.updates]
    return sorted([*comparison.new.tolist(), *updated])


def _holders(
    session: Session, kind: Kind, names: Names, compared: Compared
) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """Give the key of the entry of the database that has each of the values."""
    wanted: dict[int, Any] = defaultdict(set)
    for batch, comparison in compared:
        for index in _written(batch, comparison):
            for place, name in enumerate(names):
                wanted[place].add(batch.values[name][index])
    if not wanted:
        return {}
    place = max(wanted, key=lambda each: len(wanted[each]))
    values = [value for value in wanted[place] if value is not None]
    table = kind.table
    columns = [table.c[name] for name in (*names, *kind.key)]
    found = {}
    for start in range(0, len(values), _AT_ONCE):
        part = values[start : start + _AT_ONCE]
        rows = session.execute(select(*columns).where(table.c[names[place]].in_(part)))
        for row in rows:
            found[tuple(row[: len(names)])] = tuple(row[len(names) :])
    return found


def _shown(session: Session, kind: Kind, names: Names, value: tuple[Any, ...]) -> str:
    labels = Labels(session)
    parts = []
    for name, part in zip(names, value, strict=True):
        referred = kind.column(name).refers_to
        parts.append(part if referred is None else labels.of(referred, [part])[0])
    return " | ".join(str(part) for part in parts)


def _problem(kind: Kind, names: Names, other_zh: str, other_en: str) -> Problem:
    columns = [kind.column(name) for name in names]
    return Problem(
        Rule.TABLE_RULE,
        f"{'、'.join(one.zh for one in columns)}已属于{other_zh}, 只能有一个",
        f"{other_en} has the same {', '.join(one.en for one in columns)}, which only one may have",
        "改为其他值, 或先更改另一条记录",
        "give another one, or change the other entry first",
    )
