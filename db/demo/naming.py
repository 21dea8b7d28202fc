"""Invented names and valid credit codes for the organizations of the demo city."""

import numpy as np
from numpy.typing import NDArray

from db.credit_code import ALPHABET, DEMO_SERIES, check_character
from db.demo.organizations import Draft
from db.demo.randomness import Stream
from db.demo.reference import Reference
from db.models.enums import OrganizationKind

CITY_CODE = "630100"

_ORGANIZATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def invent_names(reference: Reference, draft: Draft, seed: int) -> list[str]:
    """Return one name an organization, all different."""
    stream = Stream(seed, "names")
    names = [""] * len(draft.trade)
    taken: set[str] = set()
    pending = np.arange(len(names))
    while len(pending):
        fresh = _proposals(stream, reference, draft, pending)
        repeated = []
        for position, name in zip(pending.tolist(), fresh, strict=True):
            if name in taken:
                repeated.append(position)
            else:
                taken.add(name)
                names[position] = name
        pending = np.array(repeated, dtype=np.int64)
    return names


def _proposals(
    stream: Stream, reference: Reference, draft: Draft, chosen: NDArray[np.int64]
) -> list[str]:
    size = len(chosen)
    trade = draft.trade[chosen]
    brands = _brands(stream, reference, size)
    regions = _regions(stream, reference, draft, chosen)
    words, suffixes = [""] * size, [""] * size
    for position, each in enumerate(reference.trades):
        mine = np.flatnonzero(trade == position)
        word_index = stream.choices(len(mine), each.word_weights)
        suffix_index = stream.choices(len(mine), each.suffix_weights)
        for row, word, suffix in zip(mine, word_index, suffix_index, strict=True):
            words[row], suffixes[row] = each.words[word], each.suffixes[suffix]
    return ["".join(parts) for parts in zip(regions, brands, words, suffixes, strict=True)]


def _brands(stream: Stream, reference: Reference, size: int) -> list[str]:
    """Return trade names of two or three rare syllables."""
    first, middle, last = (
        reference.vocabulary[key] for key in ("brand_first", "brand_middle", "brand_last")
    )
    long = stream.syllables(size, first, middle, last)
    short = stream.syllables(size, first, last)
    is_short = stream.integers(size, 100) < 55
    return [b if flag else a for a, b, flag in zip(long, short, is_short.tolist(), strict=True)]


def _regions(
    stream: Stream, reference: Reference, draft: Draft, chosen: NDArray[np.int64]
) -> list[str]:
    """Return what each name begins with: a city, county or province, mostly the first."""
    enterprise = reference.vocabulary["enterprise_regions"]
    social = reference.vocabulary["social_regions"]
    is_second = (stream.integers(len(chosen), 100) < 30).tolist()
    regions = []
    for position, second in zip(chosen.tolist(), is_second, strict=True):
        adcode = reference.districts[draft.located_district[position]].adcode
        if reference.trades[draft.trade[position]].kind is OrganizationKind.SOCIAL:
            options = social[adcode]
        else:
            options = enterprise.get(adcode, enterprise[CITY_CODE])
        regions.append(options[-1] if second else options[0])
    return regions


def invent_credit_codes(reference: Reference, draft: Draft, seed: int) -> list[str]:
    """Return one credit code an organization, all different and valid by GB 32100-2015."""
    stream = Stream(seed, "credit codes")
    size = len(draft.trade)
    from_city = (stream.integers(size, 100) < 25).tolist()
    serials = _different(stream, size, len(ALPHABET) ** 6)
    codes = []
    for position, serial in enumerate(serials):
        adcode = reference.districts[draft.located_district[position]].adcode
        prefix = reference.trades[draft.trade[position]].credit_prefix
        organization = DEMO_SERIES + _characters(serial)
        first_17 = (
            prefix
            + (CITY_CODE if from_city[position] else adcode)
            + organization
            + organization_check_character(organization)
        )
        codes.append(first_17 + check_character(first_17))
    return codes


def organization_check_character(first_8: str) -> str:
    """Return the ninth character of an organization code by GB 11714-1997.

    ``11 - sum(w[i] * value[i]) mod 11`` with the weights 3, 7, 9, 10, 5, 8, 4, 2; ten is "X",
    eleven is "0"; a letter is worth 10 for A up to 35 for Z.

    Examples
    --------
    >>> organization_check_character("D2143569")
    'X'
    """
    total = sum(
        weight * int(character, 36)
        for weight, character in zip(_ORGANIZATION_WEIGHTS, first_8, strict=True)
    )
    return "0123456789X"[-total % 11]


def _different(stream: Stream, size: int, below: int) -> list[int]:
    drawn: dict[int, None] = {}
    while len(drawn) < size:
        drawn.update(dict.fromkeys(stream.integers(size - len(drawn), below).tolist()))
    return list(drawn)


def _characters(serial: int) -> str:
    characters = ""
    for _ in range(6):
        serial, digit = divmod(serial, len(ALPHABET))
        characters = ALPHABET[digit] + characters
    return characters
