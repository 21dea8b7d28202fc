"""One city's coverage by this project, and how two answers are compared.

Run by itself with a number of organizations and of stations, it prints its peak memory in MB.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from geo.coverage import (  # noqa: E402
    AreaCoverage,
    area_coverage_by_zone,
    reach_and_distance,
    reach_by_zone,
    reach_from_distances,
)
from geo.crs import MetricCrs, metric_crs  # noqa: E402
from geo.geojson import geometry_from_geojson  # noqa: E402
from geo.network import RoadNetwork, road_network  # noqa: E402
from geo.service_area import service_areas  # noqa: E402
from geo.zones import zone_numbers  # noqa: E402

Floats = NDArray[np.float64]
Result = TypeVar("Result")

RADIUS_M = 1_000.0
BORDER_M = 0.15
DISTRICTS = ROOT / "db" / "demo" / "data" / "districts.geojson"
XINING = np.array([101.77, 36.63])


@dataclass(frozen=True)
class City:
    """Organizations around towns, stations among them, the real districts."""

    points: Floats
    stations: Floats
    districts: NDArray[np.object_]
    crs: MetricCrs
    scope: BaseGeometry


@dataclass
class Answer:
    """What a way found, with the CPU seconds of each step."""

    seconds: dict[str, float] = field(default_factory=dict)
    areas: list[tuple[float, float, float]] = field(default_factory=list)
    served_by_zone: list[int] = field(default_factory=list)
    is_reached: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))
    distances_m: Floats = field(default_factory=lambda: np.zeros(0))
    quantiles_m: list[float] = field(default_factory=list)
    usual: str = ""
    best: str = ""

    def timed(self, name: str, work: Callable[[], Result]) -> Result:
        """Do a step and note its CPU seconds."""
        start = time.process_time()
        result = work()
        self.seconds[name] = time.process_time() - start
        return result

    def check_against(self, other: Answer) -> int:
        """Compare with the other way; give how many organizations lie on the border of a disc.

        Polygons are within 0.1 m of the geodesic circle, so that what lies there may differ.
        """
        for mine, theirs in zip(self.areas, other.areas, strict=True):
            if not np.allclose(mine, theirs, rtol=1e-9, atol=1e-9):
                raise SystemExit(f"areas differ: {mine} and {theirs}")
        differs = self.is_reached != other.is_reached
        if not (np.abs(self.distances_m[differs] - RADIUS_M) < BORDER_M).all():
            raise SystemExit("reach differs away from the border")
        # The projection's lengths are not the geodesic's to the last digit.
        if not np.allclose(self.distances_m, other.distances_m, rtol=2e-4, atol=0.01):
            raise SystemExit("distances differ")
        if not np.allclose(self.quantiles_m, other.quantiles_m, rtol=2e-4):
            raise SystemExit(f"quantiles differ: {self.quantiles_m}, {other.quantiles_m}")
        n_border = int(np.count_nonzero(differs))
        if np.abs(np.subtract(self.served_by_zone, other.served_by_zone)).max() > n_border:
            raise SystemExit("counts by district differ")
        return n_border


def made_city(n_organizations: int, n_stations: int) -> City:
    """Make a city from a fixed seed: 60 towns around Xining, its real seven districts."""
    rng = np.random.default_rng(20171101)
    features = json.loads(DISTRICTS.read_text(encoding="utf-8"))["features"]
    districts = np.array([geometry_from_geojson(each) for each in features], dtype=np.object_)
    whole = shapely.union_all(districts)
    crs = metric_crs(tuple(shapely.bounds(whole).tolist()))
    towns = XINING + rng.normal(0.0, 0.05, (60, 2))
    points = towns[rng.integers(60, size=n_organizations)]
    points = points + rng.normal(0.0, 0.02, (n_organizations, 2))
    stations = towns[rng.integers(60, size=n_stations)] + rng.normal(0.0, 0.02, (n_stations, 2))
    return City(points, stations, districts, crs, crs.project(whole))


def projected_zones(city: City) -> NDArray[np.object_]:
    """Give the districts and, last, the whole city in metres."""
    return np.concatenate([city.crs.project(city.districts), np.array([city.scope])])


def quanmap_way(city: City) -> Answer:
    """Answer by this project: areas, overlap, gaps, reach, quantiles, by district."""
    answer = Answer()
    zones = answer.timed("districts of the organizations", lambda: _zones(city))
    is_reached, metres = answer.timed(
        "reach and distances", lambda: reach_and_distance(city.points, city.stations, RADIUS_M)
    )
    whole, by_zone = answer.timed(
        "quantiles, by district",
        lambda: (
            reach_from_distances(is_reached, metres),
            reach_by_zone(zones, len(city.districts), is_reached, metres),
        ),
    )
    areas = answer.timed("areas, overlap, gaps, by district", lambda: _areas(city))
    answer.areas = [(a.served_area_km2, a.overlap_km2, a.gaps.area / 1e6) for a in areas]
    answer.served_by_zone = [int(reach.served) for reach in by_zone]
    answer.is_reached, answer.distances_m = is_reached, metres
    answer.quantiles_m = [whole.median_distance_m or 0.0, whole.p90_distance_m or 0.0]
    return answer


def _zones(city: City) -> NDArray[np.int64]:
    return zone_numbers(city.points, city.districts)


def _areas(city: City) -> list[AreaCoverage]:
    discs = service_areas(city.stations, RADIUS_M, city.crs)
    return area_coverage_by_zone(projected_zones(city), discs)


def road_grid(n_side: int, n_stations: int) -> tuple[RoadNetwork, Floats, Floats]:
    """Make a grid of crossings about 100 m apart, with stations and 200,000 organizations."""
    rng = np.random.default_rng(4)
    extent = metric_crs((101.5, 36.4, 102.0, 36.8))
    origin = extent.project(XINING[None])[0]
    half_m = n_side * 50.0
    columns, rows = np.meshgrid(np.arange(n_side), np.arange(n_side))
    crossings = np.column_stack([columns.ravel(), rows.ravel()]) * 100.0 - half_m
    nodes = extent.unproject(origin + crossings + rng.uniform(-20.0, 20.0, crossings.shape))
    numbers = np.arange(n_side * n_side).reshape(n_side, n_side)
    east = np.column_stack([numbers[:, :-1].ravel(), numbers[:, 1:].ravel()])
    north = np.column_stack([numbers[:-1].ravel(), numbers[1:].ravel()])
    places = extent.unproject(origin + rng.uniform(-half_m, half_m, (n_stations + 200_000, 2)))
    roads = road_network(nodes, np.concatenate([east, north]), extent)
    return roads, places[:n_stations], places[n_stations:]


def peak_memory_mb() -> float:
    """Give the most memory that this process has held since it started."""
    status = Path("/proc/self/status")
    if status.exists():
        # The system's own maximum counts the parent's memory from before this program began.
        fields = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return float(fields["VmHWM"].split()[0]) / 1024.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0


if __name__ == "__main__":
    quanmap_way(made_city(int(sys.argv[1]), int(sys.argv[2])))
    print(peak_memory_mb())
