"""``quanmap map``."""

from __future__ import annotations

import json
import re
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from commands.map_documents import DOCUMENTS
from db.engine import open_database
from geo.crs import from_wgs84
from tests.commands.conftest import Run

pytestmark = pytest.mark.usefixtures("demo_url")


def content(file: Path) -> dict[str, Any]:
    """Give the one block of data of a page."""
    found = re.search(
        r'<script type="application/json"[^>]*>(.*?)</script>', file.read_text(), re.DOTALL
    )
    assert found is not None
    data: dict[str, Any] = json.loads(found[1])
    return data


def size_px(file: Path) -> tuple[int, int]:
    """Give width and height of a PNG."""
    head = file.read_bytes()[:24]
    assert head.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", head[16:])
    return width, height


def test_the_map_of_the_city_is_written(run: Run, folder: Path) -> None:
    result = run("map", "coverage", "-o", "coverage.html")

    assert result.exit_code == 0
    page = (folder / "coverage.html").read_text("utf-8")
    for words in (
        "城西区",
        "大通回族土族自治县",
        "GS(2024)0650",
        "2017-11-01",
        'isSynthetic":true',
    ):
        assert words in page


def test_a_district_alone_is_smaller(run: Run, folder: Path) -> None:
    run("map", "coverage", "-o", "city.html")
    run("map", "coverage", "-o", "district.html", "--district", "630104")

    city, district = ((folder / name).read_text("utf-8") for name in ("city.html", "district.html"))
    assert "630104" in district
    assert "630123" in city
    assert "630123" not in district
    assert len(district) < len(city)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_document_is_one_page(run: Run, folder: Path, name: str) -> None:
    result = run("map", name, "-o", "map.html", "--district", "630104", "--language", "en")

    assert result.exit_code == 0, result.output
    assert result.output.startswith("map.html is written, ")
    assert [file.name for file in folder.iterdir()] == ["map.html"]
    assert content(folder / "map.html")["language"] == "en"


def test_time_goes_back_as_far_as_asked(run: Run, folder: Path) -> None:
    run("map", "time", "-o", "time.html", "--months", 3)

    assert content(folder / "time.html")["steps"] == [
        "2017-08-01",
        "2017-09-01",
        "2017-10-01",
        "2017-11-01",
    ]


def test_a_radius_replaces_every_stations_own(run: Run, folder: Path) -> None:
    run("map", "coverage", "-o", "own.html")
    run("map", "coverage", "-o", "wide.html", "--radius", 20_000)

    own, wide = (content(folder / name)["pages"][0]["facts"] for name in ("own.html", "wide.html"))
    assert wide[1]["value"] > own[1]["value"]


def test_positions_shift_for_an_amap_base_map(run: Run, folder: Path) -> None:
    run("map", "coverage", "-o", "wgs84.html")
    run("map", "coverage", "-o", "gcj02.html", "--crs", "gcj02")

    true, shifted = (
        np.reshape(content(folder / name)["bounds"], (2, 2))
        for name in ("wgs84.html", "gcj02.html")
    )
    expected = from_wgs84(true, "GCJ02")
    assert np.abs(expected - true).min() > 1e-4
    np.testing.assert_allclose(shifted, expected, atol=1e-6)


def test_a_base_map_takes_the_named_datum(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("map", "coverage", "-o", "shifted.html", "--crs", "gcj02")
    monkeypatch.setenv("QUANMAP_BASEMAP_URL", "https://tiles.example/{z}/{x}/{y}.png")
    result = run("map", "coverage", "-o", "tiles.html", "--crs", "gcj02")

    assert result.exit_code == 0, result.output
    assert content(folder / "tiles.html")["bounds"] == content(folder / "shifted.html")["bounds"]


def test_a_picture_has_the_asked_size(run: Run, folder: Path) -> None:
    result = run("map", "coverage", "-o", "map", "--png", "--width", 600, "--dpi", 80)

    assert result.exit_code == 0, result.output
    assert size_px(folder / "map") == (600, 432)


def test_an_atlas_is_a_picture_a_district(run: Run, folder: Path) -> None:
    run("map", "district", "-o", "atlas.png", "--width", 300, "--dpi", 50)
    result = run("map", "district", "-o", "one.png", "--district", "630104", "--width", 300)

    assert (
        result.output
        == f"one.png is written, {(folder / 'one.png').stat().st_size / 1e6:.1f} MB.\n"
    )
    assert sorted(file.name for file in folder.iterdir()) == [
        *(f"atlas-{adcode}.png" for adcode in ("630102", "630103", "630104", "630105", "630106")),
        "atlas-630121.png",
        "atlas-630123.png",
        "one.png",
    ]


def test_a_plan_is_made_and_drawn(run: Run, folder: Path) -> None:
    arguments = ("--objective", "maximize-coverage", "--new", 2, "--radius", 1000)
    result = run("map", "plan", *arguments, "-o", "plan.html")

    assert result.exit_code == 0, result.output
    data = content(folder / "plan.html")
    assert data["kind"] == "plan"
    assert len(data["pages"][0]["tables"][0]["rows"]) == 2


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["-o", "no/folder/map.html"], "the folder no/folder does not exist"),
        (["-o", "map.html", "--district", "1"], "known: 630102"),
        (["-o", "map.html", "--radius", "-1"], "-1.0"),
        (["-o", "map.png", "--width", "20"], "width_px is 20; take 300 to 10000"),
    ],
)
def test_what_cannot_be_drawn_is_refused(
    run: Run, folder: Path, name: str, arguments: list[str], word: str
) -> None:
    result = run("map", name, *arguments)

    assert result.exit_code == 1
    assert word in result.output
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["coverage", "-o", "map.html", "--width", "600"], "add --png"),
        (["coverage", "-o", "map.html", "--png"], "named as a page"),
        (["coverage", "-o", "."], "is a directory"),
        (["plan", "-o", "map.html", "--job", "1", "--new", "2"], "leave the other conditions out"),
        (["plan", "-o", "map.html"], "Give --job, or plan now"),
        (["time", "-o", "map.html", "--months", "0"], "0 is not in the range"),
    ],
)
def test_options_that_do_not_fit_are_usage_errors(
    run: Run, folder: Path, arguments: list[str], word: str
) -> None:
    result = run("map", *arguments)

    assert result.exit_code == 2
    assert word in result.output
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_an_empty_database_is_told_from_a_map_of_nothing(
    run: Run, folder: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUANMAP_DATABASE_URL", "sqlite:///empty.sqlite3")
    database = open_database(folder / "empty.sqlite3")
    database.upgrade()
    database.dispose()

    result = run("map", name, "-o", "map.html")

    assert result.exit_code == 1
    assert "Error: the database h" in result.output
    assert not (folder / "map.html").exists()


def test_a_job_that_is_not_there_is_refused(run: Run) -> None:
    result = run("map", "plan", "--job", "7", "-o", "plan.html")

    assert result.exit_code == 1
    assert "no planning job '7' has a plan" in result.output
