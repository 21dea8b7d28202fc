"""``quanmap plan`` and ``quanmap verify``."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from tests.commands.conftest import Run

EIGHT = ("plan", "--objective", "maximize-coverage", "--new", 8, "--radius", 1000)
FILES = ("plan", "--objective", "maximize-coverage", "--new", 1, "--radius", 1000)


def planned(run: Run, *arguments: object) -> Any:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def write_csv(folder: Path, name: str, *rows: tuple[object, ...]) -> Path:
    file = folder / name
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return file


@pytest.fixture
def demand(folder: Path) -> Path:
    """Three places within 400 m in the west, one 9 km to the east, one that is not located."""
    return write_csv(
        folder,
        "demand.csv",
        ("name", "longitude", "latitude", "weight", "district"),
        ("甲", 101.030, 36.03, 1, "西区"),
        ("乙", 101.032, 36.03, 2, "西区"),
        ("丙", 101.034, 36.03, 1, "西区"),
        ("丁", 101.130, 36.03, 3, "东区"),
        ("戊", "", "", 5, "东区"),
    )


@pytest.mark.usefixtures("demo_url")
class TestDatabase:
    def test_the_next_eight_stations_are_proven(self, run: Run) -> None:
        report = planned(run, *EIGHT)

        assert report["status"] == "OPTIMAL"
        assert report["isSynthetic"] is True
        assert report["objectiveValue"] == report["bound"] == report["after"]["served"]
        assert [site["rank"] for site in report["sites"]] == list(range(1, 9))
        gains = [site["demandServed"] for site in report["sites"]]
        assert gains == sorted(gains, reverse=True)
        assert report["before"]["served"] + sum(gains) == report["after"]["served"]
        curve = [point["served"] for point in report["curve"]]
        assert curve[0] == report["before"]["served"]
        assert curve == sorted(curve)

    def test_people_read_a_table_that_says_what_is_invented(self, run: Run) -> None:
        result = run(*EIGHT, "--cost-per-station", "25000")

        assert result.exit_code == 0
        for words in ("已证明最优 proven optimal", "200,000.00", "大通回族土族自治县", "synthetic"):
            assert words in result.output

    def test_a_plan_is_drawn_exported_and_proven(self, run: Run, folder: Path) -> None:
        outputs = ("-o", "p.html", "--export", "s.geojson", "--certificate", "c.json")
        report = planned(run, *EIGHT, *outputs)

        page = (folder / "p.html").read_text("utf-8")
        for words in ("指导站选址方案", "GS(2024)0650", "2017-11-01", 'isSynthetic":true'):
            assert words in page
        features = json.loads((folder / "s.geojson").read_text("utf-8"))["features"]
        assert len(features) == 8
        assert features[0]["properties"]["demandServed"] == report["sites"][0]["demandServed"]
        verified = run("verify", "c.json")
        assert verified.exit_code == 0
        assert "NOT" not in verified.output

    def test_a_district_alone(self, run: Run) -> None:
        report = planned(
            run,
            "plan",
            "--objective",
            "minimize-stations",
            "--radius",
            3000,
            "--district",
            "630104",
        )

        assert report["status"] == "OPTIMAL"
        assert {site["district"] for site in report["sites"]} == {"城西区"}

    def test_an_impossible_plan_says_why_with_exit_code_1(self, run: Run, folder: Path) -> None:
        result = run(*EIGHT, "--minimum-district-ratio", 0.99, "-o", "p.html")

        assert result.exit_code == 1
        assert "不可行 infeasible" in result.output
        assert "--minimum-district-ratio" in result.output
        assert "minimumDistrictRatio" not in result.output
        assert not (folder / "p.html").exists()

    @pytest.mark.parametrize(
        ("arguments", "exit_code", "words"),
        [
            (["--objective", "best", "--radius", "1"], 2, "minimize-mean-distance"),
            (["--objective", "maximize-coverage"], 2, "--radius"),
            (["--objective", "maximize-coverage", "--radius", "1000"], 1, "Error: --new: maxim"),
            (["--objective", "minimize-stations", "--radius", "0"], 1, "greater than 0"),
            (["--objective", "minimize-stations", "--radius", "nan"], 1, "nan"),
            (
                ["--objective", "minimize-stations", "--radius", "1000", "--budget", "x"],
                2,
                "no amount",
            ),
            (
                ["--objective", "minimize-stations", "--radius", "1000", "--district", "1"],
                1,
                "Error: --district: no district has the adcode '1'; known: 630102, 630103",
            ),
            (
                ["--objective", "minimize-stations", "--radius", "1000", "--require", "999"],
                1,
                "GuidanceStation:999",
            ),
            (
                ["--objective", "minimize-stations", "--radius", "9", "--distance", "network"],
                1,
                "Error: --distance: network needs a road network",
            ),
            (
                ["--objective", "minimize-stations", "--radius", "1000", "--budget", "1"],
                1,
                "give --cost-per-station too",
            ),
            (
                ["--objective", "minimize-stations", "--radius", "1000", "--demand", "none.csv"],
                2,
                "none.csv",
            ),
        ],
    )
    def test_what_cannot_be_planned_is_refused(
        self, run: Run, arguments: list[str], exit_code: int, words: str
    ) -> None:
        result = run("plan", *arguments)

        assert result.exit_code == exit_code
        assert words in result.output

    @pytest.mark.parametrize("objective", ["minimize-mean-distance", "minimize-farthest-distance"])
    def test_distances_of_the_whole_city_are_proven(self, run: Run, objective: str) -> None:
        report = planned(run, "plan", "--objective", objective, "--new", 4, "--radius", 1000)

        assert report["status"] == "OPTIMAL"
        name = "meanDistance" if "mean" in objective else "farthestDistance"
        assert report["after"][name] == pytest.approx(report["objectiveValue"], abs=0.001)
        assert report["after"][name] < report["before"][name]

    def test_no_file_is_written_where_one_of_them_cannot_be(self, run: Run, folder: Path) -> None:
        (folder / "p.html").write_text("before", "utf-8")

        result = run(*EIGHT, "-o", "p.html", "--export", "missing/s.geojson")

        assert result.exit_code == 1
        assert "missing/s.geojson" in result.output
        assert [file.name for file in folder.iterdir()] == ["p.html"]
        assert (folder / "p.html").read_text("utf-8") == "before"


def test_files_are_planned_without_a_database(run: Run, demand: Path) -> None:
    report = planned(run, *FILES, "--demand", demand)

    # The west weighs 4 and the east 3 of 12: 5 are not located.
    assert (report["objectiveValue"], report["status"]) == (4.0, "OPTIMAL")
    assert report["after"]["servedRatio"] == pytest.approx(4 / 12)
    assert report["before"]["served"] == 0.0
    assert 101.02 < report["sites"][0]["longitude"] < 101.05


def test_candidates_come_from_a_file_too(run: Run, folder: Path, demand: Path) -> None:
    candidates = folder / "candidates.geojson"
    features = [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": place}, "properties": {}}
        for place in ([101.13, 36.03], [101.0301, 36.03])
    ]
    candidates.write_text(json.dumps({"type": "FeatureCollection", "features": features}))

    report = planned(run, *FILES, "--demand", demand, "--candidates", candidates)

    (site,) = report["sites"]
    assert (site["longitude"], site["demandServed"]) == (101.0301, 4.0)


def test_districts_of_a_file_have_their_share(run: Run, demand: Path) -> None:
    result = run(*FILES, "--demand", demand, "--minimum-district-ratio", 0.5)

    # Of the east's 8 only 3 are located.
    assert result.exit_code == 1
    assert "东区" in result.output


def test_a_plan_of_files_has_a_map_and_a_proof(run: Run, folder: Path, demand: Path) -> None:
    arguments = ("--demand", demand, "-o", "f.html", "--certificate", "f.json")
    assert run(*FILES, *arguments).exit_code == 0

    assert "指导站选址方案" in (folder / "f.html").read_text("utf-8")
    report = json.loads(run("verify", "--json", "f.json").output)
    assert report["isValid"] is True
    assert report["objective"] == 4.0


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([("longitude", "name"), (101.0, "甲")], "no column 'latitude'"),
        ([("longitude", "latitude"), ("x", 36.0)], "line 2: longitude is 'x'"),
        ([("longitude", "latitude"), (36.0, 101.0)], "latitude is '101.0'"),
        ([("lon", "lat", "weight"), (101.0, 36.0, -1)], "weight is '-1'"),
        ([("lon", "lat")], "no places"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_its_line(
    run: Run, folder: Path, rows: list[tuple[object, ...]], words: str
) -> None:
    file = write_csv(folder, "bad.csv", *rows)

    result = run(*FILES, "--demand", file)

    assert result.exit_code == 1
    assert words in result.output
    assert "bad.csv" in result.output


def test_a_district_needs_the_database(run: Run, demand: Path) -> None:
    assert run(*FILES, "--demand", demand, "--district", "630104").exit_code == 2


class TestVerify:
    @pytest.fixture
    def certificate(self, run: Run, folder: Path, demand: Path) -> dict[str, Any]:
        assert run(*FILES, "--demand", demand, "--certificate", "c.json").exit_code == 0
        content: dict[str, Any] = json.loads((folder / "c.json").read_text("utf-8"))
        return content

    @pytest.mark.parametrize(("claim", "words"), [("value", "value"), ("bound", "bound")])
    def test_a_false_claim_is_refused(
        self, run: Run, folder: Path, certificate: dict[str, Any], claim: str, words: str
    ) -> None:
        shift = 1 if claim == "value" else -1
        certificate["claim"][claim] += shift
        (folder / "c.json").write_text(json.dumps(certificate), encoding="utf-8")

        result = run("verify", "c.json")

        assert result.exit_code == 1
        assert f"{words}: 未核实 NOT confirmed" in result.output

    @pytest.mark.parametrize(
        ("content", "words"),
        [("no json", "no JSON"), ("[1]", "no certificate"), ("{}", "format")],
    )
    def test_what_is_no_certificate_is_refused(
        self, run: Run, folder: Path, content: str, words: str
    ) -> None:
        (folder / "x.json").write_text(content, encoding="utf-8")

        result = run("verify", "x.json")

        assert result.exit_code == 1
        assert words in result.output

    def test_a_missing_file_is_a_mistake_of_usage(self, run: Run) -> None:
        assert run("verify", "none.json").exit_code == 2
