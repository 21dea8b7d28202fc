"""Invented names and codes."""

import re

import pytest

from db.credit_code import DEMO_SERIES, is_valid_credit_code
from db.demo import DemoCity, generate
from db.demo.naming import organization_check_character
from db.models.enums import OrganizationKind

REAL = re.compile(
    "西部矿业|西矿|盐湖|三江|藏羊|力盟|王府井|百益|纺织品|天佑德|互助青稞|小西牛|圣源|康普|晶珠|金诃"
    "|可可西里|三普|三榆|宁食|唐道|夏都|大美|亚洲硅业|雪舟|天露|青海春天|明胶|国投|中石|万达|索菲特"
)


def test_names_are_different_and_of_plausible_length(city: DemoCity) -> None:
    names = [each.name for each in city.organizations]
    # One in 500 is entered twice, a mistake to be found.
    assert len(set(names)) == len(names) - 4
    assert all(re.fullmatch(r"[\u4e00-\u9fff]{6,24}", name) for name in names)


def test_names_stay_different_in_a_large_city() -> None:
    large = generate(30_000, seed=4)
    assert len({each.name for each in large.organizations}) == 30_000 - 60
    assert len({each.credit_code for each in large.organizations}) == 30_000


def test_no_name_is_that_of_a_company_known_in_xining(city: DemoCity) -> None:
    assert [each.name for each in city.organizations if REAL.search(each.name)] == []


def test_party_organizations_have_different_names(city: DemoCity) -> None:
    names = [each.name for each in city.party_organizations]
    assert len(set(names)) == len(names)


def test_codes_are_valid_and_of_a_series_that_is_not_issued(city: DemoCity) -> None:
    codes = [each.credit_code for each in city.organizations]
    assert len(set(codes)) == len(codes)
    for code in codes:
        assert is_valid_credit_code(code)
        assert code[8:10] == DEMO_SERIES
        assert organization_check_character(code[8:16]) == code[16]


def test_codes_tell_kind_and_division(city: DemoCity) -> None:
    adcodes = {each.adcode for each in city.districts} | {"630100"}
    for each in city.organizations:
        assert each.credit_code[2:8] in adcodes
        is_enterprise = each.kind is OrganizationKind.NON_PUBLIC_ECONOMIC
        assert (each.credit_code[0] == "9") == is_enterprise


@pytest.mark.parametrize(
    # Weights 3, 7, 9, 10, 5, 8, 4, 2: for D2143569 the sum is 39 + 14 + 9 + 40 + 15 + 40 + 24 + 18
    # = 199 = 18 * 11 + 1, and 11 - 1 = 10 is "X"; a sum of 0 gives 11, which is "0".
    ("first_8", "ninth"),
    [("D2143569", "X"), ("00000000", "0"), ("00000001", "9")],
)
def test_check_character_of_an_organization_code(first_8: str, ninth: str) -> None:
    assert organization_check_character(first_8) == ninth
