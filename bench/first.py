"""A city of 100,000 organizations in a SQLite file: its coverage, and its map.

Prints where the CPU seconds of Python go, and as its last line one JSON object:

- ``coverage_cpu_s``: the GraphQL query for the city's rates and areas, from its text to its JSON
- ``map_cpu_s``, ``map_mb``: the coverage map, from the database to its one HTML file

    python bench/first.py [--organizations N]
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from starlette.testclient import TestClient  # noqa: E402

from commands.coverage_map import to_coverage_map  # noqa: E402
from commands.map_documents import map_html  # noqa: E402
from db.demo import generate, load  # noqa: E402
from db.engine import Database, open_database  # noqa: E402
from db.repositories import facts  # noqa: E402
from maps.coverage_map import coverage_map  # noqa: E402
from maps.document import document  # noqa: E402
from maps.setting import Setting  # noqa: E402
from schema.operations.areas import measure_areas  # noqa: E402
from schema.operations.coverage import CoverageStudy  # noqa: E402
from schema.operations.coverage_map import coverage_map_data  # noqa: E402
from schema.operations.limits import Limits  # noqa: E402
from schema.operations.questions import CoverageQuestion  # noqa: E402
from server import Settings, create_app  # noqa: E402

N_ORGANIZATIONS = 100_000
N_ROUNDS = 5
LIMITS, SETTING, CITY = Limits(), Setting(), CoverageQuestion()
QUERY = """{ coverage {
    asOf demand served servedRatio scopeAreaKm2 servedAreaKm2 areaRatio overlapKm2
    formalCoverage { ratio } effectiveCoverage { ratio } workCoverage { ratio }
    stationReach { numerator denominator ratio }
    meanDistance medianDistance p90Distance farthestDistance
} }"""


def cpu_s(work: Callable[[], Any]) -> tuple[float, Any]:
    """Give the median CPU seconds of some rounds of a piece of work, and its last result."""
    seconds, result = [], None
    for _ in range(N_ROUNDS):
        start = time.process_time()
        result = work()
        seconds.append(time.process_time() - start)
    return statistics.median(seconds), result


def coverage_steps(database: Database) -> dict[str, float]:
    """Time the parts of a city's coverage."""
    with database.read() as session:
        day = facts.latest_fact_day(session)
        assert day is not None  # noqa: S101
        read_s, _ = cpu_s(lambda: facts.organization_facts(session, day))
        load_s, study = cpu_s(lambda: CoverageStudy.load(session, day, LIMITS))
        reach_s, report = cpu_s(
            lambda: CoverageStudy(
                study.day, study.organizations, study.stations, study.places, LIMITS
            ).answer(CITY)
        )
        area_s, _ = cpu_s(lambda: measure_areas([report]))
    return {
        "read the organizations' facts": read_s,
        "read stations, districts, circles": load_s - read_s,
        "distances, reach, rates": reach_s,
        "service areas, union, gaps": area_s,
    }


def map_steps(database: Database) -> dict[str, float]:
    """Time the parts of a city's map."""
    with database.read() as session:
        data_s, data = cpu_s(lambda: coverage_map_data(session, CITY, LIMITS))
    convert_s, content = cpu_s(lambda: to_coverage_map(data, SETTING))
    render_s, _ = cpu_s(lambda: document(coverage_map(content)))
    return {
        "coverage, names and kinds": data_s,
        "hand over to maps": convert_s,
        "draw and write HTML": render_s,
    }


def print_steps(title: str, total_s: float, steps: dict[str, float]) -> None:
    """Print the parts of a figure and what they leave."""
    print(f"{title:<40} {total_s:7.3f} s CPU")
    rest_s = total_s - sum(steps.values())
    for name, seconds in [*steps.items(), ("the rest", rest_s)]:
        print(f"  {name:<38} {seconds:7.3f}")


def main() -> None:
    """Build the city, take the figures, print them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--organizations", type=int, default=N_ORGANIZATIONS)
    n_organizations = parser.parse_args().organizations
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/city.sqlite3"
        database = open_database(url)
        database.upgrade()
        start = time.process_time()
        load(database, generate(n_organizations))
        demo_s = time.process_time() - start
        with TestClient(create_app(Settings(database_url=url))) as client:
            coverage_s, answer = cpu_s(lambda: client.post("/graphql", json={"query": QUERY}))
        report = answer.json()["data"]["coverage"]
        steps = coverage_steps(database)
        map_s, html = cpu_s(lambda: map_html(database, LIMITS, SETTING, "coverage"))
        map_parts = map_steps(database)
        database.dispose()
    map_mb = len(html.encode()) / 1e6
    print(f"{n_organizations:,} organizations on SQLite, medians of {N_ROUNDS} rounds")
    print(
        f"{report['stationReach']['numerator']:,} reached, area ratio {report['areaRatio']:.6f}\n"
    )
    print_steps("coverage of the city by GraphQL", coverage_s, steps)
    print_steps(f"coverage map, {map_mb:.2f} MB", map_s, map_parts)
    figures = {
        "n_organizations": n_organizations,
        "coverage_cpu_s": round(coverage_s, 4),
        "map_cpu_s": round(map_s, 4),
        "map_mb": round(map_mb, 3),
        "demo_cpu_s": round(demo_s, 3),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
