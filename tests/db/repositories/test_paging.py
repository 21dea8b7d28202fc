"""Pages by key: complete, in order, and unmoved by rows that come and go."""

from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from shapely import Point
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from db import models
from db.engine import Database
from db.errors import FilterError
from db.models.enums import ActivitySeries
from db.repositories import activity, organization, paging
from db.repositories.filters import Near
from db.repositories.organization import OrganizationOrder, OrganizationOrderField
from db.repositories.paging import Key, Order, Page, PageRequest
from tests.db import city

NEAR = Near(101.74, 36.61)
FIELD = OrganizationOrderField
ORDERS: tuple[tuple[tuple[OrganizationOrderField, bool], ...], ...] = (
    (),
    ((FIELD.NAME, False),),
    ((FIELD.NAME, True),),
    ((FIELD.EMPLOYEES, False), (FIELD.NAME, True)),
    ((FIELD.EMPLOYEES, True), (FIELD.PARTY_MEMBERS, True), (FIELD.NAME, False)),
    ((FIELD.DISTANCE, False),),
    ((FIELD.DISTANCE, True),),
    ((FIELD.PARTY_MEMBERS, False), (FIELD.DISTANCE, True)),
    ((FIELD.DISTANCE, False), (FIELD.EMPLOYEES, True)),
)


@pytest.fixture(scope="module")
def random_city(module_database: Database) -> Database:
    with module_database.write() as session:
        city.add_random_city(session, 120)
    return module_database


def made_order(fields: tuple[tuple[OrganizationOrderField, bool], ...]) -> Order:
    near = NEAR if any(field is FIELD.DISTANCE for field, _ in fields) else None
    return organization.order_by([OrganizationOrder(*pair) for pair in fields], near)


def walk(session: Session, order: Order, limit: int, *, backwards: bool) -> list[tuple[int, Key]]:
    """Return identifiers and keys of all organizations, page by page."""
    found: list[tuple[int, Key]] = []
    bound: Key | None = None
    for _ in range(200):
        request = (
            PageRequest(limit, before=bound, backwards=True)
            if backwards
            else PageRequest(limit, after=bound)
        )
        part = paging.page(session, organization.list_statement(session), order, request)
        rows = list(zip([row.id for row in part.rows], part.keys, strict=True))
        found = rows + found if backwards else found + rows
        if not (part.has_previous if backwards else part.has_next):
            return found
        bound = rows[0][1] if backwards else rows[-1][1]
    raise AssertionError("the pages do not end")


def sort_key(fields: tuple[tuple[OrganizationOrderField, bool], ...], key: Key) -> Any:
    parts: list[Any] = []
    for (_, descending), value in zip((*fields, (None, False)), key, strict=True):
        if isinstance(value, str):
            points = tuple(-ord(mark) for mark in value) if descending else tuple(map(ord, value))
            # A text that another begins with comes before it, and after it when descending.
            parts.append((False, (*points, 1 if descending else -1)))
        elif value is None:
            parts.append((True, 0))
        else:
            parts.append((False, -value if descending else value))
    return parts


@pytest.mark.parametrize("fields", ORDERS)
@pytest.mark.parametrize("backwards", [False, True])
def test_pages_hold_every_row_once_and_in_order(
    random_city: Database,
    fields: tuple[tuple[OrganizationOrderField, bool], ...],
    backwards: bool,
) -> None:
    with random_city.read() as session:
        found = walk(session, made_order(fields), 7, backwards=backwards)
    assert sorted(identifier for identifier, _ in found) == list(range(1, 121))
    keys = [sort_key(fields, key) for _, key in found]
    assert all(before < after for before, after in pairwise(keys))


def test_pages_are_the_same_whatever_their_size(random_city: Database) -> None:
    order = made_order(((FIELD.DISTANCE, False),))
    with random_city.read() as session:
        whole = walk(session, order, 500, backwards=False)
        assert walk(session, order, 1, backwards=False) == whole
        assert walk(session, order, 13, backwards=True) == whole


def test_page_between_two_keys(random_city: Database) -> None:
    order = made_order(((FIELD.NAME, False),))
    with random_city.read() as session:
        whole = walk(session, order, 500, backwards=False)
        statement = organization.list_statement(session)
        request = PageRequest(50, after=whole[9][1], before=whole[15][1])
        part = paging.page(session, statement, order, request)
    assert part.keys == [key for _, key in whole[10:15]]
    assert (part.has_previous, part.has_next) == (True, False)


def test_empty_page_tells_whether_there_are_rows(random_city: Database) -> None:
    with random_city.read() as session:
        statement = organization.list_statement(session)
        part = paging.page(session, statement, made_order(()), PageRequest(0))
        none = statement.where(models.Organization.id < 0)
        nothing = paging.page(session, none, made_order(()), PageRequest(10))
    assert (part.rows, part.has_next) == ([], True)
    assert nothing == Page([], [], has_next=False, has_previous=False)


