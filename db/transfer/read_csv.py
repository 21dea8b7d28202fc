"""Tables from text with delimiters: CSV as Excel, WPS and databases write it."""

import csv
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TextIO

from db.transfer.errors import TransferError
from db.transfer.header_row import HeaderRow, find_header
from db.transfer.table import CHUNK_ROWS, Chunk, Table
from db.transfer.text_encoding import text_encoding
from db.transfer.write_guard import has_apostrophe, unguarded

_DELIMITERS = ",;\t|，"
_NO_DELIMITERS = ("", '"', "\r", "\n")
_SAMPLE_LINES = 20
_CELL_CHARACTERS_MAX = 1_000_000


def read_csv(
    file: Path, *, encoding: str | None = None, is_header: Callable[[str], bool] | None = None
) -> Table:
    """Give the table of a file of text; rows are numbered by the lines where they begin.

    Parameters
    ----------
    encoding
        Of the text; found by `text_encoding` if not given.
    is_header
        Whether a cell is a known header: titles above the headers are passed over.

    Raises
    ------
    TransferError
        It is no text, of an encoding that has to be named, empty, or broken in a quoted cell.
    """
    # It is the whole process's, and a boundary is longer than the 131,072 that it is at first.
    csv.field_size_limit(_CELL_CHARACTERS_MAX)
    found = text_encoding(file, encoding)
    with _opened(file, found) as stream:
        delimiter = _delimiter(stream, is_header)
    numbers, rows = next(_rows(file, found, delimiter, _SAMPLE_LINES), ([], []))
    header = find_header(zip(numbers, rows, strict=True), is_header)
    if header is None:
        raise TransferError(f"{file.name} is empty; give a line of headers and rows below it")
    remarks = []
    if delimiter != ",":
        shown = {"\t": "tab"}.get(delimiter, delimiter)
        remarks.append((f"分隔符为 {shown}", f"cells are separated by {shown}"))
    return Table(
        name=file.name,
        headers=header.headers,
        read=lambda: _chunks(file, found, delimiter, header),
        encoding=found,
        remarks=tuple(remarks),
    )


def _opened(file: Path, encoding: str) -> TextIO:
    return file.open(encoding=encoding, newline="")


def _delimiter(stream: TextIO, is_header: Callable[[str], bool] | None) -> str:
    """Give the delimiter by which a row has most known headers, or lines most cells alike."""
    lines = [line for line in islice(stream, _SAMPLE_LINES) if line.strip()]
    if lines and lines[0].lower().startswith("sep="):
        named = lines[0][4:5]
        return named if named not in _NO_DELIMITERS else ","
    best, most = ",", (0, 0)
    for delimiter in _DELIMITERS:
        try:
            rows = list(csv.reader(lines, delimiter=delimiter))
        except csv.Error:
            continue
        if not rows:
            continue
        width, n_lines = Counter(map(len, rows)).most_common(1)[0]
        n_known = 0 if is_header is None else max(sum(map(is_header, row)) for row in rows)
        score = (n_known, n_lines * width if width > 1 else 0)
        if score > most:
            best, most = delimiter, score
    return best


def _rows(
    file: Path, encoding: str, delimiter: str, n_rows: int
) -> Iterator[tuple[Sequence[int], list[list[str]]]]:
    """Give the rows that are not blank, so many at a time, and the lines where they begin."""
    csv.field_size_limit(_CELL_CHARACTERS_MAX)
    with _opened(file, encoding) as stream:
        reader = csv.reader(stream, delimiter=delimiter)
        begun = 1
        while True:
            try:
                rows = list(islice(reader, n_rows))
            except csv.Error as error:
                raise TransferError(
                    f"the row that begins in line {_broken_line(file, encoding, delimiter)} of "
                    f"{file.name} cannot be read ({error}); a quotation mark may be missing at its "
                    "end"
                ) from error
            if not rows:
                return
            numbers: Sequence[int] = range(begun, begun + len(rows))
            if reader.line_num != numbers[-1]:
                numbers = _lines_of(rows, begun)
            begun = reader.line_num + 1
            if numbers[0] == 1 and rows[0] and rows[0][0].lower().startswith("sep="):
                rows[0] = []
            if [] in rows:
                numbers = [number for number, row in zip(numbers, rows, strict=True) if row]
                rows = [row for row in rows if row]
            yield numbers, rows


def _lines_of(rows: Sequence[Sequence[str]], begun: int) -> list[int]:
    """Give the lines where rows begin whose cells have line breaks in them."""
    numbers = []
    for row in rows:
        numbers.append(begun)
        begun += 1 + sum(cell.count("\n") for cell in row)
    return numbers


def _broken_line(file: Path, encoding: str, delimiter: str) -> int:
    """Give the line where the row begins that cannot be read."""
    line = 1
    with _opened(file, encoding) as stream:
        reader = csv.reader(stream, delimiter=delimiter)
        try:
            for _ in reader:
                line = reader.line_num + 1
        except csv.Error:
            return line
    return line


def _chunks(file: Path, encoding: str, delimiter: str, header: HeaderRow) -> Iterator[Chunk]:
    is_guarded = has_apostrophe(file)
    width = len(header.columns_of_row)
    n_passed = header.n_above + 1
    for lines, rows in _rows(file, encoding, delimiter, CHUNK_ROWS):
        numbers, cells = lines[n_passed:], rows[n_passed:]
        n_passed = max(n_passed - len(rows), 0)
        if not cells:
            continue
        faults: dict[int, tuple[str, str]] = {}
        if set(map(len, cells)) != {width}:
            faults = _levelled(cells, width)
        # Column by column: zip(*cells) would make an iterator a row.
        columns = tuple([row[index] for row in cells] for index in header.kept)
        if is_guarded:
            columns = tuple([unguarded(cell) for cell in column] for column in columns)
        yield Chunk(numbers, columns, faults=faults)


def _levelled(cells: list[list[str]], width: int) -> dict[int, tuple[str, str]]:
    """Bring rows to one width; those with cells beyond the headers are faults."""
    faults = {}
    for index, row in enumerate(cells):
        beyond = [cell for cell in row[width:] if cell.strip()]
        if beyond:
            faults[index] = (
                f"该行有 {len(row)} 个单元格, 表头只有 {width} 个",
                f"the row has {len(row)} cells, the headers are {width}; quote delimiters in cells",
            )
        cells[index] = row[:width] + [""] * (width - len(row))
    return faults
