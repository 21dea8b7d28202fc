"""What cells that name an entry of another register refer to."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import District
from db.models.base import Base
from db.transfer.cells import word
from db.transfer.findings import Problem, Rule
from db.transfer.kind_columns import ValueKind
from db.transfer.kinds import KEY_SEPARATOR, Kind, kind_of
from db.transfer.values import Parser, parser_of

_LABELS_AT_ONCE = 2_000
_N_COMPARED_MAX = 100
_MANY = 20_000
"""Entries beyond which a register is asked only for the names that a file has."""


class References:
    """Finds entries by what files call them; what was found once is kept."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._by_model: dict[type[Base], _Register] = {}

    def resolve(
        self, model: type[Base], labels: Sequence[str | None]
    ) -> tuple[list[int | None], dict[int, Problem]]:
        """Give the identifier of each entry, and what is wrong by the place in `labels`."""
        register = self._register(model)
        known = register.known
        register.learn({label for label in labels if label is not None and label not in known})
        found = [None if label is None else known[label] for label in labels]
        problems = {index: each for index, each in enumerate(found) if isinstance(each, Problem)}
        return [None if isinstance(each, Problem) else each for each in found], problems

    def _register(self, model: type[Base]) -> "_Register":
        if model not in self._by_model:
            self._by_model[model] = _Register(self._session, kind_of(model), self)
        return self._by_model[model]


class _Register:
    """One register's entries by their labels: an identifier, or the problem."""

    def __init__(self, session: Session, kind: Kind, references: References) -> None:
        self._session = session
        self._kind = kind
        self._references = references
        self._keys: Mapping[tuple[Any, ...], int] | None = None
        self._parsers: list[Parser] = [parser_of(kind.column(name)) for name in kind.key]
        self._names: list[str] | None = None
        self._n_compared = 0
        self.known: dict[str, int | Problem] = {}

    def learn(self, labels: set[str]) -> None:
        """Look up labels that are not known yet."""
        if not labels:
            return
        ordered = sorted(labels)
        keys = self._keys_of(ordered)
        found = self._by_keys(keys)
        for label, key in zip(ordered, keys, strict=True):
            if key in found:
                self.known[label] = found[key]
        rest = [label for label in ordered if label not in self.known]
        for name in self._kind.other_names:
            if rest:
                self._learn_names(name, rest)
                rest = [label for label in rest if label not in self.known]
        for label in rest:
            self.known[label] = self._unknown(label)

    def _keys_of(self, labels: Sequence[str]) -> list[tuple[Any, ...]]:
        n_parts = len(self._parsers)
        rows = [
            [part.strip() for part in label.split(KEY_SEPARATOR.strip())]
            if n_parts > 1
            else [label]
            for label in labels
        ]
        columns: list[list[Any]] = []
        for place, (name, parse) in enumerate(zip(self._kind.key, self._parsers, strict=True)):
            parts = [row[place] if place < len(row) else None for row in rows]
            column = self._kind.column(name)
            if column.refers_to is None:
                columns.append([parse(part) for part in parts])
            else:
                ids, problems = self._references.resolve(
                    column.refers_to, [part or None for part in parts]
                )
                columns.append([problems.get(i, one) for i, one in enumerate(ids)])
        return [tuple(values) for values in zip(*columns, strict=True)]

    def _by_keys(self, keys: Sequence[tuple[Any, ...]]) -> Mapping[tuple[Any, ...], int]:
        if self._keys is None:
            count = self._session.scalar(
                select(self._kind.table.c.id).order_by(self._kind.table.c.id.desc()).limit(1)
            )
            if len(self._kind.key) > 1 or (count or 0) <= _MANY:
                columns = [self._kind.table.c[name] for name in self._kind.key]
                rows = self._session.connection().execute(select(self._kind.table.c.id, *columns))
                self._keys = {tuple(row[1:]): row[0] for row in rows}
        if self._keys is not None:
            return self._keys
        found = self._rows_named(self._kind.key[0], [key[0] for key in keys])
        return {(value,): identifier for identifier, value in found}

    def _learn_names(self, name: str, labels: Sequence[str]) -> None:
        rows = self._rows_named(name, labels)
        counts = Counter(value for _, value in rows)
        for identifier, value in rows:
            self.known[value] = identifier if counts[value] == 1 else self._ambiguous(counts[value])

    def _rows_named(self, name: str, values: Iterable[Any]) -> list[tuple[int, Any]]:
        column = self._kind.table.c[name]
        wanted = [value for value in values if not isinstance(value, Problem | type(None))]
        rows: list[tuple[int, Any]] = []
        for start in range(0, len(wanted), _LABELS_AT_ONCE):
            part = wanted[start : start + _LABELS_AT_ONCE]
            statement = select(self._kind.table.c.id, column).where(column.in_(part))
            rows += [(row[0], row[1]) for row in self._session.connection().execute(statement)]
        return rows

    def _ambiguous(self, count: int) -> Problem:
        key = self._kind.column(self._kind.key[0])
        return Problem(
            Rule.AMBIGUOUS_REFERENCE,
            f"有 {count} 个{self._kind.zh}同名",
            f"{count} of the {self._kind.en} have this name",
            f"填写{key.zh}",
            f"give the {key.en.lower()} instead",
        )

    def _unknown(self, label: str) -> Problem:
        is_district = self._kind.model is District
        near = self._close_to(label)
        return Problem(
            Rule.UNKNOWN_DISTRICT if is_district else Rule.UNKNOWN_REFERENCE,
            f"没有这个{self._kind.zh}",
            f"there is none of the {self._kind.en} so called",
            f"是否为 {near}" if near else f"先导入{self._kind.zh}, 或更正",
            f"did you mean {near}?" if near else f"import the {self._kind.en} first, or mend it",
        )

    def _close_to(self, label: str) -> str | None:
        """Give the name most like a label; comparing is slow, so only for the first of them."""
        self._n_compared += 1
        if self._n_compared > _N_COMPARED_MAX:
            return None
        if self._names is None:
            names = [*self._kind.key[:1], *self._kind.other_names]
            texts = [n for n in names if self._kind.column(n).value is ValueKind.TEXT]
            columns = [self._kind.table.c[name] for name in texts]
            statement = select(*columns).limit(_LABELS_AT_ONCE)
            rows = self._session.connection().execute(statement).all() if columns else []
            self._names = sorted({str(value) for row in rows for value in row if value})
        close = get_close_matches(word(label), self._names, n=1, cutoff=0.5)
        return close[0] if close else None
