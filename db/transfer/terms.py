"""The Chinese of the enums that files hold, as the API's descriptions have it; a test compares."""

import enum
from collections.abc import Mapping

from db.models import enums
from db.transfer.errors import UnknownWordError

TERMS: Mapping[type[enum.StrEnum], Mapping[str, str]] = {
    enums.OrganizationKind: {
        "NON_PUBLIC_ECONOMIC": "非公经济组织",
        "SOCIAL": "社会组织",
    },
    enums.PartyOrganizationKind: {
        "MUNICIPAL_COMMITTEE": "市委",
        "DISTRICT_COMMITTEE": "区县委",
        "ORGANIZATION_DEPARTMENT": "组织部",
        "WORK_COMMITTEE": "非公和社会组织党工委",
        "SECTOR_COMMITTEE": "行业党委",
        "SUBDISTRICT_COMMITTEE": "街道、乡镇党工委",
        "CIRCLE_COMMITTEE": "商圈综合党委",
        "COMMITTEE": "基层党委",
        "GENERAL_BRANCH": "党总支",
        "BRANCH": "党支部",
        "JOINT_BRANCH": "联合党支部",
    },
    enums.AffiliationBasis: {
        "TERRITORIAL": "属地化",
        "SECTORAL": "行业化",
    },
    enums.StationStatus: {
        "PLANNED": "规划",
        "OPEN": "运行",
        "CLOSED": "撤销",
    },
    enums.FundingSource: {
        "POOLED": "整合资金",
        "SELF_RAISED": "自筹资金",
        "SUPERIOR_SUPPORT": "上级支持",
    },
    enums.InstructorMode: {
        "DEDICATED": "专职",
        "SHARED": "兼职",
    },
    enums.InstructorSource: {
        "SECONDED": "选派干部",
        "RETIRED_CADRE": "退休干部",
        "RETIRED_SERVICE_MEMBER": "退役军人",
        "OPEN_RECRUITMENT": "公开招聘",
    },
    enums.ActivitySeries: {
        "TEN_ONES": "十个一系列活动",
        "THEME_EDUCATION": "主题教育",
        "CULTURE_WEEK": "文化周",
        "SPORTS_FESTIVAL": "运动会",
        "VOLUNTEERING": "志愿服务",
        "STAFF_CONGRESS": "职工代表大会",
        "STAFF_LIAISON": "联系职工",
        "COORDINATION_MEETING": "联席会议",
        "TRAINING": "培训",
        "OTHER": "其他",
    },
    enums.Brand: {
        "FOUR_GOODS_ONE_SUPPORT": "四好一支持",
        "DOUBLE_STRENGTHEN_DOUBLE_RAISE": "双强化双提升",
    },
    enums.ExemplarKind: {
        "MODEL_POST": "党员示范岗",
        "RESPONSIBILITY_FIELD": "党员责任田",
    },
    enums.HonorKind: {
        "ADVANCED_ORGANIZATION": "先进基层党组织",
        "OUTSTANDING_MEMBERS": "优秀共产党员",
        "OUTSTANDING_WORKERS": "优秀党务工作者",
        "CONGRESS_DELEGATES": "党代会代表",
    },
    enums.HonorLevel: {
        "DISTRICT": "区县级",
        "CITY": "市级",
        "PROVINCE": "省级",
    },
    enums.WishStatus: {
        "OPEN": "待认领",
        "CLAIMED": "已认领",
        "FULFILLED": "已实现",
    },
    enums.RectificationCause: {
        "UNCLEAR_AFFILIATION": "隶属关系不顺",
        "LOW_COVERAGE": "覆盖率不高",
        "WEAK_ROLE": "作用发挥不明显",
        "OTHER": "其他",
    },
    enums.RectificationStatus: {
        "LISTED": "挂牌",
        "IN_PROGRESS": "整改中",
        "SUBMITTED": "待销号",
        "CLOSED": "销号",
    },
    enums.CultureSiteKind: {
        "PARTY_CORRIDOR": "党建长廊",
        "CULTURE_CORRIDOR": "文化长廊",
        "TIME_CORRIDOR": "时光长廊",
        "ACTIVITY_ROOM": "党员活动室",
    },
}


def terms(enum_class: type[enum.StrEnum]) -> Mapping[str, str]:
    """Give the Chinese of each value of an enum, by the value's name.

    Raises
    ------
    UnknownWordError
        A value has none.
    """
    found = TERMS.get(enum_class, {})
    missing = [name for name in enum_class.__members__ if name not in found]
    if missing:
        raise UnknownWordError(
            f"{enum_class.__name__} lacks the Chinese of {', '.join(missing)}; add it to "
            "db.transfer.terms"
        )
    return found


_OTHER_WORDS: Mapping[type[enum.StrEnum], Mapping[str, tuple[str, ...]]] = {
    enums.OrganizationKind: {
        "NON_PUBLIC_ECONOMIC": ("非公", "非公企业", "非公经济", "民营企业", "私营企业", "企业"),
        "SOCIAL": ("社会团体", "民办非企业单位", "社会服务机构", "基金会", "社团"),
    },
    enums.AffiliationBasis: {"TERRITORIAL": ("属地", "属地管理"), "SECTORAL": ("行业", "行业管理")},
    enums.StationStatus: {"OPEN": ("正常", "在用", "运行中"), "PLANNED": ("拟建",)},
    enums.InstructorMode: {"DEDICATED": ("一对一",), "SHARED": ("一对多",)},
}


def names_of(enum_class: type[enum.StrEnum]) -> Mapping[str, str]:
    """Give the value's name for each word that is understood: name, English, Chinese, others.

    The words are in lower case.

    Examples
    --------
    >>> names_of(enums.OrganizationKind)["社会组织"]
    'SOCIAL'
    """
    found = {}
    for name, term in terms(enum_class).items():
        others = _OTHER_WORDS.get(enum_class, {}).get(name, ())
        for word in (name, name.replace("_", " "), term, *term.split("、"), *others):
            found[word.casefold()] = name
    return found
