import { effect, signal, untracked } from '@preact/signals';
import * as L from 'leaflet';
import { canQuery } from '../api/capabilities';
import { boxOf, pointOf } from '../api/geometry';
import type { Box, Geometry, LonLat } from '../api/geometry';
import { importPoints } from '../state/imports';
import { filters, organizationFilter, pointMeaning, shownLayers } from '../state/layers';
import { tell } from '../state/notices';
import { plan, planRadius } from '../state/plan';
import { revision, scope } from '../state/scope';
import { details, select, selectedId } from '../state/selection';
import { corners, tool } from '../state/tools';
import { mapTarget, view } from '../state/view';
import type { MapTarget } from '../state/view';
import { trialGain } from '../state/trialGain';
import { trialStations } from '../state/whatIf';
import { settings } from '../settings';
import { failureText, t } from '../text';
import { basemapLayer } from './basemap';
import { ClusterLayer } from './clusters';
import { Drawing } from './drawing';
import { createPanes, fromBounds, fromLatLng, toBounds, toLatLng } from './leaflet';
import { OrganizationSource } from './OrganizationSource';
import { PointCanvas } from './PointCanvas';
import { emptyPoints, gainedPoints, pointSetOf, triedPoints } from './points';
import type { PointSet } from './points';
import { PointFocus } from './PointFocus';
import { PlaceLayers } from './PlaceLayers';
import { clusterText } from './texts';

const viewSettleMs = 40;
/** Pins are smaller below this zoom; the scale is the style sheet's. */
const farBelowZoom = 11.5;
const farScale = 0.62;
const minZoom = 6;
const maxZoom = 19;
/** Qinghai, until the districts say where the city is. */
const startBox: Box = { west: 100.9, south: 36.3, east: 102, north: 37.4 };

/** What the hover shows: the organization under the pointer. */
export const hovered = signal<{ name: string; x: number; y: number } | null>(null);
export const organizationSource = new OrganizationSource();

/** The map: it follows the page's signals and changes them by clicks. */
export class CityMap {
  private readonly map: L.Map;
  private readonly places: PlaceLayers;
  private readonly canvas = new PointCanvas('point-canvas');
  // Apart from the others, so that a drag redraws a few hundred points and not all.
  private readonly gainedCanvas = new PointCanvas('gained-canvas');
  private readonly importCanvas = new PointCanvas('import-canvas');
  private readonly clusters: ClusterLayer;
  private readonly drawing: Drawing;
  private readonly focus: PointFocus;
  private readonly stops: (() => void)[] = [];
  private readonly ring = L.circleMarker([0, 0], {
    pane: 'drawing',
    radius: 11,
    color: '#0b4f8a',
    weight: 3,
    fill: false,
    interactive: false,
  });
  private readonly pointer = signal<LonLat | null>(null);
  private points: PointSet = emptyPoints;
  private clearFrame = 0;
  private home: Box | null = null;
  private viewTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(container: HTMLElement, start: { at: LonLat; zoom: number } | null) {
    this.map = L.map(container, {
      zoomControl: false,
      attributionControl: false,
      minZoom,
      maxZoom,
      zoomSnap: 0.5,
      wheelPxPerZoomLevel: 90,
    });
    createPanes(this.map);
    this.places = new PlaceLayers(this.map, (event) => this.take(event));
    this.canvas.addTo(this.map);
    this.gainedCanvas.addTo(this.map);
    this.importCanvas.addTo(this.map);
    this.clusters = new ClusterLayer(this.map, clusterText, (id) => select(id));
    this.drawing = new Drawing(this.map);
    this.focus = new PointFocus(this.map, this.canvas, select, () => t('type.Organization'));
    L.control.scale({ imperial: false, position: 'bottomright' }).addTo(this.map);
    this.listen(container);
    if (start) this.map.setView(toLatLng(start.at), start.zoom);
    else this.map.fitBounds(toBounds(startBox));
    this.hasOwnStart = start !== null;
    this.follow();
  }

