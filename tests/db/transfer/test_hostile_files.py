"""Broken, misleading and hostile files: each gets its clear answer, and nothing is stored."""

import struct
import zipfile
from pathlib import Path

import numpy as np
import orjson
import pyogrio.raw
import pytest
import shapely
import xlsxwriter

from db.transfer.errors import TransferError
from db.transfer.findings import Rule
from db.transfer.importing import ImportOptions, import_file
from db.transfer.kinds import kind_named
from db.transfer.matching import header_test
from db.transfer.reading import ReadOptions, opened_table
from db.transfer.table import Table
from db.transfer.text_encoding import EncodingUnknownError
from tests.conftest import SqliteBackend
from tests.db.transfer.files import HEADERS, add_city, credit_code, row, write_csv

OPTIONS = ReadOptions(is_header=header_test(kind_named("organizations")))


def cells(file: Path, options: ReadOptions = OPTIONS) -> tuple[Table, list[tuple[object, ...]]]:
    with opened_table(file, options) as table:
        rows = [
            row for chunk in table.read() for row in zip(*map(list, chunk.columns), strict=True)
        ]
        return table, rows


@pytest.mark.parametrize(
    ("encoding", "found"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("gb18030", "gb18030"), ("utf-16", "utf-16")],
)
def test_chinese_text_is_read_in_any_of_its_encodings(
    tmp_path: Path, encoding: str, found: str
) -> None:
    file = write_csv(tmp_path / "a.csv", [row(1)], encoding=encoding)

    table, rows = cells(file)

    assert (table.encoding, table.headers, rows[0][1]) == (found, HEADERS, "第1公司")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [("名稱,統一編號\n臺灣電力,1\n", "big5"), ("nom\nMontréal à côté\n", "cp1252")],
)
def test_other_encodings_are_asked_for(tmp_path: Path, text: str, encoding: str) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(text.encode(encoding) * 3)

    with pytest.raises(EncodingUnknownError, match="name its encoding, such as big5"):
        cells(file)
    _, rows = cells(file, ReadOptions(encoding=encoding))
    assert rows[0][0] in ("臺灣電力", "Montréal à côté")


def test_an_encoding_that_is_given_is_checked(tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", [row(1)], encoding="gb18030")

    with pytest.raises(EncodingUnknownError, match="is not utf-8: near byte 4"):
        cells(file, ReadOptions(encoding="utf-8"))
    with pytest.raises(TransferError, match="'klingon' is no encoding"):
        cells(file, ReadOptions(encoding="klingon"))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_are_found(tmp_path: Path, delimiter: str) -> None:
    rows = [row(1, 单位名称="a,b;c|d"), row(2)]
    file = write_csv(tmp_path / "a.csv", rows, delimiter=delimiter)

    table, found = cells(file)

    assert table.headers == HEADERS
    assert found[0][1] == "a,b;c|d"


def test_titles_above_the_headers_are_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    lines = ["西宁市企业一览表,,,,,,,", "", ",".join(HEADERS), ",".join(row(1))]
    file.write_text("\n".join(lines), encoding="utf-8")

    with opened_table(file, OPTIONS) as table:
        (chunk,) = table.read()

    assert table.headers == HEADERS
    assert list(chunk.row_numbers) == [4]


def test_a_row_of_200_mb_is_refused_without_being_read(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    with file.open("wb") as stream:
        stream.write("名称\n".encode())
        stream.truncate(200 * 2**20)

    with pytest.raises(TransferError, match=r"line 2 of a\.csv is longer than 1,000,000 bytes"):
        cells(file)


def test_a_missing_quotation_mark_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text('name\nok\n"open' + "\nlong" * 300_000, encoding="utf-8")

    with pytest.raises(TransferError, match=r"begins in line 3 .* quotation mark"):
        cells(file)


def test_a_row_with_too_many_cells_is_a_finding(
    sqlite_backend: SqliteBackend, tmp_path: Path
) -> None:
    file = write_csv(tmp_path / "a.csv", [row(1), [*row(2), "more"], row(3)[:4]])
    with sqlite_backend.database() as database:
        add_city(database)
        report = import_file(database, "organizations", file, ImportOptions(accept_valid=True))

    assert [(one.row, one.rule) for one in report.findings.kept] == [(3, Rule.ROW_SHAPE)]
    assert report.n_added == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04rest", "a zip archive or an Excel workbook"),
        (b"SQLite format 3\x00", "a GeoPackage"),
        (b"a,b\n\x00\x00,1\n", "zero bytes"),
        (b"", "is empty"),
    ],
)
def test_what_is_no_text_is_called_what_it_is(tmp_path: Path, content: bytes, words: str) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(content)

    with pytest.raises(TransferError, match=words):
        cells(file)


