import struct

import folium
import numpy as np
import pytest

pytest.importorskip("matplotlib", reason="PNG pictures are NOT tested: matplotlib is missing")

from io import BytesIO

from matplotlib.image import imread  # type: ignore[import-untyped,unused-ignore]

from maps.coverage_map import coverage_document, coverage_map
from maps.errors import StillError
from maps.plan_map import plan_map
from maps.still import still
from tests.maps import city, documents, hostile


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


@pytest.mark.parametrize(("width_px", "dpi"), [(800, 100), (1234, 150), (600, 300)])
def test_picture_has_the_asked_width(width_px: int, dpi: int) -> None:
    assert size(still(coverage_map(city.coverage(50)), width_px=width_px, dpi=dpi))[0] == width_px


def test_picture_shows_both_kinds_of_organizations() -> None:
    pixels = imread(BytesIO(still(coverage_document(city.coverage()), width_px=900, dpi=100)))
    rgb = np.rint(pixels[..., :3] * 255).astype(int)
    for color in ((0, 114, 178), (201, 72, 10)):
        assert np.count_nonzero((rgb == color).all(axis=2)) > 50


def test_steps_give_different_pictures() -> None:
    drawn = plan_map(documents.plan())
    assert still(drawn, step=0, width_px=600) != still(drawn, step=1, width_px=600)
    assert still(drawn, width_px=600) == still(drawn, step=1, width_px=600)


def test_hostile_names_and_characters_without_a_glyph_are_drawn_as_text() -> None:
    assert size(still(coverage_document(hostile.coverage()), width_px=600))[0] == 600


def test_english_picture_differs_from_the_chinese() -> None:
    content = coverage_document(city.coverage(50))
    assert still(content, width_px=600, language="en") != still(content, width_px=600)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"width_px": 10}, "width_px is 10; take 300 to 10000"),
        ({"dpi": 5000}, "dpi is 5000; take 50 to 600"),
        ({"page": 1}, "page is 1; the document has pages 0 to 0"),
        ({"step": 3}, "step is 3"),
    ],
)
def test_sizes_and_pages_out_of_range_are_refused(options: dict[str, int], message: str) -> None:
    with pytest.raises(StillError, match=message):
        still(coverage_document(city.coverage(5)), **options)  # type: ignore[arg-type]


def test_plain_folium_map_has_nothing_to_draw() -> None:
    with pytest.raises(StillError, match="has none"):
        still(folium.Map())
