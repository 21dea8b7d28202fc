"""Texts in two languages, and the formats in which the page shows figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]
Format = Literal["text", "integer", "decimal", "ratio", "km2", "m", "cny", "date"]


@dataclass(frozen=True)
class Text:
    """One text in Chinese and English; ``en`` empty means that only the Chinese exists."""

    zh: str
    en: str = ""

    def in_language(self, language: Language) -> str:
        """Return the text in `language`, in Chinese where there is no other.

        Examples
        --------
        >>> Text("城西区", "Chengxi").in_language("en")
        'Chengxi'
        >>> Text("城西区").in_language("en")
        '城西区'
        """
        return self.en if language == "en" and self.en else self.zh
