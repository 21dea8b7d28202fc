"""GraphQL against the speed of the database: the compiled path, the ordinary one, and the floor.

The floor is the same JSON by hand-written SQL through a bare Starlette route
(`graphql_floor.py`). One private PostGIS and three servers of one process each, asked in turn, so
that a busy machine slows all alike. The answers are compared before anything is measured. Prints
requests a second, p50, p99 and the CPU milliseconds of a request in the server and in PostgreSQL,
and as its last line one JSON object:

- ``QUERY.SERVER``: ``cpu_ms`` (both processes), ``server_cpu_ms``, ``rps``, ``p50_ms``, ``p99_ms``
- ``QUERY.cpu_to_floor``, ``QUERY.ordinary_to_compiled``: ratios of CPU

    python bench/graphql.py [--organizations N] [--rounds R] [--clients C]
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from sqlalchemy import text  # noqa: E402

from db.demo import generate, load  # noqa: E402
from db.engine import Database, open_database  # noqa: E402
from tests.postgis import Cluster, running_cluster  # noqa: E402

NODE = "edges { node { id name kind employees location } }"
QUERIES: dict[str, tuple[str, int]] = {
    "rows100": (f"query rows100 {{ organizations(first: 100) {{ {NODE} }} }}", 480),
    "rows1000": (f"query rows1000 {{ organizations(first: 1000) {{ {NODE} }} }}", 240),
    "nested": (
        """query nested { districts(first: 5) { edges { node { name
        commercialCircles(first: 20) { edges { node { name
        organizations(first: 20) { edges { node { name } } } } } } } } } }""",
        160,
    ),
    "rows10000": (f"query rows10000 {{ organizations(first: 10000) {{ {NODE} }} }}", 40),
}
SERVERS = ("floor", "compiled", "ordinary")
# The ordinary path takes so much longer that fewer requests tell as much.
ORDINARY_SHARE = 20
N_CIRCLES = 20

CIRCLES = """INSERT INTO commercial_circles (name, district_id, boundary, version)
SELECT concat('商圈', d.adcode, '-', n), d.id,
  ST_Multi(ST_Buffer(ST_PointOnSurface(d.boundary), 1e-3)), 1
FROM districts d, generate_series(1, :n) n"""
MEMBERS = """INSERT INTO circle_memberships (circle_id, organization_id)
SELECT c.id, o.id FROM (
  SELECT id, district_id, row_number() OVER (PARTITION BY district_id ORDER BY id) - 1 AS place
  FROM commercial_circles WHERE name LIKE '商圈%-%') c
JOIN (SELECT id, district_id, row_number() OVER (PARTITION BY district_id ORDER BY id) AS place
  FROM organizations) o
ON o.district_id = c.district_id AND (o.place - 1) / 40 = c.place
ON CONFLICT DO NOTHING"""


@dataclass
class Measured:
    """What the rounds of one query on one server gave."""

    server_cpu_ms: list[float] = field(default_factory=list)
    database_cpu_ms: list[float] = field(default_factory=list)
    rps: list[float] = field(default_factory=list)
    latencies_ms: list[float] = field(default_factory=list)

    def summary(self) -> dict[str, float]:
        """Give the medians."""
        server, database = map(statistics.median, (self.server_cpu_ms, self.database_cpu_ms))
        ordered = sorted(self.latencies_ms)
        return {
            "cpu_ms": round(server + database, 3),
            "server_cpu_ms": round(server, 3),
            "rps": round(statistics.median(self.rps), 1),
            "p50_ms": round(ordered[len(ordered) // 2], 2),
            "p99_ms": round(ordered[int(len(ordered) * 0.99)], 2),
        }


@dataclass(frozen=True)
class Server:
    """A running server."""

    name: str
    process: subprocess.Popen[bytes]
    port: int

    def ask(self, operation: str, n_requests: int) -> tuple[bytes, list[float]]:
        """Ask one operation several times on one connection; the last body, and milliseconds."""
        body = json.dumps({"query": QUERIES[operation][0], "operationName": operation})
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        latencies, answer = [], b""
        for _ in range(n_requests):
            start = time.perf_counter()
            connection.request("POST", "/graphql", body, {"content-type": "application/json"})
            answer = connection.getresponse().read()
            latencies.append((time.perf_counter() - start) * 1e3)
        connection.close()
        return answer, latencies


def fill(database: Database, n_organizations: int) -> None:
    """Write the demo city, with circles enough in each district."""
    database.upgrade()
    load(database, generate(n_organizations))
    with database.write() as session:
        session.execute(text(CIRCLES), {"n": N_CIRCLES})
        session.execute(text(MEMBERS))
    with database.engines[0].connect().execution_options(isolation_level="AUTOCOMMIT") as one:
        one.execute(text("VACUUM ANALYZE"))


@contextmanager
def running(name: str, url: str) -> Iterator[Server]:
    """Run one server until the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app = "graphql_floor:create_app" if name == "floor" else "server:create_default_app"
    command = [sys.executable, "-m", "uvicorn", "--factory", app, "--port", str(port)]
    command += [
        "--log-level",
        "warning",
        "--app-dir",
        str(ROOT / "bench" if name == "floor" else ROOT),
    ]
    environment = {
        **os.environ,
        "QUANMAP_DATABASE_URL": url,
        "QUANMAP_PAGE_MAX": "10000",
        "QUANMAP_PLANNING_PROCESSES": "0",
        "QUANMAP_COMPILED_QUERIES": str(name == "compiled").lower(),
    }
    process = subprocess.Popen(command, env=environment, cwd=ROOT)
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield Server(name, process, port)
    finally:
        process.terminate()
        process.wait(30)


