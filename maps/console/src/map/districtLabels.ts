import * as L from 'leaflet';
import { boxOf } from '../api/geometry';
import type { Feature, Position } from '../api/geometry';

export interface DistrictLabel {
  feature: Feature;
  title: string;
  figure: string;
}

function outerRings(feature: Feature): Position[][] {
  const { geometry } = feature;
  if (geometry?.type === 'Polygon') return geometry.coordinates.slice(0, 1);
  if (geometry?.type === 'MultiPolygon') {
    return geometry.coordinates.flatMap((polygon) => polygon.slice(0, 1));
  }
  return [];
}

/** The centre of gravity of a ring, and twice its signed area. */
function centroid(ring: Position[]): { at: [number, number]; doubledArea: number } {
  let doubledArea = 0;
  let longitude = 0;
  let latitude = 0;
  const [originX, originY] = ring[0] ?? [0, 0];
  for (let index = 1; index < ring.length; index += 1) {
    const [x0, y0] = ring[index - 1] as Position;
    const [x1, y1] = ring[index] as Position;
    const cross = (x0 - originX) * (y1 - originY) - (x1 - originX) * (y0 - originY);
    doubledArea += cross;
    longitude += (x0 + x1 - 2 * originX) * cross;
    latitude += (y0 + y1 - 2 * originY) * cross;
  }
  const divisor = 3 * (doubledArea || 1);
  return { at: [originX + longitude / divisor, originY + latitude / divisor], doubledArea };
}

// The element itself has no height: its holder has none to give.
function boxOfText(element: Element | null | undefined): DOMRect | null {
  if (!element) return null;
  const { left, top, width } = element.getBoundingClientRect();
  return new DOMRect(left, top, width, element.scrollHeight);
}

function overlap(one: DOMRect, other: DOMRect): boolean {
  const isAside = one.left > other.right || one.right < other.left;
  return !isAside && one.top < other.bottom && one.bottom > other.top;
}

function labelElement(label: DistrictLabel): HTMLElement {
  const holder = document.createElement('span');
  const title = document.createElement('b');
  title.textContent = label.title;
  holder.append(title);
  if (label.figure) {
    const figure = document.createElement('span');
    figure.textContent = label.figure;
    holder.append(figure);
  }
  return holder;
}

// A label wider than its district would lie on its neighbours'.
const minWidthPx = 84;

/** Names and figures in the middle of the districts that are wide enough for them. */
export class DistrictLabels {
  private readonly group = L.layerGroup();
  private labels: readonly DistrictLabel[] = [];

  constructor(private readonly map: L.Map) {
    this.group.addTo(map);
    map.on('zoomend', () => this.show(this.labels));
  }

  private isWide(feature: Feature): boolean {
    const box = feature.geometry && boxOf([feature.geometry]);
    const worldPx = 256 * 2 ** this.map.getZoom();
    return box !== null && ((box.east - box.west) / 360) * worldPx >= minWidthPx;
  }

  show(labels: readonly DistrictLabel[]): void {
    this.labels = labels;
    this.group.clearLayers();
    const taken: DOMRect[] = [];
    for (const label of labels.filter(({ feature }) => this.isWide(feature))) {
      const parts = outerRings(label.feature).map(centroid);
      const largest = parts.sort(
        (one, other) => Math.abs(other.doubledArea) - Math.abs(one.doubledArea),
      )[0];
      if (!largest) continue;
      const [longitude, latitude] = largest.at;
      const icon = L.divIcon({
        html: labelElement(label),
        className: 'district-label',
        iconSize: [0, 0],
      });
      const options = { icon, pane: 'labels', interactive: false, keyboard: false };
      const marker = L.marker([latitude, longitude], options);
      this.group.addLayer(marker);
      // Where two would lie on each other, the first keeps its place.
      const box = boxOfText(marker.getElement()?.firstElementChild);
      if (!box || taken.some((other) => overlap(box, other))) this.group.removeLayer(marker);
      else taken.push(box);
    }
  }
}
