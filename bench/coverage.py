"""Coverage of a large city: beside geopandas and PostGIS, as stations move, on roads, growing.

Run ``python bench/coverage.py``; ``--quick`` takes a hundredth of the organizations. Answers are
compared before anything is timed; a wrong one ends the run. The last line is one JSON object.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from side_by_side import coverage_ways  # noqa: E402
from side_by_side.coverage_geopandas import geopandas_way  # noqa: E402
from side_by_side.coverage_postgis import postgis_url, postgis_way  # noqa: E402
from side_by_side.coverage_ways import Answer, City, made_city, quanmap_way, road_grid  # noqa: E402

from geo.coverage import area_coverage  # noqa: E402
from geo.distance import reached  # noqa: E402
from geo.network_distance import (  # noqa: E402
    nearest_station_on_network,
    network_coverage_matrix,
)
from geo.service_area import service_areas  # noqa: E402
from geo.what_if import WhatIf  # noqa: E402

N_ORGANIZATIONS, N_STATIONS, N_WHAT_IF_STATIONS = 1_000_000, 1_000, 200
N_ROUNDS, N_MOVES = 3, 400
# In SQL a tenth of the organizations takes as long as all of them in the other ways.
N_POSTGIS = N_ORGANIZATIONS // 10
N_NETWORK_SIDE, N_NETWORK_STATIONS, NETWORK_RADIUS_M = 400, 200, 2_000.0


def cpu_s(work: Callable[[], object]) -> float:
    """Give the CPU seconds that some work takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def beside_geopandas(n_organizations: int) -> dict[str, float]:
    """Ask this project and geopandas in turns, compare the answers, give the medians."""
    city, n_border = made_city(n_organizations, N_STATIONS), 0
    ours, theirs = [], []
    for _ in range(N_ROUNDS):
        ours.append(quanmap_way(city))
        theirs.append(geopandas_way(city))
        n_border = ours[-1].check_against(theirs[-1])
    print(f"\n{n_organizations:,} organizations, {N_STATIONS:,} stations, 7 districts and the city")
    print(f"equal: areas within 1e-9, counts but for {n_border} within 0.15 m of a radius")
    ours_s, theirs_s = median_steps(ours), median_steps(theirs)
    for way, steps in (("geopandas", theirs_s), ("quanmap", ours_s)):
        for name, seconds in steps.items():
            print(f"  {way:<10}{name:<44}{seconds:9.3f} s CPU")
    quanmap_s, all_s = sum(ours_s.values()), sum(theirs_s.values())
    usual_s, best_s = all_s - theirs_s[theirs[0].best], all_s - theirs_s[theirs[0].usual]
    print(
        f"  geopandas {usual_s:.2f} s, its quickest way {best_s:.2f} s, quanmap {quanmap_s:.2f} s"
    )
    memory_mb = peak_memory_mb(n_organizations)
    print(f"  quanmap's peak memory {memory_mb:.0f} MB, the process and its input included")
    return {
        "geopandas_cpu_s": usual_s,
        "geopandas_quickest_cpu_s": best_s,
        "quanmap_cpu_s": quanmap_s,
        "times_faster": usual_s / quanmap_s,
        "times_faster_than_quickest": best_s / quanmap_s,
        "peak_memory_mb": memory_mb,
        "n_border": n_border,
    }


def beside_postgis(n_organizations: int) -> dict[str, float] | None:
    """Ask this project and PostGIS in SQL, compare the answers; None where there is none."""
    n_stations = N_STATIONS if n_organizations >= N_POSTGIS else N_STATIONS // 10
    city = made_city(n_organizations, n_stations)
    with postgis_url() as url:
        if url is None:
            return None
        theirs = postgis_way(city, url)
    ours = quanmap_way(city)
    # One distance on both sides: not even the border of a disc may differ.
    if ours.check_against(theirs) > 0:
        raise SystemExit("reach differs from ST_DWithin")
    print(f"\nPostGIS in SQL, {n_organizations:,} organizations, {n_stations:,} stations")
    print("equal: areas within 1e-9, every count and every organization")
    for way, answer in (("PostGIS", theirs), ("quanmap", ours)):
        for name, seconds in answer.seconds.items():
            print(f"  {way:<10}{name:<44}{seconds:9.3f} s CPU")
    postgis_s, quanmap_s = sum(theirs.seconds.values()), sum(ours.seconds.values())
    print(f"  PostGIS {postgis_s:.2f} s, quanmap {quanmap_s:.2f} s")
    return {
        "n_organizations": n_organizations,
        "n_stations": n_stations,
        "postgis_cpu_s": postgis_s,
        "quanmap_cpu_s": quanmap_s,
        "times_faster": postgis_s / quanmap_s,
    }


def median_steps(answers: list[Answer]) -> dict[str, float]:
    """Give the median CPU seconds of each step over rounds that took turns."""
    return {
        name: float(np.median([answer.seconds[name] for answer in answers]))
        for name in answers[0].seconds
    }


