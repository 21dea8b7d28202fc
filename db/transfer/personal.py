"""Personal data, which stays out: who looks for it in headers and in cells.

Registers know organizations and counts, never persons.
"""

import re
from collections.abc import Sequence
from typing import Any

# Identity numbers by GB 11643-1999: 17 digits and a check character by ISO 7064, MOD 11-2.
_IDENTITY = re.compile(r"(?<![0-9A-Za-z])[1-9]\d{5}(?:18|19|20)\d{9}[\dXx](?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?<![0-9A-Za-z.])(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?![0-9A-Za-z])")
_WEIGHTS = tuple(pow(2, 17 - place, 11) for place in range(17))
_CHECKS = "10X98765432"

_HEADERS = re.compile(
    "姓名|联系人|负责人|法人代表|法定代表人|经办人|填报人|填表人|户主|身份证|证件号|电话|手机|联系方式"
    "|微信|QQ|邮箱|电子邮件|出生|生日|住址|家庭|银行卡|书记名|指导员名"
    r"|\b(?:contact|phone|mobile|telephone|cellphone|e-?mail|birth(?:day|date)?|id card|"
    r"identity(?: number)?|person(?: name)?|first name|last name|surname|full name)\b",
    re.IGNORECASE,
)
_SAMPLE = 2_000
_RATIO = 0.3


def is_personal_header(header: str) -> bool:
    """Tell whether a header promises data on persons.

    Examples
    --------
    >>> is_personal_header("联系人姓名"), is_personal_header("单位名称")
    (True, False)
    """
    return _HEADERS.search(header.replace("_", " ")) is not None


def is_identity_number(text: str) -> bool:
    """Tell whether 18 characters are a resident identity number with the right check character.

    Examples
    --------
    >>> is_identity_number("11010519491231002X"), is_identity_number("110105194912310021")
    (True, False)
    """
    if _IDENTITY.fullmatch(text) is None:
        return False
    total = sum(w * int(digit) for w, digit in zip(_WEIGHTS, text[:17], strict=True))
    return _CHECKS[total % 11] == text[17].upper()


def personal_part(value: Any) -> str | None:
    """Give what in a cell is an identity number or a mobile phone's number; None if nothing.

    Examples
    --------
    >>> personal_part("电话 138-0013-8000")
    'mobile'
    """
    text = str(value)
    if len(text) < 11:
        return None
    for match in _IDENTITY.finditer(text):
        if is_identity_number(match[0]):
            return "identity"
    return "mobile" if _MOBILE.search(text) else None


def looks_personal(values: Sequence[Any]) -> bool:
    """Tell whether a column's cells are for a good part identity numbers or phone numbers."""
    given = [one for one in values[:_SAMPLE] if one is not None and str(one).strip()]
    n_personal = sum(personal_part(_plain(one)) is not None for one in given)
    return n_personal > 0 and n_personal >= _RATIO * len(given)


def masked(value: Any) -> str:
    """Give a value for a report, its characters but the first two hidden."""
    text = str(value)
    return text[:2] + "*" * min(len(text) - 2, 16)


def _plain(value: Any) -> Any:
    """Give a whole float as the integer that was typed: spreadsheets know no other numbers."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
