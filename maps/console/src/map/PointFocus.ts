import { signal } from '@preact/signals';
import * as L from 'leaflet';
import type { PointCanvas } from './PointCanvas';
import type { PointSet } from './points';

const directions: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
/** How much of the map's window a move goes on where no point is left in it. */
const panShare = 0.4;

/** The organization that the keyboard is on, to be read out; empty for none. */
export const focusedName = signal('');

/**
 * Organizations by keyboard: Enter takes up the one nearest to the middle, arrow keys go from one to
 * the next, Enter reads it, Escape puts it down.
 */
export class PointFocus {
  private index = -1;
  private points: PointSet | null = null;
  private readonly ring = L.circleMarker([0, 0], {
    pane: 'drawing',
    radius: 12,
    weight: 3,
    fill: false,
    interactive: false,
    className: 'point-focus',
  });

  constructor(
    private readonly map: L.Map,
    private readonly canvas: PointCanvas,
    private readonly onRead: (id: string) => void,
    private readonly nameless: () => string,
  ) {
    map.on('zoomend', () => this.leave());
    map.getContainer().addEventListener('blur', () => this.leave());
  }

  /** Take a key for the focus; false where it is the map's. */
  takeKey(key: string, points: PointSet): boolean {
    if (points !== this.points) this.leave();
    this.points = points;
    const direction = directions[key];
    if (key === 'Enter' || (key === ' ' && this.index >= 0)) return this.enter();
    if (this.index < 0) return false;
    if (direction) this.go(direction);
    else if (key === 'Escape') this.leave();
    else return false;
    return true;
  }

  leave(): void {
    this.index = -1;
    this.ring.remove();
    focusedName.value = '';
  }

  private enter(): boolean {
    if (this.index < 0) {
      this.show(this.canvas.nearest(this.map.latLngToLayerPoint(this.map.getCenter())));
    }
    const id = this.points?.ids[this.index];
    if (id) this.onRead(id);
    return this.index >= 0;
  }

  private go([dx, dy]: readonly [number, number]): void {
    if (this.show(this.next(dx, dy))) return;
    const size = this.map.getSize();
    this.map.panBy([dx * size.x * panShare, dy * size.y * panShare], { animate: false });
    this.show(this.next(dx, dy));
  }

  private next(dx: number, dy: number): number {
    const from = this.map.latLngToLayerPoint(this.ring.getLatLng());
    const corner = this.map.containerPointToLayerPoint([0, 0]);
    const window = L.bounds(corner, corner.add(this.map.getSize()));
    return this.canvas.nextFrom(from, dx, dy, window);
  }

  private show(index: number): boolean {
    const { points } = this;
    if (index < 0 || !points) return false;
    this.index = index;
    this.ring
      .setLatLng([points.latitude[index] as number, points.longitude[index] as number])
      .addTo(this.map);
    focusedName.value = points.names[index] ?? this.nameless();
    return true;
  }
}
