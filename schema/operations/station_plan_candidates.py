"""Where new stations may stand: grids, points, organizations and crossings of circles."""

from __future__ import annotations

import numpy as np
import scipy
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.crs import MetricCrs
from geo.distance import reached
from geo.geodesic import is_located
from schema.operations.coverage import CoverageStudy
from schema.operations.errors import ArgumentError
from schema.operations.limits import PlanningLimits
from schema.operations.station_plan_question import StationPlanQuestion

Floats = NDArray[np.float64]

DEFAULT_SPACING_M = 500.0
EARTH_RADIUS_M = 6_371_000.0
CROSSING_PAIRS_MAX = 50_000
BOUNDARY_VERTICES_MAX = 1_000
_OUTLINE_TOLERANCE_M = 25.0


def candidate_positions(
    study: CoverageStudy,
    question: StationPlanQuestion,
    kept: Floats,
    limits: PlanningLimits,
) -> Floats:
    """Give the places of the scope where a station may stand and would reach somebody.

    Places of a grid, and of any kind where the objective counts who is reached, that reach no
    located organization of the scope are dropped first: they cannot serve. So are those that
    reach only whom the kept stations serve already, unless stations have a capacity. No way is
    shorter than the straight one, by which these are dropped. Equal places are one.

    Parameters
    ----------
    kept : float64 array (k, 2) of WGS 84 degrees
        The stations that stay.

    Returns
    -------
    float64 array (n, 2) of WGS 84 degrees
        In the order: points, organizations, grid, crossings.

    Raises
    ------
    ArgumentError
        For more places than can be looked at, and for points out of the city's reach.
    """
    rules, radius_m = question.candidates, question.service_radius_m
    demand = located_demand(study, question)
    if not question.objective.is_of_distances and question.capacity is None:
        way = study.way(question.distance)
        demand = demand[~way.reach(demand, kept, np.full(len(kept), radius_m))[0]]
    area = study.places.area(question.scope)
    projection = study.places.projection_of(question.scope)
    named: list[Floats] = []
    if rules.points is not None:
        named.append(shapely.get_coordinates(rules.points))
    if rules.organizations:
        named.append(np.unique(demand, axis=0))
    found: list[Floats] = []
    if rules.grid_spacing_m is not None or rules.is_default:
        spacing_m = rules.grid_spacing_m or DEFAULT_SPACING_M
        found.append(grid(area, projection, spacing_m, limits.candidates_max))
    if rules.circle_intersections:
        found.append(crossings(demand, area, projection, radius_m))
    places = np.concatenate([np.zeros((0, 2)), *found])
    places = places[reached(places, demand, radius_m)]
    given = np.concatenate([np.zeros((0, 2)), *named])
    if not question.objective.is_of_distances:
        given = given[reached(given, demand, radius_m)]
    return _distinct(np.concatenate([given, places]))


def located_demand(study: CoverageStudy, question: StationPlanQuestion) -> Floats:
    """Give the positions of the organizations of the scope that have one, in degrees."""
    xy = study.organizations.xy[study.rows(question.scope)]
    return xy[is_located(xy)]


def grid(area: BaseGeometry, projection: MetricCrs, spacing_m: float, most: int) -> Floats:
    """Lay a grid over an area, clipped to it, its boundary included.

    Its lines are at whole multiples of the spacing in the projection, so that it depends on
    nothing but the projection. An area too small to hold one of its points gets a point of its
    own.

    Returns
    -------
    float64 array (n, 2) of WGS 84 degrees
        Row by row from the south, each from the west.

    Raises
    ------
    ArgumentError
        Where it would have more than `most` points.
    """
    if area.is_empty:
        return np.zeros((0, 2))
    plane = projection.project(area)
    west, south, east, north = plane.bounds
    across = np.arange(np.ceil(west / spacing_m), np.floor(east / spacing_m) + 1.0)
    upward = np.arange(np.ceil(south / spacing_m), np.floor(north / spacing_m) + 1.0)
    if plane.area / spacing_m**2 > most or len(across) * len(upward) > 20 * most:
        coarser_m = np.ceil(np.sqrt(plane.area / most) / 10.0 + 1.0) * 10.0
        raise ArgumentError(
            "candidates.gridSpacing",
            f"a grid of {spacing_m:g} m has some {plane.area / spacing_m**2:,.0f} places in this "
            f"scope, {most:,} can be looked at; give {coarser_m:.0f} m or more, or a smaller scope",
        )
    x, y = np.meshgrid(across * spacing_m, upward * spacing_m)
    points = np.column_stack([x.ravel(), y.ravel()])
    shapely.prepare(plane)
    points = points[shapely.intersects_xy(plane, points[:, 0], points[:, 1])]
    if not len(points):
        points = shapely.get_coordinates(shapely.point_on_surface(plane))
    degrees: Floats = projection.unproject(points)
    return degrees


def crossings(demand: Floats, area: BaseGeometry, projection: MetricCrs, radius_m: float) -> Floats:
    """Find the places of an area among which the best choice of any is (Church 1984).

    They are found in the plane at a radius that is shorter by what the projection may stretch,
    some 1e-5 of it, so that each really reaches the organizations that it was made for.

    Raises
    ------
    ArgumentError
        Where more circles cross than can be looked at.
    """
    if not len(demand) or area.is_empty:
        return np.zeros((0, 2))
    points = np.unique(projection.project(demand), axis=0)
    tree = scipy.spatial.cKDTree(points)
    n_pairs = (int(tree.count_neighbors(tree, 2.0 * radius_m)) - len(points)) // 2
    if n_pairs > CROSSING_PAIRS_MAX:
        raise ArgumentError(
            "candidates.circleIntersections",
            f"the circles of {n_pairs:,} pairs of organizations cross, {CROSSING_PAIRS_MAX:,} can "
            "be looked at; give a smaller scope or radius, or a grid",
        )
    from geo.location import anywhere_candidates  # noqa: PLC0415, planning is seldom in a server

    # Lambert's azimuthal projection stretches by c2 / 8 at the angle c from its centre.
    stretch = 1e-6 + (np.hypot(*points.T).max() / EARTH_RADIUS_M) ** 2 / 8.0
    outline = projection.project(area)
    if shapely.get_num_coordinates(outline) > BOUNDARY_VERTICES_MAX:
        outline = shapely.simplify(outline, _OUTLINE_TOLERANCE_M)
    found = anywhere_candidates(points, radius_m * (1.0 - stretch), outline)
    degrees: Floats = projection.unproject(found.sites_xy)
    return degrees


def _distinct(places: Floats) -> Floats:
    """Drop what repeats an earlier place."""
    _, first = np.unique(places, axis=0, return_index=True)
    return places[np.sort(first)]
