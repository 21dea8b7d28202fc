"""``quanmap coverage --data``: many cities, in one process and on a Dask cluster of two."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from commands import many_cities
from db.demo import generate, load
from db.engine import open_database
from db.transfer.city_parquet import read_city, write_city
from schema.operations.limits import Limits
from schema.operations.many_cities import save_city
from tests.commands.conftest import Run

N_CITIES = 12


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of cities: the demo city, and shifted ones of other sizes."""
    pytest.importorskip("pyarrow")
    folder = tmp_path_factory.mktemp("nation")
    database = open_database(folder / "demo.sqlite3")
    database.upgrade()
    load(database, generate(300))
    with database.read() as session:
        assert save_city(session, folder, Limits()) == "630100"
    database.dispose()
    city = read_city(folder, "630100")
    for number in range(1, N_CITIES):
        of, stations, east = city.organizations, city.stations, np.array([0.1 * number, 0.0])
        rows = slice(0, 300 - 20 * number)
        write_city(
            folder,
            f"{640100 + number}",
            replace(
                city,
                organizations=replace(
                    of,
                    **{name: getattr(of, name)[rows] for name in of.__dataclass_fields__},
                ),
                stations=replace(stations, xy=stations.xy + east),
            ),
        )
    return folder


@pytest.mark.usefixtures("demo_url")
def test_a_saved_city_has_the_figures_of_its_database(run: Run, folder: Path) -> None:
    pytest.importorskip("pyarrow")
    from_database = json.loads(run("coverage", "--json", "--save-data", folder / "cities").output)
    from_folder = json.loads(run("coverage", "--json", "--data", folder / "cities").output)

    (city,) = from_folder["cities"]
    assert city.pop("adcode") == "630100"
    assert from_database.pop("isSynthetic") is True
    assert city == from_database
    assert from_folder["total"]["demand"] == from_database["demand"]
    assert "630100" in run("coverage", "--data", folder / "cities").output


def test_the_cities_add_up(run: Run, nation: Path) -> None:
    report = json.loads(run("coverage", "--json", "--data", nation).output)

    assert report["nCities"] == len(report["cities"]) == N_CITIES
    # 300 of the demo city are counted on its day, less those not founded yet or closed.
    assert report["total"]["demand"] == sum(city["demand"] for city in report["cities"])
    reach = report["total"]["stationReach"]
    assert reach["ratio"] == reach["numerator"] / reach["denominator"]


def test_geopandas_reads_what_is_written(nation: Path) -> None:
    geopandas = pytest.importorskip("geopandas")
    frame = geopandas.read_parquet(nation / "organizations/adcode=630100/part-0.parquet")

    assert frame.crs.to_epsg() == 4326 or str(frame.crs) == "OGC:CRS84"
    city = read_city(nation, "630100")
    located = np.isfinite(city.organizations.xy).all(axis=1)
    assert frame.geometry.notna().to_numpy().tolist() == located.tolist()
    assert frame.geometry[located].x.to_numpy() == pytest.approx(city.organizations.xy[located, 0])


@pytest.fixture
def cluster() -> Iterator[Any]:
    """Two worker processes of one thread each."""
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=":0"
    ) as running:
        yield running


@pytest.mark.slow
@pytest.mark.filterwarnings("default")
def test_a_cluster_of_two_gives_the_numbers_of_one_process_though_a_worker_is_killed(
    run: Run, nation: Path, cluster: Any
) -> None:
    alone = json.loads(run("coverage", "--json", "--data", nation).output)
    killed: list[int] = []
    scheduler = cluster.scheduler

    def kill_one_half_way() -> None:
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            states = [task.state for task in list(scheduler.tasks.values())]
            n_left = sum(state in {"processing", "queued", "no-worker"} for state in states)
            for worker in cluster.workers.values():
                known = scheduler.workers.get(worker.worker_address)
                if known is not None and known.processing and 0 < n_left <= N_CITIES // 2:
                    killed.append(worker.pid)
                    os.kill(worker.pid, signal.SIGKILL)
                    return
            time.sleep(0.002)

    killer = threading.Thread(target=kill_one_half_way)
    killer.start()
    result = run(
        "coverage", "--json", "--data", nation, "--engine", "dask",
        "--scheduler", cluster.scheduler_address,
    )  # fmt: skip
    killer.join()

    assert result.exit_code == 0, result.output
    assert len(killed) == 1
    assert json.loads(result.stdout) == alone


@pytest.mark.parametrize(
    ("arguments", "exit_code", "words"),
    [
        (["--engine", "dask"], 2, "need --data"),
        (["--data", "nowhere"], 1, "nowhere holds no city"),
        (["--data", "nowhere", "--district", "630102"], 2, "--district is of one city"),
        (["--data", "nowhere", "--distance", "network"], 2, "--distance network is of one city"),
        (["--data", "nowhere", "--scheduler", "tcp://x:1"], 2, "--scheduler needs --engine dask"),
    ],
)
def test_what_does_not_go_together_is_refused(
    run: Run, arguments: list[str], exit_code: int, words: str
) -> None:
    result = run("coverage", *arguments)

    assert result.exit_code == exit_code
    assert words in result.output


def test_a_city_without_its_tables_or_columns_is_refused(run: Run, folder: Path) -> None:
    arrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    place = folder / "cities/organizations/adcode=1/a.parquet"
    place.parent.mkdir(parents=True)
    parquet.write_table(arrow.table({"id": [1]}), place)
    assert "needs its districts" in run("coverage", "--data", "cities").output

    districts = folder / "cities/districts/adcode=1/a.parquet"
    districts.parent.mkdir(parents=True)
    parquet.write_table(
        arrow.table({"adcode": ["1"], "name": ["x"], "geometry": [b"no WKB"]}), districts
    )
    assert "is no WKB" in run("coverage", "--data", "cities").output


def test_a_scheduler_that_is_not_there_is_told(
    run: Run, nation: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr(many_cities, "SCHEDULER_TIMEOUT_S", 1.0)
    result = run(
        "coverage", "--data", nation, "--engine", "dask", "--scheduler", "tcp://127.0.0.1:9"
    )

    assert result.exit_code == 1
    assert "no Dask scheduler answers at tcp://127.0.0.1:9" in result.output
