import type { LonLat } from '../api/geometry';

// Krasovsky 1940, on which GCJ-02 computes its shift.
const semiMajorM = 6_378_245;
const eccentricitySquared = 0.006_693_421_622_965_943;

function waves(x: number, y: number): [number, number] {
  const { PI, abs, sin, sqrt } = Math;
  const common = (20 * sin(6 * x * PI) + 20 * sin(2 * x * PI)) * (2 / 3);
  const north =
    -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + common +
    ((20 * sin(y * PI) + 40 * sin((y / 3) * PI)) * 2) / 3 +
    ((160 * sin((y / 12) * PI) + 320 * sin((y * PI) / 30)) * 2) / 3;
  const east =
    300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + common +
    ((20 * sin(x * PI) + 40 * sin((x / 3) * PI)) * 2) / 3 +
    ((150 * sin((x / 12) * PI) + 300 * sin((x / 30) * PI)) * 2) / 3;
  return [east, north];
}

/** Where GCJ-02 puts a WGS 84 position; for positions in China. */
export function toGcj02({ longitude, latitude }: LonLat): LonLat {
  const [east, north] = waves(longitude - 105, latitude - 35);
  const phi = (latitude * Math.PI) / 180;
  const magic = 1 - eccentricitySquared * Math.sin(phi) ** 2;
  const degree = 180 / Math.PI;
  return {
    longitude:
      longitude + (east * degree) / ((semiMajorM / Math.sqrt(magic)) * Math.cos(phi)),
    latitude:
      latitude +
      (north * degree) / ((semiMajorM * (1 - eccentricitySquared)) / (magic * Math.sqrt(magic))),
  };
}
