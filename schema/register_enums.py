"""The enums of the registers, with their Chinese terms."""

from __future__ import annotations

from db.models import enums as stored
from db.repositories.affiliation_issues import AffiliationIssueKind
from schema.vocabulary import Vocabulary

REGISTER_VOCABULARIES: tuple[Vocabulary, ...] = (
    Vocabulary(
        stored.RegisterStatus,
        "How far a duty or a measure is on the day of the newest fact (进展).",
        {
            "PENDING": "Not begun (未开始).",
            "IN_PROGRESS": "Under way (进行中).",
            "DONE": "Done (已完成).",
            "OVERDUE": "Not done, and its day is past (逾期).",
        },
    ),
    Vocabulary(
        stored.Brand,
        "A brand that organizations are rated by (党建品牌).",
        {
            "FOUR_GOODS_ONE_SUPPORT": "Of enterprises, five criteria (四好一支持).",
            "DOUBLE_STRENGTHEN_DOUBLE_RAISE": (
                "Of social organizations, four criteria (双强化双提升)."
            ),
        },
    ),
    Vocabulary(
        stored.ExemplarKind,
        "What sets an example.",
        {
            "MODEL_POST": "A model post of party members (党员示范岗).",
            "RESPONSIBILITY_FIELD": "A field that party members answer for (党员责任田).",
        },
    ),
    Vocabulary(
        stored.HonorKind,
        "Who was honoured (两优一先), or sent to a congress.",
        {
            "ADVANCED_ORGANIZATION": "Advanced party organizations (先进基层党组织).",
            "OUTSTANDING_MEMBERS": "Outstanding party members (优秀共产党员).",
            "OUTSTANDING_WORKERS": "Outstanding party workers (优秀党务工作者).",
            "CONGRESS_DELEGATES": "Delegates to party congresses (党代会代表).",
        },
    ),
    Vocabulary(
        stored.HonorLevel,
        "Which level gave an honour (表彰级别).",
        {
            "DISTRICT": "The district (区县级).",
            "CITY": "The city (市级).",
            "PROVINCE": "The province (省级).",
        },
    ),
    Vocabulary(
        stored.WishStatus,
        "The life of a small wish (微心愿), each step once and in this order.",
        {
            "OPEN": "Posted, claimed by nobody yet (待认领).",
            "CLAIMED": "Claimed by an organization (已认领).",
            "FULFILLED": "Fulfilled (已实现).",
        },
    ),
    Vocabulary(
        stored.RectificationCause,
        "Which stubborn defect an item mends (突出问题).",
        {
            "UNCLEAR_AFFILIATION": "It is not clear who answers to whom (隶属关系不顺).",
            "LOW_COVERAGE": "Too few are covered (覆盖率不高).",
            "WEAK_ROLE": "The party organization plays no role (作用发挥不明显).",
            "OTHER": "Something else (其他).",
        },
    ),
    Vocabulary(
        stored.RectificationStatus,
        "The steps from listing an item to striking it off (挂牌销号); none is skipped, and the "
        "one step back is from SUBMITTED to IN_PROGRESS, with a note.",
        {
            "LISTED": "Listed (挂牌).",
            "IN_PROGRESS": "Being mended (整改中).",
            "SUBMITTED": "Said to be mended, to be checked by somebody else (待销号).",
            "CLOSED": "Struck off the list (销号).",
        },
    ),
    Vocabulary(
        stored.CultureSiteKind,
        "A place of party and company culture (文化阵地).",
        {
            "PARTY_CORRIDOR": "A corridor on party work (党建长廊).",
            "CULTURE_CORRIDOR": "A corridor on company culture (文化长廊).",
            "TIME_CORRIDOR": "A corridor of the years (时光长廊).",
            "ACTIVITY_ROOM": "A room for the activities of party members (党员活动室).",
        },
    ),
    Vocabulary(
        AffiliationIssueKind,
        "What is wrong with the record of an organization (隶属问题).",
        {
            "NO_AFFILIATION": (
                "No party organization covers it, and no basis of affiliation is known (无隶属)."
            ),
            "SEVERAL_AFFILIATIONS": "More than one party organization covers it (多头隶属).",
            "CIRCULAR_AFFILIATION": (
                "Who covers it answers, through the superiors, to itself (循环隶属)."
            ),
            "NO_LOCATION": "It is not located yet (无位置).",
            "OUTSIDE_NAMED_DISTRICT": "It lies outside the district that it names (位置不符).",
            "DUPLICATE": "Another of the same name lies at most 50 m away (疑似重复).",
        },
    ),
)
