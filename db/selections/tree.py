"""The tree of what is asked for: which columns, records and lists, under which keys.

It holds no SQL and no values of a request: lists and values are named by their place among the
`Inputs` of a request, so that one tree serves many requests.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from db.repositories.paging import Order, PageRequest

PageFact: TypeAlias = Literal["has_next_page", "has_previous_page", "start_cursor", "end_cursor"]


@dataclass(frozen=True, slots=True)
class Constant:
    """A text that no row decides, or null."""

    key: str
    text: str | None


@dataclass(frozen=True, slots=True)
class ColumnValue:
    """A column of the row."""

    key: str
    attribute: str


@dataclass(frozen=True, slots=True)
class PointValue:
    """A point of the row as GeoJSON in WGS 84, rounded to decimals of a degree."""

    key: str
    attribute: str
    decimals: int


@dataclass(frozen=True, slots=True)
class GlobalId:
    """The row's identifier after the name of its type."""

    key: str
    type_name: str


@dataclass(frozen=True, slots=True)
class OneRecord:
    """The record of `model` whose id is in the row's attribute, or null."""

    key: str
    model: Any
    attribute: str
    fields: tuple[RowField, ...]


@dataclass(frozen=True, slots=True)
class FoundRecord:
    """The record of `model` whose attribute has the value at the place `value`, or null."""

    key: str
    model: Any
    attribute: str
    value: int
    fields: tuple[RowField, ...]


@dataclass(frozen=True, slots=True)
class FoundRecords:
    """Records one by one, null in the place of none."""

    key: str
    records: tuple[FoundRecord, ...]


@dataclass(frozen=True, slots=True)
class TotalCount:
    """How many rows the whole list has."""

    key: str


@dataclass(frozen=True, slots=True)
class PageFacts:
    """Where the page stands in its list: pairs of a key and a fact, or a constant."""

    key: str
    facts: tuple[tuple[str, PageFact] | Constant, ...]


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the row stands in its list."""

    key: str


@dataclass(frozen=True, slots=True)
class NodeRecord:
    """The row itself."""

    key: str
    fields: tuple[RowField, ...]


@dataclass(frozen=True, slots=True)
class Edges:
    """The rows of the page."""

    key: str
    fields: tuple[Cursor | NodeRecord | Constant, ...]


@dataclass(frozen=True, slots=True)
class ListOfRecords:
    """The list at the place `source`: of the row above where there is one."""

    key: str
    source: int
    parts: tuple[TotalCount | PageFacts | Edges | Constant, ...]


RowField: TypeAlias = Constant | ColumnValue | PointValue | GlobalId | OneRecord | ListOfRecords
RootField: TypeAlias = Constant | FoundRecord | FoundRecords | ListOfRecords


@dataclass(frozen=True, slots=True)
class ListStatement:
    """A list as the functions of `db.repositories` make it.

    Attributes
    ----------
    statement
        Selects one mapped class.
    parent_column
        The column that holds the identifier of the row above; None for a list of all.
    """

    statement: Any
    parent_column: Any
    order: Order


@dataclass(frozen=True, slots=True)
class ListSource:
    """A list of one request, and the page of it.

    Attributes
    ----------
    made
        Makes its statement, which is asked only where it is not known yet.
    tag
        What its cursors begin with.
    identity
        Lists of the same one have the same statement and values; None where nobody knows.
    """

    made: Callable[[], ListStatement]
    request: PageRequest
    tag: str
    identity: Hashable = None


@dataclass(frozen=True, slots=True)
class Inputs:
    """What one request puts into a tree."""

    lists: Sequence[ListSource | None] = ()
    values: Sequence[Any] = field(default=())
