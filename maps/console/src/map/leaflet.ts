import * as L from 'leaflet';
import type { Box, Geometry, LonLat } from '../api/geometry';

// Only this file swaps to Leaflet's latitude first.
export const toLatLng = ({ longitude, latitude }: LonLat): L.LatLngTuple => [latitude, longitude];

export const fromLatLng = (at: L.LatLng): LonLat => ({ longitude: at.lng, latitude: at.lat });

export function toBounds(box: Box): L.LatLngBounds {
  return L.latLngBounds([box.south, box.west], [box.north, box.east]);
}

export function fromBounds(bounds: L.LatLngBounds): Box {
  return {
    west: bounds.getWest(),
    south: bounds.getSouth(),
    east: bounds.getEast(),
    north: bounds.getNorth(),
  };
}

/** Turn a geometry into Leaflet's paths of areas and lines; points are drawn elsewhere. */
export function pathsOf(geometry: Geometry, options: L.PathOptions): L.Path[] {
  switch (geometry.type) {
    case 'Polygon':
    case 'MultiPolygon': {
      const depth = geometry.type === 'Polygon' ? 1 : 2;
      return [L.polygon(L.GeoJSON.coordsToLatLngs(geometry.coordinates, depth), options)];
    }
    case 'LineString':
    case 'MultiLineString': {
      const depth = geometry.type === 'LineString' ? 0 : 1;
      return [L.polyline(L.GeoJSON.coordsToLatLngs(geometry.coordinates, depth), options)];
    }
    case 'GeometryCollection':
      return geometry.geometries.flatMap((part) => pathsOf(part, options));
    default:
      return [];
  }
}

/** Click a marker by mouse or by key: Leaflet makes it a button by its role alone. */
export function onPress(marker: L.Marker, press: () => void): void {
  marker.on('click', press);
  marker.on('keypress', ({ originalEvent }: L.LeafletKeyboardEvent) => {
    if (originalEvent.key !== 'Enter' && originalEvent.key !== ' ') return;
    originalEvent.preventDefault();
    press();
  });
}

const paneOrder = [
  ['districts', 310],
  ['gaps', 320],
  ['services', 330],
  ['circles', 340],
  ['lines', 350],
  ['points', 400],
  ['labels', 440],
  ['clusters', 450],
  ['stations', 600],
  ['drawing', 640],
] as const;

export type PaneName = (typeof paneOrder)[number][0];

export function createPanes(map: L.Map): void {
  for (const [name, order] of paneOrder) {
    const pane = map.createPane(name);
    pane.style.zIndex = String(order);
    if (name === 'points' || name === 'labels') pane.style.pointerEvents = 'none';
  }
}
