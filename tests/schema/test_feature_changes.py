"""Changes of the map, followed on both databases while others write."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from contextlib import aclosing
from datetime import UTC, date, datetime
from typing import Any

import pytest
from shapely import Point
from sqlalchemy.orm import Session
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import WebSocketRoute
from websockets import Subprotocol
from websockets.sync.client import connect

from db import models
from db.engine import Database
from db.models.enums import ChangeAction, CultureSiteKind
from db.repositories import layer_changes
from db.repositories.audit import ImportedFile
from db.repositories.journal import recorded_write, set_import
from db.repositories.layer_changes import FeatureChange
from schema.context import Context
from schema.http.messages import RequestIdentity
from schema.http.view import GraphQLView
from schema.operations.change_feed import PENDING_MAX, ChangeFeed, LayerUpdate
from schema.operations.layers import MapLayer
from tests.conftest import Backend
from tests.live_server import live_server
from tests.schema import city
from tests.schema.city import SCHEMA

FOLLOW = """subscription ($layer: MapLayer!, $bbox: BBox) {
  featureChanged(layer: $layer, bbox: $bbox) { layer id action feature } }"""
WEST = {"west": 101.0, "south": 36.0, "east": 101.09, "north": 36.1}
EAST = {"west": 101.11, "south": 36.0, "east": 101.2, "north": 36.1}
PLACE = Point(101.05, 36.05)
POLL_S = 0.05

Write = Callable[[Session], object]


@pytest.fixture
def changing_city(backend: Backend) -> Iterator[Database]:
    with backend.database(city.fill) as database:
        yield database


def write(database: Database, work: Write) -> None:
    with recorded_write(database, "tester", "test") as session:
        work(session)


def rename(number: int) -> Write:
    def work(session: Session) -> None:
        row = session.get_one(models.Organization, number)
        row.name = f"{row.name}新"

    return work


def close(session: Session) -> None:
    session.get_one(models.Organization, 2).closed_on = date(2017, 1, 1)


def build(session: Session) -> None:
    session.add(
        models.CultureSite(id=1, kind=CultureSiteKind.TIME_CORRIDOR, name="长廊", location=PLACE)
    )


def remove(session: Session) -> None:
    session.delete(session.get_one(models.CultureSite, 1))


def follow(
    database: Database, writes: list[Write], n_changes: int, layer: str, bbox: Any = None
) -> list[dict[str, Any]]:
    """Follow a layer, write, and give the first changes that are told."""

    async def collect() -> list[dict[str, Any]]:
        feed = ChangeFeed(database, poll_s=POLL_S)
        stream = await SCHEMA.subscribe(
            FOLLOW,
            variable_values={"layer": layer, "bbox": bbox},
            context_value=Context(database, "request-1", feed=feed),
        )
        told: list[dict[str, Any]] = []

        async def listen() -> None:
            async for result in stream:
                assert result.errors is None, result.errors
                assert result.data is not None
                told.append(result.data["featureChanged"])
                if len(told) == n_changes:
                    return

        listening = asyncio.create_task(listen())
        await feed.watching.wait()
        for work in writes:
            await asyncio.to_thread(write, database, work)
        await listening
        await stream.aclose()
        assert feed._followers == set()
        assert not feed.watching.is_set()
        return told

    return asyncio.run(asyncio.wait_for(collect(), 30))


def test_only_what_is_in_the_view_is_told(changing_city: Database) -> None:
    (told,) = follow(changing_city, [rename(5), rename(1)], 1, "ORGANIZATIONS", WEST)

    assert (told["layer"], told["id"], told["action"]) == (
        "ORGANIZATIONS",
        "Organization:1",
        "UPDATED",
    )
    assert told["feature"]["id"] == "Organization:1"
    assert told["feature"]["properties"]["name"].endswith("新")


def test_without_a_view_all_is_told_in_the_order_of_the_commits(changing_city: Database) -> None:
    told = follow(changing_city, [rename(5), rename(1), rename(4)], 3, "ORGANIZATIONS")

    assert [one["id"] for one in told] == [f"Organization:{number}" for number in (5, 1, 4)]
    # 4 is not located: it changed, and the map draws nothing.
    assert [one["feature"] is None for one in told] == [False, False, True]


def test_what_closes_is_told_and_drawn_no_more(changing_city: Database) -> None:
    (told,) = follow(changing_city, [close], 1, "ORGANIZATIONS", WEST)

    assert (told["id"], told["action"], told["feature"]) == ("Organization:2", "UPDATED", None)


def test_what_is_removed_is_told(changing_city: Database) -> None:
    told = follow(changing_city, [build, remove], 2, "CULTURE_SITES", WEST)

    assert [one["id"] for one in told] == ["CultureSite:1"] * 2
    assert [one["action"] for one in told] == ["CREATED", "REMOVED"]
    assert told[1]["feature"] is None


def test_a_change_of_what_coverage_rests_on_is_told_where_the_organization_is(
    changing_city: Database,
) -> None:
    def uncover(number: int) -> Write:
        def work(session: Session) -> None:
            session.add(
                models.PartyOrganizationCover(
                    party_organization_id=1, organization_id=number, since=date(2017, 10, 1)
                )
            )

        return work

    (told,) = follow(changing_city, [uncover(3), uncover(5)], 1, "ORGANIZATIONS", EAST)

    assert (told["id"], told["action"]) == ("Organization:5", "UPDATED")


def test_a_moved_station_is_told_where_it_was_and_where_it_is(changing_city: Database) -> None:
    def widen(session: Session) -> None:
        # Its area reaches the east, where the station itself is not.
        session.get_one(models.GuidanceStation, 1).service_radius_m = 20_000.0

    (told,) = follow(changing_city, [widen], 1, "SERVICE_AREAS", EAST)

    assert told["id"] == "GuidanceStation:1"
    assert told["feature"]["geometry"]["type"] == "Polygon"


def test_gaps_change_as_a_layer(changing_city: Database) -> None:
    def widen(session: Session) -> None:
        session.get_one(models.GuidanceStation, 1).service_radius_m = 600.0

    (told,) = follow(changing_city, [widen], 1, "COVERAGE_GAPS", WEST)

    assert (told["id"], told["feature"]) == ("MapLayer:COVERAGE_GAPS", None)


def test_an_import_is_told_as_a_change_of_the_layer(changing_city: Database) -> None:
    def bring_in(session: Session) -> None:
        set_import(session, ImportedFile("a.csv", None, None, 1), tables=("organizations",))
        rename(3)(session)

    (told,) = follow(changing_city, [bring_in], 1, "ORGANIZATIONS", EAST)

    assert (told["id"], told["feature"]) == ("MapLayer:ORGANIZATIONS", None)


def test_who_is_told_too_much_is_told_that_the_layer_changed(database: Database) -> None:
    changes = [
        FeatureChange("DISTRICTS", number, ChangeAction.UPDATED)
        for number in range(1, 2 * PENDING_MAX + 3)
    ]

    async def read() -> list[LayerUpdate]:
        feed = ChangeFeed(database, poll_s=POLL_S)
        async with aclosing(feed.follow(MapLayer.DISTRICTS)) as updates:
            first = asyncio.ensure_future(anext(updates))
            await feed.watching.wait()
            with database.write() as session:
                layer_changes.note(session, changes, datetime.now(tz=UTC))
            # One thousand is taken, the next waits meanwhile; the rest is too many.
            told = [await first]
            (follower,) = feed._followers
            while not follower.pending or follower.pending[-1].record_id is not None:  # noqa: ASYNC110 (nothing tells it)
                await asyncio.sleep(POLL_S)
            while told[-1].record_id is not None:
                told.append(await anext(updates))
            return told

    *told, last = asyncio.run(asyncio.wait_for(read(), 30))

    assert [one.record_id for one in told] == list(range(1, PENDING_MAX + 1))
    assert last == LayerUpdate(MapLayer.DISTRICTS, None, ChangeAction.UPDATED)


def test_many_followers_are_one_look_at_the_database(changing_city: Database) -> None:
    async def count() -> int:
        feed = ChangeFeed(changing_city, poll_s=0.2)
        streams = [feed.follow(MapLayer.DISTRICTS) for _ in range(50)]
        waiting = [asyncio.ensure_future(anext(stream)) for stream in streams]
        with city.counted(changing_city) as statements:
            await asyncio.sleep(1.0)
        for one in waiting:
            one.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        for stream in streams:
            await stream.aclose()
        return len(statements)

    assert 1 <= asyncio.run(count()) <= 8


@pytest.fixture
def address(changing_city: Database) -> Iterator[str]:
    feed = ChangeFeed(changing_city, poll_s=POLL_S)
    view = GraphQLView(SCHEMA, lambda request_id: Context(changing_city, request_id, feed=feed))
    routes = [WebSocketRoute("/graphql", view)]
    with live_server(Starlette(routes=routes, middleware=[Middleware(RequestIdentity)])) as served:
        yield served.replace("http", "ws") + "/graphql"


def test_changes_come_over_a_websocket(changing_city: Database, address: str) -> None:
    payload = {"query": FOLLOW, "variables": {"layer": "ORGANIZATIONS", "bbox": WEST}}
    with connect(address, subprotocols=[Subprotocol("graphql-transport-ws")]) as socket:
        socket.send(json.dumps({"type": "connection_init"}))
        assert json.loads(socket.recv(30)) == {"type": "connection_ack"}
        socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": payload}))
        time.sleep(1.0)  # nothing says that one is subscribed
        write(changing_city, rename(5))
        write(changing_city, rename(1))
        message = json.loads(socket.recv(30))

    assert (message["id"], message["type"]) == ("1", "next")
    assert message["payload"]["data"]["featureChanged"]["id"] == "Organization:1"
