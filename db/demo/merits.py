"""Brands, exemplars, honours and wishes of the demo city."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from shapely import Point

from db.demo.calendar import LAST, LAST_DAY, ordinal
from db.demo.randomness import Stream
from db.demo.register_ground import RegisterGround
from db.demo.register_rows import (
    BrandCriterionRow,
    BrandRatingCriterionRow,
    BrandRatingRow,
    ExemplarRow,
    HonorRow,
    WishRow,
)
from db.models.enums import Brand, ExemplarKind, HonorKind, HonorLevel, WishStatus

HONOR_YEAR = 2016
N_HONORED_PARTY_ORGANIZATIONS = 10
N_HONORED_MEMBERS, N_HONORED_WORKERS = 7, 5
"""Twelve members and party workers; how they divide is invented."""
N_DELEGATES = 6
N_WISHES = 64

_PROVINCIAL = 3
_MET_PERCENT = 90


@dataclass(frozen=True)
class Merits:
    """The rows of the registers of merits."""

    criteria: list[BrandCriterionRow]
    ratings: list[BrandRatingRow]
    rating_criteria: list[BrandRatingCriterionRow]
    exemplars: list[ExemplarRow]
    honors: list[HonorRow]
    wishes: list[WishRow]


def award_merits(ground: RegisterGround) -> Merits:
    """Rate brands, name exemplars, give the honours of 2016 and post wishes."""
    criteria = list(_criteria(ground))
    stream = ground.stream("brands")
    ratings = list(_ratings(ground, stream))
    return Merits(
        criteria,
        ratings,
        [
            BrandRatingCriterionRow(rating.id, each.id, stream.draw(100) < _MET_PERCENT)
            for rating in ratings
            for each in criteria
            if each.brand is rating.brand
        ],
        list(_exemplars(ground, ground.stream("exemplars"))),
        list(_honors(ground)),
        list(_wishes(ground, ground.stream("wishes"))),
    )


def _criteria(ground: RegisterGround) -> Iterator[BrandCriterionRow]:
    number = 0
    for brand in Brand:
        for position, (code, title) in enumerate(ground.words["brands"][brand.value], start=1):
            number += 1
            yield BrandCriterionRow(number, brand, code, title, position, True, True)


def _ratings(ground: RegisterGround, stream: Stream) -> Iterator[BrandRatingRow]:
    """Rate a quarter of those that have a party organization, for one or both years."""
    number = 0
    for position in ground.led:
        if stream.draw(4):
            continue
        brand = (
            Brand.FOUR_GOODS_ONE_SUPPORT
            if ground.is_enterprise(position)
            else Brand.DOUBLE_STRENGTHEN_DOUBLE_RAISE
        )
        for year in (LAST_DAY.year - 1, LAST_DAY.year)[stream.draw(2) :]:
            number += 1
            yield BrandRatingRow(number, brand, position + 1, year)


def _exemplars(ground: RegisterGround, stream: Stream) -> Iterator[ExemplarRow]:
    number = 0
    for position in ground.led[: max(12, len(ground.led) // 5)]:
        for kind in ExemplarKind:
            if stream.draw(3):
                titles = ground.words["exemplars"][kind.value]
                number += 1
                year = LAST_DAY.year - stream.draw(2)
                title = titles[stream.draw(len(titles))]
                yield ExemplarRow(number, kind, position + 1, title, year)


def _honors(ground: RegisterGround) -> Iterator[HonorRow]:
    """Honour ten party organizations of enterprises, twelve persons and six delegates."""
    organizations = {node: position + 1 for position, node in ground.network.own.items()}
    honored = ground.enterprise_party_organizations[:N_HONORED_PARTY_ORGANIZATIONS]
    number = 0
    for kind, count in (
        (HonorKind.ADVANCED_ORGANIZATION, N_HONORED_PARTY_ORGANIZATIONS),
        (HonorKind.OUTSTANDING_MEMBERS, N_HONORED_MEMBERS),
        (HonorKind.OUTSTANDING_WORKERS, N_HONORED_WORKERS),
        (HonorKind.CONGRESS_DELEGATES, N_DELEGATES),
    ):
        for place in range(count):
            number += 1
            holder = honored[(place + number // 3) % len(honored)]
            if kind is HonorKind.ADVANCED_ORGANIZATION:
                holder = honored[place]
            is_provincial = place < _PROVINCIAL and kind is not HonorKind.CONGRESS_DELEGATES
            level = HonorLevel.PROVINCE if is_provincial else HonorLevel.CITY
            yield HonorRow(
                number, kind, level, HONOR_YEAR, holder, organizations.get(holder), count=1
            )


def _wishes(ground: RegisterGround, stream: Stream) -> Iterator[WishRow]:
    titles = ground.words["wishes"]
    areas = ground.ground.reference.areas
    for number in range(1, N_WISHES + 1):
        area = areas[stream.draw(len(areas))]
        # Within about 400 m of the place.
        east, north = (stream.draw(9_001) - 4_500) / 1e6, (stream.draw(7_001) - 3_500) / 1e6
        posted = ordinal(2016, 3, 1) + stream.draw(LAST - 60 - ordinal(2016, 3, 1))
        claimed = posted + 1 + stream.draw(30)
        status = stream.pick(
            ((WishStatus.OPEN, 2), (WishStatus.CLAIMED, 2), (WishStatus.FULFILLED, 5))
        )
        is_claimed, is_fulfilled = status is not WishStatus.OPEN, status is WishStatus.FULFILLED
        claimant = ground.led[stream.draw(len(ground.led))] + 1
        fulfilled = claimed + 1 + stream.draw(28)
        yield WishRow(
            id=number,
            title=titles[stream.draw(len(titles))],
            location=Point(round(area.longitude + east, 6), round(area.latitude + north, 6)),
            status=status,
            claimed_by_id=claimant if is_claimed else None,
            posted_on=date.fromordinal(posted),
            claimed_on=date.fromordinal(claimed) if is_claimed else None,
            fulfilled_on=date.fromordinal(fulfilled) if is_fulfilled else None,
        )