def test_a_symbolic_link_is_not_followed(tmp_path: Path) -> None:
    write_csv(tmp_path / "real.csv", [row(1)])
    (tmp_path / "a.csv").symlink_to(tmp_path / "real.csv")

    with pytest.raises(TransferError, match="symbolic link"):
        cells(tmp_path / "a.csv")


def test_an_ending_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"x")

    with pytest.raises(TransferError, match=r"\.csv, \.xlsx"):
        cells(tmp_path / "a.docx")


def workbook(file: Path) -> Path:
    """Write a sheet with a title, merged districts, formulas and days."""
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("企业")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.merge_range(0, 0, 0, 7, "企业一览表")
        sheet.write_row(1, 0, HEADERS)
        for number in (1, 2, 3):
            sheet.write_row(number + 1, 0, row(number))
            sheet.write_datetime(number + 1, 4, np.datetime64("2015-03-04").item(), day)
        sheet.merge_range(2, 5, 3, 5, "East")
        sheet.write_formula(2, 3, "=10+2", None, 12)
        sheet.write_formula(3, 3, "=1/0", None, "#DIV/0!")
        book.add_worksheet("说明").write(0, 0, "略")
    return file


def test_workbooks_have_merged_cells_formulas_and_days(
    sqlite_backend: SqliteBackend, tmp_path: Path
) -> None:
    file = workbook(tmp_path / "a.xlsx")

    table, rows = cells(file)

    assert (table.sheet, table.headers) == ("企业", HEADERS)
    assert [(one[3], str(one[4]), one[5]) for one in rows] == [
        (12, "2015-03-04", "East"),
        (None, "2015-03-04", "East"),
        ("12", "2015-03-04", "West"),
    ]
    assert [en for _, en in table.remarks] == [
        "only 企业 is read, not 说明",
        "1 merged ranges (F3:F4, ...) give their value to each of their cells",
    ]
    with sqlite_backend.database() as database:
        add_city(database)
        report = import_file(database, "organizations", file)
    faults = [one for one in report.findings.kept if one.is_refusal]
    assert [(one.row, one.message_en) for one in faults] == [(4, "the formula in D4 gives #DIV/0!")]


def test_a_formula_that_was_never_worked_out_is_told(tmp_path: Path) -> None:
    source, file = workbook(tmp_path / "a.xlsx"), tmp_path / "b.xlsx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content.replace(b"<f>10+2</f><v>12</v>", b"<f>10+2</f>"))

    with opened_table(file, OPTIONS) as table:
        (chunk,) = table.read()

    assert list(chunk.row_numbers) == [3, 4, 5]
    assert "D3 was never worked out" in chunk.faults[0][1]


def test_codes_that_a_spreadsheet_took_for_numbers_are_told(
    sqlite_backend: SqliteBackend, tmp_path: Path
) -> None:
    file = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADERS)
        sheet.write_row(1, 0, row(1, 统一社会信用代码=916301001234567890))
    with sqlite_backend.database() as database:
        add_city(database)
        (finding,) = import_file(database, "organizations", file).findings.kept

    assert finding.rule is Rule.CREDIT_CODE
    assert "last digits are lost" in finding.message_en


