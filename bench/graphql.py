"""GraphQL against the speed of the database, and against PostGraphile 5 and tipg.

The floor is the same JSON by hand-written SQL through a bare Starlette route
(`graphql_floor.py`). One private PostGIS, and servers of one process each, asked in turn, so that
a busy machine slows all alike; ours asks for a token, holds its limits (raised by settings where
they would refuse the question) and sends its headers. The answers are compared before anything is
measured. The peers are installed on the first run (`side_by_side/graphql_peers/`; npm, pip).

Prints requests a second, p50, p99 and the CPU milliseconds of a request in the server and in
PostgreSQL, and as its last line one JSON object:

- ``CASE.SERVER``: ``cpu_ms`` (both), ``server_cpu_ms``, ``rps``, ``p50_ms``, ``p99_ms``,
  ``p99_to_p50``
- ``CASE.cpu_to_floor``, ``CASE.cpu_to_postgraphile``, ``CASE.rps_to_postgraphile``,
  ``CASE.rps_to_tipg``
- ``cold``, ``unseen``, ``pages``, ``memory``, ``sqlite``, ``soak``: see `graphql_more.py`

    python bench/graphql.py [--organizations N] [--rounds R] [--clients C] [--peers floor,...]
        [--table] [--soak MINUTES] [--database URL]
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

import graphql_more as more  # noqa: E402
import graphql_servers as servers_of  # noqa: E402
from graphql_cases import CASES, Case  # noqa: E402
from graphql_data import fill, furnish  # noqa: E402
from graphql_servers import Meter, Server  # noqa: E402

from db.engine import open_database  # noqa: E402
from tests.postgis import running_cluster  # noqa: E402

# The slow ones tell as much by fewer requests.
SHARES = {"postgraphile": 3, "tipg": 24}


@dataclass
class Measured:
    """What the rounds of one case on one server gave."""

    server_cpu_ms: list[float] = field(default_factory=list)
    database_cpu_ms: list[float] = field(default_factory=list)
    rps: list[float] = field(default_factory=list)
    latencies_ms: list[float] = field(default_factory=list)

    def summary(self) -> dict[str, float]:
        """Give the medians."""
        server, database = map(statistics.median, (self.server_cpu_ms, self.database_cpu_ms))
        ordered = sorted(self.latencies_ms)
        p50_ms, p99_ms = (ordered[int(len(ordered) * share)] for share in (0.5, 0.99))
        return {
            "cpu_ms": round(server + database, 3),
            "server_cpu_ms": round(server, 3),
            "rps": round(statistics.median(self.rps), 1),
            "p50_ms": round(p50_ms, 2),
            "p99_ms": round(p99_ms, 2),
            "p99_to_p50": round(p99_ms / p50_ms, 2),
        }


def measure(folder: Path, server: Server, case: Case, n_clients: int, measured: Measured) -> None:
    """Ask one case by several clients at once."""
    n_each = max(case.n_requests // SHARES.get(server.name, 1) // n_clients, 1)
    written = server.write(case)
    connected = [server.client() for _ in range(n_clients)]
    meter = Meter(folder, server)
    start = time.perf_counter()
    with ThreadPoolExecutor(n_clients) as clients:
        found = list(clients.map(lambda client: client.timed(written, n_each)[1], connected))
    seconds, n_requests = time.perf_counter() - start, n_each * n_clients
    server_ms, database_ms = meter.spent_ms()
    measured.server_cpu_ms.append(server_ms / n_requests)
    measured.database_cpu_ms.append(database_ms / n_requests)
    measured.rps.append(n_requests / seconds)
    measured.latencies_ms += [one for latencies in found for one in latencies]
    for client in connected:
        client.close()


def is_asked(server: Server, case: Case) -> bool:
    """Tell whether a server can be asked a case at all."""
    return not (server.name == "tipg" and case.name == "nested")


def check_equal(servers: list[Server]) -> None:
    """Compare the answers of all servers; end the program where they differ."""
    for case in CASES:
        expected: Any = None
        for server in servers:
            if not is_asked(server, case):
                continue
            client = server.client()
            answer = client.ask(server.write(case))
            client.close()
            try:
                found = server.read(case, answer.body)
            except (KeyError, TypeError, ValueError) as error:
                raise SystemExit(
                    f"{case.name}: {server.name} says {answer.body[:400]!r}"
                ) from error
            expected = expected or found
            if found != expected or len(found) not in {5, case.n_rows}:
                raise SystemExit(f"{case.name}: {server.name} answers something else")


def table(results: dict[str, Any], servers: list[Server]) -> None:
    """Print what was measured, for people."""
    heads = ("CPU ms", "of it server", "req/s", "p50", "p99", "p99/p50")
    print(f"{'case':<10} {'server':<13}", " ".join(f"{head:>12}" for head in heads))
    for case in CASES:
        for server in servers:
            one = results.get(f"{case.name}.{server.name}")
            if one is not None:
                cells = " ".join(f"{value:>12.2f}" for value in one.values())
                print(f"{case.name:<10} {server.name:<13} {cells}")
        ratios = {
            name.partition(".")[2]: value
            for name, value in results.items()
            if name.startswith(f"{case.name}.") and isinstance(value, float)
        }
        print(f"{'':<10}", ", ".join(f"{name} {value:.2f}" for name, value in ratios.items()))


def ratios(results: dict[str, Any]) -> None:
    """Put the ratios beside what they are of."""
    for case in CASES:
        found = {
            name: results[f"{case.name}.{name}"]
            for name in ("quanmap", "floor", "postgraphile", "tipg")
            if f"{case.name}.{name}" in results
        }
        ours = found["quanmap"]
        for name in ("floor", "postgraphile"):
            if name in found:
                ratio = ours["cpu_ms"] / found[name]["cpu_ms"]
                results[f"{case.name}.cpu_to_{name}"] = round(ratio, 3)
        for name in ("postgraphile", "tipg"):
            if name in found:
                ratio = ours["rps"] / found[name]["rps"]
                results[f"{case.name}.rps_to_{name}"] = round(ratio, 2)


@contextmanager
def database_of(chosen: argparse.Namespace) -> Iterator[tuple[str, str, Path]]:
    """Give the URL of a filled database, a token for it, and its server's folder."""
    if chosen.database:
        url, token, folder = chosen.database.split(" ")
        yield url, token, Path(folder)
        return
    with running_cluster() as cluster:
        url = cluster.url("postgres")
        database = open_database(url)
        token = fill(database, chosen.organizations)
        furnish(database)
        database.dispose()
        yield url, token, cluster.folder


