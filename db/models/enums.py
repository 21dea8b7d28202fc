"""The closed vocabularies that the tables store, each by its name."""

import enum


class OrganizationKind(enum.StrEnum):
    """Which of the two new kinds of organization (两新组织) this is."""

    NON_PUBLIC_ECONOMIC = "NON_PUBLIC_ECONOMIC"
    SOCIAL = "SOCIAL"


class PartyOrganizationKind(enum.StrEnum):
    """Where a party organization stands in the tree, from the city down to a branch."""

    MUNICIPAL_COMMITTEE = "MUNICIPAL_COMMITTEE"
    DISTRICT_COMMITTEE = "DISTRICT_COMMITTEE"
    ORGANIZATION_DEPARTMENT = "ORGANIZATION_DEPARTMENT"
    WORK_COMMITTEE = "WORK_COMMITTEE"
    SECTOR_COMMITTEE = "SECTOR_COMMITTEE"
    SUBDISTRICT_COMMITTEE = "SUBDISTRICT_COMMITTEE"
    CIRCLE_COMMITTEE = "CIRCLE_COMMITTEE"
    COMMITTEE = "COMMITTEE"
    GENERAL_BRANCH = "GENERAL_BRANCH"
    BRANCH = "BRANCH"
    JOINT_BRANCH = "JOINT_BRANCH"


class AffiliationBasis(enum.StrEnum):
    """Why a party organization answers to its superior: by territory or by sector."""

    TERRITORIAL = "TERRITORIAL"
    SECTORAL = "SECTORAL"


class StationStatus(enum.StrEnum):
    """The life of a guidance station."""

    PLANNED = "PLANNED"
    OPEN = "OPEN"
    CLOSED = "CLOSED"


class FundingSource(enum.StrEnum):
    """Where the money for a guidance station came from."""

    POOLED = "POOLED"
    SELF_RAISED = "SELF_RAISED"
    SUPERIOR_SUPPORT = "SUPERIOR_SUPPORT"


class InstructorMode(enum.StrEnum):
    """Whether an instructor serves one organization or shares their time among many."""

    DEDICATED = "DEDICATED"
    SHARED = "SHARED"


class InstructorSource(enum.StrEnum):
    """Where an instructor came from."""

    SECONDED = "SECONDED"
    RETIRED_CADRE = "RETIRED_CADRE"
    RETIRED_SERVICE_MEMBER = "RETIRED_SERVICE_MEMBER"
    OPEN_RECRUITMENT = "OPEN_RECRUITMENT"


class ActivitySeries(enum.StrEnum):
    """The series that an activity belongs to."""

    TEN_ONES = "TEN_ONES"
    THEME_EDUCATION = "THEME_EDUCATION"
    CULTURE_WEEK = "CULTURE_WEEK"
    SPORTS_FESTIVAL = "SPORTS_FESTIVAL"
    VOLUNTEERING = "VOLUNTEERING"
    STAFF_CONGRESS = "STAFF_CONGRESS"
    STAFF_LIAISON = "STAFF_LIAISON"
    COORDINATION_MEETING = "COORDINATION_MEETING"
    TRAINING = "TRAINING"
    OTHER = "OTHER"


class RegisterStatus(enum.StrEnum):
    """How far a duty or a measure is on a day; computed, never stored."""

    PENDING = "PENDING"
    IN_PROGRESS = "IN_PROGRESS"
    DONE = "DONE"
    OVERDUE = "OVERDUE"


class Brand(enum.StrEnum):
    """A brand that organizations are rated by (四好一支持、双强化双提升)."""

    FOUR_GOODS_ONE_SUPPORT = "FOUR_GOODS_ONE_SUPPORT"
    DOUBLE_STRENGTHEN_DOUBLE_RAISE = "DOUBLE_STRENGTHEN_DOUBLE_RAISE"


class ExemplarKind(enum.StrEnum):
    """What sets an example (党员示范岗、党员责任田)."""

    MODEL_POST = "MODEL_POST"
    RESPONSIBILITY_FIELD = "RESPONSIBILITY_FIELD"


class HonorKind(enum.StrEnum):
    """Who was honoured (两优一先), or sent to a congress as a delegate."""

    ADVANCED_ORGANIZATION = "ADVANCED_ORGANIZATION"
    OUTSTANDING_MEMBERS = "OUTSTANDING_MEMBERS"
    OUTSTANDING_WORKERS = "OUTSTANDING_WORKERS"
    CONGRESS_DELEGATES = "CONGRESS_DELEGATES"


class HonorLevel(enum.StrEnum):
    """Which level gave an honour."""

    DISTRICT = "DISTRICT"
    CITY = "CITY"
    PROVINCE = "PROVINCE"


class WishStatus(enum.StrEnum):
    """The life of a small wish (微心愿)."""

    OPEN = "OPEN"
    CLAIMED = "CLAIMED"
    FULFILLED = "FULFILLED"


class RectificationCause(enum.StrEnum):
    """Which stubborn defect an item mends (隶属关系不顺、覆盖率不高、作用发挥不明显)."""

    UNCLEAR_AFFILIATION = "UNCLEAR_AFFILIATION"
    LOW_COVERAGE = "LOW_COVERAGE"
    WEAK_ROLE = "WEAK_ROLE"
    OTHER = "OTHER"


class RectificationStatus(enum.StrEnum):
    """The steps from listing an item to striking it off (挂牌销号)."""

    LISTED = "LISTED"
    IN_PROGRESS = "IN_PROGRESS"
    SUBMITTED = "SUBMITTED"
    CLOSED = "CLOSED"


class CultureSiteKind(enum.StrEnum):
    """A place of party and company culture (党建长廊、文化长廊、时光长廊、党员活动室)."""

    PARTY_CORRIDOR = "PARTY_CORRIDOR"
    CULTURE_CORRIDOR = "CULTURE_CORRIDOR"
    TIME_CORRIDOR = "TIME_CORRIDOR"
    ACTIVITY_ROOM = "ACTIVITY_ROOM"


class TokenRole(enum.StrEnum):
    """What the bearer of a token may do; each may do all that the ones before it may."""

    VIEWER = "VIEWER"
    EDITOR = "EDITOR"
    PLANNER = "PLANNER"
    ADMIN = "ADMIN"


class ChangeAction(enum.StrEnum):
    """What happened to a feature of a map layer."""

    CREATED = "CREATED"
    UPDATED = "UPDATED"
    REMOVED = "REMOVED"


class JobState(enum.StrEnum):
    """Where a planning job stands."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    DONE = "DONE"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"
