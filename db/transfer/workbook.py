"""Excel workbooks that are written: every text stays a text, whatever it begins with."""

from pathlib import Path
from typing import Any


def new_workbook(file: Path, *, row_by_row: bool = False) -> Any:
    """Return an XlsxWriter workbook, to be closed by `with`; nothing in it is a formula or a link.

    Parameters
    ----------
    row_by_row
        Memory does not grow with the rows, which have to be written in their order.
    """
    from xlsxwriter import Workbook  # noqa: PLC0415, slow to import, and a server writes few

    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
        "constant_memory": row_by_row,
        # The default folder for parts may be small or shared; the file's own has to have room.
        "tmpdir": str(file.parent),
    }
    return Workbook(str(file), options)