def compare(chosen: argparse.Namespace, folder: Path, servers: list[Server]) -> dict[str, Any]:
    """Measure all cases on all servers, round by round."""
    check_equal(servers)
    for server in servers:  # fills the pools of connections and the caches
        for case in CASES:
            if is_asked(server, case):
                measure(folder, server, case, chosen.clients, Measured())
    measured: dict[tuple[str, str], Measured] = {}
    for _ in range(chosen.rounds):
        for case in CASES:
            for server in servers:
                if is_asked(server, case):
                    one = measured.setdefault((case.name, server.name), Measured())
                    measure(folder, server, case, chosen.clients, one)
    results: dict[str, Any] = {f"{q}.{name}": one.summary() for (q, name), one in measured.items()}
    ratios(results)
    return results


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--organizations", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--peers", default="floor,postgraphile,tipg", help="beside ours")
    parser.add_argument("--table", action="store_true", help="the table alone")
    parser.add_argument("--soak", type=float, default=0.0, help="minutes at 32 clients")
    parser.add_argument("--database", help="'URL TOKEN FOLDER' of one that was filled before")
    chosen = parser.parse_args()
    with ExitStack() as stack:
        url, token, folder = stack.enter_context(database_of(chosen))
        started = [servers_of.quanmap(url, token)]
        started += [getattr(servers_of, name)(url) for name in chosen.peers.split(",") if name]
        servers = [stack.enter_context(one) for one in started]
        results = compare(chosen, folder, servers)
        table(results, servers)
        if not chosen.table:
            results |= more.all_of(folder, url, token, servers[0], chosen.soak)
    for name in more.NAMES:
        if name in results:
            print(f"{name:<10}", ", ".join(f"{key} {one}" for key, one in results[name].items()))
    print(json.dumps(results))


if __name__ == "__main__":
    main()
