"""The Chinese of what files hold: titles of registers and headers.

The API's descriptions carry the same terms, and a test holds the two together. A table or column
without a word here raises, so that a new one is seen.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from db.transfer.errors import UnknownWordError

LONGITUDE = ("经度", "Longitude")
LATITUDE = ("纬度", "Latitude")
"""The headers of a point's columns, Chinese and English, in files without geometries."""
YES = ("是", "Yes")
NO = ("否", "No")
WKT = "WKT"
"""What the header of a shape's column has in brackets, in files without geometries."""


@dataclass(frozen=True)
class KindWords:
    """The name of a register in commands, and its Chinese title."""

    name: str
    zh: str


_KINDS: Mapping[str, KindWords] = {
    "districts": KindWords("districts", "区县"),
    "party_organizations": KindWords("party-organizations", "党组织"),
    "commercial_circles": KindWords("circles", "党建商业圈"),
    "guidance_stations": KindWords("stations", "党建工作指导站"),
    "station_fundings": KindWords("station-fundings", "指导站经费"),
    "organizations": KindWords("organizations", "非公经济组织和社会组织"),
    "party_organization_covers": KindWords("covers", "党组织覆盖"),
    "instructors": KindWords("instructors", "党建工作指导员"),
    "instructor_assignments": KindWords("assignments", "指导员选派"),
    "activities": KindWords("activities", "活动"),
    "assessments": KindWords("assessments", "年度党建目标考核"),
    "responsibilities": KindWords("responsibilities", "党建责任清单"),
    "inspections": KindWords("inspections", "督促检查"),
    "measures": KindWords("measures", "措施"),
    "milestones": KindWords("milestones", "时间节点"),
    "rectification_items": KindWords("rectification-items", "挂牌销号"),
    "rectification_events": KindWords("rectification-events", "整改过程"),
    "brand_criteria": KindWords("brand-criteria", "评定标准"),
    "brand_ratings": KindWords("brand-ratings", "品牌评定"),
    "brand_rating_criteria": KindWords("brand-rating-criteria", "品牌评定结果"),
    "exemplars": KindWords("exemplars", "党员示范岗和责任田"),
    "honors": KindWords("honors", "荣誉"),
    "wishes": KindWords("wishes", "微心愿"),
    "pairings": KindWords("pairings", "结对帮扶"),
    "dues_rebates": KindWords("dues-rebates", "党费返还"),
    "incubation_grants": KindWords("incubation-grants", "孵化发展基金"),
    "honor_pay_programs": KindWords("honor-pay-programs", "党员荣誉薪酬"),
    "culture_sites": KindWords("culture-sites", "文化阵地"),
    "alliances": KindWords("alliances", "城市党建联盟"),
    "alliance_circles": KindWords("alliance-circles", "联盟成员商业圈"),
    "alliance_organizations": KindWords("alliance-organizations", "联盟成员单位"),
}

