"""What cells mean: numbers with units, days, codes, words, and what is personal."""

import doctest
from datetime import UTC, date, datetime
from decimal import Decimal
from types import ModuleType
from typing import Any

import pytest

from db.credit_code import check_character
from db.models.enums import OrganizationKind
from db.transfer import (
    credit_codes,
    matching,
    personal,
    read_sheets,
    terms,
    units,
    write_guard,
)
from db.transfer.credit_codes import are_valid
from db.transfer.findings import Problem, Rule
from db.transfer.kinds import kind_named
from db.transfer.matching import normalized
from db.transfer.personal import is_personal_header, looks_personal, personal_part
from db.transfer.places import numbers
from db.transfer.values import parser_of


@pytest.mark.parametrize(
    "module", [credit_codes, matching, personal, read_sheets, terms, units, write_guard]
)
def test_examples_hold(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0


def read(kind: str, attribute: str, raw: Any, unit: str = "") -> Any:
    return parser_of(kind_named(kind).column(attribute), unit=unit)(raw)


@pytest.mark.parametrize(
    ("raw", "unit", "found"),
    [
        ("120", "", 120),
        (120.0, "", 120),
        ("１２０人", "", 120),
        ("1,200 人", "", 1200),
        ("1.2万", "", 12_000),
        ("1.2", "万人", 12_000),
        ("", "", None),
        ("—", "", None),
        ("无", "", None),
    ],
)
def test_counts_with_units(raw: Any, unit: str, found: int | None) -> None:
    assert read("organizations", "employees", raw, unit) == found


@pytest.mark.parametrize(
    ("raw", "unit", "found"),
    [
        ("20万元", "", "200000.00"),
        ("0.5", "万元", "5000.00"),
        ("￥1,234.5", "", "1234.50"),
        (1234.56, "", "1234.56"),
        (0.1 + 0.2, "", "0.30"),
        ("3角", "", "0.30"),
        ("1.2亿元", "", "120000000.00"),
    ],
)
def test_money_is_exact_to_the_fen(raw: Any, unit: str, found: str) -> None:
    assert read("dues-rebates", "paid_cny", raw, unit) == Decimal(found)


def test_a_unit_in_the_cell_is_nearer_than_that_of_the_header() -> None:
    assert read("stations", "service_radius_m", "1.5公里", "米") == 1500.0
    assert read("stations", "service_radius_m", "1.5", "公里") == 1500.0
    assert read("stations", "service_radius_m", 800.0) == 800.0


@pytest.mark.parametrize(
    ("kind", "attribute", "raw", "rule"),
    [
        ("organizations", "employees", "约50", Rule.NUMBER),
        ("organizations", "employees", "1.5", Rule.NUMBER),
        ("organizations", "employees", "-3", Rule.RANGE),
        ("organizations", "employees", "50元", Rule.UNIT),
        ("organizations", "employees", 3e9, Rule.RANGE),
        ("organizations", "employees", "inf", Rule.NUMBER),
        ("dues-rebates", "paid_cny", "1.005", Rule.NUMBER),
        ("assessments", "score", "101", Rule.RANGE),
        ("stations", "service_radius_m", "0", Rule.RANGE),
        ("honors", "year", "16", Rule.DATE),
        ("organizations", "hard_to_organize", "也许", Rule.CHOICE),
    ],
)
def test_wrong_cells_are_problems(kind: str, attribute: str, raw: Any, rule: Rule) -> None:
    found = read(kind, attribute, raw)

    assert isinstance(found, Problem)
    assert found.rule is rule
    assert all((found.zh, found.en, found.suggestion_zh, found.suggestion_en))


@pytest.mark.parametrize(
    "raw",
    [
        "2016-03-01",
        "2016/3/1",
        "2016.3.1",
        "2016年3月1日",
        "20160301",
        "2016-03-01 00:00:00",
        "2016-03-01T08:00:00Z",
        date(2016, 3, 1),
        datetime(2016, 3, 1, 8, 0, tzinfo=UTC),
    ],
)
def test_days_in_all_their_forms(raw: Any) -> None:
    assert read("organizations", "established_on", raw) == date(2016, 3, 1)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("42430", "it is 2016-03-01"),
        ("2016年3月", "give the day too"),
        ("03/04/2016", "exchanged"),
        ("2016-02-30", "check year"),
        ("1016-02-03", "write it as"),
    ],
)
def test_a_day_that_is_none_comes_with_advice(raw: str, words: str) -> None:
    found = read("organizations", "established_on", raw)

    assert isinstance(found, Problem)
    assert words in found.suggestion_en


