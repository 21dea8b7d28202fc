"""What RFC 7946 asks of coordinates, checked on plain lists before a geometry is built."""

from __future__ import annotations

import math
from typing import Any

from geo.errors import GeometryTooLargeError, InvalidGeoJsonError

# How many arrays lie around a position.
COORDINATE_DEPTHS = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}
_POSITIONS_MIN = {"LineString": 2, "MultiLineString": 2, "Polygon": 4, "MultiPolygon": 4}
_N_AXES = 2
_FLOAT_BITS_MAX = 1024


class VertexBudget:
    """Counts positions and members and stops where there are too many, before they are read."""

    def __init__(self, n_vertices_max: int) -> None:
        self._n_vertices_max = n_vertices_max
        self._left = n_vertices_max

    def spend(self, n_vertices: int, path: str) -> None:
        """Take a number of vertices off; raise `GeometryTooLargeError` if they are not left."""
        self._left -= n_vertices
        if self._left < 0:
            raise GeometryTooLargeError(
                f"{path} brings the geometry over {self._n_vertices_max} vertices; "
                "simplify it or send it in parts"
            )


def checked_coordinates(
    kind: str, coordinates: object, path: str, budget: VertexBudget
) -> list[Any]:
    """Give the coordinates of a geometry type as lists of floats.

    Raises
    ------
    InvalidGeoJsonError
        With the path of the first value that is wrong.
    GeometryTooLargeError
        If the budget does not suffice.
    """
    return _checked(kind, coordinates, COORDINATE_DEPTHS[kind], path, budget)


def _checked(kind: str, value: object, depth: int, path: str, budget: VertexBudget) -> list[Any]:
    if depth == 0:
        budget.spend(1, path)
        return _position(value, path)
    if not isinstance(value, list | tuple) or not value:
        raise InvalidGeoJsonError(
            f"{path} of a {kind} must be a list with a member or more, not {shown(value)}"
        )
    if depth > 1:
        budget.spend(1, path)
        return [
            _checked(kind, member, depth - 1, f"{path}[{number}]", budget)
            for number, member in enumerate(value)
        ]
    budget.spend(len(value), path)
    positions = [_position(member, f"{path}[{number}]") for number, member in enumerate(value)]
    _check_line(kind, positions, path)
    return positions


def _check_line(kind: str, positions: list[list[float]], path: str) -> None:
    n_min = _POSITIONS_MIN.get(kind, 1)
    place = (positions[0][0], positions[0][1])
    if len(positions) < n_min:
        raise InvalidGeoJsonError(
            f"{path} of a {kind} has {len(positions)} positions and needs {n_min} or more",
            place=place,
        )
    if kind.endswith("Polygon") and positions[0] != positions[-1]:
        raise InvalidGeoJsonError(
            f"{path} is not closed: it starts at {positions[0]} and ends at {positions[-1]}; "
            "repeat the first position at the end",
            place=place,
        )


def _position(value: object, path: str) -> list[float]:
    if not isinstance(value, list | tuple) or len(value) < _N_AXES:
        raise InvalidGeoJsonError(
            f"{path} must be a position [longitude, latitude], not {shown(value)}"
        )
    if len(value) > _N_AXES:
        raise InvalidGeoJsonError(
            f"{path} has {len(value)} numbers; give longitude and latitude only, without height"
        )
    return [_number(value[0], f"{path}[0]"), _number(value[1], f"{path}[1]")]


def _number(value: object, path: str) -> float:
    # bool is an int in Python and no number in JSON.
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidGeoJsonError(f"{path} must be a number, not {shown(value)}")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise InvalidGeoJsonError(f"{path} is {shown(value)}; it must be a finite number")
    return number


def shown(value: object) -> str:
    """Give the beginning of a JSON value, in the words of JSON."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, list | tuple):
        return "an empty list" if not value else f"a list of {len(value)}"
    if isinstance(value, int) and not isinstance(value, bool):
        return "a number beyond 1e308" if value.bit_length() > _FLOAT_BITS_MAX else str(value)
    return f"{value!r:.40}" if isinstance(value, str | float) else "an object"
