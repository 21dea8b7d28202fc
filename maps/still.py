"""Still pictures: the same layers as PNG, for a report, without a browser.

matplotlib is an optional extra, because the maps themselves do without it. Its own fonts hold no
Chinese, so a subset of Noto Sans SC comes along.
"""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING, Any

import folium
import numpy as np
from numpy.typing import NDArray

from maps.document import Document, document_bounds, layer_bounds
from maps.element import DocumentMap
from maps.errors import StillError
from maps.language import Language
from maps.layers import AreaLayer, LineLayer, PointLayer, step_codes
from maps.palette import INK, INK_SOFT, MAP_GROUND, PAPER
from maps.still_frame import AXES, Frame
from maps.still_style import (
    area_look,
    area_path,
    check_size,
    framed,
    marker_size,
    matplotlib_module,
    point_look,
    point_size,
    scale_length_m,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HEIGHT_RATIO = 0.72
LEAST_KILOMETRE_M = 1000
KEY_SIZE = 18.0
_METRES_PER_DEGREE = 111_319.5


def still(
    drawn: folium.Map | Document,
    *,
    width_px: int = 1600,
    dpi: int = 150,
    page: int = 0,
    step: int | None = None,
    language: Language | None = None,
) -> bytes:
    """Return one page of a map as PNG: layers, legend, scale, sources.

    Parameters
    ----------
    drawn : folium.Map or Document
        A map of this package or its content.
    width_px : int
        300 to 10,000; the height is 0.72 of it.
    dpi : int
        50 to 600: at the same width, letters and symbols grow with it.
    step : int, optional
        The step to draw; the one that the document opens on by default.

    Raises
    ------
    StillError
        Without matplotlib, for a size out of range or a page that is not there.
    """
    document = _content(drawn)
    check_size(width_px, dpi)
    if not 0 <= page < len(document.pages):
        raise StillError(f"page is {page}; the document has pages 0 to {len(document.pages) - 1}.")
    shown = document.first_step if step is None else step
    if not 0 <= shown < max(len(document.steps), 1):
        raise StillError(f"step is {shown}; the document has {len(document.steps)} steps.")
    picture = _Still(document, document.pages[page], shown, language or document.setting.language)
    return picture.png(width_px, dpi)


def _content(drawn: folium.Map | Document) -> Document:
    if isinstance(drawn, Document):
        return drawn
    if isinstance(drawn, DocumentMap):
        return drawn.content
    raise StillError("Only maps drawn by quanmap have content to draw again; this one has none.")


class _Still(Frame):
    """One picture while it is drawn."""

    def png(self, width_px: int, dpi: int) -> bytes:
        """Draw and return the picture."""
        width = width_px / dpi
        figure: Figure = matplotlib_module("figure").Figure(
            figsize=(width, width * HEIGHT_RATIO), dpi=dpi, facecolor=PAPER
        )
        matplotlib_module("backends.backend_agg").FigureCanvasAgg(figure)
        axes = figure.add_axes(AXES)
        self._prepare(axes)
        for layer in self.page.layers:
            if not layer.show:
                continue
            if isinstance(layer, AreaLayer):
                self._areas(axes, layer)
            elif isinstance(layer, PointLayer):
                self._points(axes, layer)
            else:
                self._lines(axes, layer)
        self._scale(axes)
        self.write_texts(figure)
        self.write_legend(figure)
        self.write_facts(figure)
        target = io.BytesIO()
        figure.savefig(target, format="png", dpi=dpi)
        return target.getvalue()

    def _prepare(self, axes: Axes) -> None:
        bounds = self.page.focus or self.page.bounds or layer_bounds(self.page.layers)
        shape = (AXES[3] * HEIGHT_RATIO) / AXES[2]
        longitudes, latitudes = framed(bounds or document_bounds(self.document), shape)
        axes.set_xlim(longitudes)
        axes.set_ylim(latitudes)
        axes.set_facecolor(MAP_GROUND)
        axes.set_xticks([])
        axes.set_yticks([])
        for side in axes.spines.values():
            side.set_edgecolor(INK_SOFT)
            side.set_linewidth(0.6)

    def _areas(self, axes: Axes, layer: AreaLayer) -> None:
        patches = matplotlib_module("patches")
        codes = step_codes(layer.codes, self.step)
        self.heading(layer.name, len(layer.classes))
        for code, kind in enumerate(layer.classes):
            look = area_look(kind.style)
            for i in np.flatnonzero(codes == code).tolist():
                geometry = layer.geometries[i]
                if geometry is not None and not geometry.is_empty:
                    axes.add_patch(patches.PathPatch(area_path(geometry), **look))
            if (codes == code).any():
                self.legend.append(
                    (patches.Patch(**look), self.entry(layer.name, kind.name, len(layer.classes)))
                )
        if layer.labels:
            self._labels(axes, layer)

    def _labels(self, axes: Axes, layer: AreaLayer) -> None:
        # A label much wider than its area would hide the neighbours.
        west, east = axes.get_xlim()
        halo = matplotlib_module("patheffects").withStroke(linewidth=2.2, foreground=PAPER)
        for name, geometry, ratio in zip(layer.names, layer.geometries, layer.labels, strict=True):
            if geometry is None or geometry.is_empty:
                continue
            label = self.text(name)
            if (geometry.bounds[2] - geometry.bounds[0]) / (east - west) * 60 < len(label):
                continue
            inside = geometry.representative_point()
            x, y, align = inside.x, inside.y, "center"
            if layer.labels_on_top:
                left, _, right, top = geometry.bounds
                x, y, align = (left + right) / 2, top, "bottom"
            figure = "" if ratio is None else f"\n{ratio * 100:.1f} %"
            self.write(
                axes,
                (x, y),
                label + figure,
                7,
                INK,
                ha="center",
                va=align,
                zorder=8,
                clip_on=True,
                path_effects=[halo],
            )

    def _points(self, axes: Axes, layer: PointLayer) -> None:
        codes = step_codes(layer.codes, self.step)
        located = layer.has_location
        self.heading(layer.name, len(layer.categories))
        south, north = axes.get_ylim()
        height_km = (north - south) * _METRES_PER_DEGREE / 1000
        size = marker_size(height_km) if layer.is_marker else point_size(len(codes))
        for code, category in enumerate(layer.categories):
            chosen = located & (codes == code)
            if not category.show or not chosen.any():
                continue
            look = point_look(category.symbol, size)
            xy = layer.xy[chosen]
            order = 7 if layer.is_marker else 5
            axes.scatter(xy[:, 0], xy[:, 1], zorder=order, **look)
            key = axes.scatter([], [], **point_look(category.symbol, KEY_SIZE))
            entry = self.entry(layer.name, category.name, len(layer.categories))
            self.legend.append((key, entry))
        for place, badge, code in zip(layer.xy, layer.badges, codes, strict=False):
            if code >= 0:
                self._badge(axes, place, badge)

    def _badge(self, axes: Axes, place: NDArray[np.float64], badge: str) -> None:
        axes.annotate(
            badge,
            (float(place[0]), float(place[1])),
            xytext=(6, -5),
            textcoords="offset points",
            color=PAPER,
            fontsize=7,
            ha="center",
            va="center",
            zorder=8,
            parse_math=False,
            bbox={"boxstyle": "round,pad=0.25", "facecolor": INK, "edgecolor": PAPER},
        )

    def _lines(self, axes: Axes, layer: LineLayer) -> None:
        lines = matplotlib_module("lines")
        codes = step_codes(layer.codes, self.step)
        ends = np.stack([layer.start_xy, layer.end_xy], axis=1)
        self.heading(layer.name, len(layer.classes))
        for code, kind in enumerate(layer.classes):
            style: dict[str, Any] = {
                "color": kind.style.stroke,
                "linewidth": kind.style.width * 0.6,
                "linestyle": "--" if kind.style.dash else "-",
            }
            for pair in ends[codes == code]:
                axes.plot(pair[:, 0], pair[:, 1], zorder=4, **style)
            entry = self.entry(layer.name, kind.name, len(layer.classes))
            self.legend.append((lines.Line2D([], [], **style), entry))

    def _scale(self, axes: Axes) -> None:
        west, east = axes.get_xlim()
        south, north = axes.get_ylim()
        metres = (east - west) * _METRES_PER_DEGREE * math.cos(math.radians((south + north) / 2))
        length = scale_length_m(metres)
        span = (east - west) * length / metres
        x, y = west + (east - west) * 0.03, south + (north - south) * 0.035
        axes.plot([x, x + span], [y, y], color=INK, linewidth=1.6, zorder=9)
        label = f"{length / 1000:g} km" if length >= LEAST_KILOMETRE_M else f"{length:g} m"
        self.write(axes, (x, y + (north - south) * 0.012), label, 7, INK, zorder=9)
