"""Every register of the demo city, as rows."""

from dataclasses import dataclass

from db.demo.branches import BranchNetwork, Groundwork
from db.demo.culture import alliance_rows, culture_sites
from db.demo.duties import assign_duties
from db.demo.means import provide_means
from db.demo.merits import award_merits
from db.demo.register_ground import RegisterGround
from db.demo.register_rows import (
    AllianceCircleRow,
    AllianceOrganizationRow,
    AllianceRow,
    BrandCriterionRow,
    BrandRatingCriterionRow,
    BrandRatingRow,
    CultureSiteRow,
    DuesRebateRow,
    ExemplarRow,
    HonorPayRow,
    HonorRow,
    IncubationGrantRow,
    InspectionRow,
    MeasureRow,
    MilestoneRow,
    PairingRow,
    RectificationEventRow,
    RectificationItemRow,
    ResponsibilityRow,
    WishRow,
)


@dataclass(frozen=True)
class Registers:
    """The rows of the registers' tables; ids count from 1 in the order of the rows."""

    alliances: tuple[AllianceRow, ...]
    alliance_circles: tuple[AllianceCircleRow, ...]
    alliance_organizations: tuple[AllianceOrganizationRow, ...]
    responsibilities: tuple[ResponsibilityRow, ...]
    inspections: tuple[InspectionRow, ...]
    measures: tuple[MeasureRow, ...]
    milestones: tuple[MilestoneRow, ...]
    rectification_items: tuple[RectificationItemRow, ...]
    rectification_events: tuple[RectificationEventRow, ...]
    brand_criteria: tuple[BrandCriterionRow, ...]
    brand_ratings: tuple[BrandRatingRow, ...]
    brand_rating_criteria: tuple[BrandRatingCriterionRow, ...]
    exemplars: tuple[ExemplarRow, ...]
    honors: tuple[HonorRow, ...]
    wishes: tuple[WishRow, ...]
    pairings: tuple[PairingRow, ...]
    dues_rebates: tuple[DuesRebateRow, ...]
    incubation_grants: tuple[IncubationGrantRow, ...]
    honor_pay_programs: tuple[HonorPayRow, ...]
    culture_sites: tuple[CultureSiteRow, ...]


def fill_registers(ground: Groundwork, network: BranchNetwork, seed: int) -> Registers:
    """Fill the registers so that every figure of the report comes out of them."""
    around = RegisterGround(ground, network, ground.reference.register_words, seed)
    alliances, alliance_circles, alliance_organizations = alliance_rows(around)
    duties = assign_duties(around)
    merits = award_merits(around)
    means = provide_means(around)
    return Registers(
        alliances=tuple(alliances),
        alliance_circles=tuple(alliance_circles),
        alliance_organizations=tuple(alliance_organizations),
        responsibilities=tuple(duties.responsibilities),
        inspections=tuple(duties.inspections),
        measures=tuple(duties.measures),
        milestones=tuple(duties.milestones),
        rectification_items=tuple(duties.items),
        rectification_events=tuple(duties.events),
        brand_criteria=tuple(merits.criteria),
        brand_ratings=tuple(merits.ratings),
        brand_rating_criteria=tuple(merits.rating_criteria),
        exemplars=tuple(merits.exemplars),
        honors=tuple(merits.honors),
        wishes=tuple(merits.wishes),
        pairings=tuple(means.pairings),
        dues_rebates=tuple(means.dues_rebates),
        incubation_grants=tuple(means.grants),
        honor_pay_programs=tuple(means.honor_pay),
        culture_sites=tuple(culture_sites(around)),
    )
