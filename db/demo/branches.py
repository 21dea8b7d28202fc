"""Party organizations at the base and their dated covers: what the planters share."""

from dataclasses import dataclass, field

from db.demo.calendar import NEVER, ordinal
from db.demo.cover_plan import CoverPlan
from db.demo.organizations import Draft, Role
from db.demo.party_tree import PartyTree
from db.demo.reference import Reference
from db.demo.rows import CoverRow

_UNKNOWN_ESTABLISHED = ordinal(2005, 1, 1)

Neighbourhood = tuple[int, int, str]
"""A circle's index (or -1), a district's index and, outside circles, a subdistrict's name."""


@dataclass
class Branch:
    """A party organization at the base; `organizations` are those it covers on the last day.

    A branch beneath an enterprise's committee covers nobody itself.
    """

    id: int
    established: int
    organizations: list[int]
    district: int
    circle: int = -1
    role: int = Role.ANY


@dataclass
class BranchNetwork:
    """The branches, the covers, and who has an own one: positions of organizations to ids."""

    branches: list[Branch] = field(default_factory=list)
    covers: list[CoverRow] = field(default_factory=list)
    own: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Groundwork:
    """What is decided before the first branch is planted; positions count organizations from 0."""

    reference: Reference
    draft: Draft
    names: list[str]
    plan: CoverPlan
    tree: PartyTree

    def founded(self, position: int) -> int:
        """Return the ordinal of the day of establishment, a guess where it is unknown."""
        established = int(self.draft.established[position])
        return _UNKNOWN_ESTABLISHED if established == NEVER else established

    def neighbourhood(self, position: int) -> Neighbourhood:
        """Return the circle or else the subdistrict in which small organizations join."""
        area = self.reference.areas[self.draft.area[position]]
        circle = int(self.draft.circle[position])
        return (circle, area.district, "" if circle >= 0 else area.subdistrict)

    def subdistrict_committee(self, position: int) -> int:
        """Return the id of the committee of the subdistrict around the organization."""
        area = self.reference.areas[self.draft.area[position]]
        return self.tree.subdistrict_committees[area.district, area.subdistrict]
