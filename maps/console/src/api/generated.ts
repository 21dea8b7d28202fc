/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { FeatureCollection, Geometry } from './geometry';
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Why one answers to the superior that it has (隶属关系). */
export type AffiliationBasis =
  /** By the sector that it works in (行业化). */
  | 'SECTORAL'
  /** By the territory that it lies in (属地化). */
  | 'TERRITORIAL';

/** What is wrong with the record of an organization (隶属问题). */
export type AffiliationIssueKind =
  /** Who covers it answers, through the superiors, to itself (循环隶属). */
  | 'CIRCULAR_AFFILIATION'
  /** Another of the same name lies at most 50 m away (疑似重复). */
  | 'DUPLICATE'
  /** No party organization covers it, and no basis of affiliation is known (无隶属). */
  | 'NO_AFFILIATION'
  /** It is not located yet (无位置). */
  | 'NO_LOCATION'
  /** It lies outside the district that it names (位置不符). */
  | 'OUTSIDE_NAMED_DISTRICT'
  /** More than one party organization covers it (多头隶属). */
  | 'SEVERAL_AFFILIATIONS';

/** A rectangle of longitudes and latitudes, edges included (范围). */
export type BBox = {
  /** The eastern longitude, in degrees. */
  east: number;
  /** The northern latitude, in degrees. */
  north: number;
  /** The southern latitude, in degrees. */
  south: number;
  /** The western longitude, in degrees. */
  west: number;
};

/** The coordinate system of longitudes and latitudes, in degrees. */
export type Crs =
  /** The shifted system of Baidu maps (百度坐标系). */
  | 'BD09'
  /** CGCS2000 (国家大地坐标系), EPSG:4490; taken as equal to WGS 84. */
  | 'CGCS2000'
  /** The shifted system of Amap and Tencent maps (火星坐标系). */
  | 'GCJ02'
  /** WGS 84, EPSG:4326, as GPS gives it. */
  | 'WGS84';

/** Where new stations may stand (候选点): all that is asked for together; nothing given is a grid of 500 m over the scope. Places that reach no organization are dropped. */
export type CandidateInput = {
  /** Whether to take the crossings of the circles of the service radius around the organizations (圆交点): the best place of all in the scope is among them. */
  circleIntersections?: boolean | null | undefined;
  /** A grid over the scope, clipped to it: the metres between its lines, from 1. */
  gridSpacing?: number | null | undefined;
  /** Whether to take the places of the organizations (组织所在地) of the scope. */
  organizations?: boolean | null | undefined;
  /** These places: a Point or MultiPoint in WGS 84. */
  points?: Geometry | null | undefined;
};

/** What happened to a feature of a map layer (变更). */
export type ChangeAction =
  /** It is new (新增). */
  | 'CREATED'
  /** It is gone (删除). */
  | 'REMOVED'
  /** It, or what its coverage rests on, changed (修改). */
  | 'UPDATED';

/** A commercial circle (党建商业圈). */
export type CircleInput = {
  /** The boundary (边界), a Polygon or MultiPolygon. */
  boundary: Geometry;
  /** The joint committee of the circle (商圈综合党委). */
  committee?: string | number | null | undefined;
  /** The coordinate system (坐标系) that the geometry is given in. */
  crs?: Crs | null | undefined;
  /** The name (名称). */
  name: string;
};

/** What the coverage of an organization rests on (覆盖依据). */
export type CoverageCriterion =
  /** It, or a party organization that covers it, held an activity in the months to the day, 12 unless set otherwise (开展活动). */
  | 'ACTIVE_THIS_YEAR'
  /** Who covers it has a score of this or the previous year (考核). */
  | 'ASSESSED_THIS_YEAR'
  /** An instructor (党建工作指导员) is assigned to it. */
  | 'HAS_INSTRUCTOR'
  /** A party organization covers it (有形覆盖). */
  | 'HAS_PARTY_ORGANIZATION'
  /** It lies in the service radius of an open station (指导站覆盖). */
  | 'REACHED_BY_STATION';

/** What to compute the coverage of (覆盖问题); without anything, the city as it is. */
export type CoverageInput = {
  /** Stations as if they were open (增设). */
  addStations?: Array<StationSite> | null | undefined;
  /** The day of every figure (截止日期); null for the day of the newest fact. */
  asOf?: string | null | undefined;
  /** How the way to a station is measured, in metres always. */
  distance?: DistanceMetric | null | undefined;
  /** Open stations as if they were not (撤除). */
  removeStations?: Array<string | number> | null | undefined;
  /** Where to look (范围); where the field stands on a district or circle, that. */
  scope?: ScopeInput | null | undefined;
  /** In place of every station's own service radius (服务半径), in metres. */
  serviceRadius?: number | null | undefined;
  /** What one organization counts for in `demand` and `served` (权重). */
  weight?: DemandWeight | null | undefined;
};

/** What one organization counts for in `demand` and `served` (权重). */
export type DemandWeight =
  /** Its employees (从业人数). */
  | 'EMPLOYEES'
  /** One (组织数). */
  | 'ORGANIZATIONS'
  /** Its party members (党员人数). */
  | 'PARTY_MEMBERS';

/** How the way to a station is measured. */
export type DistanceMetric =
  /** In metres along the roads (路网距离, 步行), the ways to and from them included; service areas are walking areas. Needs roads: `quanmap import roads`. */
  | 'NETWORK'
  /** In metres along the WGS 84 ellipsoid (直线距离). */
  | 'STRAIGHT';

/** Where the money for a station came from (经费来源). */
export type FundingSource =
  /** Pooled by several units (整合资金). */
  | 'POOLED'
  /** Raised by the station's own unit (自筹资金). */
  | 'SELF_RAISED'
  /** Given from above (上级支持). */
  | 'SUPERIOR_SUPPORT';

/** Which header of the file is a column of the register (列对应). */
export type ImportColumnInput = {
  /** The column of the register, as `importKinds` names it. */
  attribute: string;
  /** The header in the file (表头). */
  header: string;
};

/** What every row has in a column that the file lacks (固定值). */
export type ImportConstantInput = {
  /** The column of the register, as `importKinds` names it. */
  attribute: string;
  /** What stands in every row; {row} is the row's number. */
  value: string;
};

/** A file to import (导入文件). */
export type ImportInput = {
  /** Whether the rows without fault are taken (接受有效行); else one refused row keeps the whole file out. */
  acceptValid?: boolean;
  /** What its coordinates are in (坐标系): WGS84, CGCS2000, GCJ02, BD09, an EPSG number; what the file says by default, WGS 84 if it says nothing. */
  crs?: string | null | undefined;
  /** Whether to judge and compare only, and write nothing (试运行). */
  dryRun?: boolean;
  /** What its text is encoded in (编码), where it is neither UTF-8 nor GB18030. */
  encoding?: string | null | undefined;
  /** CSV, XLSX, XLS, GeoJSON, GeoPackage, a zipped shapefile, KML, FlatGeobuf or GeoParquet (文件). */
  file: null;
  /** The register (登记表), as `importKinds` names it, such as organizations. */
  kind: string;
  /** Which header is which column (列对应), beside those found. */
  mapping?: ImportMappingInput | null | undefined;
  /** The sheet or layer (工作表); the first with rows by default. */
  sheet?: string | null | undefined;
};

/** How the columns of a file are understood (列对应关系). */
export type ImportMappingInput = {
  /** Headers of columns (列对应). */
  columns?: Array<ImportColumnInput>;
  /** What every row has (固定值). */
  constants?: Array<ImportConstantInput>;
  /** Headers to leave behind (忽略的表头). */
  ignored?: Array<string>;
  /** Whether organizations may have other codes than credit codes (统一社会信用代码). */
  skipsCreditCodeCheck?: boolean;
};

/** Whom an instructor (党建工作指导员) serves. */
export type InstructorMode =
  /** One organization (专职, 一对一). */
  | 'DEDICATED'
  /** Several organizations (兼职, 一对多). */
  | 'SHARED';

/** Where a planning job stands (任务状态). */
export type JobState =
  /** It was cancelled (已取消). */
  | 'CANCELLED'
  /** Its plan is there (完成). */
  | 'DONE'
  /** It ended without a plan; `error` says why (失败). */
  | 'FAILED'
  /** It waits for a process (排队). */
  | 'QUEUED'
  /** It is being worked out (运行). */
  | 'RUNNING';

/** What can be drawn on a map (图层). */
export type MapLayer =
  /** Commercial circles (党建商业圈), as areas. */
  | 'COMMERCIAL_CIRCLES'
  /** What no open station serves, by district (覆盖空白). */
  | 'COVERAGE_GAPS'
  /** Culture corridors and activity rooms (文化阵地), as points. */
  | 'CULTURE_SITES'
  /** Districts (区县), as areas. */
  | 'DISTRICTS'
  /** Guidance stations (党建工作指导站), as points. */
  | 'GUIDANCE_STATIONS'
  /** Organizations (非公经济组织、社会组织) that are located, as points. */
  | 'ORGANIZATIONS'
  /** The pairings with villages (结对帮扶), as lines from helper to village. */
  | 'PAIRINGS'
  /** The areas within the service radius of each open station (服务范围). */
  | 'SERVICE_AREAS'
  /** Hexagons (H3) with the organizations that no open station reaches, the one with most first; smaller for greater zooms (未覆盖组织密度). */
  | 'UNREACHED_DENSITY';

/** Near a point (附近). */
export type NearInput = {
  /** The metres to it at most; null for no limit, to sort by distance alone. */
  distance?: number | null | undefined;
  /** The latitude (纬度), in degrees. */
  latitude: number;
  /** The longitude (经度), in degrees. */
  longitude: number;
};

