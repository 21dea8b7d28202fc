"""A server under mixed reads and writes for minutes: errors, memory over time, latencies.

`python bench/soak.py` makes a demo city in a temporary file, starts a server on it and asks it from
32 clients for ten minutes; `--url postgresql://…` takes an empty database instead. A third of the
writes register an organization, a third correct it and a third withdraw it, so that the city stays
as large as it was and only its history grows. Prints a line every so often, a table, and as its
last line one JSON object.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from db.credit_code import check_character  # noqa: E402
from db.demo import generate, load  # noqa: E402
from db.engine import open_database  # noqa: E402
from db.maintenance.check import check_database  # noqa: E402
from db.models.enums import TokenRole  # noqa: E402
from db.repositories import tokens  # noqa: E402
from db.repositories.tokens import TokenTerms  # noqa: E402

READS = {
    "page": "{ organizations(first: 50) { edges { node { id name employees district { name }"
    " } } } }",
    "map": "{ organizations(first: 200, filter: {spatial: {bbox: {west: 101.7, south: 36.58,"
    " east: 101.85, north: 36.68}}}) { edges { node { id location } } } }",
    "nested": "{ districts(first: 10) { edges { node { name organizations(first: 10) {"
    " totalCount edges { node { name } } } } } } }",
    "coverage": "{ coverage { stationReach { ratio } formalCoverage { ratio } areaRatio } }",
    "viewer": "{ viewer { name } }",
}
REGISTER = """mutation ($code: String!, $name: String!, $at: GeoJSON!) {
    registerOrganization(input: {creditCode: $code, name: $name, kind: NON_PUBLIC_ECONOMIC,
        employees: 3, partyMembers: 1, location: $at}) {
    organization { id version } userErrors { message } } }"""
UPDATE = """mutation ($id: ID!, $version: Int!, $code: String!, $name: String!, $at: GeoJSON!) {
    updateOrganization(id: $id, version: $version, input: {creditCode: $code, name: $name,
        kind: NON_PUBLIC_ECONOMIC, employees: 4, partyMembers: 1, location: $at}) {
    organization { id version } userErrors { message } } }"""
WITHDRAW = """mutation ($id: ID!, $version: Int!) {
    withdraw(id: $id, version: $version, reason: "soak") { id userErrors { message } } }"""
WRITE_SHARE = 0.2
# 5 MB over the whole run, which is what the last caches to fill may still take.
FLAT_MB_A_MINUTE = 0.5


@dataclass
class Tally:
    """What the clients saw, and the server's memory on the way."""

    latencies_s: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: Counter[str] = field(default_factory=Counter)
    rss_mb: list[tuple[float, float]] = field(default_factory=list)

    @property
    def n_requests(self) -> int:
        """How many requests were answered."""
        return sum(len(each) for each in self.latencies_s.values())


@contextmanager
def serving(url: str) -> Iterator[tuple[str, int]]:
    """Run the server as its user does, and give its address and process."""
    environment = {**os.environ, "QUANMAP_DATABASE_URL": url}
    command = [sys.executable, str(ROOT / "server.py"), "serve", "--port", "0"]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        try:
            assert process.stdout is not None  # noqa: S101 (asked for above)
            line = process.stdout.readline()
            yield line.rsplit(maxsplit=1)[-1].rstrip("/"), process.pid
        finally:
            process.terminate()
            process.wait(120)


