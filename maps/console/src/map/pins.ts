import * as L from 'leaflet';
import type { LonLat } from '../api/geometry';
import { fromLatLng, onPress, toLatLng } from './leaflet';
import { pin } from './symbols';
import type { PinKind } from './symbols';

export interface Pin {
  key: string;
  at: LonLat;
  kind: PinKind;
  label: string;
  /** Shown in the pin in place of a picture. */
  text?: string;
  onSelect?: () => void;
  /** Makes the pin one that can be dragged, and nudged by the arrow keys. */
  onMove?: (at: LonLat) => void;
}

const sizes: Record<PinKind, number> = { open: 26, planned: 26, closed: 22, trial: 34, site: 26, culture: 20 };
const nudgePx = 4;

const nudges: Record<string, [number, number]> = {
  ArrowLeft: [-nudgePx, 0],
  ArrowRight: [nudgePx, 0],
  ArrowUp: [0, -nudgePx],
  ArrowDown: [0, nudgePx],
};

/** A round place on the map, in pixels of Leaflet's layers. */
export interface Disc {
  at: L.Point;
  radius: number;
}

// How far a pin may stand from its place, and in how many directions room is looked for.
const farthestPx = 60;
const turns = 24;
// More pins than this at once are no landmarks; they stay where they are.
const mostMoved = 300;

/** Markers that keep their elements while they move, so that a drag is never cut off. */
export class PinLayer {
  private readonly markers = new Map<string, { marker: L.Marker; pin: Pin }>();

  constructor(private readonly map: L.Map) {}

  show(pins: readonly Pin[]): void {
    const wanted = new Set(pins.map((one) => one.key));
    for (const [key, { marker }] of this.markers) {
      if (wanted.has(key)) continue;
      marker.remove();
      this.markers.delete(key);
    }
    for (const one of pins) this.place(one);
  }

  /** Put pins that lie on discs beside them, and beside one another. */
  keepClearOf(discs: readonly Disc[], scale: number): void {
    const taken = [...discs];
    const isMoving = discs.length > 0 && this.markers.size <= mostMoved;
    for (const { marker, pin: one } of this.markers.values()) {
      const element = marker.getElement();
      if (!element) continue;
      const half = sizes[one.kind] / 2;
      const radius = half * scale + 1;
      const at = this.map.latLngToLayerPoint(marker.getLatLng());
      const place = isMoving ? free(at, taken, radius) : at;
      if (isMoving) taken.push({ at: place, radius: radius - 2 });
      element.style.marginLeft = `${Math.round(place.x - at.x - half)}px`;
      element.style.marginTop = `${Math.round(place.y - at.y - half)}px`;
    }
  }

  private place(one: Pin): void {
    const known = this.markers.get(one.key);
    if (known && known.pin.kind === one.kind && known.pin.label === one.label) {
      known.pin = one;
      const now = fromLatLng(known.marker.getLatLng());
      if (now.longitude !== one.at.longitude || now.latitude !== one.at.latitude) {
        known.marker.setLatLng(toLatLng(one.at));
      }
      return;
    }
    known?.marker.remove();
    this.add(one);
  }

  private add(one: Pin): void {
    const size = sizes[one.kind];
    const marker = L.marker(toLatLng(one.at), {
      // What is beside the point lies under the stations.
      pane: one.kind === 'culture' ? 'clusters' : 'stations',
      draggable: one.onMove !== undefined,
      autoPan: true,
      keyboard: one.onSelect !== undefined || one.onMove !== undefined,
      interactive: one.onSelect !== undefined || one.onMove !== undefined,
      bubblingMouseEvents: false,
      icon: L.divIcon({
        html: pin(one.kind, one.text),
        className: 'pin-holder',
        iconSize: [size, size],
      }),
    });
    const entry = { marker, pin: one };
    this.markers.set(one.key, entry);
    onPress(marker, () => entry.pin.onSelect?.());
    marker.on('drag', () => entry.pin.onMove?.(fromLatLng(marker.getLatLng())));
    marker.addTo(this.map);
    const element = marker.getElement();
    if (!element) return;
    element.title = one.label;
    element.setAttribute('aria-label', one.label);
    element.dataset['pin'] = one.kind;
    if (one.onMove) element.addEventListener('keydown', (event) => this.nudge(event, entry));
  }

  private nudge(event: KeyboardEvent, entry: { marker: L.Marker; pin: Pin }): void {
    const by = nudges[event.key];
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    const [dx, dy] = by;
    const factor = event.shiftKey ? 5 : 1;
    const at = this.map.latLngToLayerPoint(entry.marker.getLatLng()).add([dx * factor, dy * factor]);
    entry.pin.onMove?.(fromLatLng(this.map.layerPointToLatLng(at)));
  }
}

/** The nearest place free of the discs; where there is none near by, the pin stays. */
function free(from: L.Point, discs: readonly Disc[], pinRadius: number): L.Point {
  const isFree = (at: L.Point): boolean =>
    discs.every((disc) => disc.at.distanceTo(at) >= disc.radius + pinRadius);
  for (let reach = 0; reach <= farthestPx; reach += 3) {
    for (let turn = 0; turn < turns; turn += 1) {
      const angle = (2 * Math.PI * turn) / turns - Math.PI / 2;
      const at = from.add(L.point(reach * Math.cos(angle), reach * Math.sin(angle)));
      if (isFree(at)) return at;
      if (reach === 0) break;
    }
  }
  return from;
}
