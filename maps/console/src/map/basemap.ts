import * as L from 'leaflet';
import type { BasemapSettings } from '../settings';
import { toGcj02 } from './gcj02';
import { fromLatLng, toLatLng } from './leaflet';

/**
 * Tiles whose datum is GCJ-02, moved under data that stays in WGS 84.
 *
 * Over one screen the shift changes by less than a pixel, so the whole layer moves by the shift
 * at the map's centre. The two methods are those by which Leaflet's grid finds its place.
 */
class ShiftedTiles extends L.TileLayer {
  private shifted(center: L.LatLng): L.LatLng {
    return L.latLng(toLatLng(toGcj02(fromLatLng(center))));
  }

  override _getTiledPixelBounds(center: L.LatLng): L.Bounds {
    return super._getTiledPixelBounds(this.shifted(center));
  }

  override _setZoomTransform(level: object, center: L.LatLng, zoom: number): void {
    super._setZoomTransform(level, this.shifted(center), zoom);
  }
}

// Leaflet's type declarations leave these methods out.
declare module 'leaflet' {
  interface GridLayer {
    _getTiledPixelBounds(center: LatLng): Bounds;
    _setZoomTransform(level: object, center: LatLng, zoom: number): void;
  }
}

/** The layer of a base map; null for BD-09, whose tiles follow a grid of their own. */
export function basemapLayer(settings: BasemapSettings): L.TileLayer | null {
  if (settings.coordinateSystem === 'BD09') return null;
  const options = { maxNativeZoom: settings.maxZoom, maxZoom: 19 };
  return settings.coordinateSystem === 'GCJ02'
    ? new ShiftedTiles(settings.url, options)
    : L.tileLayer(settings.url, options);
}
