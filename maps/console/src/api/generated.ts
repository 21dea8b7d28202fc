/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { FeatureCollection, Geometry } from './geometry';
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
export type AffiliationBasis =
  | 'SECTORAL'
  | 'TERRITORIAL';

export type BBox = {
  east: number;
  north: number;
  south: number;
  west: number;
};

export type Crs =
  | 'BD09'
  | 'CGCS2000'
  | 'GCJ02'
  | 'WGS84';

export type CandidateInput = {
  circleIntersections?: boolean | null | undefined;
  gridSpacing?: number | null | undefined;
  organizations?: boolean | null | undefined;
  points?: Geometry | null | undefined;
};

export type ChangeAction =
  | 'CREATED'
  | 'REMOVED'
  | 'UPDATED';

export type CircleInput = {
  boundary: Geometry;
  committee?: string | number | null | undefined;
  crs?: Crs | null | undefined;
  name: string;
};

export type CoverageCriterion =
  | 'ACTIVE_THIS_YEAR'
  | 'ASSESSED_THIS_YEAR'
  | 'HAS_INSTRUCTOR'
  | 'HAS_PARTY_ORGANIZATION'
  | 'REACHED_BY_STATION';

export type CoverageInput = {
  addStations?: Array<StationSite> | null | undefined;
  asOf?: string | null | undefined;
  distance?: DistanceMetric | null | undefined;
  removeStations?: Array<string | number> | null | undefined;
  scope?: ScopeInput | null | undefined;
  serviceRadius?: number | null | undefined;
  weight?: DemandWeight | null | undefined;
};

export type DemandWeight =
  | 'EMPLOYEES'
  | 'ORGANIZATIONS'
  | 'PARTY_MEMBERS';

export type DistanceMetric =
  | 'NETWORK'
  | 'STRAIGHT';

export type FundingSource =
  | 'POOLED'
  | 'SELF_RAISED'
  | 'SUPERIOR_SUPPORT';

export type InstructorMode =
  | 'DEDICATED'
  | 'SHARED';

export type JobState =
  | 'CANCELLED'
  | 'DONE'
  | 'FAILED'
  | 'QUEUED'
  | 'RUNNING';

export type MapLayer =
  | 'COMMERCIAL_CIRCLES'
  | 'COVERAGE_GAPS'
  | 'CULTURE_SITES'
  | 'DISTRICTS'
  | 'GUIDANCE_STATIONS'
  | 'ORGANIZATIONS'
  | 'PAIRINGS'
  | 'SERVICE_AREAS';

export type NearInput = {
  distance?: number | null | undefined;
  latitude: number;
  longitude: number;
};

export type OrganizationFilter = {
  effectivelyCovered?: boolean | null | undefined;
  formallyCovered?: boolean | null | undefined;
  hasPartyOrganization?: boolean | null | undefined;
  industries?: Array<string> | null | undefined;
  kinds?: Array<OrganizationKind> | null | undefined;
  maxEmployees?: number | null | undefined;
  minEmployees?: number | null | undefined;
  nameContains?: string | null | undefined;
  reachedByStation?: boolean | null | undefined;
  spatial?: SpatialFilter | null | undefined;
};

export type OrganizationInput = {
  affiliationBasis?: AffiliationBasis | null | undefined;
  creditCode: string;
  crs?: Crs | null | undefined;
  district?: string | null | undefined;
  employees: number;
  establishedOn?: string | null | undefined;
  fullTimePartyWorkers?: number | null | undefined;
  hardToOrganize?: boolean | null | undefined;
  industry?: string | null | undefined;
  kind: OrganizationKind;
  location?: Geometry | null | undefined;
  name: string;
  partyMembers: number;
  partyOrganization?: string | number | null | undefined;
};

export type OrganizationKind =
  | 'NON_PUBLIC_ECONOMIC'
  | 'SOCIAL';

export type PartyOrganizationKind =
  | 'BRANCH'
  | 'CIRCLE_COMMITTEE'
  | 'COMMITTEE'
  | 'DISTRICT_COMMITTEE'
  | 'GENERAL_BRANCH'
  | 'JOINT_BRANCH'
  | 'MUNICIPAL_COMMITTEE'
  | 'ORGANIZATION_DEPARTMENT'
  | 'SECTOR_COMMITTEE'
  | 'SUBDISTRICT_COMMITTEE'
  | 'WORK_COMMITTEE';

export type PlanObjective =
  | 'MAXIMIZE_COVERAGE'
  | 'MINIMIZE_FARTHEST_DISTANCE'
  | 'MINIMIZE_MEAN_DISTANCE'
  | 'MINIMIZE_STATIONS';

export type PlanStatus =
  | 'FEASIBLE'
  | 'INFEASIBLE'
  | 'OPTIMAL';

export type Role =
  | 'ADMIN'
  | 'ANONYMOUS'
  | 'EDITOR'
  | 'PLANNER'
  | 'VIEWER';

export type ScopeInput = {
  circle?: string | number | null | undefined;
  district?: string | null | undefined;
  polygon?: Geometry | null | undefined;
};

/** All given conditions hold together. Input geometries are in `crs`. */
export type SpatialFilter = {
  bbox?: BBox | null | undefined;
  circle?: string | number | null | undefined;
  crs?: Crs | null | undefined;
  district?: string | null | undefined;
  intersects?: Geometry | null | undefined;
  near?: NearInput | null | undefined;
  within?: Geometry | null | undefined;
};

export type StationFundingInput = {
  amount: string;
  source: FundingSource;
};

export type StationInput = {
  capacity?: number | null | undefined;
  cost?: string | null | undefined;
  crs?: Crs | null | undefined;
  funding?: Array<StationFundingInput> | null | undefined;
  location: Geometry;
  name: string;
  openedOn?: string | null | undefined;
  serviceRadius: number;
  status?: StationStatus | null | undefined;
};

export type StationPlanInput = {
  budget?: string | null | undefined;
  candidates?: CandidateInput | null | undefined;
  capacity?: number | null | undefined;
  costPerStation?: string | null | undefined;
  distance?: DistanceMetric | null | undefined;
  forbid?: Array<string | number> | null | undefined;
  keepExisting?: boolean | null | undefined;
  minimumDistrictRatio?: number | null | undefined;
  newStations?: number | null | undefined;
  objective: PlanObjective;
  require?: Array<string | number> | null | undefined;
  scope?: ScopeInput | null | undefined;
  serviceRadius: number;
  timeLimit?: number | null | undefined;
  weight?: DemandWeight | null | undefined;
};

/** A station that might be: for what-if coverage. */
export type StationSite = {
  latitude: number;
  longitude: number;
  serviceRadius?: number | null | undefined;
};

export type StationStatus =
  | 'CLOSED'
  | 'OPEN'
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