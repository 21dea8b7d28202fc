"""The demo city's rows: exact figures, the same every time."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

import pytest
from shapely.geometry.base import BaseGeometry

from db.demo import MINIMUM_ORGANIZATIONS, DemoCity, DemoSizeError, generate
from db.models.enums import (
    OrganizationKind,
    PartyOrganizationKind,
    StationStatus,
)

DIGEST_OF_300 = "6a6d0f2adb90e0a43d7d8d2690b6b30dbf58a055d6eee2dc3a9400fac9013555"
URBAN = ("城东区", "城中区", "城西区", "城北区")


def tables(city: DemoCity) -> Iterator[tuple[NamedTuple, ...]]:
    for whole in (city, city.registers):
        for field in fields(whole):
            rows = getattr(whole, field.name)
            if isinstance(rows, tuple):
                yield rows


def dates(city: DemoCity) -> Iterator[date]:
    """Give the days of facts: a day on which something is due is none."""
    for rows in tables(city):
        for row in rows:
            for name, value in row._asdict().items():
                if isinstance(value, datetime):
                    yield value.date()
                elif isinstance(value, date) and name != "due_on":
                    yield value


def digest(city: DemoCity) -> str:
    hashed = hashlib.sha256(f"{city.n_organizations} {city.seed}".encode())
    for rows in tables(city):
        for row in rows:
            values = [
                value.wkb_hex if isinstance(value, BaseGeometry) else str(value) for value in row
            ]
            hashed.update("|".join(values).encode() + b"\n")
    return hashed.hexdigest()


def test_the_figures_of_the_report_hold_exactly(city: DemoCity) -> None:
    districts = {each.id: each.name for each in city.districts}
    assert len(city.organizations) == 2_000
    assert len(city.districts) == 7
    assert sorted(districts[each.district_id] for each in city.circles) == sorted(URBAN)
    assert len(city.stations) == 8
    assert {each.status for each in city.stations} == {StationStatus.OPEN}
    assert {each.opened_on.year for each in city.stations if each.opened_on} == {2017}
    assert sum((each.amount_cny for each in city.station_fundings), Decimal()) == 200_000
    assert max(dates(city)) == date(2017, 11, 1)


@pytest.mark.parametrize("n_organizations", [MINIMUM_ORGANIZATIONS, 50, 51, 333])
def test_any_size_holds_the_figures(n_organizations: int) -> None:
    city = generate(n_organizations, seed=n_organizations)
    assert len(city.organizations) == n_organizations
    assert (len(city.circles), len(city.stations)) == (4, 8)
    assert max(dates(city)) == date(2017, 11, 1)


def test_the_circle_of_chengxi_alone_has_a_committee(city: DemoCity) -> None:
    led = [each for each in city.circles if each.committee_id is not None]
    assert [each.name for each in led] == ["新宁广场党建商圈"]
    committee = next(each for each in city.party_organizations if each.id == led[0].committee_id)
    assert committee.kind is PartyOrganizationKind.CIRCLE_COMMITTEE
    assert committee.district_id == led[0].district_id
    kinds = Counter(each.kind for each in city.party_organizations)
    assert kinds[PartyOrganizationKind.CIRCLE_COMMITTEE] == 1


def test_the_same_arguments_give_the_same_rows() -> None:
    assert digest(generate(120, seed=9)) == digest(generate(120, seed=9))
    assert digest(generate(120, seed=9)) != digest(generate(120, seed=10))


def test_the_rows_are_the_same_on_every_platform() -> None:
    """Whoever changes the data or the generator on purpose writes the new digest here."""
    assert digest(generate(300, seed=1)) == DIGEST_OF_300


@pytest.mark.parametrize("n_organizations", [MINIMUM_ORGANIZATIONS - 1, 0, -5])
def test_a_city_too_small_for_its_figures_is_refused(n_organizations: int) -> None:
    with pytest.raises(DemoSizeError, match=rf"{n_organizations} organizations.*at least 28"):
        generate(n_organizations)


def test_a_negative_seed_is_refused() -> None:
    with pytest.raises(DemoSizeError, match="seed -1 is negative"):
        generate(50, seed=-1)


def test_organizations_are_shared_out_by_the_census(city: DemoCity) -> None:
    districts = {each.id: each.boundary for each in city.districts}
    inside: Counter[int] = Counter()
    for each in city.organizations:
        if each.location is not None:
            inside.update(key for key, area in districts.items() if area.contains(each.location))
    # 489,372 of 2,467,965 inhabitants live in 城东: 396.6 of 2,000 organizations.
    assert 380 <= inside[1] <= 397
    assert sum(inside.values()) == sum(each.location is not None for each in city.organizations)


def test_a_few_have_no_location_no_basis_or_the_wrong_district(city: DemoCity) -> None:
    districts = {each.id: each.boundary for each in city.districts}
    unlocated = [each for each in city.organizations if each.location is None]
    assert 10 <= len(unlocated) <= 60
    assert all(each.named_district_id is not None for each in unlocated)
    assert 10 <= sum(each.affiliation_basis is None for each in city.organizations) <= 60
    outside = [
        each
        for each in city.organizations
        if each.location is not None
        and each.named_district_id is not None
        and not districts[each.named_district_id].contains(each.location)
    ]
    assert 5 <= len(outside) <= 40


def test_the_district_is_the_named_one_or_else_where_it_lies(city: DemoCity) -> None:
    districts = {each.id: each.boundary for each in city.districts}
    for each in city.organizations:
        if each.named_district_id is not None:
            assert each.district_id == each.named_district_id
        else:
            assert each.location is not None
            assert districts[each.district_id].contains(each.location)


def test_employees_are_heavy_tailed_and_members_are_employees(city: DemoCity) -> None:
    employees = sorted(each.employees for each in city.organizations)
    assert employees[0] >= 1
    assert 5 <= employees[1_000] <= 20
    assert employees[1_980] > 20 * employees[1_000]
    assert sum(employees[-200:]) > sum(employees) / 2
    assert all(each.party_members <= each.employees for each in city.organizations)
    kinds = Counter(each.kind for each in city.organizations)
    assert 0.15 < kinds[OrganizationKind.SOCIAL] / 2_000 < 0.35


def test_whoever_closed_was_established_before(city: DemoCity) -> None:
    closed = [each for each in city.organizations if each.closed_on is not None]
    assert 30 <= len(closed) <= 90
    for each in closed:
        assert each.established_on is None or (each.closed_on or date.max) > each.established_on
