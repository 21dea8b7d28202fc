import { effect } from '@preact/signals';
import * as L from 'leaflet';
import { canDraw } from '../api/capabilities';
import { pointOf } from '../api/geometry';
import type { Feature } from '../api/geometry';
import type { MapLayer } from '../api/generated';
import { shade, shownLayers } from '../state/layers';
import { plan } from '../state/plan';
import { cityCoverage, districts as districtList, revision, scope } from '../state/scope';
import { select } from '../state/selection';
import { view } from '../state/view';
import { moveStation, trialStations } from '../state/whatIf';
import { format } from '../text/format';
import { placeName, t } from '../text';
import {
  AreaLayer,
  adcodeOf,
  circleLook,
  densityLook,
  districtLook,
  districtRatio,
  gapLook,
  newServiceLook,
  pairingLook,
  serviceLook,
} from './areas';
import type { DistrictReport } from './areas';
import { DistrictLabels } from './districtLabels';
import { FeatureSource } from './FeatureSource';
import { PinLayer } from './pins';
import type { Disc, Pin } from './pins';
import type { PinKind } from './symbols';
import { toLatLng } from './leaflet';

const sourceOptions = {
  DISTRICTS: { properties: ['adcode', 'name'], limit: 500 },
  COMMERCIAL_CIRCLES: { properties: ['name'], limit: 2000 },
  GUIDANCE_STATIONS: { properties: ['name', 'status'], limit: 2000 },
  SERVICE_AREAS: { properties: ['name'], limit: 2000 },
  COVERAGE_GAPS: { properties: [], limit: 2000 },
  UNREACHED_DENSITY: { properties: ['unreached'], limit: 2000 },
  CULTURE_SITES: { properties: ['name'], limit: 2000 },
  PAIRINGS: { properties: [], limit: 2000 },
} satisfies Partial<Record<MapLayer, object>>;

type SourceLayer = keyof typeof sourceOptions;
const sourceLayers = Object.keys(sourceOptions) as SourceLayer[];

/** Everything on the map besides the organizations. */
export class PlaceLayers {
  private readonly sources = Object.fromEntries(
    sourceLayers.map((layer) => [layer, new FeatureSource({ layer, ...sourceOptions[layer] })]),
  ) as Record<SourceLayer, FeatureSource>;
  readonly districts = this.sources.DISTRICTS;
  private readonly labels: DistrictLabels;
  private readonly stationPins: PinLayer;
  private readonly trialPins: PinLayer;
  private readonly sitePins: PinLayer;
  private readonly culturePins: PinLayer;
  private readonly trialAreas = L.layerGroup();
  private lastRevision = revision.peek();

  constructor(map: L.Map, take: (event: L.LeafletMouseEvent) => boolean) {
    this.labels = new DistrictLabels(map);
    this.culturePins = new PinLayer(map);
    this.stationPins = new PinLayer(map);
    this.sitePins = new PinLayer(map);
    this.trialPins = new PinLayer(map);
    this.trialAreas.addTo(map);
    this.drawDistricts(
      new AreaLayer(map, 'districts', districtLook(new Map(), 'none', null), (feature, event) => {
        if (!take(event)) scope.value = { kind: 'district', adcode: adcodeOf(feature) };
      }),
    );
    const circles = new AreaLayer(map, 'circles', circleLook, (feature, event) => {
      if (!take(event)) select(idOf(feature));
    });
    this.drawAreas('COMMERCIAL_CIRCLES', circles);
    this.drawAreas('SERVICE_AREAS', new AreaLayer(map, 'services', serviceLook));
    this.drawAreas('COVERAGE_GAPS', new AreaLayer(map, 'gaps', gapLook));
    this.drawAreas('UNREACHED_DENSITY', new AreaLayer(map, 'gaps', densityLook));
    this.drawAreas('PAIRINGS', new AreaLayer(map, 'lines', pairingLook));
    this.drawPlan(new AreaLayer(map, 'services', newServiceLook));
    effect(() => this.drawStations());
    effect(() => this.drawTrials());
    effect(() => this.drawCultureSites());
  }

  /** Ask for the layers that are switched on where the map is. */
  followView(): void {
    const current = view.value;
    const shown = shownLayers.value;
    const isStale = revision.value !== this.lastRevision;
    this.lastRevision = revision.value;
    if (!current) return;
    for (const layer of sourceLayers) {
      const source = this.sources[layer];
      if (isStale) source.expire();
      if (shown.has(layer) && canDraw(layer)) source.cover(current);
      else source.clear();
    }
  }

