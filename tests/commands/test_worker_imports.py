"""What a worker does not load: its memory and its start are mostly those of what it imports."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Asks in a fresh process, as the tests' own has imported everything, and names what is loaded.
WORKER = """
import json, sys
from starlette.testclient import TestClient
before = set(sys.modules)
from commands.serve import create_worker_app
told = []
with TestClient(create_worker_app(), base_url="http://127.0.0.1") as client:
    for query in sys.argv[1:]:
        answer = client.post("/graphql", json={"query": query}).json()
        assert "errors" not in answer, answer
        told.append(sorted(set(sys.modules) - before))
print(json.dumps(told))
"""
PAGE = "{ organizations(first: 50) { totalCount edges { node { id name location } } } }"
COVERAGE = "{ coverage { stationReach { ratio } effectiveCoverage { ratio } areaRatio } }"

NEVER = (
    "alembic",
    "branca",
    "db.demo",
    "db.maintenance",
    "db.transfer.importing",
    "db.transfer.reading",
    "dotenv",
    "folium",
    "geo.location",
    "h3",
    "highspy",
    "matplotlib",
    "opentelemetry",
    "pandas",
    "pyarrow",
    "pydantic",
    "pygments",
    "python_calamine",
    "rich",
    "scipy.linalg",
    "scipy.sparse",
    "scipy.spatial",
    "structlog",
    "xlsxwriter",
)
OF_POSTGRESQL = ("asyncpg", "psycopg")
OF_COMPUTING = ("pyproj",)


def loaded(*queries: str) -> list[list[str]]:
    """Give what a worker has imported after each of some queries."""
    command = [sys.executable, "-c", WORKER, *queries]
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "QUANMAP_PLANNING_PROCESSES": "0",
        "QUANMAP_LOG_FORMAT": "json",
    }
    worker = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert worker.returncode == 0, worker.stderr
    told: list[list[str]] = json.loads(worker.stdout)
    return told


def among(modules: list[str], packages: tuple[str, ...]) -> list[str]:
    """Give those of some packages that are among the modules."""
    return [
        package
        for package in packages
        if any(name == package or name.startswith(f"{package}.") for name in modules)
    ]


@pytest.mark.usefixtures("demo_url")
def test_a_worker_loads_neither_what_imports_files_nor_what_plans_nor_what_draws() -> None:
    after_a_page, after_coverage = loaded(PAGE, COVERAGE)

    assert among(after_a_page, (*NEVER, *OF_POSTGRESQL, *OF_COMPUTING)) == []
    assert among(after_coverage, (*NEVER, *OF_POSTGRESQL)) == []
    assert "geo.distance" in after_coverage
