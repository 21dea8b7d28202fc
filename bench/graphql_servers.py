"""The servers of `bench/graphql.py`: started on one database, and what they use of the machine."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from graphql_cases import (
    Case,
    Reader,
    of_postgraphile,
    of_tipg,
    ours,
    read_ours,
    read_postgraphile,
    read_tipg,
)
from graphql_client import Client
from side_by_side.graphql_peers import install

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
START_S = 60.0


@dataclass(frozen=True)
class Server:
    """A running server of one process."""

    name: str
    process: subprocess.Popen[bytes]
    port: int
    write: Callable[[Case], bytes]
    read: Reader
    start_s: float

    def client(self) -> Client:
        """Connect to it."""
        return Client(self.port)

    @property
    def pids(self) -> list[int]:
        """The process and those it started."""
        pid = self.process.pid
        found = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
        return [pid, *map(int, found)]

    def cpu_ms(self) -> float:
        """Give the CPU milliseconds that it has used."""
        return sum(cpu_ms(pid) for pid in self.pids)

    def resident_mb(self) -> float:
        """Give its resident memory in MB (10⁶ bytes)."""
        return sum(resident_mb(pid) for pid in self.pids)


def cpu_ms(pid: int) -> float:
    """Give the CPU milliseconds of all threads of a process, to the microsecond."""
    total_ns = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        total_ns += int((task / "schedstat").read_text("ascii").split()[0])
    return total_ns / 1e6


def resident_mb(pid: int) -> float:
    """Give the resident memory of a process in MB."""
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) * 1024 / 1e6


class Meter:
    """Measures the CPU milliseconds of a PostgreSQL server and of another one from its making on.

    Of processes that ended meanwhile, such as connections that a pool gave up, nothing is counted:
    they were idle.
    """

    def __init__(self, folder: Path, server: Server) -> None:
        self._folder, self._server = folder, server
        self._before = self._by_process()

    def spent_ms(self) -> tuple[float, float]:
        """Give what the server has used, and what PostgreSQL has."""
        spent = [
            sum(now - before.get(pid, 0.0) for pid, now in after.items())
            for before, after in zip(self._before, self._by_process(), strict=True)
        ]
        return spent[0], spent[1]

    def _by_process(self) -> list[dict[int, float]]:
        main = (self._folder / "data" / "postmaster.pid").read_text("ascii").split()[0]
        children = Path(f"/proc/{main}/task/{main}/children").read_text("ascii").split()
        return [_cpu_ms_of(self._server.pids), _cpu_ms_of(map(int, (main, *children)))]


def _cpu_ms_of(pids: Iterable[int]) -> dict[int, float]:
    found = {}
    for pid in pids:
        with suppress(FileNotFoundError, ProcessLookupError):
            found[pid] = cpu_ms(pid)
    return found


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def running(
    name: str,
    command: list[str],
    port: int,
    asking: tuple[Callable[[Case], bytes], Reader],
    **environment: str,
) -> Iterator[Server]:
    """Run a server until the end, and wait until it listens."""
    start = time.perf_counter()
    said = tempfile.TemporaryFile()  # noqa: SIM115 (closed when nobody needs it any more)
    process = subprocess.Popen(
        command, env={**os.environ, **environment}, cwd=ROOT, stdout=said, stderr=said
    )
    try:
        while time.perf_counter() - start < START_S and process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.01)
        else:
            said.seek(0)
            told = said.read().decode(errors="replace")[-2_000:]
            raise SystemExit(f"{name} does not start: {' '.join(command)}\n{told}")
        yield Server(name, process, port, *asking, time.perf_counter() - start)
    finally:
        process.terminate()
        process.wait(30)


def _uvicorn(app: str, folder: Path, port: int) -> list[str]:
    command = [sys.executable, "-m", "uvicorn", "--factory", app, "--app-dir", str(folder)]
    return [*command, "--port", str(port), "--log-level", "warning", "--no-access-log"]


def floor(url: str) -> Any:
    """Run the floor."""
    port = free_port()
    command = _uvicorn("graphql_floor:create_app", HERE, port)
    return running("floor", command, port, (ours, read_ours), QUANMAP_DATABASE_URL=url)


def quanmap(url: str, token: str, **settings: str) -> Any:
    """Run our server: with authentication, limits (raised) and the headers of audits."""
    port = free_port()
    chosen = {
        "QUANMAP_DATABASE_URL": url,
        "QUANMAP_OPEN_READING": "never",
        "QUANMAP_PAGE_MAX": "10000",
        "QUANMAP_COST_MAX": "1000000",
        "QUANMAP_PLANNING_PROCESSES": "0",
        **settings,
    }

    def write(case: Case) -> bytes:
        written: bytes = ours(case, token)
        return written

    command = _uvicorn("commands.serve:create_worker_app", ROOT, port)
    return running("quanmap", command, port, (write, read_ours), **chosen)


def stock(url: str) -> Any:
    """Run Strawberry as its documentation has it, on the same tables."""
    port = free_port()
    command = _uvicorn("bench.side_by_side.graphql_stock:create_app", ROOT, port)
    asking = (ours, read_ours)
    return running("stock", command, port, asking, QUANMAP_DATABASE_URL=url)


def postgraphile(url: str) -> Any:
    """Run PostGraphile 5."""
    port = free_port()
    return running(
        "postgraphile",
        install.postgraphile(),
        port,
        (of_postgraphile, read_postgraphile),
        BENCH_DATABASE_URL=url,
        BENCH_PORT=str(port),
        NODE_ENV="production",
    )


def tipg(url: str) -> Any:
    """Run tipg."""
    port = free_port()
    return running(
        "tipg",
        [*install.tipg(), "--port", str(port)],
        port,
        (of_tipg, read_tipg),
        DATABASE_URL=_with_host(url),
        TIPG_DB_SCHEMAS='["public"]',
        TIPG_MAX_FEATURES_PER_QUERY="10000",
        TIPG_DB_MAX_CONN_SIZE="8",
    )


def _with_host(url: str) -> str:
    """Give a URL whose host, the folder of a socket, stands where tipg looks for one."""
    start, _, folder = url.partition("?host=")
    return start.replace("@/", f"@{quote(folder, safe='')}/")
