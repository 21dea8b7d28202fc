import * as L from 'leaflet';
import { pointOf } from '../api/geometry';
import type { Feature, LonLat } from '../api/geometry';
import type { Disc } from './pins';
import { onPress, toLatLng } from './leaflet';

export interface Cluster {
  key: string;
  at: LonLat;
  count: number;
  /** The middle of its records: the disc is drawn off it, to lie on no other. */
  middle: LonLat;
  /** Where it falls apart; null for a single record. */
  expansionZoom: number | null;
}

const deepestZoom = 18;

function numberOf(feature: Feature, name: string): number | null {
  const value = feature.properties?.[name];
  return typeof value === 'number' ? value : null;
}

/** Read a cluster feature; a feature without a count is a single record. */
export function clusterOf(feature: Feature): Cluster | null {
  const at = pointOf(feature.geometry);
  if (!at) return null;
  const [west, south, east, north] = feature.bbox ?? [];
  const isBox = west !== undefined && south !== undefined && east !== undefined && north !== undefined;
  return {
    middle: isBox ? { longitude: (west + east) / 2, latitude: (south + north) / 2 } : at,
    key: String(feature.id ?? `${at.longitude},${at.latitude}`),
    at,
    count: numberOf(feature, 'count') ?? 1,
    expansionZoom: numberOf(feature, 'expansionZoom'),
  };
}

function diameter(count: number): number {
  return Math.round(25 + Math.min(22, 5.6 * Math.log10(Math.max(1, count))));
}

/** Counts as discs; a click goes nearer. */
export class ClusterLayer {
  private readonly group = L.layerGroup();
  private drawn: readonly Feature[] = [];
  private clusters: readonly Cluster[] = [];

  constructor(
    private readonly map: L.Map,
    private readonly text: (count: number) => { figure: string; label: string },
    private readonly onSingle: (id: string) => void,
  ) {
    this.group.addTo(map);
  }

  show(features: readonly Feature[]): void {
    if (features === this.drawn) return;
    this.drawn = features;
    this.group.clearLayers();
    this.clusters = features.flatMap((feature) => clusterOf(feature) ?? []);
    for (const cluster of this.clusters) this.group.addLayer(this.marker(cluster));
  }

  /** Where counts stand now. */
  discs(): Disc[] {
    return this.clusters
      .filter(({ count }) => count > 1)
      .map(({ at, count }) => ({
        at: this.map.latLngToLayerPoint(toLatLng(at)),
        radius: diameter(count) / 2,
      }));
  }

  private marker(cluster: Cluster): L.Marker {
    const { figure, label } = this.text(cluster.count);
    const size = cluster.count > 1 ? diameter(cluster.count) : 12;
    const holder = document.createElement('span');
    holder.textContent = cluster.count > 1 ? figure : '';
    const marker = L.marker(toLatLng(cluster.at), {
      pane: 'clusters',
      bubblingMouseEvents: false,
      title: label,
      alt: label,
      icon: L.divIcon({
        html: holder,
        className: cluster.count > 1 ? 'cluster' : 'cluster cluster-single',
        iconSize: [size, size],
      }),
    });
    marker.on('add', () => marker.getElement()?.setAttribute('aria-label', label));
    onPress(marker, () => this.open(cluster));
    return marker;
  }

  private open(cluster: Cluster): void {
    if (cluster.count === 1) return this.onSingle(cluster.key);
    // The disc is gone in a moment; who came by key goes on from the map.
    this.map.getContainer().focus({ preventScroll: true });
    const zoom = cluster.expansionZoom ?? this.map.getZoom() + 2;
    this.map.setView(toLatLng(cluster.middle), Math.min(deepestZoom, zoom));
  }
}
