"""Joint branches of small neighbours, a circle's own covers, and covers that ended or doubled."""

from datetime import date

import numpy as np
from numpy.typing import NDArray

from db.demo.branches import Branch, BranchNetwork, Groundwork, Neighbourhood
from db.demo.calendar import LAST, NEVER, day_of, ordinal
from db.demo.cover_plan import Cover
from db.demo.numerals import chinese_ordinal
from db.demo.party_tree import Node
from db.demo.randomness import Stream
from db.demo.rows import CoverRow
from db.models.enums import AffiliationBasis, PartyOrganizationKind

_SMALLEST_JOINT, _LARGEST_JOINT = 3, 8
_FIRST_JOINT = ordinal(2010, 3, 1)


def plant_joint(
    ground: Groundwork, network: BranchNetwork, stream: Stream
) -> dict[Neighbourhood, list[Branch]]:
    """Join neighbours into branches of three to eight; return the branches by neighbourhood."""
    draft = ground.draft
    positions = np.flatnonzero(ground.plan.cover == Cover.JOINT)
    # Rows of about 300 m from south to north, each from west to east: neighbours come together.
    band = np.floor(draft.xy[positions, 1] / 0.003)
    positions = positions[np.lexsort((positions, draft.xy[positions, 0], band))]
    neighbourhoods: dict[Neighbourhood, list[int]] = {}
    for position in positions.tolist():
        neighbourhoods.setdefault(ground.neighbourhood(position), []).append(position)
    joint: dict[Neighbourhood, list[Branch]] = {}
    for key in sorted(neighbourhoods):
        groups = _groups(stream, neighbourhoods[key])
        joint[key] = [
            _join(ground, network, stream, key, number, group)
            for number, group in enumerate(groups, start=1)
        ]
    return joint


def _groups(stream: Stream, positions: list[int]) -> list[list[int]]:
    groups: list[list[int]] = []
    start = 0
    while start < len(positions):
        spread = _LARGEST_JOINT - _SMALLEST_JOINT + 1
        size = _SMALLEST_JOINT + stream.draw(spread)
        if len(positions) - start - size < _SMALLEST_JOINT:
            size = len(positions) - start
        groups.append(positions[start : start + size])
        start += size
    return groups


def _join(
    ground: Groundwork,
    network: BranchNetwork,
    stream: Stream,
    key: Neighbourhood,
    number: int,
    group: list[int],
) -> Branch:
    circle, district, subdistrict = key
    place = (
        ground.reference.circles[circle].name.replace("党建商圈", "商圈")
        if circle >= 0
        else ground.reference.districts[district].name + subdistrict
    )
    day = _FIRST_JOINT + stream.draw(LAST - 200 - _FIRST_JOINT)
    superior = ground.tree.circle_committees.get(circle, ground.subdistrict_committee(group[0]))
    node_id = ground.tree.add(
        Node(
            f"{place}第{chinese_ordinal(number)}联合党支部",
            PartyOrganizationKind.JOINT_BRANCH,
            superior,
            AffiliationBasis.TERRITORIAL,
            district,
            day,
        )
    )
    branch = Branch(node_id, day, [], district, circle)
    network.branches.append(branch)
    delays = stream.integers(len(group), 400).tolist()
    for position, delay in zip(group, delays, strict=True):
        _cover(ground, network, branch, position, delay)
    return branch


def _cover(
    ground: Groundwork, network: BranchNetwork, branch: Branch, position: int, delay: int
) -> None:
    """Cover an organization from some days after both exist until it closes, if it does."""
    since = min(max(branch.established, ground.founded(position)) + delay, LAST - 1)
    closed = int(ground.draft.closed[position])
    if closed != NEVER and since >= closed:
        return
    network.covers.append(
        CoverRow(branch.id, position + 1, date.fromordinal(since), day_of(closed))
    )
    if closed == NEVER:
        branch.organizations.append(position)
        ground.tree[branch.id].members += int(ground.draft.party_members[position])


def cover_by_circles(ground: Groundwork, network: BranchNetwork, stream: Stream) -> None:
    """Let each circle's committee cover those of its circle whom the plan leaves to it."""
    for circle, node_id in ground.tree.circle_committees.items():
        node = ground.tree[node_id]
        branch = Branch(node_id, node.established, [], node.district or 0, circle)
        network.branches.append(branch)
        chosen = (ground.plan.cover == Cover.CIRCLE_COMMITTEE) & (ground.draft.circle == circle)
        positions = np.flatnonzero(chosen)
        delays = stream.integers(len(positions), 300).tolist()
        for position, delay in zip(positions.tolist(), delays, strict=True):
            _cover(ground, network, branch, position, delay)


def remember_and_confuse(
    ground: Groundwork,
    network: BranchNetwork,
    joint: dict[Neighbourhood, list[Branch]],
    stream: Stream,
) -> None:
    """Give some an earlier cover by a joint branch, and a few a second one beside their own."""
    established = {branch.id: branch.established for branch in network.branches}
    eligible: NDArray[np.bool_] = (ground.plan.cover == Cover.OWN) & ground.draft.is_plain
    doubled = stream.sample(eligible, 0.02)
    earlier = stream.sample(eligible & ~doubled & (ground.draft.party_members < 10), 0.15)
    for position in np.flatnonzero(doubled | earlier).tolist():
        options = joint.get(ground.neighbourhood(position))
        if not options:
            continue
        branch = options[stream.draw(len(options))]
        own_since = established[network.own[position]]
        since = max(branch.established, ground.founded(position) + 30)
        if doubled[position]:
            since = max(since, own_since)
            network.covers.append(CoverRow(branch.id, position + 1, date.fromordinal(since), None))
            branch.organizations.append(position)
        elif since < own_since:
            network.covers.append(
                CoverRow(
                    branch.id, position + 1, date.fromordinal(since), date.fromordinal(own_since)
                )
            )
