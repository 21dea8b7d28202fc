"""The data files fit together."""

from decimal import Decimal

from shapely import Point

from db.demo.reference import ATTRIBUTION, Reference


def test_seven_districts_with_the_census_of_2020(reference: Reference) -> None:
    assert {each.name: each.population for each in reference.districts} == {
        "城东区": 489_372,
        "城中区": 325_813,
        "城西区": 326_866,
        "城北区": 417_701,
        "湟中区": 395_043,
        "大通回族土族自治县": 403_368,
        "湟源县": 109_802,
    }
    assert [each.adcode for each in reference.districts] == sorted(
        each.adcode for each in reference.districts
    )
    assert all(each.boundary.is_valid for each in reference.districts)


def test_the_attribution_names_source_and_approval_number() -> None:
    assert "天地图" in ATTRIBUTION
    assert "GS(2024)0650" in ATTRIBUTION


def test_every_area_and_station_lies_in_its_district(reference: Reference) -> None:
    assert {each.district for each in reference.areas} == set(range(7))
    places = [
        *((each.district, Point(each.longitude, each.latitude)) for each in reference.areas),
        *((each.district, Point(each.longitude, each.latitude)) for each in reference.stations),
    ]
    assert all(reference.districts[index].boundary.contains(point) for index, point in places)


def test_four_circles_one_in_each_urban_district(reference: Reference) -> None:
    names = [reference.districts[circle.district].name for circle in reference.circles]
    assert sorted(names) == sorted(["城东区", "城中区", "城西区", "城北区"])
    for circle in reference.circles:
        assert circle.boundary.is_valid
        assert reference.districts[circle.district].boundary.contains_properly(circle.boundary)
    square = next(each for each in reference.areas if each.place == "新宁广场")
    around = reference.circles[names.index("城西区")]
    assert around.boundary.contains(Point(square.longitude, square.latitude))
    assert [bool(circle.committee) for circle in reference.circles] == [
        name == "城西区" for name in names
    ]


def test_the_stations_cost_200_000_together_from_all_three_sources(reference: Reference) -> None:
    parts = [
        (each.pooled_cny, each.self_raised_cny, each.superior_support_cny)
        for each in reference.stations
    ]
    assert len(parts) == 8
    assert sum((sum(part, Decimal()) for part in parts), Decimal()) == Decimal(200_000)
    assert all(amount > 0 for part in parts for amount in part)
    assert {each.service_radius_m for each in reference.stations} == {1_000.0}
