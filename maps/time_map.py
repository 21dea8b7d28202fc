"""The map over time: coverage month by month, with a time control."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import folium
import numpy as np
from numpy.typing import NDArray

from maps.document import Document, Page, to_map
from maps.errors import MapInputError
from maps.figures import Chart, Column, Fact, Series, Table
from maps.language import Text
from maps.layers import (
    Label,
    Layer,
)
from maps.legend import ratio_classes
from maps.place_layers import (
    AREA_RATIO,
    DISTRICT,
    EFFECTIVE_COVERAGE,
    FORMAL_COVERAGE,
    N_CLASSES,
    ORGANIZATION,
    STATION_REACH,
    WORK_COVERAGE,
    organization_points,
    shaded_districts,
    station_points,
)
from maps.places import District, Organizations, Station
from maps.setting import Setting

TITLE = Text("覆盖变化", "Coverage over time")


@dataclass(frozen=True)
class CityHistory:
    """Figures of the whole area, one per step; None where a figure was not computed."""

    station_reach: Sequence[float | None]
    formal_coverage: Sequence[float | None] = ()
    work_coverage: Sequence[float | None] = ()
    effective_coverage: Sequence[float | None] = ()
    area_ratio: Sequence[float | None] = ()


@dataclass(frozen=True)
class TimeMap:
    """What a map over time shows, in WGS 84.

    Parameters
    ----------
    steps : sequence of str, length t
        The days of the steps, ISO 8601 or year and month.
    numerator, denominator : ndarray of int, shape (t, d)
        Organizations reached, and all, by step and district.
    is_reached : ndarray of bool, shape (t, n)
        By step and organization.
    is_present : ndarray of bool, shape (t, n), optional
        Established and not closed; all by default.
    is_open : ndarray of bool, shape (t, s), optional
        Whether each station is open; all by default.
    """

    steps: Sequence[str]
    districts: Sequence[District]
    numerator: NDArray[np.integer]
    denominator: NDArray[np.integer]
    organizations: Organizations
    is_reached: NDArray[np.bool_]
    is_present: NDArray[np.bool_] | None = None
    stations: Sequence[Station] = ()
    is_open: NDArray[np.bool_] | None = None
    history: CityHistory | None = None
    title: Label = TITLE
    setting: Setting = field(default_factory=Setting)

    def __post_init__(self) -> None:
        """Check that every array has one row per step."""
        t, d, n = len(self.steps), len(self.districts), len(self.organizations)
        shapes = {
            "numerator": (self.numerator, (t, d)),
            "denominator": (self.denominator, (t, d)),
            "is_reached": (self.is_reached, (t, n)),
            "is_present": (self.is_present, (t, n)),
            "is_open": (self.is_open, (t, len(self.stations))),
        }
        for name, (array, shape) in shapes.items():
            if array is not None and array.shape != shape:
                raise MapInputError(f"{name} has shape {array.shape}; give {shape}.")
        if t == 0:
            raise MapInputError("A map over time needs at least one step.")


def time_map(data: TimeMap) -> folium.Map:
    """Draw coverage step by step, with a slider, and the rates as lines."""
    return to_map(time_document(data))


def time_document(data: TimeMap) -> Document:
    """Return the content of a map over time; it opens on the last step."""
    layers: list[Layer] = [_districts(data), _organizations(data)]
    if data.stations:
        layers.append(_stations(data))
    page = Page(
        id="time",
        layers=layers,
        summary=_summary(data),
        facts=_facts(data),
        tables=[_table(data)],
        charts=[_chart(data)],
    )
    return Document(
        kind="time",
        title=data.title,
        pages=[page],
        setting=data.setting,
        steps=list(data.steps),
        step_name=Text("时间", "Time"),
        first_step=len(data.steps) - 1,
    )


def _ratios(data: TimeMap) -> NDArray[np.float64]:
    known = data.denominator > 0
    ratios = np.full(data.numerator.shape, np.nan)
    np.divide(data.numerator, data.denominator, out=ratios, where=known)
    return ratios


def _districts(data: TimeMap) -> Layer:
    classes, codes = ratio_classes(_ratios(data), N_CLASSES)
    return replace(
        shaded_districts(data.districts),
        classes=classes,
        codes=codes,
        fields=(),
        labels=[None] * len(data.districts),
        note=Text("各月同一分级", "The same classes at every step"),
    )


def _organizations(data: TimeMap) -> Layer:
    codes = np.where(data.is_reached, 0, 1)
    if data.is_present is not None:
        codes = np.where(data.is_present, codes, -1)
    return replace(organization_points(data.organizations), codes=codes.astype(np.int64))


def _stations(data: TimeMap) -> Layer:
    layer = station_points(data.stations)
    if data.is_open is None:
        return layer
    codes = np.where(data.is_open, layer.codes, -1)
    return replace(layer, codes=codes.astype(np.int64))


def _table(data: TimeMap) -> Table:
    ratios = _ratios(data)
    step_rows = [
        [
            [d.label, int(data.denominator[t, i]), int(data.numerator[t, i]), float(ratios[t, i])]
            for i, d in enumerate(data.districts)
        ]
        for t in range(len(data.steps))
    ]
    return Table(
        id="districts",
        caption=Text("各区县当期指标", "Figures by district at this step"),
        columns=(
            Column(DISTRICT),
            Column(ORGANIZATION, "integer"),
            Column(Text("已覆盖", "Reached"), "integer"),
            Column(STATION_REACH, "ratio"),
        ),
        rows=step_rows[-1],
        bounds=[d.boundary.bounds for d in data.districts],
        step_rows=step_rows,
    )


def _city_reach(data: TimeMap) -> list[float | None]:
    totals = zip(
        data.numerator.sum(axis=1).tolist(), data.denominator.sum(axis=1).tolist(), strict=True
    )
    return [served / all_ if all_ else None for served, all_ in totals]


def _chart(data: TimeMap) -> Chart:
    history = data.history or CityHistory(_city_reach(data))
    lines = (
        (STATION_REACH, history.station_reach),
        (FORMAL_COVERAGE, history.formal_coverage),
        (WORK_COVERAGE, history.work_coverage),
        (EFFECTIVE_COVERAGE, history.effective_coverage),
        (AREA_RATIO, history.area_ratio),
    )
    return Chart(
        id="history",
        caption=Text("全域各率变化", "Rates of the whole area"),
        horizontal=list(data.steps),
        series=[Series(name, values) for name, values in lines if len(values)],
        follows_steps=True,
    )


def _facts(data: TimeMap) -> list[Fact]:
    reach = _city_reach(data)
    first, last = reach[0], reach[-1]
    return [
        Fact(Text("起始", "From"), data.steps[0], "date"),
        Fact(Text("截至", "To"), data.steps[-1], "date"),
        Fact(Text("起始覆盖率", "Reach at first"), first, "ratio"),
        Fact(Text("当前覆盖率", "Reach at last"), last, "ratio"),
    ]


def _summary(data: TimeMap) -> Text:
    return Text(
        f"{data.steps[0]} 至 {data.steps[-1]}，共 {len(data.steps)} 期；拖动时间轴查看各期。",
        f"{len(data.steps)} steps from {data.steps[0]} to {data.steps[-1]}; move the slider.",
    )
