"""The audit that every recorded write leaves, the map layers it touches, and its districts."""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from shapely import Point, from_wkb
from sqlalchemy.orm import Session

from db import models
from db.engine import Database
from db.errors import JournalError, OutsideDistrictsError, StaleVersionError
from db.models.enums import (
    ChangeAction,
    ExemplarKind,
    FundingSource,
    PartyOrganizationKind,
)
from db.repositories import audit, changes, journal, layer_changes
from db.repositories.audit import ImportedFile
from db.repositories.journal import Author, recorded_write
from tests.conftest import Backend
from tests.db import city

AT = datetime(2017, 11, 1, 8, 30, tzinfo=UTC)


@pytest.fixture
def places(backend: Backend) -> Iterator[Database]:
    with backend.database(fill) as database:
        yield database


def fill(database: Database) -> None:
    """Districts, circles, a party organization and two organizations, each journalled."""
    with database.write() as session:
        city.add_districts(session)
        city.add_circles(session)
        session.add(
            models.PartyOrganization(
                id=1, name="p", kind=PartyOrganizationKind.BRANCH, district_id=city.WEST
            )
        )
        for number, place in ((1, Point(101.715, 36.615)), (2, Point(101.76, 36.61))):
            changes.add(session, city.organization(number, place))


def entries(database: Database) -> list[models.AuditEntry]:
    with database.read() as session:
        statement = sa.select(models.AuditEntry).order_by(models.AuditEntry.number)
        return list(session.scalars(statement))


def rows_of(entry: models.AuditEntry) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(entry.changes)
    return rows


def exemplar(organization_id: int = 1, title: str = "x") -> models.Exemplar:
    return models.Exemplar(
        kind=ExemplarKind.MODEL_POST, organization_id=organization_id, title=title, year=2017
    )


def test_one_transaction_leaves_one_entry_with_every_row(places: Database) -> None:
    with recorded_write(places, "clerk", "nameExemplar", at=AT, request_id="r1") as session:
        changes.add(session, exemplar(title="first"))
        changes.add(session, exemplar(title="second"))
    (entry,) = entries(places)
    assert (entry.number, entry.by, entry.action, entry.request_id) == (
        1,
        "clerk",
        "nameExemplar",
        "r1",
    )
    assert entry.at == AT
    rows = rows_of(entry)
    assert [row["table"] for row in rows] == ["exemplars", "exemplars"]
    assert [row["before"] for row in rows] == [None, None]
    assert rows[0]["after"] == {
        "id": 1,
        "version": 1,
        "kind": "MODEL_POST",
        "organization_id": 1,
        "title": "first",
        "year": 2017,
    }


def test_a_correction_tells_before_and_after(places: Database) -> None:
    with recorded_write(places, "clerk", "nameExemplar") as session:
        changes.add(session, exemplar(title="old"))
    with recorded_write(places, "clerk", "nameExemplar") as session:
        changes.correct(session, models.Exemplar, 1, 1, {"title": "new"})
    (row,) = rows_of(entries(places)[1])
    assert (row["before"]["title"], row["before"]["version"]) == ("old", 1)
    assert (row["after"]["title"], row["after"]["version"]) == ("new", 2)


def test_a_withdrawn_record_stays_in_the_audit_with_its_parts(places: Database) -> None:
    place = Point(101.715, 36.615)
    with recorded_write(places, "clerk", "registerStation") as session:
        made = changes.add(session, city.station("s", place))
        session.add(
            models.StationFunding(
                station_id=made.id, source=FundingSource.POOLED, amount_cny=Decimal("20.50")
            )
        )
        identifier = made.id
    with recorded_write(places, "clerk", "withdraw", note="entered twice") as session:
        changes.withdraw(session, models.GuidanceStation, identifier, 1)
    with places.read() as session:
        assert session.get(models.GuidanceStation, identifier) is None
        assert session.scalars(sa.select(models.StationFunding)).all() == []
        assert session.scalars(sa.select(models.StationService)).all() == []
    entry = entries(places)[1]
    assert entry.note == "entered twice"
    gone = {row["table"]: row for row in rows_of(entry)}
    assert gone["station_fundings"]["before"]["amount_cny"] == "20.50"
    assert gone["station_fundings"]["after"] is None
    assert from_wkb(gone["guidance_stations"]["before"]["location"]).equals(place)


def test_nothing_changed_leaves_no_entry(places: Database) -> None:
    with recorded_write(places, "clerk", "nameExemplar") as session:
        changes.add(session, exemplar(title="same"))
    with recorded_write(places, "clerk", "nameExemplar") as session:
        changes.correct(session, models.Exemplar, 1, 1, {"title": "same"})
    with recorded_write(places, "clerk", "look") as session:
        session.get(models.Exemplar, 1)
    assert len(entries(places)) == 1


