"""Two cities in two schemas of one PostgreSQL database, behind one server process each."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx2
import psycopg
import pytest

from db.demo import generate, load
from db.engine import open_database
from tests import postgis
from tests.commands.conftest import Run
from tests.commands.test_serve import address_in, serving

QUERY = """{ coverage { asOf demand served stationReach { numerator denominator } servedAreaKm2
  byDistrict { district { adcode } report { served } } } }"""
STATIONS = "{ guidanceStations { totalCount edges { node { id name } } } }"
CITIES = {"xining": (300, 1), "haidong": (450, 2)}


def asked(address: str, query: str = QUERY) -> Any:
    answer = httpx2.post(f"{address}/graphql", json={"query": query}, timeout=60).json()
    assert "errors" not in answer, answer
    return answer["data"]


@pytest.mark.slow
def test_each_server_answers_for_its_schema_alone(
    postgis_cluster: postgis.Cluster, run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = postgis.unique_name()
    postgis_cluster.create(name)
    url = postgis_cluster.url(name)
    try:
        alone = {}
        for schema, (n_organizations, seed) in CITIES.items():
            database = open_database(url, schema=schema)
            database.upgrade()
            load(database, generate(n_organizations, seed=seed))
            database.dispose()
            monkeypatch.setenv("QUANMAP_DATABASE_URL", url)
            monkeypatch.setenv("QUANMAP_DATABASE_SCHEMA", schema)
            alone[schema] = json.loads(run("coverage", "--json").output)
        monkeypatch.delenv("QUANMAP_DATABASE_SCHEMA")
        with ExitStack() as stack:
            addresses = {
                schema: address_in(
                    stack.enter_context(
                        serving(folder, QUANMAP_DATABASE_URL=url, QUANMAP_DATABASE_SCHEMA=schema)
                    )[0]
                )
                for schema in CITIES
            }
            # In turns, so that a connection that kept the other's schema would show.
            for _ in range(3):
                for schema, address in addresses.items():
                    coverage = asked(address)["coverage"]
                    assert coverage["demand"] == alone[schema]["demand"]
                    assert coverage["served"] == alone[schema]["served"]
                    assert coverage["servedAreaKm2"] == alone[schema]["servedAreaKm2"]
            # A change in one city is none in the other.
            with psycopg.connect(url) as connection:
                connection.execute("UPDATE haidong.guidance_stations SET name = 'Haidong ' || name")
            names = {
                schema: [
                    edge["node"]["name"]
                    for edge in asked(address, STATIONS)["guidanceStations"]["edges"]
                ]
                for schema, address in addresses.items()
            }
        assert all(one.startswith("Haidong ") for one in names["haidong"])
        assert not any(one.startswith("Haidong ") for one in names["xining"])
        assert alone["xining"]["demand"] < alone["haidong"]["demand"]
    finally:
        postgis_cluster.drop(name)
