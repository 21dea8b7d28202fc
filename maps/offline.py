"""The scripts, styles and fonts that ship with the maps; the only place that names them.

Third-party files come unchanged from their packages; ``assets/manifest.json`` records the version,
licence and SHA-256 of each.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

ASSETS = Path(__file__).parent / "assets"
LEAFLET_SCRIPT = "vendor/leaflet-1.9.4/leaflet.js"
LEAFLET_STYLE = "vendor/leaflet-1.9.4/leaflet.css"
# In the order in which they build on each other.
PAGE_SCRIPTS = (
    "page/text.js",
    "page/decode.js",
    "page/symbols.js",
    "page/swipe.js",
    "page/areas.js",
    "page/clusters.js",
    "page/points.js",
    "page/markers.js",
    "page/lines.js",
    "page/popup.js",
    "page/panel.js",
    "page/search.js",
    "page/measure.js",
    "page/overview.js",
    "page/buttons.js",
    "page/focus.js",
    "page/table.js",
    "page/chart.js",
    "page/steps.js",
    "page/view.js",
    "page/state.js",
    "page/start.js",
)
PAGE_STYLES = ("page/page.css", "page/map.css", "page/print.css")
FONT = ASSETS / "fonts/NotoSansSC-subset.ttf"
TEMPLATES = ASSETS / "templates"

_SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)
_RELATIVE_IMAGE = re.compile(r"url\(images/[^)]*\)")


@cache
def read_text(name: str) -> str:
    """Return an asset with line ends as the HTML parser leaves them, so that its hash holds."""
    return (ASSETS / name).read_text(encoding="utf-8").replace("\r\n", "\n")


@cache
def read_json(name: str) -> dict[str, Any]:
    """Return a JSON asset."""
    value: dict[str, Any] = json.loads(read_text(name))
    return value


@cache
def page_script() -> str:
    """Return all scripts of a map document as one.

    The source map comment goes, because developer tools would ask for the map.
    """
    scripts = [_SOURCE_MAP.sub("", read_text(LEAFLET_SCRIPT)), *map(read_text, PAGE_SCRIPTS)]
    return "\n;\n".join(scripts)


@cache
def page_style() -> str:
    """Return all styles of a map document as one, without Leaflet's images, which are not shown."""
    leaflet = _RELATIVE_IMAGE.sub("none", read_text(LEAFLET_STYLE))
    return "\n".join([leaflet, *map(read_text, PAGE_STYLES)])


@cache
def policy_hash(text: str) -> str:
    """Return the source of a Content-Security-Policy that allows exactly this script or style."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
