"""Proposals for areas that cross themselves, through the API."""

from __future__ import annotations

from typing import Any

import pytest

from db.engine import Database
from tests.schema.city import ask

REPAIR = """query ($geometry: GeoJSON!, $crs: CRS) {
  repairedArea(geometry: $geometry, crs: $crs) {
    geometry(precision: 6) isChanged areaKm2 place } }"""
BOWTIE = [[101.0, 36.0], [101.02, 36.02], [101.02, 36.0], [101.0, 36.02], [101.0, 36.0]]


def polygon(*rings: list[list[float]]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def test_a_bowtie_is_proposed_as_two_triangles(small_city: Database) -> None:
    found = ask(small_city, REPAIR, geometry=polygon(BOWTIE))["repairedArea"]

    assert found["isChanged"] is True
    assert found["geometry"]["type"] == "MultiPolygon"
    assert len(found["geometry"]["coordinates"]) == 2
    assert found["place"] == {"type": "Point", "coordinates": [101.01, 36.01]}
    # Two triangles of 0.01 by 0.02 degrees: 901 m by 2,219 m, and half of it twice.
    assert found["areaKm2"] == pytest.approx(2.0, rel=0.01)


def test_a_line_is_refused(small_city: Database) -> None:
    line = {"type": "LineString", "coordinates": [[101.0, 36.0], [101.1, 36.0]]}
    error = ask(small_city, REPAIR, geometry=line).error

    assert "a LineString was given" in error["message"]
