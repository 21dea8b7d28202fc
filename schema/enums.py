"""The enums of the API: those of the tables and of geo, with their Chinese terms."""

from __future__ import annotations

import strawberry
from strawberry.types.base import has_strawberry_definition

from db.models import enums as stored
from db.repositories.organization import OrganizationOrderField
from geo.crs import CoordinateSystem
from schema.operations.coverage_history import HistoryStep
from schema.operations.evidence import CoverageCriterion
from schema.operations.layers import MapLayer
from schema.operations.questions import DemandWeight, DistanceMetric
from schema.operations.station_plan_question import PlanObjective, PlanStatus
from schema.permissions import Role
from schema.register_enums import REGISTER_VOCABULARIES
from schema.vocabulary import Vocabulary


def expose_all() -> None:
    """Make every enum of `VOCABULARIES` one of the API; a second call changes nothing.

    Raises
    ------
    ValueError
        For a value without a description, or a description without a value.
    """
    for one in VOCABULARIES:
        if set(one.values) != set(one.enum_class.__members__):
            raise ValueError(
                f"{one.enum_class.__name__}: describe each of {list(one.enum_class.__members__)}"
            )
        # Types that name a plain enum make it one by themselves, without a description.
        if not has_strawberry_definition(one.enum_class):
            strawberry.enum(one.enum_class)
        definition = one.enum_class.__strawberry_definition__  # type: ignore[attr-defined]
        definition.name = one.name or one.enum_class.__name__
        definition.description = one.description
        for value in definition.values:
            value.description = one.values[value.name]


