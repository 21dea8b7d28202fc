"""Planning beside spopt, plain HiGHS and SCIP: the same problems, equal objectives checked.

Run ``python bench/location.py``; ``--quick`` takes the small cases only. spopt, pulp and ortools
are peers that the project itself does not need; install them by ``uv pip install --group bench`` or
``pip install --group bench``. Without them the run says which rows it leaves out. Published files
and optima are read from QUANMAP_LOCATION_DATA. Each case runs in a process of its own. The last
line is one JSON object; a wrong objective ends the run with an error.
"""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.geo.location.instances import (  # noqa: E402
    GRID_SETTINGS,
    center_optima,
    data_folder,
    grid_optima,
    median_optima,
)

Case = dict[str, Any]
PEERS = {
    "highs": ("highspy",),
    "scip": ("ortools",),
    "spopt-cbc": ("spopt", "pulp"),
    "spopt-highs": ("spopt", "pulp"),
}
PEER_SETTINGS = ((10, 5.75), (15, 4.0), (20, 3.75))


def run_case(case: Case) -> dict[str, Any]:
    """Run one case in a child process, so that peak memory is its own."""
    command = [sys.executable, str(ROOT / "bench/side_by_side/location_cases.py"), json.dumps(case)]
    limit = case["time_limit_s"] * 1.5 + 120
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=limit, check=False)
    except subprocess.TimeoutExpired:
        return {"status": "unfinished", "objective": None, "seconds": limit, "cpu_seconds": limit}
    if done.returncode:
        raise click.ClickException(f"{case} failed: {done.stderr[-500:]}")
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def check(name: str, found: dict[str, Any], expected: float | None) -> None:
    """Stop where a proven objective differs from what is known."""
    if expected is None or found["objective"] is None or found["status"] != "optimal":
        return
    if round(found["objective"]) != round(expected):
        raise click.ClickException(f"{name}: {found['objective']} instead of {expected}")


def show(name: str, found: dict[str, Any]) -> None:
    """Print one row of the table for people."""
    gap = found.get("gap")
    click.echo(
        f"{name:44} {found['status']:10} {found['objective'] or 0:>14,.0f} "
        f"{'' if gap is None else f'{gap:8.3%}':>9} {found['seconds']:>8.2f} s "
        f"{found['cpu_seconds']:>8.2f} s CPU {found.get('peak_mb', 0):>5} MB"
    )


def solved(name: str, case: Case, expected: float | None) -> dict[str, Any]:
    """Run, check and show one case."""
    found = run_case(case)
    check(name, found, expected)
    show(name, found)
    return found


def run_grids(sizes: list[int], limit: float) -> dict[str, Any]:
    """All settings of the grid at each size, and the peers at three of them."""
    folder = data_folder()
    optima = grid_optima(folder) if folder else {}
    figures: dict[str, Any] = {}
    for size in sizes:
        own: dict[tuple[int, float], dict[str, Any]] = {}
        for p, radius in GRID_SETTINGS:
            case = {"kind": "grid", "n_customers": size, "p": p, "radius": radius}
            case |= {"time_limit_s": limit, "verify": size <= 10_000}
            own[p, radius] = solved(
                f"grid {size:,} p={p} S={radius}", case, optima.get((size, p, radius))
            )
        figures[str(size)] = {
            "proven": sum(found["status"] == "optimal" for found in own.values()),
            "settings": len(own),
            "slowest_seconds": max(found["seconds"] for found in own.values()),
            "slowest_cpu_seconds": max(found["cpu_seconds"] for found in own.values()),
            "peak_mb": max(found["peak_mb"] for found in own.values()),
            "peers": run_peers(size, own, limit),
        }
    return figures


def missing_modules(solver: str) -> list[str]:
    """List the packages of a peer that are not installed."""
    return [module for module in PEERS[solver] if find_spec(module) is None]


def missing_peers() -> dict[str, list[str]]:
    """Say which peers are left out, and return them with what they lack."""
    missing = {solver: missing_modules(solver) for solver in PEERS if missing_modules(solver)}
    for solver, modules in missing.items():
        click.echo(f"{solver} is left out: {', '.join(modules)} not installed (--group bench)")
    return missing


