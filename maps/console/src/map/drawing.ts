import * as L from 'leaflet';
import type { Geometry, LonLat } from '../api/geometry';
import { addCorner, corners, dropCorner, finishPolygon, readTool, tool } from '../state/tools';
import { fromLatLng, pathsOf, toLatLng } from './leaflet';

const closePx = 12;
const lineOptions = { pane: 'drawing', color: '#0b4f8a', weight: 2.2, interactive: false };

/** Clicks and keys of the tools that ask for points or an area. */
export class Drawing {
  private readonly sketch = L.layerGroup();
  private readonly area = L.layerGroup();

  constructor(private readonly map: L.Map) {
    this.sketch.addTo(map);
    this.area.addTo(map);
  }

  /** Take a click for the tool in hand; false where it is for reading. */
  take(at: LonLat): boolean {
    const current = tool.peek();
    if (current.kind === 'read') return false;
    if (current.kind === 'point') {
      readTool();
      current.onPoint(at);
      return true;
    }
    if (this.closes(at)) finishPolygon();
    else addCorner(at);
    return true;
  }

  /** The same by keys: space or Enter takes the middle of the map. */
  takeKey(key: string): boolean {
    if (tool.peek().kind === 'read') return false;
    if (key === 'Escape') readTool();
    else if (key === 'Backspace') dropCorner();
    else if (key === 'Enter' && tool.peek().kind === 'polygon') finishPolygon();
    else if (key === ' ' || key === 'Enter') this.take(fromLatLng(this.map.getCenter()));
    else return false;
    return true;
  }

  showSketch(points: readonly LonLat[], pointer: LonLat | null): void {
    this.sketch.clearLayers();
    if (!points.length) return;
    const line = [...points, ...(pointer ? [pointer] : [])].map(toLatLng);
    this.sketch.addLayer(
      L.polygon(line, { ...lineOptions, dashArray: '5 4', fillOpacity: 0.08 }),
    );
    for (const point of points) {
      this.sketch.addLayer(
        L.circleMarker(toLatLng(point), {
          ...lineOptions,
          radius: 4.5,
          fillColor: '#ffffff',
          fillOpacity: 1,
        }),
      );
    }
  }

  showArea(geometry: Geometry | null): void {
    this.area.clearLayers();
    if (!geometry) return;
    for (const path of pathsOf(geometry, { ...lineOptions, fillOpacity: 0.05 })) {
      this.area.addLayer(path);
    }
  }

  private closes(at: LonLat): boolean {
    const first = corners.peek()[0];
    if (!first || corners.peek().length < 3) return false;
    const distance = this.map
      .latLngToContainerPoint(toLatLng(first))
      .distanceTo(this.map.latLngToContainerPoint(toLatLng(at)));
    return distance <= closePx;
  }
}