/** All given conditions hold together. */
export type OrganizationFilter = {
  /** Whether it is effectively covered (有效覆盖) on the day of the newest fact. */
  effectivelyCovered?: boolean | null | undefined;
  /** Whether it is formally covered (有形覆盖) on the day of the newest fact. */
  formallyCovered?: boolean | null | undefined;
  /** Whether a party organization (党组织) covers it, as `formallyCovered`. */
  hasPartyOrganization?: boolean | null | undefined;
  /** One of these industries (行业), by whole name. */
  industries?: Array<string> | null | undefined;
  /** One of these kinds (类别). */
  kinds?: Array<OrganizationKind> | null | undefined;
  /** At most so many employees (从业人数). */
  maxEmployees?: number | null | undefined;
  /** At least so many employees (从业人数). */
  minEmployees?: number | null | undefined;
  /** A part of the name (名称). */
  nameContains?: string | null | undefined;
  /** Whether it lies within the service radius of a station (指导站) that is open on the day of the newest fact. */
  reachedByStation?: boolean | null | undefined;
  /** Where it lies (位置). */
  spatial?: SpatialFilter | null | undefined;
};

/** An organization of the two kinds (非公经济组织、社会组织). */
export type OrganizationInput = {
  /** Why it answers to the party organization that it does (隶属方式). */
  affiliationBasis?: AffiliationBasis | null | undefined;
  /** The unified social credit code (统一社会信用代码), 18 characters. */
  creditCode: string;
  /** The coordinate system (坐标系) that the geometry is given in. */
  crs?: Crs | null | undefined;
  /** The adcode of the district that the register names (区县). */
  district?: string | null | undefined;
  /** How many work there (从业人数). */
  employees: number;
  /** The day of its founding (成立日期). */
  establishedOn?: string | null | undefined;
  /** How many party workers it employs full time (专职党务工作者). */
  fullTimePartyWorkers?: number | null | undefined;
  /** Whether it is hard to found a party organization there (组建难度大). */
  hardToOrganize?: boolean | null | undefined;
  /** The industry (行业). */
  industry?: string | null | undefined;
  /** Which of the two kinds (类别). */
  kind: OrganizationKind;
  /** Where it is (位置), a Point. */
  location?: Geometry | null | undefined;
  /** The name (名称). */
  name: string;
  /** How many party members work there (党员人数). */
  partyMembers: number;
  /** Who covers it from the day of the newest fact on (所属党组织); on a correction, another one takes the place of the one shown, and the covers of others stay. */
  partyOrganization?: string | number | null | undefined;
};

/** Which of the two new kinds of organization (两新组织) this is. */
export type OrganizationKind =
  /** A non-public economic organization (非公经济组织). */
  | 'NON_PUBLIC_ECONOMIC'
  /** A social organization (社会组织). */
  | 'SOCIAL';

/** Where a party organization (党组织) stands in the tree. */
export type PartyOrganizationKind =
  /** A branch of one organization (党支部). */
  | 'BRANCH'
  /** The joint committee of a commercial circle (商圈综合党委). */
  | 'CIRCLE_COMMITTEE'
  /** A grassroots committee (基层党委). */
  | 'COMMITTEE'
  /** The party committee of a district (区县委). */
  | 'DISTRICT_COMMITTEE'
  /** A general branch (党总支). */
  | 'GENERAL_BRANCH'
  /** A branch of several small organizations (联合党支部). */
  | 'JOINT_BRANCH'
  /** The party committee of the city (市委). */
  | 'MUNICIPAL_COMMITTEE'
  /** The organization department of a committee (组织部). */
  | 'ORGANIZATION_DEPARTMENT'
  /** The committee of a sector or trade (行业党委). */
  | 'SECTOR_COMMITTEE'
  /** The committee of a subdistrict or town (街道、乡镇党工委). */
  | 'SUBDISTRICT_COMMITTEE'
  /** The work committee for non-public and social organizations (非公和社会组织党工委). */
  | 'WORK_COMMITTEE';

/** What the best station plan is best at (目标). */
export type PlanObjective =
  /** As much demand served as the new stations can (覆盖最大). */
  | 'MAXIMIZE_COVERAGE'
  /** The least farthest distance to one (最远距离最短). */
  | 'MINIMIZE_FARTHEST_DISTANCE'
  /** The least mean distance to a station (平均距离最短). */
  | 'MINIMIZE_MEAN_DISTANCE'
  /** As few new stations as serve everybody, or the share asked for (站点最少). */
  | 'MINIMIZE_STATIONS';

/** How a plan stands (方案状态). */
export type PlanStatus =
  /** Found; `bound` says how much better another might be (可行). */
  | 'FEASIBLE'
  /** Impossible; `conflicts` says why (不可行). */
  | 'INFEASIBLE'
  /** Proven: no other plan on these candidates is better (已证明最优). */
  | 'OPTIMAL';

/** What a caller may do; each role may do all that the ones before it may. */
export type Role =
  /** May manage the server (管理员). */
  | 'ADMIN'
  /** A caller without a token. */
  | 'ANONYMOUS'
  /** May change the registers (登记员). */
  | 'EDITOR'
  /** May plan stations (规划员). */
  | 'PLANNER'
  /** May read (只读). */
  | 'VIEWER';

/** Where to look: one of the three, or none for the whole city (范围). */
export type ScopeInput = {
  /** The identifier of a commercial circle (党建商业圈). */
  circle?: string | number | null | undefined;
  /** The adcode (行政区划代码) of a district (区县). */
  district?: string | null | undefined;
  /** A Polygon or MultiPolygon in WGS 84; what is not located is left out of it. */
  polygon?: Geometry | null | undefined;
};

/** All given conditions hold together. Input geometries are in `crs`. */
export type SpatialFilter = {
  /** Meets this rectangle (范围). */
  bbox?: BBox | null | undefined;
  /** Lies in the commercial circle (党建商业圈) with this identifier. */
  circle?: string | number | null | undefined;
  /** The coordinate system (坐标系) of the geometries of this filter. */
  crs?: Crs | null | undefined;
  /** Belongs to the district (区县) with this adcode (行政区划代码). */
  district?: string | null | undefined;
  /** Meets this geometry (相交). */
  intersects?: Geometry | null | undefined;
  /** Lies near this point (附近). */
  near?: NearInput | null | undefined;
  /** Lies within this geometry (包含于). */
  within?: Geometry | null | undefined;
};

/** One source's share of what a station costs (经费). */
export type StationFundingInput = {
  /** How much, in CNY (元). */
  amount: string;
  /** Where the money comes from (来源). */
  source: FundingSource;
};

/** A guidance station (党建工作指导站). */
export type StationInput = {
  /** How many organizations it can serve (服务能力), 1 or more. */
  capacity?: number | null | undefined;
  /** What it costs, in CNY (建设经费, 元): the sum of `funding`; without `funding` it counts as raised by the station's own unit (自筹). */
  cost?: string | null | undefined;
  /** The coordinate system (坐标系) that the geometry is given in. */
  crs?: Crs | null | undefined;
  /** What it costs, by source (经费来源), each once. */
  funding?: Array<StationFundingInput> | null | undefined;
  /** Where it is (位置), a Point. */
  location: Geometry;
  /** The name (名称). */
  name: string;
  /** The first day on which it is open (启用日期). */
  openedOn?: string | null | undefined;
  /** How far it reaches (服务半径), in metres, 1 to 50,000. */
  serviceRadius: number;
  /** Planned or open (状态); CLOSED only to correct a station that closeStation closed. */
  status?: StationStatus | null | undefined;
};

/** Where the next guidance stations should go (选址问题). */
export type StationPlanInput = {
  /** The most that all new stations may cost (预算), in CNY (元). */
  budget?: string | null | undefined;
  /** Where new stations may stand (候选点). */
  candidates?: CandidateInput | null | undefined;
  /** How many organizations a station can serve (服务能力), open ones too; null for no limit. Not for MINIMIZE_FARTHEST_DISTANCE. */
  capacity?: number | null | undefined;
  /** What a station costs that is not open yet (单站费用), in CNY (元). */
  costPerStation?: string | null | undefined;
  /** How the way to a station is measured, in metres always. */
  distance?: DistanceMetric | null | undefined;
  /** Stations that the plan does without (排除站点), as if they were closed. */
  forbid?: Array<string | number> | null | undefined;
  /** Whether the open stations stay and count (保留现有站点); else they are candidates, free of cost, that count among `newStations`. */
  keepExisting?: boolean | null | undefined;
  /** The least share, 0 to 1, of the demand of every district (区县) of the scope that has to be served (区县最低覆盖率). MINIMIZE_STATIONS then asks for this share, and without it for every located organization. */
  minimumDistrictRatio?: number | null | undefined;
  /** The most stations to add (新增站点数), 0 to 1,000; not for MINIMIZE_STATIONS. */
  newStations?: number | null | undefined;
  /** What the plan is best at (目标). */
  objective: PlanObjective;
  /** Stations, open or planned, that the plan has to hold (必选站点). */
  require?: Array<string | number> | null | undefined;
  /** Whose demand counts, and where candidates lie (范围). Stations outside serve inside. */
  scope?: ScopeInput | null | undefined;
  /** How far every station reaches (服务半径), in metres, in place of its own; an organization at exactly this distance is served. */
  serviceRadius: number;
  /** How long to search, in seconds (时限): up to 10 for `stationPlan`, up to the server's setting for a job. The best plan so far is given with its bound. */
  timeLimit?: number | null | undefined;
  /** What one organization counts for (权重). */
  weight?: DemandWeight | null | undefined;
};

