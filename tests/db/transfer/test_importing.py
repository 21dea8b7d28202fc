"""Files into registers, on both databases: what is stored, what is refused, what is kept."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from shapely import Point
from sqlalchemy import func, select

from db import models, spatial
from db.engine import Database
from db.errors import OutsideDistrictsError
from db.models.enums import OrganizationKind, StationStatus
from db.repositories import audit, layer_changes
from db.repositories.journal import Author
from db.transfer.errors import TransferError
from db.transfer.findings import Rule
from db.transfer.importing import ImportOptions, ImportReport, MissingColumnsError, import_file
from db.transfer.mapping_file import Mapping
from db.transfer.undoing import undo_import
from tests.db.city import EAST, WEST, station
from tests.db.transfer.files import HEADERS, count, credit_code, row, write_csv


def organizations(database: Database) -> list[models.Organization]:
    with database.read() as session:
        return list(session.scalars(select(models.Organization).order_by(models.Organization.id)))


def rules(report: ImportReport) -> list[tuple[int, Rule]]:
    return [(one.row, one.rule) for one in report.findings.ordered()]


def test_rows_are_stored_with_what_follows_from_their_place(city: Database, tmp_path: Path) -> None:
    with city.write() as session:
        session.add(station("Near", Point(101.711, 36.61), 500.0))
    cells = {"区县": "", "经度": "101.71", "纬度": "36.61"}
    file = write_csv(tmp_path / "a.csv", [row(1), row(2, **cells), row(3, 区县="630102")])

    report = import_file(city, "organizations", file)

    assert (report.n_added, report.n_refused, report.is_stored) == (3, 0, True)
    first, second, third = organizations(city)
    assert first.credit_code == credit_code(1)
    assert first.kind is OrganizationKind.NON_PUBLIC_ECONOMIC
    assert (first.employees, first.party_members) == (12, 0)
    assert first.established_on == date(2015, 3, 4)
    assert (first.named_district_id, first.district_id, first.version) == (WEST, WEST, 1)
    assert (second.named_district_id, second.district_id) == (None, WEST)
    assert (third.named_district_id, third.district_id) == (EAST, EAST)
    assert third.location is not None
    assert (third.location.x, third.location.y) == (101.71, 36.61)
    # Each lies inside the circle Left, on the corner of Over, and 90 m from the station.
    assert count(city, models.CircleMembership) == 3
    assert count(city, models.StationService) == 3


def test_an_import_is_one_entry_of_the_audit_and_moves_the_layer(
    city: Database, tmp_path: Path
) -> None:
    file = write_csv(tmp_path / "a.csv", [row(1), row(2)])

    import_file(city, "organizations", file, ImportOptions(author="clerk"))

    with city.read() as session:
        entry = session.scalars(select(models.AuditEntry)).one()
        assert (entry.by, entry.action, entry.file_name, entry.n_rows) == (
            "clerk",
            "import organizations",
            "a.csv",
            2,
        )
        assert len(entry.file_sha256 or "") == len(entry.rows_sha256 or "") == 64
        assert layer_changes.versions(session, ["ORGANIZATIONS"]) == {"ORGANIZATIONS": 1}
        assert audit.verify_audit(session).is_sound


def test_importing_twice_changes_nothing(city: Database, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", [row(1), row(2, 经度="", 纬度="")])
    import_file(city, "organizations", file)

    again = import_file(city, "organizations", file)

    assert (again.n_added, again.n_updated, again.n_unchanged) == (0, 0, 2)
    assert again.import_id is None
    assert [one.version for one in organizations(city)] == [1, 1]
    assert count(city, models.AuditEntry) == count(city, models.FileImport) == 1


def test_one_refused_row_keeps_all_out(city: Database, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", [row(1), row(2, 成立日期="2015-02-30")])

    report = import_file(city, "organizations", file)

    assert rules(report) == [(3, Rule.DATE)]
    assert (report.is_stored, report.n_refused, report.n_added) == (False, 1, 1)
    assert organizations(city) == []


def test_valid_rows_are_taken_where_that_is_asked_for(city: Database, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", [row(1), row(2, 区县="Nowhere"), row(3)])

    report = import_file(city, "organizations", file, ImportOptions(accept_valid=True))

    assert report.refused_rows == {3}
    assert [one.credit_code for one in organizations(city)] == [credit_code(1), credit_code(3)]


def test_every_row_is_judged(city: Database, tmp_path: Path) -> None:
    wrong_code = credit_code(1)[:-1] + ("0" if credit_code(1)[-1] != "0" else "1")
    cases: list[tuple[dict[str, Any], Rule | None]] = [
        ({"统一社会信用代码": wrong_code}, Rule.CREDIT_CODE),
        ({"统一社会信用代码": ""}, Rule.REQUIRED),
        ({"单位名称": "甲" * 201}, Rule.LENGTH),
        ({"单位名称": "联系 13800138000"}, Rule.PERSONAL_DATA),
        ({"类别": "国有企业"}, Rule.CHOICE),
        ({"从业人数": "十二"}, Rule.NUMBER),
        ({"从业人数": "12吨"}, Rule.UNIT),
        ({"从业人数": "-1"}, Rule.RANGE),
        ({"成立日期": "2015年"}, Rule.DATE),
        ({"区县": "Wset"}, Rule.UNKNOWN_DISTRICT),
        ({"经度": "", "纬度": "36.61"}, Rule.POSITION),
        ({"经度": "东", "纬度": "36.61"}, Rule.POSITION),
        ({"经度": "36.61", "纬度": "101.71"}, Rule.OUTSIDE_CITY),
        ({"区县": "East"}, Rule.OUTSIDE_DISTRICT),
        ({}, None),
    ]
    rows = [row(number, **cells) for number, (cells, _) in enumerate(cases, start=10)]
    file = write_csv(tmp_path / "a.csv", [*rows, row(24)])

    report = import_file(city, "organizations", file)

    expected = [(line, rule) for line, (_, rule) in enumerate(cases, start=2) if rule]
    assert rules(report) == [*expected, (len(cases) + 2, Rule.DUPLICATE_IN_FILE)]
    remarks = [one.rule for one in report.findings.kept if not one.is_refusal]
    assert remarks == [Rule.OUTSIDE_DISTRICT]


def test_a_finding_says_where_what_why_and_what_to_do(city: Database, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", [row(1, 区县="Wets")])

    (finding,) = import_file(city, "organizations", file).findings.kept

    assert (finding.file, finding.row, finding.column, finding.value) == (
        "a.csv",
        2,
        "区县",
        "Wets",
    )
    assert finding.message_zh == "没有这个区县"
    assert finding.suggestion == "是否为 West / did you mean West?"


def test_personal_columns_are_left_behind_and_named(city: Database, tmp_path: Path) -> None:
    headers = [*HEADERS, "联系人", "备用号码", "备注"]
    rows = [[*row(number), "张三", f"1380013800{number}", "好"] for number in (1, 2)]
    file = write_csv(tmp_path / "a.csv", rows, headers)

    report = import_file(city, "organizations", file)

    assert report.match.personal == ("联系人", "备用号码")
    assert report.match.unused == ("备注",)
    assert report.is_stored


def test_updates_are_a_diff_and_count_the_version_up(city: Database, tmp_path: Path) -> None:
    import_file(city, "organizations", write_csv(tmp_path / "a.csv", [row(1), row(2)]))
    file = write_csv(tmp_path / "b.csv", [row(1, 从业人数="30", 区县="East"), row(2)])

    dry = import_file(city, "organizations", file, ImportOptions(is_dry_run=True))

    (change,) = dry.changes
    assert (change.row, change.before, change.after) == (
        2,
        {"employees": 12, "named_district_id": WEST},
        {"employees": 30, "named_district_id": EAST},
    )
    assert [one.employees for one in organizations(city)] == [12, 12]
    assert import_file(city, "organizations", file).n_updated == 1
    first, second = organizations(city)
    assert (first.employees, first.district_id, first.version) == (30, EAST, 2)
    assert (second.employees, second.district_id, second.version) == (12, WEST, 1)


def test_columns_that_are_not_given_stay_as_they_are(city: Database, tmp_path: Path) -> None:
    import_file(city, "organizations", write_csv(tmp_path / "a.csv", [row(1)]))
    headers = ("Credit code", "Name", "Kind", "Employees")
    file = write_csv(tmp_path / "b.csv", [[credit_code(1), "New name", "SOCIAL", ""]], headers)

    report = import_file(city, "organizations", file)

    (found,) = organizations(city)
    assert set(report.changes[0].after) == {"name", "kind"}
    assert (found.name, found.kind, found.employees) == ("New name", OrganizationKind.SOCIAL, 12)
    assert found.location is not None


def test_a_moved_row_leaves_its_circles_and_stations(city: Database, tmp_path: Path) -> None:
    with city.write() as session:
        session.add(station("Near", Point(101.711, 36.61), 500.0))
    import_file(city, "organizations", write_csv(tmp_path / "a.csv", [row(1)]))
    moved = write_csv(tmp_path / "b.csv", [row(1, 区县="", 经度="101.78", 纬度="36.64")])

    import_file(city, "organizations", moved)

    (found,) = organizations(city)
    assert found.district_id == EAST
    assert count(city, models.CircleMembership) == count(city, models.StationService) == 0


def test_a_coordinate_system_that_is_given_is_used(city: Database, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", [row(1, 经度="101.7800", 纬度="36.6200", 区县="East")])

    report = import_file(city, "organizations", file, ImportOptions(crs="GCJ02"))

    (found,) = organizations(city)
    assert report.crs == "GCJ02"
    assert found.location is not None
    assert (found.location.x, found.location.y) == pytest.approx((101.778067, 36.620080), abs=1e-6)


def test_a_missing_column_is_named_and_a_mapping_gives_it(city: Database, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", [["Alpha", "101.71", "36.61"]], ("站点", "x", "y"))
    with pytest.raises(MissingColumnsError, match=r"名称 \(name\)") as caught:
        import_file(city, "stations", file)
    assert caught.value.match.missing == ("name", "status", "service_radius_m")
    mapping = Mapping(
        columns={"name": "站点"}, constants={"status": "OPEN", "service_radius_m": "1.5公里"}
    )

    import_file(city, "stations", file, ImportOptions(mapping=mapping))

    with city.read() as session:
        found = session.scalars(select(models.GuidanceStation)).one()
    assert (found.name, found.status, found.service_radius_m) == ("Alpha", StationStatus.OPEN, 1500)
    assert (found.district_id, found.circle_id) == (WEST, 1)


def test_rows_may_answer_to_rows_of_the_same_file(city: Database, tmp_path: Path) -> None:
    headers = ("名称", "类别", "上级党组织")
    rows = [["支部", "党支部", "党委"], ["党委", "基层党委", ""], ["孤支部", "党支部", "没有"]]
    file = write_csv(tmp_path / "a.csv", rows, headers)

    report = import_file(city, "party-organizations", file, ImportOptions(accept_valid=True))

    assert rules(report) == [(4, Rule.UNKNOWN_REFERENCE)]
    with city.read() as session:
        branch, committee = session.scalars(
            select(models.PartyOrganization).order_by(models.PartyOrganization.id)
        ).all()
    assert (branch.superior_id, committee.superior_id) == (committee.id, None)
    assert import_file(city, "party-organizations", file).n_unchanged == 2


def test_a_row_that_answers_to_a_refused_row_is_refused_too(city: Database, tmp_path: Path) -> None:
    headers = ("名称", "类别", "上级党组织")
    rows = [["支部", "党支部", "总支"], ["总支", "党总支", "党委"], ["党委", "不明", ""]]
    file = write_csv(tmp_path / "a.csv", rows, headers)

    report = import_file(city, "party-organizations", file)

    assert report.refused_rows == {2, 3, 4}


def test_links_are_known_by_both_ends_and_their_day(city: Database, tmp_path: Path) -> None:
    import_file(city, "organizations", write_csv(tmp_path / "a.csv", [row(1)]))
    parties = write_csv(tmp_path / "p.csv", [["支部", "党支部"]], ("名称", "类别"))
    import_file(city, "party-organizations", parties)
    headers = ("党组织", "组织信用代码", "起始日期", "终止日期")
    file = write_csv(tmp_path / "c.csv", [["支部", credit_code(1), "2016-01-01", ""]], headers)
    import_file(city, "covers", file)
    ended = write_csv(
        tmp_path / "d.csv", [["支部", "第1公司", "2016-01-01", "2017-01-01"]], headers
    )

    assert import_file(city, "covers", file).n_unchanged == 1
    assert import_file(city, "covers", ended).n_updated == 1

    with city.read() as session:
        cover = session.scalars(select(models.PartyOrganizationCover)).one()
    assert cover.until == date(2017, 1, 1)


def test_days_out_of_order_are_refused(city: Database, tmp_path: Path) -> None:
    headers = [*HEADERS, "注销日期"]
    file = write_csv(tmp_path / "a.csv", [[*row(1), "2014-01-01"]], headers)

    report = import_file(city, "organizations", file)

    assert rules(report) == [(2, Rule.ORDER_OF_DATES)]
    assert report.findings.kept[0].column == "注销日期"


def test_an_unknown_register_is_named_with_those_that_are(
    database: Database, tmp_path: Path
) -> None:
    with pytest.raises(TransferError, match="party-organizations"):
        import_file(database, "shops", tmp_path / "a.csv")


def test_an_author_bound_to_districts_stays_in_them(city: Database, tmp_path: Path) -> None:
    author = ImportOptions(author=Author("clerk", frozenset({WEST})))
    west = write_csv(tmp_path / "w.csv", [row(1)])
    east = write_csv(tmp_path / "e.csv", [row(2), row(3, 区县="East", 经度="101.78")])
    import_file(city, "organizations", east)

    other = write_csv(tmp_path / "n.csv", [row(4, 区县="East")])
    changed = write_csv(tmp_path / "c.csv", [row(3, 从业人数="99")])
    with pytest.raises(OutsideDistrictsError):
        import_file(city, "organizations", other, author)
    with pytest.raises(OutsideDistrictsError):
        import_file(city, "organizations", changed, author)
    assert import_file(city, "organizations", west, author).n_added == 1
    with pytest.raises(OutsideDistrictsError):
        undo_import(city, 1, author.author, datetime(2017, 11, 1, tzinfo=UTC))
    assert count(city, models.Organization) == 3


@pytest.mark.slow
def test_indexes_are_there_again_after_many_rows(city: Database, tmp_path: Path) -> None:
    n_rows = 25_000
    rows = [row(number, 经度=f"{101.70 + number % 97 / 1000:.3f}") for number in range(n_rows)]
    before = indexes(city)

    report = import_file(city, "organizations", write_csv(tmp_path / "a.csv", rows))

    assert report.n_added == n_rows
    assert indexes(city) == before
    with city.read() as session:
        near = spatial.in_bbox(models.Organization.location, (101.7095, 36.60, 101.7105, 36.62))
        found = session.scalar(select(func.count()).select_from(models.Organization).where(near))
    assert found == sum(number % 97 == 10 for number in range(n_rows))


def indexes(database: Database) -> set[str]:
    with database.engines[0].connect() as connection:
        if database.dialect == "sqlite":
            query = "SELECT name FROM sqlite_master WHERE tbl_name = 'organizations'"
        else:
            query = "SELECT indexdef FROM pg_indexes WHERE tablename = 'organizations'"
        return {name for (name,) in connection.exec_driver_sql(query)}
