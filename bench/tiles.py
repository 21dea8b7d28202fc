"""Vector tiles against tipg, on the same organizations.

``/tiles/organizations/{z}/{x}/{y}.mvt`` here against tipg's tiles, on one private PostGIS, one
process each, asked in turn. The tiles are those that hold most organizations and yet not more
than tipg draws (10,000); both carry the same columns. All organizations are made open, for ours
leaves out those that are closed. At zoom 14 both then draw every one, and the features of some
tiles are compared; below it ours draws one organization a pixel with the number that lies there,
tipg all of them: tiles that look alike, not equal bytes. Ours draws what lies up to 64 units
around a tile too, which tipg leaves out: some 5 % more features at zoom 14, which are not counted
in ``features``.

Before some rounds the layer's counter is moved on, so that no kept tile serves (``made_anew``);
in the others it stays (``kept``): ours keeps tiles, up to a number of bytes, until the layer
changes, and looks the token and the counters up at each request; tipg makes each anew.

Prints, and as its last line as one JSON object, for each zoom:

- ``zZ.SERVER``: ``made_anew`` and ``kept``, each with ``rps``, ``cpu_ms`` (server and
  PostgreSQL) and ``postgresql_ms`` of that; ``features`` and ``kb`` of the fullest tiles
- ``zZ.made_anew.rps_to_tipg``, ``zZ.made_anew.cpu_to_tipg``, ``zZ.kept. ...``

    python bench/tiles.py [--organizations N] [--rounds R] [--rounds-anew R] [--clients C]
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

import graphql_servers as servers_of  # noqa: E402
from graphql_client import request  # noqa: E402
from graphql_data import fill  # noqa: E402
from graphql_servers import Meter, Server  # noqa: E402
from mapbox_vector_tile import decode  # noqa: E402
from sqlalchemy import text  # noqa: E402

from db.engine import Database, open_database  # noqa: E402
from schema.operations.layers import PROPERTIES, MapLayer  # noqa: E402
from tests.postgis import running_cluster  # noqa: E402

ZOOMS = (12, 14)
N_TILES = 96
N_COMPARED = 6
TIPG_MOST = 10_000
EXTENT = 4096
COLUMNS = ",".join(PROPERTIES[MapLayer.ORGANIZATIONS].values())
TILES = """SELECT floor((ST_X(location) + 180) / 360 * (1 << :zoom))::int AS x,
  floor((1 - asinh(tan(radians(ST_Y(location)))) / pi()) / 2 * (1 << :zoom))::int AS y
FROM organizations WHERE location IS NOT NULL
GROUP BY x, y HAVING count(*) <= :most ORDER BY count(*) DESC LIMIT :n"""
ALL_OPEN = "UPDATE organizations SET established_on = NULL, closed_on = NULL"
MOVED_ON = """INSERT INTO layer_versions (layer, changes) VALUES ('ORGANIZATIONS', 1)
ON CONFLICT (layer) DO UPDATE SET changes = layer_versions.changes + 1"""
Place = tuple[int, int, int]


def asked(server: Server, token: str, place: Place) -> bytes:
    """Write the request of a tile."""
    at = "/".join(map(str, place))
    if server.name == "tipg":
        path = f"/collections/public.organizations/tiles/WebMercatorQuad/{at}?properties={COLUMNS}"
        headers = {}
    else:
        path = f"/tiles/organizations/{at}.mvt"
        headers = {"authorization": f"Bearer {token}"}
    written: bytes = request("GET", path, headers=headers)
    return written


def fullest(database: Database, zoom: int) -> list[Place]:
    """Give the tiles that hold most organizations."""
    values = {"zoom": zoom, "most": TIPG_MOST, "n": N_TILES}
    with database.read() as session:
        return [(zoom, x, y) for x, y in session.execute(text(TILES), values)]


def features(server: Server, written: bytes) -> tuple[list[Any], int]:
    """Give the features inside a tile without its edges, and the bytes of it."""
    client = server.client()
    answer = client.ask(written)
    client.close()
    if answer.status != 200:
        raise SystemExit(f"{server.name} says {answer.status}: {answer.body[:300]!r}")
    (layer,) = decode(answer.body, default_options={"y_coord_down": True}).values()
    inside = [
        (one["geometry"]["coordinates"], one["properties"].get("name"))
        for one in layer["features"]
        if all(0 < side < EXTENT for side in one["geometry"]["coordinates"])
    ]
    return sorted(inside), len(answer.body)


def describe(servers: list[Server], token: str, places: list[Place]) -> dict[str, Any]:
    """Count features and bytes; end the program where equal tiles are not."""
    told: dict[str, Any] = {}
    for place in places:
        found = [features(server, asked(server, token, place)) for server in servers]
        if place[0] >= ZOOMS[-1] and found[0][0] != found[1][0]:
            raise SystemExit(f"{place}: the tiles hold something else")
        for server, (inside, n_bytes) in zip(servers, found, strict=True):
            one = told.setdefault(server.name, {"features": 0, "kb": 0.0})
            one["features"] += len(inside) / len(places)
            one["kb"] += n_bytes / 1e3 / len(places)
    return {
        name: {key: round(value, 1) for key, value in one.items()} for name, one in told.items()
    }


def measure(
    folder: Path, server: Server, requests: list[bytes], n_clients: int
) -> tuple[float, float, float]:
    """Ask each once; give requests a second, and of each CPU milliseconds and PostgreSQL's."""
    connected = [server.client() for _ in range(n_clients)]

    def ask(place: int) -> None:
        for written in requests[place::n_clients]:
            connected[place].ask(written)

    meter, start = Meter(folder, server), time.perf_counter()
    with ThreadPoolExecutor(n_clients) as clients:
        list(clients.map(ask, range(n_clients)))
    seconds = time.perf_counter() - start
    server_ms, postgresql_ms = meter.spent_ms()
    for client in connected:
        client.close()
    n_requests = len(requests)
    spent_ms = server_ms + postgresql_ms
    return n_requests / seconds, spent_ms / n_requests, postgresql_ms / n_requests


