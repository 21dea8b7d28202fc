"""Years, days and moments in cells."""

import re
from datetime import UTC, date, datetime
from typing import Any

from db.transfer.cells import is_empty, word
from db.transfer.findings import Problem, Rule

_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_DATE = re.compile(
    r"(\d{4})\s*(?:[-/.]|年)\s*(\d{1,2})\s*(?:[-/.]|月)\s*(\d{1,2})\s*日?"
    r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
)
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YEAR = re.compile(r"(\d{4})\s*(?:年度?)?")


def year(raw: Any) -> Any:
    """Read a year: 2016, "2016年度"."""
    if is_empty(raw):
        return None
    match = _YEAR.fullmatch(word(raw))
    if match and _FIRST_YEAR <= int(match[1]) <= _LAST_YEAR:
        return int(match[1])
    return Problem(
        Rule.DATE,
        "不是年份",
        "is no year",
        "填写四位年份, 如 2016",
        "give four digits, such as 2016",
    )


def day(raw: Any) -> Any:
    """Read a day: 2016-03-01, 2016/3/1, 2016年3月1日, 20160301, a date of a spreadsheet."""
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    if is_empty(raw):
        return None
    text = word(raw)
    match = _DATE.fullmatch(text) or _COMPACT_DATE.fullmatch(text)
    if match is None:
        return _no_date(text)
    try:
        found = date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return Problem(
            Rule.DATE,
            "没有这一天",
            "there is no such day",
            "核对年月日",
            "check year, month and day",
        )
    return found if _FIRST_YEAR <= found.year <= _LAST_YEAR else _no_date(text)


def _no_date(text: str) -> Problem:
    suggestion_zh, suggestion_en = "按 2016-03-01 的格式填写", "write it as 2016-03-01"
    if re.fullmatch(r"[2-6]\d{4}", text):
        serial = date.fromordinal(date(1899, 12, 30).toordinal() + int(text))
        suggestion_zh = f"若为 Excel 日期序号, 则是 {serial}"
        suggestion_en = f"as a serial number of Excel it is {serial}: format the cells as dates"
    elif re.fullmatch(r"\d{4}\s*[-/.年]?\s*(\d{1,2}\s*月?)?", text):
        suggestion_zh, suggestion_en = "补全到日", "give the day too"
    elif re.fullmatch(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}", text):
        suggestion_zh = "日月顺序不明, 按 2016-03-01 的格式填写"
        suggestion_en = "day and month could be exchanged: write it as 2016-03-01"
    return Problem(Rule.DATE, "不是日期", "is no date", suggestion_zh, suggestion_en)


def moment(raw: Any) -> Any:
    """Read a moment with its time zone, by ISO 8601."""
    if is_empty(raw):
        return None
    try:
        found = raw if isinstance(raw, datetime) else datetime.fromisoformat(word(raw))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        return Problem(
            Rule.DATE,
            "不是带时区的时间",
            "is no moment with its time zone",
            "按 2017-03-01T09:30:00+08:00 的格式填写",
            "write it as 2017-03-01T09:30:00+08:00",
        )
    return found.astimezone(UTC)
