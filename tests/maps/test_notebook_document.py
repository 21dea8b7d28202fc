"""The example in ``docs/notebook.md``, run as it stands."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "notebook.md"

pytest.importorskip("geopandas", reason="the notebook's example is NOT run: no geopandas")


def test_the_example_gives_what_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    blocks = re.findall(
        r"^```python\n(.*?)^```", DOCUMENT.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    names: dict[str, Any] = {}

    exec(compile("".join(blocks), str(DOCUMENT), "exec"), names)  # noqa: S102

    assert len(blocks) == 1
    assert capsys.readouterr().out == "[ True  True False]\n"
    assert all(word in names["page"] for word in ("谁在 800 米内", "茶馆", "一号站", "2017-11-01"))
    assert names["picture"].startswith(b"\x89PNG")
    assert "<iframe" in names["drawn"]._repr_html_()
    west, east = names["measured"].districts
    assert (west.station_reach.numerator, west.station_reach.denominator) == (2, 2)
    assert (east.station_reach.numerator, east.station_reach.denominator) == (0, 1)
