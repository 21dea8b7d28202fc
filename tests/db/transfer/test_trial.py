"""The dry run of an author who is bound to districts."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from db import models
from db.engine import Database
from db.errors import OutsideDistrictsError
from db.repositories import audit
from db.repositories.journal import Author
from db.transfer.findings import Rule
from db.transfer.importing import ImportOptions, import_file
from db.transfer.storing import Stored, store
from tests.db.city import WEST
from tests.db.transfer.files import count, credit_code, row, write_csv


def test_a_dry_run_tells_a_bound_author_what_lies_elsewhere(city: Database, tmp_path: Path) -> None:
    tried = ImportOptions(author=Author("clerk", frozenset({WEST})), is_dry_run=True)
    import_file(city, "organizations", write_csv(tmp_path / "e.csv", [row(3, 区县="East")]))
    rows = [row(1), row(2, 区县="East"), row(3, 从业人数="99"), row(4, 区县="", 经度="101.78")]
    moved = row(3, 区县="West")

    report = import_file(city, "organizations", write_csv(tmp_path / "a.csv", rows), tried)
    again = import_file(city, "organizations", write_csv(tmp_path / "b.csv", [moved]), tried)

    refused = [one.row for one in report.findings.kept if one.rule is Rule.OTHER_DISTRICT]
    assert refused == [3, 4, 5]
    assert (report.n_added, report.n_updated, report.n_refused) == (1, 0, 3)
    assert (again.n_updated, again.n_refused) == (0, 1)
    assert report.findings.kept[-1].value == credit_code(4)
    assert count(city, models.Organization) == 1
    with city.read() as session:
        assert audit.verify_audit(session).is_sound


def test_a_dry_run_of_a_bound_author_lets_nobody_write_between_its_identifiers(
    city: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    n_locks: list[int] = []

    def storing(session: Session, *arguments: Any) -> Stored:
        if city.dialect == "postgresql":
            own = text(
                "SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND granted"
                " AND relation = 'organizations'::regclass AND mode = 'ShareRowExclusiveLock'"
            )
            n_locks.append(session.scalar(own) or 0)
        else:  # one writes at a time
            raw = session.connection().connection.driver_connection
            n_locks.append(int(raw is not None and raw.in_transaction))
        return store(session, *arguments)

    monkeypatch.setattr("db.transfer.trial.store", storing)
    tried = ImportOptions(author=Author("clerk", frozenset({WEST})), is_dry_run=True)
    report = import_file(city, "organizations", write_csv(tmp_path / "a.csv", [row(1)]), tried)

    assert n_locks == [1]
    assert report.n_added == 1


def test_a_dry_run_tells_a_bound_author_of_links(city: Database, tmp_path: Path) -> None:
    author = Author("clerk", frozenset({WEST}))
    organizations = write_csv(tmp_path / "o.csv", [row(1), row(2, 区县="East")])
    import_file(city, "organizations", organizations)
    import_file(city, "alliances", write_csv(tmp_path / "a.csv", [["联盟一"]], ("名称",)))
    links = [["联盟一", credit_code(1)], ["联盟一", credit_code(2)]]
    file = write_csv(tmp_path / "l.csv", links, ("城市党建联盟", "组织信用代码"))
    tried = ImportOptions(author=author, is_dry_run=True)

    report = import_file(city, "alliance-organizations", file, tried)

    assert [(one.row, one.rule) for one in report.findings.kept] == [(3, Rule.OTHER_DISTRICT)]
    with pytest.raises(OutsideDistrictsError):
        import_file(city, "alliance-organizations", file, ImportOptions(author=author))