def test_a_failed_transaction_leaves_neither_row_nor_entry(places: Database) -> None:
    def fail(session: Session) -> None:
        changes.add(session, exemplar())
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), recorded_write(places, "c", "nameExemplar") as session:
        fail(session)
    assert entries(places) == []
    with places.read() as session:
        assert session.scalars(sa.select(models.Exemplar)).all() == []
        assert layer_changes.versions(session) == {}


def test_the_chain_is_sound_and_each_entry_names_the_one_before(places: Database) -> None:
    for title in ("a", "b", "c"):
        with recorded_write(places, "clerk", "nameExemplar") as session:
            changes.add(session, exemplar(title=title))
    chain = entries(places)
    assert [entry.previous_sha256 for entry in chain] == [
        audit.NO_HASH,
        chain[0].entry_sha256,
        chain[1].entry_sha256,
    ]
    with places.read() as session:
        assert audit.verify_audit(session) == audit.Verification(3)
        assert audit.verify_audit(session).is_sound


def test_the_hash_is_of_the_canonical_form(places: Database) -> None:
    with recorded_write(places, "书记员", "nameExemplar", at=AT) as session:
        changes.add(session, exemplar(title="示范岗"))
    (entry,) = entries(places)
    text = (
        '{"action":"nameExemplar","at":"2017-11-01T08:30:00.000000+00:00","by":"书记员","changes":'
        + json.dumps(entry.changes, ensure_ascii=False)
        + ',"file_name":null,"file_sha256":null,"n_rows":null,"note":null,"number":1,'
        f'"previous_sha256":"{"0" * 64}","request_id":null,"rows_sha256":null}}'
    )
    assert entry.entry_sha256 == hashlib.sha256(text.encode()).hexdigest()


def unprotect(session: Session, name: str) -> None:
    on_postgresql = session.get_bind().dialect.name == "postgresql"
    suffix = " ON audit_entries" if on_postgresql else ""
    session.execute(sa.text(f"DROP TRIGGER audit_entries_no_{name}{suffix}"))


@pytest.mark.parametrize(
    ("trigger", "statement", "fault"),
    [
        ("update", "UPDATE audit_entries SET changes = '[]' WHERE number = 2", "entry 2 is not as"),
        ("update", "UPDATE audit_entries SET \"by\" = 'x' WHERE number = 2", "entry 2 is not as"),
        ("delete", "DELETE FROM audit_entries WHERE number = 2", "entry 2 is missing"),
        ("delete", "DELETE FROM audit_entries WHERE number = 3", "head knows 3"),
        (
            "update",
            "UPDATE audit_entries SET previous_sha256 = entry_sha256 WHERE number = 3",
            "entry 3 does not follow",
        ),
        ("update", "DELETE FROM audit_head", "head is missing"),
    ],
)
def test_tampering_is_found(places: Database, trigger: str, statement: str, fault: str) -> None:
    for title in ("a", "b", "c"):
        with recorded_write(places, "clerk", "nameExemplar") as session:
            changes.add(session, exemplar(title=title))
    with places.write() as session:
        unprotect(session, trigger)
        session.execute(sa.text(statement))
    with places.read() as session:
        found = audit.verify_audit(session)
    assert not found.is_sound
    assert fault in str(found.fault)


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_entries SET note = 'x'", "DELETE FROM audit_entries"]
)
def test_triggers_refuse_to_change_an_entry(places: Database, statement: str) -> None:
    with recorded_write(places, "clerk", "nameExemplar") as session:
        changes.add(session, exemplar())
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), places.write() as session:
        session.execute(sa.text(statement))


def test_truncating_the_audit_is_refused(postgis_database: Database) -> None:
    with (
        pytest.raises(sa.exc.DBAPIError, match="append-only"),
        postgis_database.write() as session,
    ):
        session.execute(sa.text("TRUNCATE audit_entries"))


def test_an_import_leaves_its_digest_in_place_of_rows(places: Database) -> None:
    imported = ImportedFile("exemplars.csv", "ab" * 32, audit.digest([1, "x"]), 1)
    with recorded_write(places, "importer", "import") as session:
        session.execute(
            sa.insert(models.Exemplar),
            [{"kind": "MODEL_POST", "organization_id": 1, "title": "x", "year": 2017}],
        )
        journal.set_import(session, imported, tables=("organizations", "exemplars"))
    (entry,) = entries(places)
    assert (entry.file_name, entry.file_sha256, entry.n_rows) == ("exemplars.csv", "ab" * 32, 1)
    assert entry.rows_sha256 == hashlib.sha256(b'[1,"x"]').hexdigest()
    assert entry.changes == "[]"
    with places.read() as session:
        assert layer_changes.versions(session) == {"ORGANIZATIONS": 1}


