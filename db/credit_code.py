"""Unified social credit codes (统一社会信用代码) by GB 32100-2015."""

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters of a code, each worth its position; I, O, S, V and Z are left out."""

DEMO_SERIES = "MY"
"""How the organization part of every invented code begins; no register is known to issue it."""

_LENGTH = 18
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_WEIGHTS = tuple(pow(3, position, 31) for position in range(_LENGTH - 1))


def check_character(first_17: str) -> str:
    """Return the 18th character that belongs to the first 17.

    ``31 - sum(w[i] * value[i]) mod 31`` with ``w[i] = 3**(i - 1) mod 31`` for i = 1..17, where 31
    counts as 0 (GB 32100-2015, 5.2.5 and appendix B).

    Parameters
    ----------
    first_17
        Registration authority (1), category (1), division (6) and organization code (9).

    Raises
    ------
    ValueError
        If there are not exactly 17 characters, or one is not of the standard's alphabet
        (lower case is refused too).

    Examples
    --------
    >>> check_character("91350100M000100Y4")
    '3'
    """
    if len(first_17) != _LENGTH - 1:
        raise ValueError(
            f"expected the first 17 characters of a credit code, got {len(first_17)}: {first_17!r}"
        )
    for position, character in enumerate(first_17, start=1):
        if character not in _VALUES:
            raise ValueError(
                f"character {character!r} at position {position} of {first_17!r} is not one of "
                f"{ALPHABET}; write the code in capitals, without I, O, S, V and Z"
            )
    total = sum(
        weight * _VALUES[character] for weight, character in zip(_WEIGHTS, first_17, strict=True)
    )
    return ALPHABET[-total % 31]


def is_valid_credit_code(code: str) -> bool:
    """Say whether `code` has 18 characters of the alphabet and the right check character.

    Nothing is trimmed or raised to capitals, and whether the code was ever issued is not asked.

    Examples
    --------
    >>> is_valid_credit_code("91350100M000100Y43")
    True
    >>> is_valid_credit_code("91350100M000100Y42")
    False
    """
    if len(code) != _LENGTH or any(character not in _VALUES for character in code):
        return False
    return check_character(code[:-1]) == code[-1]
