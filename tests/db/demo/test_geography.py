"""Sharing out and placing organizations."""

from dataclasses import replace

import numpy as np
import pytest
from pyproj import Geod
from shapely import Point

from db.demo.geography import circle_of, nearest_station, settle, share_out
from db.demo.randomness import Stream
from db.demo.reference import Reference

GEOD = Geod(ellps="WGS84")


@pytest.mark.parametrize(
    ("total", "weights", "at_least", "parts"),
    [
        (10, [5, 3, 2], 1, [5, 3, 2]),
        # 3.33 each: the first of equals gets the odd one.
        (10, [1, 1, 1], 1, [4, 3, 3]),
        # 9.8, 0.1 and 0.1 would be due; the small ones get their least.
        (10, [98, 1, 1], 2, [6, 2, 2]),
        (6, [98, 1, 1], 2, [2, 2, 2]),
        (7, [0, 0, 1], 0, [0, 0, 7]),
    ],
)
def test_parts_follow_the_weights_and_their_least_size(
    total: int, weights: list[int], at_least: int, parts: list[int]
) -> None:
    assert share_out(total, weights, at_least) == parts


def test_every_point_lies_in_its_district_and_the_remote_far_from_stations(
    reference: Reference,
) -> None:
    district = np.repeat(np.arange(7), 60)
    remote = np.arange(len(district)) % 2 == 0
    settlement = settle(Stream(3, "test"), reference, district, remote)
    for index, (longitude, latitude) in enumerate(settlement.xy):
        boundary = reference.districts[district[index]].boundary
        assert boundary.contains(Point(longitude, latitude))
        assert reference.areas[settlement.area[index]].district == district[index]
        if remote[index]:
            assert (
                min(
                    GEOD.inv(longitude, latitude, station.longitude, station.latitude)[2]
                    for station in reference.stations
                )
                > 1_400.0
            )


def test_settling_nobody_gives_nothing(reference: Reference) -> None:
    none = np.zeros(0, dtype=np.int64)
    settlement = settle(Stream(3, "test"), reference, none, np.zeros(0, dtype=np.bool_))
    assert settlement.xy.shape == (0, 2)


def test_an_area_outside_its_district_is_named(reference: Reference) -> None:
    astray = tuple(replace(area, longitude=area.longitude + 5.0) for area in reference.areas)
    with pytest.raises(RuntimeError, match=r"3 organizations in 城东区.*areas\.csv"):
        settle(
            Stream(3, "test"),
            replace(reference, areas=astray),
            np.zeros(3, dtype=np.int64),
            np.zeros(3, dtype=np.bool_),
        )


def test_circles_and_stations_of_points(reference: Reference) -> None:
    names = [circle.name for circle in reference.circles]
    # 新宁广场, and a point in the mountains of 湟源县.
    xy = np.array([[101.7415, 36.6312], [101.0, 36.6]])
    circle = circle_of(reference, xy).tolist()
    assert circle == [names.index("新宁广场党建商圈"), -1]
    chengxi = next(i for i, each in enumerate(reference.districts) if each.name == "城西区")
    huangyuan = next(i for i, each in enumerate(reference.districts) if each.name == "湟源县")
    station = nearest_station(reference, xy, np.array([chengxi, huangyuan])).tolist()
    assert [reference.stations[index].name for index in station] == [
        "新宁广场商圈党建工作指导站",
        "湟源县城关镇党建工作指导站",
    ]