def run_peers(size: int, own: dict[tuple[int, float], Any], limit: float) -> dict[str, Any]:
    """Solve the same problems by the peers; spopt builds all pairs, so up to 10,000 customers."""
    figures: dict[str, Any] = {}
    for solver in PEERS:
        builds_all_pairs = solver.startswith("spopt")
        if missing_modules(solver) or (builds_all_pairs and size > 10_000):
            continue
        settings = PEER_SETTINGS[:1] if builds_all_pairs else PEER_SETTINGS
        rows = []
        for p, radius in settings:
            case = {"kind": "grid", "n_customers": size, "p": p, "radius": radius}
            case |= {"time_limit_s": limit, "solver": solver}
            found = solved(
                f"  {solver} {size:,} p={p} S={radius}", case, own[p, radius]["objective"]
            )
            times = found["seconds"] / max(own[p, radius]["seconds"], 1e-3)
            rows.append({"p": p, "radius": radius, **found, "times_quanmap": round(times, 1)})
        figures[solver] = rows
    return figures


def run_files(limit: float, *, quick: bool) -> dict[str, Any]:
    """OR-Library's p-median, p-center and capacitated p-median files."""
    folder = data_folder()
    if folder is None:
        click.echo("QUANMAP_LOCATION_DATA names no folder: published files are left out")
        return {}
    figures = {}
    known: dict[str, dict[int, int]] = {
        "pmed": median_optima(folder),
        "pcenter": center_optima(folder),
    }
    known["pmedcap"] = dict.fromkeys(range(1, 21), 0)
    for kind, optima in known.items():
        numbers = [n for n in sorted(optima) if not quick or n <= 5]
        rows = {}
        for number in numbers:
            case = {"kind": kind, "number": number, "time_limit_s": limit}
            rows[number] = solved(f"{kind} {number}", case, optima[number] or None)
        figures[kind] = {
            "proven": sum(found["status"] == "optimal" for found in rows.values()),
            "files": len(rows),
            "slowest_seconds": max(found["seconds"] for found in rows.values()),
            "slowest_cpu_seconds": max(found["cpu_seconds"] for found in rows.values()),
            "unproven": [n for n, found in rows.items() if found["status"] != "optimal"],
        }
    return figures


def run_frontier(limit: float, *, quick: bool) -> list[dict[str, Any]]:
    """Where proof ends: more sites and more stations at 100,000 customers."""
    rows = []
    for n_sites in (200,) if quick else (100, 200, 500, 1000):
        for p, radius in ((10, 5.5), (15, 4.0), (20, 3.25), (20, 4.0)):
            case = {"kind": "grid", "n_customers": 100_000, "n_sites": n_sites, "p": p}
            case |= {"radius": radius, "time_limit_s": limit}
            found = solved(f"{n_sites} sites, 100,000 customers p={p} S={radius}", case, None)
            rows.append({"n_sites": n_sites, "p": p, "radius": radius, **found})
    return rows


@click.command(help=__doc__)
@click.option("--quick", is_flag=True, help="Small cases only.")
@click.option("--time-limit", default=60.0, show_default=True, help="Seconds a case.")
def main(*, quick: bool, time_limit: float) -> None:
    """Run every part, then print all figures as JSON."""
    sizes = [1000, 10_000] if quick else [1000, 10_000, 100_000, 1_000_000]
    n_streamed = 2_000_000 if quick else 20_000_000
    figures: dict[str, Any] = {"missing_peers": missing_peers()}
    figures["grid"] = run_grids(sizes, time_limit)
    case: Case = {"kind": "stream", "n_customers": n_streamed, "p": 15, "radius": 4.0}
    case["time_limit_s"] = time_limit
    figures["stream"] = {"n_customers": n_streamed} | solved(f"streamed {n_streamed:,}", case, None)
    case = {"kind": "anywhere", "n_customers": 2000, "p": 8, "radius": 1.0}
    case["time_limit_s"] = time_limit
    figures["anywhere"] = solved("anywhere, 2,000 points", case, None)
    figures["frontier"] = run_frontier(time_limit, quick=quick)
    figures["files"] = run_files(time_limit, quick=quick)
    click.echo(json.dumps(figures))


if __name__ == "__main__":
    main()