/** A station that might be: for what-if coverage (拟设站点). */
export type StationSite = {
  /** The latitude (纬度) in WGS 84, in degrees. */
  latitude: number;
  /** The longitude (经度) in WGS 84, in degrees. */
  longitude: number;
  /** How far it would reach (服务半径), in metres; null for `serviceRadius` of the input or else the server's setting. */
  serviceRadius?: number | null | undefined;
};

/** The life of a guidance station (党建工作指导站). */
export type StationStatus =
  /** Closed (撤销); it was open until the day before `closedOn`. */
  | 'CLOSED'
  /** Open (运行) from its first day on. */
  | 'OPEN'
  /** Planned (规划), not open on any day. */
  | 'PLANNED';

export type RegisterOrganizationMutationVariables = Exact<{
  input: OrganizationInput;
}>;


export type RegisterOrganizationMutation = { registerOrganization: { organization: { id: string, creditCode: string, name: string, kind: OrganizationKind, industry: string | null, employees: number, partyMembers: number, fullTimePartyWorkers: number, hardToOrganize: boolean, establishedOn: string | null, closedOn: string | null, location: Geometry | null, affiliationBasis: AffiliationBasis | null, formallyCovered: boolean, effectivelyCovered: boolean, version: number, district: { id: string, adcode: string, name: string, nameEn: string | null } | null, circles: Array<{ id: string, name: string }>, coverageEvidence: Array<{ criterion: CoverageCriterion, met: boolean, detail: string }> } | null, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type UpdateOrganizationMutationVariables = Exact<{
  id: string | number;
  version: number;
  input: OrganizationInput;
}>;


export type UpdateOrganizationMutation = { updateOrganization: { organization: { id: string, creditCode: string, name: string, kind: OrganizationKind, industry: string | null, employees: number, partyMembers: number, fullTimePartyWorkers: number, hardToOrganize: boolean, establishedOn: string | null, closedOn: string | null, location: Geometry | null, affiliationBasis: AffiliationBasis | null, formallyCovered: boolean, effectivelyCovered: boolean, version: number, district: { id: string, adcode: string, name: string, nameEn: string | null } | null, circles: Array<{ id: string, name: string }>, coverageEvidence: Array<{ criterion: CoverageCriterion, met: boolean, detail: string }> } | null, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type CloseOrganizationMutationVariables = Exact<{
  id: string | number;
  version: number;
  on: string;
}>;


export type CloseOrganizationMutation = { closeOrganization: { organization: { id: string, creditCode: string, name: string, kind: OrganizationKind, industry: string | null, employees: number, partyMembers: number, fullTimePartyWorkers: number, hardToOrganize: boolean, establishedOn: string | null, closedOn: string | null, location: Geometry | null, affiliationBasis: AffiliationBasis | null, formallyCovered: boolean, effectivelyCovered: boolean, version: number, district: { id: string, adcode: string, name: string, nameEn: string | null } | null, circles: Array<{ id: string, name: string }>, coverageEvidence: Array<{ criterion: CoverageCriterion, met: boolean, detail: string }> } | null, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type RegisterStationMutationVariables = Exact<{
  input: StationInput;
}>;


export type RegisterStationMutation = { registerStation: { station: { id: string, name: string, status: StationStatus, location: Geometry, serviceRadius: number, capacity: number | null, load: number | null, cost: string, openedOn: string | null, closedOn: string | null, version: number, funding: Array<{ source: FundingSource, amount: string }>, district: { id: string, adcode: string, name: string, nameEn: string | null } | null, circle: { id: string, name: string } | null } | null, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type UpdateStationMutationVariables = Exact<{
  id: string | number;
  version: number;
  input: StationInput;
}>;


export type UpdateStationMutation = { updateStation: { station: { id: string, name: string, status: StationStatus, location: Geometry, serviceRadius: number, capacity: number | null, load: number | null, cost: string, openedOn: string | null, closedOn: string | null, version: number, funding: Array<{ source: FundingSource, amount: string }>, district: { id: string, adcode: string, name: string, nameEn: string | null } | null, circle: { id: string, name: string } | null } | null, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type CloseStationMutationVariables = Exact<{
  id: string | number;
  version: number;
  on: string;
}>;


export type CloseStationMutation = { closeStation: { station: { id: string, name: string, status: StationStatus, location: Geometry, serviceRadius: number, capacity: number | null, load: number | null, cost: string, openedOn: string | null, closedOn: string | null, version: number, funding: Array<{ source: FundingSource, amount: string }>, district: { id: string, adcode: string, name: string, nameEn: string | null } | null, circle: { id: string, name: string } | null } | null, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type RegisterCircleMutationVariables = Exact<{
  input: CircleInput;
}>;


export type RegisterCircleMutation = { registerCircle: { circle: { id: string, name: string, boundary: Geometry, areaKm2: number, version: number, district: { id: string, adcode: string, name: string, nameEn: string | null } | null, committee: { id: string, name: string } | null } | null, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type UpdateCircleMutationVariables = Exact<{
  id: string | number;
  version: number;
  input: CircleInput;
}>;


export type UpdateCircleMutation = { updateCircle: { circle: { id: string, name: string, boundary: Geometry, areaKm2: number, version: number, district: { id: string, adcode: string, name: string, nameEn: string | null } | null, committee: { id: string, name: string } | null } | null, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type RateFiguresFragment = { numerator: number, denominator: number, ratio: number };

export type CoverageFiguresFragment = { asOf: string, scopeAreaKm2: number, servedAreaKm2: number, areaRatio: number, overlapKm2: number, demand: number, served: number, servedRatio: number, meanDistance: number | null, medianDistance: number | null, p90Distance: number | null, farthestDistance: number | null, formalCoverage: { numerator: number, denominator: number, ratio: number }, effectiveCoverage: { numerator: number, denominator: number, ratio: number }, workCoverage: { numerator: number, denominator: number, ratio: number }, stationReach: { numerator: number, denominator: number, ratio: number } };

export type CoverageQueryVariables = Exact<{
  input?: CoverageInput | null | undefined;
  withDistricts: boolean;
}>;


export type CoverageQuery = { coverage: { asOf: string, scopeAreaKm2: number, servedAreaKm2: number, areaRatio: number, overlapKm2: number, demand: number, served: number, servedRatio: number, meanDistance: number | null, medianDistance: number | null, p90Distance: number | null, farthestDistance: number | null, byDistrict?: Array<{ district: { id: string, adcode: string, name: string, nameEn: string | null }, report: { demand: number, served: number, servedRatio: number, areaRatio: number, formalCoverage: { numerator: number, denominator: number, ratio: number }, effectiveCoverage: { numerator: number, denominator: number, ratio: number }, workCoverage: { numerator: number, denominator: number, ratio: number }, stationReach: { numerator: number, denominator: number, ratio: number } } }>, formalCoverage: { numerator: number, denominator: number, ratio: number }, effectiveCoverage: { numerator: number, denominator: number, ratio: number }, workCoverage: { numerator: number, denominator: number, ratio: number }, stationReach: { numerator: number, denominator: number, ratio: number } } };

export type WhatIfQueryVariables = Exact<{
  input?: CoverageInput | null | undefined;
}>;


export type WhatIfQuery = { coverage: { asOf: string, scopeAreaKm2: number, servedAreaKm2: number, areaRatio: number, overlapKm2: number, demand: number, served: number, servedRatio: number, meanDistance: number | null, medianDistance: number | null, p90Distance: number | null, farthestDistance: number | null, formalCoverage: { numerator: number, denominator: number, ratio: number }, effectiveCoverage: { numerator: number, denominator: number, ratio: number }, workCoverage: { numerator: number, denominator: number, ratio: number }, stationReach: { numerator: number, denominator: number, ratio: number } } };

export type CoverageHistoryQueryVariables = Exact<{
  scope?: ScopeInput | null | undefined;
  from: string;
  to: string;
}>;


export type CoverageHistoryQuery = { coverageHistory: Array<{ on: string, formalCoverage: { ratio: number }, effectiveCoverage: { ratio: number }, stationReach: { ratio: number } }> };

export type DashboardQueryVariables = Exact<{
  scope?: ScopeInput | null | undefined;
  year?: number | null | undefined;
}>;


export type DashboardQuery = { dashboard: { organizations: number, partyOrganizations: number, partyMembers: number, circles: number, stations: number, instructors: number, rectificationOpen: number, rectificationClosed: number, rectificationOverdue: number, measuresDone: number, measuresTotal: number, duesReturned: string, grantsPaid: string, stationInvestment: string, pairingFunds: string, pairedVillages: number, activities: number, wishesOpen: number, wishesFulfilled: number, honors: number, exemplars: number, brandsMet: number, cultureSites: number, responsibilitiesDone: number, responsibilitiesTotal: number, assessmentScore: number | null, honorPayCost: string, posts: number, postsFilled: number } };

export type ImportKindsQueryVariables = Exact<{ [key: string]: never; }>;


export type ImportKindsQuery = { importKinds: Array<{ name: string, title: { zh: string, en: string }, columns: Array<{ attribute: string, isRequired: boolean, title: { zh: string, en: string } }> }> };

export type ImportFitFragment = { crs: string, label: string, inside: number, rows: number };

export type ImportFileMutationVariables = Exact<{
  input: ImportInput;
}>;


export type ImportFileMutation = { importFile: { table: { headers: Array<string>, rows: Array<Array<string>>, personalHeaders: Array<string>, unusedHeaders: Array<string>, columns: Array<{ attribute: string, isRequired: boolean, header: string | null, isMissing: boolean, title: { zh: string, en: string } }> } | null, report: { file: string, sheet: string | null, encoding: string | null, crs: string, isStored: boolean, importId: string | null, rows: number, added: number, updated: number, unchanged: number, refused: number, remarks: Array<{ zh: string, en: string }>, rules: Array<{ rule: string, count: number }>, findings: Array<{ row: number, column: string, value: string, rule: string, isRefusal: boolean, message: { zh: string, en: string }, suggestion: { zh: string, en: string } }>, changes: Array<{ row: number, column: string, before: string, after: string }>, datum: { verdict: string, decidingRows: number, decidingRowsForBest: number, isByCity: boolean, declared: { crs: string, label: string, inside: number, rows: number }, best: { crs: string, label: string, inside: number, rows: number }, rivals: Array<{ crs: string, label: string, inside: number, rows: number }> } | null } | null, candidates: Array<{ crs: string, label: string, isDeclared: boolean, isProposed: boolean, inside: number | null, rows: number | null, points: FeatureCollection }>, refusedRows: { name: string, text: string | null } | null, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type UndoImportMutationVariables = Exact<{
  id: string | number;
}>;


export type UndoImportMutation = { undoImport: { removed: number, restored: number, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type RecentImportsQueryVariables = Exact<{ [key: string]: never; }>;


export type RecentImportsQuery = { recentImports: Array<{ importId: string, kind: string, file: string, importedAt: string, importedBy: string, added: number, updated: number, undoneAt: string | null }> };

export type AffiliationIssuesQueryVariables = Exact<{
  scope?: ScopeInput | null | undefined;
  first: number;
  after?: string | null | undefined;
}>;


export type AffiliationIssuesQuery = { affiliationIssues: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ node: { kind: AffiliationIssueKind, detail: string, organization: { id: string, name: string, district: { adcode: string, name: string, nameEn: string | null } | null } } }> } };

export type FeaturesQueryVariables = Exact<{
  layer: MapLayer;
  filter?: SpatialFilter | null | undefined;
  organizations?: OrganizationFilter | null | undefined;
  properties?: Array<string> | string | null | undefined;
  zoom?: number | null | undefined;
  precision?: number | null | undefined;
  limit?: number | null | undefined;
}>;


export type FeaturesQuery = { features: FeatureCollection };

export type ClustersQueryVariables = Exact<{
  layer: MapLayer;
  bbox: BBox;
  zoom: number;
  organizations?: OrganizationFilter | null | undefined;
}>;


export type ClustersQuery = { clusters: FeatureCollection };

export type FeatureChangedSubscriptionVariables = Exact<{
  layer: MapLayer;
  bbox?: BBox | null | undefined;
}>;


export type FeatureChangedSubscription = { featureChanged: { layer: MapLayer, id: string, action: ChangeAction } };

export type OrganizationsQueryVariables = Exact<{
  filter?: SpatialFilter | null | undefined;
  organizations?: OrganizationFilter | null | undefined;
  marked?: OrganizationFilter | null | undefined;
  properties?: Array<string> | string | null | undefined;
  precision?: number | null | undefined;
  limit?: number | null | undefined;
  withMarked: boolean;
}>;


export type OrganizationsQuery = { all: FeatureCollection, marked?: FeatureCollection };

export type UserErrorFragment = { code: string, message: string, field: Array<string> | null };

export type PlanFieldsFragment = { status: PlanStatus, objective: PlanObjective, objectiveValue: number | null, bound: number | null, gap: number | null, conflicts: Array<string>, cost: string | null, seconds: number, mapUrl: string | null, sites: Array<{ rank: number, location: Geometry, serviceArea: Geometry, demandServed: number, existing: { id: string, name: string } | null, district: { id: string, adcode: string, name: string, nameEn: string | null } | null }>, before: { asOf: string, scopeAreaKm2: number, servedAreaKm2: number, areaRatio: number, overlapKm2: number, demand: number, served: number, servedRatio: number, meanDistance: number | null, medianDistance: number | null, p90Distance: number | null, farthestDistance: number | null, formalCoverage: { numerator: number, denominator: number, ratio: number }, effectiveCoverage: { numerator: number, denominator: number, ratio: number }, workCoverage: { numerator: number, denominator: number, ratio: number }, stationReach: { numerator: number, denominator: number, ratio: number } }, after: { asOf: string, scopeAreaKm2: number, servedAreaKm2: number, areaRatio: number, overlapKm2: number, demand: number, served: number, servedRatio: number, meanDistance: number | null, medianDistance: number | null, p90Distance: number | null, farthestDistance: number | null, formalCoverage: { numerator: number, denominator: number, ratio: number }, effectiveCoverage: { numerator: number, denominator: number, ratio: number }, workCoverage: { numerator: number, denominator: number, ratio: number }, stationReach: { numerator: number, denominator: number, ratio: number } } | null, curve: Array<{ stations: number, served: number, servedRatio: number, cost: string | null }> };

export type JobFieldsFragment = { id: string, state: JobState, progress: number, bestValue: number | null, bound: number | null, error: string | null };

export type PlanNowQueryVariables = Exact<{
  input: StationPlanInput;
}>;


export type PlanNowQuery = { stationPlan: { status: PlanStatus, objective: PlanObjective, objectiveValue: number | null, bound: number | null, gap: number | null, conflicts: Array<string>, cost: string | null, seconds: number, mapUrl: string | null, sites: Array<{ rank: number, location: Geometry, serviceArea: Geometry, demandServed: number, existing: { id: string, name: string } | null, district: { id: string, adcode: string, name: string, nameEn: string | null } | null }>, before: { asOf: string, scopeAreaKm2: number, servedAreaKm2: number, areaRatio: number, overlapKm2: number, demand: number, served: number, servedRatio: number, meanDistance: number | null, medianDistance: number | null, p90Distance: number | null, farthestDistance: number | null, formalCoverage: { numerator: number, denominator: number, ratio: number }, effectiveCoverage: { numerator: number, denominator: number, ratio: number }, workCoverage: { numerator: number, denominator: number, ratio: number }, stationReach: { numerator: number, denominator: number, ratio: number } }, after: { asOf: string, scopeAreaKm2: number, servedAreaKm2: number, areaRatio: number, overlapKm2: number, demand: number, served: number, servedRatio: number, meanDistance: number | null, medianDistance: number | null, p90Distance: number | null, farthestDistance: number | null, formalCoverage: { numerator: number, denominator: number, ratio: number }, effectiveCoverage: { numerator: number, denominator: number, ratio: number }, workCoverage: { numerator: number, denominator: number, ratio: number }, stationReach: { numerator: number, denominator: number, ratio: number } } | null, curve: Array<{ stations: number, served: number, servedRatio: number, cost: string | null }> } };

export type PlanningJobStateQueryVariables = Exact<{
  id: string | number;
  withPlan: boolean;
}>;


export type PlanningJobStateQuery = { planningJob: { id: string, state: JobState, progress: number, bestValue: number | null, bound: number | null, error: string | null, plan?: { status: PlanStatus, objective: PlanObjective, objectiveValue: number | null, bound: number | null, gap: number | null, conflicts: Array<string>, cost: string | null, seconds: number, mapUrl: string | null, sites: Array<{ rank: number, location: Geometry, serviceArea: Geometry, demandServed: number, existing: { id: string, name: string } | null, district: { id: string, adcode: string, name: string, nameEn: string | null } | null }>, before: { asOf: string, scopeAreaKm2: number, servedAreaKm2: number, areaRatio: number, overlapKm2: number, demand: number, served: number, servedRatio: number, meanDistance: number | null, medianDistance: number | null, p90Distance: number | null, farthestDistance: number | null, formalCoverage: { numerator: number, denominator: number, ratio: number }, effectiveCoverage: { numerator: number, denominator: number, ratio: number }, workCoverage: { numerator: number, denominator: number, ratio: number }, stationReach: { numerator: number, denominator: number, ratio: number } }, after: { asOf: string, scopeAreaKm2: number, servedAreaKm2: number, areaRatio: number, overlapKm2: number, demand: number, served: number, servedRatio: number, meanDistance: number | null, medianDistance: number | null, p90Distance: number | null, farthestDistance: number | null, formalCoverage: { numerator: number, denominator: number, ratio: number }, effectiveCoverage: { numerator: number, denominator: number, ratio: number }, workCoverage: { numerator: number, denominator: number, ratio: number }, stationReach: { numerator: number, denominator: number, ratio: number } } | null, curve: Array<{ stations: number, served: number, servedRatio: number, cost: string | null }> } | null } | null };

export type StartPlanMutationVariables = Exact<{
  input: StationPlanInput;
}>;


export type StartPlanMutation = { startStationPlan: { job: { id: string, state: JobState, progress: number, bestValue: number | null, bound: number | null, error: string | null } | null, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type CancelPlanMutationVariables = Exact<{
  id: string | number;
}>;


export type CancelPlanMutation = { cancelStationPlan: { job: { id: string, state: JobState, progress: number, bestValue: number | null, bound: number | null, error: string | null } | null, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type AdoptPlanMutationVariables = Exact<{
  id: string | number;
}>;


export type AdoptPlanMutation = { adoptStationPlan: { stations: Array<{ id: string, name: string }>, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type PlanningJobChangedSubscriptionVariables = Exact<{
  id: string | number;
}>;


export type PlanningJobChangedSubscription = { planningJobChanged: { id: string, state: JobState, progress: number, bestValue: number | null, bound: number | null, error: string | null } };

export type OrganizationFieldsFragment = { id: string, creditCode: string, name: string, kind: OrganizationKind, industry: string | null, employees: number, partyMembers: number, fullTimePartyWorkers: number, hardToOrganize: boolean, establishedOn: string | null, closedOn: string | null, location: Geometry | null, affiliationBasis: AffiliationBasis | null, formallyCovered: boolean, effectivelyCovered: boolean, version: number, district: { id: string, adcode: string, name: string, nameEn: string | null } | null, circles: Array<{ id: string, name: string }>, coverageEvidence: Array<{ criterion: CoverageCriterion, met: boolean, detail: string }> };

export type StationFieldsFragment = { id: string, name: string, status: StationStatus, location: Geometry, serviceRadius: number, capacity: number | null, load: number | null, cost: string, openedOn: string | null, closedOn: string | null, version: number, funding: Array<{ source: FundingSource, amount: string }>, district: { id: string, adcode: string, name: string, nameEn: string | null } | null, circle: { id: string, name: string } | null };

export type CircleFieldsFragment = { id: string, name: string, boundary: Geometry, areaKm2: number, version: number, district: { id: string, adcode: string, name: string, nameEn: string | null } | null, committee: { id: string, name: string } | null };

export type OrganizationRecordQueryVariables = Exact<{
  id: string | number;
}>;


export type OrganizationRecordQuery = { node:
    | { __typename: 'Activity' }
    | { __typename: 'Alliance' }
    | { __typename: 'Assessment' }
    | { __typename: 'BrandRating' }
    | { __typename: 'CommercialCircle' }
    | { __typename: 'CultureSite' }
    | { __typename: 'District' }
    | { __typename: 'DuesRebate' }
    | { __typename: 'Exemplar' }
    | { __typename: 'GuidanceStation' }
    | { __typename: 'Honor' }
    | { __typename: 'HonorPayProgram' }
    | { __typename: 'IncubationGrant' }
    | { __typename: 'Inspection' }
    | { __typename: 'Instructor' }
    | { __typename: 'Measure' }
    | { __typename: 'Organization', id: string, creditCode: string, name: string, kind: OrganizationKind, industry: string | null, employees: number, partyMembers: number, fullTimePartyWorkers: number, hardToOrganize: boolean, establishedOn: string | null, closedOn: string | null, location: Geometry | null, affiliationBasis: AffiliationBasis | null, formallyCovered: boolean, effectivelyCovered: boolean, version: number, partyOrganization: { id: string, name: string, kind: PartyOrganizationKind } | null, instructor: { id: string, code: string, mode: InstructorMode } | null, nearestStation: { metres: number, station: { id: string, name: string } } | null, district: { id: string, adcode: string, name: string, nameEn: string | null } | null, circles: Array<{ id: string, name: string }>, coverageEvidence: Array<{ criterion: CoverageCriterion, met: boolean, detail: string }> }
    | { __typename: 'Pairing' }
    | { __typename: 'PartyOrganization' }
    | { __typename: 'PlanningJob' }
    | { __typename: 'RectificationItem' }
    | { __typename: 'Responsibility' }
    | { __typename: 'Wish' }
   | null };

export type StationRecordQueryVariables = Exact<{
  id: string | number;
}>;


export type StationRecordQuery = { node:
    | { __typename: 'Activity' }
    | { __typename: 'Alliance' }
    | { __typename: 'Assessment' }
    | { __typename: 'BrandRating' }
    | { __typename: 'CommercialCircle' }
    | { __typename: 'CultureSite' }
    | { __typename: 'District' }
    | { __typename: 'DuesRebate' }
    | { __typename: 'Exemplar' }
    | { __typename: 'GuidanceStation', id: string, name: string, status: StationStatus, location: Geometry, serviceRadius: number, capacity: number | null, load: number | null, cost: string, openedOn: string | null, closedOn: string | null, version: number, servedOrganizations: { totalCount: number, edges: Array<{ node: { id: string, name: string } }> }, funding: Array<{ source: FundingSource, amount: string }>, district: { id: string, adcode: string, name: string, nameEn: string | null } | null, circle: { id: string, name: string } | null }
    | { __typename: 'Honor' }
    | { __typename: 'HonorPayProgram' }
    | { __typename: 'IncubationGrant' }
    | { __typename: 'Inspection' }
    | { __typename: 'Instructor' }
    | { __typename: 'Measure' }
    | { __typename: 'Organization' }
    | { __typename: 'Pairing' }
    | { __typename: 'PartyOrganization' }
    | { __typename: 'PlanningJob' }
    | { __typename: 'RectificationItem' }
    | { __typename: 'Responsibility' }
    | { __typename: 'Wish' }
   | null };

export type CircleRecordQueryVariables = Exact<{
  id: string | number;
}>;


export type CircleRecordQuery = { node:
    | { __typename: 'Activity' }
    | { __typename: 'Alliance' }
    | { __typename: 'Assessment' }
    | { __typename: 'BrandRating' }
    | { __typename: 'CommercialCircle', id: string, name: string, boundary: Geometry, areaKm2: number, version: number, organizations: { totalCount: number, edges: Array<{ node: { id: string, name: string } }> }, guidanceStations: { totalCount: number, edges: Array<{ node: { id: string, name: string } }> }, district: { id: string, adcode: string, name: string, nameEn: string | null } | null, committee: { id: string, name: string } | null }
    | { __typename: 'CultureSite' }
    | { __typename: 'District' }
    | { __typename: 'DuesRebate' }
    | { __typename: 'Exemplar' }
    | { __typename: 'GuidanceStation' }
    | { __typename: 'Honor' }
    | { __typename: 'HonorPayProgram' }
    | { __typename: 'IncubationGrant' }
    | { __typename: 'Inspection' }
    | { __typename: 'Instructor' }
    | { __typename: 'Measure' }
    | { __typename: 'Organization' }
    | { __typename: 'Pairing' }
    | { __typename: 'PartyOrganization' }
    | { __typename: 'PlanningJob' }
    | { __typename: 'RectificationItem' }
    | { __typename: 'Responsibility' }
    | { __typename: 'Wish' }
   | null };

export type SearchQueryVariables = Exact<{
  text: string;
  first: number;
}>;


export type SearchQuery = { organizations: { totalCount: number, edges: Array<{ node: { id: string, name: string, location: Geometry | null } }> }, guidanceStations: { edges: Array<{ node: { id: string, name: string, location: Geometry } }> }, commercialCircles: { edges: Array<{ node: { id: string, name: string } }> } };

export type OrganizationsInViewQueryVariables = Exact<{
  filter?: OrganizationFilter | null | undefined;
  first: number;
  after?: string | null | undefined;
}>;


export type OrganizationsInViewQuery = { organizations: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ node: { id: string, name: string, industry: string | null } }> } };

export type CapabilitiesQueryVariables = Exact<{ [key: string]: never; }>;


export type CapabilitiesQuery = { __schema: { queryType: { fields: Array<{ name: string }> | null }, mutationType: { fields: Array<{ name: string }> | null } | null, subscriptionType: { fields: Array<{ name: string }> | null } | null }, mapLayers: { enumValues: Array<{ name: string }> | null } | null };

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { viewer: { role: Role, name: string } };

export type DistrictsQueryVariables = Exact<{ [key: string]: never; }>;


export type DistrictsQuery = { districts: { edges: Array<{ node: { id: string, adcode: string, name: string, nameEn: string | null, areaKm2: number } }> } };

export type CirclesQueryVariables = Exact<{
  first: number;
}>;


export type CirclesQuery = { commercialCircles: { totalCount: number, edges: Array<{ node: { id: string, name: string } }> } };

export type OrganizationCountQueryVariables = Exact<{
  filter?: OrganizationFilter | null | undefined;
}>;


export type OrganizationCountQuery = { organizations: { totalCount: number } };

export type DistrictOutlineQueryVariables = Exact<{
  adcode: string;
}>;


export type DistrictOutlineQuery = { district: { boundary: Geometry } | null };

export type CircleOutlineQueryVariables = Exact<{
  id: string | number;
}>;


export type CircleOutlineQuery = { node:
    | { __typename: 'Activity' }
    | { __typename: 'Alliance' }
    | { __typename: 'Assessment' }
    | { __typename: 'BrandRating' }
    | { __typename: 'CommercialCircle', boundary: Geometry }
    | { __typename: 'CultureSite' }
    | { __typename: 'District' }
    | { __typename: 'DuesRebate' }
    | { __typename: 'Exemplar' }
    | { __typename: 'GuidanceStation' }
    | { __typename: 'Honor' }
    | { __typename: 'HonorPayProgram' }
    | { __typename: 'IncubationGrant' }
    | { __typename: 'Inspection' }
    | { __typename: 'Instructor' }
    | { __typename: 'Measure' }
    | { __typename: 'Organization' }
    | { __typename: 'Pairing' }
    | { __typename: 'PartyOrganization' }
    | { __typename: 'PlanningJob' }
    | { __typename: 'RectificationItem' }
    | { __typename: 'Responsibility' }
    | { __typename: 'Wish' }
   | null };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const ImportFitFragmentDoc = new TypedDocumentString(`
    fragment ImportFit on ImportFit {
  crs
  label
  inside
  rows
}
    `, {"fragmentName":"ImportFit"}) as unknown as TypedDocumentString<ImportFitFragment, unknown>;
export const UserErrorFragmentDoc = new TypedDocumentString(`
    fragment UserError on UserError {
  code
  message
  field
}
    `, {"fragmentName":"UserError"}) as unknown as TypedDocumentString<UserErrorFragment, unknown>;
export const RateFiguresFragmentDoc = new TypedDocumentString(`
    fragment RateFigures on Rate {
  numerator
  denominator
  ratio
}
    `, {"fragmentName":"RateFigures"}) as unknown as TypedDocumentString<RateFiguresFragment, unknown>;
export const CoverageFiguresFragmentDoc = new TypedDocumentString(`
    fragment CoverageFigures on CoverageReport {
  asOf
  scopeAreaKm2
  servedAreaKm2
  areaRatio
  overlapKm2
  demand
  served
  servedRatio
  formalCoverage {
    ...RateFigures
  }
  effectiveCoverage {
    ...RateFigures
  }
  workCoverage {
    ...RateFigures
  }
  stationReach {
    ...RateFigures
  }
  meanDistance
  medianDistance
  p90Distance
  farthestDistance
}
    fragment RateFigures on Rate {
  numerator
  denominator
  ratio
}`, {"fragmentName":"CoverageFigures"}) as unknown as TypedDocumentString<CoverageFiguresFragment, unknown>;
export const PlanFieldsFragmentDoc = new TypedDocumentString(`
    fragment PlanFields on StationPlan {
  status
  objective
  objectiveValue
  bound
  gap
  conflicts
  sites {
    rank
    existing {
      id
      name
    }
    location
    serviceArea
    demandServed
    district {
      id
      adcode
      name
      nameEn
    }
  }
  before {
    ...CoverageFigures
  }
  after {
    ...CoverageFigures
  }
  curve {
    stations
    served
    servedRatio
    cost
  }
  cost
  seconds
  mapUrl
}
    fragment RateFigures on Rate {
  numerator
  denominator
  ratio
}
fragment CoverageFigures on CoverageReport {
  asOf
  scopeAreaKm2
  servedAreaKm2
  areaRatio
  overlapKm2
  demand
  served
  servedRatio
  formalCoverage {
    ...RateFigures
  }
  effectiveCoverage {
    ...RateFigures
  }
  workCoverage {
    ...RateFigures
  }
  stationReach {
    ...RateFigures
  }
  meanDistance
  medianDistance
  p90Distance
  farthestDistance
}`, {"fragmentName":"PlanFields"}) as unknown as TypedDocumentString<PlanFieldsFragment, unknown>;
export const JobFieldsFragmentDoc = new TypedDocumentString(`
    fragment JobFields on PlanningJob {
  id
  state
  progress
  bestValue
  bound
  error
}
    `, {"fragmentName":"JobFields"}) as unknown as TypedDocumentString<JobFieldsFragment, unknown>;
export const OrganizationFieldsFragmentDoc = new TypedDocumentString(`
    fragment OrganizationFields on Organization {
  id
  creditCode
  name
  kind
  industry
  employees
  partyMembers
  fullTimePartyWorkers
  hardToOrganize
  establishedOn
  closedOn
  location
  district {
    id
    adcode
    name
    nameEn
  }
  circles {
    id
    name
  }
  affiliationBasis
  formallyCovered
  effectivelyCovered
  coverageEvidence {
    criterion
    met
    detail
  }
  version
}
    `, {"fragmentName":"OrganizationFields"}) as unknown as TypedDocumentString<OrganizationFieldsFragment, unknown>;
export const StationFieldsFragmentDoc = new TypedDocumentString(`
    fragment StationFields on GuidanceStation {
  id
  name
  status
  location
  serviceRadius
  capacity
  load
  cost
  funding {
    source
    amount
  }
  openedOn
  closedOn
  district {
    id
    adcode
    name
    nameEn
  }
  circle {
    id
    name
  }
  version
}
    `, {"fragmentName":"StationFields"}) as unknown as TypedDocumentString<StationFieldsFragment, unknown>;
export const CircleFieldsFragmentDoc = new TypedDocumentString(`
    fragment CircleFields on CommercialCircle {
  id
  name
  boundary
  areaKm2
  district {
    id
    adcode
    name
    nameEn
  }
  committee {
    id
    name
  }
  version
}
    `, {"fragmentName":"CircleFields"}) as unknown as TypedDocumentString<CircleFieldsFragment, unknown>;
export const RegisterOrganizationDocument = new TypedDocumentString(`
    mutation RegisterOrganization($input: OrganizationInput!) {
  registerOrganization(input: $input) {
    organization {
      ...OrganizationFields
    }
    userErrors {
      ...UserError
    }
  }
}
    fragment UserError on UserError {
  code
  message
  field
}
fragment OrganizationFields on Organization {
  id
  creditCode
  name
  kind
  industry
  employees
  partyMembers
  fullTimePartyWorkers
  hardToOrganize
  establishedOn
  closedOn
  location
  district {
    id
    adcode
    name
    nameEn
  }
  circles {
    id
    name
  }
  affiliationBasis
  formallyCovered
  effectivelyCovered
  coverageEvidence {
    criterion
    met
    detail
  }
  version
}`) as unknown as TypedDocumentString<RegisterOrganizationMutation, RegisterOrganizationMutationVariables>;
export const UpdateOrganizationDocument = new TypedDocumentString(`
    mutation UpdateOrganization($id: ID!, $version: Int!, $input: OrganizationInput!) {
  updateOrganization(id: $id, version: $version, input: $input) {
    organization {
      ...OrganizationFields
    }
    userErrors {
      ...UserError
    }
  }
}
    fragment UserError on UserError {
  code
  message
  field
}
fragment OrganizationFields on Organization {
  id
  creditCode
  name
  kind
  industry
  employees
  partyMembers
  fullTimePartyWorkers
  hardToOrganize
  establishedOn
  closedOn
  location
  district {
    id
    adcode
    name
    nameEn
  }
  circles {
    id
    name
  }
  affiliationBasis
  formallyCovered
  effectivelyCovered
  coverageEvidence {
    criterion
    met
    detail
  }
  version
}`) as unknown as TypedDocumentString<UpdateOrganizationMutation, UpdateOrganizationMutationVariables>;
export const CloseOrganizationDocument = new TypedDocumentString(`
    mutation CloseOrganization($id: ID!, $version: Int!, $on: Date!) {
  closeOrganization(id: $id, version: $version, on: $on) {
    organization {
      ...OrganizationFields
    }
    userErrors {
      ...UserError
    }
  }
}
    fragment UserError on UserError {
  code
  message
  field
}
fragment OrganizationFields on Organization {
  id
  creditCode
  name
  kind
  industry
  employees
  partyMembers
  fullTimePartyWorkers
  hardToOrganize
  establishedOn
  closedOn
  location
  district {
    id
    adcode
    name
    nameEn
  }
  circles {
    id
    name
  }
  affiliationBasis
  formallyCovered
  effectivelyCovered
  coverageEvidence {
    criterion
    met
    detail
  }
  version
}`) as unknown as TypedDocumentString<CloseOrganizationMutation, CloseOrganizationMutationVariables>;
export const RegisterStationDocument = new TypedDocumentString(`
    mutation RegisterStation($input: StationInput!) {
  registerStation(input: $input) {
    station {
      ...StationFields
    }
    userErrors {
      ...UserError
    }
  }
}
    fragment UserError on UserError {
  code
  message
  field
}
fragment StationFields on GuidanceStation {
  id
  name
  status
  location
  serviceRadius
  capacity
  load
  cost
  funding {
    source
    amount
  }
  openedOn
  closedOn
  district {
    id
    adcode
    name
    nameEn
  }
  circle {
    id
    name
  }
  version
}`) as unknown as TypedDocumentString<RegisterStationMutation, RegisterStationMutationVariables>;
export const UpdateStationDocument = new TypedDocumentString(`
    mutation UpdateStation($id: ID!, $version: Int!, $input: StationInput!) {
  updateStation(id: $id, version: $version, input: $input) {
    station {
      ...StationFields
    }
    userErrors {
      ...UserError
    }
  }
}
    fragment UserError on UserError {
  code
  message
  field
}
fragment StationFields on GuidanceStation {
  id
  name
  status
  location
  serviceRadius
  capacity
  load
  cost
  funding {
    source
    amount
  }
  openedOn
  closedOn
  district {
    id
    adcode
    name
    nameEn
  }
  circle {
    id
    name
  }
  version
}`) as unknown as TypedDocumentString<UpdateStationMutation, UpdateStationMutationVariables>;
export const CloseStationDocument = new TypedDocumentString(`
    mutation CloseStation($id: ID!, $version: Int!, $on: Date!) {
  closeStation(id: $id, version: $version, on: $on) {
    station {
      ...StationFields
    }
    userErrors {
      ...UserError
    }
  }
}
    fragment UserError on UserError {
  code
  message
  field
}
fragment StationFields on GuidanceStation {
  id
  name
  status
  location
  serviceRadius
  capacity
  load
  cost
  funding {
    source
    amount
  }
  openedOn
  closedOn
  district {
    id
    adcode
    name
    nameEn
  }
  circle {
    id
    name
  }
  version
}`) as unknown as TypedDocumentString<CloseStationMutation, CloseStationMutationVariables>;
export const RegisterCircleDocument = new TypedDocumentString(`
    mutation RegisterCircle($input: CircleInput!) {
  registerCircle(input: $input) {
    circle {
      ...CircleFields
    }
    userErrors {
      ...UserError
    }
  }
}
    fragment UserError on UserError {
  code
  message
  field
}
fragment CircleFields on CommercialCircle {
  id
  name
  boundary
  areaKm2
  district {
    id
    adcode
    name
    nameEn
  }
  committee {
    id
    name
  }
  version
}`) as unknown as TypedDocumentString<RegisterCircleMutation, RegisterCircleMutationVariables>;
export const UpdateCircleDocument = new TypedDocumentString(`
    mutation UpdateCircle($id: ID!, $version: Int!, $input: CircleInput!) {
  updateCircle(id: $id, version: $version, input: $input) {
    circle {
      ...CircleFields
    }
    userErrors {
      ...UserError
    }
  }
}
    fragment UserError on UserError {
  code
  message
  field
}
fragment CircleFields on CommercialCircle {
  id
  name
  boundary
  areaKm2
  district {
    id
    adcode
    name
    nameEn
  }
  committee {
    id
    name
  }
  version
}`) as unknown as TypedDocumentString<UpdateCircleMutation, UpdateCircleMutationVariables>;
export const CoverageDocument = new TypedDocumentString(`
    query Coverage($input: CoverageInput, $withDistricts: Boolean!) {
  coverage(input: $input) {
    ...CoverageFigures
    byDistrict @include(if: $withDistricts) {
      district {
        id
        adcode
        name
        nameEn
      }
      report {
        demand
        served
        servedRatio
        areaRatio
        formalCoverage {
          ...RateFigures
        }
        effectiveCoverage {
          ...RateFigures
        }
        workCoverage {
          ...RateFigures
        }
        stationReach {
          ...RateFigures
        }
      }
    }
  }
}
    fragment RateFigures on Rate {
  numerator
  denominator
  ratio
}
fragment CoverageFigures on CoverageReport {
  asOf
  scopeAreaKm2
  servedAreaKm2
  areaRatio
  overlapKm2
  demand
  served
  servedRatio
  formalCoverage {
    ...RateFigures
  }
  effectiveCoverage {
    ...RateFigures
  }
  workCoverage {
    ...RateFigures
  }
  stationReach {
    ...RateFigures
  }
  meanDistance
  medianDistance
  p90Distance
  farthestDistance
}`) as unknown as TypedDocumentString<CoverageQuery, CoverageQueryVariables>;
export const WhatIfDocument = new TypedDocumentString(`
    query WhatIf($input: CoverageInput) {
  coverage(input: $input) {
    ...CoverageFigures
  }
}
    fragment RateFigures on Rate {
  numerator
  denominator
  ratio
}
fragment CoverageFigures on CoverageReport {
  asOf
  scopeAreaKm2
  servedAreaKm2
  areaRatio
  overlapKm2
  demand
  served
  servedRatio
  formalCoverage {
    ...RateFigures
  }
  effectiveCoverage {
    ...RateFigures
  }
  workCoverage {
    ...RateFigures
  }
  stationReach {
    ...RateFigures
  }
  meanDistance
  medianDistance
  p90Distance
  farthestDistance
}`) as unknown as TypedDocumentString<WhatIfQuery, WhatIfQueryVariables>;
export const CoverageHistoryDocument = new TypedDocumentString(`
    query CoverageHistory($scope: ScopeInput, $from: Date!, $to: Date!) {
  coverageHistory(scope: $scope, from: $from, to: $to, every: MONTH) {
    on
    formalCoverage {
      ratio
    }
    effectiveCoverage {
      ratio
    }
    stationReach {
      ratio
    }
  }
}
    `) as unknown as TypedDocumentString<CoverageHistoryQuery, CoverageHistoryQueryVariables>;
export const DashboardDocument = new TypedDocumentString(`
    query Dashboard($scope: ScopeInput, $year: Int) {
  dashboard(scope: $scope, year: $year) {
    organizations
    partyOrganizations
    partyMembers
    circles
    stations
    instructors
    rectificationOpen
    rectificationClosed
    rectificationOverdue
    measuresDone
    measuresTotal
    duesReturned
    grantsPaid
    stationInvestment
    pairingFunds
    pairedVillages
    activities
    wishesOpen
    wishesFulfilled
    honors
    exemplars
    brandsMet
    cultureSites
    responsibilitiesDone
    responsibilitiesTotal
    assessmentScore
    honorPayCost
    posts
    postsFilled
  }
}
    `) as unknown as TypedDocumentString<DashboardQuery, DashboardQueryVariables>;
export const ImportKindsDocument = new TypedDocumentString(`
    query ImportKinds {
  importKinds {
    name
    title {
      zh
      en
    }
    columns {
      attribute
      title {
        zh
        en
      }
      isRequired
    }
  }
}
    `) as unknown as TypedDocumentString<ImportKindsQuery, ImportKindsQueryVariables>;
export const ImportFileDocument = new TypedDocumentString(`
    mutation ImportFile($input: ImportInput!) {
  importFile(input: $input) {
    table {
      headers
      rows
      columns {
        attribute
        title {
          zh
          en
        }
        isRequired
        header
        isMissing
      }
      personalHeaders
      unusedHeaders
    }
    report {
      file
      sheet
      encoding
      crs
      isStored
      importId
      rows
      added
      updated
      unchanged
      refused
      remarks {
        zh
        en
      }
      rules {
        rule
        count
      }
      findings {
        row
        column
        value
        rule
        isRefusal
        message {
          zh
          en
        }
        suggestion {
          zh
          en
        }
      }
      changes {
        row
        column
        before
        after
      }
      datum {
        verdict
        declared {
          ...ImportFit
        }
        best {
          ...ImportFit
        }
        rivals {
          ...ImportFit
        }
        decidingRows
        decidingRowsForBest
        isByCity
      }
    }
    candidates {
      crs
      label
      isDeclared
      isProposed
      inside
      rows
      points
    }
    refusedRows {
      name
      text
    }
    userErrors {
      ...UserError
    }
  }
}
    fragment ImportFit on ImportFit {
  crs
  label
  inside
  rows
}
fragment UserError on UserError {
  code
  message
  field
}`) as unknown as TypedDocumentString<ImportFileMutation, ImportFileMutationVariables>;
export const UndoImportDocument = new TypedDocumentString(`
    mutation UndoImport($id: ID!) {
  undoImport(input: {importId: $id}) {
    removed
    restored
    userErrors {
      ...UserError
    }
  }
}
    fragment UserError on UserError {
  code
  message
  field
}`) as unknown as TypedDocumentString<UndoImportMutation, UndoImportMutationVariables>;
export const RecentImportsDocument = new TypedDocumentString(`
    query RecentImports {
  recentImports(first: 10) {
    importId
    kind
    file
    importedAt
    importedBy
    added
    updated
    undoneAt
  }
}
    `) as unknown as TypedDocumentString<RecentImportsQuery, RecentImportsQueryVariables>;
export const AffiliationIssuesDocument = new TypedDocumentString(`
    query AffiliationIssues($scope: ScopeInput, $first: Int!, $after: String) {
  affiliationIssues(scope: $scope, first: $first, after: $after) {
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    edges {
      node {
        kind
        detail
        organization {
          id
          name
          district {
            adcode
            name
            nameEn
          }
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<AffiliationIssuesQuery, AffiliationIssuesQueryVariables>;
export const FeaturesDocument = new TypedDocumentString(`
    query Features($layer: MapLayer!, $filter: SpatialFilter, $organizations: OrganizationFilter, $properties: [String!], $zoom: Int, $precision: Int, $limit: Int) {
  features(
    layer: $layer
    filter: $filter
    organizations: $organizations
    properties: $properties
    zoom: $zoom
    precision: $precision
    limit: $limit
  )
}
    `) as unknown as TypedDocumentString<FeaturesQuery, FeaturesQueryVariables>;
export const ClustersDocument = new TypedDocumentString(`
    query Clusters($layer: MapLayer!, $bbox: BBox!, $zoom: Int!, $organizations: OrganizationFilter) {
  clusters(layer: $layer, bbox: $bbox, zoom: $zoom, organizations: $organizations)
}
    `) as unknown as TypedDocumentString<ClustersQuery, ClustersQueryVariables>;
export const FeatureChangedDocument = new TypedDocumentString(`
    subscription FeatureChanged($layer: MapLayer!, $bbox: BBox) {
  featureChanged(layer: $layer, bbox: $bbox) {
    layer
    id
    action
  }
}
    `) as unknown as TypedDocumentString<FeatureChangedSubscription, FeatureChangedSubscriptionVariables>;
export const OrganizationsDocument = new TypedDocumentString(`
    query Organizations($filter: SpatialFilter, $organizations: OrganizationFilter, $marked: OrganizationFilter, $properties: [String!], $precision: Int, $limit: Int, $withMarked: Boolean!) {
  all: features(
    layer: ORGANIZATIONS
    filter: $filter
    organizations: $organizations
    properties: $properties
    precision: $precision
    limit: $limit
  )
  marked: features(
    layer: ORGANIZATIONS
    filter: $filter
    organizations: $marked
    properties: []
    precision: 0
    limit: $limit
  ) @include(if: $withMarked)
}
    `) as unknown as TypedDocumentString<OrganizationsQuery, OrganizationsQueryVariables>;
export const PlanNowDocument = new TypedDocumentString(`
    query PlanNow($input: StationPlanInput!) {
  stationPlan(input: $input) {
    ...PlanFields
  }
}
    fragment RateFigures on Rate {
  numerator
  denominator
  ratio
}
fragment CoverageFigures on CoverageReport {
  asOf
  scopeAreaKm2
  servedAreaKm2
  areaRatio
  overlapKm2
  demand
  served
  servedRatio
  formalCoverage {
    ...RateFigures
  }
  effectiveCoverage {
    ...RateFigures
  }
  workCoverage {
    ...RateFigures
  }
  stationReach {
    ...RateFigures
  }
  meanDistance
  medianDistance
  p90Distance
  farthestDistance
}
fragment PlanFields on StationPlan {
  status
  objective
  objectiveValue
  bound
  gap
  conflicts
  sites {
    rank
    existing {
      id
      name
    }
    location
    serviceArea
    demandServed
    district {
      id
      adcode
      name
      nameEn
    }
  }
  before {
    ...CoverageFigures
  }
  after {
    ...CoverageFigures
  }
  curve {
    stations
    served
    servedRatio
    cost
  }
  cost
  seconds
  mapUrl
}`) as unknown as TypedDocumentString<PlanNowQuery, PlanNowQueryVariables>;
export const PlanningJobStateDocument = new TypedDocumentString(`
    query PlanningJobState($id: ID!, $withPlan: Boolean!) {
  planningJob(id: $id) {
    ...JobFields
    plan @include(if: $withPlan) {
      ...PlanFields
    }
  }
}
    fragment RateFigures on Rate {
  numerator
  denominator
  ratio
}
fragment CoverageFigures on CoverageReport {
  asOf
  scopeAreaKm2
  servedAreaKm2
  areaRatio
  overlapKm2
  demand
  served
  servedRatio
  formalCoverage {
    ...RateFigures
  }
  effectiveCoverage {
    ...RateFigures
  }
  workCoverage {
    ...RateFigures
  }
  stationReach {
    ...RateFigures
  }
  meanDistance
  medianDistance
  p90Distance
  farthestDistance
}
fragment PlanFields on StationPlan {
  status
  objective
  objectiveValue
  bound
  gap
  conflicts
  sites {
    rank
    existing {
      id
      name
    }
    location
    serviceArea
    demandServed
    district {
      id
      adcode
      name
      nameEn
    }
  }
  before {
    ...CoverageFigures
  }
  after {
    ...CoverageFigures
  }
  curve {
    stations
    served
    servedRatio
    cost
  }
  cost
  seconds
  mapUrl
}
fragment JobFields on PlanningJob {
  id
  state
  progress
  bestValue
  bound
  error
}`) as unknown as TypedDocumentString<PlanningJobStateQuery, PlanningJobStateQueryVariables>;
export const StartPlanDocument = new TypedDocumentString(`
    mutation StartPlan($input: StationPlanInput!) {
  startStationPlan(input: $input) {
    job {
      ...JobFields
    }
    userErrors {
      ...UserError
    }
  }
}
    fragment UserError on UserError {
  code
  message
  field
}
fragment JobFields on PlanningJob {
  id
  state
  progress
  bestValue
  bound
  error
}`) as unknown as TypedDocumentString<StartPlanMutation, StartPlanMutationVariables>;
export const CancelPlanDocument = new TypedDocumentString(`
    mutation CancelPlan($id: ID!) {
  cancelStationPlan(id: $id) {
    job {
      ...JobFields
    }
    userErrors {
      ...UserError
    }
  }
}
    fragment UserError on UserError {
  code
  message
  field
}
fragment JobFields on PlanningJob {
  id
  state
  progress
  bestValue
  bound
  error
}`) as unknown as TypedDocumentString<CancelPlanMutation, CancelPlanMutationVariables>;
export const AdoptPlanDocument = new TypedDocumentString(`
    mutation AdoptPlan($id: ID!) {
  adoptStationPlan(id: $id) {
    stations {
      id
      name
    }
    userErrors {
      ...UserError
    }
  }
}
    fragment UserError on UserError {
  code
  message
  field
}`) as unknown as TypedDocumentString<AdoptPlanMutation, AdoptPlanMutationVariables>;
export const PlanningJobChangedDocument = new TypedDocumentString(`
    subscription PlanningJobChanged($id: ID!) {
  planningJobChanged(id: $id) {
    ...JobFields
  }
}
    fragment JobFields on PlanningJob {
  id
  state
  progress
  bestValue
  bound
  error
}`) as unknown as TypedDocumentString<PlanningJobChangedSubscription, PlanningJobChangedSubscriptionVariables>;
export const OrganizationRecordDocument = new TypedDocumentString(`
    query OrganizationRecord($id: ID!) {
  node(id: $id) {
    __typename
    ... on Organization {
      ...OrganizationFields
      partyOrganization {
        id
        name
        kind
      }
      instructor {
        id
        code
        mode
      }
      nearestStation {
        metres
        station {
          id
          name
        }
      }
    }
  }
}
    fragment OrganizationFields on Organization {
  id
  creditCode
  name
  kind
  industry
  employees
  partyMembers
  fullTimePartyWorkers
  hardToOrganize
  establishedOn
  closedOn
  location
  district {
    id
    adcode
    name
    nameEn
  }
  circles {
    id
    name
  }
  affiliationBasis
  formallyCovered
  effectivelyCovered
  coverageEvidence {
    criterion
    met
    detail
  }
  version
}`) as unknown as TypedDocumentString<OrganizationRecordQuery, OrganizationRecordQueryVariables>;
export const StationRecordDocument = new TypedDocumentString(`
    query StationRecord($id: ID!) {
  node(id: $id) {
    __typename
    ... on GuidanceStation {
      ...StationFields
      servedOrganizations(first: 20) {
        totalCount
        edges {
          node {
            id
            name
          }
        }
      }
    }
  }
}
    fragment StationFields on GuidanceStation {
  id
  name
  status
  location
  serviceRadius
  capacity
  load
  cost
  funding {
    source
    amount
  }
  openedOn
  closedOn
  district {
    id
    adcode
    name
    nameEn
  }
  circle {
    id
    name
  }
  version
}`) as unknown as TypedDocumentString<StationRecordQuery, StationRecordQueryVariables>;
export const CircleRecordDocument = new TypedDocumentString(`
    query CircleRecord($id: ID!) {
  node(id: $id) {
    __typename
    ... on CommercialCircle {
      ...CircleFields
      organizations(first: 20) {
        totalCount
        edges {
          node {
            id
            name
          }
        }
      }
      guidanceStations(first: 20) {
        totalCount
        edges {
          node {
            id
            name
          }
        }
      }
    }
  }
}
    fragment CircleFields on CommercialCircle {
  id
  name
  boundary
  areaKm2
  district {
    id
    adcode
    name
    nameEn
  }
  committee {
    id
    name
  }
  version
}`) as unknown as TypedDocumentString<CircleRecordQuery, CircleRecordQueryVariables>;
export const SearchDocument = new TypedDocumentString(`
    query Search($text: String!, $first: Int!) {
  organizations(filter: {nameContains: $text}, first: $first) {
    totalCount
    edges {
      node {
        id
        name
        location
      }
    }
  }
  guidanceStations(filter: {nameContains: $text}, first: 5) {
    edges {
      node {
        id
        name
        location
      }
    }
  }
  commercialCircles(filter: {nameContains: $text}, first: 5) {
    edges {
      node {
        id
        name
      }
    }
  }
}
    `) as unknown as TypedDocumentString<SearchQuery, SearchQueryVariables>;
export const OrganizationsInViewDocument = new TypedDocumentString(`
    query OrganizationsInView($filter: OrganizationFilter, $first: Int!, $after: String) {
  organizations(filter: $filter, first: $first, after: $after) {
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    edges {
      node {
        id
        name
        industry
      }
    }
  }
}
    `) as unknown as TypedDocumentString<OrganizationsInViewQuery, OrganizationsInViewQueryVariables>;
export const CapabilitiesDocument = new TypedDocumentString(`
    query Capabilities {
  __schema {
    queryType {
      fields {
        name
      }
    }
    mutationType {
      fields {
        name
      }
    }
    subscriptionType {
      fields {
        name
      }
    }
  }
  mapLayers: __type(name: "MapLayer") {
    enumValues {
      name
    }
  }
}
    `) as unknown as TypedDocumentString<CapabilitiesQuery, CapabilitiesQueryVariables>;
export const ViewerDocument = new TypedDocumentString(`
    query Viewer {
  viewer {
    role
    name
  }
}
    `) as unknown as TypedDocumentString<ViewerQuery, ViewerQueryVariables>;
export const DistrictsDocument = new TypedDocumentString(`
    query Districts {
  districts(first: 100) {
    edges {
      node {
        id
        adcode
        name
        nameEn
        areaKm2
      }
    }
  }
}
    `) as unknown as TypedDocumentString<DistrictsQuery, DistrictsQueryVariables>;
export const CirclesDocument = new TypedDocumentString(`
    query Circles($first: Int!) {
  commercialCircles(first: $first) {
    totalCount
    edges {
      node {
        id
        name
      }
    }
  }
}
    `) as unknown as TypedDocumentString<CirclesQuery, CirclesQueryVariables>;
export const OrganizationCountDocument = new TypedDocumentString(`
    query OrganizationCount($filter: OrganizationFilter) {
  organizations(filter: $filter, first: 1) {
    totalCount
  }
}
    `) as unknown as TypedDocumentString<OrganizationCountQuery, OrganizationCountQueryVariables>;
export const DistrictOutlineDocument = new TypedDocumentString(`
    query DistrictOutline($adcode: String!) {
  district(adcode: $adcode) {
    boundary(tolerance: 500, precision: 4)
  }
}
    `) as unknown as TypedDocumentString<DistrictOutlineQuery, DistrictOutlineQueryVariables>;
export const CircleOutlineDocument = new TypedDocumentString(`
    query CircleOutline($id: ID!) {
  node(id: $id) {
    __typename
    ... on CommercialCircle {
      boundary(precision: 5)
    }
  }
}
    `) as unknown as TypedDocumentString<CircleOutlineQuery, CircleOutlineQueryVariables>;