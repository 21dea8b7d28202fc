import * as L from 'leaflet';
import { emptyPoints, symbolIndex } from './points';
import type { PointSet } from './points';
import { sprite } from './symbols';

// The canvas reaches beyond the map's edge, so that a drag shows points before the redraw.
const margin = 0.3;
// Points of one symbol within the same cell hide each other: one is stamped for all.
const cellPx = 2;
const hitPx = 9;

// Last drawn lies on top: what is unreached or newly reached must not hide.
const drawOrder = ['neutral', 'second', 'yes', 'no', 'gained'] as const;

/**
 * A Leaflet layer that stamps points on one canvas.
 *
 * The canvas moves with the map's pane while one drags, so panning redraws nothing.
 */
export class PointCanvas extends L.Layer {
  private points: PointSet = emptyPoints;
  private readonly canvas: HTMLCanvasElement;
  private drawnBounds: L.LatLngBounds | null = null;
  private drawnMap: L.Map | null = null;
  private frame = 0;

  constructor(className: string) {
    super();
    this.canvas = L.DomUtil.create('canvas', `${className} leaflet-zoom-animated`);
  }

  override onAdd(map: L.Map): this {
    this.drawnMap = map;
    map.getPane('points')?.append(this.canvas);
    this.canvas.setAttribute('aria-hidden', 'true');
    this.redraw();
    return this;
  }

  override onRemove(): this {
    this.canvas.remove();
    this.drawnMap = null;
    return this;
  }

  override getEvents(): Record<string, L.LeafletEventHandlerFn> {
    return {
      moveend: () => this.redraw(),
      resize: () => this.redraw(),
      zoomanim: (event) => this.follow(event as L.ZoomAnimEvent),
    };
  }

  show(points: PointSet): void {
    if (points === this.points) return;
    this.points = points;
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.redraw());
  }

  /** Index of the nearest point under the pointer, or -1. */
  hit(at: L.Point): number {
    return this.nearest(at, hitPx);
  }

  /** Index of the point nearest to a place in the layer's pixels, or -1. */
  nearest(at: L.Point, withinPx = 400): number {
    const map = this.drawnMap;
    if (!map) return -1;
    const origin = map.getPixelOrigin().add(at);
    const worldPx = 256 * 2 ** map.getZoom();
    let best = -1;
    let bestSquared = withinPx ** 2;
    const { x, y } = this.points;
    for (let index = 0; index < x.length; index += 1) {
      const dx = (x[index] as number) * worldPx - origin.x;
      if (dx > withinPx || dx < -withinPx) continue;
      const dy = (y[index] as number) * worldPx - origin.y;
      const squared = dx * dx + dy * dy;
      if (squared <= bestSquared) {
        best = index;
        bestSquared = squared;
      }
    }
    return best;
  }

  /**
   * Index of the next point from a place in a direction, within a window in the layer's pixels, or
   * -1; what lies aside counts twice.
   */
  nextFrom(from: L.Point, dx: number, dy: number, window: L.Bounds): number {
    const map = this.drawnMap;
    const { min, max } = window;
    if (!map || !min || !max) return -1;
    const origin = map.getPixelOrigin();
    const worldPx = 256 * 2 ** map.getZoom();
    let best = -1;
    let least = Infinity;
    const { x, y } = this.points;
    for (let index = 0; index < x.length; index += 1) {
      const px = (x[index] as number) * worldPx - origin.x;
      const py = (y[index] as number) * worldPx - origin.y;
      if (px < min.x || px > max.x || py < min.y || py > max.y) continue;
      const along = (px - from.x) * dx + (py - from.y) * dy;
      const aside = Math.abs((px - from.x) * dy) + Math.abs((py - from.y) * dx);
      if (along <= 0.5 || aside > 2 * along || along + 2 * aside >= least) continue;
      best = index;
      least = along + 2 * aside;
    }
    return best;
  }

  private follow(event: L.ZoomAnimEvent): void {
    const map = this.drawnMap;
    if (!map || !this.drawnBounds) return;
    const scale = map.getZoomScale(event.zoom);
    // Leaflet's own image overlays place themselves by this method during the animation.
    const projected = map as L.Map & {
      _latLngBoundsToNewLayerBounds(
        bounds: L.LatLngBounds,
        zoom: number,
        center: L.LatLng,
      ): L.Bounds;
    };
    const target = projected._latLngBoundsToNewLayerBounds(
      this.drawnBounds,
      event.zoom,
      event.center,
    ).min;
    if (target) L.DomUtil.setTransform(this.canvas, target, scale);
  }

  private redraw(): void {
    const map = this.drawnMap;
    if (!map) return;
    const size = map.getSize();
    const pixelRatio = Math.min(2, window.devicePixelRatio || 1);
    const width = Math.round(size.x * (1 + 2 * margin));
    const height = Math.round(size.y * (1 + 2 * margin));
    const corner = map
      .containerPointToLayerPoint([-size.x * margin, -size.y * margin])
      .round();
    L.DomUtil.setTransform(this.canvas, corner, 1);
    this.drawnBounds = L.latLngBounds(
      map.layerPointToLatLng(corner),
      map.layerPointToLatLng(corner.add([width, height])),
    );
    this.canvas.width = width * pixelRatio;
    this.canvas.height = height * pixelRatio;
    this.canvas.style.width = `${width}px`;
    this.canvas.style.height = `${height}px`;
    this.stamp(map.getPixelOrigin().add(corner), width, height, pixelRatio);
  }

  private stamp(origin: L.Point, width: number, height: number, pixelRatio: number): void {
    const context = this.canvas.getContext('2d');
    const map = this.drawnMap;
    if (!context || !map) return;
    const worldPx = 256 * 2 ** map.getZoom();
    const radius = radiusAt(map.getZoom());
    const cellsAcross = Math.ceil(width / cellPx);
    const taken = new Uint8Array(cellsAcross * Math.ceil(height / cellPx));
    const { x, y, symbol } = this.points;
    let drawn = 0;
    for (const name of drawOrder) {
      const stampOf = sprite(name, radius, pixelRatio);
      const half = stampOf.width / 2;
      const wanted = symbolIndex(name);
      for (let index = 0; index < x.length; index += 1) {
        if (symbol[index] !== wanted) continue;
        const px = (x[index] as number) * worldPx - origin.x;
        const py = (y[index] as number) * worldPx - origin.y;
        if (px < 0 || py < 0 || px >= width || py >= height) continue;
        const cell = ((py / cellPx) | 0) * cellsAcross + ((px / cellPx) | 0);
        if (taken[cell] === wanted + 1) continue;
        taken[cell] = wanted + 1;
        context.drawImage(stampOf, Math.round(px * pixelRatio - half), Math.round(py * pixelRatio - half));
        drawn += 1;
      }
    }
    this.canvas.dataset['points'] = String(x.length);
    this.canvas.dataset['drawn'] = String(drawn);
  }
}

function radiusAt(zoom: number): number {
  if (zoom < 11) return 2;
  if (zoom < 13) return 2.8;
  if (zoom < 15) return 3.8;
  return 5.2;
}

