"""The data of the coverage map of the small city."""

from __future__ import annotations

import numpy as np
import pytest

from db.engine import Database
from schema.operations.coverage_map import CoverageMapData, coverage_map_data, study_coverage
from schema.operations.errors import UnknownRecordError
from schema.operations.limits import Limits
from schema.operations.questions import CoverageQuestion, Network, Scope
from tests.schema import city


@pytest.fixture(scope="module")
def small_city(module_database: Database) -> Database:
    city.fill(module_database)
    return module_database


def read(database: Database, question: CoverageQuestion) -> CoverageMapData:
    with database.read() as session:
        return coverage_map_data(session, question, Limits())


def test_the_map_of_the_city_shows_everything(small_city: Database) -> None:
    data = read(small_city, CoverageQuestion())
    of = data.organizations

    assert data.report.as_of == city.DAY
    assert of.ids.tolist() == [1, 2, 3, 4, 5]
    assert of.names[0] == "甲公司"
    assert of.kinds == ["NON_PUBLIC_ECONOMIC"] * 2 + ["SOCIAL", "NON_PUBLIC_ECONOMIC", "SOCIAL"]
    assert of.industries == ["零售业", "零售业", "", "制造业", "制造业"]
    assert of.districts == ["西区", "西区", "西区", "东区", "东区"]
    assert of.is_reached.tolist() == [True, True, False, False, False]
    assert of.is_formally_covered.tolist() == [True, False, True, False, True]
    assert np.isnan(of.xy[3]).all()
    assert of.distances_m[1] == pytest.approx(450.648, abs=0.001)


def test_districts_circles_and_stations_have_their_figures(small_city: Database) -> None:
    data = read(small_city, CoverageQuestion())

    west, east = data.districts
    assert (west.n_stations, west.n_circles, east.n_stations) == (1, 1, 0)
    assert west.report.station_reach.numerator == 2
    assert west.area.coverage.served_area_km2 == pytest.approx(3.141593, rel=1e-4)
    assert [one.committee_name for one in data.circles] == ["商圈综合党委", ""]
    assert [one.district_name for one in data.circles] == ["西区", "东区"]
    first, second, third = data.stations
    assert (first.is_open, first.n_reached, first.radius_m) == (True, 2, 1000.0)
    assert first.service_area is not None
    assert (second.is_open, second.service_area) == (False, None)
    assert third.district_name == "东区"
    assert data.area.gaps is not None


def test_a_district_has_a_map_of_its_own(small_city: Database) -> None:
    question = CoverageQuestion(Scope(adcode="630102"), Network(service_radius_m=10_000.0))
    data = read(small_city, question)

    assert data.organizations.ids.tolist() == [4, 5]
    assert data.organizations.is_reached.tolist() == [False, True]
    assert [one.district.adcode for one in data.districts] == ["630102"]
    assert [one.circle.name for one in data.circles] == ["东商圈"]
    # The open station of the west serves here with the asked radius.
    assert data.stations[0].radius_m == 10_000.0


def test_an_unknown_district_is_refused(small_city: Database) -> None:
    with small_city.read() as session, pytest.raises(UnknownRecordError, match="630101, 630102"):
        study_coverage(session, CoverageQuestion(Scope(adcode="1")), Limits())