def test_cursor_stays_when_rows_are_added_and_removed(database: Database) -> None:
    with database.write() as session:
        session.add_all(city.organization(number) for number in range(10, 100, 10))
    order = made_order(((FIELD.NAME, False),))

    def names(request: PageRequest) -> tuple[list[str], Key]:
        with database.read() as session:
            part = paging.page(session, organization.list_statement(session), order, request)
            return [row.name.removeprefix("Organization ") for row in part.rows], part.keys[-1]

    first, bound = names(PageRequest(3))
    assert first == ["10", "20", "30"]
    with database.write() as session:
        session.add_all([city.organization(5), city.organization(15), city.organization(35)])
        session.delete(
            session.scalars(select(models.Organization).filter_by(name=f"Organization {20}")).one()
        )
        # The very row that the cursor was made of.
        session.delete(
            session.scalars(select(models.Organization).filter_by(name=f"Organization {30}")).one()
        )
    second, _ = names(PageRequest(4, after=bound))
    assert second == ["35", "40", "5", "50"]


def test_pages_by_parent_take_one_statement_and_equal_single_pages(random_city: Database) -> None:
    statements: list[str] = []

    def note(*arguments: Any) -> None:
        statements.append(arguments[2])

    order, request = made_order(((FIELD.EMPLOYEES, True),)), PageRequest(5)
    with random_city.read() as session:
        joined, parent = organization.of_stations(organization.list_statement(session))
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", note)
        pages = paging.pages_by_parent(session, joined, parent, range(14), order, request)
        counts = paging.counts_by_parent(session, joined, parent, range(14))
        event.remove(connection, "before_cursor_execute", note)
        assert len(statements) == 2
        assert set(pages) == set(counts) == set(range(14))
        assert pages[0].rows == []
        assert max(counts.values()) > 5
        for station_id in range(1, 13):
            one = joined.where(parent == station_id)
            assert pages[station_id] == paging.page(session, one, order, request)
            assert counts[station_id] == paging.count(session, one)


def test_pages_by_parent_continue_backwards(random_city: Database) -> None:
    order = made_order(((FIELD.NAME, False),))
    with random_city.read() as session:
        statement = organization.list_statement(session)
        parent = models.Organization.district_id
        request = PageRequest(4, before=("beta_x3", 1000), backwards=True)
        pages = paging.pages_by_parent(session, statement, parent, [1, 2], order, request)
        for district_id in (1, 2):
            one = statement.where(parent == district_id)
            assert pages[district_id] == paging.page(session, one, order, request)
            assert len(pages[district_id].rows) == 4


def test_no_parents_have_no_pages(random_city: Database) -> None:
    with random_city.read() as session:
        statement, parent = organization.list_statement(session), models.Organization.district_id
        order = made_order(())
        assert paging.pages_by_parent(session, statement, parent, [], order, PageRequest(1)) == {}
        assert paging.counts_by_parent(session, statement, parent, []) == {}


def test_count_is_of_all_rows(random_city: Database) -> None:
    with random_city.read() as session:
        assert paging.count(session, organization.list_statement(session)) == 120


def test_days_travel_in_cursors_as_text(database: Database) -> None:
    with database.write() as session:
        for day in (1, 2, 2, 3):
            session.add(
                models.Activity(series=ActivitySeries.OTHER, title="a", on=date(2017, 1, day))
            )
    with database.read() as session:
        statement, order = activity.list_statement(session), activity.REGISTER.order
        first = paging.page(session, statement, order, PageRequest(2))
        assert first.keys == [("2017-01-03", 4), ("2017-01-02", 2)]
        rest = paging.page(session, statement, order, PageRequest(2, after=first.keys[-1]))
        assert rest.keys == [("2017-01-02", 3), ("2017-01-01", 1)]


@pytest.mark.parametrize(
    "key",
    [
        (),
        ("a",),
        ("a", 1, 2),
        (1, 1),
        (None, 1),
        ("a", "1"),
        ("a", 1.5),
        ("a", True),
        ("a", None),
        ("a", 2**40),
        ("a\x00", 1),
    ],
)
def test_key_that_does_not_fit_the_order_is_refused(random_city: Database, key: Key) -> None:
    order = made_order(((FIELD.NAME, False),))
    with random_city.read() as session:
        statement = organization.list_statement(session)
        with pytest.raises(FilterError, match="cursor"):
            paging.page(session, statement, order, PageRequest(1, key))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "1", True])
def test_distance_key_must_be_a_finite_number(random_city: Database, value: float) -> None:
    order = made_order(((FIELD.DISTANCE, False),))
    with random_city.read() as session:
        statement = organization.list_statement(session)
        with pytest.raises(FilterError, match="cursor"):
            paging.page(session, statement, order, PageRequest(1, (value, 1)))


def test_negative_limit_is_refused(random_city: Database) -> None:
    with random_city.read() as session:
        statement = organization.list_statement(session)
        with pytest.raises(FilterError, match="-1"):
            paging.page(session, statement, made_order(()), PageRequest(-1))


def test_nearest_search_ends_where_few_rows_match(database: Database) -> None:
    far = {1: Point(101.74, 36.6100001), 2: Point(110.0, 40.0), 3: Point(-70.0, -20.0)}
    with database.write() as session:
        session.add_all(city.organization(number, point) for number, point in far.items())
        session.add(city.organization(4))
    with database.read() as session:
        found = walk(session, made_order(((FIELD.DISTANCE, False),)), 1, backwards=False)
    assert [identifier for identifier, _ in found] == [1, 2, 3, 4]
    assert found[-1][1] == (None, 4)
