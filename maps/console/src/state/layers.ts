import { signal } from '@preact/signals';
import type { MapLayer, OrganizationFilter, OrganizationKind } from '../api/generated';

export const layerOrder = [
  'ORGANIZATIONS',
  'GUIDANCE_STATIONS',
  'SERVICE_AREAS',
  'COVERAGE_GAPS',
  'UNREACHED_DENSITY',
  'COMMERCIAL_CIRCLES',
  'DISTRICTS',
  'CULTURE_SITES',
  'PAIRINGS',
] as const satisfies readonly MapLayer[];
export type ShownLayer = (typeof layerOrder)[number];

export const shownLayers = signal<ReadonlySet<MapLayer>>(
  new Set<MapLayer>([
    'DISTRICTS',
    'ORGANIZATIONS',
    'COMMERCIAL_CIRCLES',
    'GUIDANCE_STATIONS',
    'SERVICE_AREAS',
  ]),
);

export function toggleLayer(layer: MapLayer): void {
  const next = new Set(shownLayers.value);
  if (!next.delete(layer)) next.add(layer);
  shownLayers.value = next;
}

export const shades = [
  'none',
  'stationReach',
  'formalCoverage',
  'effectiveCoverage',
  'workCoverage',
] as const;
export type Shade = (typeof shades)[number];
/** The rate that colours the districts. */
export const shade = signal<Shade>('stationReach');

export type PointMeaning = 'reach' | 'formal' | 'effective' | 'kind';
export const pointMeanings: readonly PointMeaning[] = ['reach', 'formal', 'effective', 'kind'];
/** What the organizations' symbols tell. */
export const pointMeaning = signal<PointMeaning>('reach');

export interface Filters {
  kind: OrganizationKind | null;
  industries: readonly string[];
  reached: boolean | null;
  formal: boolean | null;
  effective: boolean | null;
  minEmployees: number | null;
  maxEmployees: number | null;
}

export const noFilters: Filters = {
  kind: null,
  industries: [],
  reached: null,
  formal: null,
  effective: null,
  minEmployees: null,
  maxEmployees: null,
};

export const filters = signal<Filters>(noFilters);
/** Industries seen so far, offered while one types. */
export const seenIndustries = signal<ReadonlySet<string>>(new Set());

/** The filter in the API's terms; null where nothing is filtered. */
export function organizationFilter(chosen: Filters): OrganizationFilter | null {
  const filter: OrganizationFilter = {};
  if (chosen.kind) filter.kinds = [chosen.kind];
  if (chosen.industries.length) filter.industries = [...chosen.industries];
  if (chosen.reached !== null) filter.reachedByStation = chosen.reached;
  if (chosen.formal !== null) filter.formallyCovered = chosen.formal;
  if (chosen.effective !== null) filter.effectivelyCovered = chosen.effective;
  if (chosen.minEmployees !== null) filter.minEmployees = chosen.minEmployees;
  if (chosen.maxEmployees !== null) filter.maxEmployees = chosen.maxEmployees;
  return Object.keys(filter).length ? filter : null;
}
