"""The attack set against a running server: how each is answered, and how soon.

A server of one process on the demo city, asked over one connection, each attack several times; the
table gives the median and the longest. Its last line is one JSON object: ``attacks`` with the
milliseconds of each by name, ``slowest_ms``, ``n_over_50_ms``, ``n_wrong`` (answered otherwise than
`tests/attacks.py` allows) and ``peak_memory_mb`` of the server.

    python bench/attacks.py [--times N]
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.attacks import HARMLESS, REFUSED, Attack  # noqa: E402

GOAL_MS = 50.0


@dataclass(frozen=True)
class Answer:
    """What came back, and after how many milliseconds."""

    status_code: int
    text: str
    milliseconds: float


@contextmanager
def serving(settings: Mapping[str, str] | None = None) -> Iterator[tuple[int, int]]:
    """Serve the demo city, or what the settings name, until the end; the port and the process."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, str(ROOT / "server.py"), "serve", "--port", "0"]
        environment = {**os.environ, "QUANMAP_PLANNING_PROCESSES": "0", **(settings or {})}
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            assert process.stdout is not None  # noqa: S101 (as it was asked for)
            yield int(process.stdout.readline().rstrip("/\n").rpartition(":")[2]), process.pid
        finally:
            process.terminate()
            process.wait(60)


def ask(port: int, attack: Attack) -> Answer:
    """Attack once, on a connection of its own: a server may close one that it refused."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.connect()
    start = time.perf_counter()
    connection.request(attack.method, attack.path, attack.content or None, dict(attack.headers))
    response = connection.getresponse()
    text = response.read().decode("utf-8", "replace")
    milliseconds = (time.perf_counter() - start) * 1e3
    connection.close()
    return Answer(response.status, text, milliseconds)


def peak_memory_mb(process: int) -> float:
    """Give the most memory that a process has held."""
    for line in Path(f"/proc/{process}/status").read_text("ascii").splitlines():
        if line.startswith("VmHWM"):
            return round(int(line.split()[1]) / 1024, 1)
    raise ValueError(f"process {process} tells no VmHWM")


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=5)
    n_times = parser.parse_args().times
    found: dict[str, float] = {}
    n_wrong = 0
    print(f"{'attack':<34} {'status':>6} {'median ms':>10} {'longest':>8}")
    with serving() as (port, process):
        warm = next(one for one in HARMLESS if one.path == "/graphql")
        ask(port, warm)
        for attack in (*REFUSED, *HARMLESS):
            answers = [ask(port, attack) for _ in range(n_times)]
            times = [answer.milliseconds for answer in answers]
            found[attack.name] = round(statistics.median(times), 2)
            last = answers[-1]
            is_wrong = last.status_code not in attack.statuses or not attack.is_harmless(last)
            n_wrong += is_wrong
            mark = " WRONG" if is_wrong else ""
            print(
                f"{attack.name:<34} {last.status_code:>6} {found[attack.name]:>10.2f} "
                f"{max(times):>8.2f}{mark}"
            )
        memory = peak_memory_mb(process)
    result = {
        "attacks": found,
        "slowest_ms": max(found.values()),
        "n_over_50_ms": sum(one > GOAL_MS for one in found.values()),
        "n_wrong": n_wrong,
        "peak_memory_mb": memory,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