VOCABULARIES: tuple[Vocabulary, ...] = (
    Vocabulary(
        CoordinateSystem,
        "The coordinate system of longitudes and latitudes, in degrees.",
        {
            "WGS84": "WGS 84, EPSG:4326, as GPS gives it.",
            "CGCS2000": "CGCS2000 (国家大地坐标系), EPSG:4490; taken as equal to WGS 84.",
            "GCJ02": "The shifted system of Amap and Tencent maps (火星坐标系).",
            "BD09": "The shifted system of Baidu maps (百度坐标系).",
        },
        name="CRS",
    ),
    Vocabulary(
        Role,
        "What a caller may do; each role may do all that the ones before it may.",
        {
            "ANONYMOUS": "A caller without a token.",
            "VIEWER": "May read (只读).",
            "EDITOR": "May change the registers (登记员).",
            "PLANNER": "May plan stations (规划员).",
            "ADMIN": "May manage the server (管理员).",
        },
    ),
    Vocabulary(
        stored.OrganizationKind,
        "Which of the two new kinds of organization (两新组织) this is.",
        {
            "NON_PUBLIC_ECONOMIC": "A non-public economic organization (非公经济组织).",
            "SOCIAL": "A social organization (社会组织).",
        },
    ),
    Vocabulary(
        stored.PartyOrganizationKind,
        "Where a party organization (党组织) stands in the tree.",
        {
            "MUNICIPAL_COMMITTEE": "The party committee of the city (市委).",
            "DISTRICT_COMMITTEE": "The party committee of a district (区县委).",
            "ORGANIZATION_DEPARTMENT": "The organization department of a committee (组织部).",
            "WORK_COMMITTEE": (
                "The work committee for non-public and social organizations (非公和社会组织党工委)."
            ),
            "SECTOR_COMMITTEE": "The committee of a sector or trade (行业党委).",
            "SUBDISTRICT_COMMITTEE": "The committee of a subdistrict or town (街道、乡镇党工委).",
            "CIRCLE_COMMITTEE": "The joint committee of a commercial circle (商圈综合党委).",
            "COMMITTEE": "A grassroots committee (基层党委).",
            "GENERAL_BRANCH": "A general branch (党总支).",
            "BRANCH": "A branch of one organization (党支部).",
            "JOINT_BRANCH": "A branch of several small organizations (联合党支部).",
        },
    ),
    Vocabulary(
        stored.AffiliationBasis,
        "Why one answers to the superior that it has (隶属关系).",
        {
            "TERRITORIAL": "By the territory that it lies in (属地化).",
            "SECTORAL": "By the sector that it works in (行业化).",
        },
    ),
    Vocabulary(
        stored.StationStatus,
        "The life of a guidance station (党建工作指导站).",
        {
            "PLANNED": "Planned (规划), not open on any day.",
            "OPEN": "Open (运行) from its first day on.",
            "CLOSED": "Closed (撤销); it was open until the day before `closedOn`.",
        },
    ),
    Vocabulary(
        stored.FundingSource,
        "Where the money for a station came from (经费来源).",
        {
            "POOLED": "Pooled by several units (整合资金).",
            "SELF_RAISED": "Raised by the station's own unit (自筹资金).",
            "SUPERIOR_SUPPORT": "Given from above (上级支持).",
        },
    ),
    Vocabulary(
        stored.InstructorMode,
        "Whom an instructor (党建工作指导员) serves.",
        {
            "DEDICATED": "One organization (专职, 一对一).",
            "SHARED": "Several organizations (兼职, 一对多).",
        },
    ),
    Vocabulary(
        stored.InstructorSource,
        "Where an instructor came from (选派来源).",
        {
            "SECONDED": "Seconded from an office (选派干部).",
            "RETIRED_CADRE": "A retired cadre (退休干部).",
            "RETIRED_SERVICE_MEMBER": "A retired service member (退役军人).",
            "OPEN_RECRUITMENT": "Hired openly (公开招聘).",
        },
    ),
    Vocabulary(
        stored.ActivitySeries,
        "The series that an activity belongs to.",
        {
            "TEN_ONES": "The ten ones (十个一系列活动).",
            "THEME_EDUCATION": "Theme education (主题教育).",
            "CULTURE_WEEK": "Culture week (文化周).",
            "SPORTS_FESTIVAL": "Sports festival (运动会).",
            "VOLUNTEERING": "Volunteering (志愿服务).",
            "STAFF_CONGRESS": "Staff congress (职工代表大会).",
            "STAFF_LIAISON": "Liaison with the staff (联系职工).",
            "COORDINATION_MEETING": "Coordination meeting (联席会议).",
            "TRAINING": "Training (培训).",
            "OTHER": "Another activity (其他).",
        },
    ),
    Vocabulary(
        MapLayer,
        "What can be drawn on a map (图层).",
        {
            "DISTRICTS": "Districts (区县), as areas.",
            "ORGANIZATIONS": "Organizations (非公经济组织、社会组织) that are located, as points.",
            "COMMERCIAL_CIRCLES": "Commercial circles (党建商业圈), as areas.",
            "GUIDANCE_STATIONS": "Guidance stations (党建工作指导站), as points.",
            "SERVICE_AREAS": "The areas within the service radius of each open station (服务范围).",
            "COVERAGE_GAPS": "What no open station serves, by district (覆盖空白).",
            "UNREACHED_DENSITY": "Hexagons (H3) with the organizations that no open station "
            "reaches, the one with most first; smaller for greater zooms (未覆盖组织密度).",
            "CULTURE_SITES": "Culture corridors and activity rooms (文化阵地), as points.",
            "PAIRINGS": "The pairings with villages (结对帮扶), as lines from helper to village.",
        },
    ),
    Vocabulary(
        OrganizationOrderField,
        "What organizations can be put in order by.",
        {
            "NAME": "The name (名称), by code point.",
            "EMPLOYEES": "The number of employees (从业人数).",
            "PARTY_MEMBERS": "The number of party members (党员人数).",
            "DISTANCE": "The metres from `filter.spatial.near`, which has to be given.",
        },
    ),
    Vocabulary(
        DemandWeight,
        "What one organization counts for in `demand` and `served` (权重).",
        {
            "ORGANIZATIONS": "One (组织数).",
            "EMPLOYEES": "Its employees (从业人数).",
            "PARTY_MEMBERS": "Its party members (党员人数).",
        },
    ),
    Vocabulary(
        DistanceMetric,
        "How the way to a station is measured.",
        {
            "STRAIGHT": "In metres along the WGS 84 ellipsoid (直线距离).",
            "NETWORK": "In metres along the roads (路网距离, 步行), the ways to and from them "
            "included; service areas are walking areas. Needs roads: `quanmap import roads`.",
        },
    ),
    Vocabulary(
        HistoryStep,
        "How far apart the days of a history are (间隔).",
        {
            "MONTH": "A month (月).",
            "QUARTER": "Three months (季).",
            "YEAR": "A year (年).",
        },
    ),
    Vocabulary(
        PlanObjective,
        "What the best station plan is best at (目标).",
        {
            "MAXIMIZE_COVERAGE": "As much demand served as the new stations can (覆盖最大).",
            "MINIMIZE_STATIONS": (
                "As few new stations as serve everybody, or the share asked for (站点最少)."
            ),
            "MINIMIZE_MEAN_DISTANCE": "The least mean distance to a station (平均距离最短).",
            "MINIMIZE_FARTHEST_DISTANCE": "The least farthest distance to one (最远距离最短).",
        },
    ),
    Vocabulary(
        PlanStatus,
        "How a plan stands (方案状态).",
        {
            "OPTIMAL": "Proven: no other plan on these candidates is better (已证明最优).",
            "FEASIBLE": "Found; `bound` says how much better another might be (可行).",
            "INFEASIBLE": "Impossible; `conflicts` says why (不可行).",
        },
    ),
    Vocabulary(
        stored.ChangeAction,
        "What happened to a feature of a map layer (变更).",
        {
            "CREATED": "It is new (新增).",
            "UPDATED": "It, or what its coverage rests on, changed (修改).",
            "REMOVED": "It is gone (删除).",
        },
    ),
    Vocabulary(
        stored.JobState,
        "Where a planning job stands (任务状态).",
        {
            "QUEUED": "It waits for a process (排队).",
            "RUNNING": "It is being worked out (运行).",
            "DONE": "Its plan is there (完成).",
            "FAILED": "It ended without a plan; `error` says why (失败).",
            "CANCELLED": "It was cancelled (已取消).",
        },
    ),
    Vocabulary(
        CoverageCriterion,
        "What the coverage of an organization rests on (覆盖依据).",
        {
            "HAS_PARTY_ORGANIZATION": "A party organization covers it (有形覆盖).",
            "HAS_INSTRUCTOR": "An instructor (党建工作指导员) is assigned to it.",
            "REACHED_BY_STATION": "It lies in the service radius of an open station (指导站覆盖).",
            "ACTIVE_THIS_YEAR": (
                "It, or a party organization that covers it, held an activity in the months "
                "to the day, 12 unless set otherwise (开展活动)."
            ),
            "ASSESSED_THIS_YEAR": (
                "Who covers it has a score of this or the previous year (考核)."
            ),
        },
    ),
    *REGISTER_VOCABULARIES,
)
