"""Pairings with villages, dues, grants and honour pay of the demo city."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np
import shapely
from shapely import Point

from db.demo.calendar import LAST, LAST_DAY, ordinal
from db.demo.merits import N_HONORED_PARTY_ORGANIZATIONS
from db.demo.randomness import Stream
from db.demo.register_ground import RegisterGround, share_out_cny
from db.demo.register_rows import DuesRebateRow, HonorPayRow, IncubationGrantRow, PairingRow

N_PAIRINGS = 73
PAIRING_FUNDS_CNY = 2_393_600
REBATE_YEAR = 2016
DUES_PAID_CNY = 196_500
"""Matched 1:1 and returned together: 393,000."""

_RURAL = ("630106", "630121", "630123")
_HONOR_PAY_CNY = Decimal(20)


@dataclass(frozen=True)
class Means:
    """The rows of the registers of means."""

    pairings: list[PairingRow]
    dues_rebates: list[DuesRebateRow]
    grants: list[IncubationGrantRow]
    honor_pay: list[HonorPayRow]


def provide_means(ground: RegisterGround) -> Means:
    """Pair 73 party organizations with villages, return dues, give grants and honour pay."""
    return Means(
        list(_pairings(ground, ground.stream("pairings"))),
        list(_dues_rebates(ground)),
        list(_grants(ground, ground.stream("grants"))),
        list(_honor_pay(ground, ground.stream("honor pay"))),
    )


def _pairings(ground: RegisterGround, stream: Stream) -> Iterator[PairingRow]:
    helpers = ground.enterprise_party_organizations[N_HONORED_PARTY_ORGANIZATIONS:][:N_PAIRINGS]
    funds = share_out_cny(PAIRING_FUNDS_CNY, [20 + stream.draw(60) for _ in helpers])
    places = _villages(ground, stream, len(helpers))
    for number, (helper, amount, (village, place)) in enumerate(
        zip(helpers, funds, places, strict=True), start=1
    ):
        yield PairingRow(number, helper, village, place, amount, LAST_DAY.year)


def _villages(ground: RegisterGround, stream: Stream, size: int) -> list[tuple[str, Point]]:
    """Invent villages in the rural districts, each of another name."""
    words = ground.words["villages"]
    districts = [each for each in ground.ground.reference.districts if each.adcode in _RURAL]
    villages: dict[str, Point] = {}
    while len(villages) < size:
        district = districts[len(villages) % len(districts)]
        (syllables,) = stream.syllables(1, words["first"], words["middle"], words["last"])
        place = _point_inside(stream, district.boundary)
        villages.setdefault(district.name + syllables + words["ending"], place)
    return list(villages.items())


def _point_inside(stream: Stream, area: shapely.MultiPolygon) -> Point:
    """Return a point inside an area."""
    west, south, east, north = area.bounds
    while True:
        x, y = stream.uniform(2).tolist()
        place = Point(round(west + x * (east - west), 6), round(south + y * (north - south), 6))
        if area.contains(place):
            return place


def _dues_rebates(ground: RegisterGround) -> Iterator[DuesRebateRow]:
    """Share the year's dues out by members among the branches that were there at its end."""
    tree, end = ground.tree, ordinal(REBATE_YEAR, 12, 31)
    payers = sorted(
        branch.id
        for branch in ground.network.branches
        if branch.established <= end and branch.id > tree.n_committees and branch.organizations
    )
    paid = share_out_cny(DUES_PAID_CNY, [max(tree[payer].members, 1) for payer in payers])
    for number, (payer, amount) in enumerate(zip(payers, paid, strict=True), start=1):
        yield DuesRebateRow(number, payer, REBATE_YEAR, amount, amount, amount * 2)


def _grants(ground: RegisterGround, stream: Stream) -> Iterator[IncubationGrantRow]:
    """Give ten grants, each from the fund of the district's work committee."""
    purposes = ground.words["grant_purposes"]
    chosen = stream.shuffled(np.array(ground.led, dtype=np.int64)).tolist()[:10]
    for number, position in enumerate(sorted(chosen), start=1):
        district = int(ground.ground.draft.district[position])
        yield IncubationGrantRow(
            number,
            position + 1,
            ground.tree.district_work_committees[district],
            Decimal(5_000 * (1 + stream.draw(8))),
            date.fromordinal(ordinal(2016, 5, 1) + stream.draw(LAST - ordinal(2016, 5, 1))),
            purposes[stream.draw(len(purposes))],
        )


def _honor_pay(ground: RegisterGround, stream: Stream) -> Iterator[HonorPayRow]:
    """Let some of the larger ones pay CNY 20 a month to members of a year and more."""
    number = 0
    for position in ground.led[:40]:
        if stream.draw(3) == 0:
            number += 1
            members = int(ground.ground.draft.party_members[position])
            yield HonorPayRow(number, position + 1, _HONOR_PAY_CNY, 1, members - members // 8)
