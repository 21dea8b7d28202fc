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
