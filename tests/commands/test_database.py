"""``quanmap db``."""

from __future__ import annotations

from pathlib import Path

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
