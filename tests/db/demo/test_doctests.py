"""The examples in the docstrings give what they say."""

import doctest
import importlib
import pkgutil

import pytest

import db.demo

MODULES = [f"db.demo.{module.name}" for module in pkgutil.iter_modules(db.demo.__path__)]


@pytest.mark.parametrize("name", ["db.credit_code", *MODULES])
def test_docstring_examples_hold(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
