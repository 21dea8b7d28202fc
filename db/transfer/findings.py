"""What is found wrong with a row: one finding a cell, in Chinese and English."""

import enum
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

FINDINGS_KEPT = 100_000
"""Findings that are kept one by one; beyond, they are only counted."""


class Rule(enum.StrEnum):
    """What a row is judged by."""

    ROW_SHAPE = "row-shape"
    REQUIRED = "required"
    CREDIT_CODE = "credit-code"
    DATE = "date"
    NUMBER = "number"
    UNIT = "unit"
    RANGE = "range"
    CHOICE = "choice"
    LENGTH = "length"
    UNKNOWN_DISTRICT = "unknown-district"
    UNKNOWN_REFERENCE = "unknown-reference"
    AMBIGUOUS_REFERENCE = "ambiguous-reference"
    GEOMETRY = "geometry"
    POSITION = "position"
    OUTSIDE_CITY = "outside-city"
    OUTSIDE_DISTRICT = "outside-district"
    OTHER_DISTRICT = "other-district"
    GEOCODE = "geocode"
    DUPLICATE_IN_FILE = "duplicate-in-file"
    DUPLICATE_IN_DATABASE = "duplicate-in-database"
    NAMESAKE_NEARBY = "namesake-nearby"
    ORDER_OF_DATES = "order-of-dates"
    PERSONAL_DATA = "personal-data"
    TABLE_RULE = "table-rule"


@dataclass(frozen=True)
class Problem:
    """What is wrong with a value, before it is known where it stands."""

    rule: Rule
    zh: str
    en: str
    suggestion_zh: str
    suggestion_en: str
    is_refusal: bool = True


@dataclass(frozen=True)
class Finding:
    """What is wrong with a row.

    Attributes
    ----------
    file, sheet, row, column
        Where: the row as a person counts it in the file, the column by its header there.
    value
        What stands there; masked where it is personal.
    rule
        By which rule.
    message_zh, message_en, suggestion_zh, suggestion_en
        What is wrong, and what to do.
    is_refusal
        Whether the row is refused for it; else it is taken, and this is a remark.
    """

    file: str
    sheet: str | None
    row: int
    column: str
    value: str
    rule: Rule
    message_zh: str
    message_en: str
    suggestion_zh: str
    suggestion_en: str
    is_refusal: bool

    @property
    def suggestion(self) -> str:
        """The suggestion in both languages."""
        return f"{self.suggestion_zh} / {self.suggestion_en}"


@dataclass(eq=False)
class Findings:
    """All that was found in a table; `counts` has every one of them by its rule."""

    file: str
    sheet: str | None
    kept: list[Finding] = field(default_factory=list)
    counts: Counter[Rule] = field(default_factory=Counter)
    n_refusals: int = 0

    def add(self, row: int, column: str, value: Any, problem: Problem) -> None:
        """Add what was found at a place."""
        self.counts[problem.rule] += 1
        self.n_refusals += problem.is_refusal
        if len(self.kept) >= FINDINGS_KEPT:
            return
        self.kept.append(
            Finding(
                self.file,
                self.sheet,
                row,
                column,
                shown(value),
                problem.rule,
                problem.zh,
                problem.en,
                problem.suggestion_zh,
                problem.suggestion_en,
                problem.is_refusal,
            )
        )

    def add_all(
        self,
        rows: Sequence[int],
        column: str,
        values: Sequence[Any],
        problems: Mapping[int, Problem],
    ) -> None:
        """Add what was found in a column of a chunk, by the places in it."""
        for index in sorted(problems):
            self.add(rows[index], column, values[index], problems[index])

    def ordered(self) -> list[Finding]:
        """Give the findings by row, then as they were made."""
        return sorted(self.kept, key=lambda one: one.row)


def shown(value: Any) -> str:
    """Give a value as a report shows it: one line, not too long."""
    text = "" if value is None else " ".join(str(value).split())
    return text if len(text) <= 120 else f"{text[:117]}..."
