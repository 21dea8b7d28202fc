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
