"""Random geometries for property tests: on a coarse grid, so that lines and corners often meet.

Lines do not cross themselves: releases of GEOS before 3.13 round the crossing, and then deny
that a part of such a line lies within it.
"""

import shapely
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

EMPTIES = (
    shapely.Point(),
    shapely.LineString(),
    shapely.Polygon(),
    shapely.MultiPoint(),
    shapely.MultiLineString(),
    shapely.MultiPolygon(),
)

# Quarters and small integers are exact in the 32-bit boxes of both indexes.
coordinate = st.integers(-8, 8).map(lambda n: n / 4)
position = st.tuples(coordinate, coordinate)
point = position.map(shapely.Point)
line = (
    st.lists(position, min_size=2, max_size=5, unique=True)
    .map(shapely.LineString)
    .filter(lambda made: bool(made.is_simple))
)
box = (
    st.tuples(position, position)
    .filter(lambda corners: corners[0][0] != corners[1][0] and corners[0][1] != corners[1][1])
    .map(lambda corners: shapely.MultiPoint(corners).envelope)
)
hull = (
    st.lists(position, min_size=3, max_size=7, unique=True)
    .map(lambda corners: shapely.MultiPoint(corners).convex_hull)
    .filter(lambda made: made.geom_type == "Polygon")
)
with_hole = (
    st.tuples(box, box)
    .map(lambda boxes: boxes[0].difference(boxes[1]))
    .filter(lambda made: made.geom_type == "Polygon" and not made.is_empty)
)
polygon = st.one_of(box, hull, with_hole)


def _many(
    part: st.SearchStrategy[BaseGeometry], collection: type[BaseGeometry]
) -> st.SearchStrategy[BaseGeometry]:
    return (
        st.lists(part, min_size=1, max_size=3)
        .map(collection)
        .filter(lambda made: bool(made.is_valid and made.is_simple))
    )


geometry: st.SearchStrategy[BaseGeometry] = st.one_of(
    point,
    line,
    polygon,
    _many(point, shapely.MultiPoint),
    _many(line, shapely.MultiLineString),
    _many(polygon, shapely.MultiPolygon),
    st.sampled_from(EMPTIES),
)
geometry_or_null: st.SearchStrategy[BaseGeometry | None] = st.one_of(
    geometry, geometry, geometry, st.none()
)
