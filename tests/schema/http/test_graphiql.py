"""GraphiQL in a real browser: it loads from our files alone, and a typed query is answered."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from server import Settings, create_app
from tests.browser import browser_page
from tests.conftest import SqliteBackend
from tests.live_server import live_server

pytestmark = pytest.mark.browser

EDITOR = ".graphiql-query-editor .view-lines"
RESPONSE = ".graphiql-response .view-lines"


class Visit:
    """GraphiQL's page, with what it asked for and what it complained of."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.hosts: set[str] = set()
        self.complaints: list[str] = []
        page.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on(
            "console",
            lambda message: (
                self.complaints.append(message.text)
                if message.type in ("error", "warning")
                else None
            ),
        )

    def open(self) -> None:
        self.page.goto(f"{self.address}/graphql")
        self.page.wait_for_selector(EDITOR)

    def ask(self, query: str) -> None:
        self.page.click(EDITOR)
        self.page.keyboard.press("Control+A")
        # Typed over a selection, a brace would enclose it.
        self.page.keyboard.press("Delete")
        self.page.keyboard.insert_text(query)
        self.page.keyboard.press("Control+Enter")


@pytest.fixture(scope="module")
def visit(sqlite_backend: SqliteBackend) -> Iterator[Visit]:
    with sqlite_backend.database() as database:
        app = create_app(Settings(database_url=database.address))
        with live_server(app) as address, browser_page() as page:
            visit = Visit(page, address)
            visit.open()
            yield visit


def test_the_first_query_waits_in_the_editor(visit: Visit) -> None:
    expect(visit.page.locator(EDITOR)).to_contain_text("stationReach")


def test_a_typed_query_is_answered(visit: Visit) -> None:
    visit.ask("{ __typename districts { totalCount } }")

    answer = visit.page.locator(RESPONSE)
    expect(answer).to_contain_text('"__typename": "Query"', use_inner_text=True)
    expect(answer).to_contain_text('"totalCount": 0', use_inner_text=True)


def test_the_schema_can_be_read_beside_the_editor(visit: Visit) -> None:
    visit.page.click('button[aria-label="Show Documentation Explorer"]')

    explorer = visit.page.locator(".graphiql-doc-explorer")
    expect(explorer).to_contain_text("Query")
    explorer.get_by_text("Query", exact=True).click()
    expect(explorer).to_contain_text("guidanceStations")


def test_no_other_host_is_asked_and_nothing_is_complained_of(visit: Visit) -> None:
    visit.page.wait_for_timeout(500)

    assert visit.hosts - {""} == {urlsplit(visit.address).netloc}
    assert visit.complaints == []