# By attribute; where a register calls it otherwise, by "table.attribute".
_HEADERS: Mapping[str, tuple[str, ...]] = {
    "adcode": ("行政区划代码", "区划代码", "adcode"),
    "affiliation_basis": ("隶属方式", "隶属关系"),
    "alliance_id": ("城市党建联盟", "联盟"),
    "amount_cny": ("金额",),
    "at": ("时间",),
    "boundary": ("边界",),
    "brand": ("品牌",),
    "by": ("操作人",),
    "capacity": ("服务能力",),
    "cause": ("问题类别",),
    "circle_id": ("党建商业圈", "商业圈", "商圈"),
    "claimed_by_id": ("认领单位",),
    "claimed_on": ("认领日期",),
    "closed_on": ("注销日期",),
    "code": ("代码",),
    "committee_id": ("商圈综合党委",),
    "count": ("数量",),
    "credit_code": ("统一社会信用代码", "信用代码", "社会信用代码"),
    "criterion_id": ("标准",),
    "done_on": ("完成日期",),
    "due_on": ("完成时限",),
    "eligible_members": ("享受人数",),
    "employees": ("从业人数", "职工人数", "员工人数", "从业人员"),
    "established_on": ("成立日期", "成立时间"),
    "findings": ("检查情况",),
    "from_status": ("原状态",),
    "fulfilled_on": ("实现日期",),
    "full_time_party_workers": ("专职党务工作者",),
    "fund_holder_id": ("基金管理党组织",),
    "funds_cny": ("帮扶资金",),
    "hard_to_organize": ("组建难度大",),
    "holder_id": ("责任主体",),
    "home_station_id": ("党建工作指导站", "指导站"),
    "host_id": ("主办党组织",),
    "industry": ("行业", "所属行业"),
    "inspection_id": ("督促检查",),
    "instructor_id": ("党建工作指导员", "指导员"),
    "is_in_force": ("有效",),
    "is_met": ("达标",),
    "is_proposal": ("建议稿",),
    "item_id": ("整改事项",),
    "kind": ("类别", "类型"),
    "level": ("表彰级别",),
    "listed_on": ("挂牌日期",),
    "location": ("位置",),
    "matched_cny": ("配套",),
    "measure_id": ("对应措施", "措施"),
    "minimum_years": ("党龄起点",),
    "mode": ("专职或兼职",),
    "monthly_amount_cny": ("每月金额",),
    "name": ("名称",),
    "name_en": ("英文名称",),
    "named_district_id": ("区县", "所属区县", "所在区县", "辖区"),
    "district_id": ("区县", "所属区县", "所在区县", "辖区"),
    "note": ("备注",),
    "number": ("编号",),
    "on": ("日期",),
    "opened_on": ("启用日期",),
    "organization_id": ("组织信用代码", "组织", "单位", "企业"),
    "owner_id": ("责任单位",),
    "paid_cny": ("上缴党费",),
    "participants": ("参加人数",),
    "party_members": ("党员人数", "党员数"),
    "party_organization_id": ("党组织",),
    "position": ("序号",),
    "posted_on": ("发布日期",),
    "posts": ("编制职数",),
    "posts_filled": ("实有人数",),
    "purpose": ("用途",),
    "rating_id": ("品牌评定",),
    "returned_cny": ("返还",),
    "score": ("得分",),
    "series": ("系列",),
    "service_radius_m": ("服务半径",),
    "since": ("起始日期",),
    "source": ("来源",),
    "station_id": ("党建工作指导站", "指导站"),
    "status": ("状态",),
    "subject_id": ("考核对象",),
    "superior_id": ("上级党组织",),
    "target": ("考核目标",),
    "title": ("标题",),
    "to_status": ("新状态",),
    "until": ("终止日期",),
    "village": ("结对村",),
    "village_location": ("位置",),
    "weight": ("权重",),
    "year": ("年度", "年份"),
    "activities.title": ("主题",),
    "brand_criteria.position": ("序号",),
    "brand_criteria.title": ("标准",),
    "districts.name": ("名称", "区县", "区县名称"),
    "exemplars.title": ("名称",),
    "guidance_stations.closed_on": ("撤销日期",),
    "honors.kind": ("荣誉类别",),
    "inspections.on": ("检查日期",),
    "inspections.subject_id": ("检查对象",),
    "instructors.capacity": ("可联系数",),
    "instructors.code": ("编号",),
    "instructors.source": ("选派来源",),
    "measures.owner_id": ("牵头单位",),
    "measures.title": ("措施", "措施名称"),
    "milestones.due_on": ("时限",),
    "milestones.measure_id": ("措施编号", "措施"),
    "milestones.title": ("节点目标",),
    "organizations.name": ("名称", "单位名称", "企业名称", "组织名称", "机构名称"),
    "pairings.party_organization_id": ("帮扶党组织",),
    "party_organizations.name": ("名称", "党组织名称"),
    "rectification_items.due_on": ("整改时限",),
    "rectification_items.title": ("问题",),
    "responsibilities.title": ("责任事项",),
    "wishes.title": ("心愿",),
}
_UNITS = {"m": "(米)", "cny": "(元)"}


def kind_words(table: str) -> KindWords:
    """Give the name and the title of a table's register.

    Raises
    ------
    UnknownWordError
        It has none.
    """
    if table not in _KINDS:
        raise UnknownWordError(f"the table {table} has no title; add one to db.transfer.words")
    return _KINDS[table]


def header(table: str, attribute: str, unit: str = "") -> tuple[str, tuple[str, ...]]:
    """Give a column's Chinese header with its unit, and other headers for it.

    Raises
    ------
    UnknownWordError
        It has none.
    """
    found = _HEADERS.get(f"{table}.{attribute}") or _HEADERS.get(attribute)
    if found is None:
        raise UnknownWordError(
            f"the column {table}.{attribute} has no header; add one to db.transfer.words"
        )
    return found[0] + _UNITS.get(unit, ""), found[1:]
