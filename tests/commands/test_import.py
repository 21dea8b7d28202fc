"""``quanmap import roads``, from each kind of file, and what it is refused for."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from db.engine import open_database
from db.repositories import audit
from tests.commands.conftest import Run
from tests.db.transfer.files import row as organization_row
from tests.db.transfer.files import write_csv
from tests.db.transfer.road_files import write_geojson

pytestmark = pytest.mark.usefixtures("demo_url")


@pytest.fixture
def own_url(demo_file: Path, monkeypatch: pytest.MonkeyPatch, folder: Path) -> str:
    """The address of a demo city that one test may change."""
    shutil.copyfile(demo_file, folder / "own.sqlite3")
    url = f"sqlite:///{folder / 'own.sqlite3'}"
    monkeypatch.setenv("QUANMAP_DATABASE_URL", url)
    return url


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


@pytest.mark.usefixtures("own_url")
def test_registers_are_imported_and_taken_back(run: Run, folder: Path) -> None:
    file = write_csv(folder / "a.csv", [organization_row(1, 区县="城西区")])

    result = run("import", "organizations", file)

    assert result.exit_code == 0, result.output
    assert "1 new, 0 changed" in result.output
    assert "quanmap undo 1" in result.output
    assert json.loads(run("undo", "1", "--json").output)["removed"] == 1
    assert "taken back already" in run("undo", "1").output
    assert "a.csv  1 new, 0 changed, taken back" in run("undo", "--list").output
    assert run("undo").exit_code == 2


@pytest.mark.usefixtures("own_url")
def test_a_refused_row_is_exit_code_1_and_json_tells_it(run: Run, folder: Path) -> None:
    rows = [organization_row(1, 区县="城西区"), organization_row(2, 区县="城西")]
    file = write_csv(folder / "a.csv", rows)

    result = run("import", "organizations", file, "--json", "--report", folder / "r.xlsx")

    report = json.loads(result.output)
    assert (result.exit_code, report["refused"], report["isStored"]) == (1, 1, False)
    assert report["findings"][0]["suggestion"]["en"] == "did you mean 城西区?"
    assert (folder / "r.xlsx").is_file()
    taken = run("import", "organizations", file, "--accept-valid", folder / "bad.csv")
    assert (taken.exit_code, "bad.csv" in taken.output) == (0, True)
    assert "城西" in (folder / "bad.csv").read_text(encoding="utf-8-sig")


@pytest.mark.usefixtures("own_url")
def test_a_missing_column_is_told_with_the_options_that_name_it(run: Run, folder: Path) -> None:
    file = write_csv(folder / "a.csv", [["A", "101.75", "36.63"]], ("name", "x", "y"))

    result = run("import", "stations", file)

    assert result.exit_code == 1
    assert "--dry-run writes a mapping to edit, which --mapping takes" in result.output


@pytest.mark.usefixtures("own_url")
def test_a_dry_run_writes_a_mapping_and_no_row(run: Run, folder: Path) -> None:
    file = write_csv(folder / "a.csv", [["A", "101.75", "36.63"]], ("name", "x", "y"))

    result = run("import", "stations", file, "--dry-run")

    assert result.exit_code == 1
    assert "A mapping to edit is in" in result.output
    mapping = folder / "a.csv.mapping.toml"
    text = mapping.read_text(encoding="utf-8")
    constants = '[constants]\nstatus = "OPEN"\nservice_radius_m = 800'
    mapping.write_text(text.replace("[constants]", constants), encoding="utf-8")
    dry = run("import", "stations", file, "--mapping", mapping, "--dry-run", "--json")
    assert json.loads(dry.output)["added"] == 1
    assert run("import", "stations", file, "--mapping", mapping).exit_code == 0


@pytest.mark.usefixtures("own_url")
def test_an_unknown_register_is_usage_and_a_missing_file_is_refused(run: Run, folder: Path) -> None:
    assert run("import", "shops", folder / "a.csv").exit_code == 2
    result = run("import", "organizations", folder / "a.csv")
    assert (result.exit_code, "is not there" in result.output) == (1, True)


def test_roads_stand_in_the_audit(own_url: str, run: Run, folder: Path) -> None:
    file = write_geojson(folder / "roads.geojson", NEAR)

    assert run("import", "roads", file).exit_code == 0

    database = open_database(own_url)
    with database.read() as session:
        entries = session.scalars(audit.list_statement(action="import roads")).all()
    database.dispose()
    entry = max(entries, key=lambda one: int(one.number))
    assert (entry.file_name, entry.n_rows) == ("roads.geojson", 2)
    assert len(entry.file_sha256 or "") == 64
