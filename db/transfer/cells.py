"""What stands in a cell, as text."""

import unicodedata
from typing import Any

EMPTY_WORDS = frozenset({"", "-", "--", "—", "——", "/", "\\", "无", "null", "none", "n/a", "nan"})


def plain(raw: Any) -> str:
    """Give a cell's text, whole floats as the integers that were typed."""
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e16:
        return str(int(raw))
    return "" if raw is None else str(raw).strip()


def word(raw: Any) -> str:
    """Give a cell's text with full-width forms folded."""
    return unicodedata.normalize("NFKC", plain(raw)).strip()


def is_empty(raw: Any) -> bool:
    """Tell whether a cell says nothing, or that there is nothing."""
    return raw is None or word(raw).casefold() in EMPTY_WORDS
