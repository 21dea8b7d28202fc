"""Sums over what sites cover: the form in runs and the form in pairs say the same."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from geo.location.coverage_rows import PairRows, RunRows, coverage_rows, strip_order
from geo.location.sparse import CsrMatrix, csr

BANDS = np.zeros((4, 40), dtype=np.int8)
BANDS[0, 3:25] = 1
BANDS[1, 20:40] = 1
BANDS[2, :8] = BANDS[2, 30:40] = 1


def both_forms() -> tuple[RunRows, PairRows]:
    """Return three bands of groups, and a site that covers none, in both forms."""
    matrix: CsrMatrix = csr(BANDS)
    rows = coverage_rows(matrix)
    assert isinstance(rows, RunRows)
    return rows, PairRows(matrix)


@pytest.mark.parametrize("kind", [np.float64, np.int64])
def test_runs_and_pairs_sum_alike(kind: type) -> None:
    values: NDArray[Any] = np.arange(40).astype(kind)
    runs, pairs = both_forms()
    expected = [sum(range(3, 25)), sum(range(20, 40)), sum(range(8)) + sum(range(30, 40)), 0]
    assert runs.sums(values).tolist() == pairs.sums(values).tolist() == expected
    assert runs.sums(values).dtype == kind


def test_runs_and_pairs_count_and_list_alike() -> None:
    for rows in both_forms():
        assert rows.count([0, 1]).tolist() == [0] * 3 + [1] * 17 + [2] * 5 + [1] * 15
        assert rows.count([]).tolist() == [0] * 40
        assert rows.groups_of(2).tolist() == [*range(8), *range(30, 40)]
        assert rows.groups_of(3).tolist() == []
        assert rows.restricted(np.array([2, 0])).groups_of(1).tolist() == list(range(3, 25))


def test_table_sums_each_kind_by_site() -> None:
    groups, kinds = np.array([4, 21, 35]), np.array([1, 0, 1])
    for rows in both_forms():
        table = rows.table(groups, np.array([1.0, 2.0, 4.0]), kinds, 2)
        assert table.tolist() == [[2.0, 2.0, 0.0, 0.0], [1.0, 4.0, 5.0, 0.0]]


def test_scattered_groups_stay_pairs() -> None:
    assert isinstance(coverage_rows(csr(np.eye(5, dtype=np.int8))), PairRows)
    assert coverage_rows(csr((3, 0), dtype=np.int8)).sums(np.zeros(0)).tolist() == [0.0] * 3


def test_strips_run_up_and_down() -> None:
    points = np.array([[0.0, 2.0], [9.0, 0.0], [0.0, 1.0], [9.0, 2.0], [0.5, 0.0], [9.0, 1.0],
                       [0.1, 3.0], [9.0, 3.0], [0.2, 4.0]])  # fmt: skip
    assert strip_order(points).tolist() == [4, 2, 0, 6, 8, 7, 3, 5, 1]
    assert strip_order(points[:0]).tolist() == []
