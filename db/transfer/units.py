"""Units of numbers, in headers and in cells, and what one of each is in the column's own unit."""

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal

# By the unit of the column: "" counts, "m" metres, "cny" yuan.
FACTORS: Mapping[str, Mapping[str, Decimal]] = {
    "": {
        unit: Decimal(1)
        for unit in ("人", "名", "个", "家", "户", "次", "位", "岁", "年", "件", "张", "分", "所")
    }
    | {"万人": Decimal(10_000), "千人": Decimal(1_000), "万": Decimal(10_000)},
    "m": {
        "m": Decimal(1),
        "米": Decimal(1),
        "metres": Decimal(1),
        "meters": Decimal(1),
        "km": Decimal(1_000),
        "公里": Decimal(1_000),
        "千米": Decimal(1_000),
        "里": Decimal(500),
    },
    "cny": {
        "元": Decimal(1),
        "cny": Decimal(1),
        "rmb": Decimal(1),
        "人民币": Decimal(1),
        "人民币元": Decimal(1),
        "¥": Decimal(1),
        "角": Decimal("0.1"),
        "千元": Decimal(1_000),
        "万": Decimal(10_000),
        "万元": Decimal(10_000),
        "百万元": Decimal(1_000_000),
        "亿": Decimal(100_000_000),
        "亿元": Decimal(100_000_000),
    },
}
_IN_BRACKETS = re.compile(r"[(（\[【]\s*(?:单位[:：]?)?\s*([^)）\]】]*?)\s*[)）\]】]")


def unit_in_brackets(header: str) -> str:
    """Give the unit that a header has in brackets, "" where it has none that is known.

    Examples
    --------
    >>> unit_in_brackets("注册资金（单位：万元）"), unit_in_brackets("名称(必填)")
    ('万元', '')
    """
    for match in _IN_BRACKETS.finditer(header):
        unit = folded(match[1])
        if any(unit in known for known in FACTORS.values()):
            return unit
    return ""


def folded(unit: str) -> str:
    """Give a unit without full-width forms and capitals."""
    return unicodedata.normalize("NFKC", unit).strip().casefold()
