"""Rates over time are those of each day taken alone."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.coverage import area_coverage
from geo.errors import ArrayShapeError
from geo.history import (
    DatedFacts,
    Spans,
    area_ratios_over_time,
    rates_over_time,
    spans_through_links,
)
from geo.indicators import Facts, Rate, indicators

spans = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 30), st.integers(0, 30)), max_size=12)


def spans_of(rows: list[tuple[int, int, int]]) -> Spans:
    numbers, first_days, end_days = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    return Spans(numbers, first_days, end_days)


def held_on(rows: list[tuple[int, int, int]], day: int) -> np.typing.NDArray[np.bool_]:
    return np.array(
        [any(n == each and first <= day < end for n, first, end in rows) for each in range(6)]
    )


@given(st.tuples(*[spans] * 6), st.lists(st.integers(-2, 33), max_size=6).map(sorted))
def test_each_day_is_as_if_it_were_the_only_one(
    kinds: tuple[list[tuple[int, int, int]], ...], days: list[int]
) -> None:
    over_time = rates_over_time(
        DatedFacts(*map(spans_of, kinds)), 6, np.array(days, dtype=np.int64)
    )
    for day, rates in zip(days, over_time, strict=True):
        alone = indicators(Facts(*(held_on(rows, day) for rows in kinds)))
        assert rates == alone.rates()


def test_the_first_day_counts_and_the_end_does_not() -> None:
    nothing, one = spans_of([]), spans_of([(0, 10, 20)])
    facts = DatedFacts(one, one, nothing, nothing, nothing, nothing)
    before, first, last, end = rates_over_time(facts, 1, np.array([9, 10, 19, 20]))
    assert [before.formal_coverage, end.formal_coverage] == [Rate(0, 0), Rate(0, 0)]
    assert [first.formal_coverage, last.formal_coverage] == [Rate(1, 1), Rate(1, 1)]


def test_many_organizations_are_read_in_blocks() -> None:
    numbers = np.arange(100_000)
    existence = Spans(numbers, np.zeros_like(numbers), np.full_like(numbers, 99))
    cover = Spans(numbers[::2], numbers[::2] % 50, np.full(50_000, 99))
    nothing = spans_of([])
    facts = DatedFacts(existence, cover, nothing, nothing, nothing, nothing)
    rates = rates_over_time(facts, 100_000, np.arange(0, 60, 10))
    assert [each.formal_coverage.numerator for each in rates] == [
        2_000,
        12_000,
        22_000,
        32_000,
        42_000,
        50_000,
    ]


def test_area_ratios_are_those_of_each_day() -> None:
    scope = shapely.box(0, 0, 100, 100)
    areas = np.array([shapely.box(0, 0, 50, 100), shapely.box(25, 0, 75, 100)], dtype=np.object_)
    first, end, days = np.array([10, 20]), np.array([30, 99]), np.array([40, 5, 10, 20, 29, 30])
    ratios = area_ratios_over_time(scope, areas, first, end, days)
    assert ratios == pytest.approx([0.5, 0.0, 0.5, 0.75, 0.75, 0.5])
    assert ratios[3] == pytest.approx(area_coverage(scope, areas).area_ratio)
    assert area_ratios_over_time(shapely.Polygon(), areas, first, end, days).tolist() == [0.0] * 6


def test_spans_and_days_that_do_not_fit_are_refused() -> None:
    nothing, seventh = spans_of([]), spans_of([(6, 0, 1)])
    with pytest.raises(ArrayShapeError, match="organizations 6 to 6; give numbers from 0 to 5"):
        rates_over_time(DatedFacts(seventh, *[nothing] * 5), 6, np.array([1]))
    with pytest.raises(ArrayShapeError, match="days must ascend"):
        rates_over_time(DatedFacts(*[nothing] * 6), 6, np.array([2, 1]))
    with pytest.raises(ArrayShapeError, match="one length"):
        Spans(np.array([1]), np.array([1, 2]), np.array([3]))


pairs = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 5), st.integers(0, 20), st.integers(0, 20)),
    max_size=8,
)


@given(pairs, st.lists(st.tuples(st.integers(0, 3), st.integers(0, 20), st.integers(0, 20))))
def test_what_is_had_through_a_link_is_had_while_both_hold(
    links: list[tuple[int, int, int, int]], held: list[tuple[int, int, int]]
) -> None:
    held = [row for row in held if row[1] < row[2]]
    sources = np.array([row[0] for row in links], dtype=np.int64)
    owners = np.array([row[0] for row in held], dtype=np.int64)
    found = spans_through_links(
        sources, spans_of([row[1:] for row in links]), owners, spans_of(held)
    )
    rows = list(
        zip(
            found.organizations.tolist(),
            found.first_days.tolist(),
            found.end_days.tolist(),
            strict=True,
        )
    )
    for day in range(-1, 22):
        expected = {
            organization
            for source, organization, first, end in links
            if first <= day < end and any(o == source and a <= day < b for o, a, b in held)
        }
        assert {n for n, first, end in rows if first <= day < end} == expected
