"""Ten thousand broken inputs, taken in processes that may end: no crash, no hang."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import orjson
import pytest

from tests.conftest import SqliteBackend
from tests.db.transfer.files import add_city
from tests.fuzz.inputs import FILES, KINDS, kind_of, valid
from tests.fuzz.worker import CPU_LIMIT_S

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the worker needs setitimer")


@dataclass(frozen=True)
class Outcome:
    number: int
    seconds: float
    words: str


@dataclass(frozen=True)
class Ground:
    """What the workers share: a folder with the valid files, a database with a small city."""

    folder: Path
    address: str


@pytest.fixture(scope="module")
def ground(
    sqlite_backend: SqliteBackend, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Ground]:
    folder = tmp_path_factory.mktemp("fuzz")
    for kind in FILES:
        valid(kind, folder)
    with sqlite_backend.database() as database:
        add_city(database)
        yield Ground(folder, database.address)


def outcomes(ground: Ground, first: int, end: int) -> Iterator[Outcome]:
    """Let workers take inputs: where one is ended, the next goes on after what ended it."""
    command = [sys.executable, "-m", "tests.fuzz.worker", str(ground.folder), ground.address]
    while first < end:
        done = subprocess.run(
            [*command, str(first), str(end)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=1_200,
            check=False,
        )
        said = [orjson.loads(line) for line in done.stdout.splitlines()]
        yield from (Outcome(number, *rest) for word, number, *rest in said if word == "end")
        if done.returncode == 0:
            return
        assert said, done.stderr[-2_000:]
        number = said[-1][1]
        yield Outcome(number, CPU_LIMIT_S, f"ended the process: {done.returncode}")
        first = number + 1


def check(ground: Ground, n_inputs: int, n_processes: int) -> None:
    """Take the first inputs, and fail on what escaped, hung or ended a process."""
    edges = [n_inputs * part // n_processes for part in range(n_processes + 1)]
    with ThreadPoolExecutor(n_processes) as pool:
        parts = pool.map(lambda part: [*outcomes(ground, *part)], pairwise(edges))
        found = [one for part in parts for one in part]
    counts = Counter((kind_of(one.number), one.words.split(":")[0]) for one in found)
    slowest = max(found, key=lambda one: one.seconds)
    print(f"\n{len(found):,} inputs, the slowest {slowest}")  # noqa: T201
    for kind in dict.fromkeys(KINDS):
        told = {words: n for (of, words), n in sorted(counts.items()) if of == kind}
        print(f"{kind:>18} {told}")  # noqa: T201

    assert [one.number for one in found] == list(range(n_inputs))
    allowed = {"taken", "refused", "repaired"}
    assert [(kind_of(one.number), one) for one in found if one.words not in allowed] == []
    # Some are only scratched, and still read.
    taken = {kind for kind, words in counts if words == "taken"}
    assert taken == set(KINDS) if n_inputs >= 1_000 else taken
    assert slowest.seconds < CPU_LIMIT_S


def test_some_broken_geometries_and_files_are_refused(ground: Ground) -> None:
    check(ground, 300, 1)


@pytest.mark.slow
def test_ten_thousand_broken_geometries_and_files_are_refused(ground: Ground) -> None:
    check(ground, 10_000, 2)
