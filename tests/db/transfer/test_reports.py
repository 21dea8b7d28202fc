"""Reports, mappings and files of refused rows: what a person gets in hand."""

import csv
from pathlib import Path

import orjson
import pytest
import python_calamine

from db.engine import Database
from db.transfer.errors import TransferError
from db.transfer.findings import Rule
from db.transfer.importing import ImportOptions, MissingColumnsError, import_file
from db.transfer.kinds import kind_named
from db.transfer.mapping_file import Mapping, MappingError, read_mapping, write_mapping
from db.transfer.mending import write_refused
from db.transfer.report import as_object, write_report
from tests.conftest import SqliteBackend
from tests.db.transfer.files import HEADERS, add_city, credit_code, row, write_csv


@pytest.fixture
def city(sqlite_backend: SqliteBackend):  # type: ignore[no-untyped-def]
    with sqlite_backend.database() as database:
        add_city(database)
        yield database


def test_refused_rows_are_mended_and_imported(city: Database, tmp_path: Path) -> None:
    headers = [*HEADERS, "手机"]
    rows = [[*row(1), "13800138000"], [*row(2, 区县="Nowhere", 单位名称="=1+1"), "13800138001"]]
    file = write_csv(tmp_path / "a.csv", rows, headers)
    options = ImportOptions(accept_valid=True)
    report = import_file(city, "organizations", file, options)

    target = tmp_path / "bad.csv"
    write_refused(file, target, options, report)

    with target.open(encoding="utf-8-sig", newline="") as stream:
        (found,) = csv.DictReader(stream)
    assert list(found) == [*HEADERS, "问题 Problem"]
    assert (found["统一社会信用代码"], found["单位名称"]) == (credit_code(2), "'=1+1")
    assert found["问题 Problem"].startswith("区县: 没有这个区县")
    mended = target.read_text(encoding="utf-8-sig").replace("Nowhere", "West")
    target.write_text(mended, encoding="utf-8")
    again = import_file(city, "organizations", target)
    assert (again.n_added, again.n_refused) == (1, 0)


def test_refused_rows_go_into_a_workbook_too(city: Database, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", [row(1, 成立日期="昨天"), row(2)])
    options = ImportOptions(accept_valid=True)
    report = import_file(city, "organizations", file, options)

    write_refused(file, tmp_path / "bad.xlsx", options, report)

    sheet = python_calamine.CalamineWorkbook.from_path(tmp_path / "bad.xlsx").get_sheet_by_index(0)
    assert [line[0] for line in sheet.to_python()] == ["统一社会信用代码", credit_code(1)]
    with pytest.raises(TransferError, match=r"\.csv or \.xlsx"):
        write_refused(file, tmp_path / "bad.doc", options, report)


def test_a_report_is_json_for_programs(city: Database, tmp_path: Path) -> None:
    report = import_file(
        city, "organizations", write_csv(tmp_path / "a.csv", [row(1, 从业人数="x"), row(2)])
    )
    write_report(report, tmp_path / "r.json")

    found = orjson.loads((tmp_path / "r.json").read_bytes())

    assert found == as_object(report)
    assert (found["rows"], found["added"], found["refused"], found["isStored"]) == (2, 1, 1, False)
    assert found["findings"] == [
        {
            "file": "a.csv",
            "sheet": None,
            "row": 2,
            "column": "从业人数",
            "value": "x",
            "rule": "number",
            "refused": True,
            "message": {"zh": "不是数字", "en": "is no number"},
            "suggestion": {"zh": "只填数字", "en": "give digits only, such as 120"},
        }
    ]


def test_a_report_is_a_workbook_for_people(city: Database, tmp_path: Path) -> None:
    import_file(city, "organizations", write_csv(tmp_path / "a.csv", [row(1)]))
    file = write_csv(tmp_path / "b.csv", [row(1, 从业人数="30"), row(2, 单位名称="=cmd()|x")])
    report = import_file(city, "organizations", file, ImportOptions(is_dry_run=True))
    write_report(report, tmp_path / "r.xlsx")

    book = python_calamine.CalamineWorkbook.from_path(tmp_path / "r.xlsx")

    assert book.sheet_names == ["概要 Summary", "问题 Findings", "更新 Changes"]
    changes = book.get_sheet_by_name("更新 Changes").to_python()
    assert changes[1] == [2, "从业人数", "12", "30"]
    with pytest.raises(TransferError, match=r"\.xlsx or \.json"):
        write_report(report, tmp_path / "r.pdf")


def test_personal_cells_are_masked_in_reports(city: Database, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", [row(1, 单位名称="请拨13800138000")])

    (finding,) = import_file(city, "organizations", file).findings.kept

    assert finding.rule is Rule.PERSONAL_DATA
    assert "1380" not in finding.value
    assert finding.value.startswith("请拨***")


def test_a_mapping_that_was_written_is_read_again(city: Database, tmp_path: Path) -> None:
    headers = ("统一社会信用代码", "叫法", "类别", '怪"名\\字')
    file = write_csv(tmp_path / "a.csv", [[credit_code(1), "甲", "民办", "x"]], headers)
    kind = kind_named("organizations")
    with pytest.raises(MissingColumnsError) as caught:
        import_file(city, kind, file)
    target = tmp_path / "m.toml"
    write_mapping(target, kind, caught.value.match)

    written = target.read_text(encoding="utf-8")
    assert '# name = "名称"  # 必填 required' in written
    assert 'credit_code = "统一社会信用代码"' in written
    edited = written.replace('# name = "名称"', 'name = "叫法"')
    target.write_text(f'{edited}\n[values.kind]\n"民办" = "SOCIAL"\n', encoding="utf-8")
    report = import_file(city, kind, file, ImportOptions(mapping=read_mapping(target)))
    assert (report.n_added, report.match.unused) == (1, ('怪"名\\字',))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("kind =", "is no TOML"),
        ("[colums]\na = 1", "colums"),
        ("columns = 1", "columns .* is no table"),
        ("[columns]\nname = 1", "in quotation marks"),
        ('[rules]\nskip = ["date"]', "some of credit-code"),
    ],
)
def test_a_broken_mapping_is_refused(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "m.toml").write_text(text, encoding="utf-8")

    with pytest.raises(MappingError, match=words):
        read_mapping(tmp_path / "m.toml")


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        (Mapping(columns={"fax": "名称"}), "'fax', which organizations do not have"),
        (Mapping(columns={"name": "传真"}), "'传真', which the file does not have"),
    ],
)
def test_a_mapping_of_another_file_is_refused(
    city: Database, tmp_path: Path, mapping: Mapping, words: str
) -> None:
    file = write_csv(tmp_path / "a.csv", [row(1)])

    with pytest.raises(MappingError, match=words):
        import_file(city, "organizations", file, ImportOptions(mapping=mapping))


def test_the_row_number_makes_names_where_a_file_has_none(city: Database, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", [["101.71", "36.61"], ["101.72", "36.61"]], ("x", "y"))
    constants = {"name": "Stop {row}", "status": "OPEN", "service_radius_m": 500}

    report = import_file(
        city, "stations", file, ImportOptions(mapping=Mapping(constants=constants))
    )

    assert report.n_added == 2
    assert (
        import_file(
            city, "stations", file, ImportOptions(mapping=Mapping(constants=constants))
        ).n_unchanged
        == 2
    )