  private hasOwnStart: boolean;

  destroy(): void {
    for (const stop of this.stops) stop();
    this.map.remove();
  }

  private listen(container: HTMLElement): void {
    const { map } = this;
    map.on('moveend', () => {
      clearTimeout(this.viewTimer);
      this.viewTimer = setTimeout(() => this.tellView(), viewSettleMs);
    });
    map.on('zoomend moveend', () => this.clearCounts());
    map.on('click', (event) => this.take(event));
    map.on('dblclick', (event) => {
      if (tool.peek().kind !== 'read') L.DomEvent.stop(event.originalEvent);
    });
    map.on('mousemove', (event) => this.hover(event));
    map.on('mouseout', () => (hovered.value = null));
    map.on('movestart', () => (hovered.value = null));
    container.addEventListener('keydown', (event) => this.key(event));
    const observer = new ResizeObserver(() => map.invalidateSize({ pan: false }));
    observer.observe(container);
    this.stops.push(() => observer.disconnect());
  }

  private isFar(): boolean {
    return this.map.getZoom() < farBelowZoom;
  }

  private tellView(): void {
    // Pins shrink where the whole city is in view.
    this.map.getContainer().classList.toggle('is-far', this.isFar());
    view.value = { box: fromBounds(this.map.getBounds()), zoom: this.map.getZoom() };
  }

  /** A click anywhere, on an area too: the tool first, then the point, then the area itself. */
  private take(event: L.LeafletMouseEvent): boolean {
    if (this.drawing.take(fromLatLng(event.latlng))) return true;
    const index = this.canvas.hit(event.layerPoint);
    const id = this.points.ids[index];
    if (index < 0 || !id) return false;
    select(id);
    return true;
  }

  private key(event: KeyboardEvent): void {
    // Keys on a marker are the marker's.
    if (event.target !== this.map.getContainer()) return;
    if (this.drawing.takeKey(event.key)) return event.preventDefault();
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (!this.focus.takeKey(event.key, this.points)) return;
    event.preventDefault();
    // Else Leaflet's arrow keys move the map.
    event.stopPropagation();
  }

  private hover(event: L.LeafletMouseEvent): void {
    const current = tool.peek();
    if (current.kind === 'polygon' && corners.peek().length) {
      this.pointer.value = fromLatLng(event.latlng);
    }
    const index = current.kind === 'read' ? this.canvas.hit(event.layerPoint) : -1;
    const name = index < 0 ? null : this.points.names[index];
    this.map.getContainer().classList.toggle('over-point', index >= 0);
    hovered.value = name ? { name, x: event.containerPoint.x, y: event.containerPoint.y } : null;
  }

  private go(target: MapTarget): void {
    const { map } = this;
    switch (target.kind) {
      case 'box':
        map.fitBounds(toBounds(target.box), { padding: [24, 24], maxZoom: 16 });
        break;
      case 'point':
        map.setView(toLatLng(target.at), Math.max(map.getZoom(), target.zoom));
        break;
      case 'view':
        map.setView(toLatLng(target.at), target.zoom);
        break;
      case 'zoom':
        map.setZoom(map.getZoom() + target.by);
        break;
      case 'home':
        map.fitBounds(toBounds(this.home ?? startBox), { padding: [8, 8] });
    }
  }

  private follow(): void {
    const on = (run: () => void): void => void this.stops.push(effect(run));
    on(() => this.places.followView());
    on(() => this.followOrganizations());
    on(() => {
      void revision.value;
      organizationSource.choose(organizationFilter(filters.value), pointMeaning.value);
    });
    on(() => this.drawOrganizations());
    on(() => this.drawGained());
    on(() => this.drawImport());
    on(() => {
      void [organizationSource.value.value, this.places.stationFeatures()];
      this.clearCounts();
    });
    on(() => this.drawing.showSketch(corners.value, this.pointer.value));
    on(() => this.drawing.showArea(scope.value.kind === 'polygon' ? scope.value.geometry : null));
    on(() => this.showSelected());
    on(() => this.map.getContainer().classList.toggle('is-drawing', tool.value.kind !== 'read'));
    on(() => {
      const target = mapTarget.value;
      if (target) untracked(() => this.go(target));
    });
    on(() => {
      const { basemap } = settings.value;
      if (basemap) basemapLayer(basemap)?.addTo(this.map);
    });
    on(() => this.frameCity());
    on(() => this.framePlan());
    on(() => {
      const error = organizationSource.error.value ?? this.places.error();
      if (error) untracked(() => tell(failureText(error), 'warning'));
    });
  }

