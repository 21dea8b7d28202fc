"""axe-core over each document: nothing serious, on a desk and on a phone."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import folium
import pytest
from playwright.sync_api import Browser

from maps.circle_map import circle_map
from maps.coverage_map import coverage_map
from maps.district_atlas import district_atlas
from maps.document import document
from maps.pairing_map import pairing_map
from maps.plan_map import plan_map
from maps.rectification_map import rectification_map
from maps.time_map import time_map
from tests.maps import city, documents
from tests.maps.page import opened

AXE = Path(__file__).parents[2] / "maps/console/node_modules/axe-core/axe.min.js"
DRAWN: dict[str, Callable[[], folium.Map]] = {
    "coverage": lambda: coverage_map(city.coverage(200)),
    "atlas": lambda: district_atlas(documents.atlas()),
    "plan": lambda: plan_map(documents.plan()),
    "circles": lambda: circle_map(documents.circle()),
    "pairings": lambda: pairing_map(documents.pairing()),
    "time": lambda: time_map(documents.time()),
    "rectification": lambda: rectification_map(documents.rectification()),
}


def _axe() -> str:
    if not AXE.exists():
        reason = f"{AXE.name} is not installed: `npm ci --ignore-scripts` in maps/console"
        if os.environ.get("QUANMAP_REQUIRE_NODE") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return AXE.read_text(encoding="utf-8")


def _serious(findings: list[dict[str, Any]]) -> list[str]:
    return [
        f"{finding['id']}: {finding['nodes'][0]['html'][:200]}"
        for finding in findings
        if finding["impact"] in ("serious", "critical")
    ]


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("width_px", [1280, 375])
@pytest.mark.parametrize("kind", DRAWN)
def test_axe_finds_nothing_serious(
    kind: str, width_px: int, browser: Browser, tmp_path: Path
) -> None:
    axe = _axe()
    with opened(browser, document(DRAWN[kind]()), tmp_path, width_px=width_px) as opened_page:
        page = opened_page.page
        page.evaluate(axe)
        found = {"closed": _serious(page.evaluate("axe.run().then(r => r.violations)"))}
        # With its legend open, a popup over the map, and the comparison where there is one.
        toggle = page.locator(".panel-toggle").first
        if toggle.get_attribute("aria-expanded") == "false":
            toggle.press("Enter")
        if kind == "plan":
            page.get_by_role("button", name="左右对比").click()
        page.locator("path[role=button]").first.focus()
        page.keyboard.press("Enter")
        assert page.locator(".popup").is_visible()
        found["open"] = _serious(page.evaluate("axe.run().then(r => r.violations)"))
        assert found == {key: [] for key in found}
