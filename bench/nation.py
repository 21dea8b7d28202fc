"""Many cities: their coverage in one process, and on a Dask cluster of two.

Writes cities of made-up organizations as GeoParquet by adcode, computes all of them both ways by
the functions of ``quanmap coverage --data``, and compares every number before it tells the times:

    python bench/nation.py [--cities N] [--organizations N] [--stations N] [--workers N]

The defaults are small; 300 cities of 100,000 organizations write 0.8 GB into a temporary folder.
The last line is one JSON object.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from side_by_side.coverage_ways import made_city, peak_memory_mb  # noqa: E402

from db.repositories.facts import OrganizationFacts, StationFacts  # noqa: E402
from db.transfer.city_parquet import CityFacts, write_city  # noqa: E402
from geo.zones import zone_numbers  # noqa: E402
from schema.operations.limits import Limits  # noqa: E402
from schema.operations.many_cities import CityTask, city_figures, total_figures  # noqa: E402
from schema.operations.questions import CoverageQuestion  # noqa: E402

DAY = date(2017, 11, 1)
N_TURNS = 3


def write_nation(folder: Path, n_cities: int, n_organizations: int, n_stations: int) -> None:
    """Write cities of one size; each has the organizations of the first one in another order.

    Their places are Xining's: what a city costs does not depend on where it lies.
    """
    city = made_city(n_organizations, n_stations)
    named = tuple((f"6301{number:02d}", f"区 {number}") for number in range(1, 8))
    zones = zone_numbers(city.points, city.districts) + 1
    rng = np.random.default_rng(7)
    counts = rng.integers(1, 50, n_organizations)
    flags = rng.random((4, n_organizations)) < 0.6
    for number in range(n_cities):
        order = rng.permutation(n_organizations)
        organizations = OrganizationFacts(
            ids=np.arange(1, n_organizations + 1),
            xy=city.points[order],
            district_ids=zones[order],
            employees=counts[order],
            party_members=counts[order] // 10,
            has_cover=flags[0, order],
            has_instructor=flags[1, order],
            active=flags[2, order],
            assessed=flags[3, order],
        )
        stations = StationFacts(
            ids=np.arange(1, n_stations + 1),
            names=("",) * n_stations,
            # A little elsewhere in every city, so that no two have the same numbers.
            xy=city.stations + rng.normal(0.0, 1e-3, city.stations.shape),
            radii_m=np.full(n_stations, 1_000.0),
            capacities=np.full(n_stations, np.nan),
        )
        facts = CityFacts(DAY, organizations, stations, named, city.districts)
        write_city(folder, f"{100_000 + number}", facts)


def measured_city(task: CityTask) -> tuple[dict[str, Any], float, float, int]:
    """Give a city's figures, its CPU seconds, the process's peak memory in MB, its number."""
    start = time.process_time()
    figures = city_figures(task)
    return figures, time.process_time() - start, peak_memory_mb(), os.getpid()


@dataclass
class Way:
    """What one way computed, in how many wall and CPU seconds, and each process's peak memory."""

    figures: dict[str, dict[str, Any]] = field(default_factory=dict)
    wall_s: float = 0.0
    cpu_s: float = 0.0
    by_process: dict[int, tuple[int, float]] = field(default_factory=dict)

    def take(self, result: tuple[dict[str, Any], float, float, int]) -> None:
        """Note a city."""
        figures, cpu_s, memory_mb, process = result
        self.figures[figures["adcode"]] = figures
        self.cpu_s += cpu_s
        n_done, peak_mb = self.by_process.get(process, (0, 0.0))
        self.by_process[process] = n_done + 1, max(peak_mb, memory_mb)


def both_ways(tasks: Sequence[CityTask], n_workers: int) -> tuple[Way, Way]:
    """Compute all cities here and on a cluster, part by part in turns: neighbours disturb both."""
    dask: Any = import_module("distributed")
    here, there = Way(), Way()
    with (
        dask.LocalCluster(
            n_workers=n_workers, threads_per_worker=1, dashboard_address=":0"
        ) as cluster,
        dask.Client(cluster) as client,
    ):
        # A process that has run for a while has imported everything.
        client.run(city_figures, tasks[0])
        city_figures(tasks[0])
        for first in range(N_TURNS):
            part = tasks[first::N_TURNS]
            start = time.perf_counter()
            futures = client.map(measured_city, part, pure=False)
            for future, result in dask.as_completed(futures, with_results=True):
                there.take(result)
                future.release()
            there.wall_s += time.perf_counter() - start
            start = time.perf_counter()
            for task in part:
                here.take(measured_city(task))
            here.wall_s += time.perf_counter() - start
    return here, there


@click.command()
@click.option("--cities", default=6, show_default=True)
@click.option("--organizations", default=20_000, show_default=True, help="Of each city.")
@click.option("--stations", default=200, show_default=True, help="Of each city.")
@click.option("--workers", default=2, show_default=True)
def main(cities: int, organizations: int, stations: int, workers: int) -> None:
    """Write the cities, compute them both ways, compare, and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_nation(folder, cities, organizations, stations)
        tasks = [
            CityTask(folder, f"{100_000 + number}", CoverageQuestion(), Limits())
            for number in range(cities)
        ]
        here, there = both_ways(tasks, workers)
    if here.figures != there.figures:
        raise SystemExit("the cluster's numbers are not those of one process")
    total = total_figures(here.figures.values())
    print(f"{cities:,} cities of {organizations:,} organizations and {stations:,} stations")
    print(f"equal: all {cities:,} reports, number by number; demand {total['demand']:,.0f}")
    for name, way in (("one process", here), (f"{workers} workers", there)):
        print(f"  {name:<14}{way.wall_s:8.1f} s wall, {way.cpu_s:8.1f} s CPU")
        for number, (n_done, peak_mb) in enumerate(way.by_process.values()):
            print(f"    process {number}: {n_done:,} cities, peak memory {peak_mb:.0f} MB")
    speed_up = here.wall_s / there.wall_s
    per_million_s = here.cpu_s / (cities * organizations) * 1e6
    print(f"  {workers} workers are {speed_up:.2f} times as fast")
    print(f"  one core: {per_million_s:.2f} s CPU a million organizations")
    print(f"  so 100 million: {per_million_s * 100 / 60:.1f} core minutes")
    print(
        json.dumps(
            {
                "n_cities": cities,
                "n_organizations": cities * organizations,
                "n_stations": cities * stations,
                "n_workers": workers,
                "one_process_s": here.wall_s,
                "one_process_cpu_s": here.cpu_s,
                "dask_s": there.wall_s,
                "dask_cpu_s": there.cpu_s,
                "speed_up": speed_up,
                "worker_peak_memory_mb": max(peak for _, peak in there.by_process.values()),
                "cpu_s_per_million_organizations": per_million_s,
                "core_minutes_per_100_million": per_million_s * 100 / 60,
            }
        )
    )


if __name__ == "__main__":
    main()
