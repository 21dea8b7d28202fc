import numpy as np
import pytest

from maps.classification import class_breaks, classify
from maps.errors import MapInputError


def test_natural_breaks_part_where_the_gaps_are() -> None:
    values = np.array([1.0, 2.0, 3.0, 10.0, 11.0, 50.0, 51.0, 52.0])
    assert class_breaks(values, 3).tolist() == [3.0, 11.0, 52.0]


def test_natural_breaks_are_the_best_of_all_partitions() -> None:
    values = np.sort(np.random.default_rng(3).random(9))
    breaks = class_breaks(values, 3)

    def cost(i: int, j: int) -> float:
        parts = (values[:i], values[i:j], values[j:])
        return float(sum(((part - part.mean()) ** 2).sum() for part in parts))

    best = min((cost(i, j), i, j) for i in range(1, 8) for j in range(i + 1, 9))
    assert breaks.tolist() == [values[best[1] - 1], values[best[2] - 1], values[-1]]


def test_equal_values_are_never_parted() -> None:
    values = np.array([0.0, 0.5, 0.5, 0.5, 0.9, 1.0])
    assert set(class_breaks(values, 3).tolist()) <= {0.0, 0.5, 0.9, 1.0}


def test_few_distinct_values_are_classes_themselves() -> None:
    assert class_breaks(np.array([0.5, 0.5, np.nan]), 5).tolist() == [0.5]
    assert class_breaks(np.array([np.nan]), 5).tolist() == []
    assert class_breaks(np.array([]), 5).tolist() == []


def test_quantiles_and_equal_intervals() -> None:
    values = np.array([0.0, 1.0, 2.0, 3.0, 100.0])
    assert class_breaks(values, 2, "quantiles").tolist() == [2.0, 100.0]
    assert class_breaks(values, 2, "equal_interval").tolist() == [50.0, 100.0]


def test_bad_input_is_refused() -> None:
    with pytest.raises(MapInputError, match="n_classes is 0"):
        class_breaks(np.array([1.0]), 0)
    with pytest.raises(MapInputError, match="infinite"):
        class_breaks(np.array([np.inf]), 2)


def test_value_on_a_bound_is_in_the_lower_class() -> None:
    breaks = np.array([0.2, 0.4])
    assert classify(np.array([0.1, 0.2, 0.3, 0.4, np.nan]), breaks).tolist() == [0, 0, 1, 1, -1]
