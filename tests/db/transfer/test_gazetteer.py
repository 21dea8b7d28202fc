"""Places of addresses from a gazetteer."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import shapely

from db.transfer.city import City
from db.transfer.errors import TransferError
from db.transfer.gazetteer import Entry, Gazetteer, Located
from db.transfer.gazetteer_file import read_gazetteer
from db.transfer.gazetteer_rows import city_gazetteer, geocoded_table
from db.transfer.gazetteer_text import address
from db.transfer.kinds import kind_named
from db.transfer.matching import match
from db.transfer.places import numbers
from db.transfer.table import Chunk, Table, table_of
from geo.reading import Reading, reading_of

DISTRICTS = ("城东区", "城西区")
CITY = City(
    np.array([1, 2], dtype=np.int64),
    (("630102", "城东区", None), ("630104", "城西区", None)),
    np.array(
        [shapely.box(101.78, 36.60, 101.88, 36.68), shapely.box(101.68, 36.60, 101.78, 36.68)],
        dtype=np.object_,
    ),
)
ENTRIES = [
    Entry("西宁市城东区建国路12号", 101.806, 36.617),
    Entry("建国路21号", 101.808, 36.618),
    Entry("建国路", 101.807, 36.6175),
    Entry("新宁广场", 101.742, 36.631),
    Entry("城东区中心小学", 101.80, 36.62),
    Entry("城西区中心小学", 101.75, 36.63),
    Entry("五四大街二十三号", 101.75, 36.63),
]


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return city_gazetteer(ENTRIES, CITY)


@pytest.mark.parametrize(
    ("text", "core", "district"),
    [
        ("青海省西宁市城东区建国路12号", "建国路12号", 0),
        (" 城东区 建国路１２号 ", "建国路12号", 0),
        ("建国路12号(工商银行旁)3层301室", "建国路12号", -1),
        ("建国路12號2楼", "建国路12号", -1),
        ("五四大街二十三号", "五四大街23号", -1),
        ("五四大街一百零五号", "五四大街105号", -1),
        ("海湖路一二号", "海湖路12号", -1),
        ("青海省人民医院", "青海省人民医院", -1),
        ("建材市场6号", "建材市场6号", -1),
        ("城东区", "城东区", -1),
        ("4200 Rue Saint-Denis", "4200ruesaintdenis", -1),
    ],
)
def test_addresses_come_into_one_form(text: str, core: str, district: int) -> None:
    made = address(text, DISTRICTS)

    assert (made.core, made.district) == (core, district)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("城东区建国路12号", "西宁市城东区建国路12号"),
        ("西宁市建国路 １２号 4层", "西宁市城东区建国路12号"),
        ("建国路二十一号", "建国路21号"),
        ("新宁广场", "新宁广场"),
        ("城西区新宁路8号新宁广场3层", "新宁广场"),
        ("五四大街23号", "五四大街二十三号"),
        ("城西区中心小学", "城西区中心小学"),
    ],
)
def test_an_address_is_found_however_it_is_written(
    gazetteer: Gazetteer, text: str, name: str
) -> None:
    found = gazetteer.locate(text)

    assert found.outcome is Located.FOUND
    assert found.entry is not None
    assert found.entry.name == name
    assert found.score_ratio >= 0.85


def test_another_house_number_is_another_place(gazetteer: Gazetteer) -> None:
    found = gazetteer.locate("建国路13号")

    assert found.outcome is Located.UNLIKE
    assert found.entry is None
    assert [entry.name for entry, _ in found.candidates] == ["建国路"]
    assert found.score_ratio == pytest.approx(0.667, abs=0.001)  # 2 * 3 of 3 + 6 characters


def test_a_name_that_two_places_have_is_ambiguous_without_its_district(
    gazetteer: Gazetteer,
) -> None:
    found = gazetteer.locate("中心小学")

    assert found.outcome is Located.AMBIGUOUS
    assert found.entry is None
    assert {entry.name for entry, _ in found.candidates} == {"城东区中心小学", "城西区中心小学"}


def test_the_district_of_the_row_decides(gazetteer: Gazetteer) -> None:
    found = gazetteer.locate("中心小学", 1)

    assert found.entry is not None
    assert found.entry.name == "城西区中心小学"


def test_a_place_in_another_district_does_not_count(gazetteer: Gazetteer) -> None:
    assert gazetteer.locate("新宁广场", 0).outcome is Located.UNKNOWN


def test_entries_a_stone_throw_apart_are_one_place() -> None:
    twice = Gazetteer([Entry("万达广场", 101.75, 36.63), Entry("万达广场", 101.7501, 36.63)])

    assert twice.locate("万达广场").outcome is Located.FOUND


@pytest.mark.parametrize("text", [None, "", "  ", "海湖体育馆"])
def test_what_is_not_in_the_gazetteer_is_unknown(gazetteer: Gazetteer, text: str | None) -> None:
    assert gazetteer.locate(text).outcome is Located.UNKNOWN


@pytest.mark.parametrize("header", ["名称,经度,纬度", "Address,Longitude,Latitude", "地址,x,y"])
def test_a_gazetteer_is_read_from_text(tmp_path: Path, header: str) -> None:
    file = tmp_path / "places.csv"
    file.write_text(f"{header}\n新宁广场,101.742,36.631\n无坐标,,\n,101.7,36.6\n", "utf-8")

    entries, remarks = read_gazetteer(file)

    assert entries == [Entry("新宁广场", 101.742, 36.631)]
    assert "2 rows" in remarks[0][1]


def test_the_coordinates_of_a_gazetteer_may_be_shifted(tmp_path: Path) -> None:
    file = tmp_path / "places.csv"
    x, y = reading_of("GCJ02").from_wgs84(np.array([[101.742, 36.631]]))[0].tolist()
    file.write_text(f"name,lon,lat\n新宁广场,{x!r},{y!r}\n", "utf-8")

    entries, _ = read_gazetteer(file, crs="gcj02")

    assert (entries[0].longitude, entries[0].latitude) == pytest.approx((101.742, 36.631), abs=1e-9)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("名称,纬度\na,36.6\n", "no column of longitude"),
        ("经度,纬度\n101.7,36.6\n", "no column of name"),
        ("名称,经度,纬度\na,,\n", "no row with a name and a place"),
    ],
)
def test_a_gazetteer_without_places_is_refused(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "places.csv"
    file.write_text(text, "utf-8")

    with pytest.raises(TransferError, match=words):
        read_gazetteer(file)


def organizations(*columns: tuple[str, list[object]]) -> Table:
    headers = [header for header, _ in columns]
    cells = tuple(values for _, values in columns)
    return table_of("a.csv", headers, [Chunk(range(2, 2 + len(cells[0])), cells)])


def test_rows_without_coordinates_get_those_of_their_address(gazetteer: Gazetteer) -> None:
    table = organizations(
        ("名称", ["甲", "乙", "丙", "丁"]),
        ("经度", ["101.7", "", "", ""]),
        ("纬度", ["36.6", "", "", ""]),
        ("地址", ["新宁广场", "建国路12号", "中心小学", ""]),
        ("区县", ["城西区", "", "城西区", ""]),
    )
    found = match(table, kind_named("organizations"))

    made, report = geocoded_table(table, found, gazetteer, CITY, Reading())
    (chunk,) = made.read()

    assert numbers(chunk.columns[1])[:3].tolist() == [101.7, 101.806, 101.75]
    assert numbers(chunk.columns[2])[:3].tolist() == [36.6, 36.617, 36.63]
    assert chunk.columns[1][3] == ""
    assert report.counts == {Located.FOUND: 2}
    assert [(one.row, one.address) for one in report.rows] == [(3, "建国路12号"), (4, "中心小学")]
    assert report.rows[0].message[1] == "located: 西宁市城东区建国路12号 1.00"


def test_a_table_without_coordinates_gets_columns_of_them_in_its_own_system(
    gazetteer: Gazetteer,
) -> None:
    table = organizations(("名称", ["甲", "乙"]), ("住所", ["新宁广场", "不知何处"]))
    reading = reading_of("EPSG:4543")
    found = match(table, kind_named("organizations"))

    made, report = geocoded_table(table, found, gazetteer, CITY, reading)
    (chunk,) = made.read()

    assert made.headers == ("名称", "住所", "经度", "纬度")
    back = reading.to_wgs84(np.array([[chunk.columns[2][0], chunk.columns[3][0]]]))
    assert back[0].tolist() == pytest.approx([101.742, 36.631], abs=1e-9)
    assert (chunk.columns[2][1], chunk.columns[3][1]) == (None, None)
    assert report.counts == {Located.FOUND: 1, Located.UNKNOWN: 1}
    assert "longitude" in match(made, kind_named("organizations")).columns


def test_a_table_without_addresses_stays_as_it_is(gazetteer: Gazetteer) -> None:
    table = organizations(("名称", ["甲"]))
    found = match(table, kind_named("organizations"))

    made, report = geocoded_table(table, found, gazetteer, CITY, Reading())

    assert made is table
    assert not report.rows


def test_points_of_geojson_make_a_gazetteer(tmp_path: Path) -> None:
    pytest.importorskip("db.transfer.read_geojson", reason="GeoJSON is read elsewhere")
    file = tmp_path / "places.geojson"
    feature = {
        "type": "Feature",
        "properties": {"name": "新宁广场"},
        "geometry": {"type": "Point", "coordinates": [101.742, 36.631]},
    }
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))

    assert read_gazetteer(file)[0] == [Entry("新宁广场", 101.742, 36.631)]
