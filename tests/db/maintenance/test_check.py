"""`check_database`: silent on a sound database, and finds what was damaged on purpose."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from db import models
from db.engine import Database, open_database
from db.errors import CorruptDatabaseError
from db.maintenance.check import check_database
from db.maintenance.findings import FINDINGS_MAX, Finding, Report
from db.maintenance.repair import repair
from tests.db.maintenance.conftest import Damage


def found(report: Report) -> dict[str, list[Finding]]:
    return {each.name: list(each.findings) for each in report.checks if each.findings}


def test_a_sound_city_has_no_finding(random_city: Database) -> None:
    names: list[str] = []

    report = check_database(random_city, progress=names.append)

    assert found(report) == {}
    assert report.is_sound
    assert names == [each.name for each in report.checks[1:]]


DAMAGES = (
    (
        "UPDATE organizations SET district_id = 2 WHERE id = 1",
        "derived columns",
        "organizations 1, district_id",
        "it is 2, not None",
    ),
    (
        "INSERT INTO circle_memberships (circle_id, organization_id) VALUES (1, 11)",
        "derived columns",
        "circle_memberships 1, 11",
        "it is there, but should not be",
    ),
    (
        "DELETE FROM circle_memberships WHERE organization_id = 2",
        "derived columns",
        "circle_memberships",
        "it is not there, but should be",
    ),
    (
        "UPDATE station_services SET distance_m = distance_m + 1 WHERE organization_id = 2",
        "derived columns",
        "station_services",
        "distance_m is",
    ),
    (
        "DELETE FROM station_services WHERE organization_id = 7",
        "derived columns",
        "station_services",
        "it is not there, but should be",
    ),
    (
        "UPDATE guidance_stations SET district_id = NULL WHERE id = 1",
        "derived columns",
        "guidance_stations 1, district_id",
        "it is None",
    ),
    (
        "UPDATE commercial_circles SET district_id = 2 WHERE id = 1",
        "derived columns",
        "commercial_circles 1, district_id",
        "it is 2, not 1",
    ),
    (
        "UPDATE activities SET host_id = 999 WHERE id = 1",
        "foreign keys",
        "activities 1",
        "host_id is 999, which party_organizations does not hold",
    ),
    (
        "UPDATE audit_entries SET note = 'forged'",
        "audit",
        "after 0 sound entries",
        "entry 1 is not as it was written",
    ),
)


def drop_guards(database: Database, damage: Damage) -> None:
    of = "" if database.dialect == "sqlite" else " ON audit_entries"
    for change in ("update", "delete"):
        damage(f"DROP TRIGGER audit_entries_no_{change}{of}")


def test_every_damage_is_found_where_it_is(random_city: Database, damage: Damage) -> None:
    drop_guards(random_city, damage)
    for statement, *_ in DAMAGES:
        damage(statement)

    findings = found(check_database(random_city))

    assert set(findings) == {"derived columns", "foreign keys", "audit"}
    for _, check, place, fault in DAMAGES:
        told = [
            each for each in findings[check] if place in each.place and each.fault.startswith(fault)
        ]
        assert told, (place, findings[check])
        assert all(each.remedy for each in told)
    assert [each.fault.split(" is ")[0] for each in findings["audit"][1:]] == [
        "the trigger audit_entries_no_update",
        "the trigger audit_entries_no_delete",
    ]


def test_an_audit_without_its_entries_is_found(random_city: Database, damage: Damage) -> None:
    drop_guards(random_city, damage)
    damage("DELETE FROM audit_entries")

    assert found(check_database(random_city))["audit"][0].fault == (
        "the head knows 1 entries, but 0 are there"
    )


def test_a_missing_column_index_is_found(random_city: Database, damage: Damage) -> None:
    damage("DROP INDEX ix_organizations_industry")

    findings = found(check_database(random_city))

    assert [each.fault for each in findings["tables"]] == [
        "the models would add index ix_organizations_industry"
    ]


INDEX_DAMAGES = {
    "sqlite": {
        "DELETE FROM idx_organizations_location WHERE pkid = 3": "row 3: the row of organizations"
        " is not in the index",
        "UPDATE idx_organizations_location SET pkid = 77777 WHERE pkid = 1": "row 77777: the index"
        " has it, but organizations has no such row, or it lies nowhere",
        "UPDATE idx_organizations_location SET xmin = 10, xmax = 11 WHERE pkid = 2": "row 2: the"
        " index has another box than the row of organizations",
        "DROP TRIGGER giu_organizations_location": ": giu_organizations_location is missing",
    },
    "postgresql": {"DROP INDEX idx_organizations_location": "its spatial index is not there"},
}


def test_a_spatial_index_that_differs_is_found_and_built_anew(
    random_city: Database, damage: Damage
) -> None:
    damages = INDEX_DAMAGES[random_city.dialect]
    for statement in damages:
        damage(statement)

    findings = found(check_database(random_city))
    repair(random_city, "a")

    told = [f"{each.place}: {each.fault}" for each in findings["indexes"]]
    for fault in damages.values():
        assert [each for each in told if fault in each], told
    assert all("--repair" in each.remedy for each in findings["indexes"])
    assert found(check_database(random_city)) == {}


def test_a_repair_puts_derived_columns_right_and_is_audited(
    random_city: Database, damage: Damage
) -> None:
    damage("UPDATE organizations SET district_id = NULL")
    damage("DELETE FROM station_services")

    report = check_database(random_city)
    repair(random_city, "quanmap db")

    checked = next(each for each in report.checks if each.name == "derived columns")
    assert len(checked.findings) == FINDINGS_MAX
    assert checked.n_more > 0
    assert found(check_database(random_city)) == {}
    with random_city.read() as session:
        last = session.scalars(
            sa.select(models.AuditEntry).order_by(models.AuditEntry.number.desc()).limit(1)
        ).one()
    assert (last.by, last.action) == ("quanmap db", "repairDatabase")


def test_geometries_that_are_invalid_or_out_of_the_world_are_found(
    random_city: Database, damage: Damage
) -> None:
    make = "GeomFromText" if random_city.dialect == "sqlite" else "ST_GeomFromText"
    bowtie = "MULTIPOLYGON(((101 36, 102 37, 102 36, 101 37, 101 36)))"
    beyond = f"{make}('POINT(200 36)', 4326)"
    damage(f"UPDATE guidance_stations SET location = {beyond} WHERE id = 1")  # noqa: S608
    bow = f"{make}('{bowtie}', 4326)"
    damage(f"UPDATE commercial_circles SET boundary = {bow} WHERE id = 2")  # noqa: S608

    findings = found(check_database(random_city))["geometries"]

    faults = {each.place: each.fault for each in findings}
    assert "beyond longitude 180" in faults["guidance_stations 1, location"]
    assert "Self-intersection" in faults["commercial_circles 2, boundary"]


def test_bytes_that_are_no_geometry_are_found(sqlite_database: Database) -> None:
    with sqlite_database.engines[0].begin() as connection:
        connection.execute(sa.text("DROP TRIGGER gii_activities_location"))
        connection.execute(
            sa.text(
                'INSERT INTO activities (id, series, title, "on", participants, location)'
                " VALUES (1, 'OTHER', 'a', '2017-01-01', 1, x'00010203')"
            )
        )

    findings = found(check_database(sqlite_database))["geometries"]

    assert findings[0].place == "activities 1, location"
    assert "no geometry" in findings[0].fault


def test_other_tables_than_the_program_s_are_the_only_finding(random_city: Database) -> None:
    with random_city.engines[0].begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0004'"))

    findings = found(check_database(random_city))

    assert list(findings) == ["revision"]
    assert "quanmap db upgrade" in findings["revision"][0].fault


def test_a_damaged_file_is_said_to_be_one(tmp_path: Path) -> None:
    path = tmp_path / "city.db"
    database = open_database(path)
    database.upgrade()
    with database.write() as session:
        session.add_all(
            [models.Instructor(code=f"I{n}", mode="SHARED", capacity=9) for n in range(3_000)]
        )
    database.dispose()
    content = bytearray(path.read_bytes())
    middle = len(content) // 8192 * 4096
    content[middle : middle + 40_960] = b"\xff" * 40_960
    path.write_bytes(content)

    try:
        report = check_database(database)
    except CorruptDatabaseError as error:
        assert "damaged" in str(error)  # noqa: PT017 (either way of saying it is right)
    else:
        assert "restore" in found(report)["storage"][0].remedy
    database.dispose()
