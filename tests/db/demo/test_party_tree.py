"""The tree of party organizations and whom they cover."""

from collections import Counter, defaultdict
from datetime import date

import pytest

from db.demo import DemoCity, generate
from db.demo.own_branches import N_ENTERPRISE_PARTY_ORGANIZATIONS
from db.demo.rows import PartyOrganizationRow
from db.models.enums import AffiliationBasis, OrganizationKind
from db.models.enums import PartyOrganizationKind as Kind

BASE = {Kind.COMMITTEE, Kind.GENERAL_BRANCH, Kind.BRANCH, Kind.JOINT_BRANCH}


@pytest.fixture(scope="module")
def by_id(city: DemoCity) -> dict[int, PartyOrganizationRow]:
    return {each.id: each for each in city.party_organizations}


def test_one_root_and_superiors_before_their_subordinates(
    city: DemoCity, by_id: dict[int, PartyOrganizationRow]
) -> None:
    roots = [each for each in city.party_organizations if each.superior_id is None]
    assert roots[0].kind is Kind.MUNICIPAL_COMMITTEE
    # The others are the few whose affiliation is missing.
    assert all(each.kind in BASE and each.affiliation_basis is None for each in roots[1:])
    # But for two that answer to each other, a mistake to be found.
    (tangled,) = [each for each in city.party_organizations if (each.superior_id or 0) > each.id]
    assert by_id[tangled.superior_id or 0].superior_id == tangled.id
    assert [each.id for each in city.party_organizations] == list(range(1, len(by_id) + 1))


def test_every_kind_stands_under_the_right_kind(
    city: DemoCity, by_id: dict[int, PartyOrganizationRow]
) -> None:
    superiors: dict[Kind, set[Kind]] = defaultdict(set)
    for each in city.party_organizations:
        if each.superior_id is not None:
            superiors[each.kind].add(by_id[each.superior_id].kind)
    assert superiors[Kind.ORGANIZATION_DEPARTMENT] == {Kind.MUNICIPAL_COMMITTEE}
    assert superiors[Kind.DISTRICT_COMMITTEE] == {Kind.MUNICIPAL_COMMITTEE}
    assert superiors[Kind.WORK_COMMITTEE] == {
        Kind.ORGANIZATION_DEPARTMENT,
        Kind.DISTRICT_COMMITTEE,
    }
    assert superiors[Kind.SECTOR_COMMITTEE] == {Kind.WORK_COMMITTEE}
    assert superiors[Kind.SUBDISTRICT_COMMITTEE] == {Kind.WORK_COMMITTEE}
    assert superiors[Kind.CIRCLE_COMMITTEE] == {Kind.WORK_COMMITTEE}
    assert superiors[Kind.JOINT_BRANCH] == {
        Kind.SUBDISTRICT_COMMITTEE,
        Kind.CIRCLE_COMMITTEE,
        Kind.JOINT_BRANCH,  # the two that answer to each other
    }


def test_the_city_and_each_district_have_a_work_committee_with_posts(city: DemoCity) -> None:
    names = {each.name for each in city.districts} | {"西宁市"}
    committees = [each for each in city.party_organizations if each.kind is Kind.WORK_COMMITTEE]
    assert {each.name for each in committees} == {f"{name}非公和社会组织党工委" for name in names}
    assert all(0 < each.posts_filled <= each.posts for each in committees)
    assert all(
        each.posts == 0 for each in city.party_organizations if each.kind is not Kind.WORK_COMMITTEE
    )


def test_a_sectoral_branch_answers_to_a_sector(
    city: DemoCity, by_id: dict[int, PartyOrganizationRow]
) -> None:
    own = [each for each in city.party_organizations if each.kind is Kind.BRANCH]
    counts = Counter(each.affiliation_basis for each in own)
    assert counts[AffiliationBasis.TERRITORIAL] > counts[AffiliationBasis.SECTORAL] > 0
    for each in own:
        superior = by_id[each.superior_id] if each.superior_id else None
        if superior is not None and superior.kind not in BASE:
            is_sectoral = superior.kind is Kind.SECTOR_COMMITTEE
            assert is_sectoral == (each.affiliation_basis is AffiliationBasis.SECTORAL)


def test_the_kind_at_the_base_follows_from_the_members(city: DemoCity) -> None:
    for each in city.party_organizations:
        if each.kind is Kind.COMMITTEE:
            assert each.party_members >= 100
        elif each.kind is Kind.GENERAL_BRANCH:
            assert 50 <= each.party_members < 100
        elif each.kind is Kind.BRANCH:
            assert each.party_members >= 3


def test_a_committee_counts_everybody_beneath_it(city: DemoCity) -> None:
    beneath: Counter[int] = Counter()
    for each in city.party_organizations:
        if each.superior_id is not None:
            beneath[each.superior_id] += each.party_members
    for each in city.party_organizations:
        if each.id in beneath and each.kind not in (Kind.CIRCLE_COMMITTEE, Kind.JOINT_BRANCH):
            assert each.party_members == beneath[each.id]


def test_a_joint_branch_covers_several_small_organizations(city: DemoCity) -> None:
    kinds = {each.id: each.kind for each in city.party_organizations}
    covered = Counter(
        each.party_organization_id
        for each in city.covers
        if kinds[each.party_organization_id] is Kind.JOINT_BRANCH
    )
    assert sum(count >= 3 for count in covered.values()) > 0.9 * len(covered)
    assert max(covered.values()) <= 16


def test_the_circle_committee_covers_organizations_of_its_circle_itself(city: DemoCity) -> None:
    circle = next(each for each in city.circles if each.committee_id is not None)
    locations = {each.id: each.location for each in city.organizations}
    covered = [
        locations[each.organization_id]
        for each in city.covers
        if each.party_organization_id == circle.committee_id
    ]
    assert len(covered) >= 3
    assert all(location and circle.boundary.contains(location) for location in covered)


def test_covers_hold_while_both_sides_exist(
    city: DemoCity, by_id: dict[int, PartyOrganizationRow]
) -> None:
    organizations = {each.id: each for each in city.organizations}
    for cover in city.covers:
        organization = organizations[cover.organization_id]
        assert cover.since >= (by_id[cover.party_organization_id].established_on or date.max)
        assert cover.since >= (organization.established_on or date.min)
        assert cover.until is None or cover.until > cover.since
        if organization.closed_on is not None:
            assert cover.until is not None
            assert cover.until <= organization.closed_on
    keys = [(each.party_organization_id, each.organization_id, each.since) for each in city.covers]
    assert len(set(keys)) == len(keys)


def test_some_covers_ended_and_a_few_organizations_have_two(city: DemoCity) -> None:
    current = Counter(each.organization_id for each in city.covers if each.until is None)
    assert 1 <= sum(count > 1 for count in current.values()) <= 20
    assert max(current.values()) == 2
    assert sum(each.until is not None for each in city.covers) >= 20


@pytest.mark.parametrize("n_organizations", [28, 50, 400])
def test_enterprises_have_enough_party_organizations_for_pairings_and_honours(
    n_organizations: int,
) -> None:
    city = generate(n_organizations, seed=2)
    enterprises = tuple(
        each.name
        for each in city.organizations
        if each.kind is OrganizationKind.NON_PUBLIC_ECONOMIC
    )
    of_enterprises = [
        each
        for each in city.party_organizations
        if each.kind in BASE - {Kind.JOINT_BRANCH} and each.name.startswith(enterprises)
    ]
    assert len(of_enterprises) >= N_ENTERPRISE_PARTY_ORGANIZATIONS
