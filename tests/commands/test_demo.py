"""``quanmap demo``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.conftest import Run


def test_it_makes_the_tables_and_fills_them(run: Run) -> None:
    result = run("demo", "--organizations", 60, "--seed", 5)

    assert result.exit_code == 0
    assert "60 organizations, seed 5" in result.output
    assert "synthetic" in result.output


def test_a_database_with_data_is_left_as_it_is(run: Run) -> None:
    run("demo", "--organizations", 60)

    result = run("demo", "--organizations", 60)

    assert result.exit_code == 1
    assert "already holds" in result.output


@pytest.mark.parametrize(
    ("option", "value"), [("--organizations", 0), ("--organizations", -5), ("--seed", -1)]
)
def test_an_impossible_city_is_refused_before_anything_is_made(
    run: Run, folder: Path, option: str, value: int
) -> None:
    result = run("demo", option, value)

    assert result.exit_code == 1
    assert str(value) in result.output
    assert list(folder.iterdir()) == []
