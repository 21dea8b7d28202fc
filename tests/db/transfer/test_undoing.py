"""Taking imports back, and what forbids it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from db import models
from db.engine import Database
from db.repositories import audit, layer_changes
from db.transfer.importing import import_file
from db.transfer.undoing import UndoError, undo_import
from tests.db.city import WEST
from tests.db.transfer.files import credit_code, row, write_csv

AT = datetime(2017, 11, 1, tzinfo=UTC)


def imported(database: Database, kind: str, file: Path) -> int:
    made = import_file(database, kind, file).import_id
    assert made is not None
    return made


def employees(database: Database) -> list[int]:
    with database.read() as session:
        found = session.scalars(
            select(models.Organization.employees).order_by(models.Organization.credit_code)
        )
        return list(found)


def test_what_was_added_is_removed_with_its_links(city: Database, tmp_path: Path) -> None:
    number = imported(city, "organizations", write_csv(tmp_path / "a.csv", [row(1), row(2)]))

    undo_import(city, number, "clerk", AT)

    with city.read() as session:
        assert session.scalar(select(func.count()).select_from(models.Organization)) == 0
        assert session.scalar(select(func.count()).select_from(models.CircleMembership)) == 0
        entry = session.scalars(
            select(models.AuditEntry).order_by(models.AuditEntry.number.desc())
        ).first()
        assert entry is not None
        assert (entry.action, entry.by, entry.n_rows) == ("undoImport", "clerk", 2)
        assert layer_changes.versions(session, ["ORGANIZATIONS"]) == {"ORGANIZATIONS": 2}
        assert audit.verify_audit(session).is_sound


def test_what_was_changed_is_as_it_was(city: Database, tmp_path: Path) -> None:
    imported(city, "organizations", write_csv(tmp_path / "a.csv", [row(1), row(2)]))
    changed = row(1, 从业人数="30", 区县="East", 经度="101.78", 纬度="36.64")
    number = imported(city, "organizations", write_csv(tmp_path / "b.csv", [changed, row(3)]))

    undo_import(city, number, "clerk", AT)

    with city.read() as session:
        first, second = session.scalars(
            select(models.Organization).order_by(models.Organization.credit_code)
        ).all()
        members = session.scalars(select(models.CircleMembership.organization_id)).all()
    assert (first.employees, first.named_district_id, first.district_id) == (12, WEST, WEST)
    assert first.location is not None
    assert (first.location.x, first.location.y) == (101.71, 36.61)
    assert (first.version, second.version) == (3, 1)
    assert sorted(members) == [first.id, second.id]


def test_imports_are_taken_back_one_after_the_other(city: Database, tmp_path: Path) -> None:
    first = imported(city, "organizations", write_csv(tmp_path / "a.csv", [row(1)]))
    second = imported(city, "organizations", write_csv(tmp_path / "b.csv", [row(1, 从业人数="2")]))
    third = imported(city, "organizations", write_csv(tmp_path / "c.csv", [row(1, 从业人数="3")]))

    with pytest.raises(UndoError, match="1 of the organizations of import 1 were changed"):
        undo_import(city, first, "clerk", AT)
    undo_import(city, third, "clerk", AT)
    assert employees(city) == [2]
    undo_import(city, second, "clerk", AT)
    assert employees(city) == [12]
    undo_import(city, first, "clerk", AT)
    assert employees(city) == []


def test_a_later_correction_forbids_it(city: Database, tmp_path: Path) -> None:
    number = imported(city, "organizations", write_csv(tmp_path / "a.csv", [row(1), row(2)]))
    with city.write() as session:
        organization = session.scalars(select(models.Organization)).first()
        assert organization is not None
        organization.employees = 99

    with pytest.raises(UndoError, match=r"Organization:\d+.*nothing was taken back"):
        undo_import(city, number, "clerk", AT)
    assert len(employees(city)) == 2


def test_whoever_is_referred_to_stays(city: Database, tmp_path: Path) -> None:
    number = imported(city, "organizations", write_csv(tmp_path / "a.csv", [row(1)]))
    imported(
        city,
        "party-organizations",
        write_csv(tmp_path / "p.csv", [["支部", "党支部"]], ("名称", "类别")),
    )
    headers = ("党组织", "组织信用代码", "起始日期")
    covers = write_csv(tmp_path / "c.csv", [["支部", credit_code(1), "2016-01-01"]], headers)
    link = imported(city, "covers", covers)

    with pytest.raises(UndoError, match="1 of the party organization covers refer to"):
        undo_import(city, number, "clerk", AT)
    undo_import(city, link, "clerk", AT)
    undo_import(city, number, "clerk", AT)
    assert employees(city) == []


def test_a_link_that_was_ended_since_forbids_it(city: Database, tmp_path: Path) -> None:
    imported(city, "organizations", write_csv(tmp_path / "a.csv", [row(1)]))
    imported(
        city,
        "party-organizations",
        write_csv(tmp_path / "p.csv", [["支部", "党支部"]], ("名称", "类别")),
    )
    headers = ("党组织", "组织信用代码", "起始日期")
    covers = write_csv(tmp_path / "c.csv", [["支部", credit_code(1), "2016-01-01"]], headers)
    link = imported(city, "covers", covers)
    with city.write() as session:
        session.execute(update(models.PartyOrganizationCover).values(until=AT.date()))

    with pytest.raises(UndoError, match="1 of the party organization covers"):
        undo_import(city, link, "clerk", AT)


def test_districts_let_go_of_what_lies_in_them(database: Database, tmp_path: Path) -> None:
    square = "POLYGON ((101.7 36.6, 101.75 36.6, 101.75 36.65, 101.7 36.65, 101.7 36.6))"
    file = write_csv(tmp_path / "d.csv", [["630104", "West", square]], ("adcode", "名称", "WKT"))
    number = imported(database, "districts", file)
    imported(database, "organizations", write_csv(tmp_path / "a.csv", [row(1, 区县="")]))

    undo_import(database, number, "clerk", AT)

    with database.read() as session:
        (organization,) = session.scalars(select(models.Organization)).all()
    assert organization.district_id is None


def test_an_import_is_taken_back_once(city: Database, tmp_path: Path) -> None:
    number = imported(city, "organizations", write_csv(tmp_path / "a.csv", [row(1)]))
    undo_import(city, number, "clerk", AT)

    with pytest.raises(UndoError, match="taken back already"):
        undo_import(city, number, "clerk", AT)
    with pytest.raises(UndoError, match="there is no import 99"):
        undo_import(city, 99, "clerk", AT)
