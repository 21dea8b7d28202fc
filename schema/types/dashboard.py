"""The dashboard (总览): what the registers add up to."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import strawberry
from strawberry.types import Info

from db.models.enums import HonorKind
from schema.fields import SOURCE, Loaded
from schema.types.coverage import Rate


@strawberry.type(description="How many honours of a kind (荣誉).")
class HonorCount:
    """A kind and a sum of counts."""

    kind: HonorKind = strawberry.field(description="Who was honoured (荣誉类别).")
    count: int = strawberry.field(description="How many (数量).")


def _rate(attribute: str, description: str) -> Any:
    """Declare a rate of coverage of the dashboard's scope and day."""

    async def resolve(root: Any, info: Info[Any, Any]) -> Any:
        report = await info.context.loaders.coverage(root.coverage_question)
        return getattr(report, attribute)

    return strawberry.field(
        resolver=resolve, description=description, metadata={SOURCE: Loaded("coverage", attribute)}
    )


def _honors_by_kind(root: Any) -> list[HonorCount]:
    return [HonorCount(kind=kind, count=count) for kind, count in root.honors_by_kind.items()]


def _sum(description: str, name: str | None = None) -> Any:
    return strawberry.field(name=name, description=description)


@strawberry.type(
    description="What the registers add up to, for a scope and a year (总览). What exists at a "
    "time is that of `asOf`; nothing adds up to 0."
)
class Dashboard:
    """An `operations.dashboard.DashboardResult`."""

    day: date = _sum(
        "The day of what exists at a time (截止日期): the last of the year, at most that of the "
        "newest fact.",
        "asOf",
    )
    organizations: int = _sum("The organizations that exist (非公经济组织、社会组织数).")
    party_organizations: int = _sum("The party organizations (党组织数).")
    party_members: int = _sum("The party members in the organizations (党员人数).")
    circles: int = _sum("The commercial circles (党建商业圈数).")
    stations: int = _sum("The open guidance stations (党建工作指导站数).")
    instructors: int = _sum("The instructors (党建工作指导员数).")
    formal_coverage: Rate = _rate("formal_coverage", "Covered by a party organization (有形覆盖).")
    effective_coverage: Rate = _rate(
        "effective_coverage", "Covered, guided, active and assessed (有效覆盖)."
    )
    work_coverage: Rate = _rate("work_coverage", "Covered, guided or reached (工作覆盖).")
    station_reach: Rate = _rate("station_reach", "Reached by an open station (指导站覆盖).")
    rectification_open: int = _sum("The items not closed yet (未销号).")
    rectification_closed: int = _sum("The items that are closed (已销号).")
    rectification_overdue: int = _sum("The items not closed that were due before `asOf` (逾期).")
    measures_done: int = _sum("The measures that are done (已完成措施).")
    measures_total: int = _sum("The measures (措施总数).")
    dues_returned_cny: Decimal = _sum("The dues returned, in CNY (返还党费, 元).", "duesReturned")
    grants_paid_cny: Decimal = _sum("The incubation grants, in CNY (孵化基金, 元).", "grantsPaid")
    station_investment_cny: Decimal = _sum(
        "What the stations cost that were opened, in CNY (建站经费, 元).", "stationInvestment"
    )
    pairing_funds_cny: Decimal = _sum(
        "What the paired villages got, in CNY (帮扶资金, 元).", "pairingFunds"
    )
    paired_villages: int = _sum("The villages that are paired (结对村数), each once.")
    activities: int = _sum("The activities (活动数).")
    honors_by_kind: list[HonorCount] = strawberry.field(
        resolver=_honors_by_kind, description="The honours by kind (荣誉), every kind once."
    )
    wishes_open: int = _sum("The wishes that nobody claimed yet (待认领微心愿).")
    wishes_fulfilled: int = _sum("The wishes that are fulfilled (已实现微心愿).")
    honors: int = _sum("The honours of all kinds (荣誉总数).")
    exemplars: int = _sum("The posts and fields that set an example (示范岗、责任田数).")
    brands_met: int = _sum("The brand ratings whose criteria are all met (品牌达标数).")
    culture_sites: int = _sum("The places of culture (文化阵地数).")
    responsibilities_done: int = _sum("The responsibilities completed (已完成责任).")
    responsibilities_total: int = _sum("The responsibilities (责任总数).")
    assessment_score: float | None = _sum(
        "The mean score of the assessments by their weights (考核得分), 0 to 100; null of none."
    )
    honor_pay_cost_cny: Decimal = _sum(
        "A year's honour pay, in CNY (荣誉薪酬年度经费, 元).", "honorPayCost"
    )
    posts: int = _sum("The approved posts of the party organizations (编制职数).")
    posts_filled: int = _sum("Those of the posts that are filled (实有人数).")
