"""A small synthetic city for the map tests: real in shape, invented in content."""

from __future__ import annotations

import numpy as np
import shapely
from shapely.geometry import Polygon

from geo.indicators import Rate
from maps.coverage_map import CoverageMap
from maps.places import Circle, District, Organizations, Station
from maps.setting import Setting

WEST, SOUTH = 101.5, 36.4
DISTRICT_NAMES = ("东城", "西城", "南城", "北城")
DISTRICT_NAMES_EN = ("East", "West", "South", "North")


def district_boundaries() -> list[Polygon]:
    """Return four rectangles of 0.2 by 0.15 degrees, side by side."""
    return [
        shapely.box(
            round(WEST + 0.2 * i, 6),
            round(SOUTH + 0.15 * j, 6),
            round(WEST + 0.2 * (i + 1), 6),
            round(SOUTH + 0.15 * (j + 1), 6),
        )
        for j in range(2)
        for i in range(2)
    ]


def organizations(n: int, seed: int = 7) -> Organizations:
    """Return n organizations around the stations and spread thinly over the rest."""
    rng = np.random.default_rng(seed)
    centres = np.array([[101.62, 36.47], [101.78, 36.49], [101.66, 36.62]])
    near = centres[rng.integers(0, 3, n)] + rng.normal(0, 0.025, (n, 2))
    far = rng.uniform([WEST, SOUTH], [WEST + 0.4, SOUTH + 0.3], (n, 2))
    xy = np.clip(
        np.where(rng.random((n, 1)) < 0.7, near, far), [WEST, SOUTH], [WEST + 0.4, SOUTH + 0.3]
    )
    nearest = np.min(np.linalg.norm(xy[:, None] - station_xy()[None], axis=2), axis=1) * 1e5
    column = np.minimum((xy[:, 0] - WEST) // 0.2, 1).astype(int)
    row = np.minimum((xy[:, 1] - SOUTH) // 0.15, 1).astype(int)
    return Organizations(
        xy=xy,
        names=[f"演示第{i}号商贸有限公司" for i in range(n)],
        is_reached=nearest <= 2000,
        kinds=["SOCIAL" if i % 5 == 0 else "NON_PUBLIC_ECONOMIC" for i in range(n)],
        districts=[DISTRICT_NAMES[k] for k in (row * 2 + column).tolist()],
        employees=rng.integers(1, 300, n),
        nearest_station_m=nearest,
    )


def station_xy() -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Return the locations of the three stations, shape (3, 2)."""
    return np.array([[101.62, 36.47], [101.78, 36.49], [101.66, 36.62]])


def stations() -> list[Station]:
    """Return an open, an open and a planned station."""
    return [
        Station(
            name=f"第{i + 1}指导站",
            location=(float(x), float(y)),
            service_radius_m=2000.0,
            status="PLANNED" if i == 2 else "OPEN",
            capacity=120,
            served_organizations=40 + i,
            service_area=None if i == 2 else shapely.Point(x, y).buffer(0.02),
            district=DISTRICT_NAMES[i],
        )
        for i, (x, y) in enumerate(station_xy())
    ]


def districts(of: Organizations) -> list[District]:
    """Return the districts with figures that follow from the organizations."""
    figures = []
    names = np.array(of.districts)
    for i, boundary in enumerate(district_boundaries()):
        inside = names == DISTRICT_NAMES[i]
        reach = Rate(int(np.count_nonzero(of.is_reached & inside)), int(np.count_nonzero(inside)))
        figures.append(
            District(
                adcode=f"63990{i + 1}",
                name=DISTRICT_NAMES[i],
                name_en=DISTRICT_NAMES_EN[i],
                boundary=boundary,
                station_reach=reach,
                area_ratio=0.1 * (i + 1),
                area_km2=298.0,
                formal_coverage=Rate(reach.denominator // 2, reach.denominator),
            )
        )
    return figures


def circles() -> list[Circle]:
    """Return two circles."""
    return [
        Circle(
            "东街商圈", shapely.box(101.60, 36.45, 101.64, 36.49), "东街商圈综合党委", "东城", 30
        ),
        Circle(
            "广场商圈", shapely.box(101.76, 36.47, 101.80, 36.51), "广场商圈综合党委", "西城", 25
        ),
    ]


def setting() -> Setting:
    """Return the setting of a synthetic map."""
    return Setting(
        as_of="2017-11-01",
        is_synthetic=True,
        attribution="测试边界",
        approval_number="GS(0000)0000号",
    )


def coverage(n: int = 600) -> CoverageMap:
    """Return the coverage map of the city with n organizations."""
    of = organizations(n)
    gaps = shapely.union_all(district_boundaries()).difference(
        shapely.union_all([s.service_area for s in stations() if s.service_area is not None])
    )
    return CoverageMap(
        districts=districts(of),
        organizations=of,
        circles=circles(),
        stations=stations(),
        gaps=gaps,
        service_radius_m=2000.0,
        area_ratio=0.06,
        setting=setting(),
    )
