"""Committees, general branches and branches of single organizations, and those beneath them."""

from datetime import date

import numpy as np

from db.demo.branches import Branch, BranchNetwork, Groundwork
from db.demo.calendar import LAST, between, ordinal
from db.demo.cover_plan import Cover
from db.demo.numerals import chinese_ordinal
from db.demo.organizations import Role
from db.demo.party_tree import Node
from db.demo.randomness import Stream
from db.demo.rows import CoverRow
from db.models.enums import AffiliationBasis, OrganizationKind, PartyOrganizationKind

N_ENTERPRISE_PARTY_ORGANIZATIONS = 83
"""At least so many belong to enterprises: 73 to be paired with villages and 10 to be honoured."""

_EMPLOYEES_UNDER_THE_DISTRICT = 500
_MOST_BENEATH = 12
_LATEST = LAST - 25


def plant_own(ground: Groundwork, network: BranchNetwork, stream: Stream) -> None:
    """Give everybody whom the plan gives an own party organization one, and its cover."""
    positions = np.flatnonzero(ground.plan.cover == Cover.OWN)
    founded = np.array(
        [ground.founded(position) for position in positions.tolist()], dtype=np.int64
    )
    share = stream.uniform(len(positions))
    days = between(np.maximum(founded + 60, ordinal(2000, 7, 1)), _LATEST, share)
    days = np.minimum(days, _LATEST)
    bound = ground.draft.role[positions] != Role.ANY
    days[bound] = between(ordinal(2010, 1, 1), ordinal(2014, 12, 31), share[bound])
    for position, day in zip(positions.tolist(), days.tolist(), strict=True):
        members = int(ground.draft.party_members[position])
        kind, title = _own_kind(members)
        node_id = ground.tree.add(
            Node(
                ground.names[position] + title,
                kind,
                _own_superior(ground, position),
                ground.plan.basis[position],
                int(ground.draft.district[position]),
                day,
                members,
            )
        )
        network.own[position] = node_id
        network.covers.append(CoverRow(node_id, position + 1, date.fromordinal(day), None))
        network.branches.append(
            Branch(
                node_id,
                day,
                [position],
                int(ground.draft.district[position]),
                int(ground.draft.circle[position]),
                int(ground.draft.role[position]),
            )
        )


def _own_kind(members: int) -> tuple[PartyOrganizationKind, str]:
    if members >= 100:
        return PartyOrganizationKind.COMMITTEE, "党委"
    if members >= 50:
        return PartyOrganizationKind.GENERAL_BRANCH, "党总支"
    return PartyOrganizationKind.BRANCH, "党支部"


def _own_superior(ground: Groundwork, position: int) -> int | None:
    """Choose a sector's, a circle's, a district's (for large ones) or a subdistrict's."""
    basis = ground.plan.basis[position]
    if basis is None:
        return None
    if basis is AffiliationBasis.SECTORAL:
        industry = ground.reference.trades[ground.draft.trade[position]].industry
        return ground.tree.sector_committees[industry]
    circle = int(ground.draft.circle[position])
    if circle in ground.tree.circle_committees:
        return ground.tree.circle_committees[circle]
    if ground.draft.employees[position] >= _EMPLOYEES_UNDER_THE_DISTRICT:
        return ground.tree.district_work_committees[int(ground.draft.district[position])]
    return ground.subdistrict_committee(position)


def plant_beneath(ground: Groundwork, network: BranchNetwork, stream: Stream) -> None:
    """Divide general branches and committees of enterprises and others into branches."""
    branches = {branch.id: branch for branch in network.branches}
    is_enterprise = {
        position: ground.reference.trades[ground.draft.trade[position]].kind
        is OrganizationKind.NON_PUBLIC_ECONOMIC
        for position in network.own
    }
    large = [each for each in network.own if ground.draft.party_members[each] >= 50]
    parts = {
        each: min(_MOST_BENEATH, 2 + int(ground.draft.party_members[each]) // 60) for each in large
    }
    n_enterprise = sum(is_enterprise.values()) + sum(
        count for each, count in parts.items() if is_enterprise[each]
    )
    for each in (
        sorted(
            (each for each in large if is_enterprise[each]),
            key=lambda each: (-int(ground.draft.party_members[each]), each),
        )
        * _MOST_BENEATH
    ):
        if n_enterprise >= N_ENTERPRISE_PARTY_ORGANIZATIONS:
            break
        if parts[each] < _MOST_BENEATH:
            parts[each] += 1
            n_enterprise += 1
    for each in large:
        parent = branches[network.own[each]]
        later = stream.integers(parts[each], 900).tolist()
        for part, delay in enumerate(later):
            members = (ground.tree[parent.id].members + part) // parts[each]
            day = min(parent.established + delay, _LATEST)
            node_id = ground.tree.add(
                Node(
                    f"{ground.names[each]}第{chinese_ordinal(part + 1)}党支部",
                    PartyOrganizationKind.BRANCH,
                    parent.id,
                    ground.tree[parent.id].basis,
                    parent.district,
                    day,
                    members,
                )
            )
            network.branches.append(Branch(node_id, day, [], parent.district, parent.circle))
