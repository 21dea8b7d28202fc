"""Every colour of the maps, and the second cue that goes with it.

The hues are those of Okabe and Ito (2008), which people with any common colour vision deficiency
tell apart; the ramp changes in lightness, so it also survives a grey print. No category is told by
colour only: points differ in shape, areas in hatching or outline, and districts carry their figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Shape = Literal["circle", "triangle", "square", "diamond", "star", "cross", "ring", "plus"]
PatternKind = Literal["none", "lines", "cross", "dots"]

INK = "#17212b"
INK_SOFT = "#51606e"
PAPER = "#ffffff"
PAPER_SOFT = "#f4f6f8"
LINE = "#d5dce3"
ACCENT = "#0b4f8a"
ACCENT_SOFT = "#e3eef8"
WARNING = "#8a3c00"
WARNING_SOFT = "#fff1e0"
MAP_GROUND = "#eef1f3"
SHADOW = "#17212b40"

BLUE = "#0072b2"
VERMILLION = "#c9480a"
GREEN = "#00795a"
ORANGE = "#e69f00"
PURPLE = "#8a2a6b"
GREY = "#77838e"
NAVY = "#0b2f57"

RATIO_RAMP = ("#fcf8ec", "#eaeedd", "#d0e2d8", "#b0d2d0", "#8fc0c8", "#6facba")
SERIES = (BLUE, VERMILLION, GREEN, PURPLE, ORANGE, GREY)


@dataclass(frozen=True)
class Symbol:
    """How one category of points is drawn.

    Parameters
    ----------
    shape : Shape
        The cue beside the colour.
    fill, edge : str
        Colours as ``#rrggbb``.
    scale : float
        Size relative to an ordinary point.
    """

    shape: Shape
    fill: str
    edge: str = PAPER
    scale: float = 1.0


@dataclass(frozen=True)
class AreaStyle:
    """How one class of areas is drawn; ``pattern`` is the cue beside the colour."""

    stroke: str
    stroke_width: float = 1.0
    stroke_dash: str = ""
    fill: str = PAPER
    fill_opacity: float = 0.0
    pattern: PatternKind = "none"
    pattern_color: str = GREY
    pattern_spacing: float = 8.0


@dataclass(frozen=True)
class LineStyle:
    """How one class of lines is drawn; the dash is the cue beside the colour."""

    stroke: str
    width: float = 1.5
    dash: str = ""


REACHED = Symbol("circle", BLUE)
UNREACHED = Symbol("triangle", VERMILLION, scale=1.25)
NEWLY_REACHED = Symbol("diamond", GREEN, scale=1.3)
VILLAGE = Symbol("square", GREEN)
ITEM_OVERDUE = Symbol("triangle", VERMILLION, scale=1.6)
ITEM_OPEN = Symbol("square", ORANGE, INK, scale=1.3)
ITEM_CLOSED = Symbol("circle", GREEN, scale=1.1)
STATION_OPEN = Symbol("star", NAVY, scale=2.0)
STATION_PLANNED = Symbol("ring", NAVY, PAPER, scale=1.7)
STATION_CLOSED = Symbol("cross", GREY, scale=1.6)
STATION_NEW = Symbol("star", GREEN, scale=2.2)

DISTRICT_OUTLINE = AreaStyle(INK_SOFT, 1.4, "", PAPER, 0.9)
DISTRICT_FOCUS = AreaStyle(INK, 2.2, "", PAPER, 0.95)
DISTRICT_CONTEXT = AreaStyle(GREY, 0.8, "4 3", MAP_GROUND, 0.4)
CIRCLE_AREA = AreaStyle(PURPLE, 2.0, "7 4", PURPLE, 0.10)
SERVICE_AREA = AreaStyle(BLUE, 1.6, "", BLUE, 0.12)
SERVICE_AREA_NEW = AreaStyle(GREEN, 1.8, "6 3", GREEN, 0.14)
GAP_AREA = AreaStyle(VERMILLION, 0.6, "2 3", PAPER, 0.0, "lines", VERMILLION, 9.0)


def ratio_styles(n_classes: int) -> tuple[AreaStyle, ...]:
    """Return the styles of a ramp from low to high.

    Lower classes are hatched, and the denser the lower, so that the order is told twice.

    Parameters
    ----------
    n_classes : int
        1 to 6.

    Examples
    --------
    >>> [style.pattern for style in ratio_styles(3)]
    ['dots', 'dots', 'none']
    """
    if not 1 <= n_classes <= len(RATIO_RAMP):
        raise ValueError(f"n_classes is {n_classes}; take 1 to {len(RATIO_RAMP)}.")
    last = len(RATIO_RAMP) - 1
    positions = [round(i * last / max(n_classes - 1, 1)) for i in range(n_classes)]
    hatched = n_classes - n_classes // 2 if n_classes > 1 else 0
    return tuple(
        AreaStyle(
            INK_SOFT,
            1.2,
            "",
            RATIO_RAMP[position],
            0.85,
            "dots" if rank < hatched else "none",
            GREY,
            7.0 + 5.0 * rank,
        )
        for rank, position in enumerate(positions)
    )


NO_FIGURE = AreaStyle(INK_SOFT, 1.2, "3 3", PAPER, 0.5)


def css_properties() -> dict[str, str]:
    """Return the colours of the page as CSS custom properties, so that style sheets name none."""
    return {
        "--ink": INK,
        "--ink-soft": INK_SOFT,
        "--paper": PAPER,
        "--paper-soft": PAPER_SOFT,
        "--line": LINE,
        "--accent": ACCENT,
        "--accent-soft": ACCENT_SOFT,
        "--warning": WARNING,
        "--warning-soft": WARNING_SOFT,
        "--map-ground": MAP_GROUND,
        "--shadow": SHADOW,
        "--reached": BLUE,
        "--unreached": VERMILLION,
    }
