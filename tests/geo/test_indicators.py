"""The four rates: every combination of facts against the written definitions."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import ArrayShapeError
from geo.indicators import Facts, Rate, indicators

ALL = np.array(list(product([False, True], repeat=6)), dtype=np.bool_)


def facts_of(rows: np.typing.NDArray[np.bool_]) -> Facts:
    return Facts(*np.ascontiguousarray(rows.T))


def test_every_combination_follows_the_definitions() -> None:
    given_facts = indicators(facts_of(ALL))
    for number, (counted, cover, near, instructor, active, assessed) in enumerate(ALL.tolist()):
        assert given_facts.formal[number] == (counted and cover)
        assert given_facts.work[number] == (counted and (cover or instructor or near))
        assert given_facts.effective[number] == (
            counted and cover and (near or instructor) and active and assessed
        )
        assert given_facts.reached[number] == (counted and near)


def test_rates_count_over_the_denominator() -> None:
    rates = indicators(facts_of(ALL)).rates()
    assert rates.formal_coverage == Rate(16, 32)
    assert rates.station_reach == Rate(16, 32)
    assert rates.work_coverage == Rate(28, 32)
    assert rates.effective_coverage == Rate(3, 32)
    assert rates.formal_coverage.ratio == 0.5


def test_a_mask_restricts_numerator_and_denominator() -> None:
    covered = indicators(facts_of(ALL)).rates(ALL[:, 1])
    assert covered.formal_coverage == Rate(16, 16)


def test_nothing_counted_gives_a_ratio_of_zero() -> None:
    rates = indicators(facts_of(ALL[:0])).rates()
    assert rates.effective_coverage == Rate(0, 0)
    assert rates.effective_coverage.ratio == 0.0


@given(st.lists(st.tuples(st.integers(0, 63), st.integers(-1, 4)), max_size=40))
def test_zones_add_up_and_rates_are_ordered(rows: list[tuple[int, int]]) -> None:
    numbers = np.array([row for row, _ in rows], dtype=np.int64)
    zones = np.array([zone for _, zone in rows], dtype=np.int64)
    given_facts = indicators(facts_of(ALL[numbers].reshape(-1, 6)))
    parts = [given_facts.rates(zones == zone) for zone in range(-1, 5)]
    whole = given_facts.rates().work_coverage
    assert sum(rates.work_coverage.numerator for rates in parts) == whole.numerator
    assert sum(rates.work_coverage.denominator for rates in parts) == whole.denominator
    for rates in parts:
        numerators = [rates.effective_coverage, rates.formal_coverage, rates.work_coverage]
        assert [rate.numerator for rate in numerators] == sorted(r.numerator for r in numerators)
        assert rates.station_reach.numerator <= rates.work_coverage.numerator


def test_counts_say_any() -> None:
    one = np.array([True, True])
    counted = indicators(Facts(one, np.array([0, 3]), one, one, one, one))
    assert counted.formal.tolist() == [False, True]


def test_facts_of_different_lengths_are_refused() -> None:
    one = np.array([True])
    with pytest.raises(ArrayShapeError, match="one length"):
        Facts(one, one, np.array([True, False]), one, one, one)
