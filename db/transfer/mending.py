"""The refused rows of a file in a file of their own, to be mended and imported again."""

import csv
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any

import shapely

from db.transfer import words
from db.transfer.errors import TransferError
from db.transfer.import_report import ImportOptions, ImportReport
from db.transfer.kinds import Kind
from db.transfer.matching import header_test
from db.transfer.reading import ReadOptions, opened_table
from db.transfer.table import Table
from db.transfer.workbook import new_workbook
from db.transfer.write_guard import guarded

PROBLEM_HEADER = "问题 Problem"


def write_refused(source: Path, target: Path, options: ImportOptions, report: ImportReport) -> None:
    """Write the rows that were refused, with the headers of their file and what is wrong with each.

    The file is read once more. Columns of personal data stay behind here too. Places become
    columns, in the coordinate system of the file; an import passes over the last column.

    Raises
    ------
    TransferError
        The target ends neither in .csv nor in .xlsx.
    """
    messages: dict[int, list[str]] = {}
    for one in report.findings.kept:
        if one.is_refusal:
            text = f"{one.column}: {one.message_zh} ({one.suggestion_zh}) {one.message_en}"
            messages.setdefault(one.row, []).append(text)
    kind = report.kind
    read = ReadOptions(options.encoding, options.sheet, header_test(kind))
    with opened_table(source, read) as table:
        personal = report.match.personal
        kept = [place for place, name in enumerate(table.headers) if name not in personal]
        named = [table.headers[place] for place in kept]
        headers = [*named, *_place_headers(table, kind), PROBLEM_HEADER]
        lines = _lines(table, kind, kept, report.refused_rows, messages)
        ending = target.suffix.lower()
        if ending == ".csv":
            _write_csv(target, headers, lines)
        elif ending == ".xlsx":
            _write_sheet(target, table.sheet, headers, lines)
        else:
            raise TransferError(f"refused rows are written to .csv or .xlsx, not to {target.name}")


def _lines(
    table: Table,
    kind: Kind,
    kept: Sequence[int],
    rows: AbstractSet[int],
    messages: dict[int, list[str]],
) -> Iterator[list[Any]]:
    for chunk in table.read():
        for index, number in enumerate(chunk.row_numbers):
            if number not in rows:
                continue
            cells = [chunk.columns[place][index] for place in kept]
            if table.has_geometry:
                place = None if chunk.geometry is None else chunk.geometry[index]
                cells += _place_cells(place, kind)
            yield [*cells, "; ".join(messages.get(number, ()))]


def _place_headers(table: Table, kind: Kind) -> list[str]:
    column = kind.geometry
    if not table.has_geometry or column is None:
        return []
    if column.geometry_type == "POINT":
        return [words.LONGITUDE[0], words.LATITUDE[0]]
    return [f"{column.zh}({words.WKT})"]


def _place_cells(place: shapely.Geometry | None, kind: Kind) -> list[Any]:
    column = kind.geometry
    if column is None:
        return []
    if column.geometry_type != "POINT":
        return [None if place is None else shapely.to_wkt(place, rounding_precision=9)]
    x, y = float(shapely.get_x(place)), float(shapely.get_y(place))
    return [None, None] if x != x else [x, y]  # noqa: PLR0124 (NaN, of what is no point)


def _write_csv(target: Path, headers: list[str], lines: Iterator[list[Any]]) -> None:
    # With a mark, without which Excel takes UTF-8 for the code page of the machine.
    with target.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(headers)
        writer.writerows([guarded(c) if isinstance(c, str) else c for c in line] for line in lines)


def _write_sheet(
    target: Path, sheet: str | None, headers: list[str], lines: Iterator[list[Any]]
) -> None:
    with new_workbook(target, row_by_row=True) as workbook:
        made = workbook.add_worksheet(sheet)
        made.write_row(0, 0, headers)
        for number, line in enumerate(lines, start=1):
            made.write_row(number, 0, line)
