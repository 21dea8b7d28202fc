import * as L from 'leaflet';
import type { Feature, FeatureCollection } from '../api/geometry';
import type { CoverageQuery } from '../api/generated';
import type { Shade } from '../state/layers';
import { pathsOf } from './leaflet';
import type { PaneName } from './leaflet';
import { densityRamp, densitySteps, rampColour } from './palette';

type Look = (feature: Feature) => L.PathOptions;

/** Areas or lines of one layer, in a pane of their own. */
export class AreaLayer {
  private readonly group = L.layerGroup();
  private readonly renderer: L.SVG;
  private drawn: FeatureCollection | null = null;
  private look: Look;

  constructor(
    map: L.Map,
    private readonly pane: PaneName,
    look: Look,
    private readonly onClick: ((feature: Feature, event: L.LeafletMouseEvent) => void) | null = null,
  ) {
    this.renderer = L.svg({ pane, padding: 0.5 });
    this.look = look;
    this.group.addTo(map);
  }

  show(collection: FeatureCollection | null, look: Look = this.look): void {
    if (collection === this.drawn && look === this.look) return;
    this.drawn = collection;
    this.look = look;
    this.group.clearLayers();
    for (const feature of collection?.features ?? []) this.add(feature);
  }

  private add(feature: Feature): void {
    if (!feature.geometry) return;
    const options: L.PathOptions = {
      pane: this.pane,
      renderer: this.renderer,
      interactive: this.onClick !== null,
      bubblingMouseEvents: false,
      ...this.look(feature),
    };
    for (const path of pathsOf(feature.geometry, options)) {
      if (this.onClick) {
        const { onClick } = this;
        path.on('click', (event) => onClick(feature, event));
      }
      this.group.addLayer(path);
    }
  }
}

type ByDistrict = CoverageQuery['coverage']['byDistrict'];
export type DistrictReport = NonNullable<ByDistrict>[number]['report'];

export function districtRatio(report: DistrictReport | undefined, shade: Shade): number | null {
  if (!report || shade === 'none') return null;
  return report[shade].ratio;
}

export function districtLook(
  reports: ReadonlyMap<string, DistrictReport>,
  shade: Shade,
  selectedAdcode: string | null,
): Look {
  return (feature) => {
    const adcode = adcodeOf(feature);
    const ratio = districtRatio(reports.get(adcode), shade);
    const isSelected = adcode === selectedAdcode;
    return {
      className: 'area-district',
      color: isSelected ? '#0b4f8a' : '#8593a0',
      weight: isSelected ? 2.6 : 1.1,
      fillColor: ratio === null ? '#ffffff' : rampColour(ratio),
      fillOpacity: ratio === null ? 0.75 : 0.8,
    };
  };
}

export function adcodeOf(feature: Feature): string {
  const given = feature.properties?.['adcode'];
  return typeof given === 'string' ? given : String(feature.id ?? '').replace(/^District:/, '');
}

export const circleLook: Look = () => ({
  className: 'area-circle',
  color: '#8a2a6b',
  weight: 1.8,
  dashArray: '7 4',
  fillColor: '#8a2a6b',
  fillOpacity: 0.08,
});

export const serviceLook: Look = () => ({
  className: 'area-service',
  color: '#0072b2',
  weight: 1.3,
  fillColor: '#0072b2',
  fillOpacity: 0.1,
});

export const newServiceLook: Look = () => ({
  className: 'area-service-new',
  color: '#00795a',
  weight: 1.6,
  dashArray: '6 3',
  fillColor: '#00795a',
  fillOpacity: 0.13,
});

export const gapLook: Look = () => ({
  className: 'area-gap',
  color: '#c9480a',
  weight: 0.8,
  dashArray: '2 3',
  fillColor: 'url(#gap-hatch)',
  fillOpacity: 0.55,
});

/** Hexagons by the number that no station reaches; the darker and the stronger lined, the more. */
export const densityLook: Look = (feature) => {
  const step = densityStep(Number(feature.properties?.['unreached'] ?? 0));
  return {
    className: 'area-density',
    color: '#c9480a',
    weight: [0.4, 0.8, 1.4, 2][step] as number,
    fillColor: densityRamp[step] as string,
    fillOpacity: 0.75,
  };
};

function densityStep(unreached: number): number {
  return densitySteps.filter((least) => unreached >= least).length;
}

export const pairingLook: Look = () => ({
  className: 'line-pairing',
  color: '#8a2a6b',
  weight: 1.4,
  opacity: 0.7,
});
