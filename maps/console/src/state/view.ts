import { signal } from '@preact/signals';
import type { Box, LonLat } from '../api/geometry';

export interface View {
  box: Box;
  zoom: number;
}

/** What the map shows now; null before it is drawn. */
export const view = signal<View | null>(null);

export type MapTarget =
  | { kind: 'box'; box: Box }
  /** A place, at this zoom or nearer. */
  | { kind: 'point'; at: LonLat; zoom: number }
  | { kind: 'view'; at: LonLat; zoom: number }
  | { kind: 'zoom'; by: 1 | -1 }
  | { kind: 'home' };

/** Where the page wants the map to go next. */
export const mapTarget = signal<MapTarget | null>(null);

/** Enlarge a box by a share of its size on every side, so that small moves ask nothing. */
export function padded(box: Box, share: number): Box {
  const width = (box.east - box.west) * share;
  const height = (box.north - box.south) * share;
  return {
    west: Math.max(-180, box.west - width),
    south: Math.max(-85, box.south - height),
    east: Math.min(180, box.east + width),
    north: Math.min(85, box.north + height),
  };
}

/** Decimals that keep half a screen pixel at a zoom level. */
export function precisionAt(zoom: number): number {
  return Math.min(7, Math.ceil(zoom * Math.LOG10E * Math.LN2) + 1);
}
