import { effect } from '@preact/signals';
import type { LonLat } from '../api/geometry';
import { scope } from './scope';
import { select, selectedId } from './selection';
import { tab, tabs } from './tabs';
import type { Tab } from './tabs';
import { mapTarget, view } from './view';

/** The page's state in its address, so that a link shows the same map. */
function parameters(hash = location.hash): URLSearchParams {
  return new URLSearchParams(hash.slice(1));
}

export function startFromAddress(hash?: string): { at: LonLat; zoom: number } | null {
  const parts = (parameters(hash).get('map') ?? '').split('/').map(Number);
  const [zoom, latitude, longitude] = parts;
  if (parts.length !== 3 || !parts.every(Number.isFinite)) return null;
  if (zoom === undefined || latitude === undefined || longitude === undefined) return null;
  return { at: { longitude, latitude }, zoom };
}

export function readAddress(hash?: string): void {
  const given = parameters(hash);
  const district = given.get('district');
  const circle = given.get('circle');
  const wantedTab = given.get('tab');
  if (district) scope.value = { kind: 'district', adcode: district };
  else if (circle) scope.value = { kind: 'circle', id: circle };
  if (tabs.includes(wantedTab as Tab)) tab.value = wantedTab as Tab;
  const record = given.get('record');
  if (record) select(record);
}

/** Follow a link of this page that is opened in its own tab. */
export function heedAddress(): void {
  window.addEventListener('hashchange', (event) => {
    // The address may be written back (a move of the map) before the event of a newer one comes.
    const { hash } = new URL(event.newURL);
    const place = startFromAddress(hash);
    readAddress(hash);
    if (place) mapTarget.value = { kind: 'view', ...place };
  });
}

/** Write the state back; no entry in the history, for a drag would make a hundred. */
export function followAddress(): void {
  effect(() => {
    const next = new URLSearchParams();
    const current = view.value;
    if (current) {
      const { box, zoom } = current;
      const latitude = ((box.south + box.north) / 2).toFixed(5);
      const longitude = ((box.west + box.east) / 2).toFixed(5);
      next.set('map', `${zoom}/${latitude}/${longitude}`);
    }
    if (scope.value.kind === 'district') next.set('district', scope.value.adcode);
    if (scope.value.kind === 'circle') next.set('circle', scope.value.id);
    if (tab.value !== 'overview') next.set('tab', tab.value);
    if (selectedId.value) next.set('record', selectedId.value);
    const text = next.toString().replaceAll('%2F', '/').replaceAll('%3A', ':');
    if (current) window.history.replaceState(null, '', `#${text}`);
  });
}
