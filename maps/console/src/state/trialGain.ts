import { effect, signal } from '@preact/signals';
import { canQuery } from '../api/capabilities';
import { request } from '../api/client';
import { rounded } from '../api/geometry';
import type { Feature, LonLat } from '../api/geometry';
import { OrganizationsDocument } from '../api/generated';
import type { DemandWeight, SpatialFilter } from '../api/generated';
import { resource } from './resource';
import { revision, scope, weight } from './scope';
import type { Scope } from './scope';
import { removedStations, trialStations } from './whatIf';
import type { TrialStation } from './whatIf';

/** More than so many in one disc are left to the server's whole answer. */
const maxInDisc = 5000;
const maxKept = 200;
const pointPrecision = 6;

/** Whom the trial stations would reach that no open station reaches. */
export interface TrialGain {
  /** The trial that this answers. */
  key: string;
  organizations: number;
  demand: number;
  features: readonly Feature[];
}

const answer = resource<TrialGain | null>();
export const trialGain = answer.value;
/** The trial as it stands now; null where the gain alone does not tell the change. */
export const trialKey = signal<string | null>(null);

const weightProperty: Record<DemandWeight, string | null> = {
  ORGANIZATIONS: null,
  EMPLOYEES: 'employees',
  PARTY_MEMBERS: 'partyMembers',
};

// Discs asked before, by place, radius, scope and state of the records; the oldest goes first.
const known = new Map<string, readonly Feature[]>();

function scopeFilter(current: Scope): SpatialFilter {
  if (current.kind === 'district') return { district: current.adcode };
  if (current.kind === 'circle') return { circle: current.id };
  return current.kind === 'polygon' ? { intersects: current.geometry } : {};
}

function near(station: LonLat & { serviceRadius: number }) {
  return {
    longitude: rounded(station.longitude),
    latitude: rounded(station.latitude),
    distance: station.serviceRadius,
  };
}

async function unreachedNear(
  station: TrialStation,
  state: string,
  filter: SpatialFilter,
  property: string | null,
  signal: AbortSignal,
): Promise<readonly Feature[] | null> {
  const place = near(station);
  const key = `${state} ${JSON.stringify(place)}`;
  const found = known.get(key);
  if (found) return found;
  const variables = {
    filter: { ...filter, near: place },
    organizations: { reachedByStation: false },
    marked: null,
    withMarked: false,
    properties: property ? [property] : [],
    precision: pointPrecision,
    limit: maxInDisc,
  };
  const { all } = await request(OrganizationsDocument, variables, signal);
  if (all.truncated === true) return null;
  known.set(key, all.features);
  if (known.size > maxKept) known.delete(known.keys().next().value as string);
  return all.features;
}

function union(parts: readonly (readonly Feature[])[]): Feature[] {
  const byId = new Map<unknown, Feature>();
  for (const part of parts) for (const feature of part) byId.set(feature.id, feature);
  return [...byId.values()];
}

function gainOf(key: string, features: readonly Feature[], property: string | null): TrialGain {
  const demand = property
    ? features.reduce((sum, { properties }) => sum + Number(properties?.[property] ?? 0), 0)
    : features.length;
  return { key, organizations: features.length, demand, features };
}

/**
 * Keep the gain equal to the trial while a station is dragged: a question for the unreached in one
 * disc is answered by an index within milliseconds, the whole report only within a second.
 */
export function followTrialGain(): void {
  effect(() => {
    const stations = trialStations.value;
    const current = scope.value;
    const property = weightProperty[weight.value];
    const state = JSON.stringify([revision.value, current, weight.value]);
    if (!canQuery('features') || !stations.length || removedStations.value.length) {
      trialKey.value = null;
      return answer.clear();
    }
    const key = `${state} ${JSON.stringify(stations.map(near))}`;
    trialKey.value = key;
    const filter = scopeFilter(current);
    answer.track(async (signal) => {
      const parts = await Promise.all(
        stations.map((station) => unreachedNear(station, state, filter, property, signal)),
      );
      const found = parts.filter((part) => part !== null);
      return found.length < parts.length ? null : gainOf(key, union(found), property);
    });
  });
}
