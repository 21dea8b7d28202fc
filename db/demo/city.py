"""The demo city as a whole."""

from dataclasses import dataclass
from datetime import date

from shapely import Point

from db.demo.activities import hold_activities
from db.demo.assessments import assess
from db.demo.branches import BranchNetwork, Groundwork
from db.demo.calendar import LAST_DAY, day_of
from db.demo.circles import circle_rows
from db.demo.cover_plan import plan_covers
from db.demo.errors import DemoSizeError
from db.demo.instructors import send_instructors
from db.demo.joint_branches import cover_by_circles, plant_joint, remember_and_confuse
from db.demo.naming import invent_credit_codes, invent_names
from db.demo.organizations import draft_organizations
from db.demo.own_branches import plant_beneath, plant_own
from db.demo.party_tree import plant_committees
from db.demo.randomness import Stream
from db.demo.reference import Reference, read_reference
from db.demo.register_ground import duplicate_some, tangle_some
from db.demo.registers import Registers, fill_registers
from db.demo.rows import (
    ActivityRow,
    AssessmentRow,
    AssignmentRow,
    CircleRow,
    CoverRow,
    DistrictRow,
    InstructorRow,
    OrganizationRow,
    PartyOrganizationRow,
    StationFundingRow,
    StationRow,
)
from db.demo.stations import funding_rows, station_rows

DEFAULT_ORGANIZATIONS = 2_000
DEFAULT_SEED = 630_100
MINIMUM_ORGANIZATIONS = 28
"""Four in each of the seven districts.

One is effectively covered, one only formally, one only by an instructor, one not at all: with
fewer the rates would not differ in every district. The first is a large enterprise whose
committee has up to 12 branches beneath it, so that 7 of them can carry the 83 party organizations
of enterprises (73 paired, 10 honoured) in the smallest city too.
"""


@dataclass(frozen=True)
class DemoCity:
    """The rows of every table; ids count from 1 in the order of the rows."""

    n_organizations: int
    seed: int
    last_day: date
    districts: tuple[DistrictRow, ...]
    party_organizations: tuple[PartyOrganizationRow, ...]
    circles: tuple[CircleRow, ...]
    stations: tuple[StationRow, ...]
    station_fundings: tuple[StationFundingRow, ...]
    organizations: tuple[OrganizationRow, ...]
    covers: tuple[CoverRow, ...]
    instructors: tuple[InstructorRow, ...]
    assignments: tuple[AssignmentRow, ...]
    activities: tuple[ActivityRow, ...]
    assessments: tuple[AssessmentRow, ...]
    registers: Registers


def generate(n_organizations: int = DEFAULT_ORGANIZATIONS, *, seed: int = DEFAULT_SEED) -> DemoCity:
    """Generate the demo city: the same rows for the same arguments, everywhere and always.

    In every district effective < formal < work coverage < 1 on the last day, 2017-11-01.

    Parameters
    ----------
    n_organizations
        How many organizations, at least `MINIMUM_ORGANIZATIONS`.
    seed
        Any whole number from 0 on.

    Raises
    ------
    DemoSizeError
        If there are too few organizations or the seed is negative.
    """
    if n_organizations < MINIMUM_ORGANIZATIONS:
        raise DemoSizeError(
            f"the demo city cannot have {n_organizations} organizations: its figures need at least "
            f"{MINIMUM_ORGANIZATIONS}, four in each of the seven districts"
        )
    if seed < 0:
        raise DemoSizeError(f"the seed {seed} is negative; use a whole number from 0 on")
    reference = read_reference()
    draft = draft_organizations(reference, n_organizations, seed)
    tree = plant_committees(reference, seed)
    ground = Groundwork(
        reference,
        draft,
        invent_names(reference, draft, seed),
        plan_covers(reference, draft, tree, seed),
        tree,
    )
    duplicate_some(ground, Stream(seed, "duplicates"))
    network = _plant_branches(ground, seed)
    guidance = send_instructors(ground, seed)
    return DemoCity(
        n_organizations=n_organizations,
        seed=seed,
        last_day=LAST_DAY,
        districts=_district_rows(reference),
        party_organizations=tuple(tree.rows()),
        circles=tuple(circle_rows(reference, tree)),
        stations=tuple(station_rows(reference)),
        station_fundings=tuple(funding_rows(reference)),
        organizations=_organization_rows(ground, seed),
        covers=tuple(network.covers),
        instructors=tuple(guidance.instructors),
        assignments=tuple(guidance.assignments),
        activities=tuple(hold_activities(ground, network, seed)),
        assessments=tuple(assess(reference, tree, network, seed)),
        registers=fill_registers(ground, network, seed),
    )


def _plant_branches(ground: Groundwork, seed: int) -> BranchNetwork:
    network = BranchNetwork()
    plant_own(ground, network, Stream(seed, "own branches"))
    plant_beneath(ground, network, Stream(seed, "branches beneath"))
    joint = plant_joint(ground, network, Stream(seed, "joint branches"))
    cover_by_circles(ground, network, Stream(seed, "circle covers"))
    remember_and_confuse(ground, network, joint, Stream(seed, "earlier covers"))
    tangle_some(ground, network, Stream(seed, "tangles"))
    ground.tree.add_up_members()
    return network


def _district_rows(reference: Reference) -> tuple[DistrictRow, ...]:
    return tuple(
        DistrictRow(position, each.adcode, each.name, each.name_en, each.boundary)
        for position, each in enumerate(reference.districts, start=1)
    )


def _organization_rows(ground: Groundwork, seed: int) -> tuple[OrganizationRow, ...]:
    draft, reference = ground.draft, ground.reference
    codes = invent_credit_codes(reference, draft, seed)
    points = [Point(longitude, latitude) for longitude, latitude in draft.xy.tolist()]
    district = draft.district.tolist()
    rows = []
    for position, (code, name) in enumerate(zip(codes, ground.names, strict=True)):
        trade = reference.trades[draft.trade[position]]
        named = int(draft.named_district[position])
        rows.append(
            OrganizationRow(
                id=position + 1,
                credit_code=code,
                name=name,
                kind=trade.kind,
                industry=trade.industry,
                employees=int(draft.employees[position]),
                party_members=int(draft.party_members[position]),
                full_time_party_workers=int(draft.full_time_party_workers[position]),
                hard_to_organize=bool(draft.hard_to_organize[position]),
                established_on=day_of(int(draft.established[position])),
                closed_on=day_of(int(draft.closed[position])),
                affiliation_basis=ground.plan.basis[position],
                named_district_id=None if named < 0 else named + 1,
                district_id=district[position] + 1,
                location=points[position] if draft.located[position] else None,
            )
        )
    return tuple(rows)
