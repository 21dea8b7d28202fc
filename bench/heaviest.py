"""The heaviest requests that the limits let through, on a city of 100,000 organizations.

Each is asked of a server of one process on SQLite, once for the first time and once more; the table
gives seconds and the most memory that the server has held for it, where the system can count anew
(Linux), else so far. Its last line is one JSON object: ``requests`` by name, ``slowest_s`` and
``peak_memory_mb``. The goals are 15 s and 512 MB.

    python bench/heaviest.py [--organizations N] [--database FILE]
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from attacks import peak_memory_mb, serving  # noqa: E402

PLAN = "objectiveValue bound gap status sites { rank }"
REQUESTS = {
    "all organizations as features": "{ features(layer: ORGANIZATIONS) }",
    "all as clusters of zoom 18": """{ clusters(layer: ORGANIZATIONS, zoom: 18,
        bbox: {west: 100, south: 35, east: 103, north: 38}) }""",
    "hexagons of the unreached": "{ features(layer: UNREACHED_DENSITY, zoom: 14) }",
    "gaps as features": "{ features(layer: COVERAGE_GAPS) }",
    "coverage by district and circle": """{ coverage { areaRatio overlapKm2 gaps servedArea
        byDistrict { report { areaRatio farthestDistance } }
        byCircle { report { areaRatio farthestDistance } } } }""",
    "coverage over ten years by month": """{ coverageHistory(from: "2008-01-01",
        to: "2017-12-31", every: MONTH) { on stationReach { ratio } } }""",
    "a page of 500 with its relations": """{ organizations(first: 500) { totalCount edges { node {
        name kind location nearestStation { metres } } } } }""",
    "proposed circles": "{ proposedCircles(input: {minOrganizations: 20}) { organizations } }",
    "records that need a clerk": "{ affiliationIssues(first: 500) { edges { node { kind } } } }",
    "next eight stations": f"""{{ stationPlan(input: {{objective: MAXIMIZE_COVERAGE,
        newStations: 8, serviceRadius: 1000, timeLimit: 10}}) {{ {PLAN} }} }}""",
    "next hundred stations": f"""{{ stationPlan(input: {{objective: MAXIMIZE_COVERAGE,
        newStations: 100, serviceRadius: 1000, timeLimit: 10, candidates: {{gridSpacing: 400}}}})
        {{ {PLAN} curve {{ served }} }} }}""",
    "next eight for every district": f"""{{ stationPlan(input: {{objective: MAXIMIZE_COVERAGE,
        newStations: 8, serviceRadius: 1000, timeLimit: 10, minimumDistrictRatio: 0.05}})
        {{ {PLAN} }} }}""",
    "fewest for a share of districts": f"""{{ stationPlan(input: {{objective: MINIMIZE_STATIONS,
        serviceRadius: 1000, timeLimit: 10, minimumDistrictRatio: 0.5}}) {{ {PLAN} }} }}""",
    "fewest on a fine grid": f"""{{ stationPlan(input: {{objective: MINIMIZE_STATIONS,
        serviceRadius: 1000, timeLimit: 10, candidates: {{gridSpacing: 400}}}}) {{ {PLAN} }} }}""",
    "fewest stations": f"""{{ stationPlan(input: {{objective: MINIMIZE_STATIONS,
        serviceRadius: 1000, timeLimit: 10}}) {{ {PLAN} }} }}""",
    "mean distance in a district": f"""{{ stationPlan(input: {{objective: MINIMIZE_MEAN_DISTANCE,
        newStations: 8, serviceRadius: 1000, timeLimit: 10, scope: {{district: "630121"}},
        candidates: {{gridSpacing: 2000}}}}) {{ {PLAN} }} }}""",
    "farthest distance in the city": f"""{{ stationPlan(input: {{
        objective: MINIMIZE_FARTHEST_DISTANCE, newStations: 8, serviceRadius: 1000, timeLimit: 10,
        candidates: {{gridSpacing: 6000}}}}) {{ {PLAN} }} }}""",
    "mean distance in the city": f"""{{ stationPlan(input: {{objective: MINIMIZE_MEAN_DISTANCE,
        newStations: 8, serviceRadius: 1000, timeLimit: 10, candidates: {{gridSpacing: 6000}}}})
        {{ {PLAN} }} }}""",
    "instructors of a district": """{ instructorAssignment(input: {scope: {district: "630104"}})
        { __typename } }""",
}
PATHS = {
    "map page": "/maps/coverage.html",
    "tile of the whole city": "/tiles/organizations/8/200/100.mvt",
}


def ask(port: int, name: str) -> tuple[float, int, str]:
    """Ask once; the seconds, the status and the beginning of the answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    start = time.perf_counter()
    if name in PATHS:
        connection.request("GET", PATHS[name])
    else:
        body = json.dumps({"query": REQUESTS[name]}).encode()
        connection.request("POST", "/graphql", body, {"content-type": "application/json"})
    response = connection.getresponse()
    text = response.read()
    connection.close()
    return time.perf_counter() - start, response.status, text[:300].decode("utf-8", "replace")


def forget_peak(process: int) -> None:
    """Let the peak of memory be counted anew, where the system can."""
    with suppress(OSError):
        Path(f"/proc/{process}/clear_refs").write_text("5", "ascii")


def run(file: Path) -> dict[str, object]:
    """Serve a city and ask for everything."""
    found: dict[str, object] = {}
    slowest_s = peak_mb = 0.0
    with serving({"QUANMAP_DATABASE_URL": f"sqlite:///{file}"}) as (port, process):
        print(f"{'request':<36} {'status':>6} {'first s':>8} {'again s':>8} {'peak MB':>8}")
        for name in (*REQUESTS, *PATHS):
            forget_peak(process)
            first_s, status, text = ask(port, name)
            again_s, _, _ = ask(port, name)
            memory_mb = peak_memory_mb(process)
            error = f"  {text}" if status != 200 or '"errors"' in text else ""
            print(
                f"{name:<36} {status:>6} {first_s:>8.2f} {again_s:>8.2f} {memory_mb:>8.0f}{error}"
            )
            slowest_s = max(slowest_s, first_s, again_s)
            peak_mb = max(peak_mb, memory_mb)
            found[name] = {
                "first_s": round(first_s, 2),
                "again_s": round(again_s, 2),
                "peak_memory_mb": memory_mb,
            }
    return {"requests": found, "slowest_s": round(slowest_s, 2), "peak_memory_mb": peak_mb}


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--organizations", type=int, default=100_000)
    parser.add_argument("--database", type=Path, help="a SQLite file that holds a city already")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = arguments.database or Path(folder) / "city.sqlite3"
        if not file.exists():
            environment = {**os.environ, "QUANMAP_DATABASE_URL": f"sqlite:///{file}"}
            command = [sys.executable, str(ROOT / "server.py"), "demo", "--organizations"]
            subprocess.run(
                [*command, str(arguments.organizations)],
                env=environment,
                check=True,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        print(json.dumps(run(file.resolve())))


if __name__ == "__main__":
    main()
