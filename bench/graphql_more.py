"""What `bench/graphql.py` measures beside the table.

- ``cold``: seconds until the server listens, milliseconds of the first request after that
- ``unseen``: CPU milliseconds, PostgreSQL's among them, that a query costs more which was never
  seen before: by an alias, by its set of fields, by filter and order
- ``pages``: CPU milliseconds of the thousandth page of 50 rows and of the first, with the total
- ``memory``: resident MB of a worker at the start and after everything
- ``sqlite``: 1,000 rows on SQLite, CPU milliseconds here and of stock Strawberry
- ``soak``: memory at 32 clients over minutes
"""

from __future__ import annotations

import base64
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from random import Random
from typing import Any

import graphql_servers
from graphql_cases import CASES, Case, graphql
from graphql_client import Client
from graphql_data import fill
from graphql_servers import Meter, Server

from db.engine import open_database

NAMES = ("cold", "unseen", "pages", "memory", "sqlite", "soak")
N_REPEATS = 40
PAGE = "{{ organizations(first: 50, after: {after}) {{ {total} {rest} }} }}"
REST = "pageInfo { hasNextPage endCursor } edges { cursor node { id name kind location } }"
SOAK_CLIENTS = 32
FIELDS = (
    *("id", "creditCode", "name", "kind", "industry", "employees", "partyMembers", "location"),
    *("fullTimePartyWorkers", "hardToOrganize", "establishedOn", "closedOn", "version"),
)


def all_of(folder: Path, url: str, token: str, server: Server, soak_min: float) -> dict[str, Any]:
    """Measure everything."""
    found: dict[str, Any] = {
        "cold": cold(url, token),
        "unseen": unseen(folder, server, token),
        "pages": pages(folder, server, token),
        "sqlite": sqlite(),
    }
    if soak_min:
        found["soak"] = soak(server, soak_min)
    found["memory"] = {**memory_at_start(url, token), "after_mb": round(server.resident_mb(), 1)}
    return found


def cold(url: str, token: str) -> dict[str, float]:
    """Start the server anew and ask it once."""
    starts_s, firsts_ms = [], []
    for _ in range(3):
        with graphql_servers.quanmap(url, token) as server:
            client = server.client()
            _, latencies_ms = client.timed(server.write(CASES[0]), 1)
            client.close()
        starts_s.append(server.start_s)
        firsts_ms += latencies_ms
    start_s, first_ms = statistics.median(starts_s), statistics.median(firsts_ms)
    return {"start_s": round(start_s, 2), "first_request_ms": round(first_ms, 1)}


def memory_at_start(url: str, token: str) -> dict[str, float]:
    """Give the memory of a worker that has answered one request."""
    with graphql_servers.quanmap(url, token) as server:
        client = server.client()
        client.ask(server.write(CASES[0]))
        client.close()
        return {"after_one_request_mb": round(server.resident_mb(), 1)}


def _cpu_each(folder: Path, server: Server, client: Client, requests: list[bytes]) -> float:
    meter = Meter(folder, server)
    for written in requests:
        answer = client.ask(written)
        if b'"errors"' in answer.body[:200]:
            raise SystemExit(f"a request was refused: {answer.body[:400]!r}")
    spent_ms: float = sum(meter.spent_ms())
    return spent_ms / len(requests)


def unseen(folder: Path, server: Server, token: str) -> dict[str, float]:
    """Ask queries that nobody asked before, first all for the first time, then all again.

    They differ in an alias, in the set of their fields, or in filter and order.
    """
    client, found = server.client(), {}
    rng = Random(time.time_ns())  # noqa: S311 (others in each run)
    for name, write in UNSEEN.items():
        asked = [graphql(write(rng), None, token) for _ in range(N_REPEATS)]
        first, again = (_cpu_each(folder, server, client, asked) for _ in range(2))
        found[f"{name}_more_ms"] = round(first - again, 2)
    client.close()
    return found


def _page(name: str, n_rows: int, fields: str, arguments: str = "") -> str:
    return f"{name}(first: {n_rows}{arguments}) {{ edges {{ node {{ {fields} }} }} }}"


def _alias(rng: Random) -> str:
    return f"a{rng.randrange(10**12)}: name"


def _some(rng: Random, fields: tuple[str, ...]) -> str:
    return " ".join(rng.sample(fields, rng.randint(1, len(fields))))


def _chosen(rng: Random) -> str:
    steps = ", ".join(
        f"{{field: {one}, descending: {rng.choice(['true', 'false'])}}}"
        for one in rng.sample(("NAME", "EMPLOYEES", "PARTY_MEMBERS"), 2)
    )
    return f", filter: {{minEmployees: {rng.randrange(10**4)}}}, orderBy: [{steps}]"


