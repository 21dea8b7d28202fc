"""The walk-through in ``docs/second-city.md``, run as it stands, block by block."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from db.engine import open_database
from tests.commands.conftest import Run

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "second-city.md"

pytest.importorskip("plotly", reason="the second city is NOT shown: no plotly")
pytest.importorskip("geopandas", reason="the second city is NOT shown: no geopandas")
pytest.importorskip("pyogrio", reason="the second city is NOT shown: no pyogrio")

pytestmark = pytest.mark.slow


class Block(NamedTuple):
    language: str
    name: str
    text: str


def blocks_of(document: Path) -> list[Block]:
    found = re.findall(
        r"^```(\w+) ?([\w.]*)\n(.*?)^```$", document.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    return [Block(*one) for one in found]


def commands_of(block: Block, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Give the commands of a block, and set what it exports."""
    for line in block.text.splitlines():
        words = shlex.split(line)
        if words[0] == "export":
            name, _, value = words[1].partition("=")
            monkeypatch.setenv(name, value)
        else:
            assert words[0] == "quanmap", line
            yield words[1:]


def without_breaks(text: str) -> str:
    return " ".join(text.split())


def walk(run: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> str:
    """Run every block in order; a text is what the ones before it print."""
    names: dict[str, Any] = {}
    printed = ""
    blocks = blocks_of(DOCUMENT)
    for one in blocks:
        if one.language in ("toml", "csv"):
            Path(one.name).write_text(one.text, "utf-8")
    for block in blocks:
        if block.language == "python":
            exec(compile(block.text, str(DOCUMENT), "exec"), names)  # noqa: S102
            printed += capsys.readouterr().out
        elif block.language == "sh":
            for command in commands_of(block, monkeypatch):
                result = run(*command)
                assert result.exit_code == (1 if block.name == "refused" else 0), result.output
                printed += result.output
        elif block.language == "text":
            for line in block.text.splitlines():
                assert without_breaks(line) in without_breaks(printed)
    return printed


def test_the_walk_through_gives_what_it_says(
    run: Run,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    printed = walk(run, capsys, monkeypatch)

    coverage = json.loads(next(line for line in printed.splitlines() if line.startswith("{")))
    assert (coverage["served"], coverage["demand"]) == (53, 249)
    assert coverage["scopeAreaKm2"] == pytest.approx(375, abs=1)
    assert "138" in printed
    for name in ("coverage.html", "plan.html", "atlas.html"):
        page = (folder / name).read_text("utf-8")
        assert "Ville de Montréal" in page
        assert not re.search(r"GS\(\d+\)|天地图|西宁|Xining", page)
    database = open_database(folder / "montreal.sqlite3")
    assert database.revision() is not None
    database.dispose()
