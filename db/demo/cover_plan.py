"""Which organizations are covered, by what sort of party organization, and on what basis."""

import enum
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from db.demo.organizations import Draft, Role
from db.demo.party_tree import PartyTree
from db.demo.randomness import Stream
from db.demo.reference import Reference
from db.models.enums import AffiliationBasis

MEMBERS_FOR_A_BRANCH = 3
"""A branch needs three full members; whoever has fewer joins with others."""


class Cover(enum.IntEnum):
    """By what an organization is covered."""

    NONE = 0
    OWN = 1
    JOINT = 2
    CIRCLE_COMMITTEE = 3


@dataclass(frozen=True)
class CoverPlan:
    """For every organization its sort of cover, shape (n,), and its basis of affiliation."""

    cover: NDArray[np.int64]
    basis: list[AffiliationBasis | None]


def plan_covers(reference: Reference, draft: Draft, tree: PartyTree, seed: int) -> CoverPlan:
    """Decide by party members, circle and role who is covered; a few lack an affiliation."""
    stream = Stream(seed, "cover plan")
    cover = _covers(stream.uniform(len(draft.role)), draft, tree)
    has_sector = np.array([trade.industry in tree.sector_committees for trade in reference.trades])
    by_sector = has_sector[draft.trade] & (stream.integers(len(cover), 100) < 45)
    by_sector &= (cover == Cover.NONE) | (cover == Cover.OWN)
    missing = stream.sample(draft.is_plain, 0.015, at_least=1)
    return CoverPlan(
        cover,
        [
            None
            if is_missing
            else AffiliationBasis.SECTORAL
            if is_sectoral
            else AffiliationBasis.TERRITORIAL
            for is_missing, is_sectoral in zip(missing.tolist(), by_sector.tolist(), strict=True)
        ],
    )


def _covers(share: NDArray[np.float64], draft: Draft, tree: PartyTree) -> NDArray[np.int64]:
    members = draft.party_members
    in_circle = draft.circle >= 0
    in_led_circle = np.isin(draft.circle, list(tree.circle_committees))
    enough = members >= MEMBERS_FOR_A_BRANCH
    some = (members > 0) & ~enough
    none = members == 0
    cover = np.select(
        [
            enough & (share < 0.90),
            enough & (share < 0.96),
            some & (share < 0.72),
            none & in_led_circle & (share < 0.60),
            none & in_circle & ~in_led_circle & (share < 0.42),
            none & ~in_circle & (share < 0.16),
        ],
        [Cover.OWN, Cover.JOINT, Cover.JOINT, Cover.CIRCLE_COMMITTEE, Cover.JOINT, Cover.JOINT],
        default=Cover.NONE,
    )
    cover[draft.hard_to_organize] = Cover.NONE
    cover[~draft.is_open & (cover == Cover.OWN)] = Cover.JOINT
    own = (draft.role == Role.EFFECTIVELY_COVERED) | (draft.role == Role.ONLY_FORMALLY_COVERED)
    cover[own] = Cover.OWN
    cover[~own & ~draft.is_plain] = Cover.NONE
    return cover.astype(np.int64)
