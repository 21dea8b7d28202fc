"""The examples in the docstrings of geo give what they say."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import geo

MODULES = [name for _, name, is_package in pkgutil.iter_modules(geo.__path__) if not is_package]


@pytest.mark.parametrize("name", MODULES)
def test_docstring_examples_hold(name: str) -> None:
    results = doctest.testmod(importlib.import_module(f"geo.{name}"), optionflags=doctest.ELLIPSIS)
    assert results.failed == 0