def compare(
    folder: Path, servers: list[Server], token: str, database: Database, chosen: Any, zoom: int
) -> dict[str, Any]:
    """Measure one zoom on both servers, round by round."""
    places = fullest(database, zoom)
    anew: dict[str, list[tuple[float, float, float]]] = {server.name: [] for server in servers}
    kept: dict[str, list[tuple[float, float, float]]] = {server.name: [] for server in servers}
    for rounds, n_rounds in ((anew, chosen.rounds_anew), (kept, chosen.rounds)):
        for _ in range(n_rounds):
            if rounds is anew:
                with database.write() as session:
                    session.execute(text(MOVED_ON))
            for server in servers:
                requests = [asked(server, token, place) for place in places]
                rounds[server.name].append(measure(folder, server, requests, chosen.clients))
    told = describe(servers, token, places[:N_COMPARED])
    results: dict[str, Any] = {}
    for label, rounds in (("made_anew", anew), ("kept", kept)):
        for name, found in rounds.items():
            medians = (statistics.median(one) for one in zip(*found, strict=True))
            rps, cpu_ms, postgresql_ms = medians
            results.setdefault(name, told[name])[label] = {
                "rps": round(rps, 1),
                "cpu_ms": round(cpu_ms, 2),
                "postgresql_ms": round(postgresql_ms, 2),
            }
        ours, tipg = (results[name][label] for name in ("quanmap", "tipg"))
        results[f"{label}.rps_to_tipg"] = round(ours["rps"] / tipg["rps"], 2)
        results[f"{label}.cpu_to_tipg"] = round(ours["cpu_ms"] / tipg["cpu_ms"], 3)
    return results


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--organizations", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rounds-anew", type=int, default=3)
    parser.add_argument("--clients", type=int, default=8)
    chosen = parser.parse_args()
    results: dict[str, Any] = {}
    with ExitStack() as stack:
        cluster = stack.enter_context(running_cluster())
        url = cluster.url("postgres")
        database = open_database(url)
        token = fill(database, chosen.organizations)
        with database.write() as session:
            session.execute(text(ALL_OPEN))
        with database.engines[0].connect().execution_options(isolation_level="AUTOCOMMIT") as one:
            one.execute(text("VACUUM ANALYZE"))
        started = (servers_of.quanmap(url, token), servers_of.tipg(url))
        servers = [stack.enter_context(each) for each in started]
        spare = fullest(database, ZOOMS[-1])[-1]
        for server in servers:  # fills the pools of connections
            measure(cluster.folder, server, [asked(server, token, spare)] * 32, 8)
        for zoom in ZOOMS:
            found = compare(cluster.folder, servers, token, database, chosen, zoom)
            for key, value in found.items():
                results[f"z{zoom}.{key}"] = value
                print(f"z{zoom}.{key}: {value}", flush=True)
        database.dispose()
    print(json.dumps(results))


if __name__ == "__main__":
    main()
