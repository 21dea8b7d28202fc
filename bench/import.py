"""A million organizations from CSV into the register, beside pyogrio and GeoDataFrame.to_postgis.

The peer reads the same file by pyogrio, makes points of its columns and writes a plain table: no
check, no key, no constraint, one index. Each way runs in a process of its own, which tells the time
by the wall and by its processor, and its greatest memory; the database's own time is in the wall's.

    python bench/import.py [--rows 1000000] [--folder DIR] [--rounds 1] [--only sqlite,postgis,peer]

PostgreSQL with PostGIS is started privately, as the tests do it.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

HEADERS = (
    "统一社会信用代码",
    "单位名称",
    "类别",
    "行业",
    "从业人数",
    "党员人数",
    "专职党务工作者",
    "组建难度大",
    "成立日期",
    "隶属方式",
    "区县",
    "经度",
    "纬度",
)
TRADES = ("零售业", "餐饮业", "软件业", "制造业", "教育", "物流")
WAYS = ("sqlite", "postgis", "peer")
SEED = 7


def write_file(file: Path, n_rows: int) -> None:
    """Write organizations that lie in the districts that they name, in the demo city's reach."""
    import numpy as np  # noqa: PLC0415

    from db.credit_code import ALPHABET, check_character  # noqa: PLC0415

    names, xy, districts = _places(np.random.default_rng(SEED), n_rows)
    with file.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADERS)
        for row in range(n_rows):
            serial = "".join(ALPHABET[row // 31**place % 31] for place in range(5))
            body = f"91630100{serial}0000"
            x, y = xy[row]
            writer.writerow(
                (
                    body + check_character(body),
                    f"西宁测试商贸有限公司第{row}号",
                    "社会组织" if row % 5 == 0 else "非公经济组织",
                    TRADES[row % len(TRADES)],
                    row % 97,
                    row % 7,
                    row % 2,
                    "否" if row % 3 else "是",
                    f"20{row % 17:02d}-{row % 12 + 1:02d}-{row % 28 + 1:02d}",
                    ("属地化", "行业化", "")[row % 3],
                    names[districts[row]],
                    f"{x:.7f}",
                    f"{y:.7f}",
                )
            )


def _places(rng: Any, n_rows: int) -> tuple[dict[int, str], Any, Any]:
    import numpy as np  # noqa: PLC0415
    import shapely  # noqa: PLC0415

    from db.demo.reference import read_reference  # noqa: PLC0415
    from db.transfer.city import City  # noqa: PLC0415

    found = read_reference().districts
    boundaries = np.array([one.boundary for one in found], dtype=np.object_)
    city = City(
        np.arange(1, len(found) + 1), tuple(("", one.name, None) for one in found), boundaries
    )
    west, south, east, north = shapely.total_bounds(boundaries).tolist()
    xy = np.empty((0, 2))
    while len(xy) < n_rows:
        drawn = rng.uniform((west, south), (east, north), (n_rows, 2)).round(7)
        xy = np.vstack([xy, drawn[city.districts_of(drawn) > 0]])
    xy = xy[:n_rows]
    return {n: one.name for n, one in enumerate(found, start=1)}, xy.tolist(), city.districts_of(xy)


def run_ours(url: str, file: Path) -> dict[str, Any]:
    """Import the file with all checks, into tables with all their keys and indexes."""
    from db.engine import open_database  # noqa: PLC0415
    from db.transfer.importing import import_file  # noqa: PLC0415

    database = open_database(url)
    report = import_file(database, "organizations", file)
    return {"rows": report.n_added, "refused": report.n_refused}


def run_peer(url: str, file: Path) -> dict[str, Any]:
    """Read by pyogrio, make points, write by GeoDataFrame.to_postgis."""
    import geopandas as gpd  # noqa: PLC0415
    import pyogrio  # noqa: PLC0415
    from sqlalchemy import create_engine  # noqa: PLC0415

    table = pyogrio.read_dataframe(file, read_geometry=False)
    points = gpd.points_from_xy(
        table["经度"].astype(float), table["纬度"].astype(float), crs="EPSG:4326"
    )
    frame = gpd.GeoDataFrame(table.drop(columns=["经度", "纬度"]), geometry=points)
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    frame.to_postgis("peer_organizations", engine, if_exists="replace", chunksize=50_000)
    engine.dispose()
    return {"rows": len(frame), "refused": 0}


def prepare(url: str) -> None:
    """Make the tables, with the demo city's districts, circles and stations in them."""
    from db.demo import generate, load  # noqa: PLC0415
    from db.engine import open_database  # noqa: PLC0415

    database = open_database(url)
    database.upgrade()
    load(database, generate())
    database.dispose()


def measured(way: str, url: str, file: Path) -> dict[str, Any]:
    """Run one way in a process of its own."""
    command = [sys.executable, __file__, "--run", way, "--url", url, "--file", str(file)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    found: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
    return found


def child(way: str, url: str, file: Path) -> None:
    """Print what a way took."""
    begun, begun_cpu = time.perf_counter(), time.process_time()
    outcome = run_peer(url, file) if way == "peer" else run_ours(url, file)
    peak_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    outcome |= {
        "seconds": round(time.perf_counter() - begun, 2),
        "cpu_s": round(time.process_time() - begun_cpu, 2),
        "peak_mb": round(peak_kib / 1024),
    }
    print(json.dumps(outcome))


def compare(n_rows: int, folder: Path, n_rounds: int, ways: tuple[str, ...]) -> dict[str, Any]:
    """Run the ways in turn, so that all meet the same machine."""
    from tests import postgis  # noqa: PLC0415

    file = folder / f"organizations-{n_rows}.csv"
    if not file.exists():
        write_file(file, n_rows)
    found: dict[str, list[dict[str, Any]]] = {way: [] for way in ways}
    with ExitStack() as stack:
        needs_cluster = {"postgis", "peer"} & set(ways)
        cluster = stack.enter_context(postgis.running_cluster()) if needs_cluster else None
        for _ in range(n_rounds):
            for way in ways:
                found[way].append(_one(way, cluster, folder, file))
    return {way: _median(rows) for way, rows in found.items()}


def _one(way: str, cluster: Any, folder: Path, file: Path) -> dict[str, Any]:
    from tests import postgis  # noqa: PLC0415

    if way == "sqlite":
        target = Path(tempfile.mkdtemp(dir=folder))
        try:
            url = f"sqlite:///{target / 'city.sqlite3'}"
            prepare(url)
            return measured(way, url, file)
        finally:
            shutil.rmtree(target)
    name = postgis.unique_name()
    cluster.create(name)
    try:
        url = cluster.url(name)
        prepare(url)
        return measured(way, url, file)
    finally:
        cluster.drop(name)


def _median(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {name: statistics.median(row[name] for row in rows) for name in rows[0]}


def main() -> None:
    """Print a table for people, and one JSON object as the last line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--only", default=",".join(WAYS))
    parser.add_argument("--run")
    parser.add_argument("--url")
    parser.add_argument("--file", type=Path)
    given = parser.parse_args()
    if given.run:
        child(given.run, given.url, given.file)
        return
    ways = tuple(given.only.split(","))
    with tempfile.TemporaryDirectory() as own:
        found = compare(given.rows, given.folder or Path(own), given.rounds, ways)
    print(f"{given.rows:,} organizations from CSV, {os.cpu_count()} cores, load {os.getloadavg()}")
    print(f"{'':10}{'seconds':>9}{'cpu s':>9}{'peak MB':>9}{'rows/s':>10}")
    for way, row in found.items():
        rate = row["rows"] / row["seconds"]
        print(f"{way:10}{row['seconds']:9}{row['cpu_s']:9}{row['peak_mb']:9}{rate:10,.0f}")
    answer: dict[str, Any] = {"rows": given.rows, **found}
    if "peer" in found:
        for way in set(found) - {"peer"}:
            ratio = found[way]["seconds"] / found["peer"]["seconds"]
            answer[f"{way}_to_peer"] = round(ratio, 2)
            print(f"{way} takes {ratio:.2f} times the peer's time")
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
