"""The demo city of the default size, generated once."""

import pytest

from db.demo import DemoCity, generate
from db.demo.reference import Reference, read_reference


@pytest.fixture(scope="session")
def city() -> DemoCity:
    return generate()


@pytest.fixture(scope="session")
def reference() -> Reference:
    return read_reference()
