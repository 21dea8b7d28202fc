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
