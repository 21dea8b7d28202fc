"""Registers as Excel workbooks, row by row so that memory does not grow with them."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from db.transfer.errors import TransferError
from db.transfer.export_rows import Export
from db.transfer.kind_columns import Column, ValueKind
from db.transfer.workbook import new_workbook
from db.transfer.write_cells import sheet_columns

ROWS_MAX = 1_048_575
"""Of a sheet, below its headers."""
CELL_CHARACTERS_MAX = 32_767

_SHEET_NAME_MAX = 31
_WIDTHS = {ValueKind.CREDIT_CODE: 22, ValueKind.DATE: 12, ValueKind.MOMENT: 22}
_TEXT_WIDTH, _NUMBER_WIDTH = 24, 12
_TEXTS = (ValueKind.TEXT, ValueKind.REFERENCE, ValueKind.ENUM)
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

_Write = Callable[[int, int, Any], None]


def write_xlsx(export: Export, file: Path) -> None:
    """Write a register.

    Every text is a text cell, whatever it begins with: nothing is computed. Days are days of the
    spreadsheet, amounts numbers.

    Raises
    ------
    TransferError
        There are more rows than a sheet has, or a text longer than a cell holds.
    """
    if export.n_rows > ROWS_MAX:
        raise TransferError(
            f"a sheet of {file.name} holds {ROWS_MAX:,} rows, and there are {export.n_rows:,}; "
            "give .csv, or --district to write one district"
        )
    n_rows = 0
    with new_workbook(file, row_by_row=True) as workbook:
        sheet = workbook.add_worksheet(export.kind.zh[:_SHEET_NAME_MAX])
        headers = [*export.headers, *export.place_headers]
        _begin(sheet, export, workbook.add_format({"bold": True}), headers)
        writers = _writers(sheet, export, workbook)
        for chunk in export.read():
            for row in zip(*sheet_columns(export, chunk), strict=True):
                n_rows += 1
                for place, value in enumerate(row):
                    if value is not None:
                        _check(value, file, headers[place], n_rows)
                        writers[place](n_rows, place, value)


def _begin(sheet: Any, export: Export, bold: Any, headers: list[str]) -> None:
    sheet.freeze_panes(1, 0)
    for place, header in enumerate(headers):
        sheet.set_column(place, place, _width(export, place))
        sheet.write_string(0, place, header, bold)
    if export.n_rows:
        sheet.autofilter(0, 0, export.n_rows, len(headers) - 1)


def _width(export: Export, place: int) -> int:
    if place >= len(export.columns):
        return _NUMBER_WIDTH
    column = export.columns[place]
    fallback = _TEXT_WIDTH if column.value in _TEXTS else _NUMBER_WIDTH
    return _WIDTHS.get(column.value, fallback)


def _writers(sheet: Any, export: Export, workbook: Any) -> list[_Write]:
    """Give what writes a cell of each column."""
    day = workbook.add_format({"num_format": "yyyy-mm-dd"})
    amount = workbook.add_format({"num_format": "#,##0.00"})
    # Stays text where a person edits the cell, too.
    quoted = workbook.add_format({"quote_prefix": True})

    def text(row: int, place: int, value: Any) -> None:
        spoken = str(value)
        sheet.write_string(
            row, place, spoken, quoted if spoken.startswith(_FORMULA_STARTS) else None
        )

    def number(row: int, place: int, value: Any) -> None:
        sheet.write_number(row, place, value)

    def money(row: int, place: int, value: Decimal) -> None:
        sheet.write_number(row, place, float(value), amount)

    def date(row: int, place: int, value: Any) -> None:
        sheet.write_datetime(row, place, value, day)

    def of_column(column: Column) -> _Write:
        numbers = (ValueKind.INTEGER, ValueKind.NUMBER, ValueKind.YEAR)
        special = {ValueKind.MONEY: money, ValueKind.DATE: date}
        return special.get(column.value, number if column.value in numbers else text)

    is_point = export.geometry is not None and export.geometry.geometry_type == "POINT"
    places = [number if is_point else text for _ in export.place_headers]
    return [*(of_column(column) for column in export.columns), *places]


def _check(value: Any, file: Path, header: str, row: int) -> None:
    if isinstance(value, str) and len(value) > CELL_CHARACTERS_MAX:
        raise TransferError(
            f"{header} in row {row + 1} has {len(value):,} characters, and a cell of {file.name} "
            f"holds {CELL_CHARACTERS_MAX:,}; give .csv, .geojson or .gpkg"
        )