def resident_mb(pid: int) -> float:
    """Return the resident memory of a process in MB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return float("nan")


class Client:
    """One client: asks, writes, corrects what it wrote and takes it back."""

    def __init__(self, number: int, address: str, token: str, tally: Tally) -> None:
        self._random = random.Random(number)  # noqa: S311 (no secret)
        self._numbers = itertools.count(number * 100_000)
        self._address, self._token, self._tally = address, token, tally
        self._own: tuple[dict[str, Any], str] | None = None
        self._is_corrected = False

    async def run(self, client: httpx2.AsyncClient, until: float, pause_s: float) -> None:
        """Ask until the time is over."""
        while time.monotonic() < until:
            if self._random.random() < WRITE_SHARE:
                await self._write(client)
            else:
                name = self._random.choice(list(READS))
                await self._ask(client, name, READS[name], None)
            await asyncio.sleep(pause_s * self._random.uniform(0.5, 1.5))

    async def _write(self, client: httpx2.AsyncClient) -> None:
        x, y = 101.70 + 0.1 * self._random.random(), 36.60 + 0.05 * self._random.random()
        at = {"type": "Point", "coordinates": [x, y]}
        if self._own is None:
            first_17 = f"91630104MA{next(self._numbers):07d}"
            code = first_17 + check_character(first_17)
            variables = {"code": code, "name": f"soak {code}", "at": at}
            data = await self._ask(client, "register", REGISTER, variables)
            made = data and data["registerOrganization"]["organization"]
            self._own, self._is_corrected = ((made, code) if made else None), False
            return
        made, code = self._own
        if self._is_corrected:
            await self._ask(client, "withdraw", WITHDRAW, made)
            self._own = None
            return
        variables = {**made, "code": code, "name": f"soak again {code}", "at": at}
        data = await self._ask(client, "update", UPDATE, variables)
        corrected = data and data["updateOrganization"]["organization"]
        self._own, self._is_corrected = ((corrected, code) if corrected else None), True

    async def _ask(
        self,
        client: httpx2.AsyncClient,
        name: str,
        query: str,
        variables: dict[str, Any] | None,
    ) -> dict[str, Any] | None:
        body = {"query": query, "variables": variables}
        headers = {"authorization": f"Bearer {self._token}"}
        started = time.monotonic()
        try:
            answer = await client.post(f"{self._address}/graphql", json=body, headers=headers)
            told = answer.json()
        except (httpx2.HTTPError, ValueError) as error:
            self._tally.errors[f"{name}: {error!r}"[:200]] += 1
            return None
        self._tally.latencies_s[name].append(time.monotonic() - started)
        data: dict[str, Any] | None = told.get("data")
        refused = [one for part in (data or {}).values() for one in _user_errors(part)]
        if answer.status_code != 200 or told.get("errors") or refused:
            words = f"{name}: {answer.status_code} {told.get('errors') or refused}"
            self._tally.errors[words[:200]] += 1
        return data


def _user_errors(part: Any) -> list[Any]:
    return part.get("userErrors") or [] if isinstance(part, dict) else []


async def soak(options: argparse.Namespace, address: str, pid: int, token: str) -> Tally:
    """Let all clients ask, and write the memory down meanwhile."""
    tally, started = Tally(), time.monotonic()
    until = started + options.minutes * 60

    async def watch() -> None:
        while True:
            await asyncio.sleep(options.every)
            minute = (time.monotonic() - started) / 60
            tally.rss_mb.append((minute, resident_mb(pid)))
            print(
                f"{minute:6.2f} min {tally.n_requests:9,} requests {sum(tally.errors.values()):5,}"
                f" errors {tally.rss_mb[-1][1]:8.1f} MB",
                flush=True,
            )

    limits = httpx2.Limits(max_connections=options.clients)
    async with httpx2.AsyncClient(timeout=60, limits=limits) as client:
        watching = asyncio.create_task(watch())
        clients = (Client(number, address, token, tally) for number in range(options.clients))
        await asyncio.gather(*(each.run(client, until, options.pause) for each in clients))
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
    return tally


def figures(tally: Tally, minutes: float, *, is_sound: bool) -> dict[str, Any]:
    """Sum up: latencies in ms, and whether the memory of the second half stayed where it was."""
    everything = sorted(itertools.chain.from_iterable(tally.latencies_s.values()))
    rss = [megabytes for _, megabytes in tally.rss_mb]
    half = len(rss) // 2
    slope = slope_mb_a_minute(tally.rss_mb[half:])
    return {
        "minutes": minutes,
        "requests": tally.n_requests,
        "requests_per_s": round(tally.n_requests / minutes / 60, 1),
        "errors": sum(tally.errors.values()),
        "p50_ms": _ms(everything, 0.50),
        "p99_ms": _ms(everything, 0.99),
        "rss_mb_first": round(rss[0], 1),
        "rss_mb_first_half": round(statistics.median(rss[: half or 1]), 1),
        "rss_mb_second_half": round(statistics.median(rss[half:]), 1),
        "rss_mb_most": round(max(rss), 1),
        "rss_slope_mb_a_minute": round(slope, 2),
        "is_flat": slope <= FLAT_MB_A_MINUTE,
        "is_sound": is_sound,
        "by_kind": {
            name: {
                "n": len(each),
                "p50_ms": _ms(sorted(each), 0.50),
                "p99_ms": _ms(sorted(each), 0.99),
            }
            for name, each in sorted(tally.latencies_s.items())
        },
    }


def slope_mb_a_minute(measured: Sequence[tuple[float, float]]) -> float:
    """Fit a line by least squares through minutes and MB; 0 for fewer than two of them.

    >>> slope_mb_a_minute([(5.0, 200.0), (6.0, 201.0), (7.0, 202.0)])
    1.0
    """
    if len(measured) < 2:
        return 0.0
    minutes, megabytes = zip(*measured, strict=True)
    return statistics.linear_regression(minutes, megabytes).slope


def _ms(ordered: list[float], share: float) -> float:
    return round(1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1)


def main() -> None:
    """Run the soak."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--organizations", type=int, default=3_000)
    parser.add_argument("--pause", type=float, default=0.2, help="seconds between two requests")
    parser.add_argument("--every", type=float, default=15.0, help="seconds between two lines")
    parser.add_argument("--url", help="an empty PostgreSQL database; a temporary file without it")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="quanmap-soak-") as folder:
        url = options.url or f"sqlite:///{Path(folder) / 'city.sqlite3'}"
        database = open_database(url)
        database.upgrade()
        load(database, generate(options.organizations))
        with database.write() as session:
            terms = TokenTerms("soak", TokenRole.ADMIN)
            token = tokens.create(session, terms, now=datetime.now(tz=UTC))[1]
        with serving(url) as (address, pid):
            tally = asyncio.run(soak(options, address, pid, token))
        report = check_database(database)
        database.dispose()
    found = figures(tally, options.minutes, is_sound=report.is_sound)
    print(f"\n{'kind':12}{'requests':>10}{'p50 ms':>10}{'p99 ms':>10}")
    for name, each in found["by_kind"].items():
        print(f"{name:12}{each['n']:10,}{each['p50_ms']:10.1f}{each['p99_ms']:10.1f}")
    verdict = "flat" if found["is_flat"] else "growing"
    print(
        f"memory {found['rss_mb_first']:.1f} MB at first, {found['rss_mb_first_half']:.1f} MB"
        f" in the first half, {found['rss_mb_second_half']:.1f} MB in the second; there"
        f" {found['rss_slope_mb_a_minute']:+.2f} MB a minute: {verdict}"
    )
    for words, n in tally.errors.most_common(10):
        print(f"{n:6,} x {words}")
    print(json.dumps(found))


if __name__ == "__main__":
    main()
