"""Every map document of the demo city, on SQLite and on PostGIS."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from commands.map_documents import DOCUMENTS, map_html
from db.demo import generate, load
from db.engine import Database
from maps.document import Document
from maps.errors import NothingToDrawError
from maps.figures import Table
from maps.layers import (
    LineLayer,
    PointLayer,
)
from maps.setting import Setting
from schema.operations.errors import UnknownRecordError
from schema.operations.limits import Limits
from schema.operations.questions import CoverageQuestion, Scope
from tests.commands.conftest import N_ORGANIZATIONS
from tests.schema import city

Drawn = Callable[..., Document]


@pytest.fixture(scope="module")
def demo_city(module_database: Database) -> Database:
    load(module_database, generate(N_ORGANIZATIONS))
    return module_database


@pytest.fixture
def drawn(demo_city: Database) -> Drawn:
    def make(name: str, adcode: str | None = None) -> Document:
        question = CoverageQuestion(Scope(adcode=adcode))
        with demo_city.read() as session:
            return DOCUMENTS[name].draw(session, question, Limits(), Setting())

    return make


def table(document: Document, page: int = 0, number: int = 0) -> Table:
    return document.pages[page].tables[number]


def facts(document: Document, page: int = 0) -> dict[str, object]:
    return {fact.label.zh: fact.value for fact in document.pages[page].facts}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_document_is_a_dated_and_labelled_page(demo_city: Database, name: str) -> None:
    html = map_html(demo_city, Limits(), Setting(approval_number="GS 1"), name)

    assert all(word in html for word in ("2017-11-01", 'isSynthetic":true', "GS 1", "湟源县"))
    assert "<script src" not in html


def test_the_atlas_has_a_page_a_district(drawn: Drawn) -> None:
    atlas = drawn("district")
    adcodes = ["630102", "630103", "630104", "630105", "630106", "630121", "630123"]

    assert [page.id for page in atlas.pages] == adcodes
    city = facts(drawn("coverage"))["组织总数"]
    assert sum(facts(atlas, page)["组织"] for page in range(7)) == city  # type: ignore[misc]
    assert [page.id for page in drawn("district", "630104").pages] == ["630104"]


def test_each_circle_has_its_committee_rates_and_members(drawn: Drawn) -> None:
    circles = drawn("circles")
    rows = table(circles).rows

    assert [row[1] for row in rows] == ["城西区", "城东区", "城中区", "城北区"]
    assert [row[2] for row in rows] == ["新宁广场商圈综合党委", "", "", ""]
    assert [page.title for page in circles.pages[1:]] == [row[0] for row in rows]
    n_members = [len(table(circles, page).rows) for page in range(1, 5)]
    assert n_members == [row[3] for row in rows]
    assert len(drawn("circles", "630104").pages) == 2


def test_pairings_are_lines_with_the_funds_of_the_report(drawn: Drawn) -> None:
    pairings = drawn("pairings")
    (lines,) = [one for one in pairings.pages[0].layers if isinstance(one, LineLayer)]

    assert len(lines.names) == 73
    assert facts(pairings)["帮扶资金"] == 2_393_600.0
    in_one = facts(drawn("pairings", "630104"))["结对"]
    assert isinstance(in_one, int)
    assert 0 < in_one < 73


def test_time_ends_at_what_the_coverage_map_shows(drawn: Drawn) -> None:
    history, now = drawn("time"), facts(drawn("coverage"))

    assert list(history.steps[:2]) == ["2016-11-01", "2016-12-01"]
    assert history.steps[-1] == "2017-11-01"
    last = table(history).step_rows[-1]
    assert sum(row[1] for row in last) == now["组织总数"]  # type: ignore[misc]
    assert sum(row[2] for row in last) == now["指导站已覆盖"]  # type: ignore[misc]
    reach = history.pages[0].charts[0].series[0].values
    assert (reach[0], reach[-1]) == (0.0, now["指导站覆盖率"])


def test_rectification_counts_every_item_once(drawn: Drawn) -> None:
    items = drawn("rectification")
    found = facts(items)
    (points,) = [one for one in items.pages[0].layers if isinstance(one, PointLayer)]

    assert found["逾期"] + found["整改中"] + found["已销号"] == found["整改事项"]  # type: ignore[operator]
    assert len(points.names) == found["整改事项"]
    by_district = [sum(row[1:4]) for row in table(items).rows]  # type: ignore[arg-type]
    assert sum(by_district) == found["整改事项"]
    assert facts(drawn("rectification", "630104"))["整改事项"] == by_district[2]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_an_unknown_district_is_refused_with_those_there_are(drawn: Drawn, name: str) -> None:
    with pytest.raises(UnknownRecordError, match="known: 630102"):
        drawn(name, "999999")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_of_empty_tables_nothing_is_drawn(database: Database, name: str) -> None:
    with pytest.raises(NothingToDrawError, match=r"the database (holds|has) no"):
        map_html(database, Limits(), Setting(), name)


def test_sources_of_the_demo_boundaries_stand_on_no_other_city(
    sqlite_database: Database,
) -> None:
    city.fill(sqlite_database)
    ours = Setting(attribution="来源甲", approval_number="GS 1", is_of_demo=True)
    theirs = Setting(attribution="来源乙")

    assert "来源甲" not in map_html(sqlite_database, Limits(), ours, "coverage")
    assert "GS 1" not in map_html(sqlite_database, Limits(), ours, "coverage")
    assert "来源乙" in map_html(sqlite_database, Limits(), theirs, "coverage")
