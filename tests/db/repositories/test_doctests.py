"""The examples in the docstrings give what they say."""

import doctest
import importlib
import pkgutil

import pytest

import db.repositories

MODULES = [
    f"db.repositories.{module.name}" for module in pkgutil.iter_modules(db.repositories.__path__)
]


@pytest.mark.parametrize("name", MODULES)
def test_docstring_examples_hold(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
