"""The registers of means, places and activities."""

from decimal import Decimal

from shapely import Point

from db import models
from db.models.enums import (
    CultureSiteKind,
)
from tests.db.repositories.register_case import (
    DAYS,
    EAST_PLACE,
    OF_ORGANIZATION,
    OF_PARTY,
    WEST_PLACE,
    YEARS,
    Case,
    by_organization,
    by_party,
    entry,
)

CASES = (
    Case(
        models.Pairing,
        by_party(
            "party_organization_id",
            village=("a", "b", "b"),
            village_location=(EAST_PLACE, None, None),
            funds_cny=(Decimal("0.10"), Decimal("0.20"), Decimal("1000000000000.00")),
            year=YEARS,
        ),
        OF_PARTY,
        {"funds_cny": Decimal("0.11")},
        {
            "pairing_funds_cny": (
                Decimal("1000000000000.31"),
                Decimal("0.31"),
                Decimal("1000000000000.11"),
            ),
            "paired_villages": (2, 2, 2),
        },
        {"statuses"},
    ),
    Case(
        models.DuesRebate,
        by_party(
            "party_organization_id",
            year=YEARS,
            paid_cny=(Decimal("0.05"), Decimal("0.10"), Decimal("0.15")),
            matched_cny=(Decimal("0.05"), Decimal("0.10"), Decimal("0.15")),
            returned_cny=(Decimal("0.10"), Decimal("0.20"), Decimal("0.30")),
        ),
        OF_PARTY,
        {"returned_cny": Decimal("0.09")},
        {"dues_returned_cny": (Decimal("0.59"), Decimal("0.29"), Decimal("0.39"))},
        {"statuses"},
    ),
    Case(
        models.IncubationGrant,
        by_organization(
            "organization_id",
            fund_holder_id=(1, 1, 1),
            amount_cny=(Decimal("0.01"), Decimal("0.02"), Decimal("0.04")),
            on=DAYS,
            purpose=("a", "b", "c"),
        ),
        OF_ORGANIZATION,
        {"amount_cny": Decimal("0.08")},
        {"grants_paid_cny": (Decimal("0.14"), Decimal("0.10"), Decimal("0.12"))},
        {"statuses"},
    ),
    Case(
        models.HonorPayProgram,
        by_organization(
            "organization_id",
            monthly_amount_cny=(Decimal("20.00"), Decimal("20.00"), Decimal("0.01")),
            minimum_years=(1, 1, 1),
            eligible_members=(3, 2, 1),
        ),
        tuple(each for each in OF_ORGANIZATION if "year" not in each[0]),
        {"eligible_members": 4},
        # 20 * 12 * 4 + 20 * 12 * 2 + 0.01 * 12; the year does not count
        {"honor_pay_cost_cny": (Decimal("1440.12"), Decimal("1440.00"), Decimal("1440.12"))},
        {"statuses", "year"},
    ),
    Case(
        models.CultureSite,
        tuple(
            entry(
                kind=CultureSiteKind.PARTY_CORRIDOR, name=name, organization_id=of, location=place
            )
            for name, of, place in (
                ("a", None, WEST_PLACE),
                ("b", 3, Point(101.75, 36.63)),  # on the line between both: of the lower
                ("c", 1, EAST_PLACE),
            )
        ),
        (
            ({}, [1, 2, 3]),
            ({"district": "630104"}, [1, 2]),
            ({"district": "630102"}, [3]),
            ({"circle": 1}, [1]),
            ({"organization": 3}, [2]),
        ),
        {"name": "new"},
        {"culture_sites": (3, 2, 3)},
        {"statuses", "year"},
    ),
    Case(
        models.Activity,
        (
            entry(series="OTHER", title="a", on=DAYS[0], organization_id=1, host_id=3),
            entry(series="OTHER", title="b", on=DAYS[1], circle_id=2, host_id=3),
            entry(series="OTHER", title="c", on=DAYS[2], location=EAST_PLACE, host_id=2),
        ),
        (
            ({"district": "630104"}, [2, 3]),
            ({"district": "630102"}, [4]),
            ({"circle": 1}, [2]),
            ({"circle": 2}, [3]),
            ({"organization": 1}, [2]),
            ({"year": 2016}, [2, 4]),
        ),
        {"participants": 7},
        {"activities": (4, 2, 2)},
        {"statuses"},
    ),
)
