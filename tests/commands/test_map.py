"""``quanmap map``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.conftest import Run

pytestmark = pytest.mark.usefixtures("demo_url")


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


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["-o", "no/folder/map.html"], "no/folder/map.html"),
        (["-o", "map.html", "--district", "1"], "known: 630102"),
        (["-o", "map.html", "--radius", "-1"], "-1.0"),
    ],
)
def test_what_cannot_be_drawn_is_refused(
    run: Run, folder: Path, arguments: list[str], word: str
) -> None:
    result = run("map", "coverage", *arguments)

    assert result.exit_code == 1
    assert word in result.output
    assert list(folder.iterdir()) == []
