"""What the demo city's registers are filled from: who there is, and how totals are shared out."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from shapely import Point

from db.demo.branches import BranchNetwork, Groundwork
from db.demo.calendar import LAST, NEVER
from db.demo.cover_plan import Cover
from db.demo.organizations import Role
from db.demo.party_tree import PartyTree
from db.demo.randomness import Stream
from db.models.enums import OrganizationKind


@dataclass(frozen=True)
class RegisterGround:
    """The city as far as it is built; positions count organizations from 0."""

    ground: Groundwork
    network: BranchNetwork
    words: dict[str, Any]
    seed: int

    @property
    def tree(self) -> PartyTree:
        """The party organizations."""
        return self.ground.tree

    def stream(self, theme: str) -> Stream:
        """Return the random numbers of one register."""
        return Stream(self.seed, theme)

    @cached_property
    def led(self) -> list[int]:
        """The open organizations with a party organization of their own, the largest first."""
        members = self.ground.draft.party_members
        return sorted(self.network.own, key=lambda each: (-int(members[each]), each))

    @cached_property
    def located(self) -> list[int]:
        """Those of `led` that are located."""
        return [each for each in self.led if self.ground.draft.located[each]]

    @cached_property
    def enterprise_party_organizations(self) -> list[int]:
        """Party organizations of enterprises and those beneath them, the oldest first."""
        own = {node for position, node in self.network.own.items() if self.is_enterprise(position)}
        beneath = {branch.id for branch in self.network.branches} - own
        found = own | {each for each in beneath if self.tree[each].superior_id in own}
        return sorted(found, key=lambda each: (self.tree[each].established, each))

    def is_enterprise(self, position: int) -> bool:
        """Return whether an organization is a non-public economic one."""
        return self.kind(position) is OrganizationKind.NON_PUBLIC_ECONOMIC

    def kind(self, position: int) -> OrganizationKind:
        """Return the kind of an organization."""
        trade = int(self.ground.draft.trade[position])
        return self.ground.reference.trades[trade].kind

    def place(self, position: int) -> Point:
        """Return where an organization is."""
        longitude, latitude = self.ground.draft.xy[position].tolist()
        return Point(longitude, latitude)


def share_out_cny(total: int, weights: list[int]) -> list[Decimal]:
    """Divide whole yuan by weights, to the yuan; what rounding leaves goes to the first ones.

    >>> share_out_cny(10, [1, 1, 1])
    [Decimal('4'), Decimal('3'), Decimal('3')]
    """
    whole = [total * weight // sum(weights) for weight in weights]
    rest = total - sum(whole)
    return [Decimal(amount + (place < rest)) for place, amount in enumerate(whole)]


def duplicate_some(ground: Groundwork, stream: Stream) -> None:
    """Enter a few organizations twice: another code, the same name, some metres away.

    The second one has no party organization, so that no other name and no cover follows from it.
    """
    draft = ground.draft
    free = draft.is_plain & draft.is_open & draft.located & (draft.closed == NEVER)
    free &= (ground.plan.cover == Cover.NONE) & (draft.established < LAST)
    groups: dict[tuple[int, int, int], list[int]] = {}
    for position in range(len(draft.role)):
        if free[position]:
            key = int(draft.trade[position]), int(draft.district[position])
            groups.setdefault((*key, int(draft.circle[position])), []).append(position)
    pairs = [group[:2] for group in groups.values() if len(group) > 1]
    for _ in range(min(len(pairs), len(draft.role) // 500)):
        first, second = pairs.pop(stream.draw(len(pairs)))
        ground.names[second] = ground.names[first]
        # 0.0002 degrees are 18 m eastward and 22 m northward here.
        draft.xy[second] = (draft.xy[first] + 0.0002).round(6)


def tangle_some(ground: Groundwork, network: BranchNetwork, stream: Stream) -> None:
    """Let two joint branches answer to each other, one of the mistakes that a clerk has to find."""
    joint = [
        branch
        for branch in network.branches
        if len(branch.organizations) > 1 and branch.role == Role.ANY and branch.circle < 0
    ]
    if len(joint) < 4:
        return
    first = joint[stream.draw(len(joint) - 1)]
    second = next(
        (each for each in joint if each.id > first.id and each.district == first.district), None
    )
    if second is not None:
        ground.tree[first.id].superior_id = second.id
        ground.tree[second.id].superior_id = first.id
