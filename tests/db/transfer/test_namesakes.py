"""The remark on organizations whose name another one nearby has."""

from pathlib import Path

from db.engine import Database
from db.transfer.findings import Rule
from db.transfer.importing import import_file
from tests.db.transfer.files import row, write_csv


def test_a_new_organization_with_anothers_name_nearby_is_remarked(
    city: Database, tmp_path: Path
) -> None:
    # At 36.61 N a ten-thousandth of a degree of longitude is 8.95 m.
    stored = row(1, 单位名称="甲公司", 经度="101.71")
    import_file(city, "organizations", write_csv(tmp_path / "a.csv", [stored]))
    rows = [
        stored,
        row(2, 单位名称="甲公司", 经度="101.7105"),  # 44.7 m
        row(3, 单位名称="甲公司", 经度="101.7094"),  # 53.7 m
        row(4, 单位名称="乙公司", 经度="101.7105"),
        row(5, 单位名称="乙公司", 经度="101.7108"),
        row(6, 单位名称="乙公司", 经度="", 纬度=""),
        row(7, 单位名称="丙公司", 经度="101.7105"),
    ]

    report = import_file(city, "organizations", write_csv(tmp_path / "b.csv", rows))

    found = [
        (one.row, one.value, one.message_en.partition(" has ")[0], one.is_refusal)
        for one in report.findings.kept
    ]
    assert found == [
        (3, "甲公司", "an organization of the database", False),
        (5, "乙公司", "row 6", False),
        (6, "乙公司", "row 5", False),
    ]
    assert {one.rule for one in report.findings.kept} == {Rule.NAMESAKE_NEARBY}
    assert (report.n_added, report.n_unchanged, report.n_refused) == (6, 1, 0)
