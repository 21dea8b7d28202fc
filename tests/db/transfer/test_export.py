"""A register into a file of each format."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from python_calamine import load_workbook

from db import models
from db.engine import Database
from db.errors import UnknownDistrictError
from db.models.enums import (
    FundingSource,
    OrganizationKind,
    PartyOrganizationKind,
    RectificationCause,
    RectificationStatus,
    StationStatus,
)
from db.repositories.derived import refresh_derived
from db.transfer.errors import TransferError
from db.transfer.export import ENDINGS, ExportOptions, ExportReport, export_file
from db.transfer.kinds import kind_named
from db.transfer.write_guard import guarded, unguarded
from db.transfer.write_names import short_names
from geo.reading import reading_of
from tests.conftest import SqliteBackend
from tests.db.city import add_districts, area

pyogrio = pytest.importorskip("pyogrio", reason="GDAL's formats are NOT tested: no pyogrio")
parquet = pytest.importorskip("pyarrow.parquet", reason="Parquet is NOT tested: no pyarrow")

FORMULA = '=HYPERLINK("x","y")'
CODES = ("91630102MYL3HRCT51", "91630104MY45E1L250", "52630102MJX000001M")


def fill(database: Database) -> None:
    with database.write() as session:
        add_districts(session)
        session.add_all(
            [
                models.Organization(
                    credit_code=CODES[0],
                    name=FORMULA,
                    kind=OrganizationKind.NON_PUBLIC_ECONOMIC,
                    employees=12,
                    hard_to_organize=True,
                    established_on=date(2016, 3, 1),
                    named_district_id=1,
                    location=shapely.Point(101.7234567890123, 36.62),
                ),
                models.Organization(
                    credit_code=CODES[1],
                    name="茶馆, 二店\n东门",
                    kind=OrganizationKind.SOCIAL,
                    location=shapely.Point(101.78, 36.61),
                ),
                models.Organization(credit_code=CODES[2], name="'+1", kind=OrganizationKind.SOCIAL),
                models.PartyOrganization(
                    id=1, name="商圈党委", kind=PartyOrganizationKind.CIRCLE_COMMITTEE
                ),
                models.GuidanceStation(
                    id=1,
                    name="一号站",
                    status=StationStatus.OPEN,
                    location=shapely.Point(101.71, 36.62),
                    service_radius_m=800.5,
                ),
            ]
        )
        session.flush()
        session.add_all(
            [
                models.CommercialCircle(
                    name="商圈", boundary=area(101.71, 36.61, 101.73, 36.63), committee_id=1
                ),
                models.StationFunding(
                    station_id=1, source=FundingSource.POOLED, amount_cny=Decimal("25000.05")
                ),
                models.Inspection(subject_id=1, on=date(2017, 5, 4), findings="好" * 100),
            ]
        )
        session.flush()
        refresh_derived(session)


@pytest.fixture(scope="module")
def filled(module_database: Database) -> Database:
    """A small city that no test changes."""
    fill(module_database)
    return module_database


@pytest.fixture
def changed(sqlite_backend: SqliteBackend) -> Iterator[Database]:
    """The same city, for one test to change."""
    with sqlite_backend.database() as database:
        fill(database)
        yield database


@pytest.fixture(scope="module")
def empty(sqlite_database: Database) -> Database:
    return sqlite_database


def written(
    database: Database, kind: str, file: Path, language: str = "zh", **options: Any
) -> ExportReport:
    chosen = ExportOptions(language=language, **options)
    with database.read() as session:
        return export_file(session, kind_named(kind), file, chosen)


def lines_of(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def test_csv_is_what_excel_reads(filled: Database, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"

    report = written(filled, "organizations", file)

    assert (report.n_rows, report.n_unplaced, report.files) == (3, 1, (file,))
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    headers, first, second, third = lines_of(file)
    assert headers == [
        *("统一社会信用代码", "名称", "类别", "行业", "从业人数", "党员人数", "专职党务工作者"),
        *("组建难度大", "成立日期", "注销日期", "隶属方式", "区县", "经度", "纬度"),
    ]
    place = ["101.7234567890123", "36.62"]
    assert first == [
        *(CODES[0], f"'{FORMULA}", "非公经济组织", "", "12", "0", "0"),
        *("是", "2016-03-01", "", "", "630104", *place),
    ]
    assert second[1] == "茶馆, 二店\n东门"
    assert third[1] == "''+1"
    assert third[-2:] == ["", ""]


def test_english_headers_come_with_the_names_of_values(filled: Database, tmp_path: Path) -> None:
    written(filled, "organizations", tmp_path / "a.csv", "en")

    headers, first, *_ = lines_of(tmp_path / "a.csv")
    assert headers[:3] == ["Credit code", "Name", "Kind"]
    assert headers[-2:] == ["Longitude", "Latitude"]
    assert first[2] == "NON_PUBLIC_ECONOMIC"
    assert first[7] == "Yes"


@pytest.mark.parametrize(
    "text", ["=1+1", "+86", "-", "@a", "\tx", "'=1", "''@", "'90s", "茶馆", "", "a=b", "'"]
)
def test_a_guarded_text_is_no_formula_and_comes_back(text: str) -> None:
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unguarded(guarded(text)) == text


def test_a_workbook_computes_nothing(filled: Database, tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"

    written(filled, "organizations", file)

    with load_workbook(file) as book:
        sheet = book.get_sheet_by_name(book.sheet_names[0])
        rows = sheet.to_python()
    assert rows[1][:2] == [CODES[0], FORMULA]
    assert rows[1][8] == date(2016, 3, 1)
    assert rows[1][-2:] == [101.7234567890123, 36.62]
    assert rows[3][1] == "'+1"


def test_amounts_are_numbers_to_the_fen(filled: Database, tmp_path: Path) -> None:
    written(filled, "station-fundings", tmp_path / "a.csv")
    written(filled, "station-fundings", tmp_path / "a.parquet")

    assert lines_of(tmp_path / "a.csv")[1] == ["一号站", "整合资金", "25000.05"]
    table = parquet.read_table(tmp_path / "a.parquet")
    assert table.column("金额(元)").to_pylist() == [Decimal("25000.05")]


def test_geojson_has_a_feature_a_row(filled: Database, tmp_path: Path) -> None:
    written(filled, "organizations", tmp_path / "a.geojson", "en")

    made = json.loads((tmp_path / "a.geojson").read_bytes())
    first, _, third = made["features"]
    assert "crs" not in made
    assert first["geometry"] == {"type": "Point", "coordinates": [101.7234567890123, 36.62]}
    assert first["properties"]["Established on"] == "2016-03-01"
    assert first["properties"]["Hard to organize"] is True
    assert third["geometry"] is None


@pytest.mark.parametrize("ending", [".gpkg", ".fgb", ".shp", ".kml"])
def test_gdal_reads_what_was_written(filled: Database, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"a{ending}"

    written(filled, "organizations", file, "en")

    meta, _, shapes, columns = pyogrio.raw.read(file)
    values = dict(zip(meta["fields"].tolist(), columns, strict=True))
    codes = values["Credit cod" if ending == ".shp" else "Credit code"].tolist()
    places = shapely.from_wkb(shapes)
    by_code = dict(zip(codes, places, strict=True))
    assert sorted(codes) == sorted(CODES)
    assert (by_code[CODES[0]].x, by_code[CODES[0]].y) == (101.7234567890123, 36.62)
    assert by_code[CODES[2]] is None or by_code[CODES[2]].is_empty
    assert meta["crs"] == "EPSG:4326"
    assert FORMULA in values["Name"].tolist()


def test_a_shapefile_says_its_encoding_and_its_short_names(
    filled: Database, tmp_path: Path
) -> None:
    report = written(filled, "organizations", tmp_path / "a.shp")

    assert {one.suffix for one in report.files} == {".shp", ".shx", ".dbf", ".prj", ".cpg"}
    assert (tmp_path / "a.cpg").read_text("ascii") == "UTF-8"
    assert "统一社会信用代码 -> 统一社" in report.remarks[0][0]
    names = pyogrio.read_info(tmp_path / "a.shp")["fields"].tolist()
    assert names[:3] == ["统一社", "名称", "类别"]
    assert all(len(name.encode()) <= 10 for name in names)


def test_short_names_are_all_different() -> None:
    names = short_names(["Party members", "Party memberships", "PARTY MEMBERS", "党员人数量"])

    assert names == ["Party memb", "Party me_1", "PARTY ME_2", "党员人"]


def test_a_text_too_long_for_a_shapefile_is_refused_and_nothing_is_left(
    changed: Database, tmp_path: Path
) -> None:
    with changed.write() as session:
        session.add(
            models.Activity(
                series="OTHER",
                title="好" * 90,
                on=date(2017, 1, 1),
                location=shapely.Point(101, 36),
            )
        )
    (tmp_path / "a.shp").write_text("of before")

    with pytest.raises(TransferError, match=r"主题 in row 1 has 270 bytes, and a.shp keeps 254"):
        written(changed, "activities", tmp_path / "a.shp")

    assert [one.name for one in tmp_path.iterdir()] == ["a.shp"]
    assert (tmp_path / "a.shp").read_text() == "of before"


def test_areas_are_written_as_geometries_and_as_text(filled: Database, tmp_path: Path) -> None:
    for ending in (".csv", ".gpkg", ".parquet", ".kml"):
        written(filled, "circles", tmp_path / f"a{ending}")

    boundary = area(101.71, 36.61, 101.73, 36.63)
    headers, row = lines_of(tmp_path / "a.csv")
    assert headers == ["名称", "商圈综合党委", "边界 (WKT)"]
    assert shapely.from_wkt(row[2]).equals(boundary)
    assert row[1] == "商圈党委"
    for ending in (".gpkg", ".kml"):
        shapes = pyogrio.raw.read(tmp_path / f"a{ending}")[2]
        assert shapely.from_wkb(shapes)[0].equals(boundary)
    table = parquet.read_table(tmp_path / "a.parquet")
    assert shapely.from_wkb(table.column("geometry").to_pylist()[0]).equals(boundary)
    assert json.loads(table.schema.metadata[b"geo"])["columns"]["geometry"]["encoding"] == "WKB"


@pytest.mark.parametrize("ending", [".csv", ".geojson", ".gpkg", ".shp", ".fgb", ".parquet"])
@pytest.mark.parametrize("system", ["EPSG:4543", "GCJ02"])
def test_coordinates_come_in_the_system_asked_for(
    filled: Database, tmp_path: Path, ending: str, system: str
) -> None:
    file = tmp_path / f"a{ending}"

    report = written(filled, "stations", file, reading=reading_of(system))

    expected = reading_of(system).from_wgs84(np.array([[101.71, 36.62]]))[0].tolist()
    is_told = any(f"give --crs {system}" in en for _, en in report.remarks)
    assert is_told == (ending == ".csv" or (system == "GCJ02" and ending != ".geojson"))
    assert place_in(file) == pytest.approx(expected, rel=1e-14)
    if ending in (".gpkg", ".shp", ".fgb"):
        crs = pyogrio.read_info(file)["crs"]
        assert (crs is None) == (system == "GCJ02")


def place_in(file: Path) -> tuple[float, float]:
    if file.suffix == ".csv":
        x, y = lines_of(file)[1][-2:]
        return float(x), float(y)
    if file.suffix == ".geojson":
        x, y = json.loads(file.read_bytes())["features"][0]["geometry"]["coordinates"]
        return x, y
    if file.suffix == ".parquet":
        point = shapely.from_wkb(parquet.read_table(file).column("geometry").to_pylist()[0])
    else:
        point = shapely.from_wkb(pyogrio.raw.read(file)[2][0])
    return point.x, point.y


def test_one_district_may_be_written_alone(filled: Database, tmp_path: Path) -> None:
    counts = {
        kind: written(filled, kind, tmp_path / "a.csv", district="630104").n_rows
        for kind in ("districts", "organizations", "stations", "circles")
    }

    assert counts == {"districts": 1, "organizations": 1, "stations": 1, "circles": 1}
    with pytest.raises(UnknownDistrictError, match="999"):
        written(filled, "stations", tmp_path / "a.csv", district="999")
    with pytest.raises(TransferError, match="alliances belong to no district"):
        written(filled, "alliances", tmp_path / "a.csv", district="630104")


@pytest.mark.parametrize(
    ("kind", "name", "options", "words"),
    [
        ("stations", "a.doc", {}, r"no kind that can be written; give one of \.csv"),
        ("assessments", "a.shp", {}, "assessments have no places"),
        ("stations", "a.kml", {"reading": reading_of("GCJ02")}, "KML is in WGS 84"),
        ("stations", "a.gpkg", {"reading": reading_of("WGS84:swapped")}, "leave :swapped out"),
        ("stations", "a.csv", {"language": "fr"}, "zh and en, not 'fr'"),
        ("stations", "nowhere/a.csv", {}, "nowhere does not exist"),
    ],
)
def test_what_cannot_be_written_is_refused(
    filled: Database, tmp_path: Path, kind: str, name: str, options: Any, words: str
) -> None:
    with pytest.raises(TransferError, match=words):
        written(filled, kind, tmp_path / name, **options)

    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_empty_register_gives_a_file_without_rows(
    empty: Database, tmp_path: Path, ending: str
) -> None:
    report = written(empty, "stations", tmp_path / f"a{ending}")

    assert report.n_rows == 0
    assert (tmp_path / f"a{ending}").is_file()


def test_moments_keep_their_microseconds(changed: Database, tmp_path: Path) -> None:
    at = datetime(2017, 5, 4, 3, 2, 1, 123456, tzinfo=UTC)
    with changed.write() as session:
        item = models.RectificationItem(
            title="问题",
            cause=RectificationCause.OTHER,
            owner_id=1,
            listed_on=date(2017, 1, 1),
            due_on=date(2017, 2, 1),
            status=RectificationStatus.LISTED,
        )
        session.add(item)
        session.flush()
        session.add(
            models.RectificationEvent(
                item_id=item.id, position=1, at=at, to_status=RectificationStatus.LISTED, by="a"
            )
        )

    written(changed, "rectification-events", tmp_path / "a.csv")
    written(changed, "rectification-events", tmp_path / "a.gpkg")

    assert lines_of(tmp_path / "a.csv")[1][:3] == [
        "商圈党委 | 问题 | 2017-01-01 | ",
        "1",
        "2017-05-04T03:02:01.123456Z",
    ]
    moments = pyogrio.raw.read(tmp_path / "a.gpkg", columns=["时间"])[3][0]
    assert moments.tolist() == ["2017-05-04T03:02:01.123456Z"]


def test_what_an_import_could_not_tell_apart_is_said(changed: Database, tmp_path: Path) -> None:
    with changed.write() as session:
        session.add(
            models.GuidanceStation(
                name="一号站",
                status=StationStatus.OPEN,
                location=shapely.Point(101.72, 36.62),
                service_radius_m=500.0,
            )
        )

    report = written(changed, "stations", tmp_path / "a.csv")

    assert "have the same Name" in report.remarks[0][1]


def test_progress_is_told(filled: Database, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []

    with filled.read() as session:
        export_file(
            session,
            kind_named("organizations"),
            tmp_path / "a.csv",
            progress=lambda n_done, n_all: told.append((n_done, n_all)),
        )

    assert told == [(3, 3)]
