import type { Feature, LonLat } from '../api/geometry';
import type { OrganizationFilter } from '../api/generated';
import type { PointMeaning } from '../state/layers';
import { symbolNames } from './symbols';
import type { SymbolName } from './symbols';

/** Organizations as arrays: 100,000 objects would cost a tenth of a second for each look. */
export interface PointSet {
  ids: string[];
  /** Web Mercator, 0 to 1 from the west and from the north. */
  x: Float64Array;
  y: Float64Array;
  longitude: Float64Array;
  latitude: Float64Array;
  /** Index into `symbolNames`. */
  symbol: Uint8Array;
  names: (string | null)[];
}

export const emptyPoints: PointSet = {
  ids: [],
  x: new Float64Array(),
  y: new Float64Array(),
  longitude: new Float64Array(),
  latitude: new Float64Array(),
  symbol: new Uint8Array(),
  names: [],
};

export function symbolIndex(name: SymbolName): number {
  return symbolNames.indexOf(name);
}

export function mercator({ longitude, latitude }: LonLat): [number, number] {
  const sine = Math.sin((latitude * Math.PI) / 180);
  return [
    (longitude + 180) / 360,
    0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI),
  ];
}

/** The condition that a meaning marks; the kind is a property of each feature. */
export function markedFilter(
  meaning: PointMeaning,
  filter: OrganizationFilter | null,
): OrganizationFilter | null {
  if (meaning === 'reach') return { ...filter, reachedByStation: true };
  if (meaning === 'formal') return { ...filter, formallyCovered: true };
  return meaning === 'effective' ? { ...filter, effectivelyCovered: true } : null;
}

function symbolOf(feature: Feature, marked: ReadonlySet<unknown> | null): SymbolName {
  if (marked) return marked.has(feature.id) ? 'yes' : 'no';
  return feature.properties?.['kind'] === 'SOCIAL' ? 'second' : 'neutral';
}

/** Make the arrays of some features; `marked` are those that meet the symbols' condition. */
export function pointSet(features: readonly Feature[], marked: readonly Feature[] | null): PointSet {
  const markedIds = marked && new Set(marked.map((feature) => feature.id));
  return arrays(features, (feature) => symbolOf(feature, markedIds));
}

/** Make the arrays of some features that all carry one symbol. */
export function pointSetOf(features: readonly Feature[], symbol: SymbolName): PointSet {
  return features.length ? arrays(features, () => symbol) : emptyPoints;
}

/** Make the arrays of a file's points: those outside the district that they name stand out. */
export function triedPoints(features: readonly Feature[]): PointSet {
  return arrays(features, (feature) =>
    feature.properties?.['isInside'] === false ? 'no' : 'gained',
  );
}

function arrays(features: readonly Feature[], symbolFor: (feature: Feature) => SymbolName): PointSet {
  const n = features.length;
  const set: PointSet = {
    ids: new Array<string>(n),
    x: new Float64Array(n),
    y: new Float64Array(n),
    longitude: new Float64Array(n),
    latitude: new Float64Array(n),
    symbol: new Uint8Array(n),
    names: new Array<string | null>(n),
  };
  let index = 0;
  for (const feature of features) {
    if (feature.geometry?.type !== 'Point') continue;
    const [longitude, latitude] = feature.geometry.coordinates;
    const [x, y] = mercator({ longitude, latitude });
    const name = feature.properties?.['name'];
    set.ids[index] = String(feature.id ?? feature.properties?.['id'] ?? '');
    set.x[index] = x;
    set.y[index] = y;
    set.longitude[index] = longitude;
    set.latitude[index] = latitude;
    set.symbol[index] = symbolIndex(symbolFor(feature));
    set.names[index] = typeof name === 'string' ? name : null;
    index += 1;
  }
  return index === n ? set : shortened(set, index);
}

function shortened(set: PointSet, n: number): PointSet {
  return {
    ids: set.ids.slice(0, n),
    x: set.x.slice(0, n),
    y: set.y.slice(0, n),
    longitude: set.longitude.slice(0, n),
    latitude: set.latitude.slice(0, n),
    symbol: set.symbol.slice(0, n),
    names: set.names.slice(0, n),
  };
}

export interface Disc extends LonLat {
  serviceRadius: number;
}

// WGS 84.
const equatorialRadiusM = 6_378_137;
const eccentricitySquared = 0.006_694_379_990_14;

/** Give some of the points as a set of their own. */
function subset(set: PointSet, indices: readonly number[], symbol: number): PointSet {
  const pick = (values: Float64Array): Float64Array =>
    Float64Array.from(indices, (index) => values[index] as number);
  return {
    ids: indices.map((index) => set.ids[index] as string),
    x: pick(set.x),
    y: pick(set.y),
    longitude: pick(set.longitude),
    latitude: pick(set.latitude),
    symbol: new Uint8Array(indices.length).fill(symbol),
    names: indices.map((index) => set.names[index] ?? null),
  };
}

/**
 * Give the unreached points that one of the discs reaches, for the picture alone.
 *
 * Distances are those of the ellipsoid's tangent plane at the disc's centre: within 1e-4 of the
 * geodesic at 20 km. The figures beside the map are the server's.
 */
export function gainedPoints(set: PointSet, discs: readonly Disc[]): PointSet {
  const no = symbolIndex('no');
  const gained = new Set<number>();
  for (const disc of discs) {
    const phi = (disc.latitude * Math.PI) / 180;
    const denominator = 1 - eccentricitySquared * Math.sin(phi) ** 2;
    const perDegree = (equatorialRadiusM * Math.PI) / 180 / Math.sqrt(denominator);
    const eastM = perDegree * Math.cos(phi);
    const northM = (perDegree * (1 - eccentricitySquared)) / denominator;
    const limit = disc.serviceRadius ** 2;
    for (let index = 0; index < set.symbol.length; index += 1) {
      if (set.symbol[index] !== no) continue;
      const dx = ((set.longitude[index] as number) - disc.longitude) * eastM;
      const dy = ((set.latitude[index] as number) - disc.latitude) * northM;
      if (dx * dx + dy * dy <= limit) gained.add(index);
    }
  }
  return subset(set, [...gained], symbolIndex('gained'));
}
