"""Maps of 1,000, 10,000 and 100,000 organizations, beside plain folium.

For each size and way: CPU seconds of Python from arrays to HTML, megabytes of HTML, seconds from
opening the file until it has drawn in headless Chromium. Plain folium draws markers with a popup
and a tooltip, GeoJSON with a tooltip, and FastMarkerCluster. Its scripts, which it would fetch from
other hosts, are answered from files, so that no network enters the figures: Leaflet is ours, the
others come from npm for the time of the run; without npm those ways are not opened. A way that does
not end at a size within LIMIT_S is left out there.

    python bench/maps.py [SIZE ...]
"""

from __future__ import annotations

import json
import math
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import folium
from branca.element import MacroElement
from folium.features import GeoJsonTooltip
from folium.plugins import FastMarkerCluster
from playwright.sync_api import Browser, Page, Route

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from maps.coverage_map import CoverageMap, coverage_map  # noqa: E402
from maps.document import document  # noqa: E402
from maps.offline import ASSETS, LEAFLET_SCRIPT  # noqa: E402
from tests.browser import browser_page  # noqa: E402
from tests.maps import city  # noqa: E402

SIZES = (1_000, 10_000, 100_000)
LIMIT_S = 300.0
POLL_S = 0.02
PEERS = ("jquery@3.7.1", "leaflet.awesome-markers@2.0.5", "leaflet.markercluster@1.5.3")
PEER_FILES = {
    "awesome-markers.js": "node_modules/leaflet.awesome-markers/dist/leaflet.awesome-markers.js",
    "jquery": "node_modules/jquery/dist/jquery.min.js",
    "leaflet.markercluster.js": "node_modules/leaflet.markercluster/dist/leaflet.markercluster.js",
}


@dataclass(frozen=True)
class Way:
    """One way to draw the organizations; `drawn` holds in the page when it has."""

    name: str
    render: Callable[[CoverageMap], str]
    drawn: str
    most: int
    needs_npm: bool = True


@dataclass(frozen=True)
class Figure:
    """What one way took at one size; None where it was not opened or did not end."""

    way: str
    organizations: int
    python_s: float
    file_mb: float
    drawn_s: float | None


def quanmap(data: CoverageMap) -> str:
    """Return our document."""
    return document(coverage_map(data))


def plain(layers: Iterable[MacroElement]) -> str:
    """Return a page of plain folium at the same extent."""
    # The tiles of a host that does not exist are answered by nothing; they give the map the deepest
    # zoom that the cluster plugin asks for.
    drawn = folium.Map(
        location=(36.55, 101.7), zoom_start=11, tiles="https://tiles.invalid/{z}/{x}/{y}", attr="-"
    )
    for layer in layers:
        layer.add_to(drawn)
    return str(drawn.get_root().render())


def markers(data: CoverageMap) -> str:
    """Return one folium marker per organization."""
    of = data.organizations
    pairs = zip(of.xy.tolist(), of.names, strict=True)
    return plain(folium.Marker((y, x), popup=name, tooltip=name) for (x, y), name in pairs)


def geojson(data: CoverageMap) -> str:
    """Return one folium GeoJson of circle markers with a tooltip."""
    of = data.organizations
    features = [
        {
            "type": "Feature",
            "properties": {"name": name},
            "geometry": {"type": "Point", "coordinates": place},
        }
        for place, name in zip(of.xy.tolist(), of.names, strict=True)
    ]
    layer = folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        marker=folium.CircleMarker(radius=3),
        tooltip=GeoJsonTooltip(["name"]),
    )
    return plain([layer])


def clusters(data: CoverageMap) -> str:
    """Return folium's FastMarkerCluster."""
    places = data.organizations.xy[:, ::-1].tolist()
    return plain([FastMarkerCluster(places)])  # type: ignore[no-untyped-call]


def count(selector: str, least: str) -> str:
    """Return the condition that so many elements are in the page."""
    return f"document.querySelectorAll('{selector}').length >= {least}"


WAYS = (
    Way("quanmap", quanmap, "!!(window.quanmap && window.quanmap.drawnMs)", 100_000, False),
    Way("folium Marker", markers, count(".leaflet-marker-icon", "{n}"), 10_000),
    Way("folium GeoJson", geojson, count("path.leaflet-interactive", "{n}"), 100_000),
    Way("folium FastMarkerCluster", clusters, count(".marker-cluster", "1"), 100_000),
)


