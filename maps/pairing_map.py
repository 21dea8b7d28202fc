"""The map of pairings: lines from party organizations to the villages that they help."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import folium
import numpy as np
from numpy.typing import NDArray

from maps.classification import class_breaks, classify
from maps.document import Document, Page, to_map
from maps.figures import Column, Fact, Table
from maps.language import Text
from maps.layers import (
    Category,
    Field,
    Label,
    LineClass,
    LineLayer,
    PointLayer,
)
from maps.palette import PURPLE, REACHED, VILLAGE, LineStyle
from maps.place_layers import plain_districts
from maps.places import District
from maps.setting import Setting

TITLE = Text("结对帮扶", "Pairings")
N_CLASSES = 3
UNKNOWN = (float("nan"), float("nan"))
FUNDS = Text("帮扶资金", "Funds")
PARTY_ORGANIZATION = Text("党组织", "Party organization")
VILLAGE_NAME = Text("结对村", "Village")
ON_THE_MAP = Text("图上", "On the map")


@dataclass(frozen=True)
class Pairing:
    """A party organization paired with a village; places are longitude, latitude or None."""

    party_organization: str
    village: str
    start: tuple[float, float] | None
    end: tuple[float, float] | None
    funds_cny: float
    year: int


@dataclass(frozen=True)
class PairingMap:
    """What a map of pairings shows, in WGS 84."""

    districts: Sequence[District]
    pairings: Sequence[Pairing]
    title: Label = TITLE
    setting: Setting = field(default_factory=Setting)


def pairing_map(data: PairingMap) -> folium.Map:
    """Draw pairings as lines, wider and denser the higher their funds."""
    return to_map(pairing_document(data))


def pairing_document(data: PairingMap) -> Document:
    """Return the content of a map of pairings."""
    page = Page(
        id="pairings",
        layers=[plain_districts(data.districts), _lines(data.pairings), _ends(data.pairings)],
        summary=_summary(data.pairings),
        facts=_facts(data.pairings),
        tables=[_table(data.pairings)],
    )
    return Document(kind="pairings", title=data.title, pages=[page], setting=data.setting)


def _points(pairings: Sequence[Pairing]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    starts = np.array([p.start or UNKNOWN for p in pairings], dtype=np.float64).reshape(-1, 2)
    ends = np.array([p.end or UNKNOWN for p in pairings], dtype=np.float64).reshape(-1, 2)
    return starts, ends


def _lines(pairings: Sequence[Pairing]) -> LineLayer:
    funds = np.array([p.funds_cny for p in pairings], dtype=np.float64)
    breaks = class_breaks(funds, N_CLASSES, "quantiles")
    styles = (LineStyle(PURPLE, 1.2, "2 4"), LineStyle(PURPLE, 1.8, "7 3"), LineStyle(PURPLE, 2.8))
    starts, ends = _points(pairings)
    return LineLayer(
        id="pairings",
        name=Text("结对（按帮扶资金）", "Pairings by funds"),
        start_xy=starts,
        end_xy=ends,
        codes=classify(funds, breaks),
        classes=[
            LineClass(Text(f"¥ {low:,.0f} – {high:,.0f}"), style)
            for (low, high), style in zip(
                pairwise([float(funds.min()) if len(funds) else 0.0, *breaks.tolist()]),
                styles[-len(breaks) :],
                strict=False,
            )
        ],
        names=[f"{p.party_organization} – {p.village}" for p in pairings],
        fields=(
            Field(FUNDS, [float(p.funds_cny) for p in pairings], "cny"),
            Field(Text("年度", "Year"), [str(p.year) for p in pairings]),
        ),
    )


def _ends(pairings: Sequence[Pairing]) -> PointLayer:
    starts, ends = _points(pairings)
    n = len(pairings)
    return PointLayer(
        id="places",
        name=Text("结对双方", "Both sides"),
        xy=np.concatenate([starts, ends]),
        codes=np.repeat(np.array([0, 1], dtype=np.int64), n),
        categories=(Category(PARTY_ORGANIZATION, REACHED), Category(VILLAGE_NAME, VILLAGE)),
        names=[*(p.party_organization for p in pairings), *(p.village for p in pairings)],
        fields=(
            Field(
                Text("结对对象", "Paired with"),
                [*(p.village for p in pairings), *(p.party_organization for p in pairings)],
            ),
            Field(FUNDS, [float(p.funds_cny) for p in pairings] * 2, "cny"),
        ),
    )


def _table(pairings: Sequence[Pairing]) -> Table:
    return Table(
        id="pairings",
        caption=Text("结对名单", "Pairings"),
        columns=(
            Column(PARTY_ORGANIZATION),
            Column(VILLAGE_NAME),
            Column(Text("年度", "Year")),
            Column(FUNDS, "cny"),
            Column(ON_THE_MAP),
        ),
        rows=[
            [p.party_organization, p.village, str(p.year), float(p.funds_cny), _drawn(p)]
            for p in pairings
        ],
        bounds=[_box(p) for p in pairings],
        targets=[None if _box(p) is None else ("pairings", i) for i, p in enumerate(pairings)],
    )


def _box(pairing: Pairing) -> tuple[float, float, float, float] | None:
    if pairing.start is None or pairing.end is None:
        return None
    (x0, y0), (x1, y1) = pairing.start, pairing.end
    return (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _drawn(pairing: Pairing) -> Text:
    """Say whether the map shows a pairing's line, and if not, which end has no place."""
    if pairing.start is None and pairing.end is None:
        return Text("双方均无坐标，未画线", "Not drawn: neither side has a place")
    if pairing.start is None:
        return Text("党组织无坐标，未画线", "Not drawn: the party organization has no place")
    if pairing.end is None:
        return Text("结对村无坐标，未画线", "Not drawn: the village has no place")
    return Text("已画线", "Drawn")


def _facts(pairings: Sequence[Pairing]) -> list[Fact]:
    return [
        Fact(Text("结对", "Pairings"), len(pairings)),
        Fact(PARTY_ORGANIZATION, len({p.party_organization for p in pairings})),
        Fact(VILLAGE_NAME, len({p.village for p in pairings})),
        Fact(FUNDS, float(sum(p.funds_cny for p in pairings)), "cny"),
    ]


def _summary(pairings: Sequence[Pairing]) -> Text:
    villages = len({p.village for p in pairings})
    funds = sum(p.funds_cny for p in pairings)
    missing = sum(_box(p) is None for p in pairings)
    return Text(
        f"{len(pairings)} 对结对帮扶，涉及 {villages} 个村，帮扶资金共 {funds:,.0f} 元。"
        + (f"其中 {missing} 对缺少一方坐标，只列在名单中。" if missing else ""),
        f"{len(pairings)} pairings with {villages} villages; funds of CNY {funds:,.0f} in all."
        + (f" {missing} lack a place and stand in the table only." if missing else ""),
    )
