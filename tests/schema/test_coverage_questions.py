"""Coverage as it might be, and questions that make no sense."""

from __future__ import annotations

import math
from typing import Any

import pytest

from db.engine import Database
from tests.schema.city import ask
from tests.schema.test_coverage import COVERAGE, coverage, polygon

DISC_KM2 = math.pi


@pytest.mark.parametrize(
    ("question", "served"),
    [
        ({"serviceRadius": 1802.5}, 2),
        ({"serviceRadius": 1802.6}, 3),
        ({"serviceRadius": 450.6}, 1),
        ({"serviceRadius": 10_000}, 4),
        ({"removeStations": ["GuidanceStation:1"]}, 0),
        ({"addStations": [{"longitude": 101.13, "latitude": 36.03}]}, 3),
        ({"addStations": [{"longitude": 101.13, "latitude": 36.03, "serviceRadius": 10}]}, 3),
        ({"addStations": [{"longitude": 101.131, "latitude": 36.03, "serviceRadius": 10}]}, 2),
        (
            {
                "removeStations": ["GuidanceStation:1"],
                "addStations": [{"longitude": 101.05, "latitude": 36.03, "serviceRadius": 1500}],
            },
            2,
        ),
        # The override counts for what is added too.
        (
            {
                "addStations": [{"longitude": 101.131, "latitude": 36.03, "serviceRadius": 10}],
                "serviceRadius": 1000,
            },
            3,
        ),
    ],
)
def test_stations_as_they_might_be(
    small_city: Database, question: dict[str, Any], served: int
) -> None:
    found = coverage(small_city, **question)

    assert found["served"] == served
    assert found["stationReach"]["numerator"] == served


def test_two_stations_at_one_place_overlap_whole(small_city: Database) -> None:
    found = coverage(small_city, addStations=[{"longitude": 101.03, "latitude": 36.03}])

    assert found["servedAreaKm2"] == pytest.approx(DISC_KM2, rel=1e-4)
    assert found["overlapKm2"] == pytest.approx(DISC_KM2, rel=1e-4)


def test_without_a_station_there_is_no_distance_and_no_served_area(small_city: Database) -> None:
    answer = ask(
        small_city,
        """{ coverage(input: {removeStations: ["GuidanceStation:1"]}) {
            servedAreaKm2 meanDistance servedArea gaps } }""",
    )

    found = answer["coverage"]
    assert (found["servedAreaKm2"], found["meanDistance"], found["servedArea"]) == (0.0, None, None)
    assert found["gaps"]["type"] in ("Polygon", "MultiPolygon")


@pytest.mark.parametrize(
    ("question", "argument", "code", "parts"),
    [
        ({"scope": {"district": "9"}}, "input.scope.district", "NOT_FOUND", ["'9'", "630101"]),
        (
            {"scope": {"circle": "CommercialCircle:9"}},
            "input.scope.circle",
            "NOT_FOUND",
            ["CommercialCircle:9", "commercialCircles"],
        ),
        (
            {"scope": {"district": "630101", "circle": "CommercialCircle:1"}},
            "input.scope",
            "BAD_USER_INPUT",
            ["one of district, circle and polygon"],
        ),
        (
            {"scope": {"polygon": {"type": "Point", "coordinates": [101.0, 36.0]}}},
            "input.scope.polygon",
            "INVALID_GEOMETRY",
            ["Point", "Polygon"],
        ),
        (
            {"scope": {"polygon": polygon(-90, -45, 90, 45)}},
            "input.scope.polygon",
            "BAD_USER_INPUT",
            ["180 by 90", "20 degrees"],
        ),
        (
            {"removeStations": ["GuidanceStation:2"]},
            "input.removeStations",
            "NOT_FOUND",
            ["GuidanceStation:2", "not open on 2017-11-01", "leave it out"],
        ),
        (
            {"removeStations": ["Organization:1"]},
            "input.removeStations",
            "BAD_USER_INPUT",
            ["Organization:1", "GuidanceStation:1"],
        ),
        (
            {"addStations": [{"longitude": 36.03, "latitude": 101.03}]},
            "input.addStations",
            "COORDINATES_OUT_OF_REACH",
            ["(36.03, 101.03)", "swapped"],
        ),
        (
            {"addStations": [{"longitude": 101.1, "latitude": 36.0, "serviceRadius": 0}]},
            "input.serviceRadius",
            "BAD_USER_INPUT",
            ["0", "greater than 0"],
        ),
        ({"serviceRadius": -5}, "input.serviceRadius", "BAD_USER_INPUT", ["-5", "greater than 0"]),
        ({"serviceRadius": 1e9}, "input.serviceRadius", "INVALID_GEOMETRY", ["200"]),
        ({"asOf": "1899-12-31"}, "input.asOf", "BAD_USER_INPUT", ["1899-12-31", "1900"]),
    ],
)
def test_a_bad_question_is_refused_with_argument_value_and_remedy(
    small_city: Database, question: dict[str, Any], argument: str, code: str, parts: list[str]
) -> None:
    error = ask(small_city, COVERAGE, input=question).error

    assert (error["argument"], error["code"]) == (argument, code)
    assert [part for part in parts if part not in error["message"]] == []
