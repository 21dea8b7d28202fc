"""The four civic rates, from facts of each organization on one day.

All rates have the organizations in the denominator as their base, those established and not closed
on the day. With c "a party organization covers it", r "within the radius of an open station",
t "an instructor is assigned", a "it or a party organization that covers it had an activity in the
window" and s "a party organization that covers it was scored in the assessment":

    formal coverage     有形覆盖      c
    station reach                   r
    work coverage       党的工作覆盖  c or t or r
    effective coverage  有效覆盖      c and (r or t) and a and s

Hence effective <= formal <= work and reach <= work, always.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from geo.errors import ArrayShapeError

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Rate:
    """A share with its evidence."""

    numerator: int
    denominator: int

    @property
    def ratio(self) -> float:
        """Numerator over denominator, in [0, 1]; 0 where nothing is counted."""
        return self.numerator / self.denominator if self.denominator else 0.0


@dataclass(frozen=True)
class Rates:
    """The four rates of one scope; all have the same denominator."""

    formal_coverage: Rate
    effective_coverage: Rate
    work_coverage: Rate
    station_reach: Rate


@dataclass(frozen=True)
class Facts:
    """What is known of each organization on the day, arrays (n,) of one order.

    Attributes
    ----------
    in_denominator : bool
        Established and not closed on the day.
    has_cover : bool
        Some party organization covers it by an explicit, dated link.
    is_reached : bool
        Within the radius of a station open on the day, d <= S; unlocated ones are not.
    has_instructor : bool
        An instructor is assigned on the day.
    is_active : bool
        An activity of it, or of a party organization that covers it, lies in the window.
    is_assessed : bool
        A party organization that covers it is scored in the assessment of that or the last year.
    """

    in_denominator: Bools
    has_cover: Bools
    is_reached: Bools
    has_instructor: Bools
    is_active: Bools
    is_assessed: Bools

    def __post_init__(self) -> None:
        shapes = {field.name: getattr(self, field.name).shape for field in fields(self)}
        if len(set(shapes.values())) > 1 or len(self.in_denominator.shape) != 1:
            raise ArrayShapeError(f"facts need arrays of one length, these have {shapes}")
        for field in fields(self):
            value = getattr(self, field.name)
            if value.dtype != np.bool_:
                # Counts say "how many", a fact says "any".
                object.__setattr__(self, field.name, value > 0)


@dataclass(frozen=True)
class Evidence:
    """Why one organization counts, or does not, for each rate."""

    in_denominator: bool
    has_cover: bool
    is_reached: bool
    has_instructor: bool
    is_active: bool
    is_assessed: bool
    formally_covered: bool
    effectively_covered: bool
    work_covered: bool


@dataclass(frozen=True)
class Indicators:
    """The rates' numerators organization by organization; made by `indicators`.

    Attributes
    ----------
    formal, effective, work, reached : bool arrays (n,)
        Whether each organization counts in the numerator; never outside the denominator.
    """

    facts: Facts
    formal: Bools
    effective: Bools
    work: Bools
    reached: Bools

    def rates(self, mask: Bools | None = None) -> Rates:
        """Give the four rates of the organizations of a mask, of all without one."""
        selected = self.facts.in_denominator if mask is None else self.facts.in_denominator & mask
        denominator = int(np.count_nonzero(selected))
        formal, effective, work, reached = (
            Rate(int(np.count_nonzero(numerator & selected)), denominator)
            for numerator in (self.formal, self.effective, self.work, self.reached)
        )
        return Rates(formal, effective, work, reached)

    def rates_by_zone(self, zone_numbers: NDArray[np.integer], n_zones: int) -> list[Rates]:
        """Give the rates of each zone; numbers outside 0 to n_zones - 1 belong to no zone."""
        if zone_numbers.shape != self.formal.shape:
            raise ArrayShapeError(f"{self.formal.shape} organizations, {zone_numbers.shape} zones")
        in_zone = (zone_numbers >= 0) & (zone_numbers < n_zones)
        denominators = self._counts(self.facts.in_denominator & in_zone, zone_numbers, n_zones)
        numerators = [
            self._counts(numerator & in_zone, zone_numbers, n_zones)
            for numerator in (self.formal, self.effective, self.work, self.reached)
        ]
        return [
            Rates(*(Rate(counts[zone], denominators[zone]) for counts in numerators))
            for zone in range(n_zones)
        ]

    def evidence(self, number: int) -> Evidence:
        """Give the facts of one organization and what follows from them."""
        facts = {
            field.name: bool(getattr(self.facts, field.name)[number]) for field in fields(Facts)
        }
        return Evidence(
            **facts,
            formally_covered=bool(self.formal[number]),
            effectively_covered=bool(self.effective[number]),
            work_covered=bool(self.work[number]),
        )

    @staticmethod
    def _counts(mask: Bools, zone_numbers: NDArray[np.integer], n_zones: int) -> list[int]:
        counts: list[int] = np.bincount(zone_numbers[mask], minlength=n_zones).tolist()
        return counts


def indicators(facts: Facts) -> Indicators:
    """Apply the definitions of the four rates to the facts of each organization.

    Examples
    --------
    >>> yes, no = np.array([True]), np.array([False])
    >>> only_reached = indicators(Facts(yes, no, yes, no, no, no)).rates()
    >>> only_reached.work_coverage, only_reached.formal_coverage.ratio
    (Rate(numerator=1, denominator=1), 0.0)
    """
    counted = facts.in_denominator
    formal = counted & facts.has_cover
    reached = counted & facts.is_reached
    served = reached | (counted & facts.has_instructor)
    return Indicators(
        facts=facts,
        formal=formal,
        effective=formal & served & facts.is_active & facts.is_assessed,
        work=formal | served,
        reached=reached,
    )
