"""Chinese numbers."""

import pytest

from db.demo.numerals import chinese_ordinal


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1, "一"), (10, "十"), (19, "十九"), (20, "二十"), (99, "九十九"), (100, "一百"),
        (101, "一百零一"), (111, "一百一十一"), (1_000, "一千"), (1_001, "一千零一"),
        (1_010, "一千零一十"), (9_999, "九千九百九十九"), (10_000, "一万"),
        (10_012, "一万零一十二"),
        (12_345, "一万二千三百四十五"), (100_000, "十万"),
    ],
)  # fmt: skip
def test_numbers_as_they_are_read(number: int, text: str) -> None:
    assert chinese_ordinal(number) == text


@pytest.mark.parametrize("number", [0, -1, 100_000_000])
def test_other_numbers_are_refused(number: int) -> None:
    with pytest.raises(ValueError, match="from 1 to 99,999,999"):
        chinese_ordinal(number)
