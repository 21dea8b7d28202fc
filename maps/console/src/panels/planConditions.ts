import type { DemandWeight, PlanObjective, ScopeInput, StationPlanInput } from '../api/generated';

export const objectives: readonly PlanObjective[] = [
  'MAXIMIZE_COVERAGE',
  'MINIMIZE_STATIONS',
  'MINIMIZE_MEAN_DISTANCE',
  'MINIMIZE_FARTHEST_DISTANCE',
];

export interface PlanConditions {
  objective: PlanObjective;
  newStations: number | null;
  serviceRadius: number | null;
  gridSpacing: number | null;
  keepExisting: boolean;
  costPerStation: number | null;
  budget: number | null;
  capacity: number | null;
  /** In percent, as people write it. */
  minimumDistrictRatio: number | null;
  timeLimit: number | null;
}

export const planDefaults: PlanConditions = {
  objective: 'MAXIMIZE_COVERAGE',
  newStations: 3,
  serviceRadius: 1000,
  gridSpacing: 500,
  keepExisting: true,
  costPerStation: null,
  budget: null,
  capacity: null,
  minimumDistrictRatio: null,
  timeLimit: 5,
};

/** The API's input; null while a condition that it needs is missing. */
export function planInput(
  conditions: PlanConditions,
  scope: ScopeInput | null,
  weight: DemandWeight,
): StationPlanInput | null {
  const { objective, newStations, serviceRadius } = conditions;
  const needsNumber = objective !== 'MINIMIZE_STATIONS';
  if (!serviceRadius || (needsNumber && !newStations)) return null;
  const input: StationPlanInput = { objective, serviceRadius, weight };
  input.keepExisting = conditions.keepExisting;
  if (scope) input.scope = scope;
  if (needsNumber && newStations) input.newStations = Math.round(newStations);
  if (conditions.gridSpacing) input.candidates = { gridSpacing: conditions.gridSpacing };
  if (conditions.costPerStation !== null) input.costPerStation = String(conditions.costPerStation);
  if (conditions.budget !== null) input.budget = String(conditions.budget);
  if (conditions.capacity !== null) input.capacity = Math.round(conditions.capacity);
  if (conditions.minimumDistrictRatio !== null) {
    input.minimumDistrictRatio = conditions.minimumDistrictRatio / 100;
  }
  if (conditions.timeLimit) input.timeLimit = conditions.timeLimit;
  return input;
}
