"""Credit codes in files: the check, many at a time, and what to say of a wrong one."""

import unicodedata
from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from db.credit_code import ALPHABET, is_valid_credit_code
from db.transfer.findings import Problem, Rule

_LENGTH = 18
_NO_VALUE = 255
_VALUES = np.full(128, _NO_VALUE, dtype=np.uint8)
_VALUES[[ord(character) for character in ALPHABET]] = np.arange(len(ALPHABET))
_WEIGHTS = np.array([pow(3, place, 31) for place in range(_LENGTH - 1)], dtype=np.int64)
# Letters that the standard leaves out because they look like these.
_LOOKALIKES = {"I": "1", "O": "0", "S": "5", "Z": "2", "V": "UY"}
_N_LOOKALIKES_MAX = 4


def are_valid(codes: Sequence[Any]) -> NDArray[np.bool_]:
    """Tell of many cells which are credit codes as they stand, shape (n,).

    By GB 32100-2015, as `db.credit_code.is_valid_credit_code`.

    Examples
    --------
    >>> are_valid(["91350100M000100Y43", "91350100M000100Y42", None]).tolist()
    [True, False, False]
    """
    is_code = np.array(
        [isinstance(code, str) and len(code) == _LENGTH and code.isascii() for code in codes],
        dtype=np.bool_,
    )
    chosen = [code for code, fits in zip(codes, is_code, strict=True) if fits]
    if not chosen:
        return is_code
    characters = np.frombuffer("".join(chosen).encode("ascii"), np.uint8).reshape(-1, _LENGTH)
    values = _VALUES[characters]
    total = values[:, :-1].astype(np.int64) @ _WEIGHTS
    is_code[is_code] = (values != _NO_VALUE).all(axis=1) & (-total % 31 == values[:, -1])
    return is_code


def credit_code(raw: Any) -> Any:
    """Read one cell: the code, None for an empty cell, or the problem.

    Spaces are left out, full-width and small letters made plain capitals.
    """
    if isinstance(raw, float | int) and not isinstance(raw, bool):
        return _as_number(raw)
    text = unicodedata.normalize("NFKC", "" if raw is None else str(raw))
    code = "".join(text.split()).replace("-", "").upper()
    if not code:
        return None
    return code if is_valid_credit_code(code) else _problem(code)


def _as_number(raw: float) -> Any:
    text = f"{raw:.0f}"
    if isinstance(raw, int) and is_valid_credit_code(text):
        return text
    return Problem(
        Rule.CREDIT_CODE,
        "信用代码存成了数字, 末几位已丢失",
        "the code is stored as a number, whose last digits are lost",
        "把该列设为文本格式后重新填写",
        "format the column as text and enter the code again",
    )


def _problem(code: str) -> Problem:
    if len(code) != _LENGTH:
        other_zh = {15: " (15 位是旧工商注册号)", 9: " (9 位是组织机构代码)"}.get(len(code), "")
        other_en = {15: " (15 are an old registration number)", 9: " (9 are the old code)"}.get(
            len(code), ""
        )
        return Problem(
            Rule.CREDIT_CODE,
            f"信用代码应为 18 位, 现为 {len(code)} 位{other_zh}",
            f"a credit code has 18 characters, this has {len(code)}{other_en}",
            "查证统一社会信用代码",
            "look the unified social credit code up",
        )
    mended = _mended(code)
    strange = sorted({character for character in code if character not in ALPHABET})
    if strange:
        shown = "".join(strange)
        return Problem(
            Rule.CREDIT_CODE,
            f"信用代码不含字符 {shown} (GB 32100-2015)",
            f"a credit code has no {shown} (GB 32100-2015)",
            f"可能是 {mended}" if mended else "核对该代码",
            f"perhaps {mended}" if mended else "check the code",
        )
    return Problem(
        Rule.CREDIT_CODE,
        "信用代码校验位不符 (GB 32100-2015)",
        "the check character of the code does not fit (GB 32100-2015)",
        f"可能是 {mended}" if mended else "与营业执照核对",
        f"perhaps {mended}" if mended else "compare it with the licence",
    )


def _mended(code: str) -> str | None:
    """Give the one valid code that looks like this one, by a lookalike or two exchanged."""
    places = [place for place, character in enumerate(code) if character in _LOOKALIKES]
    found = set()
    if places and len(places) <= _N_LOOKALIKES_MAX:
        for choice in product(*(_LOOKALIKES[code[place]] for place in places)):
            characters = list(code)
            for place, character in zip(places, choice, strict=True):
                characters[place] = character
            found.add("".join(characters))
    else:
        for place in range(_LENGTH - 1):
            left, right = code[place], code[place + 1]
            if left != right:
                found.add(code[:place] + right + left + code[place + 2 :])
    valid = [one for one in found if is_valid_credit_code(one)]
    return valid[0] if len(valid) == 1 else None
