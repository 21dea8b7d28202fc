"""The registers of merits."""

from db import models
from db.models.enums import (
    Brand,
    ExemplarKind,
    HonorKind,
    HonorLevel,
    WishStatus,
)
from tests.db.repositories.register_case import (
    DAYS,
    EAST_PLACE,
    OF_ORGANIZATION,
    WEST_PLACE,
    YEARS,
    Case,
    by_organization,
    entry,
)

CASES = (
    Case(
        models.BrandRating,
        by_organization("organization_id", brand=(Brand.FOUR_GOODS_ONE_SUPPORT,) * 3, year=YEARS),
        OF_ORGANIZATION,
        {"year": 2015},
        {"brands_met": (0, 0, 0)},
        {"statuses"},
    ),
    Case(
        models.Exemplar,
        by_organization(
            "organization_id",
            kind=(ExemplarKind.MODEL_POST,) * 3,
            title=("a", "b", "c"),
            year=YEARS,
        ),
        OF_ORGANIZATION,
        {"kind": ExemplarKind.RESPONSIBILITY_FIELD},
        {"exemplars": (3, 2, 2)},
        {"statuses"},
    ),
    Case(
        models.Honor,
        tuple(
            entry(
                kind=HonorKind.OUTSTANDING_MEMBERS,
                level=HonorLevel.CITY,
                year=year,
                count=count,
                party_organization_id=party,
                organization_id=organization,
            )
            for year, count, party, organization in (
                (2016, 2, 3, 1),
                (2017, 3, 2, None),
                (2016, 5, 3, None),
            )
        ),
        (
            ({}, [1, 2, 3]),
            ({"district": "630104"}, [1, 2]),  # of the organization first
            ({"district": "630102"}, [3]),
            ({"circle": 1}, [1]),
            ({"circle": 2}, [2]),
            ({"organization": 1}, [1]),
            ({"year": 2016}, [1, 3]),
        ),
        {"count": 4},
        {"honors": (12, 7, 9)},
        {"statuses"},
    ),
    Case(
        models.Wish,
        (
            entry(title="a", location=WEST_PLACE, status=WishStatus.OPEN, posted_on=DAYS[0]),
            entry(
                title="b",
                status=WishStatus.FULFILLED,
                claimed_by_id=2,
                posted_on=DAYS[1],
                claimed_on=DAYS[1],
                fulfilled_on=DAYS[1],
            ),
            entry(
                title="c",
                location=EAST_PLACE,
                status=WishStatus.CLAIMED,
                claimed_by_id=1,
                posted_on=DAYS[2],
            ),
        ),
        (
            ({}, [1, 2, 3]),
            ({"district": "630104"}, [1, 2]),  # of its point first, then of who claimed it
            ({"district": "630102"}, [3]),
            ({"circle": 1}, [1]),
            ({"circle": 2}, [2]),
            ({"organization": 1}, [3]),
            ({"year": 2016}, [1, 3]),
            ({"statuses": ["OPEN", "FULFILLED"]}, [1, 2]),
        ),
        {"title": "new"},
        {"wishes_open": (1, 1, 1), "wishes_fulfilled": (1, 1, 0)},
    ),
)
