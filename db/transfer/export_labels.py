"""What files call the entries that others refer to: the counterpart of `db.transfer.references`."""

import enum
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models.base import Base
from db.transfer.kinds import KEY_SEPARATOR, Kind, kind_of

_IDS_AT_ONCE = 5_000


class Labels:
    """Gives the labels of entries by their identifiers; what was read once is kept."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[type[Base], dict[int, str]] = {}

    def of(self, model: type[Base], ids: Iterable[int | None]) -> list[str | None]:
        """Give the label of each entry; None for None."""
        wanted = list(ids)
        known = self._known.setdefault(model, {})
        unknown = sorted({one for one in wanted if one is not None and one not in known})
        for start in range(0, len(unknown), _IDS_AT_ONCE):
            known.update(self._read(kind_of(model), unknown[start : start + _IDS_AT_ONCE]))
        return [None if one is None else known[one] for one in wanted]

    def ambiguous(self) -> list[tuple[str, str]]:
        """Give what was referred to by a label that another entry has too, in Chinese and English.

        A file cannot say which of the two is meant.
        """
        found = []
        for model, known in self._known.items():
            kind = kind_of(model)
            for label, count in Counter(known.values()).items():
                if count > 1:
                    zh = f"有 {count} 个{kind.zh}名为 {label},引用它们的行无法区分"
                    en = f"{count} of the {kind.en} are called {label}: rows that refer to them "
                    found.append((zh, en + "cannot be told apart"))
        return found

    def _read(self, kind: Kind, ids: list[int]) -> Mapping[int, str]:
        columns = [kind.table.c[name] for name in kind.key]
        statement = select(kind.table.c.id, *columns).where(kind.table.c.id.in_(ids))
        rows = self._session.execute(statement).all()
        parts = []
        for place, name in enumerate(kind.key, start=1):
            refers_to = kind.column(name).refers_to
            values = [row[place] for row in rows]
            if refers_to is not None:
                values = [label or "" for label in self.of(refers_to, values)]
            parts.append([_text(value) for value in values])
        return {
            row[0]: KEY_SEPARATOR.join(each)
            for row, each in zip(rows, zip(*parts, strict=True), strict=True)
        }


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, enum.Enum):
        return value.name
    return value.isoformat() if isinstance(value, date) else str(value)