def _nested(district: str, circle: str, organization: str, arguments: str = "") -> str:
    inner = _page("organizations", 20, organization, arguments)
    circles = _page("commercialCircles", 20, f"{circle} {inner}")
    return f"{{ {_page('districts', 5, f'{district} {circles}')} }}"


UNSEEN: dict[str, Callable[[Random], str]] = {
    "rows100_alias": lambda rng: f"{{ {_page('organizations', 100, _alias(rng))} }}",
    "rows100_fields": lambda rng: f"{{ {_page('organizations', 100, _some(rng, FIELDS))} }}",
    "rows100_filter": lambda rng: f"{{ {_page('organizations', 100, _alias(rng), _chosen(rng))} }}",
    "nested_alias": lambda rng: _nested(_alias(rng), _alias(rng), _alias(rng)),
    "nested_fields": lambda rng: _nested(
        _some(rng, ("id", "name", "nameEn", "adcode")),
        _some(rng, ("id", "name", "version")),
        _some(rng, FIELDS),
    ),
    "nested_filter": lambda rng: _nested(
        _alias(rng), "name", "name", f", filter: {{minEmployees: {rng.randrange(10**6)}}}"
    ),
}


def pages(folder: Path, server: Server, token: str) -> dict[str, float]:
    """Ask for page 1 and for page 1,000, without and with the count of the whole list."""
    client, found = server.client(), {}
    key = json.dumps(["Organization", 49_950], separators=(",", ":")).encode()
    cursor = base64.urlsafe_b64encode(key).decode().rstrip("=")
    for total in ("", "totalCount"):
        for name, after in (("1", "null"), ("1000", f'"{cursor}"')):
            written = graphql(PAGE.format(after=after, total=total, rest=REST), None, token)
            _cpu_each(folder, server, client, [written] * 10)
            label = f"page_{name}{'_with_total' if total else ''}_ms"
            found[label] = round(_cpu_each(folder, server, client, [written] * N_REPEATS), 3)
    client.close()
    return found


def sqlite(n_organizations: int = 20_000) -> dict[str, float]:
    """Ask 1,000 rows on SQLite, of our server and of stock Strawberry."""
    found: dict[str, list[float]] = {}
    case = CASES[1]
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.sqlite3"
        database = open_database(url)
        token = fill(database, n_organizations)
        database.dispose()
        with ExitStack() as stack:
            servers = [
                stack.enter_context(one)
                for one in (graphql_servers.quanmap(url, token), graphql_servers.stock(url))
            ]
            answers = [_checked(case, server) for server in servers]
            if answers[0] != answers[1]:
                raise SystemExit("SQLite: stock Strawberry answers something else")
            for server in servers * 3:
                client, before = server.client(), server.cpu_ms()
                client.timed(server.write(case), N_REPEATS)
                client.close()
                found.setdefault(server.name, []).append((server.cpu_ms() - before) / N_REPEATS)
    ours_ms, stock_ms = (statistics.median(found[name]) for name in ("quanmap", "stock"))
    return {
        "cpu_ms": round(ours_ms, 2),
        "stock_cpu_ms": round(stock_ms, 1),
        "stock_to_ours": round(stock_ms / ours_ms, 1),
    }


def _checked(case: Case, server: Server) -> Any:
    client = server.client()
    found = server.read(case, client.ask(server.write(case)).body)
    client.close()
    if len(found) != case.n_rows:
        raise SystemExit(f"{server.name} gives {len(found)} rows")
    return found


def soak(server: Server, minutes: float) -> dict[str, float]:
    """Ask all cases at 32 clients for minutes; memory after a tenth of the time and at the end."""
    ends = time.monotonic() + minutes * 60.0
    samples: list[float] = []

    def ask(place: int) -> int:
        client, n_asked = server.client(), 0
        while time.monotonic() < ends:
            for case in CASES[place % 3 :: 3] if place % 8 else CASES:
                client.ask(server.write(case))
                n_asked += 1
        client.close()
        return n_asked

    with ThreadPoolExecutor(SOAK_CLIENTS) as clients:
        asked = [clients.submit(ask, place) for place in range(SOAK_CLIENTS)]
        while time.monotonic() < ends:
            samples.append(server.resident_mb())
            time.sleep(minutes)
        n_asked = sum(one.result() for one in asked)
    early, late = samples[len(samples) // 10 :][:5], samples[-5:]
    return {
        "minutes": minutes,
        "requests": n_asked,
        "early_mb": round(statistics.median(early), 1),
        "late_mb": round(statistics.median(late), 1),
        "most_mb": round(max(samples), 1),
    }
