"""What a cell means: a value of its column, nothing, or a problem."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from db.transfer.cells import EMPTY_WORDS, is_empty, plain, word
from db.transfer.credit_codes import credit_code
from db.transfer.days import day, moment, year
from db.transfer.findings import Problem, Rule
from db.transfer.kind_columns import Column, ValueKind
from db.transfer.terms import names_of
from db.transfer.units import FACTORS, folded

Parser = Callable[[Any], Any]
"""Takes what stands in a cell; gives the value, None for an empty cell, or a `Problem`."""

_INTEGER_MAX = 2**31 - 1
_FEN_MAX = 2**53
_NUMBER = re.compile(r"([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)\s*(\D*)", re.IGNORECASE)
_TRUE = frozenset({"是", "yes", "y", "true", "t", "1", "√", "✓", "有", "对"})
_FALSE = frozenset({"否", "no", "n", "false", "f", "0", "×", "x", "无", "没有", "错"})


def parser_of(
    column: Column,
    *,
    unit: str = "",
    meanings: Mapping[str, Any] | None = None,
    any_code: bool = False,
) -> Parser:
    """Give what reads the cells of a column; places are read by `db.transfer.places`.

    Parameters
    ----------
    unit
        What the header has in brackets.
    meanings
        What words of the file mean, from a mapping.
    any_code
        Whether a credit code is any text.
    """
    parsers: Mapping[ValueKind, Parser] = {
        ValueKind.TEXT: lambda raw: _text(raw, column.length),
        ValueKind.CREDIT_CODE: (
            (lambda raw: _text(raw, column.length)) if any_code else credit_code
        ),
        ValueKind.REFERENCE: lambda raw: _text(raw, None),
        ValueKind.INTEGER: lambda raw: _integer(raw, column, unit),
        ValueKind.NUMBER: lambda raw: _float(raw, column, unit),
        ValueKind.MONEY: lambda raw: _money(raw, column, unit),
        ValueKind.YEAR: year,
        ValueKind.DATE: day,
        ValueKind.MOMENT: moment,
        ValueKind.BOOLEAN: _boolean,
        ValueKind.ENUM: _choice(column),
        ValueKind.GEOMETRY: lambda raw: raw,
    }
    parser = parsers[column.value]
    if not meanings:
        return parser
    known = {plain(said): meaning for said, meaning in meanings.items()}
    return lambda raw: parser(known.get(plain(raw), raw))


def _text(raw: Any, length: int | None) -> Any:
    text = plain(raw)
    if not text:
        return None
    if "\x00" in text:
        return Problem(
            Rule.LENGTH, "含有零字节", "holds a zero byte", "删除该字符", "remove that character"
        )
    if length is not None and len(text) > length:
        return Problem(
            Rule.LENGTH,
            f"超过 {length} 个字符 (现有 {len(text)} 个)",
            f"is longer than {length} characters ({len(text)})",
            f"缩短到 {length} 个字符以内",
            f"shorten it to {length} characters",
        )
    return text


def _number(raw: Any, column: Column, unit: str) -> Any:
    """Give a Decimal in the column's own unit."""
    if isinstance(raw, bool):
        raw = int(raw)
    if isinstance(raw, int | Decimal):
        return Decimal(raw) * _factor(column, unit)
    # As spreadsheets show it: their floats have 15 digits that mean something.
    text = f"{raw:.15g}" if isinstance(raw, float) else word(raw)
    text = text.replace(",", "").replace(" ", "").removeprefix("¥")
    match = _NUMBER.fullmatch(text)
    if match is None:
        return Problem(
            Rule.NUMBER, "不是数字", "is no number", "只填数字", "give digits only, such as 120"
        )
    stated = folded(match[2])
    if stated and stated not in FACTORS[column.unit]:
        known = "、".join(FACTORS[column.unit])
        return Problem(
            Rule.UNIT,
            f"单位 {stated} 不适用于 {column.zh}",
            f"the unit {stated} is none of {column.en}",
            f"可用单位: {known}",
            f"leave the unit out, or give one of {known}",
        )
    try:
        return Decimal(match[1]) * _factor(column, stated or unit)
    except InvalidOperation:
        return Problem(Rule.NUMBER, "不是数字", "is no number", "只填数字", "give digits only")


def _factor(column: Column, unit: str) -> Decimal:
    return FACTORS[column.unit].get(unit, Decimal(1))


def _integer(raw: Any, column: Column, unit: str) -> Any:
    if is_empty(raw):
        return None
    number = _number(raw, column, unit)
    if isinstance(number, Problem):
        return number
    if not number.is_finite() or number != number.to_integral_value():
        return Problem(
            Rule.NUMBER, "不是整数", "is no whole number", "填写整数", "give a whole number"
        )
    return _bounded(int(number), column, _INTEGER_MAX)


def _float(raw: Any, column: Column, unit: str) -> Any:
    if is_empty(raw):
        return None
    if isinstance(raw, float) and not unit:
        number: Any = raw
    else:
        number = _number(raw, column, unit)
    if isinstance(number, Problem):
        return number
    return _bounded(float(number), column, 1e15)


def _money(raw: Any, column: Column, unit: str) -> Any:
    if is_empty(raw):
        return None
    number = _number(raw, column, unit)
    if isinstance(number, Problem):
        return number
    if not number.is_finite() or number * 100 != (number * 100).to_integral_value():
        return Problem(
            Rule.NUMBER,
            "金额小数超过两位",
            "has more than two decimal places in CNY",
            "四舍五入到分",
            "round it to the fen",
        )
    return _bounded(number.quantize(Decimal("0.01")), column, _FEN_MAX)


def _bounded(number: Any, column: Column, largest: Any) -> Any:
    low, is_low_allowed, high = column.bounds
    is_below = low is not None and (number < low or (number == low and not is_low_allowed))
    if not is_below and abs(number) <= largest and (high is None or number <= high):
        return number
    limits_zh = f"{'不小于' if is_low_allowed else '大于'} {low}" if low is not None else ""
    limits_en = f"{'at least' if is_low_allowed else 'more than'} {low}" if low is not None else ""
    top = largest if high is None else high
    return Problem(
        Rule.RANGE,
        "数值超出范围",
        "is out of range",
        f"应{limits_zh}, 不大于 {top}" if limits_zh else f"不大于 {top}",
        f"give {limits_en} and at most {top}" if limits_en else f"give at most {top}",
    )


def _boolean(raw: Any) -> Any:
    if isinstance(raw, bool):
        return raw
    spoken = word(raw).casefold()
    if spoken in _TRUE:
        return True
    if spoken in _FALSE:
        return False
    if spoken in EMPTY_WORDS:
        return None
    return Problem(
        Rule.CHOICE,
        "不是 是/否",
        "is neither yes nor no",
        "填写 是 或 否",
        "give 是 or 否, yes or no",
    )


def _choice(column: Column) -> Parser:
    if column.enum_class is None or column.terms is None:
        return lambda raw: raw
    names = names_of(column.enum_class)
    terms, enum_class = column.terms, column.enum_class

    def parse(raw: Any) -> Any:
        if is_empty(raw):
            return None
        name = names.get(word(raw).casefold())
        if name is not None:
            return enum_class(name)
        return Problem(
            Rule.CHOICE,
            f"不是 {column.zh} 的取值",
            f"is no value of {column.en}",
            f"可选: {'、'.join(terms.values())}",
            f"give one of {', '.join(terms)}, or map it under [values.{column.attribute}]",
        )

    return parse
