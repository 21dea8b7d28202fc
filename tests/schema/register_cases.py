"""What each register is told, and what it then answers: three entries, counted by hand.

The first two are of the west (630101), the third is of the east (630102); the first and the third
are of 2016 where the register has years.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

WEST, EAST = "630101", "630102"
WEST_POINT = {"type": "Point", "coordinates": [101.03, 36.03]}
EAST_POINT = {"type": "Point", "coordinates": [101.13, 36.03]}


def party(number: int) -> str:
    return f"PartyOrganization:{number}"


def organization(number: int) -> str:
    return f"Organization:{number}"


# Of the western branch, the western committee and the eastern branch.
PARTIES = (party(2), party(1), party(3))
# Two of the western circle, and one of the eastern.
ORGANIZATIONS = (organization(1), organization(2), organization(5))
YEARS = (2016, 2017, 2016)
DAYS = ("2016-12-31", "2017-01-01", "2016-01-01")

Filters = tuple[tuple[dict[str, Any], list[int]], ...]
BY_PLACE: Filters = (
    ({}, [1, 2, 3]),
    ({"district": WEST}, [1, 2]),
    ({"district": EAST}, [3]),
    ({"year": 2016, "district": WEST}, [1]),
    ({"year": 1999}, []),
)
OF_PARTY: Filters = (*BY_PLACE, ({"organization": organization(1)}, [1]))
OF_ORGANIZATION: Filters = (
    *BY_PLACE,
    ({"circle": "CommercialCircle:1"}, [1, 2]),
    ({"circle": "CommercialCircle:2", "year": 2016}, [3]),
    ({"organization": organization(2)}, [2]),
)


@dataclass(frozen=True)
class Case:
    """A register: the mutation that records in it, and what is read of it then.

    `shown` is what the first entry reads as, `change` a correction of it with what reads
    otherwise, `sums` the fields of the dashboard for the city, the west and 2016, after the
    correction.
    """

    mutation: str
    result: str
    list_name: str
    type_name: str
    inputs: tuple[dict[str, Any], ...]
    selection: str
    shown: dict[str, Any]
    filters: Filters
    change: dict[str, Any]
    changed: dict[str, Any]
    sums: dict[str, tuple[Any, Any, Any]] = field(default_factory=dict)
    refused: tuple[str, ...] = ()


def three(**columns: Any) -> tuple[dict[str, Any], ...]:
    """Give three entries; a tuple has a value for each, anything else is the same for all."""
    return tuple(
        {
            name: value[place] if isinstance(value, tuple) else value
            for name, value in columns.items()
        }
        for place in range(3)
    )


DUTIES = (
    Case(
        "assignResponsibility",
        "responsibility",
        "responsibilities",
        "Responsibility",
        three(title="落实", holder=PARTIES, year=YEARS, dueOn=("2016-06-30", None, None)),
        "title holder { id } year dueOn doneOn status",
        {"title": "落实", "holder": {"id": party(2)}, "dueOn": "2016-06-30", "status": "OVERDUE"},
        (*OF_PARTY, ({"statuses": ["IN_PROGRESS"]}, [2]), ({"statuses": ["DONE", "PENDING"]}, [])),
        {"title": "落实责任"},
        {"title": "落实责任", "dueOn": "2016-06-30"},
        {"responsibilitiesTotal": (3, 2, 2), "responsibilitiesDone": (0, 0, 0)},
    ),
    Case(
        "setAssessment",
        "assessment",
        "assessments",
        "Assessment",
        three(subject=PARTIES, year=YEARS, target="覆盖", weight=0.5),
        "subject { id } year target weight score",
        {"subject": {"id": party(2)}, "year": 2016, "weight": 0.5, "score": None},
        OF_PARTY,
        {"weight": 0.25},
        {"weight": 0.25},
        # Those without a score do not count: 80 of 2016 in the west and 90 of 2017 do.
        {"assessmentScore": (85.0, 80.0, 80.0)},
        ("statuses",),
    ),
    Case(
        "recordInspection",
        "inspection",
        "inspections",
        "Inspection",
        three(subject=PARTIES, on=DAYS, findings="台账不全", items=[]),
        "subject { id } on findings rectificationItems { title }",
        {"on": "2016-12-31", "findings": "台账不全", "rectificationItems": []},
        OF_PARTY,
        {"findings": "已补"},
        {"findings": "已补"},
        {},
        ("statuses",),
    ),
    Case(
        "listRectification",
        "item",
        "rectificationItems",
        "RectificationItem",
        three(
            title="未覆盖",
            cause="LOW_COVERAGE",
            owner=PARTIES,
            organization=(organization(1), None, None),
            dueOn=("2017-10-31", "2017-11-01", "2017-12-31"),
        ),
        "title cause owner { id } organization { id } listedOn dueOn status overdue "
        "history { from to by note }",
        {
            "listedOn": "2017-11-02",
            "status": "LISTED",
            "overdue": True,
            "history": [{"from": None, "to": "LISTED", "by": "clerk", "note": None}],
        },
        (
            ({}, [1, 2, 3]),
            ({"district": EAST}, [3]),
            ({"circle": "CommercialCircle:1"}, [1]),
            ({"organization": organization(1)}, [1]),
            ({"year": 2017}, [1, 2, 3]),
            ({"statuses": ["LISTED"]}, [1, 2, 3]),
            ({"statuses": ["CLOSED"]}, []),
        ),
        {"cause": "OTHER"},
        {"cause": "OTHER", "status": "LISTED"},
        {
            "rectificationOpen": (3, 2, 0),
            "rectificationClosed": (0, 0, 0),
            "rectificationOverdue": (1, 1, 0),
        },
    ),
    Case(
        "setMeasure",
        "measure",
        "measures",
        "Measure",
        three(
            number=(1, 2, 3),
            title="理顺隶属",
            owner=PARTIES,
            milestones=(
                [{"title": "摸底", "dueOn": "2016-06-30"}],
                [{"title": "摸底", "dueOn": "2017-12-31"}],
                [],
            ),
        ),
        "number title owner { id } milestones { title dueOn doneOn } items { id } status",
        {
            "number": 1,
            "milestones": [{"title": "摸底", "dueOn": "2016-06-30", "doneOn": None}],
            "items": [],
            "status": "OVERDUE",
        },
        (
            ({}, [1, 2, 3]),
            ({"district": WEST}, [1, 2]),
            ({"year": 2016}, [1]),
            ({"statuses": ["PENDING"]}, [2, 3]),
        ),
        {"title": "理顺关系"},
        {"title": "理顺关系"},
        {"measuresTotal": (3, 2, 1), "measuresDone": (0, 0, 0)},
        ("organization",),
    ),
)
MERITS = (
    Case(
        "recordActivity",
        "activity",
        "activities",
        "Activity",
        three(
            series="VOLUNTEERING",
            title="志愿",
            on=DAYS,
            organization=(organization(1), None, None),
            station=(None, "GuidanceStation:1", None),
            location=(None, None, EAST_POINT),
            participants=7,
        ),
        "series title on organization { id } station { id } location participants",
        {"organization": {"id": organization(1)}, "location": None, "participants": 7},
        (*BY_PLACE, ({"organization": organization(1)}, [1])),
        {"participants": 9},
        {"participants": 9},
        # With the city's own three: 1 and 3 in the west, 3 of 2016.
        {"activities": (6, 4, 3)},
        ("statuses",),
    ),
    Case(
        "rateBrand",
        "brandRating",
        "brandRatings",
        "BrandRating",
        three(
            brand="DOUBLE_STRENGTHEN_DOUBLE_RAISE",
            organization=ORGANIZATIONS,
            year=YEARS,
            met=(["a"], ["a", "b"], ["a", "b"]),
        ),
        "brand organization { id } year met criteria { code title met proposal }",
        {
            "met": False,
            "criteria": [
                {"code": "a", "title": "甲", "met": True, "proposal": True},
                {"code": "b", "title": "乙", "met": False, "proposal": True},
            ],
        },
        OF_ORGANIZATION,
        {"met": ["b", "a"]},
        {"met": True},
        {"brandsMet": (3, 2, 2)},
        ("statuses",),
    ),
    Case(
        "nameExemplar",
        "exemplar",
        "exemplars",
        "Exemplar",
        three(kind="MODEL_POST", organization=ORGANIZATIONS, title="示范岗", year=YEARS),
        "kind organization { id } title year",
        {"kind": "MODEL_POST", "organization": {"id": organization(1)}, "year": 2016},
        OF_ORGANIZATION,
        {"kind": "RESPONSIBILITY_FIELD"},
        {"kind": "RESPONSIBILITY_FIELD"},
        {"exemplars": (3, 2, 2)},
        ("statuses",),
    ),
    Case(
        "recordHonor",
        "honor",
        "honors",
        "Honor",
        three(
            kind=("ADVANCED_ORGANIZATION", "OUTSTANDING_MEMBERS", "CONGRESS_DELEGATES"),
            level="CITY",
            year=YEARS,
            partyOrganization=PARTIES,
            organization=(organization(1), None, None),
            count=(1, 4, 2),
        ),
        "kind level year partyOrganization { id } organization { id } count",
        {"kind": "ADVANCED_ORGANIZATION", "organization": {"id": organization(1)}, "count": 1},
        (*BY_PLACE, ({"organization": organization(1)}, [1])),
        {"count": 3},
        {"count": 3},
        {"honors": (9, 7, 5)},
        ("statuses",),
    ),
    Case(
        "postWish",
        "wish",
        "wishes",
        "Wish",
        three(title="书架", location=(WEST_POINT, WEST_POINT, EAST_POINT)),
        "title location status claimedBy { id } postedOn claimedOn fulfilledOn",
        {"status": "OPEN", "claimedBy": None, "postedOn": "2017-11-02", "fulfilledOn": None},
        (
            ({}, [1, 2, 3]),
            ({"district": EAST}, [3]),
            ({"year": 2017, "district": WEST}, [1, 2]),
            ({"statuses": ["OPEN"]}, [1, 2, 3]),
            ({"statuses": ["CLAIMED", "FULFILLED"]}, []),
        ),
        {"title": "新书架"},
        {"title": "新书架"},
        {"wishesOpen": (3, 2, 0), "wishesFulfilled": (0, 0, 0)},
    ),
    Case(
        "registerCultureSite",
        "cultureSite",
        "cultureSites",
        "CultureSite",
        three(
            kind=("PARTY_CORRIDOR", "TIME_CORRIDOR", "ACTIVITY_ROOM"),
            name="长廊",
            organization=(organization(1), None, None),
            location=(WEST_POINT, WEST_POINT, EAST_POINT),
        ),
        "kind name organization { id } location",
        {"kind": "PARTY_CORRIDOR", "organization": {"id": organization(1)}, "location": WEST_POINT},
        (
            ({}, [1, 2, 3]),
            ({"district": EAST}, [3]),
            ({"circle": "CommercialCircle:1"}, [1, 2]),
            ({"organization": organization(1)}, [1]),
        ),
        {"name": "文化长廊", "organization": None},
        {"name": "文化长廊", "organization": None},
        {"cultureSites": (3, 2, 3)},
        ("year", "statuses"),
    ),
)
MEANS = (
    Case(
        "recordPairing",
        "pairing",
        "pairings",
        "Pairing",
        three(
            partyOrganization=PARTIES,
            village=("甲村", "乙村", "甲村"),
            villageLocation=(EAST_POINT, None, None),
            funds=("1000.10", "2000.20", "0.03"),
            year=YEARS,
        ),
        "partyOrganization { id } village villageLocation line funds year",
        # From the organization with the lowest id that the branch covers.
        {
            "funds": "1000.10",
            "line": {"type": "LineString", "coordinates": [[101.03, 36.03], [101.13, 36.03]]},
        },
        OF_PARTY,
        {"funds": "1000.20"},
        {"funds": "1000.20"},
        {"pairingFunds": ("3000.43", "3000.40", "1000.23"), "pairedVillages": (2, 2, 1)},
        ("statuses",),
    ),
    Case(
        "recordDuesRebate",
        "duesRebate",
        "duesRebates",
        "DuesRebate",
        three(
            partyOrganization=PARTIES,
            year=YEARS,
            paid=("100.10", "200.00", "0"),
            matched=("100.10", "200.00", "0"),
            returned=("200.20", "400.00", "0.01"),
        ),
        "partyOrganization { id } year paid matched returned",
        {"paid": "100.10", "matched": "100.10", "returned": "200.20"},
        OF_PARTY,
        {"returned": "200.30"},
        {"returned": "200.30"},
        {"duesReturned": ("600.31", "600.30", "200.31")},
        ("statuses",),
    ),
    Case(
        "recordIncubationGrant",
        "incubationGrant",
        "incubationGrants",
        "IncubationGrant",
        three(
            organization=ORGANIZATIONS,
            fundHolder=party(1),
            amount=("10000.00", "20000.00", "0.10"),
            on=DAYS,
            purpose="孵化",
        ),
        "organization { id } fundHolder { id } amount on purpose",
        {"fundHolder": {"id": party(1)}, "amount": "10000.00", "on": "2016-12-31"},
        OF_ORGANIZATION,
        {"amount": "10000.20"},
        {"amount": "10000.20"},
        {"grantsPaid": ("30000.30", "30000.20", "10000.30")},
        ("statuses",),
    ),
    Case(
        "setHonorPayProgram",
        "honorPayProgram",
        "honorPayPrograms",
        "HonorPayProgram",
        three(
            organization=ORGANIZATIONS,
            monthlyAmount=("20.00", "20.00", "0.10"),
            minimumYears=1,
            eligibleMembers=(3, 10, 1),
        ),
        "organization { id } monthlyAmount minimumYears eligibleMembers annualCost",
        {"monthlyAmount": "20.00", "minimumYears": 1, "annualCost": "720.00"},
        (
            ({}, [1, 2, 3]),
            ({"district": WEST}, [1, 2]),
            ({"organization": organization(5)}, [3]),
        ),
        {"eligibleMembers": 4},
        {"annualCost": "960.00"},
        # 12 months of 80.00, of 200.00 and of 0.10.
        {"honorPayCost": ("3361.20", "3360.00", "3361.20")},
        ("year", "statuses"),
    ),
)
CASES = (*DUTIES, *MERITS, *MEANS)
