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
/** The whole report is asked for once a drag rests; the gain is there before. */
const settleMs = 250;
export const maxRadius = 20_000;
let nextKey = 1;

export const trialStations = signal<readonly TrialStation[]>([]);
export const trialRadius = signal(defaultRadius);
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

/** Keep the whole report with the trial stations equal to where they come to rest. */
export function followTrial(): void {
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
    after.load(
      async (signal) => (await request(WhatIfDocument, { input }, signal)).coverage,
      settleMs,
    );
  });
}
