"""Where the headers of a table stand: clerks write titles above them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class HeaderRow:
    """The headers that were found.

    Attributes
    ----------
    headers
        One a column that is kept, without repeats: a second "日期" becomes "日期 (2)".
    kept
        The places of those columns in a row; columns without a header are left out.
    columns_of_row
        All cells of the row of headers.
    n_above
        Rows above it.
    """

    headers: tuple[str, ...]
    kept: tuple[int, ...]
    columns_of_row: tuple[str, ...]
    n_above: int


def find_header(
    rows: Iterable[tuple[int, Sequence[Any]]], is_header: Callable[[str], bool] | None
) -> HeaderRow | None:
    """Give the row with most known headers, else the first with text; None if all are blank.

    Parameters
    ----------
    rows
        The first rows with their numbers.
    is_header
        Whether a cell is a known header.
    """
    best: tuple[int, int, Sequence[Any]] | None = None
    for place, (_, row) in enumerate(rows):
        cells = [str(cell).strip() for cell in row if cell is not None and str(cell).strip()]
        if not cells:
            continue
        score = sum(map(is_header, cells)) if is_header is not None else 0
        if best is None or score > best[0]:
            best = score, place, row
    if best is None:
        return None
    _, place, row = best
    return _header(tuple("" if cell is None else str(cell).strip() for cell in row), place)


def _header(cells: tuple[str, ...], n_above: int) -> HeaderRow:
    headers: list[str] = []
    kept = []
    for index, cell in enumerate(cells):
        name = " ".join(cell.split())
        if not name:
            continue
        count = 2
        while name in headers:
            name, count = f"{' '.join(cell.split())} ({count})", count + 1
        headers.append(name)
        kept.append(index)
    return HeaderRow(tuple(headers), tuple(kept), cells, n_above)
