"""Names that would run, or break the page, if anything but a text node took them."""

from __future__ import annotations

import numpy as np
import shapely

from maps.coverage_map import CoverageMap
from maps.document import Setting
from maps.language import Rate, Text
from maps.places import Circle, District, Organizations, Station

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
