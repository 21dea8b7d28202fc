import { computed, effect, signal, untracked } from '@preact/signals';
import { canQuery } from '../api/capabilities';
import { request } from '../api/client';
import type { Geometry } from '../api/geometry';
import {
  CirclesDocument,
  CoverageDocument,
  CoverageHistoryDocument,
  DashboardDocument,
  DistrictsDocument,
} from '../api/generated';
import type {
  CirclesQuery,
  CoverageHistoryQuery,
  CoverageQuery,
  DashboardQuery,
  DemandWeight,
  DistrictsQuery,
  ScopeInput,
} from '../api/generated';
import { failureText } from '../text';
import { tell } from './notices';
import { resource } from './resource';

export type Scope =
  | { kind: 'city' }
  | { kind: 'district'; adcode: string }
  | { kind: 'circle'; id: string }
  | { kind: 'polygon'; geometry: Geometry };

export type District = DistrictsQuery['districts']['edges'][number]['node'];
export type Circle = CirclesQuery['commercialCircles']['edges'][number]['node'];

const maxCircles = 200;

export const districts = signal<readonly District[]>([]);
export const circles = signal<readonly Circle[]>([]);
export const scope = signal<Scope>({ kind: 'city' });
export const weight = signal<DemandWeight>('ORGANIZATIONS');
export const dashboardYear = signal<number | null>(null);
/** Counts up when a record changes, so that what rests on the records is asked again. */
export const revision = signal(0);

export const scopeInput = computed<ScopeInput | null>(() => {
  const current = scope.value;
  switch (current.kind) {
    case 'city':
      return null;
    case 'district':
      return { district: current.adcode };
    case 'circle':
      return { circle: current.id };
    case 'polygon':
      return { polygon: current.geometry };
  }
});

export const coverage = resource<CoverageQuery['coverage']>();
export const dashboard = resource<DashboardQuery['dashboard']>();
export const history = resource<CoverageHistoryQuery['coverageHistory']>();
/** The city's coverage by district, whatever the scope: the map's district colours. */
export const cityCoverage = resource<CoverageQuery['coverage']>();

export async function loadPlaces(): Promise<void> {
  const [districtAnswer, circleAnswer] = await Promise.all([
    canQuery('districts') ? request(DistrictsDocument, {}) : null,
    canQuery('commercialCircles') ? request(CirclesDocument, { first: maxCircles }) : null,
  ]);
  districts.value = districtAnswer?.districts.edges.map((edge) => edge.node) ?? [];
  circles.value = circleAnswer?.commercialCircles.edges.map((edge) => edge.node) ?? [];
}

function coverageTask(input: ScopeInput | null, weightAsked: DemandWeight, withDistricts: boolean) {
  return async (signal: AbortSignal) => {
    const variables = { input: { scope: input, weight: weightAsked }, withDistricts };
    return (await request(CoverageDocument, variables, signal)).coverage;
  };
}

/** Keep the figures equal to the scope, from the moment the server's abilities are known. */
export function followScope(): void {
  effect(() => {
    // Names change with the records, and what one may read with who one is.
    if (revision.value > 0) void untracked(loadPlaces).catch((error: unknown) => tell(failureText(error), 'warning'));
  });
  effect(() => {
    void revision.value;
    if (!canQuery('coverage')) return;
    cityCoverage.load(coverageTask(null, weight.value, true));
  });
  effect(() => {
    void revision.value;
    if (!canQuery('coverage') || scope.value.kind === 'city') return coverage.clear();
    coverage.load(coverageTask(scopeInput.value, weight.value, false));
  });
  effect(() => {
    void revision.value;
    if (!canQuery('dashboard')) return;
    const variables = { scope: scopeInput.value, year: dashboardYear.value };
    dashboard.load(async (signal) => (await request(DashboardDocument, variables, signal)).dashboard);
  });
}

export function currentCoverage(): typeof coverage {
  return scope.value.kind === 'city' ? cityCoverage : coverage;
}

/** Ask how the rates came to be, for the twelve months before a day. */
export function loadHistory(from: string, to: string): void {
  if (!canQuery('coverageHistory')) return;
  const variables = { scope: scopeInput.value, from, to };
  history.load(
    async (signal) => (await request(CoverageHistoryDocument, variables, signal)).coverageHistory,
  );
}