def answer(route: Route, peers: Path | None) -> None:
    """Answer what a page asks of other hosts from files."""
    url = route.request.url
    if url.startswith("file:"):
        route.continue_()
        return
    if "/leaflet.js" in url:
        route.fulfill(path=ASSETS / LEAFLET_SCRIPT)
        return
    for name, file in PEER_FILES.items():
        if peers and name in url and url.endswith(".js"):
            route.fulfill(path=peers / file)
            return
    route.fulfill(body="")


def seconds_until_drawn(browser: Browser, file: Path, condition: str, peers: Path | None) -> float:
    """Return the seconds from opening a file until a condition holds and a frame was painted.

    Infinite where that takes longer than LIMIT_S.
    """
    page: Page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(LIMIT_S * 1000)
    page.route("**/*", lambda route: answer(route, peers))
    try:
        start = time.perf_counter()
        page.goto(file.as_uri(), wait_until="commit")
        while not page.evaluate(condition):
            if time.perf_counter() - start > LIMIT_S:
                return math.inf
            time.sleep(POLL_S)
        page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)))")
        return time.perf_counter() - start
    finally:
        page.close()


def python_seconds(way: Way, data: CoverageMap) -> tuple[float, str]:
    """Return the median CPU seconds of five runs, or of fewer slow ones, and the HTML."""
    taken: list[float] = []
    html = ""
    while len(taken) < 5 and sum(taken) < 3.0:
        start = time.process_time()
        html = way.render(data)
        taken.append(time.process_time() - start)
    return statistics.median(taken), html


def measure(way: Way, n: int, browser: Browser, peers: Path | None, folder: Path) -> Figure:
    """Measure one way at one size."""
    data = city.coverage(n)
    python_s, html = python_seconds(way, data)
    file = folder / "map.html"
    file.write_text(html, encoding="utf-8")
    drawn_s = None
    if peers is not None or not way.needs_npm:
        condition = way.drawn.replace("{n}", str(n))
        runs: list[float] = []
        while len(runs) < 3 and sum(runs) < 10.0:
            runs.append(seconds_until_drawn(browser, file, condition, peers))
        median = statistics.median(runs)
        drawn_s = median if math.isfinite(median) else None
    return Figure(way.name, n, python_s, len(html.encode()) / 1e6, drawn_s)


def peer_scripts(folder: Path) -> Path | None:
    """Return a folder with the scripts of plain folium, None where npm cannot give them."""
    npm = shutil.which("npm")
    if npm is None:
        return None
    command = [npm, "install", "--prefix", str(folder), "--ignore-scripts", "--silent", *PEERS]
    done = subprocess.run(command, check=False, capture_output=True)
    return folder if done.returncode == 0 else None


def ratios(figures: list[Figure], n: int) -> dict[str, dict[str, float | None]]:
    """Return how many times longer and larger each other way is than ours at one size."""
    at = {figure.way: figure for figure in figures if figure.organizations == n}
    ours = at["quanmap"]
    return {
        name: {
            "python": other.python_s / ours.python_s,
            "file": other.file_mb / ours.file_mb,
            "drawn": other.drawn_s / ours.drawn_s if other.drawn_s and ours.drawn_s else None,
        }
        for name, other in at.items()
        if name != "quanmap"
    }


def show(figure: Figure) -> None:
    """Print one line for people."""
    drawn = "-" if figure.drawn_s is None else f"{figure.drawn_s:.2f}"
    print(
        f"{figure.organizations:>9,}  {figure.way:<26}{figure.python_s:>10.3f}"
        f"{figure.file_mb:>9.2f}{drawn:>10}",
        flush=True,
    )


def main(sizes: tuple[int, ...]) -> dict[str, Any]:
    """Measure every way at every size and print a table."""
    print(f"{'n':>9}  {'way':<26}{'Python s':>10}{'MB':>9}{'drawn s':>10}")
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder, browser_page() as page:
        browser = page.context.browser
        if browser is None:
            raise SystemExit("The browser is gone.")
        peers = peer_scripts(Path(folder))
        for n in sizes:
            for way in WAYS:
                if n <= way.most:
                    figures.append(measure(way, n, browser, peers, Path(folder)))
                    show(figures[-1])
    return {
        "figures": [asdict(figure) for figure in figures],
        "ratios": {str(n): ratios(figures, n) for n in sizes},
    }


if __name__ == "__main__":
    asked = tuple(int(size) for size in sys.argv[1:]) or SIZES
    result = main(asked)
    for n, others in result["ratios"].items():
        for name, times in others.items():
            drawn = "-" if times["drawn"] is None else f"{times['drawn']:.1f}"
            print(f"at {n}: {name} takes {times['python']:.0f} x Python, {drawn} x drawing")
    print(json.dumps(result))
