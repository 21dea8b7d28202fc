"""The organizations of the demo city: where, what, how large, since when."""

import enum
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from db.demo.calendar import LAST, NEVER, between, ordinal
from db.demo.geography import circle_of, settle, share_out
from db.demo.randomness import Stream
from db.demo.reference import Reference
from db.models.enums import OrganizationKind

_LARGEST = {OrganizationKind.NON_PUBLIC_ECONOMIC: 4_000, OrganizationKind.SOCIAL: 260}
_ANCHOR_EMPLOYEES = 300
_ANCHOR_MEMBERS = 60


class Role(enum.IntEnum):
    """What an organization must be so that every district shows every degree of coverage.

    One of each stands in every district, whatever the seed and however small the city.
    """

    ANY = 0
    EFFECTIVELY_COVERED = 1
    ONLY_FORMALLY_COVERED = 2
    ONLY_INSTRUCTED = 3
    NOT_COVERED = 4


N_ROLES = len(Role) - 1


@dataclass
class Draft:
    """The organizations as arrays of shape (n,); `n` is in the order of their ids.

    `district`, `located_district` and `named_district` are indices into the reference (-1 none),
    as are `area`, `circle` and `trade`; days are ordinals, `NEVER` where unknown or not yet.
    """

    role: NDArray[np.int64]
    located_district: NDArray[np.int64]
    named_district: NDArray[np.int64]
    area: NDArray[np.int64]
    xy: NDArray[np.float64]
    located: NDArray[np.bool_]
    circle: NDArray[np.int64]
    trade: NDArray[np.int64]
    employees: NDArray[np.int64]
    party_members: NDArray[np.int64]
    full_time_party_workers: NDArray[np.int64]
    hard_to_organize: NDArray[np.bool_]
    established: NDArray[np.int64]
    closed: NDArray[np.int64]

    @cached_property
    def district(self) -> NDArray[np.int64]:
        """The named district or, where none is named, the one that the organization lies in."""
        named: NDArray[np.int64] = np.where(
            self.named_district < 0, self.located_district, self.named_district
        )
        return named

    @cached_property
    def is_open(self) -> NDArray[np.bool_]:
        """Those that are not closed on the last day."""
        is_open: NDArray[np.bool_] = self.closed == NEVER
        return is_open

    @cached_property
    def is_plain(self) -> NDArray[np.bool_]:
        """Those that no role binds."""
        plain: NDArray[np.bool_] = self.role == Role.ANY
        return plain


def draft_organizations(reference: Reference, n_organizations: int, seed: int) -> Draft:
    """Draw the organizations; each district has its share of the census and all roles."""
    stream = Stream(seed, "organizations")
    counts = share_out(
        n_organizations, [district.population for district in reference.districts], N_ROLES
    )
    district = stream.shuffled(np.repeat(np.arange(len(counts)), counts))
    role = _roles(district, len(counts))
    settlement = settle(stream, reference, district, role == Role.NOT_COVERED)
    trade = _trades(stream, reference, settlement.area, role)
    employees, members = _people(stream, reference, trade, role)
    established, closed = _days(stream, role)
    plain = role == Role.ANY
    located = ~stream.sample(plain, 0.013, at_least=1)
    hard = stream.sample(plain & (members < 3) & (employees >= 15), 0.06)
    return Draft(
        role=role,
        located_district=district,
        named_district=_named_districts(stream, district, plain, located),
        area=settlement.area,
        xy=settlement.xy,
        located=located,
        circle=np.where(located, circle_of(reference, settlement.xy), -1),
        trade=trade,
        employees=employees,
        party_members=members,
        full_time_party_workers=_full_time_workers(stream, employees, members),
        hard_to_organize=hard | (role == Role.ONLY_INSTRUCTED),
        established=established,
        closed=closed,
    )


def _roles(district: NDArray[np.int64], n_districts: int) -> NDArray[np.int64]:
    """Give the roles to the first organizations of each district."""
    role = np.full(len(district), Role.ANY, dtype=np.int64)
    for position in range(n_districts):
        role[np.flatnonzero(district == position)[:N_ROLES]] = np.arange(1, N_ROLES + 1)
    return role


