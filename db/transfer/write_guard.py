"""Text in CSV that a spreadsheet would take for a formula, and back.

A cell that begins with one of = + - @, a tab or a carriage return is a formula to a spreadsheet,
whoever wrote it. It gets an apostrophe before it, and so does text that begins with apostrophes
before such a character, so that taking one away gives every text back as it was. XLSX needs no
such thing: its cells say that they are text.
"""

import re
from pathlib import Path

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_BLOCK_BYTES = 1 << 20
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


def guarded(text: str) -> str:
    """Give text as a CSV cell that no spreadsheet computes.

    Examples
    --------
    >>> guarded("=1+1"), guarded("'=1"), guarded("-"), guarded("茶馆")
    ("'=1+1", "''=1", "'-", '茶馆')
    """
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """Give the text of a cell that `guarded` made.

    Examples
    --------
    >>> unguarded("'=1+1"), unguarded("''=1"), unguarded("'90s"), unguarded("-5")
    ('=1+1', "'=1", "'90s", '-5')
    """
    return text[1:] if _GUARDED.match(text) else text


def has_apostrophe(file: Path) -> bool:
    """Tell whether a file has an apostrophe at all: only then its cells need be looked at."""
    with file.open("rb") as stream:
        return any(b"'" in block for block in iter(lambda: stream.read(_BLOCK_BYTES), b""))