def cpu_ms(process: int) -> float:
    """Give the CPU milliseconds that a process has used, its ended children's included."""
    fields = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) * 1e3 / os.sysconf("SC_CLK_TCK")


def database_cpu_ms(cluster: Cluster) -> float:
    """Give the CPU milliseconds of a PostgreSQL server and all its processes."""
    postmaster = (cluster.folder / "data" / "postmaster.pid").read_text("ascii").split()[0]
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text("ascii").split()
    return sum(cpu_ms(int(one)) for one in (postmaster, *children))


def measure(
    cluster: Cluster, server: Server, operation: str, n_clients: int, measured: Measured
) -> None:
    """Ask one operation by several clients at once."""
    n_each = max(QUERIES[operation][1] // n_clients, 1)
    if server.name == "ordinary":
        n_each = max(n_each // ORDINARY_SHARE, 1)
    before = cpu_ms(server.process.pid), database_cpu_ms(cluster)
    start = time.perf_counter()
    with ThreadPoolExecutor(n_clients) as clients:
        found = list(clients.map(lambda _: server.ask(operation, n_each), range(n_clients)))
    seconds, n_requests = time.perf_counter() - start, n_each * n_clients
    measured.server_cpu_ms.append((cpu_ms(server.process.pid) - before[0]) / n_requests)
    measured.database_cpu_ms.append((database_cpu_ms(cluster) - before[1]) / n_requests)
    measured.rps.append(n_requests / seconds)
    measured.latencies_ms += [one for _, latencies in found for one in latencies]


def check_equal(servers: list[Server]) -> None:
    """Compare the answers of all servers, parsed; end the program where they differ."""
    for operation in QUERIES:
        answers = [json.loads(server.ask(operation, 1)[0]) for server in servers]
        if any(answer != answers[0] or not answer.get("data") for answer in answers):
            shown = [json.dumps(answer, ensure_ascii=False)[:400] for answer in answers]
            raise SystemExit(f"{operation}: the answers differ:\n" + "\n".join(shown))


def table(results: dict[str, Any]) -> None:
    """Print what was measured, for people."""
    heads = ("CPU ms", "of it server", "req/s", "p50", "p99")
    print(f"{'query':<10} {'server':<9}", " ".join(f"{head:>12}" for head in heads))
    for operation in QUERIES:
        for name in SERVERS:
            one = results[f"{operation}.{name}"]
            print(
                f"{operation:<10} {name:<9}", " ".join(f"{value:>12.2f}" for value in one.values())
            )
        print(
            f"{'':<10} compiled to floor {results[f'{operation}.cpu_to_floor']:.2f},"
            f" ordinary to compiled {results[f'{operation}.ordinary_to_compiled']:.1f}"
        )


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--organizations", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--clients", type=int, default=8)
    chosen = parser.parse_args()
    with ExitStack() as stack:
        cluster = stack.enter_context(running_cluster())
        url = cluster.url("postgres")
        database = open_database(url)
        fill(database, chosen.organizations)
        database.dispose()
        servers = [stack.enter_context(running(name, url)) for name in SERVERS]
        check_equal(servers)
        for server in servers:  # fills the pools of connections and the caches
            measure(cluster, server, "rows100", chosen.clients, Measured())
        measured = {(q, server.name): Measured() for q in QUERIES for server in servers}
        for _ in range(chosen.rounds):
            for operation in QUERIES:
                for server in servers:
                    one = measured[operation, server.name]
                    measure(cluster, server, operation, chosen.clients, one)
    results: dict[str, Any] = {f"{q}.{name}": one.summary() for (q, name), one in measured.items()}
    for operation in QUERIES:
        floor, compiled, ordinary = (results[f"{operation}.{name}"]["cpu_ms"] for name in SERVERS)
        results[f"{operation}.cpu_to_floor"] = round(compiled / floor, 2)
        results[f"{operation}.ordinary_to_compiled"] = round(ordinary / compiled, 1)
    table(results)
    print(json.dumps(results))


if __name__ == "__main__":
    main()
