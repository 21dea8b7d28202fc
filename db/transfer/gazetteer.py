"""Places of addresses, from a gazetteer that the user gives; nothing is sent anywhere.

An address is compared with the entries that share most of its characters, pair by pair, and is
located only if one entry is clearly the best: it scores at least the threshold, and no other place
scores as much. Numbers must agree: 建国路12号 and 建国路21号 differ in nothing else.
"""

import enum
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from db.transfer.errors import ReaderMissingError
from db.transfer.gazetteer_text import Address, address
from geo.geodesic import geodesic_m

THRESHOLD_RATIO = 0.85
"""The score from which on a match is taken."""
CLEAR_RATIO = 0.03
"""By so much the best entry must lead over another place."""
SAME_PLACE_M = 200.0
"""Entries nearer to each other are one place."""

_CANDIDATES = 40
_COMMON = 2_000
_STREET_ONLY_MAX_RATIO = 0.7
_LANDMARK_RATIO = 0.92
_LANDMARK_CHARACTERS_MIN = 4

Floats = NDArray[np.float64]


class Located(enum.StrEnum):
    """What came of an address."""

    FOUND = "FOUND"
    AMBIGUOUS = "AMBIGUOUS"
    """Two places or more fit about equally well."""
    UNLIKE = "UNLIKE"
    """The best entry scores less than the threshold."""
    UNKNOWN = "UNKNOWN"
    """No entry has anything in common with it, or there is no address."""


@dataclass(frozen=True)
class Entry:
    """A place of a gazetteer, in WGS 84 degrees."""

    name: str
    longitude: float
    latitude: float


@dataclass(frozen=True)
class Place:
    """What was found for an address.

    Attributes
    ----------
    outcome
    score_ratio
        Of the best entry, in [0, 1]; 1 is the same address in another writing.
    candidates
        The best entries with their scores, at most three; the first is the place if `FOUND`.
    """

    outcome: Located
    score_ratio: float
    candidates: tuple[tuple[Entry, float], ...]

    @property
    def entry(self) -> Entry | None:
        """The place that was found."""
        return self.candidates[0][0] if self.outcome is Located.FOUND else None


class Gazetteer:
    """Named places, and how to find addresses among them.

    Parameters
    ----------
    entries
        Not empty.
    districts
        Names of the city's districts: with one of them an address may begin.
    district_numbers
        In which of them each entry lies, -1 for none or unknown; None if nothing is known.

    Raises
    ------
    ReaderMissingError
        rapidfuzz is not installed.
    """

    def __init__(
        self,
        entries: Sequence[Entry],
        districts: Sequence[str] = (),
        district_numbers: Sequence[int] | None = None,
    ) -> None:
        self._fuzz = _fuzz()
        self.entries = tuple(entries)
        self._districts = tuple(districts)
        self._addresses = [address(entry.name, districts) for entry in entries]
        lying = [-1] * len(entries) if district_numbers is None else list(district_numbers)
        self._numbers = [
            one.district if one.district >= 0 else number
            for one, number in zip(self._addresses, lying, strict=True)
        ]
        self._by_core: dict[str, list[int]] = defaultdict(list)
        self._by_pair: dict[str, list[int]] = defaultdict(list)
        for place, one in enumerate(self._addresses):
            self._by_core[one.core].append(place)
            for pair in _pairs(one.core):
                self._by_pair[pair].append(place)

    def locate(self, text: str | None, district: int = -1) -> Place:
        """Find the place of an address.

        Parameters
        ----------
        district
            The number of the district that it is known to lie in: entries of others do not count.
            -1 if nothing is known but what the address says itself.
        """
        wanted = address(text, self._districts) if text else None
        if wanted is None or not wanted.core:
            return Place(Located.UNKNOWN, 0.0, ())
        number = district if district >= 0 else wanted.district
        scored = [
            (self._score(wanted, place), place)
            for place in self._candidates(wanted)
            if number < 0 or self._numbers[place] in (-1, number)
        ]
        scored = [one for one in scored if one[0] > 0.0]
        if not scored:
            return Place(Located.UNKNOWN, 0.0, ())
        scored.sort(key=lambda one: (-one[0], one[1]))
        return self._judged(scored)

    def _judged(self, scored: Sequence[tuple[float, int]]) -> Place:
        best_score, best = scored[0]
        rivals = [place for score, place in scored[1:] if score > best_score - CLEAR_RATIO]
        if best_score < THRESHOLD_RATIO:
            outcome = Located.UNLIKE
        elif any(self._are_apart(best, rival) for rival in rivals):
            outcome = Located.AMBIGUOUS
        else:
            outcome = Located.FOUND
        shown = tuple((self.entries[place], score) for score, place in scored[:3])
        return Place(outcome, best_score, shown)

    def _candidates(self, wanted: Address) -> Sequence[int]:
        """Give the entries that share most pairs of characters, rare ones counting more."""
        same = self._by_core.get(wanted.core, [])
        listed = [self._by_pair.get(pair, []) for pair in _pairs(wanted.core)]
        weights: dict[int, float] = defaultdict(float)
        for places in sorted(listed, key=len):
            # What every other address has in it tells little, and takes long.
            if len(places) > _COMMON and weights:
                break
            for place in places:
                weights[place] += 1.0 / len(places)
        likely = sorted(weights, key=lambda place: (-weights[place], place))[:_CANDIDATES]
        return list(dict.fromkeys([*same, *likely]))

    def _score(self, wanted: Address, place: int) -> float:
        """Give how alike an address and an entry are, in [0, 1]."""
        entry = self._addresses[place]
        if wanted.core == entry.core:
            return 1.0
        if not _is_same_number(wanted, entry):
            return 0.0
        alike = float(self._fuzz.ratio(wanted.core, entry.core)) / 100.0
        is_landmark = len(entry.core) >= _LANDMARK_CHARACTERS_MIN and not entry.is_street
        if is_landmark and entry.core in wanted.core:
            alike = max(alike, _LANDMARK_RATIO)
        # A street alone says nothing of the house.
        return min(alike, _STREET_ONLY_MAX_RATIO) if entry.is_street else alike

    def _are_apart(self, one: int, other: int) -> bool:
        first, second = (
            np.array([[self.entries[place].longitude, self.entries[place].latitude]])
            for place in (one, other)
        )
        return bool(geodesic_m(first, second)[0] > SAME_PLACE_M)


def _is_same_number(wanted: Address, entry: Address) -> bool:
    """Tell whether the numbers of two addresses do not contradict each other."""
    if wanted.house_number is not None and entry.house_number is not None:
        return wanted.house_number == entry.house_number
    # An entry without a house number may be a landmark in the street.
    return not entry.numbers or set(entry.numbers) <= set(wanted.numbers)


def _pairs(text: str) -> set[str]:
    return {text[place : place + 2] for place in range(max(1, len(text) - 1))}


def _fuzz() -> ModuleType:
    try:
        from rapidfuzz import fuzz  # noqa: PLC0415 (an extra)
    except ImportError as error:
        raise ReaderMissingError(
            "addresses are compared by rapidfuzz, which is not installed; "
            "pip install 'quanmap[transfer]'"
        ) from error
    return fuzz
