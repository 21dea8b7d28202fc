import { computed, effect, signal } from '@preact/signals';
import { canQuery } from '../api/capabilities';
import { request } from '../api/client';
import { rounded } from '../api/geometry';
import type { LonLat } from '../api/geometry';
import { WhatIfDocument } from '../api/generated';
import type { CoverageFiguresFragment } from '../api/generated';
import { resource } from './resource';
import { revision, scopeInput, weight } from './scope';

/** A station that might be. */
export interface TrialStation extends LonLat {
  key: number;
  serviceRadius: number;
}

export const defaultRadius = 1000;
export const maxRadius = 20_000;
let nextKey = 1;

export const trialStations = signal<readonly TrialStation[]>([]);
export const trialRadius = signal(defaultRadius);
export const before = resource<CoverageFiguresFragment>();
export const after = resource<CoverageFiguresFragment>();

/** The existing stations that the trial takes away. */
export const removedStations = signal<readonly string[]>([]);

export const isTrying = computed(
  () => trialStations.value.length > 0 || removedStations.value.length > 0,
);

export function placeStation(at: LonLat): TrialStation {
  const station = {
    key: nextKey++,
    longitude: rounded(at.longitude),
    latitude: rounded(at.latitude),
    serviceRadius: trialRadius.value,
  };
  trialStations.value = [...trialStations.value, station];
  return station;
}

export function moveStation(key: number, change: Partial<Omit<TrialStation, 'key'>>): void {
  trialStations.value = trialStations.value.map((station) =>
    station.key === key ? { ...station, ...change } : station,
  );
}

export function removeTrial(key: number): void {
  trialStations.value = trialStations.value.filter((station) => station.key !== key);
}

export function toggleRemoved(id: string): void {
  const current = removedStations.value;
  removedStations.value = current.includes(id)
    ? current.filter((other) => other !== id)
    : [...current, id];
}

export function clearTrial(): void {
  trialStations.value = [];
  removedStations.value = [];
}

/** Keep the coverage with the trial stations equal to where they are. */
export function followTrial(): void {
  effect(() => {
    void revision.value;
    if (!canQuery('coverage')) return;
    if (!isTrying.value) return before.clear();
    const input = { scope: scopeInput.value, weight: weight.value };
    before.load(async (signal) => (await request(WhatIfDocument, { input }, signal)).coverage);
  });
  effect(() => {
    void revision.value;
    if (!canQuery('coverage')) return;
    if (!isTrying.value) return after.clear();
    const input = {
      scope: scopeInput.value,
      weight: weight.value,
      addStations: trialStations.value.map(({ longitude, latitude, serviceRadius }) => ({
        longitude: rounded(longitude),
        latitude: rounded(latitude),
        serviceRadius,
      })),
      removeStations: [...removedStations.value],
    };
    after.track(async (signal) => (await request(WhatIfDocument, { input }, signal)).coverage);
  });
}
