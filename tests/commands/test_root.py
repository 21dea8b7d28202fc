"""What holds for every command: help, exit codes, words for what is refused."""

from __future__ import annotations

import pytest

from tests.commands.conftest import Run


def test_without_a_command_the_commands_are_listed(run: Run) -> None:
    result = run("--help")

    assert result.exit_code == 0
    for name in ("coverage", "db", "demo", "map", "schema", "serve"):
        assert f"\n  {name} " in result.output


@pytest.mark.parametrize(
    "arguments",
    [["unknown"], ["coverage", "--unknown"], ["map", "coverage"], ["demo", "--seed", "a"]],
)
def test_wrong_usage_is_exit_code_2(run: Run, arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


def test_a_wrong_setting_is_refused_by_its_variable(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUANMAP_PORT", "no port")
    monkeypatch.setenv("QUANMAP_SERVICE_RADIUS", "-1")

    result = run("db", "check")

    assert result.exit_code == 1
    assert "QUANMAP_PORT='no port' is refused" in result.output
    assert "QUANMAP_SERVICE_RADIUS='-1' is refused" in result.output


def test_a_wrong_database_is_refused_without_a_traceback(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUANMAP_DATABASE_URL", "mysql://somewhere/city")

    result = run("db", "check")

    assert result.exit_code == 1
    assert result.output.startswith("Error: ")
    assert "postgresql://" in result.output


def test_a_database_that_cannot_be_reached_is_refused_without_its_password(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUANMAP_DATABASE_URL", "postgresql://me:secret@127.0.0.1:1/city")

    result = run("db", "check")

    assert result.exit_code == 1
    assert "cannot be opened" in result.output
    assert "secret" not in result.output
