"""Telling a file's coordinate system by the districts that its rows name."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray

from db.demo import generate
from db.transfer.datum import (
    ROWS_MIN,
    DatumError,
    DatumProposal,
    Verdict,
    district_numbers,
    propose_datum,
    require_declared,
)
from geo.reading import Reading, reading_of

# Two squares of some 9 km side by side in Xining; the line between them is 101.80 E.
CITY = np.array(
    [shapely.box(101.70, 36.60, 101.80, 36.68), shapely.box(101.80, 36.60, 101.90, 36.68)],
    dtype=np.object_,
)
MONTREAL = np.array(
    [shapely.box(-73.70, 45.45, -73.60, 45.55), shapely.box(-73.60, 45.45, -73.50, 45.55)],
    dtype=np.object_,
)


def file_of(
    boundaries: NDArray[np.object_], n_rows: int, noise_ratio: float = 0.0
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    rng = np.random.default_rng(7)
    west, south, east, north = shapely.total_bounds(boundaries)
    xy = rng.uniform((west, south), (east, north), (n_rows, 2))
    named = (xy[:, 0] > shapely.bounds(boundaries[0])[2]).astype(np.int64)
    is_noise = rng.random(n_rows) < noise_ratio
    named[is_noise] = rng.integers(0, 2, int(is_noise.sum()))
    return xy, named


def asked(
    system: str, boundaries: NDArray[np.object_] = CITY, n_rows: int = 2000, noise: float = 0.3
) -> DatumProposal:
    xy, named = file_of(boundaries, n_rows, noise)
    found = propose_datum(reading_of(system).from_wgs84(xy), named, boundaries)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "system",
    [
        "GCJ02",
        "BD09",
        "EPSG:4543",
        "EPSG:4522",
        "EPSG:4542",
        "EPSG:4495",
        "EPSG:4507",
        "EPSG:32648",
        "EPSG:3857",
        "WGS84:swapped",
        "GCJ02:swapped",
        "BD09:swapped",
        "EPSG:4543:swapped",
    ],
)
def test_another_system_is_proposed_although_rows_are_wrong(system: str) -> None:
    found = asked(system)

    assert found.verdict is Verdict.OTHER
    assert found.is_against_declared
    assert reading_of(system) in (found.best.reading, *found.best.same_as)


@pytest.mark.parametrize("noise", [0.0, 0.3])
def test_wgs84_is_left_alone(noise: float) -> None:
    found = asked("WGS84", noise=noise)

    assert found.verdict is Verdict.AS_DECLARED
    assert found.best == found.declared
    assert not found.rivals
    assert not found.is_against_declared


def test_cgcs2000_is_the_same_as_wgs84() -> None:
    xy, named = file_of(CITY, 2000)

    found = propose_datum(xy, named, CITY, declared=Reading("CGCS2000"))

    assert found is not None
    assert found.verdict is Verdict.AS_DECLARED
    assert found.best.same_as == (Reading("WGS84"),)


def test_the_figures_are_the_rows_in_their_district() -> None:
    xy = np.full((40, 2), (101.7985, 36.64))
    xy[20:, 0] = 101.8015
    named = np.repeat([0, 1], 20)
    # Each lies 134 m on its own side; a file in GCJ-02 has all some 170 m further east.
    written = reading_of("GCJ02").from_wgs84(xy)

    found = propose_datum(written, named, CITY)

    assert found is not None
    assert (found.best.reading.name, found.best.n_inside) == ("GCJ02", 40)
    assert (found.declared.n_inside, found.declared.ratio) == (20, 0.5)
    assert (found.n_deciding, found.n_for_best) == (20, 20)


def test_one_building_does_not_decide() -> None:
    xy = np.full((600, 2), (101.75, 36.64))
    xy[:200, 0] = 101.7990
    named = np.zeros(600, dtype=np.int64)

    found = propose_datum(reading_of("GCJ02").from_wgs84(xy), named, CITY)

    assert found is not None
    assert found.verdict is Verdict.UNDECIDED
    assert found.n_for_best == found.n_deciding == 200
    assert found.declared.reading in [rival.reading for rival in found.rivals]
    assert not found.is_against_declared


def test_too_few_rows_near_a_boundary_cannot_tell() -> None:
    xy = np.random.default_rng(3).uniform((101.72, 36.62), (101.78, 36.66), (500, 2))

    found = propose_datum(xy, np.zeros(500, dtype=np.int64), CITY)

    assert found is not None
    assert found.verdict is Verdict.UNDECIDED
    assert "cannot tell" in found.message[1]
    assert "GCJ02" in found.message[1]


def test_columns_of_something_else_fit_nowhere() -> None:
    xy = np.random.default_rng(3).uniform(0.0, 50.0, (500, 2))

    found = propose_datum(xy, np.zeros(500, dtype=np.int64), CITY)

    assert found is not None
    assert found.verdict is Verdict.NONE_FITS
    assert "check the columns" in found.message[1]


def test_the_message_has_the_figures_and_the_remedy() -> None:
    zh, en = asked("BD09", noise=0.0).message

    assert "100.0 % of the rows lie in their district when read as BD09" in en
    assert "give BD09 as its coordinate system (crs)" in en
    assert "坐标系 (crs) 设为 BD09" in zh
    assert "所填区县" in zh


def test_rows_without_a_district_are_asked_for_the_city() -> None:
    xy, _ = file_of(CITY, 500)

    found = propose_datum(reading_of("EPSG:4543:swapped").from_wgs84(xy), None, CITY)

    assert found is not None
    assert found.is_by_city
    assert (found.verdict, found.best.reading.name) == (Verdict.OTHER, "EPSG:4543:swapped")
    assert "本市" in found.message[0]


def test_elsewhere_no_chinese_system_is_thought_of() -> None:
    found = asked("WGS84", MONTREAL)
    mistaken = asked("EPSG:32618:swapped", MONTREAL)

    assert found.verdict is Verdict.AS_DECLARED
    assert not any(fit.reading.is_shifted for fit in found.fits)
    assert (mistaken.verdict, mistaken.best.reading.name) == (Verdict.OTHER, "EPSG:32618:swapped")


def test_a_declared_system_of_elsewhere_is_judged_too() -> None:
    xy, named = file_of(MONTREAL, 500)
    modified = reading_of("EPSG:32188")

    found = propose_datum(modified.from_wgs84(xy), named, MONTREAL, declared=modified)

    assert found is not None
    assert found.verdict is Verdict.AS_DECLARED


@pytest.mark.parametrize("n_rows", [0, ROWS_MIN - 1])
def test_with_few_rows_nothing_is_told(n_rows: int) -> None:
    xy, named = file_of(CITY, n_rows)

    assert propose_datum(xy, named, CITY) is None


def test_rows_without_coordinates_or_district_do_not_count() -> None:
    xy, named = file_of(CITY, 300)
    xy[:100] = np.nan
    named[100:200] = -1

    found = propose_datum(xy, named, CITY)

    assert found is not None
    assert found.best.n_rows == 100


def test_a_district_without_a_boundary_is_left_out() -> None:
    xy, named = file_of(CITY, 300)
    with_none = np.array([None, *CITY], dtype=np.object_)

    found = propose_datum(xy, named + 1, with_none)

    assert found is not None
    assert found.best.n_inside == 300
    assert propose_datum(xy, named, np.array([None], dtype=np.object_)) is None


def test_districts_are_known_by_adcode_or_name() -> None:
    districts = [
        ("630102", "城东区", "Chengdong"),
        ("630103", "城中区", None),
        ("1", "城中区", None),
    ]

    named = district_numbers(
        ["城东区 ", 630102, "chengdong", "城中区", None, "x", "630103"], districts
    )

    assert named.tolist() == [0, 0, 0, -1, -1, -1, 1]


@pytest.mark.slow
def test_files_of_the_demo_city_are_told_right_and_wgs84_never_doubted() -> None:
    city = generate(20_000, seed=5)
    placed = [one for one in city.organizations if one.location is not None]
    located = [(one.location.x, one.location.y) for one in placed if one.location is not None]
    all_xy = np.array(located)
    all_named = np.array([one.named_district_id or 0 for one in placed], dtype=np.int64) - 1
    boundaries = np.array([one.boundary for one in city.districts], dtype=np.object_)
    west, south, east, north = shapely.total_bounds(boundaries)
    n_right, systems = 0, ("WGS84", "GCJ02", "BD09", "EPSG:4522:swapped")
    for seed in range(25):
        rng = np.random.default_rng(seed)
        rows = rng.choice(len(placed), 3_000, replace=False)
        xy, named = all_xy[rows].copy(), all_named[rows].copy()
        is_noise = rng.random(len(rows)) < rng.uniform(0.0, 0.3)
        is_moved = is_noise & (rng.random(len(rows)) < 0.5)
        xy[is_moved] = rng.uniform((west, south), (east, north), (int(is_moved.sum()), 2))
        is_renamed = is_noise & ~is_moved
        named[is_renamed] = rng.integers(0, len(boundaries), int(is_renamed.sum()))
        for system in systems:
            found = propose_datum(reading_of(system).from_wgs84(xy), named, boundaries)
            assert found is not None
            assert system != "WGS84" or found.verdict is not Verdict.OTHER
            n_right += found.best.reading.name == system and not found.rivals

    assert n_right >= 99


def test_what_the_rows_rule_out_is_not_read_by_accident() -> None:
    with pytest.raises(DatumError, match=r"give GCJ02 as .*; nothing was stored, and WGS84 as"):
        require_declared(asked("GCJ02"))

    require_declared(asked("WGS84"))
    require_declared(None)
