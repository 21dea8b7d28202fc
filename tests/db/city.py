"""Small synthetic cities: one worked out by hand, one random and of any size.

The hand-worked one has two districts that share the line at 101.75 E; in the western one two
circles that share the line at 101.72 E, and a third over both.
"""

from datetime import date, timedelta

import numpy as np
import shapely
from sqlalchemy.orm import Session

from db import models
from db.models.enums import (
    ActivitySeries,
    AffiliationBasis,
    InstructorMode,
    OrganizationKind,
    PartyOrganizationKind,
    StationStatus,
)
from db.repositories import derived

DAY = date(2017, 11, 1)
WEST, EAST = 1, 2


def area(west: float, south: float, east: float, north: float) -> shapely.MultiPolygon:
    """Return a rectangle as the boundary columns hold it."""
    return shapely.MultiPolygon([shapely.box(west, south, east, north)])


def organization(number: int, location: shapely.Point | None = None) -> models.Organization:
    """Return an organization that is known by a number alone."""
    return models.Organization(
        credit_code=f"{number:018d}",
        name=f"Organization {number}",
        kind=OrganizationKind.NON_PUBLIC_ECONOMIC,
        location=location,
    )


def station(
    name: str, location: shapely.Point, radius_m: float = 1000.0, **columns: object
) -> models.GuidanceStation:
    """Return a station, open unless columns say otherwise."""
    return models.GuidanceStation(
        **{"status": StationStatus.OPEN, **columns},
        name=name,
        location=location,
        service_radius_m=radius_m,
    )


def add_districts(session: Session) -> None:
    """Add the two districts, with identifiers 1 (west) and 2 (east)."""
    session.add_all(
        [
            models.District(
                id=WEST, adcode="630104", name="West", boundary=area(101.70, 36.60, 101.75, 36.65)
            ),
            models.District(
                id=EAST, adcode="630102", name="East", boundary=area(101.75, 36.60, 101.80, 36.65)
            ),
        ]
    )
    session.flush()


def add_circles(session: Session) -> None:
    """Add the three circles, with identifiers 1 (left), 2 (right) and 3 (over both)."""
    for identifier, name, box in (
        (1, "Left", (101.70, 36.60, 101.72, 36.62)),
        (2, "Right", (101.72, 36.60, 101.74, 36.62)),
        (3, "Over", (101.71, 36.61, 101.73, 36.63)),
    ):
        session.add(
            models.CommercialCircle(id=identifier, name=name, boundary=area(*box), district_id=WEST)
        )
    session.flush()


def add_random_city(session: Session, n: int, seed: int = 1) -> None:
    """Add `n` organizations with everything around them, several at the same place or name."""
    add_districts(session)
    rng = np.random.default_rng(seed)

    def place() -> shapely.Point:
        # A grid of 0.0025 degrees: many share a place, many lie on a line.
        column, row = rng.integers(0, 44), rng.integers(0, 24)
        return shapely.Point(101.695 + 0.0025 * column, 36.595 + 0.0025 * row)

    _add_random_places(session, rng, place)
    names = ["Alpha", "alpha", "Beta 100%", "beta_x", "甲公司", "乙公司", "Ümlaut", "zeta", "Zeta"]
    kinds = list(OrganizationKind)
    for number in range(1, n + 1):
        made = organization(number, None if number % 11 == 0 else place())
        made.name = f"{names[rng.integers(len(names))]}{rng.integers(4)}"
        made.kind = kinds[rng.integers(2)]
        made.industry = [None, "retail", "catering", "software"][rng.integers(4)]
        made.employees = int(rng.integers(0, 30))
        made.party_members = int(rng.integers(0, 5))
        made.established_on = date(2010, 1, 1) + timedelta(days=int(rng.integers(0, 2500)))
        made.closed_on = DAY - timedelta(days=5) if number % 17 == 0 else None
        made.named_district_id = EAST if number % 13 == 0 else None
        session.add(made)
    session.flush()
    _add_random_links(session, rng, n)
    session.flush()
    derived.refresh_derived(session)
    session.flush()


def _add_random_places(session: Session, rng: np.random.Generator, place: object) -> None:
    assert callable(place)
    add_circles(session)
    statuses = list(StationStatus)
    for number in range(12):
        status = statuses[number % 3]
        session.add(
            station(
                f"Station {number}",
                place(),
                float(rng.choice([300.0, 800.0, 1500.0])),
                status=status,
                opened_on=date(2015, 1, 1) + timedelta(days=int(rng.integers(0, 1500))),
                closed_on=date(2018, 1, 1) if number == 2 else None,
            )
        )
    basis = list(AffiliationBasis)
    for number in range(15):
        session.add(
            models.PartyOrganization(
                name=f"Branch {number}",
                kind=PartyOrganizationKind.BRANCH,
                affiliation_basis=basis[number % 2],
                established_on=None if number % 4 == 0 else date(2012, 1, number),
                district_id=WEST if number % 2 else EAST,
            )
        )
    for number in range(6):
        session.add(models.Instructor(code=f"I{number}", mode=InstructorMode.SHARED, capacity=10))
    session.flush()


def _add_random_links(session: Session, rng: np.random.Generator, n: int) -> None:
    for number in range(1, n + 1):
        for branch in {int(b) for b in rng.integers(1, 16, size=rng.integers(0, 3))}:
            since = date(2014, 1, 1) + timedelta(days=int(rng.integers(0, 2000)))
            until = since + timedelta(days=700) if rng.random() < 0.3 else None
            session.add(
                models.PartyOrganizationCover(
                    party_organization_id=branch, organization_id=number, since=since, until=until
                )
            )
        if rng.random() < 0.3:
            session.add(
                models.InstructorAssignment(
                    instructor_id=int(rng.integers(1, 7)),
                    organization_id=number,
                    since=date(2016, 1, 1),
                    until=date(2017, 1, 1) if rng.random() < 0.2 else None,
                )
            )
    for number in range(n // 2):
        session.add(
            models.Activity(
                series=ActivitySeries.OTHER,
                title=f"Activity {number}",
                on=date(2016, 6, 1) + timedelta(days=int(rng.integers(0, 700))),
                host_id=int(rng.integers(1, 16)) if number % 5 == 0 else None,
                organization_id=int(rng.integers(1, n + 1)),
            )
        )
    for number in range(30):
        session.add(
            models.Assessment(
                subject_id=number % 10 + 1,
                year=int(rng.integers(2014, 2018)),
                target="target",
                weight=1.0,
                score=None if number % 3 == 0 else 80.0,
            )
        )
