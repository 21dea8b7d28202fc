// RFC 7946, longitude first.
export type Position = [number, number, ...number[]];

export type Geometry =
  | { type: 'Point'; coordinates: Position }
  | { type: 'MultiPoint' | 'LineString'; coordinates: Position[] }
  | { type: 'MultiLineString' | 'Polygon'; coordinates: Position[][] }
  | { type: 'MultiPolygon'; coordinates: Position[][][] }
  | { type: 'GeometryCollection'; geometries: Geometry[] };

export interface Feature {
  type: 'Feature';
  id?: string | number;
  /** West, south, east, north. */
  bbox?: readonly number[];
  geometry: Geometry | null;
  properties: Record<string, unknown> | null;
}

export interface FeatureCollection {
  type: 'FeatureCollection';
  features: Feature[];
  /** Where the limit cut. */
  truncated?: boolean;
}

export interface LonLat {
  longitude: number;
  latitude: number;
}

export interface Box {
  west: number;
  south: number;
  east: number;
  north: number;
}

export function pointOf(geometry: Geometry | null | undefined): LonLat | null {
  if (geometry?.type !== 'Point') return null;
  const [longitude, latitude] = geometry.coordinates;
  return { longitude, latitude };
}

export function positionsOf(geometry: Geometry): Position[] {
  switch (geometry.type) {
    case 'Point':
      return [geometry.coordinates];
    case 'MultiPoint':
    case 'LineString':
      return geometry.coordinates;
    case 'MultiLineString':
    case 'Polygon':
      return geometry.coordinates.flat();
    case 'MultiPolygon':
      return geometry.coordinates.flat(2);
    case 'GeometryCollection':
      return geometry.geometries.flatMap(positionsOf);
  }
}

export function boxOf(geometries: readonly Geometry[]): Box | null {
  const positions = geometries.flatMap(positionsOf);
  if (!positions.length) return null;
  const box: Box = { west: Infinity, south: Infinity, east: -Infinity, north: -Infinity };
  for (const [longitude, latitude] of positions) {
    box.west = Math.min(box.west, longitude);
    box.east = Math.max(box.east, longitude);
    box.south = Math.min(box.south, latitude);
    box.north = Math.max(box.north, latitude);
  }
  return box;
}

export function contains(outer: Box, inner: Box): boolean {
  return (
    outer.west <= inner.west &&
    outer.south <= inner.south &&
    outer.east >= inner.east &&
    outer.north >= inner.north
  );
}

/** Round coordinates to about a centimetre, so that requests stay short. */
export function rounded(value: number): number {
  return Math.round(value * 1e7) / 1e7;
}
