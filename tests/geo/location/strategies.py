"""Random small location problems with every option."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st


@st.composite
def conditions(draw: st.DrawFn, n_sites: int, n_demand: int) -> dict[str, Any]:
    """Draw fixed, required and forbidden sites, costs and a budget, zones and shares."""
    numbers = st.lists(st.integers(0, n_sites - 1), max_size=2, unique=True)
    found: dict[str, Any] = {}
    if draw(st.booleans()):
        found["fixed_sites"] = tuple(draw(numbers))
    if draw(st.booleans()):
        found["required_sites"] = tuple(draw(numbers))
    if draw(st.booleans()):
        found["forbidden_sites"] = tuple(
            s for s in draw(numbers) if s not in found.get("required_sites", ())
        )
    if draw(st.booleans()):
        found["site_costs"] = draw(st.lists(st.integers(0, 9), min_size=n_sites, max_size=n_sites))
        found["budget"] = draw(st.integers(0, 20))
    if draw(st.booleans()):
        found["zones"] = np.asarray(
            draw(st.lists(st.integers(-1, 1), min_size=n_demand, max_size=n_demand))
        )
        ratio = st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.7, 1.0])
        found["minimum_zone_ratio"] = draw(
            st.one_of(ratio, st.fixed_dictionaries({0: ratio, 1: ratio}))
        )
    return found


@st.composite
def grid_points(draw: st.DrawFn, n_points: int, side: int = 8) -> np.ndarray:
    """Draw points on a small grid, so that ties and points on the radius are common."""
    coordinate = st.integers(0, side)
    rows = st.lists(st.tuples(coordinate, coordinate), min_size=n_points, max_size=n_points)
    return np.asarray(draw(rows), dtype=np.float64)


@st.composite
def coverings(draw: st.DrawFn) -> dict[str, Any]:
    """Draw the fields of a covering problem."""
    n_demand, n_sites = draw(st.integers(1, 12)), draw(st.integers(1, 7))
    weights = st.lists(st.integers(0, 9), min_size=n_demand, max_size=n_demand)
    return {
        "demand_xy": draw(grid_points(n_demand)),
        "sites_xy": draw(grid_points(n_sites)),
        "weights": draw(weights),
        "service_radius_m": draw(st.sampled_from([0, 1, 2, 3, 5, 2**0.5])),
        **draw(conditions(n_sites, n_demand)),
    }


@st.composite
def distance_problems(draw: st.DrawFn) -> dict[str, Any]:
    """Draw the fields of a problem on distances."""
    n_demand, n_sites = draw(st.integers(1, 9)), draw(st.integers(1, 7))
    rows = st.lists(st.integers(0, 12), min_size=n_sites, max_size=n_sites)
    distances = draw(st.lists(rows, min_size=n_demand, max_size=n_demand))
    weights = st.lists(st.integers(0, 9), min_size=n_demand, max_size=n_demand)
    return {
        "distances_m": np.asarray(distances, dtype=np.float64),
        "weights": draw(weights),
        "n_sites": draw(st.integers(1, 4)),
        "service_radius_m": draw(st.integers(0, 12)),
        **draw(conditions(n_sites, n_demand)),
    }
