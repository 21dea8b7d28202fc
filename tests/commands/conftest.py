"""A working folder, an environment without settings, and a way to run the command in them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from commands.root import cli
from commands.settings import setting_names, variable_of
from db.demo import generate, load
from db.engine import open_database

Run = Callable[..., Result]
N_ORGANIZATIONS = 300


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The working folder, with no settings around it."""
    monkeypatch.chdir(tmp_path)
    for name in setting_names():
        monkeypatch.delenv(variable_of(name), raising=False)
    return tmp_path


@pytest.fixture
def run() -> Run:
    """Run the command with these arguments."""
    return lambda *arguments: CliRunner().invoke(cli, [str(argument) for argument in arguments])


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a small demo city."""
    file = tmp_path_factory.mktemp("demo") / "demo.sqlite3"
    database = open_database(file)
    database.upgrade()
    load(database, generate(N_ORGANIZATIONS))
    database.dispose()
    return file


@pytest.fixture
def demo_url(
    demo_file: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> str:
    """The address of a copy of the demo city, in the settings too."""
    file = tmp_path_factory.mktemp("copy") / demo_file.name
    shutil.copyfile(demo_file, file)
    url = f"sqlite:///{file}"
    monkeypatch.setenv("QUANMAP_DATABASE_URL", url)
    return url
