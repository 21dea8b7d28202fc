"""``quanmap import roads``, from each kind of file, and what it is refused for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands.conftest import Run
from tests.db.transfer.road_files import write_geojson

pytestmark = pytest.mark.usefixtures("demo_url")

NEAR = [[(101.78, 36.62), (101.79, 36.62)], [(101.785, 36.62), (101.785, 36.63)]]
CROSSED = [[(101.78, 36.62), (101.785, 36.62), (101.79, 36.62)], NEAR[1]]


def test_roads_are_loaded_and_reported(run: Run, folder: Path) -> None:
    file = write_geojson(folder / "roads.geojson", CROSSED)

    report = json.loads(run("import", "roads", file, "--json").output)

    assert (report["given"], report["roads"], report["nodes"]) == (2, 3, 4)
    assert (report["isStored"], report["parts"], report["dropped"]) == (True, 1, {})
    assert report["lengthKm"] == pytest.approx(2.004, abs=0.001)
    assert "3 roads between 4 nodes" in run("import", "roads", file).output


def test_a_dry_run_stores_nothing(run: Run, folder: Path) -> None:
    file = write_geojson(folder / "roads.geojson", NEAR)

    report = json.loads(run("import", "roads", file, "--dry-run", "--json").output)

    assert (report["isStored"], report["roads"], report["parts"]) == (False, 2, 2)
    assert "could be loaded" in run("import", "roads", file, "--dry-run").output


def test_islands_are_reported(run: Run, folder: Path) -> None:
    # A crossing without a shared vertex is a bridge.
    file = write_geojson(folder / "roads.geojson", NEAR)

    output = run("import", "roads", file, "--dry-run").output

    assert "2 parts hang together each for itself" in output


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("roads.txt", "", ["roads.txt", ".graphml, .geojson"]),
        ("roads.geojson", "{", ["no JSON"]),
        ("roads.geojson", "{}", ["FeatureCollection"]),
        ("roads.graphml", "<a/>", ["<a>", "<graphml>"]),
    ],
)
def test_what_is_no_road_file_is_refused(
    run: Run, folder: Path, name: str, text: str, words: list[str]
) -> None:
    (folder / name).write_text(text)

    result = run("import", "roads", name)

    assert result.exit_code == 1
    for word in words:
        assert word in result.output


def test_roads_of_another_city_are_refused(run: Run, folder: Path) -> None:
    file = write_geojson(folder / "roads.geojson", [[(36.62, 101.78), (36.63, 101.78)]])

    result = run("import", "roads", file)

    assert result.exit_code == 1
    assert "holds no road to walk on" in result.output

    file = write_geojson(folder / "beijing.geojson", [[(116.39, 39.9), (116.4, 39.9)]])
    assert "another city" in run("import", "roads", file).output


def test_a_file_that_is_not_there_is_refused(run: Run) -> None:
    result = run("import", "roads", "nowhere.geojson")

    assert result.exit_code == 1
    assert "nowhere.geojson is not there" in result.output
