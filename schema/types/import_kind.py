"""The registers that files can be imported into (登记表)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import strawberry

from db.transfer import words
from db.transfer.kind_columns import ValueKind
from db.transfer.kinds import Kind
from db.transfer.matching import LATITUDE, LONGITUDE, WKT


@strawberry.type(description="Words in Chinese and English (中英文).")
class BothLanguages:
    """The same in two languages."""

    zh: str = strawberry.field(description="In Chinese (中文).")
    en: str = strawberry.field(description="In English (英文).")

    @classmethod
    def of(cls, zh: str, en: str) -> Self:
        """Give words of both."""
        return cls(zh=zh, en=en)


@strawberry.type(description="A column of a register (列).")
class ImportColumn:
    """A column that a file can give."""

    attribute: str = strawberry.field(description="What a mapping calls it, such as credit_code.")
    title: BothLanguages = strawberry.field(description="What people call it (列名).")
    is_required: bool = strawberry.field(
        description="Whether every new entry has to have a value (必填)."
    )


def _columns(root: Kind) -> list[ImportColumn]:
    return [
        ImportColumn(attribute=one.attribute, title=one.title, is_required=one.is_required)
        for one in column_titles(root)
    ]


@strawberry.type(description="A register that files can be imported into (登记表).")
class ImportKind:
    """A `Kind`."""

    name: str = strawberry.field(description="What `kind` of importFile takes.")
    title: BothLanguages = strawberry.field(
        resolver=lambda root: BothLanguages.of(root.zh, root.en),
        description="What people call it (登记表名称).",
    )
    columns: list[ImportColumn] = strawberry.field(
        resolver=_columns,
        description="The columns that files of it can have (列); a point has longitude and "
        "latitude, an area WKT.",
    )


@dataclass(frozen=True, slots=True)
class ColumnTitle:
    """A name that a mapping knows, and the column of the register that it belongs to."""

    attribute: str
    title: BothLanguages
    is_required: bool
    column: str


def column_titles(kind: Kind) -> Iterator[ColumnTitle]:
    """Give what a mapping may name for a register, places by their parts."""
    for column in kind.columns:
        if column.value is not ValueKind.GEOMETRY:
            title = BothLanguages.of(column.zh, column.en)
            yield ColumnTitle(column.attribute, title, column.is_required, column.attribute)
            continue
        parts = [(LONGITUDE, words.LONGITUDE), (LATITUDE, words.LATITUDE)]
        if column.geometry_type != "POINT":
            parts = [(WKT, (f"{column.zh} (WKT)", f"{column.en} (WKT)"))]
        for attribute, (zh, en) in parts:
            named = BothLanguages.of(zh, en)
            yield ColumnTitle(attribute, named, column.is_required, column.attribute)
