"""Vector tiles over HTTP, read back by the encoder's own decoder, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import shapely
from mapbox_vector_tile import decode
from shapely.geometry import shape
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.testclient import TestClient

from db import models
from db.engine import Database
from db.repositories import journal
from schema.http.tiles import MEDIA_TYPE, tile_routes
from schema.operations.coverage import CoverageStudy
from schema.operations.kept_studies import KeptStudies
from schema.operations.layers import MapLayer
from schema.operations.limits import Limits
from tests.schema import city
from tests.schema.conftest import Remembered

# Of zoom 11, around the small city: 101.07 to 101.25 degrees east.
WEST, EAST = "11/1598/804", "11/1599/804"


async def everybody(_request: Request) -> None:
    """Let everybody read."""


def application(database: Database) -> Starlette:
    return Starlette(routes=tile_routes(database, Limits(), everybody, "来源"))


@pytest.fixture
def served(small_city: Database) -> Iterator[TestClient]:
    with TestClient(application(small_city)) as client:
        yield client


def features(client: TestClient, layer: str, place: str) -> list[dict[str, Any]]:
    answer = client.get(f"/tiles/{layer}/{place}.mvt")
    if answer.status_code == 204:
        return []
    assert (answer.status_code, answer.headers["content-type"]) == (200, MEDIA_TYPE)
    (name, content), *others = decode(answer.content).items()
    assert (name, content["extent"], others) == (layer, 4096, [])
    found: list[dict[str, Any]] = content["features"]
    return found


def test_organizations_stand_where_they_are(served: TestClient) -> None:
    found = {one["id"]: one for one in features(served, "organizations", EAST)}

    assert found
    for one in found.values():
        x, y = one["geometry"]["coordinates"]
        assert -64 <= x <= 4160
        assert -64 <= y <= 4160
        assert one["properties"]["count"] == 1
        assert one["properties"]["creditCode"]
    assert 4 not in found  # without a place
    assert 6 not in found  # closed


@pytest.mark.parametrize("layer", [layer.lower() for layer in MapLayer])
def test_both_databases_draw_the_same(
    small_city: Database, remembered: Remembered, layer: str
) -> None:
    with TestClient(application(small_city)) as client:
        drawn = [
            (place, one["properties"], one.get("id"), one["geometry"])
            for place in ("8/199/100", WEST, EAST, "14/12790/6436")
            for one in features(client, layer, place)
        ]

    other = remembered.other(f"tiles {layer}", small_city.dialect, drawn)

    assert [one[:3] for one in drawn] == [one[:3] for one in other]
    for (*_, mine), (*_, theirs) in zip(drawn, other, strict=True):
        # Each rounds and cuts in its own way: by two units of 4,096 at most.
        assert shapely.hausdorff_distance(shape(mine), shape(theirs)) <= 2.0


def test_every_layer_but_those_without_rows_is_drawn(served: TestClient) -> None:
    empty = [
        layer.lower() for layer in MapLayer if not features(served, layer.lower(), "8/199/100")
    ]

    assert empty == ["culture_sites", "pairings"]


def test_organizations_of_one_pixel_are_one_with_their_count(served: TestClient) -> None:
    found = features(served, "organizations", "0/0/0")

    assert [one["properties"]["count"] for one in found] == [4]


def test_an_empty_tile_has_no_content(served: TestClient) -> None:
    answer = served.get("/tiles/districts/11/0/0.mvt")

    assert (answer.status_code, answer.content) == (204, b"")


def test_what_is_known_is_not_sent_again_until_it_changes(database: Database) -> None:
    city.fill(database)
    address = f"/tiles/guidance_stations/{WEST}.mvt"
    with TestClient(application(database)) as client:
        tag = client.get(address).headers["etag"]
        known = client.get(address, headers={"if-none-match": f'"x", W/{tag}'})
        author = journal.Author("editor")
        with journal.recorded_write(database, author, action="updateStation") as session:
            session.get_one(models.GuidanceStation, 1).name = "新站"
        changed = client.get(address, headers={"if-none-match": tag})

    assert (known.status_code, known.content, known.headers["etag"]) == (304, b"", tag)
    assert changed.status_code == 200
    assert changed.headers["etag"] != tag
    assert "新站".encode() in changed.content


def test_a_layer_is_described(served: TestClient) -> None:
    described = served.get("/tiles/organizations.json").json()

    assert described["tilejson"] == "3.0.0"
    assert described["tiles"] == ["http://testserver/tiles/organizations/{z}/{x}/{y}.mvt"]
    assert described["attribution"] == "来源"
    assert described["bounds"] == [101.0, 36.0, 101.2, 36.1]
    (layer,) = described["vector_layers"]
    assert (layer["id"], layer["fields"]["employees"]) == ("organizations", "Number")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/tiles/roads.json", "There is no layer 'roads'; there are districts,"),
        ("/tiles/roads/1/0/0.mvt", "There is no layer 'roads'"),
        ("/tiles/districts/25/0/0.mvt", "zoom 25 is out of range; give 0 to 24"),
        ("/tiles/districts/1/2/0.mvt", "column 2 is out of range; zoom 1 has 0 to 1"),
        ("/tiles/districts/1/0/-1.mvt", "Not Found"),
    ],
)
def test_what_there_is_not_is_said(served: TestClient, path: str, words: str) -> None:
    answer = served.get(path)

    assert answer.status_code == 404
    assert words in answer.text


def test_derived_layers_are_drawn_of_the_facts_that_are_kept(small_city: Database) -> None:
    studies = KeptStudies()
    with small_city.read() as session:
        studies.load(session, city.DAY, Limits())
    routes = tile_routes(small_city, Limits(), everybody, "来源", studies=studies)
    with TestClient(Starlette(routes=routes)) as client, pytest.MonkeyPatch.context() as patch:
        patch.delattr(CoverageStudy, "load")

        assert features(client, "coverage_gaps", EAST)