  private followOrganizations(): void {
    const current = view.value;
    void [revision.value, filters.value, pointMeaning.value, organizationSource.total.value];
    if (!canQuery('features') || !current) return;
    if (!shownLayers.value.has('ORGANIZATIONS')) return organizationSource.clear();
    organizationSource.cover(current);
  }

  private drawOrganizations(): void {
    const shown = organizationSource.value.value;
    this.points = shown?.kind === 'points' ? shown.points : emptyPoints;
    this.canvas.show(this.points);
    this.clusters.show(shown?.kind === 'clusters' ? shown.features : []);
  }

  /** Once the stations and the clusters are drawn: no pin hides a count. */
  private clearCounts(): void {
    cancelAnimationFrame(this.clearFrame);
    this.clearFrame = requestAnimationFrame(() =>
      this.places.keepClearOf(this.clusters.discs(), this.isFar() ? farScale : 1),
    );
  }

  /** What the trial stations and the plan's new sites would reach. */
  private drawGained(): void {
    const shown = organizationSource.value.value;
    const serviceRadius = planRadius.value;
    const sites = (plan.value?.sites ?? []).flatMap((site) => {
      const at = site.existing ? null : pointOf(site.location);
      return at ? [{ ...at, serviceRadius }] : [];
    });
    const discs = [...trialStations.value, ...sites];
    if (!discs.length) return this.gainedCanvas.show(emptyPoints);
    if (shown?.kind === 'points' && pointMeaning.value === 'reach') {
      return this.gainedCanvas.show(gainedPoints(shown.points, discs));
    }
    // Where the others are clusters, the trial's own question has brought its points.
    this.gainedCanvas.show(pointSetOf(trialGain.value?.features ?? [], 'gained'));
  }

  /** The points of a file that is tried, over all else in grey. */
  private drawImport(): void {
    const features = importPoints.value;
    this.map.getContainer().classList.toggle('is-importing', features.length > 0);
    this.importCanvas.show(triedPoints(features));
  }

  private showSelected(): void {
    const found = details.value.value;
    const id = selectedId.value;
    const geometry: Geometry | null =
      found && id && found.type !== 'CommercialCircle' ? found.record.location : null;
    if (geometry?.type !== 'Point') return void this.ring.remove();
    const [longitude, latitude] = geometry.coordinates;
    this.ring.setLatLng([latitude, longitude]).addTo(this.map);
    const inView = this.map.getBounds().contains([latitude, longitude]);
    if (!inView) this.go({ kind: 'point', at: { longitude, latitude }, zoom: 15 });
  }

  /** A plan that has just come is brought into view whole. */
  private framePlan(): void {
    const areas = (plan.value?.sites ?? []).flatMap((site) =>
      site.existing || !site.serviceArea ? [] : [site.serviceArea],
    );
    const box = areas.length ? boxOf(areas) : null;
    if (!box || this.map.getBounds().pad(-0.1).contains(toBounds(box)) && !this.isFar()) return;
    untracked(() => this.go({ kind: 'box', box }));
  }

  /** Once, when the districts are known: the city fills the map. */
  private frameCity(): void {
    const collection = this.places.districts.value.value;
    if (this.home || !collection) return;
    const geometries = collection.data.features.flatMap((one) => (one.geometry ? [one.geometry] : []));
    this.home = boxOf(geometries);
    if (this.home && !this.hasOwnStart) untracked(() => this.go({ kind: 'home' }));
  }
}
