"""One small document of each kind besides the coverage map, from the synthetic city."""

from __future__ import annotations

import dataclasses

import numpy as np
import shapely

from geo.indicators import Rate
from maps.circle_map import CircleMap
from maps.district_atlas import DistrictAtlas
from maps.pairing_map import Pairing, PairingMap
from maps.plan_map import CurvePoint, PlanMap, PlannedSite
from maps.rectification_map import RectificationItem, RectificationMap
from maps.time_map import TimeMap
from tests.maps import city

N = 200


def atlas() -> DistrictAtlas:
    """Return the atlas of the four districts."""
    of = city.organizations(N)
    return DistrictAtlas(
        districts=city.districts(of),
        organizations=of,
        circles=city.circles(),
        stations=city.stations(),
        setting=city.setting(),
    )


def plan(n_sites: int = 2) -> PlanMap:
    """Return a plan whose first site reaches organizations 0 and 1, the others one each."""
    of = dataclasses.replace(city.organizations(N), is_reached=np.arange(N) >= 20)
    after = of.is_reached.copy()
    after[: n_sites + 1] = True
    return PlanMap(
        districts=city.districts(of),
        organizations=of,
        is_reached_after=after,
        sites=[
            PlannedSite(
                rank=i + 1,
                location=(101.6 + 0.05 * i, 36.5),
                adds=2.0 if i == 0 else 1.0,
                service_area=shapely.Point(101.6 + 0.05 * i, 36.5).buffer(0.02),
                district="南城",
                cost_cny=25_000.0,
            )
            for i in range(n_sites)
        ],
        stations=city.stations(),
        curve=[CurvePoint(k, 180 + k, (180 + k) / N) for k in range(n_sites + 1)],
        gap=0.0,
        setting=city.setting(),
    )


def circle() -> CircleMap:
    """Return the map of two circles, covered by half and by three quarters."""
    of = city.organizations(N)
    first, second = city.circles()
    return CircleMap(
        districts=city.districts(of),
        circles=[
            dataclasses.replace(first, formal_coverage=Rate(15, 30)),
            dataclasses.replace(second, formal_coverage=Rate(75, 100), committee=""),
        ],
        organizations=of.take(np.arange(40)),
        setting=city.setting(),
    )


def pairing() -> PairingMap:
    """Return five pairings, one without a village location."""
    return PairingMap(
        districts=city.districts(city.organizations(N)),
        pairings=[
            Pairing(
                party_organization=f"第{i}党委",
                village=f"第{i}村",
                start=(101.6, 36.45),
                end=None if i == 4 else (101.55 + 0.08 * i, 36.65),
                funds_cny=10_000.0 * (i + 1),
                year=2017,
            )
            for i in range(5)
        ],
        setting=city.setting(),
    )


def time() -> TimeMap:
    """Return four months in which a quarter more organizations is reached each month."""
    of = city.organizations(N)
    steps = ("2017-08", "2017-09", "2017-10", "2017-11")
    month = np.arange(4)[:, None]
    is_reached = np.arange(N)[None] < 50 * (month + 1)
    is_present = np.broadcast_to((np.arange(N)[None] < 150) | (month >= 2), (4, N))
    inside = np.array([[name == home for home in of.districts] for name in city.DISTRICT_NAMES])
    return TimeMap(
        steps=steps,
        districts=city.districts(of),
        numerator=(is_reached & is_present).astype(np.int64) @ inside.T.astype(np.int64),
        denominator=is_present.astype(np.int64) @ inside.T.astype(np.int64),
        organizations=of,
        is_reached=is_reached,
        is_present=is_present,
        stations=city.stations(),
        is_open=month >= np.array([0, 1, 4]),
        setting=city.setting(),
    )


def rectification() -> RectificationMap:
    """Return an overdue, an open and two closed items; the last has no location."""
    days = (
        ("2017-10-31", False),
        ("2017-11-01", False),
        ("2017-06-30", True),
        ("2017-12-31", True),
    )
    return RectificationMap(
        districts=city.districts(city.organizations(N)),
        items=[
            RectificationItem(
                title=f"第{i}项",
                cause="LOW_COVERAGE",
                owner="党工委",
                listed_on="2017-01-01",
                due_on=due_on,
                is_closed=is_closed,
                location=None if i == 3 else (101.55 + 0.1 * i, 36.5),
                district="东城",
            )
            for i, (due_on, is_closed) in enumerate(days)
        ],
        setting=city.setting(),
    )
