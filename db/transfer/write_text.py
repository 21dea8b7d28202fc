"""Registers as CSV: UTF-8 with a byte order mark, so that Excel reads the Chinese."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from db.transfer.export_rows import Export
from db.transfer.kind_columns import Column, ValueKind
from db.transfer.write_cells import sheet_columns
from db.transfer.write_guard import guarded

_TEXTS = frozenset(
    {ValueKind.TEXT, ValueKind.CREDIT_CODE, ValueKind.REFERENCE, ValueKind.ENUM, ValueKind.BOOLEAN}
)


def write_csv(export: Export, file: Path) -> None:
    """Write a register.

    Text that a spreadsheet would compute is guarded by an apostrophe (`db.transfer.write_guard`).
    """
    with file.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([*export.headers, *export.place_headers])
        for chunk in export.read():
            cells = sheet_columns(export, chunk)
            for place, column in enumerate(export.columns):
                cells[place] = _safe(column, cells[place])
            writer.writerows(zip(*cells, strict=True))


def _safe(column: Column, cells: Sequence[Any]) -> Sequence[Any]:
    if column.value not in _TEXTS:
        return cells
    return [None if one is None else guarded(str(one)) for one in cells]
