"""``quanmap export``: a register into a file, and what it is refused for."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from commands.export import complete_kind, export
from tests.commands.conftest import Run

pytestmark = pytest.mark.usefixtures("demo_url")


def test_a_register_is_written_and_reported(run: Run, folder: Path) -> None:
    result = run("export", "stations", folder / "stations.csv")

    assert result.exit_code == 0
    assert "8 stations (党建工作指导站)." in result.output
    with (folder / "stations.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    assert len(rows) == 9
    assert rows[0][:2] == ["名称", "状态"]


def test_a_chinese_title_names_a_register(run: Run, folder: Path) -> None:
    assert run("export", "区县", folder / "a.csv").exit_code == 0


def test_one_object_for_programs(run: Run, folder: Path) -> None:
    file = folder / "a.csv"

    result = run("export", "stations", file, "--crs", "gcj-02", "--district", "630102", "--json")

    report = json.loads(result.output)
    assert (report["kind"], report["rows"], report["unlocated"]) == ("stations", 1, 0)
    assert report["files"] == [str(file)]
    assert "--crs GCJ02" in report["remarks"][0]["en"]


def test_remarks_are_printed_in_both_languages(run: Run, folder: Path) -> None:
    output = run("export", "stations", folder / "a.csv", "--crs", "EPSG:4543").output

    assert "再导入时请加 --crs EPSG:4543" in output
    assert "to import it again give --crs EPSG:4543" in output


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["nothing", "a.csv"], 1, "there is no kind 'nothing'; give one of"),
        (["stations", "a.doc"], 1, "give one of .csv"),
        (["stations", "a.csv", "--crs", "mars"], 1, "'mars' names no coordinate system"),
        (["stations", "a.csv", "--district", "1"], 1, "no district has the adcode '1'"),
        (["stations", "a.csv", "--headers", "fr"], 2, "'fr' is not one of"),
        (["stations"], 2, "Missing argument 'FILE'"),
    ],
)
def test_what_is_wrong_is_said(
    run: Run, folder: Path, arguments: list[str], code: int, words: str
) -> None:
    result = run("export", *arguments)

    assert result.exit_code == code
    assert words in result.output
    assert not list(folder.glob("a.*"))


def test_the_shell_is_offered_the_kinds() -> None:
    context = export.make_context("export", ["stations", "a.csv"])

    offered = complete_kind(context, export.params[0], "org")

    assert [(one.value, one.help) for one in offered] == [
        ("organizations", "非公经济组织和社会组织")
    ]
