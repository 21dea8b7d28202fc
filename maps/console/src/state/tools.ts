import { signal } from '@preact/signals';
import type { Geometry, LonLat } from '../api/geometry';

/** What the next clicks on the map are for. */
export type Tool =
  | { kind: 'read' }
  | { kind: 'point'; purpose: 'trial' | 'form'; onPoint: (at: LonLat) => void }
  | { kind: 'polygon'; onPolygon: (geometry: Geometry) => void };

export const tool = signal<Tool>({ kind: 'read' });
/** Corners drawn so far. */
export const corners = signal<readonly LonLat[]>([]);

export function useTool(next: Tool): void {
  corners.value = [];
  tool.value = next;
}

export function readTool(): void {
  useTool({ kind: 'read' });
}

export function addCorner(at: LonLat): void {
  corners.value = [...corners.value, at];
}

export function dropCorner(): void {
  corners.value = corners.value.slice(0, -1);
}

/** Close the drawn ring; fewer than three corners are no area, and drawing goes on. */
export function finishPolygon(): void {
  const current = tool.value;
  if (current.kind !== 'polygon' || corners.value.length < 3) return;
  const ring = corners.value.map((at): [number, number] => [at.longitude, at.latitude]);
  const first = ring[0] as [number, number];
  const geometry: Geometry = { type: 'Polygon', coordinates: [counterclockwise([...ring, first])] };
  readTool();
  current.onPolygon(geometry);
}

// RFC 7946 wants outer rings counterclockwise.
function counterclockwise(ring: [number, number][]): [number, number][] {
  let doubledArea = 0;
  for (let index = 1; index < ring.length; index += 1) {
    const [x0, y0] = ring[index - 1] as [number, number];
    const [x1, y1] = ring[index] as [number, number];
    doubledArea += x0 * y1 - x1 * y0;
  }
  return doubledArea < 0 ? ring.toReversed() : ring;
}
