"""``quanmap db``."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from tests.commands.conftest import Run


def test_check_refuses_a_database_without_tables_and_names_the_remedy(run: Run) -> None:
    result = run("db", "check")

    assert result.exit_code == 1
    assert "quanmap db upgrade" in result.output


def test_upgrade_makes_the_tables_and_check_agrees(run: Run, folder: Path) -> None:
    upgraded = run("db", "upgrade")

    assert upgraded.exit_code == 0
    assert (folder / "quanmap.sqlite3").is_file()
    assert run("db", "check").exit_code == 0


def test_upgrade_twice_changes_nothing(run: Run) -> None:
    assert run("db", "upgrade").output == run("db", "upgrade").output


def test_downgrade_asks_first(run: Run) -> None:
    run("db", "upgrade")

    result = run("db", "downgrade", "base")

    assert result.exit_code == 1
    assert "Go on?" in result.output
    assert run("db", "check").exit_code == 0


def test_downgrade_to_base_removes_the_tables(run: Run) -> None:
    run("db", "upgrade")

    result = run("db", "downgrade", "base", "--yes")

    assert result.exit_code == 0
    assert "at revision base" in result.output
    assert run("db", "check").exit_code == 1


def test_an_unknown_revision_is_refused(run: Run) -> None:
    result = run("db", "upgrade", "no-such-revision")

    assert result.exit_code == 1
    assert "no-such-revision" in result.output


def test_check_tells_every_check_of_a_sound_database(run: Run, demo_url: str) -> None:
    result = run("db", "check")

    assert result.exit_code == 0
    assert result.output.count(": sound") == 8
    assert f"{demo_url} is sound, at revision" in result.output


def test_check_for_programs_is_one_object(run: Run, demo_url: str) -> None:
    report = json.loads(run("db", "check", "--json").stdout)

    assert (report["database"], report["is_sound"]) == (demo_url, True)
    assert [each["name"] for each in report["checks"]][-1] == "audit"


def test_check_exits_with_1_on_a_finding_and_repair_mends_it(run: Run, folder: Path) -> None:
    run("demo", "--organizations", "300")
    with sqlite3.connect(folder / "quanmap.sqlite3") as connection:
        connection.execute("DELETE FROM station_services")
    connection.close()

    found = run("db", "check")

    assert found.exit_code == 1
    assert "station_services" in found.output
    assert "more findings like these" in found.output
    assert run("db", "check", "--repair").exit_code == 0


def test_backup_and_restore_bring_a_city_to_another_file(
    run: Run, folder: Path, demo_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = run("db", "backup", "city.backup")
    refused = run("db", "restore", "city.backup")
    monkeypatch.setenv("QUANMAP_DATABASE_URL", "sqlite:///other.sqlite3")
    restored = run("db", "restore", "city.backup")

    assert made.exit_code == 0
    assert demo_url in made.output
    assert refused.exit_code == 1
    assert "holds rows" in refused.output
    assert restored.exit_code == 0
    assert "compared by their hashes" in restored.output
    assert run("db", "check").exit_code == 0
    assert sorted(file.name for file in folder.iterdir()) == ["city.backup", "other.sqlite3"]
