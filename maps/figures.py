"""The figures of every map: facts at the head of a page, tables under the map, line charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from maps.language import Format, Text


@dataclass(frozen=True)
class Fact:
    """One figure at the head of a page, with the parts that it was made of."""

    label: Text
    value: object
    format: Format = "integer"
    note: Text | None = None


@dataclass(frozen=True)
class Column:
    """One column of a table."""

    label: Text
    format: Format = "text"


@dataclass(frozen=True)
class Table:
    """The figures under a map; ``rows`` are per step where they change.

    Parameters
    ----------
    rows : sequence of rows, or of steps of rows
        Cells in the order of `columns`.
    bounds : sequence of (west, south, east, north) or None
        Where the map goes when a row is chosen; empty for nowhere.
    targets : sequence of (layer id, feature as given) or None
        The feature whose popup opens when a row is chosen.
    """

    id: str
    caption: Text
    columns: Sequence[Column]
    rows: Sequence[Sequence[object]]
    bounds: Sequence[tuple[float, float, float, float] | None] = ()
    targets: Sequence[tuple[str, int] | None] = ()
    step_rows: Sequence[Sequence[Sequence[object]]] = ()


@dataclass(frozen=True)
class Series:
    """One line of a chart, a value per position or None."""

    name: Text
    values: Sequence[float | None]


@dataclass(frozen=True)
class Chart:
    """A line chart; where `follows_steps` holds, position k is step k."""

    id: str
    caption: Text
    horizontal: Sequence[str]
    series: Sequence[Series]
    format: Format = "ratio"
    follows_steps: bool = False
    horizontal_name: Text = field(default_factory=lambda: Text(""))