def test_an_import_needs_a_journal(places: Database) -> None:
    with pytest.raises(JournalError, match="recorded_write"), places.write() as session:
        journal.set_import(session, ImportedFile("f", None, None, 0), tables=())


def test_layers_count_changes_and_tell_which_feature_and_where(places: Database) -> None:
    with recorded_write(places, "clerk", "updateOrganization", at=AT) as session:
        changes.correct(session, models.Organization, 1, 1, {"location": Point(101.725, 36.605)})
    with places.read() as session:
        (change,) = layer_changes.changes_after(session, 0)
        assert layer_changes.versions(session, ["ORGANIZATIONS", "PAIRINGS"]) == {
            "ORGANIZATIONS": 1,
            "PAIRINGS": 0,
        }
        assert layer_changes.changes_after(session, change.id) == []
        assert layer_changes.last_id(session) == change.id
    assert (change.layer, change.record_id, change.action) == (
        "ORGANIZATIONS",
        1,
        ChangeAction.UPDATED,
    )
    assert (change.west, change.south, change.east, change.north) == (
        101.715,
        36.605,
        101.725,
        36.615,
    )


def test_a_station_changes_its_service_area_and_the_gaps(places: Database) -> None:
    with recorded_write(places, "clerk", "registerStation", at=AT) as session:
        changes.add(session, city.station("s", Point(101.72, 36.61), 1_000.0))
    with places.read() as session:
        found = {each.layer: each for each in layer_changes.changes_after(session, 0)}
    assert set(found) == {"GUIDANCE_STATIONS", "SERVICE_AREAS", "COVERAGE_GAPS"}
    assert {each.action for each in found.values()} == {ChangeAction.CREATED, ChangeAction.UPDATED}
    assert found["COVERAGE_GAPS"].record_id is None
    area = found["SERVICE_AREAS"]
    # 1,000 m are 0.0090 degrees of latitude and 0.0112 of longitude there.
    assert (area.north or 0) - 36.61 == pytest.approx(0.0090, abs=2e-4)
    assert (area.east or 0) - 101.72 == pytest.approx(0.0112, abs=2e-4)


def test_changes_are_told_for_a_day_and_counted_for_ever(places: Database) -> None:
    for days in (0, 2):
        with recorded_write(places, "c", "u", at=AT + timedelta(days=days)) as session:
            changes.correct(session, models.Organization, 1, 1 + days // 2, {"employees": days + 1})
    with places.read() as session:
        assert [each.at for each in layer_changes.changes_after(session, 0)] == [
            AT + timedelta(days=2)
        ]
        assert layer_changes.versions(session) == {"ORGANIZATIONS": 2}


def test_a_stale_version_is_told_with_both(places: Database) -> None:
    with recorded_write(places, "a", "update") as session:
        changes.correct(session, models.Organization, 1, 1, {"employees": 5})
    with pytest.raises(StaleVersionError) as caught, recorded_write(places, "b", "u") as session:
        changes.correct(session, models.Organization, 1, 1, {"employees": 6})
    assert (caught.value.found, caught.value.given) == (2, 1)
    assert len(entries(places)) == 1


WEST_ONLY = Author("west", frozenset({city.WEST}))


@pytest.mark.parametrize(
    "change",
    [
        lambda session: changes.add(session, exemplar(organization_id=2)),
        lambda session: changes.correct(session, models.Organization, 2, 1, {"employees": 9}),
        lambda session: changes.correct(
            session, models.Organization, 1, 1, {"named_district_id": city.EAST}
        ),
        lambda session: changes.withdraw(session, models.Organization, 2, 1),
        lambda session: changes.add(session, models.Alliance(name="x")),
        lambda session: changes.add(session, city.station("s", Point(101.76, 36.61))),
        lambda session: session.add(
            models.PartyOrganizationCover(
                party_organization_id=1, organization_id=2, since=date(2017, 1, 1)
            )
        ),
    ],
)
def test_an_author_bound_to_districts_writes_nowhere_else(places: Database, change: Any) -> None:
    with pytest.raises(OutsideDistrictsError), recorded_write(places, WEST_ONLY, "x") as session:
        change(session)
    assert entries(places) == []


def test_an_author_bound_to_districts_writes_there(places: Database) -> None:
    with recorded_write(places, WEST_ONLY, "x") as session:
        changes.add(session, exemplar(organization_id=1))
        changes.correct(session, models.Organization, 1, 1, {"employees": 9})
        changes.add(session, city.station("s", Point(101.72, 36.61)))
        session.add(
            models.PartyOrganizationCover(
                party_organization_id=1, organization_id=1, since=date(2017, 1, 1)
            )
        )
    assert len(rows_of(entries(places)[0])) == 4
