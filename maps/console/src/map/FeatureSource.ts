import { request } from '../api/client';
import { contains } from '../api/geometry';
import type { Box, FeatureCollection } from '../api/geometry';
import { FeaturesDocument } from '../api/generated';
import type { MapLayer, OrganizationFilter } from '../api/generated';
import { resource } from '../state/resource';
import { padded, precisionAt } from '../state/view';
import type { View } from '../state/view';

const padding = 0.5;
const settleMs = 80;

/** Levels between which shapes are simplified alike. */
function detailOf(zoom: number): number {
  return Math.min(16, Math.max(8, Math.ceil(zoom / 2) * 2));
}

interface Loaded {
  box: Box;
  detail: number;
  data: FeatureCollection;
}

interface Options {
  layer: MapLayer;
  properties: readonly string[];
  limit: number;
}

/** One layer's features for where the map is, asked again only when the map leaves them. */
export class FeatureSource {
  private readonly answer = resource<Loaded>();
  private asked: { box: Box; detail: number } | null = null;
  readonly value = this.answer.value;
  readonly error = this.answer.error;
  readonly isLoading = this.answer.isLoading;

  constructor(private readonly options: Options) {}

  /** Ask for what the view needs, unless it is there or on its way. */
  cover(view: View, organizations: OrganizationFilter | null = null): void {
    const detail = detailOf(view.zoom);
    if (this.asked && this.asked.detail === detail && contains(this.asked.box, view.box)) return;
    const box = padded(view.box, padding);
    this.asked = { box, detail };
    const variables = {
      layer: this.options.layer,
      filter: { bbox: box },
      properties: [...this.options.properties],
      organizations,
      // One level finer than shown: the edge of a disc still looks round.
      zoom: detail + 1,
      precision: precisionAt(detail + 1),
      limit: this.options.limit,
    };
    this.answer.load(async (signal) => {
      const data = (await request(FeaturesDocument, variables, signal)).features;
      return { box, detail, data };
    }, settleMs);
  }

  /** Forget what was asked, so that the next view asks again; what is drawn stays until then. */
  expire(): void {
    this.asked = null;
  }

  clear(): void {
    this.asked = null;
    this.answer.clear();
  }
}
