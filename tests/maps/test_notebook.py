"""The example of the documentation, run: any city's GeoDataFrames to a map."""

import numpy as np
import pytest
import shapely

from maps.document import document
from maps.errors import MapInputError
from maps.notebook import Columns, FrameOptions, coverage_from_frames, measure_frames
from tests.maps import city

geopandas = pytest.importorskip("geopandas", reason="frames are NOT tested: no geopandas")

OPTIONS = FrameOptions(
    service_radius_m=1000.0,
    columns=Columns(
        organization_name="企业",
        organization_employees="人数",
        district_name="区",
        station_name="站",
    ),
)


def frames() -> tuple[object, object, object]:
    """Return two organizations 500 m and 5 km from the one station, and one without a place."""
    organizations = geopandas.GeoDataFrame(
        {"企业": ["近", "远", "无"], "人数": [10, 20, 30]},
        geometry=[shapely.Point(101.6, 36.4545), shapely.Point(101.6, 36.495), None],
        crs=4326,
    ).to_crs(4543)
    stations = geopandas.GeoDataFrame(
        {"站": ["一号"]}, geometry=[shapely.Point(101.6, 36.45)], crs=4326
    )
    districts = geopandas.GeoDataFrame(
        {"区": list(city.DISTRICT_NAMES)}, geometry=city.district_boundaries()
    )
    return organizations, stations, districts


def test_frames_in_any_coordinate_system_are_measured_by_the_geodesic() -> None:
    data = measure_frames(*frames(), OPTIONS)  # type: ignore[arg-type]
    assert data.organizations.is_reached.tolist() == [True, False, False]
    nearest = data.organizations.nearest_station_m
    assert nearest is not None
    assert nearest[0] == pytest.approx(499.4, abs=0.5)
    assert np.isnan(nearest[2])
    assert data.organizations.districts == ["东城", "东城", ""]
    first = data.districts[0]
    assert (first.station_reach.numerator, first.station_reach.denominator) == (1, 2)
    assert first.area_km2 == pytest.approx(298.4, rel=0.01)
    assert first.area_ratio == pytest.approx(np.pi / 298.4, rel=0.01)


def test_map_of_frames_shows_itself_in_a_notebook() -> None:
    drawn = coverage_from_frames(*frames(), OPTIONS)  # type: ignore[arg-type]
    assert "近" in document(drawn)
    assert "<iframe" in drawn._repr_html_()


def test_missing_column_is_named_with_those_that_are_there() -> None:
    with pytest.raises(
        MapInputError, match="districts have no column 'name'; they have 区, geometry"
    ):
        measure_frames(*frames())  # type: ignore[arg-type]


def test_polygons_in_place_of_points_are_refused() -> None:
    _, stations, districts = frames()
    with pytest.raises(MapInputError, match="Row 0 of organizations is a Polygon"):
        measure_frames(districts, stations, districts, OPTIONS)  # type: ignore[arg-type]
