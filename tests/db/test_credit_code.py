"""Credit codes by GB 32100-2015."""

import pytest

from db.credit_code import ALPHABET, check_character, is_valid_credit_code


def test_check_character_of_the_standards_example() -> None:
    assert check_character("91350100M000100Y4") == "3"


def test_check_character_by_hand() -> None:
    # Only the first two characters count: 1 * 9 + 3 * 1 = 12, and 31 - 12 = 19 is "K".
    assert check_character("91" + "0" * 15) == "K"


def test_a_sum_that_is_a_multiple_of_31_gives_zero() -> None:
    # 1 * 1 + 3 * 10 = 31.
    assert check_character("1A" + "0" * 15) == "0"
    assert check_character("0" * 17) == "0"


@pytest.mark.parametrize("position", range(18))
def test_every_single_wrong_character_is_noticed(position: int) -> None:
    code = "91350100M000100Y43"
    assert is_valid_credit_code(code)
    for other in ALPHABET.replace(code[position], ""):
        assert not is_valid_credit_code(code[:position] + other + code[position + 1 :])


@pytest.mark.parametrize(
    "code",
    ["", "91350100M000100Y4", "91350100M000100Y433", "91350100m000100y43", " 1350100M000100Y43",
     "9135O100M000100Y43", "９1350100M000100Y43"],
)  # fmt: skip
def test_anything_but_18_characters_of_the_alphabet_is_no_code(code: str) -> None:
    assert not is_valid_credit_code(code)


def test_check_character_names_the_length_that_is_wrong() -> None:
    with pytest.raises(ValueError, match=r"first 17 characters.*got 3"):
        check_character("913")


def test_check_character_names_the_character_and_its_position() -> None:
    with pytest.raises(ValueError, match="'O' at position 5"):
        check_character("9135O100M000100Y4")
