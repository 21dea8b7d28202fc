"""Statements of one form are one text, whatever their values."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from db import models
from db.engine import Database
from db.repositories import organization, paging
from db.repositories.organization import OrganizationFilter
from db.repositories.paging import PageRequest
from db.selections import reading
from db.selections.proof import Proof
from db.selections.rendering import Rendered, Renderer
from db.selections.tree import (
    ColumnValue,
    Edges,
    Inputs,
    ListOfRecords,
    ListSource,
    ListStatement,
    NodeRecord,
    PointValue,
    TotalCount,
)
from tests.db import city

NOW = datetime(2026, 1, 1, tzinfo=UTC)
OPEN = Proof(None, NOW)
NAMES = ListOfRecords(
    "list", 0, (Edges("edges", (NodeRecord("node", (ColumnValue("n", "name"),)),)),)
)


@pytest.fixture(scope="module")
def filled(module_database: Database) -> Database:
    with module_database.write() as session:
        session.add_all([city.organization(number) for number in range(1, 6)])
    return module_database


def _names(renderer: Renderer, database: Database, word: str, limit: int) -> Rendered:
    with database.read() as session:
        statement = organization.list_statement(session, OrganizationFilter(name_contains=word))
    made = ListStatement(statement, None, paging.by_id(models.Organization))
    source = ListSource(lambda: made, PageRequest(limit=limit), "Organization")
    return renderer.render([(NAMES, Inputs([source]))])


def test_values_are_parameters_of_one_text(filled: Database) -> None:
    renderer = Renderer(filled)
    first, second = (_names(renderer, filled, word, 2) for word in ("1", "2"))

    assert first.text == second.text
    assert first.values != second.values


def test_how_many_rows_are_wanted_stands_in_the_text(filled: Database) -> None:
    renderer = Renderer(filled)

    assert "LIMIT 3" in _names(renderer, filled, "", 3).text
    assert "LIMIT 4" in _names(renderer, filled, "", 4).text


def test_other_fields_of_the_same_list_need_no_new_statement_of_it(filled: Database) -> None:
    n_made = 0

    def made() -> ListStatement:
        nonlocal n_made
        n_made += 1
        statement = select(models.Organization)
        return ListStatement(statement, None, paging.by_id(models.Organization))

    source = ListSource(made, PageRequest(limit=2), "Organization", identity="all")
    renderer = Renderer(filled)
    texts = set()
    for attribute in ("name", "credit_code", "location", "name"):
        value = (
            PointValue("v", attribute, 7)
            if attribute == "location"
            else ColumnValue("v", attribute)
        )
        edges = Edges("edges", (NodeRecord("node", (value,)),))
        field = ListOfRecords("list", 0, (edges, TotalCount("total")))
        texts.add(renderer.render([(field, Inputs([source]))]).text)

    assert len(texts) == 3
    assert n_made == 2  # of the page and of the count


def test_a_statement_is_read_with_its_values(filled: Database) -> None:
    found = _names(Renderer(filled), filled, "", 2)
    text = reading.read(filled, found.text, found.filled(OPEN))

    assert text is not None
    assert text.count(b'"n":') == 2
    assert text.startswith(b'{"data":{"list":{"edges":[{"node":')


def test_without_a_valid_token_there_is_no_row(filled: Database) -> None:
    found = _names(Renderer(filled), filled, "", 2)

    assert reading.read(filled, found.text, found.filled(Proof("0" * 64, NOW))) is None
