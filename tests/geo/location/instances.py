"""Instances of the location literature: a portable grid generator, and readers of OR-Library files.

Files are found in the folder that the environment variable QUANMAP_LOCATION_DATA names, with
`pmed/pmedK.txt`, `pmedcap/pmedcap1_K.txt`, `pcenter/kcenteropt.txt` and `cordeau_grid_optima.csv`.
"""

from __future__ import annotations

import csv
import os
from array import array
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

LARGEST_RANDOM = 2**31 - 1
GRID_SETTINGS = (
    (10, 5.5), (10, 5.75), (10, 6.0), (10, 6.25),
    (15, 4.0), (15, 4.25), (15, 4.5), (15, 4.75), (15, 5.0),
    (20, 3.25), (20, 3.5), (20, 3.75), (20, 4.0), (20, 4.25),
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Grid:
    """Sites and customers of a 30 by 30 square, and what each customer demands."""

    sites_xy: FloatArray
    demand_xy: FloatArray
    weights: IntArray


def additive_feedback(seed: int, count: int) -> IntArray:
    """Return the numbers of the additive feedback generator r[i] = r[i-3] + r[i-31] mod 2^32.

    Seeded by the multiplicative generator 16807 modulo 2^31 - 1, the first 310 numbers dropped,
    the lowest bit cut off: what `rand()` of the GNU C library gives after `srand(seed)`.
    """
    state = array("I", [seed or 1])
    word = seed or 1
    for _ in range(30):
        word = (16807 * word) % LARGEST_RANDOM
        state.append(word)
    state.extend(state[:3])
    for i in range(34, 344 + count):
        state.append((state[i - 31] + state[i - 3]) & 0xFFFFFFFF)
    return np.frombuffer(state, dtype=np.uint32)[344:].astype(np.int64) >> 1


def make_grid(n_sites: int, n_customers: int, seed: int = 1) -> Grid:
    """Generate the grid of Cordeau, Furini and Ljubic (2019): demands 1 to 100, 6 decimals."""
    n_places = n_sites + n_customers
    drawn = additive_feedback(seed, 3 * n_places)
    places = np.round(drawn[: 2 * n_places] / LARGEST_RANDOM * 30, 6).reshape(-1, 2)
    weights = drawn[2 * n_places + n_sites :] % 100 + 1
    return Grid(places[:n_sites], places[n_sites:], weights)


def data_folder() -> Path | None:
    """Return the folder of instance files, None where the environment names none."""
    named = os.environ.get("QUANMAP_LOCATION_DATA")
    return Path(named) if named and Path(named).is_dir() else None


def grid_optima(folder: Path) -> dict[tuple[int, int, float], int]:
    """Read the known optima: number of customers, p and radius to served demand."""
    with (folder / "cordeau_grid_optima.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {
        (int(row["instance"].split("_m")[1].split("_")[0]), int(row["p"]), float(row["R"])): int(
            row["optimum"]
        )
        for row in rows
    }


def read_median(folder: Path, number: int) -> tuple[FloatArray, int]:
    """Read a p-median file: all shortest paths and p; the last cost of an edge wins."""
    numbers = [int(x) for x in (folder / f"pmed/pmed{number}.txt").read_text().split()]
    n, _, p = numbers[:3]
    costs: dict[tuple[int, int], int] = {}
    for a, b, cost in zip(numbers[3::3], numbers[4::3], numbers[5::3], strict=True):
        costs[min(a, b) - 1, max(a, b) - 1] = cost
    rows, columns = np.array(list(costs)).T
    graph = sp.csr_array((list(costs.values()), (rows, columns)), shape=(n, n), dtype=np.float64)
    return np.asarray(dijkstra(graph, directed=False)), p


def median_optima(folder: Path) -> dict[int, int]:
    """Read the p-median optima by file number."""
    with (folder / "pmed/optima.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {int(row["instance"][4:]): int(row["known_optimum"]) for row in rows}


def center_optima(folder: Path) -> dict[int, int]:
    """Read the p-center optima of the same files by file number."""
    words = (folder / "pcenter/kcenteropt.txt").read_text().split()
    pairs = zip(words[::2], words[1::2], strict=True)
    return {int(name[4:]): int(value) for name, value in pairs if name.startswith("pmed")}


@dataclass(frozen=True, eq=False)
class CapacitatedMedian:
    """A capacitated p-median file: distances rounded down, sizes, capacity, best known cost."""

    distances: FloatArray
    n_sites: int
    sizes: IntArray
    capacity: int
    best_known: int


def read_capacitated_median(folder: Path, number: int) -> CapacitatedMedian:
    """Read a capacitated p-median file."""
    words = (folder / f"pmedcap/pmedcap1_{number}.txt").read_text().split()
    best_known, n, p, capacity = (int(word) for word in words[1:5])
    table = np.array([int(word) for word in words[5 : 5 + 4 * n]]).reshape(n, 4)
    places = table[:, 1:3].astype(np.float64)
    distances = np.floor(np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1)))
    return CapacitatedMedian(distances, p, table[:, 3].astype(np.int64), capacity, best_known)
