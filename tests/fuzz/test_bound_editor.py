"""An editor bound to a district: whatever is sent, no row elsewhere comes, goes or changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from sqlalchemy import select

from db import models
from tests.conftest import Backend
from tests.fuzz.documents import MUTATIONS, repeatable
from tests.fuzz.served import BOUND, Served, served

WEST = 1
LOCATED = (
    models.CommercialCircle,
    models.GuidanceStation,
    models.Organization,
    models.PartyOrganization,
)
# Follows from the circles, which may be drawn anew in the editor's own district.
DERIVED = {"circle_id"}


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgis", marks=pytest.mark.slow)])
def app(request: pytest.FixtureRequest) -> Iterator[Served]:
    backend: Backend = request.getfixturevalue(f"{request.param}_backend")
    with backend.database() as database, served(database) as made:
        yield made


def rows_elsewhere(app: Served) -> dict[str, list[tuple[Any, ...]]]:
    """Give what stands in the west, where the editor of the east may write nothing."""
    held = {}
    with app.database.read() as session:
        for model in LOCATED:
            table = model.__table__
            columns = [one for one in table.columns if one.name not in DERIVED]
            asked = select(*columns).where(table.c.district_id == WEST).order_by(table.c.id)
            held[model.__tablename__] = [tuple(map(str, row)) for row in session.execute(asked)]
    return held


def check(app: Served, n_examples: int) -> None:
    before, whole = rows_elsewhere(app), app.held()

    @repeatable(n_examples)
    @given(MUTATIONS)
    def ask(document: str) -> None:
        app.ask(BOUND, document)

    ask()
    assert all(before.values())
    assert rows_elsewhere(app) == before
    assert n_examples < 100 or app.held() != whole


def test_a_bound_editor_changes_nothing_elsewhere(app: Served) -> None:
    check(app, 20)


@pytest.mark.slow
def test_a_bound_editor_changes_nothing_elsewhere_however_often(app: Served) -> None:
    check(app, 800)
    print(f"\n800 mutations of an editor bound to the east: {dict(app.codes)}")  # noqa: T201
