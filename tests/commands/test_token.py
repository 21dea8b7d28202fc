"""``quanmap token``: made, shown once, listed, revoked; and the first one of all."""

from __future__ import annotations

from pathlib import Path

import pytest

from commands.serve import tell_first_token
from commands.token import first_token
from db.engine import open_database
from db.repositories.audit import verify_audit
from tests.commands.conftest import Run


@pytest.fixture
def url(folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A file with empty tables, in the settings too."""
    file = folder / "tokens.sqlite3"
    database = open_database(file)
    database.upgrade()
    database.dispose()
    monkeypatch.setenv("QUANMAP_DATABASE_URL", f"sqlite:///{file}")
    return f"sqlite:///{file}"


def test_a_token_is_printed_once_listed_and_revoked(url: str, run: Run) -> None:
    created = run("token", "create", "clerk", "--role", "editor", "--days", "30")
    secret = created.output.strip()

    assert (created.exit_code, secret.startswith("quanmap_")) == (0, True)
    listed = run("token", "list")
    assert "clerk" in listed.output
    assert "EDITOR" in listed.output
    assert "valid" in listed.output
    assert secret not in listed.output
    assert run("token", "revoke", "clerk").exit_code == 0
    assert "revoked" in run("token", "list").output
    database = open_database(url)
    with database.read() as session:
        assert verify_audit(session).n_entries == 2
    database.dispose()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("create", "a", "--role", "editor", "--district", "630999"), "630999"),
        (("create", "a", "--role", "admin", "--district", "630102"), "only an EDITOR"),
        (("revoke", "nobody"), "no token is named nobody"),
    ],
)
def test_what_cannot_be_done_is_said(
    url: str, run: Run, arguments: tuple[str, ...], words: str
) -> None:
    assert url
    result = run("token", *arguments)

    assert result.exit_code == 1
    assert words in result.output


def test_a_name_is_taken_once(url: str, run: Run) -> None:
    assert url
    assert run("token", "create", "clerk", "--role", "viewer").exit_code == 0
    again = run("token", "create", "clerk", "--role", "viewer")

    assert again.exit_code == 1
    assert "take another name" in again.output


def test_the_first_start_shows_one_token_and_no_other_start_does(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    database = open_database(url)
    tell_first_token(database)
    shown = capsys.readouterr().err
    tell_first_token(database)

    assert "quanmap_" in shown
    assert "'first start', valid for 30 days" in shown
    assert capsys.readouterr().err == ""
    assert first_token(database) is None
    database.dispose()
