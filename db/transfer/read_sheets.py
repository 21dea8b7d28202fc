"""Tables from workbooks of Excel and WPS: .xlsx, .xlsm, .xls, .ods, read by calamine.

Formulas give the values that the program stored with them. Merged cells give their value to every
cell that they cover, as a person reads them.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import python_calamine
from python_calamine import CalamineSheet, CalamineWorkbook

from db.transfer.archives import check_archive, told_if_broken
from db.transfer.errors import TransferError
from db.transfer.header_row import HeaderRow, find_header
from db.transfer.sheet_cells import cell_faults
from db.transfer.table import CHUNK_ROWS, Chunk, Table

_TOP_ROWS = 20
_MERGES_NAMED = 3
_ZIPPED = (".xlsx", ".xlsm", ".xlsb", ".ods")


def read_sheet(
    file: Path, *, sheet: str | None = None, is_header: Callable[[str], bool] | None = None
) -> Table:
    """Give the table of a sheet; rows are numbered as the program shows them.

    Parameters
    ----------
    sheet
        Its name; the one with most known headers among its first rows if not given.
    is_header
        Whether a cell is a known header: titles above the headers are passed over.

    Raises
    ------
    TransferError
        It is no workbook, protected, a zip bomb, has no such sheet, or the sheet is empty.
    """
    if file.suffix.lower() in _ZIPPED:
        check_archive(file, is_believed=False)
    try:
        workbook = CalamineWorkbook.from_path(file)
        chosen = _chosen(workbook, sheet, is_header, file)
        read = workbook.get_sheet_by_name(chosen)
    except python_calamine.CalamineError as error:
        raise TransferError(
            f"{file.name} cannot be read as a workbook ({error}); open it in Excel or WPS and save "
            "it anew, without a password"
        ) from error
    header = find_header(_numbered(read, _TOP_ROWS), is_header)
    if header is None:
        raise TransferError(f"the sheet {chosen} of {file.name} is empty")
    merges = read.merged_cell_ranges or []
    faults = {}
    if file.suffix.lower() in (".xlsx", ".xlsm"):
        with told_if_broken(file):
            faults = cell_faults(file, chosen)
    return Table(
        name=file.name,
        headers=header.headers,
        read=lambda: _chunks(read, header, merges, faults),
        sheet=chosen,
        n_rows=max(read.total_height - header.n_above - 1, 0),
        remarks=tuple(_remarks(workbook, chosen, merges, header)),
    )


def _chosen(
    workbook: CalamineWorkbook,
    sheet: str | None,
    is_header: Callable[[str], bool] | None,
    file: Path,
) -> str:
    names = workbook.sheet_names
    if sheet is not None:
        if sheet not in names:
            raise TransferError(
                f"{file.name} has no sheet {sheet!r}; it has {', '.join(names) or 'none'}"
            )
        return sheet
    best, most = names[0] if names else "", -1
    for name in names:
        rows = [row for _, row in _numbered(workbook.get_sheet_by_name(name), _TOP_ROWS)]
        cells = [str(cell).strip() for row in rows for cell in row if cell != ""]
        score = sum(map(is_header, cells)) if is_header is not None else 0
        if cells and score > most:
            best, most = name, score
    if most < 0:
        raise TransferError(f"no sheet of {file.name} has a cell with anything in it")
    return best


def _numbered(sheet: CalamineSheet, n_rows: int) -> Iterator[tuple[int, list[Any]]]:
    yield from islice(enumerate(sheet.iter_rows(), start=1), n_rows)


def _chunks(
    sheet: CalamineSheet,
    header: HeaderRow,
    merges: Sequence[tuple[tuple[int, int], tuple[int, int]]],
    faults: dict[int, tuple[str, str]],
) -> Iterator[Chunk]:
    filled = _fillings(sheet, merges)
    rows = enumerate(sheet.iter_rows(), start=1)
    for _ in range(header.n_above + 1):
        next(rows, None)
    while part := list(islice(rows, CHUNK_ROWS)):
        kept = []
        for number, row in part:
            cells = row
            if number in filled:
                cells = list(row)
                for column, value in filled[number].items():
                    cells[column] = value
            if any(cells[column] != "" for column in header.kept):
                kept.append((number, cells))
        if kept:
            yield Chunk(
                [number for number, _ in kept],
                tuple([_value(row[column]) for _, row in kept] for column in header.kept),
                faults={
                    place: faults[number]
                    for place, (number, _) in enumerate(kept)
                    if number in faults
                },
            )


def _value(cell: Any) -> Any:
    """Give a cell's value: whole floats are integers to whoever typed them."""
    if cell == "":
        return None
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return int(cell)
    if isinstance(cell, timedelta):
        return str(cell)
    return cell


def _fillings(
    sheet: CalamineSheet, merges: Sequence[tuple[tuple[int, int], tuple[int, int]]]
) -> dict[int, dict[int, Any]]:
    """Give what merged cells put into the cells that they cover, by row number and column."""
    starts = {start[0] for start, _ in merges}
    values: dict[tuple[int, int], Any] = {}
    if starts:
        for place, row in enumerate(sheet.iter_rows()):
            if place in starts:
                values |= {(place, column): cell for column, cell in enumerate(row)}
    filled: dict[int, dict[int, Any]] = {}
    for (top, left), (bottom, right) in merges:
        value = values.get((top, left), "")
        for row_place in range(top, min(bottom, sheet.total_height - 1) + 1):
            for column in range(left, min(right, sheet.total_width - 1) + 1):
                if value != "" and (row_place, column) != (top, left):
                    filled.setdefault(row_place + 1, {})[column] = value
    return filled


def _remarks(
    workbook: CalamineWorkbook,
    chosen: str,
    merges: Sequence[tuple[tuple[int, int], tuple[int, int]]],
    header: HeaderRow,
) -> Iterator[tuple[str, str]]:
    others = [name for name in workbook.sheet_names if name != chosen]
    if others:
        listed = ", ".join(others)
        yield f"只读取工作表 {chosen}, 另有 {listed}", f"only {chosen} is read, not {listed}"
    below = [merge for merge in merges if merge[1][0] > header.n_above]
    if below:
        named = ", ".join(_cells_name(merge) for merge in below[:_MERGES_NAMED])
        yield (
            f"有 {len(below)} 处合并单元格 ({named} 等), 已把值填入每一格",
            f"{len(below)} merged ranges ({named}, ...) give their value to each of their cells",
        )


def _cells_name(merge: tuple[tuple[int, int], tuple[int, int]]) -> str:
    (top, left), (bottom, right) = merge
    return f"{column_letters(left)}{top + 1}:{column_letters(right)}{bottom + 1}"


def column_letters(place: int) -> str:
    """Give the letters of a column, from 0.

    Examples
    --------
    >>> column_letters(0), column_letters(27)
    ('A', 'AB')
    """
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
