"""Maximal covering asked for other numbers of sites."""

from __future__ import annotations

import numpy as np
import pytest

from geo.location import InvalidProblemError, MaximalCovering
from geo.location.covering_program import covering_program


def line(n_sites: int) -> MaximalCovering:
    places = np.array([[0.0, 0.0], [10.0, 0.0], [20.0, 0.0]])
    return MaximalCovering(demand_xy=places, sites_xy=places, service_radius_m=5.0, n_sites=n_sites)


def test_another_number_shares_what_was_worked_out() -> None:
    problem = line(1)
    groups = problem.groups
    other = problem.with_number(2)

    assert (problem.n_sites, other.n_sites) == (1, 2)
    assert other.groups is groups
    with pytest.raises(InvalidProblemError, match="n_sites is -1"):
        problem.with_number(-1)


def test_a_model_of_another_number_is_the_one_made_for_it() -> None:
    model = covering_program(line(3), 3).model
    transposed, scale = model.transposed, model.scale
    other, made = model.with_number(1), covering_program(line(1), 1).model

    assert other.transposed is transposed
    assert (other.scale, other.limits_only_the_number) == (made.scale, True) == (scale, True)
    assert [(row.name, row.minimum) for row in other.rows] == [("number", -1)]
    assert [(row.name, row.minimum) for row in model.rows] == [("number", -3)]
    assert other.value([0]) == made.value([0]) == 1 * int(model.gain[0])
    assert other.value([0, 1]) is None
