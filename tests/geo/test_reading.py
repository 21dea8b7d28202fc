"""By which coordinate system numbers are read."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest
import shapely

from geo.errors import UnknownCoordinateSystemError
from geo.reading import Reading, reading_of

PLACE = np.array([[101.78, 36.62]])


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("WGS84", "WGS84"),
        ("wgs 84", "WGS84"),
        ("EPSG:4326", "WGS84"),
        ("OGC:CRS84", "WGS84"),
        ("4490", "CGCS2000"),
        ("gcj-02", "GCJ02"),
        ("BD-09:swapped", "BD09:swapped"),
        ("4543", "EPSG:4543"),
        (" epsg:32188 :SWAPPED", "EPSG:32188:swapped"),
    ],
)
def test_a_name_gives_a_reading_whose_name_gives_it_again(text: str, name: str) -> None:
    reading = reading_of(text)

    assert reading.name == name
    assert reading_of(reading.name) == reading


@pytest.mark.parametrize("version", ["WKT1_GDAL", "WKT1_ESRI", "WKT2_2019"])
@pytest.mark.parametrize("number", [4543, 4522, 4495, 32188])
def test_the_wkt_of_a_file_is_known_by_its_number(number: int, version: str) -> None:
    read = reading_of(pyproj.CRS.from_epsg(number).to_wkt(version))

    assert read.name == f"EPSG:{number}"


@pytest.mark.parametrize("text", ["", "China", "EPSG:99999", "EPSG:5773", "火星"])
def test_what_names_no_system_is_refused_with_what_would(text: str) -> None:
    with pytest.raises(UnknownCoordinateSystemError, match=r"EPSG|geographic or a projected"):
        reading_of(text)


@pytest.mark.parametrize(
    "name", ["WGS84", "GCJ02", "BD09:swapped", "EPSG:4543", "EPSG:4522:swapped", "EPSG:32647"]
)
def test_what_is_written_is_read_again(name: str) -> None:
    reading = reading_of(name)

    np.testing.assert_allclose(reading.to_wgs84(reading.from_wgs84(PLACE)), PLACE, atol=1e-10)


def test_a_zone_counts_eastings_from_500_km_on_its_meridian() -> None:
    on_meridian = np.array([[102.0, 36.62]])

    assert reading_of("EPSG:4543").from_wgs84(on_meridian)[0, 0] == pytest.approx(500_000.0)
    assert reading_of("EPSG:4522").from_wgs84(on_meridian)[0, 0] == pytest.approx(34_500_000.0)
    assert reading_of("EPSG:4543:swapped").from_wgs84(on_meridian)[0, 1] == pytest.approx(500_000.0)


def test_geometries_are_read_as_arrays_are() -> None:
    assert (
        Reading("WGS84", is_swapped=True)
        .to_wgs84(shapely.Point(36.62, 101.78))
        .equals(shapely.Point(101.78, 36.62))
    )


def test_a_system_with_another_datum_is_moved_to_wgs84() -> None:
    # Belge 1972 in Brussels: the published shift is some 100 m.
    brussels = np.array([[4.35, 50.85]])

    moved = reading_of("EPSG:4313").to_wgs84(brussels) - brussels

    assert 5e-4 < np.abs(moved).max() < 2e-3


def test_a_shifted_system_has_no_number_and_says_so() -> None:
    assert reading_of("GCJ02").crs is None
    assert reading_of("CGCS2000").crs == "EPSG:4490"
    assert reading_of("EPSG:4543").label == "EPSG:4543 (CGCS2000 / 3-degree Gauss-Kruger CM 102E)"
