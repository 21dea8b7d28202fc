"""What an import tells of coordinates: the datum that fits, and places of addresses."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import select

from db import models
from db.engine import Database
from db.repositories import affiliation_issues
from db.repositories.affiliation_issues import AffiliationIssueKind
from db.repositories.city_part import CityPart
from db.transfer.datum import Verdict
from db.transfer.errors import TransferError
from db.transfer.findings import Rule
from db.transfer.importing import ImportOptions, import_file
from geo.crs import from_wgs84
from tests.conftest import SqliteBackend
from tests.db.city import DAY
from tests.db.transfer.files import HEADERS, add_city, row, write_csv


@pytest.fixture
def city(sqlite_backend: SqliteBackend):  # type: ignore[no-untyped-def]
    with sqlite_backend.database() as database:
        add_city(database)
        yield database


def points(n_rows: int) -> NDArray[np.float64]:
    """Give places on both sides of the line between the two districts, some of them near it."""
    rng = np.random.default_rng(5)
    return rng.uniform((101.70, 36.60), (101.80, 36.65), (n_rows, 2))


def test_another_datum_is_proposed_and_not_applied(city: Database, tmp_path: Path) -> None:
    true = points(400)
    given = from_wgs84(true, "GCJ02")
    rows = [
        row(number, 区县="West" if x < 101.75 else "East", 经度=f"{east:.7f}", 纬度=f"{north:.7f}")
        for number, ((x, _), (east, north)) in enumerate(
            zip(true.tolist(), given.tolist(), strict=True), start=1
        )
    ]
    file = write_csv(tmp_path / "a.csv", rows)

    report = import_file(city, "organizations", file, ImportOptions(is_dry_run=True))

    assert report.proposal is not None
    assert report.proposal.verdict is Verdict.OTHER
    assert (report.proposal.best.reading.name, report.crs) == ("GCJ02", "WGS84")
    right = import_file(city, "organizations", file, ImportOptions(crs="GCJ02"))
    assert right.proposal is not None
    assert right.proposal.verdict is Verdict.AS_DECLARED
    with city.read() as session:
        stored = session.scalars(select(models.Organization.location)).all()
    assert stored[0] is not None
    assert (stored[0].x, stored[0].y) == pytest.approx(tuple(true[0]), abs=1e-6)


def test_addresses_stay_unlocated_and_are_issues(city: Database, tmp_path: Path) -> None:
    headers = [*HEADERS, "地址"]
    file = write_csv(tmp_path / "a.csv", [[*row(1, 经度="", 纬度=""), "建国路12号"]], headers)

    import_file(city, "organizations", file)

    with city.read() as session:
        page = affiliation_issues.issues_page(session, CityPart(), DAY, limit=10)
    kinds = {issue.kind for issue in page.issues}
    assert AffiliationIssueKind.NO_LOCATION in kinds


def test_a_gazetteer_gives_places_with_a_score(city: Database, tmp_path: Path) -> None:
    gazetteer = tmp_path / "g.csv"
    gazetteer.write_text("name,lon,lat\nWest建国路12号,101.71,36.61\n", encoding="utf-8")
    headers = [*HEADERS, "地址"]
    rows = [
        [*row(1, 经度="", 纬度=""), "建国路12号"],
        [*row(2, 经度="", 纬度=""), "无名巷3号"],
        [*row(3, 经度="101.72", 纬度="36.62"), "建国路12号"],
    ]
    file = write_csv(tmp_path / "a.csv", rows, headers)

    report = import_file(city, "organizations", file, ImportOptions(geocode=gazetteer))

    remarks = [(one.row, one.rule, one.is_refusal) for one in report.findings.kept]
    assert remarks == [(2, Rule.GEOCODE, False), (3, Rule.GEOCODE, False)]
    with city.read() as session:
        places = session.scalars(
            select(models.Organization.location).order_by(models.Organization.id)
        ).all()
    assert [None if one is None else (one.x, one.y) for one in places] == [
        (101.71, 36.61),
        None,
        (101.72, 36.62),
    ]


def test_geocoding_needs_addresses(city: Database, tmp_path: Path) -> None:
    gazetteer = tmp_path / "g.csv"
    gazetteer.write_text("name,lon,lat\nA,101.71,36.61\n", encoding="utf-8")
    file = write_csv(tmp_path / "a.csv", [row(1)])

    with pytest.raises(TransferError, match="no column of addresses"):
        import_file(city, "organizations", file, ImportOptions(geocode=gazetteer))