def test_moments_need_their_time_zone() -> None:
    found = read("rectification-events", "at", "2017-03-01T09:30:00+08:00")

    assert found == datetime(2017, 3, 1, 1, 30, tzinfo=UTC)
    assert isinstance(read("rectification-events", "at", "2017-03-01 09:30"), Problem)


@pytest.mark.parametrize(
    "raw", ["SOCIAL", "social", "Social", "社会组织", " 社会组织 ", "民办非企业单位"]
)
def test_choices_by_name_english_and_chinese(raw: str) -> None:
    assert read("organizations", "kind", raw) is OrganizationKind.SOCIAL


@pytest.mark.parametrize(("raw", "found"), [("是", True), ("NO", False), (1, True), ("", None)])
def test_yes_and_no(raw: Any, found: bool | None) -> None:
    assert read("organizations", "hard_to_organize", raw) is found


def test_codes_are_checked_together_as_alone() -> None:
    right = ["91350100M000100Y43", "91630100" + "0" * 9 + check_character("91630100" + "0" * 9)]
    wrong = [
        "91350100M000100Y42",
        "91350100M000100Y4",
        "91350100M000100YI3",
        "",
        None,
        3,
        "信" * 18,
    ]

    assert are_valid([*right, *wrong]).tolist() == [True, True] + [False] * len(wrong)
    assert are_valid([]).tolist() == []


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("9135O100M000100Y43", "perhaps 91350100M000100Y43"),
        ("91350100M000100Y42", "compare it with the licence"),
        ("91351000M000100Y43", "perhaps 91350100M000100Y43"),
    ],
)
def test_a_wrong_code_is_mended_if_there_is_one_way(raw: str, words: str) -> None:
    found = read("organizations", "credit_code", raw)

    assert isinstance(found, Problem)
    assert words in found.suggestion_en


def test_codes_lose_spaces_and_small_letters() -> None:
    assert read("organizations", "credit_code", " 91350100m000100y43 ") == "91350100M000100Y43"


def test_degrees_minutes_and_seconds_are_read() -> None:
    found = numbers(["101°46′30″E", "36度37分12秒", "-73.5", "", None, "x", "73°30'W"])

    assert found[:3].tolist() == pytest.approx([101.775, 36.62, -73.5])
    assert found[6] == -73.5
    assert [str(one) for one in found[3:6].tolist()] == ["nan", "nan", "inf"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("11010519491231002X", "identity"),
        ("身份证11010519491231002x号", "identity"),
        ("110105194912310021", None),
        ("13800138000", "mobile"),
        ("+86 138 0013 8000", "mobile"),
        ("0971-6123456", None),
        ("91350100M000100Y43", None),
        ("101.7780138001", None),
    ],
)
def test_identity_and_phone_numbers_are_seen(text: str, found: str | None) -> None:
    assert personal_part(text) == found


def test_columns_of_persons_are_seen_by_name_or_cells() -> None:
    personal_headers = (
        "联系人",
        "法定代表人",
        "姓名",
        "手机号",
        "身份证号",
        "contact_phone",
        "E-mail",
    )
    assert all(map(is_personal_header, personal_headers))
    assert not any(map(is_personal_header, ("单位名称", "党员人数", "地址", "名称", "Name")))
    assert looks_personal(["13800138000", 13900139000.0, None, "无"])
    assert not looks_personal(["12", "甲公司", None])


def test_headers_without_brackets_spaces_and_marks() -> None:
    assert normalized("＊单位 名称（必填）") == "单位名称"
    assert normalized("Full-time party_workers") == "fulltimepartyworkers"
