"""How often the coordinate system of a file is told right, by the districts that its rows name.

    python bench/datum.py [--cases 1000] [--rows 3000] [--quick]

Each case is a file of organizations of the demo city, with 0 to 30 % of noise rows (half of them
anywhere in the city, half with a district drawn at random), written in one of the coordinate
systems below and read without a word on it. Right is the system itself, "cannot tell" an answer
that says so, wrong any other; for WGS 84, wrong is a false alarm. Then the same by the number of
rows, for the systems closest to each other, and with boundaries that are drawn wrong. The last
line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from db.demo import generate
from db.transfer.datum import DatumProposal, Verdict, propose_datum
from geo.reading import Reading, reading_of

SYSTEMS = (
    "WGS84",
    "GCJ02",
    "BD09",
    "EPSG:4543",  # 3 degrees, 102 E
    "EPSG:4522",  # the same with the zone's number
    "EPSG:4542",  # 3 degrees, 99 E
    "EPSG:4495",  # 6 degrees, 99 E, with the zone's number
    "EPSG:4507",  # 6 degrees, 105 E
    "WGS84:swapped",
    "GCJ02:swapped",
    "BD09:swapped",
    "EPSG:4543:swapped",
)
ROW_COUNTS = (200, 500, 1000, 2000, 3000, 5000)
NOISE_MAX_RATIO = 0.3
BOUNDARY_ERROR_M = 88.0
_METRES_PER_DEGREE = (89_500.0, 110_980.0)
_POOL = 60_000
_MEDIAN_OF_RAYLEIGH = 1.17741


@dataclass(frozen=True, eq=False)
class City:
    """Where organizations lie, which district each names, and the boundaries."""

    xy: NDArray[np.float64]
    named: NDArray[np.int64]
    boundaries: NDArray[np.object_]


def demo_city() -> City:
    """Give the located organizations of a large demo city."""
    city = generate(_POOL, seed=9)
    number = {district.id: place for place, district in enumerate(city.districts)}
    rows = [
        (one.location.x, one.location.y, number[one.named_district_id])
        for one in city.organizations
        if one.location is not None and one.named_district_id is not None
    ]
    x, y, named = (np.array(column) for column in zip(*rows, strict=True))
    return City(
        np.column_stack([x, y]),
        named.astype(np.int64),
        np.array([district.boundary for district in city.districts], dtype=np.object_),
    )


def answer(city: City, system: str, n_rows: int, seed: int) -> DatumProposal | None:
    """Make the file of a case and ask."""
    rng = np.random.default_rng([seed, n_rows, SYSTEMS.index(system)])
    rows = rng.choice(len(city.xy), n_rows, replace=False)
    xy, named = city.xy[rows].copy(), city.named[rows].copy()
    is_noise = rng.random(n_rows) < rng.uniform(0.0, NOISE_MAX_RATIO)
    is_moved = rng.random(n_rows) < 0.5
    west, south, east, north = shapely.total_bounds(city.boundaries)
    moved = is_noise & is_moved
    xy[moved] = rng.uniform((west, south), (east, north), (int(moved.sum()), 2))
    renamed = is_noise & ~is_moved
    named[renamed] = rng.integers(0, len(city.boundaries), int(renamed.sum()))
    return propose_datum(reading_of(system).from_wgs84(xy), named, city.boundaries)


def outcome(found: DatumProposal | None, system: str) -> str:
    """Give "right", "cannot tell" or "wrong"."""
    if found is None or found.verdict is Verdict.UNDECIDED:
        return "cannot tell"
    meant: Reading = reading_of(system)
    is_same = meant in (found.best.reading, *found.best.same_as)
    wanted = Verdict.AS_DECLARED if system == "WGS84" else Verdict.OTHER
    return "right" if is_same and found.verdict is wanted else "wrong"


def with_moved_boundaries(city: City, seed: int) -> City:
    """Move every vertex at random, by `BOUNDARY_ERROR_M` in the median; shared ones together."""
    vertices = np.unique(shapely.get_coordinates(city.boundaries), axis=0)
    rng = np.random.default_rng(seed)
    shift_m = rng.normal(0.0, BOUNDARY_ERROR_M / _MEDIAN_OF_RAYLEIGH, vertices.shape)
    moved = vertices + shift_m / _METRES_PER_DEGREE
    places = {tuple(vertex): place for place, vertex in enumerate(vertices.tolist())}

    def move(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return moved[[places[tuple(vertex)] for vertex in xy.tolist()]]

    boundaries = shapely.transform(city.boundaries, move)
    return City(city.xy, city.named, boundaries)


def count(
    city: City, system: str, n_rows: int, n_cases: int, *, exact: bool = True
) -> Counter[str]:
    """Count the outcomes of seeded cases."""
    outcomes: Counter[str] = Counter()
    for seed in range(n_cases):
        asked = city if exact else with_moved_boundaries(city, seed)
        outcomes[outcome(answer(asked, system, n_rows, seed), system)] += 1
    return outcomes


def line(title: str, outcomes: Counter[str]) -> str:
    """Give a line of a table."""
    cells = "".join(f"{outcomes[name]:>13,}" for name in ("right", "cannot tell", "wrong"))
    return f"{title:<28}{cells}"


def main() -> None:
    """Print the tables, and the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--rows", type=int, default=3000)
    parser.add_argument("--quick", action="store_true", help="50 cases in place of 1,000")
    chosen = parser.parse_args()
    n_cases = 50 if chosen.quick else chosen.cases
    city = demo_city()
    heading = f"{'':<28}{'right':>13}{'cannot tell':>13}{'wrong':>13}"
    figures: dict[str, object] = {"cases": n_cases, "rows": chosen.rows}
    started = time.process_time()

    print(f"{n_cases:,} files of {chosen.rows:,} rows a system, 0 to 30 % noise\n{heading}")
    systems = {}
    for system in SYSTEMS:
        outcomes = count(city, system, chosen.rows, n_cases)
        systems[system] = dict(outcomes)
        print(line(system, outcomes), flush=True)
    figures["systems"] = systems
    cpu_s = (time.process_time() - started) / (n_cases * len(SYSTEMS))
    figures["cpu_s_a_file"] = round(cpu_s, 4)
    print(f"CPU a file: {cpu_s * 1000:.0f} ms\n")

    n_few = max(20, n_cases // 5)
    figures["by_rows"] = by_rows(city, n_few, heading)
    figures["moved_boundaries"] = by_rows(city, n_few // 2, heading, exact=False)
    print(json.dumps(figures))


def by_rows(
    city: City, n_cases: int, heading: str, *, exact: bool = True
) -> dict[str, dict[str, dict[str, int]]]:
    """Print and give how the hardest pair fares by the number of rows."""
    how = "as drawn" if exact else f"moved by {BOUNDARY_ERROR_M:.0f} m (median) a vertex"
    print(f"{n_cases:,} files a line, boundaries {how}\n{heading}")
    figures: dict[str, dict[str, dict[str, int]]] = {}
    for n_rows in ROW_COUNTS:
        for system in ("WGS84", "GCJ02", "BD09"):
            outcomes = count(city, system, n_rows, n_cases, exact=exact)
            figures.setdefault(str(n_rows), {})[system] = dict(outcomes)
            print(line(f"{n_rows:>6,} rows, {system}", outcomes), flush=True)
    print()
    return figures


if __name__ == "__main__":
    main()