  /** Move station pins off the discs that carry counts. */
  keepClearOf(discs: readonly Disc[], scale: number): void {
    this.stationPins.keepClearOf(discs, scale);
  }

  /** What went wrong with one of the layers, if anything. */
  error(): unknown {
    return sourceLayers.map((layer) => this.sources[layer].error.value).find(Boolean) ?? null;
  }

  stationFeatures(): readonly Feature[] {
    return this.featuresOf('GUIDANCE_STATIONS');
  }

  private featuresOf(layer: SourceLayer): readonly Feature[] {
    return this.sources[layer].value.value?.data.features ?? [];
  }

  private drawAreas(layer: SourceLayer, areas: AreaLayer): void {
    effect(() => areas.show(this.sources[layer].value.value?.data ?? null));
  }

  private drawDistricts(areas: AreaLayer): void {
    effect(() => {
      const collection = this.districts.value.value?.data ?? null;
      const rows = cityCoverage.value.value?.byDistrict ?? [];
      const reports = new Map<string, DistrictReport>(
        rows.map((row) => [row.district.adcode, row.report]),
      );
      const chosen = scope.value.kind === 'district' ? scope.value.adcode : null;
      const shadeNow = shade.value;
      areas.show(collection, districtLook(reports, shadeNow, chosen));
      const known = new Map(districtList.value.map((district) => [district.adcode, district]));
      this.labels.show(
        (collection?.features ?? []).map((feature) => {
          const district = known.get(adcodeOf(feature));
          const ratio = districtRatio(reports.get(adcodeOf(feature)), shadeNow);
          return {
            feature,
            title: district ? placeName(district) : String(feature.properties?.['name'] ?? ''),
            figure: ratio === null ? '' : format.percent(ratio),
          };
        }),
      );
    });
  }

  private drawStations(): void {
    const pins = this.featuresOf('GUIDANCE_STATIONS').flatMap((feature): Pin[] => {
      const at = pointOf(feature.geometry);
      if (!at) return [];
      const id = idOf(feature);
      const kind = stationKind(feature.properties?.['status']);
      const label = `${String(feature.properties?.['name'] ?? '')} · ${t(`pin.${kind}`)}`;
      return [{ key: id, at, kind, label, onSelect: () => select(id) }];
    });
    this.stationPins.show(pins);
  }

  private drawTrials(): void {
    this.trialAreas.clearLayers();
    const pins = trialStations.value.map((station, index): Pin => {
      this.trialAreas.addLayer(
        L.circle(toLatLng(station), {
          ...newServiceLook({ type: 'Feature', geometry: null, properties: null }),
          pane: 'services',
          radius: station.serviceRadius,
          interactive: false,
        }),
      );
      return {
        key: String(station.key),
        at: station,
        kind: 'trial',
        label: t('whatIf.pinLabel', { number: index + 1 }),
        onMove: (at) => moveStation(station.key, at),
      };
    });
    this.trialPins.show(pins);
  }

  private drawPlan(areas: AreaLayer): void {
    effect(() => {
      const sites = (plan.value?.sites ?? []).filter((site) => !site.existing);
      areas.show({
        type: 'FeatureCollection',
        features: sites.map((site) => ({
          type: 'Feature',
          geometry: site.serviceArea,
          properties: null,
        })),
      });
      this.sitePins.show(
        sites.flatMap((site): Pin[] => {
          const at = pointOf(site.location);
          const label = t('plan.siteLabel', { rank: site.rank });
          return at
            ? [{ key: String(site.rank), at, kind: 'site', label, text: String(site.rank) }]
            : [];
        }),
      );
    });
  }

  private drawCultureSites(): void {
    this.culturePins.show(
      this.featuresOf('CULTURE_SITES').flatMap((feature): Pin[] => {
        const at = pointOf(feature.geometry);
        const name = String(feature.properties?.['name'] ?? '');
        return at ? [{ key: idOf(feature), at, kind: 'culture', label: name }] : [];
      }),
    );
  }
}

function idOf(feature: Feature): string {
  return String(feature.id ?? feature.properties?.['id'] ?? '');
}

function stationKind(status: unknown): PinKind {
  if (status === 'PLANNED') return 'planned';
  return status === 'CLOSED' ? 'closed' : 'open';
}
