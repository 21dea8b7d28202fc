"""The examples in the docstrings of the maps, run."""

import doctest
import importlib

import pytest

MODULES = ("classification", "encoding", "language", "legend", "notebook", "palette", "places")


@pytest.mark.parametrize("name", [*MODULES, "rectification_map"])
def test_examples_give_what_they_say(name: str) -> None:
    if name == "notebook":
        pytest.importorskip("geopandas", reason="the frames' example is NOT run: no geopandas")
    result = doctest.testmod(importlib.import_module(f"maps.{name}"))
    assert result.attempted > 0
    assert result.failed == 0
