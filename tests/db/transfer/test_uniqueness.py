"""What only one entry may have, refused by row, column and value."""

from pathlib import Path

from db import models
from db.engine import Database
from db.transfer.findings import Rule
from db.transfer.importing import ImportOptions, import_file
from tests.db.transfer.files import count, write_csv


def test_a_circle_of_two_alliances_is_refused_by_its_row(city: Database, tmp_path: Path) -> None:
    alliances = write_csv(tmp_path / "a.csv", [["联盟一"], ["联盟二"]], ("名称",))
    import_file(city, "alliances", alliances)
    headers = ("城市党建联盟", "党建商业圈")
    in_file = write_csv(tmp_path / "b.csv", [["联盟一", "Left"], ["联盟二", "Left"]], headers)
    stored = write_csv(tmp_path / "c.csv", [["联盟一", "Left"]], headers)
    against = write_csv(tmp_path / "d.csv", [["联盟二", "Right"], ["联盟二", "Left"]], headers)

    first = import_file(city, "alliance-circles", in_file)
    assert (first.is_stored, first.n_added, first.n_refused) == (False, 1, 1)
    import_file(city, "alliance-circles", stored)
    tried = import_file(city, "alliance-circles", against, ImportOptions(is_dry_run=True))
    taken = import_file(city, "alliance-circles", against, ImportOptions(accept_valid=True))

    for report, words in (
        (first, "row 2 has the same"),
        (tried, "an entry of the database has the same"),
        (taken, "an entry of the database has the same"),
    ):
        (found,) = report.findings.kept
        assert (found.row, found.column, found.value) == (3, "党建商业圈", "Left")
        assert (found.rule, found.is_refusal) == (Rule.TABLE_RULE, True)
        assert words in found.message_en
    assert (tried.n_added, taken.n_added, count(city, models.AllianceCircle)) == (1, 1, 2)
    assert import_file(city, "alliance-circles", stored).n_unchanged == 1


def test_two_steps_of_a_measure_with_one_title_are_refused_by_their_row(
    city: Database, tmp_path: Path
) -> None:
    owner = write_csv(tmp_path / "p.csv", [["市委", "市委"]], ("名称", "类别"))
    import_file(city, "party-organizations", owner)
    measure = write_csv(tmp_path / "m.csv", [["1", "措施", "市委"]], ("编号", "措施", "牵头单位"))
    import_file(city, "measures", measure)
    steps = ("措施编号", "序号", "节点目标", "时限")
    file = write_csv(tmp_path / "s.csv", [["1", "1", "甲", "2017-06-01"]], steps)
    import_file(city, "milestones", file)
    other = write_csv(
        tmp_path / "t.csv",
        [["1", "1", "乙", "2017-06-01"], ["1", "2", "甲", "2017-06-01"]],
        steps,
    )

    report = import_file(city, "milestones", other)

    (found,) = report.findings.kept
    assert (found.row, found.value, found.rule) == (3, "1 | 甲", Rule.TABLE_RULE)
    assert not report.is_stored