def _trades(
    stream: Stream, reference: Reference, area: NDArray[np.int64], role: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Draw lines of business by the profile of the area; covered roles are enterprises."""
    by_profile = np.array([trade.weights for trade in reference.trades], dtype=np.int64).T
    profile = np.array([each.profile for each in reference.areas])[area]
    weights = by_profile[profile]
    social = np.array([trade.kind is OrganizationKind.SOCIAL for trade in reference.trades])
    covered = (role == Role.EFFECTIVELY_COVERED) | (role == Role.ONLY_FORMALLY_COVERED)
    weights[np.ix_(covered, social)] = 0
    return stream.choices_by(weights)


def _people(
    stream: Stream, reference: Reference, trade: NDArray[np.int64], role: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Draw employees by a truncated Pareto law of exponent 1, and the party members of them."""
    size = len(trade)
    base = np.array([each.employees_base for each in reference.trades], dtype=np.float64)[trade]
    largest = np.array([_LARGEST[each.kind] for each in reference.trades], dtype=np.float64)[trade]
    tail = base / largest + (1.0 - base / largest) * (1.0 - stream.uniform(size))
    employees = (base / tail - base * 0.5).astype(np.int64) + 1
    ratio = stream.uniform(size)
    members = (employees * ratio * ratio * 0.25 + stream.uniform(size)).astype(np.int64)

    anchor = role == Role.EFFECTIVELY_COVERED
    employees[anchor] = np.maximum(employees[anchor], _ANCHOR_EMPLOYEES + employees[anchor] % 97)
    members[anchor] = np.maximum(members[anchor], _ANCHOR_MEMBERS + employees[anchor] % 23)
    formal = role == Role.ONLY_FORMALLY_COVERED
    employees[formal] = np.maximum(employees[formal], 36 + employees[formal])
    members[formal] = np.maximum(members[formal], 4)
    hard = role == Role.ONLY_INSTRUCTED
    employees[hard] = np.maximum(employees[hard], 40 + employees[hard])
    absent = role == Role.NOT_COVERED
    employees[absent] = np.minimum(employees[absent], 9)
    members[hard | absent] = 0
    return employees, members


def _days(stream: Stream, role: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Draw when organizations were established (more of late) and, of a few, closed."""
    size = len(role)
    late = np.maximum(stream.uniform(size), stream.uniform(size))
    established = between(ordinal(1994, 3, 1), ordinal(2017, 9, 29), late)
    covered = (role == Role.EFFECTIVELY_COVERED) | (role == Role.ONLY_FORMALLY_COVERED)
    established[covered] = between(ordinal(1996, 1, 1), ordinal(2009, 12, 31), late[covered])
    gone = stream.sample(role == Role.ANY, 0.03, at_least=1)
    closed = between(np.maximum(established, ordinal(2010, 1, 1)) + 30, LAST - 1, late)
    # The few that were founded within the last month go on.
    gone &= closed < LAST
    established[stream.sample(role == Role.ANY, 0.015)] = NEVER
    return established, np.where(gone, closed, NEVER)


def _named_districts(
    stream: Stream,
    district: NDArray[np.int64],
    plain: NDArray[np.bool_],
    located: NDArray[np.bool_],
) -> NDArray[np.int64]:
    """Name each one's district, but for some located ones; a few are named wrongly."""
    named = district.copy()
    wrong = stream.sample(plain & located, 0.008, at_least=1)
    n_districts = int(district.max()) + 1
    other = (district + 1 + stream.integers(len(district), n_districts - 1)) % n_districts
    named[wrong] = other[wrong]
    named[stream.sample(plain & located & ~wrong, 0.03)] = -1
    return named


def _full_time_workers(
    stream: Stream, employees: NDArray[np.int64], members: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Draw the full-time party workers that large organizations hired."""
    able = (employees >= 150) & (members >= 10)
    hired = stream.integers(len(employees), 3) + (members >= 100)
    return np.where(able, hired, 0)