def test_a_broken_workbook_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_bytes(b"\xd0\xcf\x11\xe0" + b"\x00" * 600)
    (tmp_path / "b.xlsx").write_bytes(b"no zip")

    with pytest.raises(TransferError, match=r"a\.xls cannot be read as a workbook"):
        cells(tmp_path / "a.xls")
    with pytest.raises(TransferError, match=r"b\.xlsx is no zip archive"):
        cells(tmp_path / "b.xlsx")


def archive(file: Path, entries: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return file


@pytest.mark.parametrize("name", ["../../etc/a.csv", "/etc/a.csv", "C:\\a.csv", "x\\..\\..\\a.csv"])
def test_paths_out_of_an_archive_are_refused(tmp_path: Path, name: str) -> None:
    file = archive(tmp_path / "a.zip", {name: b"name\nx\n"})

    with pytest.raises(TransferError, match="leads out of the archive"):
        cells(file)


def test_a_link_in_an_archive_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.zip"
    with zipfile.ZipFile(file, "w") as made:
        link = zipfile.ZipInfo("a.csv")
        link.external_attr = 0o120777 << 16
        made.writestr(link, "/etc/passwd")

    with pytest.raises(TransferError, match="a symbolic link"):
        cells(file)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = archive(tmp_path / "a.zip", {"a.csv": b"0" * (60 * 2**20)})
    sheet = archive(tmp_path / "a.xlsx", {"xl/worksheets/sheet1.xml": b"0" * (60 * 2**20)})

    for file in (bomb, sheet):
        with pytest.raises(TransferError, match="a zip bomb; nothing was unpacked"):
            cells(file)


def test_a_workbook_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    content = np.random.default_rng(1).integers(0, 4, 2**20, dtype=np.uint8).tobytes()
    file = archive(tmp_path / "a.xlsx", {"xl/worksheets/sheet1.xml": content})
    stated = struct.pack("<I", len(content))
    file.write_bytes(file.read_bytes().replace(stated, struct.pack("<I", 1_000)))

    with pytest.raises(TransferError, match="larger than the 1,000 bytes"):
        cells(file)


def test_an_archive_of_several_tables_asks_which(tmp_path: Path) -> None:
    file = archive(tmp_path / "a.zip", {"a.csv": b"name\nx\n", "b.csv": b"name\ny\n"})

    with pytest.raises(TransferError, match=r"a\.csv, b\.csv.*name one as sheet"):
        cells(file)
    table, rows = cells(file, ReadOptions(sheet="b.csv"))
    assert (table.name, rows) == ("a.zip", [("y",)])


def shapefile(folder: Path, *, encoding: str = "GB18030") -> Path:
    folder.mkdir()
    points = shapely.to_wkb(shapely.points([[101.71, 36.61], [101.72, 36.61]]))
    names = np.array(["西宁公司", "城西区企业"], dtype=object)
    file = folder / "a.shp"
    pyogrio.raw.write(
        file, points, [names], ["名称"], geometry_type="Point", crs="EPSG:4326", encoding=encoding
    )
    return file


def test_a_cpg_that_lies_is_noticed(tmp_path: Path) -> None:
    file = shapefile(tmp_path / "shp")
    file.with_suffix(".cpg").write_text("UTF-8")

    table, rows = cells(file)

    assert [one[0] for one in rows] == ["西宁公司", "城西区企业"]
    assert (table.headers, table.encoding, table.crs) == (("名称",), "gb18030", "EPSG:4326")
    assert "the .cpg says UTF-8, but the text is gb18030" in table.remarks[0][1]


def test_a_shapefile_needs_its_parts(tmp_path: Path) -> None:
    file = shapefile(tmp_path / "shp")
    packed = tmp_path / "a.zip"
    with zipfile.ZipFile(packed, "w") as made:
        for part in file.parent.iterdir():
            made.write(part, f"folder/{part.name}")
    assert len(cells(packed)[1]) == 2

    file.with_suffix(".dbf").unlink()
    with pytest.raises(TransferError, match=r"a\.dbf is missing beside a\.shp"):
        cells(file)


@pytest.mark.parametrize("ending", [".gpkg", ".shp", ".fgb", ".kml"])
def test_gdal_opens_nothing_but_what_the_name_says(tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"a{ending}"
    file.write_text(
        "<OGRVRTDataSource><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTDataSource>"
    )

    with pytest.raises(TransferError, match=r"is no (\.\w+ file|KML)"):
        cells(file)


def test_entities_of_xml_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.kml"
    file.write_text('<!DOCTYPE kml [<!ENTITY a "aaaa">]><kml>&a;</kml>')

    with pytest.raises(TransferError, match="defines entities"):
        cells(file)


def geojson(file: Path, *geometries: object) -> Path:
    features = [
        {
            "type": "Feature",
            "properties": dict(zip(HEADERS[:3], row(number)[:3], strict=True)),
            "geometry": geometry,
        }
        for number, geometry in enumerate(geometries, start=1)
    ]
    file.write_bytes(orjson.dumps({"type": "FeatureCollection", "features": features}))
    return file


def test_heights_and_mixed_types_are_told(sqlite_backend: SqliteBackend, tmp_path: Path) -> None:
    file = geojson(
        tmp_path / "a.geojson",
        {"type": "Point", "coordinates": [101.71, 36.61, 2261.0]},
        {"type": "LineString", "coordinates": [[101.71, 36.61], [101.72, 36.61]]},
        {"type": "GeometryCollection", "geometries": []},
        {"type": "MultiPoint", "coordinates": [[101.72, 36.61]]},
        None,
    )
    with sqlite_backend.database() as database:
        add_city(database)
        report = import_file(database, "organizations", file, ImportOptions(accept_valid=True))

    assert report.remarks[0][1] == "heights are left out: places have two coordinates"
    assert [(one.row, one.rule) for one in report.findings.kept] == [
        (2, Rule.GEOMETRY),
        (3, Rule.GEOMETRY),
    ]
    assert report.findings.kept[0].message_en == "a LineString is not a point"
    assert report.n_added == 3


def test_nested_collections_never_reach_geos(tmp_path: Path) -> None:
    deep = b'{"type":"GeometryCollection","geometries":[' * 400 + b"]}" * 400
    file = tmp_path / "a.geojson"
    head = b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":'
    file.write_bytes(head + deep + b"}]}")

    with opened_table(file, OPTIONS) as table:
        (chunk,) = table.read()

    assert chunk.geometry is not None
    assert chunk.geometry[0].is_empty


def test_areas_that_cross_themselves_are_refused(
    sqlite_backend: SqliteBackend, tmp_path: Path
) -> None:
    bowtie = "POLYGON ((101.7 36.6, 101.8 36.7, 101.8 36.6, 101.7 36.7, 101.7 36.6))"
    file = write_csv(
        tmp_path / "a.csv",
        [["1", "A", bowtie], ["2", "B", "POINT (1 2)"], ["3", "C", "nonsense"], ["4", "D", ""]],
        ("adcode", "名称", "边界(WKT)"),
    )
    with sqlite_backend.database() as database:
        report = import_file(database, "districts", file)

    assert [(one.row, one.rule) for one in report.findings.kept] == [
        (2, Rule.GEOMETRY),
        (3, Rule.GEOMETRY),
        (4, Rule.GEOMETRY),
        (5, Rule.REQUIRED),
    ]
    assert "crosses itself at (101.75, 36.65)" in report.findings.kept[0].message_en


def test_credit_codes_of_another_country_may_be_anything(
    sqlite_backend: SqliteBackend, tmp_path: Path
) -> None:
    mapping_file = tmp_path / "m.toml"
    mapping_file.write_text('[rules]\nskip = ["credit-code"]\n', encoding="utf-8")
    from db.transfer.mapping_file import read_mapping  # noqa: PLC0415

    file = write_csv(tmp_path / "a.csv", [row(1, 统一社会信用代码="NEQ-1140987654")])
    with sqlite_backend.database() as database:
        add_city(database)
        options = ImportOptions(mapping=read_mapping(mapping_file))
        assert import_file(database, "organizations", file).n_refused == 1
        assert import_file(database, "organizations", file, options).n_added == 1
    assert credit_code(1) != "NEQ-1140987654"
