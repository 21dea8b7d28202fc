"""One measured case of `bench/location.py`, run in a process of its own for its peak memory."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from bench.side_by_side.location_peers import (  # noqa: E402
    aggregated_highs,
    aggregated_scip,
    spopt_maximal_covering,
)
from geo.location import (  # noqa: E402
    MaximalCovering,
    PCenter,
    PMedian,
    Solution,
    anywhere_candidates,
    solve,
    stream_coverage,
    verify,
)
from tests.geo.location.instances import (  # noqa: E402
    data_folder,
    make_grid,
    read_capacitated_median,
    read_median,
)

CHUNK = 500_000
Case = dict[str, Any]


def grid_problem(case: Case) -> MaximalCovering:
    """Build the grid problem of a case."""
    grid = make_grid(case.get("n_sites", 100), case["n_customers"])
    return MaximalCovering(
        demand_xy=grid.demand_xy,
        weights=grid.weights,
        sites_xy=grid.sites_xy,
        service_radius_m=case["radius"],
        n_sites=case["p"],
        distance_quantum_m=1e-6,
    )


def measured(run: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Run once and add wall time, CPU time and the process's peak memory."""
    wall, cpu = time.perf_counter(), time.process_time()
    found = run()
    found["seconds"] = round(time.perf_counter() - wall, 3)
    found["cpu_seconds"] = round(time.process_time() - cpu, 3)
    found["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return found


def summary(answer: Solution) -> dict[str, Any]:
    """Return what the table shows of an answer."""
    return {
        "objective": answer.objective,
        "bound": answer.bound,
        "gap": answer.gap,
        "status": answer.status.value,
        "nodes": answer.nodes,
    }


def run_grid(case: Case) -> dict[str, Any]:
    """Solve a grid by Quanmap or a peer; reading the instance is not timed."""
    problem = grid_problem(case)
    solver, limit = case.get("solver", "quanmap"), case["time_limit_s"]
    if solver == "quanmap":
        found = measured(lambda: summary(solve(problem, limit)))
        if case.get("verify"):
            start = time.perf_counter()
            found["verified"] = verify(solve(problem, limit).certificate, problem).is_valid
            found["verify_seconds"] = round(time.perf_counter() - start, 3)
        return found
    peers: dict[str, Callable[[MaximalCovering, float], dict[str, Any]]] = {
        "highs": aggregated_highs,
        "scip": aggregated_scip,
        "spopt-cbc": lambda p, t: spopt_maximal_covering(p, t, "cbc"),
        "spopt-highs": lambda p, t: spopt_maximal_covering(p, t, "highs"),
    }
    return measured(lambda: peers[solver](problem, limit))


def run_stream(case: Case) -> dict[str, Any]:
    """Stream uniform customers chunk by chunk, then solve; drawing the customers is not counted."""
    sites = np.random.default_rng(1).uniform(0, 30, (case.get("n_sites", 100), 2))
    drawing = 0.0

    def chunks() -> Iterator[tuple[Any, Any]]:
        nonlocal drawing
        for block in range(case["n_customers"] // CHUNK):
            start = time.perf_counter()
            rng = np.random.default_rng(100 + block)
            drawn = rng.uniform(0, 30, (CHUNK, 2)), rng.integers(1, 101, CHUNK)
            drawing += time.perf_counter() - start
            yield drawn

    def run() -> dict[str, Any]:
        matrix, weights = stream_coverage(chunks(), sites, case["radius"], 1e-6)
        problem = MaximalCovering(coverage_matrix=matrix, weights=weights, n_sites=case["p"])
        return summary(solve(problem, case["time_limit_s"]))

    found = measured(run)
    found["drawing_seconds"] = round(drawing, 3)
    found["seconds"] = round(found["seconds"] - drawing, 3)
    return found


def run_file(case: Case) -> dict[str, Any]:
    """Solve a published p-median, p-center or capacitated p-median file."""
    folder, limit = data_folder(), case["time_limit_s"]
    if folder is None:
        raise SystemExit("QUANMAP_LOCATION_DATA names no folder")
    if case["kind"] == "pmedcap":
        file = read_capacitated_median(folder, case["number"])
        capacitated = PMedian(
            file.distances,
            n_sites=file.n_sites,
            capacity=file.capacity,
            sizes=file.sizes,
            distance_quantum_m=1.0,
        )
        return measured(lambda: summary(solve(capacitated, limit)))
    distances, p = read_median(folder, case["number"])
    kind = PMedian if case["kind"] == "pmed" else PCenter
    return measured(
        lambda: summary(solve(kind(distances, n_sites=p, distance_quantum_m=1.0), limit))
    )


def run_anywhere(case: Case) -> dict[str, Any]:
    """Site anywhere in the plane: find the candidates, then solve."""
    rng = np.random.default_rng(1)
    points, weights = (
        rng.uniform(0, 30, (case["n_customers"], 2)),
        rng.integers(1, 101, case["n_customers"]),
    )

    def run() -> dict[str, Any]:
        candidates = anywhere_candidates(points, case["radius"])
        problem = MaximalCovering(
            coverage_matrix=candidates.coverage_matrix, weights=weights, n_sites=case["p"]
        )
        return {
            **summary(solve(problem, case["time_limit_s"])),
            "n_candidates": len(candidates.sites_xy),
        }

    return measured(run)


RUNS = {
    "grid": run_grid,
    "stream": run_stream,
    "pmed": run_file,
    "pcenter": run_file,
    "pmedcap": run_file,
    "anywhere": run_anywhere,
}

if __name__ == "__main__":
    asked = json.loads(sys.argv[1])
    print(json.dumps(RUNS[asked["kind"]](asked)))
