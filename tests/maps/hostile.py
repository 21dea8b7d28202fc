"""Names that would run, or break the page, if anything but a text node took them."""

from __future__ import annotations

import numpy as np
import shapely

from geo.indicators import Rate
from maps.circle_map import CircleMap
from maps.coverage_map import CoverageMap
from maps.district_atlas import DistrictAtlas
from maps.language import Text
from maps.pairing_map import Pairing, PairingMap
from maps.places import Circle, District, Organizations, Station
from maps.plan_map import CurvePoint, PlanMap, PlannedSite
from maps.rectification_map import RectificationItem, RectificationMap
from maps.setting import Setting
from maps.time_map import TimeMap

RUN = "window.hostileRuns = (window.hostileRuns || 0) + 1"
NAMES = (
    f"<script>{RUN}</script>",
    f"</script><script>{RUN}</script>",
    f'<img src=x onerror="{RUN}">',
    f'"><svg onload="{RUN}">',
    f"'-{RUN}-'",
    "{{7*7}}",
    "{{ this.__init__.__globals__ }}",
    "{% for x in range(9) %}x{% endfor %}",
    "{{",
    "{%",
    "{#",
    f"${{{RUN}}}",
    f"`+{RUN}+`",
    f"javascript:{RUN}",
    "<!--<script>",
    "]]>",
    "\u202egnirts desrever\u202c",
    "\u2066isolate\u2069\u200f",
    "line\u2028separator\u2029here",
    "tab\tnew\nline\r\x00\x1b",
    "\ud800 lone surrogate",
    "\\u003cscript\\u003e",
    "&lt;b&gt;&amp;&#x3c;",
)


def coverage() -> CoverageMap:
    """Return a coverage map with a hostile string in every field that takes one."""
    n = len(NAMES)
    boundaries = [shapely.box(101 + 0.1 * i, 36, 101.1 + 0.1 * i, 36.1) for i in range(n)]
    centres = np.array([[101.05 + 0.1 * i, 36.05] for i in range(n)])
    return CoverageMap(
        title=Text(NAMES[1], NAMES[5]),
        districts=[
            District(
                adcode=name, name=name, name_en=name, boundary=boundary, station_reach=Rate(i, n)
            )
            for i, (name, boundary) in enumerate(zip(NAMES, boundaries, strict=True))
        ],
        organizations=Organizations(
            xy=centres + 0.02,
            names=NAMES,
            is_reached=np.arange(n) % 2 == 0,
            kinds=NAMES,
            districts=NAMES,
            industries=NAMES,
        ),
        circles=[
            Circle(name, boundary.buffer(-0.03), committee=name, district=name)
            for name, boundary in zip(NAMES, boundaries, strict=True)
        ],
        stations=[
            Station(name, (float(x), float(y)), 500.0, district=name)
            for name, (x, y) in zip(NAMES, centres, strict=True)
        ],
        setting=Setting(as_of=NAMES[2], attribution=NAMES[0], approval_number=NAMES[3]),
    )


def atlas() -> DistrictAtlas:
    """Return an atlas of hostile districts."""
    data = coverage()
    return DistrictAtlas(
        districts=data.districts[:6],
        organizations=data.organizations,
        circles=data.circles,
        stations=data.stations,
        setting=data.setting,
    )


def plan() -> PlanMap:
    """Return a plan with hostile sites."""
    data = coverage()
    return PlanMap(
        title=data.title,
        districts=data.districts,
        organizations=data.organizations,
        is_reached_after=np.ones(len(NAMES), dtype=bool),
        sites=[
            PlannedSite(i + 1, (101.05 + 0.1 * i, 36.07), 1.0, name=name, district=name)
            for i, name in enumerate(NAMES)
        ],
        curve=[CurvePoint(0, 0.0, 0.0), CurvePoint(1, 1.0, 1.0)],
        setting=data.setting,
    )


def circles() -> CircleMap:
    """Return a map of hostile circles."""
    data = coverage()
    return CircleMap(
        districts=data.districts,
        circles=data.circles,
        organizations=data.organizations,
        stations=data.stations,
        setting=data.setting,
    )


def pairings() -> PairingMap:
    """Return a map of hostile pairings."""
    data = coverage()
    return PairingMap(
        districts=data.districts,
        pairings=[
            Pairing(name, name, (101.05, 36.05), (101.05 + 0.1 * i, 36.09), 100.0 * i, 2017)
            for i, name in enumerate(NAMES)
        ],
        setting=data.setting,
    )


def time() -> TimeMap:
    """Return a map over hostile steps."""
    data = coverage()
    n = len(NAMES)
    ones = np.ones((n, n), dtype=np.int64)
    return TimeMap(
        steps=NAMES,
        districts=data.districts,
        numerator=ones,
        denominator=2 * ones,
        organizations=data.organizations,
        is_reached=np.tri(n, dtype=bool),
        stations=data.stations,
        setting=data.setting,
    )


def rectification() -> RectificationMap:
    """Return a map of hostile items."""
    data = coverage()
    return RectificationMap(
        districts=data.districts,
        items=[
            RectificationItem(
                title=name,
                cause=name,
                owner=name,
                listed_on=name,
                due_on=name,
                is_closed=i % 2 == 0,
                location=(101.05 + 0.1 * i, 36.05),
                organization=name,
                district=name,
            )
            for i, name in enumerate(NAMES)
        ],
        setting=data.setting,
    )
