"""``quanmap coverage``."""

from __future__ import annotations

import json

import pytest

from db.demo import generate, load
from db.engine import Database
from tests.commands.conftest import N_ORGANIZATIONS, Run

pytestmark = pytest.mark.usefixtures("demo_url")


def test_the_table_has_the_city_and_its_seven_districts(run: Run) -> None:
    result = run("coverage")

    assert result.exit_code == 0
    assert "Coverage, 2017-11-01" in result.output
    assert "全部 All" in result.output
    for adcode in (630102, 630103, 630104, 630105, 630106, 630121, 630123):
        assert str(adcode) in result.output
    assert "synthetic" in result.output


def test_json_adds_up_over_the_districts(run: Run) -> None:
    report = json.loads(run("coverage", "--json").output)

    reach, parts = report["stationReach"], report["byDistrict"]
    assert report["asOf"] == "2017-11-01"
    assert report["isSynthetic"] is True
    assert len(parts) == 7
    for part in ("numerator", "denominator"):
        assert sum(one["stationReach"][part] for one in parts) == reach[part]
    assert reach["ratio"] == reach["numerator"] / reach["denominator"]
    assert report["demand"] == reach["denominator"]
    assert report["served"] == reach["numerator"]
    assert sum(one["scopeAreaKm2"] for one in parts) == pytest.approx(report["scopeAreaKm2"])


def test_one_district_is_that_part_of_the_city(run: Run) -> None:
    city = json.loads(run("coverage", "--json").output)
    alone = json.loads(run("coverage", "--district", "630104", "--json").output)

    part = next(one for one in city["byDistrict"] if one["adcode"] == "630104")
    assert [one["adcode"] for one in alone["byDistrict"]] == ["630104"]
    for figure in part.keys() - {"adcode", "name"}:
        assert alone[figure] == pytest.approx(part[figure]), figure


def test_both_databases_tell_the_same(
    run: Run, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_a_file = json.loads(run("coverage", "--json").output)
    load(database, generate(N_ORGANIZATIONS))
    url = database.engines[0].url.render_as_string(hide_password=False)

    monkeypatch.setenv("QUANMAP_DATABASE_URL", url)

    assert json.loads(run("coverage", "--json").output) == on_a_file


def test_a_greater_radius_reaches_no_fewer(run: Run) -> None:
    served = [
        json.loads(run("coverage", "--radius", radius, "--json").output)["served"]
        for radius in (1, 500, 1_000, 3_000, 100_000)
    ]

    assert served == sorted(served)
    assert served[0] < served[-1]


def test_a_weight_counts_people(run: Run) -> None:
    plain = json.loads(run("coverage", "--json").output)
    weighted = json.loads(run("coverage", "--weight", "employees", "--json").output)

    assert weighted["weight"] == "EMPLOYEES"
    assert weighted["demand"] > plain["demand"]
    assert weighted["stationReach"] == plain["stationReach"]
    assert "Served" in run("coverage", "--weight", "employees").output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--district", "630199"], ["630199", "630102, 630103"]),
        (["--radius", "0"], ["0.0", "greater than 0"]),
        (["--radius", "-5"], ["-5.0"]),
        (["--radius", "nan"], ["nan"]),
        (["--radius", "inf"], ["inf"]),
    ],
)
def test_what_cannot_be_answered_is_refused(
    run: Run, arguments: list[str], words: list[str]
) -> None:
    result = run("coverage", *arguments)

    assert result.exit_code == 1
    for word in words:
        assert word in result.output