def peak_memory_mb(n_organizations: int) -> float:
    """Give the peak memory of a process that does the same and nothing else."""
    command = [sys.executable, coverage_ways.__file__, str(n_organizations), str(N_STATIONS)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return float(done.stdout)


def what_if(n_organizations: int) -> dict[str, float]:
    """Move stations at random, then drag one; check against a new start."""
    city = made_city(n_organizations, N_WHAT_IF_STATIONS)
    rng = np.random.default_rng(1)
    radii = rng.uniform(800.0, 1_500.0, N_WHAT_IF_STATIONS)
    state = WhatIf(city.scope, city.points, city.stations, radii, city.crs)
    figures: dict[str, float] = {}
    for name in ("jump", "drag"):
        place, moves_ms = city.stations[0].copy(), []
        for _ in range(N_MOVES):
            number = int(rng.integers(N_WHAT_IF_STATIONS)) if name == "jump" else 0
            jump = city.points[rng.integers(n_organizations)]
            place = jump if name == "jump" else place + rng.normal(0.0, 5e-4, 2)
            moves_ms.append(1e3 * cpu_s(lambda n=number, at=place: state.move(n, at)))  # type: ignore[misc]
        figures[f"{name}_p50_ms"], figures[f"{name}_p99_ms"] = np.percentile(moves_ms, [50, 99])
    stations = np.array(list(state.stations.values()))
    fresh = area_coverage(city.scope, service_areas(stations[:, :2], stations[:, 2], city.crs))
    served = np.count_nonzero(reached(city.points, stations[:, :2], stations[:, 2]))
    error = abs(state.figures.served_area_km2 / fresh.served_area_km2 - 1.0)
    overlap_error = abs(state.figures.overlap_km2 / fresh.overlap_km2 - 1.0)
    if state.figures.served != served or max(error, overlap_error) > 1e-9:
        raise SystemExit("what-if differs from a new start")
    print(
        f"\nwhat-if, {n_organizations:,} organizations, {N_WHAT_IF_STATIONS} stations, CPU a move"
    )
    print(
        f"  after {2 * N_MOVES} moves: counts equal, areas within {max(error, overlap_error):.0e}"
    )
    for name in ("jump", "drag"):
        p50, p99 = figures[f"{name}_p50_ms"], figures[f"{name}_p99_ms"]
        print(f"  {name}: median {p50:.1f} ms, p99 {p99:.1f} ms")
    return {key: float(value) for key, value in figures.items()}


def network() -> dict[str, float]:
    """Reach along the roads of a grid of 160,000 crossings."""
    roads, stations_deg, points_deg = road_grid(N_NETWORK_SIDE, N_NETWORK_STATIONS)
    stations, points = roads.snap(stations_deg), roads.snap(points_deg)
    roads.graph, roads.incidence  # noqa: B018 - built once a network, not once a question
    reach_s = cpu_s(lambda: network_coverage_matrix(roads, points, stations, NETWORK_RADIUS_M))
    nearest_s = cpu_s(lambda: nearest_station_on_network(roads, points, stations))
    snap_s = cpu_s(lambda: roads.snap(points_deg))
    covered = network_coverage_matrix(roads, points, stations, NETWORK_RADIUS_M)
    metres = nearest_station_on_network(roads, points, stations)[1]
    if not np.array_equal(np.diff(covered.indptr) > 0, metres <= NETWORK_RADIUS_M):
        raise SystemExit("network reach and network distance differ")
    print(
        f"\nroads: {len(roads.nodes_deg):,} nodes, {len(roads.edges):,} edges, "
        f"{N_NETWORK_STATIONS} stations, {NETWORK_RADIUS_M:.0f} m, {len(points):,} organizations"
    )
    print(f"  reach {reach_s:.2f} s, nearest {nearest_s:.2f} s, snapping {snap_s:.2f} s CPU")
    return {"reach_cpu_s": reach_s, "nearest_cpu_s": nearest_s, "snap_cpu_s": snap_s}


def growth(*, quick: bool) -> dict[str, Any]:
    """Time against the number of organizations and of stations, with fitted exponents."""
    sizes = [10**k for k in range(3, 6 if quick else 8)]
    by_n = {n: best_of(made_city(n, N_WHAT_IF_STATIONS)) for n in sizes}
    counts = [10, 100, 1_000] + ([] if quick else [10_000])
    by_m = {m: best_of(made_city(100_000, m)) for m in counts}
    print(f"\ngrowth with organizations ({N_WHAT_IF_STATIONS} stations), with stations (100,000)")
    for size, seconds in by_n.items():
        print(f"  n {size:>10,}  {seconds:8.4f} s CPU")
    for count, seconds in by_m.items():
        print(f"  m {count:>10,}  {seconds:8.4f} s CPU")
    exponent_n, exponent_m = exponent(by_n), exponent(by_m)
    print(f"  exponents over the last two decades: n {exponent_n:.2f}, m {exponent_m:.2f}")
    return {
        "seconds_by_organizations": {str(n): seconds for n, seconds in by_n.items()},
        "seconds_by_stations": {str(m): seconds for m, seconds in by_m.items()},
        "exponent_organizations": exponent_n,
        "exponent_stations": exponent_m,
    }


def best_of(city: City, n_rounds: int = 3) -> float:
    """Give the least CPU seconds of a few rounds: what the work takes without its neighbours."""
    return min(cpu_s(lambda: quanmap_way(city)) for _ in range(n_rounds))


def exponent(seconds_by_size: dict[int, float]) -> float:
    """Fit log seconds = exponent x log size over the last three sizes."""
    sizes, seconds = (
        np.log(list(part)[-3:]) for part in zip(*seconds_by_size.items(), strict=True)
    )
    return float(np.polyfit(sizes, seconds, 1)[0])


@click.command()
@click.option("--quick", is_flag=True, help="A hundredth of the organizations.")
def main(*, quick: bool) -> None:
    """Run all parts and print them, the last line as JSON."""
    n_organizations = N_ORGANIZATIONS // 100 if quick else N_ORGANIZATIONS
    figures: dict[str, Any] = {
        "city": beside_geopandas(n_organizations),
        "postgis": beside_postgis(n_organizations // 10),
        "what_if": what_if(n_organizations),
        "network": network(),
        "growth": growth(quick=quick),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
