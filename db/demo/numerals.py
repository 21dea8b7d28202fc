"""Numbers in Chinese."""

_DIGITS = "零一二三四五六七八九"
_UNITS = ("", "十", "百", "千")


def chinese_ordinal(number: int) -> str:
    """Write a number from 1 to 99,999,999 as it is read after 第.

    Raises
    ------
    ValueError
        If the number is outside that range.

    Examples
    --------
    >>> [chinese_ordinal(number) for number in (7, 10, 12, 20, 105, 110, 2034, 30056)]
    ['七', '十', '十二', '二十', '一百零五', '一百一十', '二千零三十四', '三万零五十六']
    """
    if not 1 <= number <= 99_999_999:
        raise ValueError(f"expected a number from 1 to 99,999,999, got {number}")
    myriads, rest = divmod(number, 10_000)
    if not myriads:
        return _below_a_myriad(number)
    link = "零" if 0 < rest < 1_000 else ""
    # Within a longer number ten is 一十.
    tail = "" if not rest else _below_a_myriad(rest).replace("十", "一十", rest in range(10, 20))
    return f"{_below_a_myriad(myriads)}万{link}{tail}"


def _below_a_myriad(number: int) -> str:
    text = ""
    digits = str(number)
    for position, digit in enumerate(digits):
        unit = _UNITS[len(digits) - 1 - position]
        if digit != "0":
            text += _DIGITS[int(digit)] + unit
        elif text and not text.endswith("零") and int(digits[position:]):
            text += "零"
    return text[1:] if 10 <= number < 20 else text
