import { signal } from '@preact/signals';
import { canQuery } from '../api/capabilities';
import { request } from '../api/client';
import { contains } from '../api/geometry';
import type { Box, Feature } from '../api/geometry';
import { ClustersDocument, OrganizationCountDocument, OrganizationsDocument } from '../api/generated';
import type { OrganizationFilter } from '../api/generated';
import { seenIndustries } from '../state/layers';
import type { PointMeaning } from '../state/layers';
import { resource } from '../state/resource';
import { padded } from '../state/view';
import type { View } from '../state/view';
import { markedFilter, pointSet } from './points';
import type { PointSet } from './points';

/** Up to so many organizations are held whole, and no move of the map asks again. */
const holdAll = 6000;
/** More points than this in one view are shown as clusters. */
const maxPoints = 8000;
/** Without clusters on the server the whole city is drawn, up to its limit. */
const maxPointsUnclustered = 100_000;
const clustersUpToZoom = 13;
const namesFromZoom = 14;
const padding = 0.35;
const settleMs = 80;
const pointPrecision = 6;

const wholeWorld: Box = { west: -180, south: -90, east: 180, north: 90 };

export type OrganizationsShown =
  | { kind: 'points'; points: PointSet; isTruncated: boolean }
  | { kind: 'clusters'; features: Feature[] };

interface Asked {
  box: Box;
  kind: 'points' | 'clusters';
  zoom: number;
}

/** The organizations where the map is: clusters when far and many, points when near or few. */
export class OrganizationSource {
  private readonly answer = resource<OrganizationsShown>();
  private readonly count = resource<number>();
  private asked: Asked | null = null;
  // Views so dense that their points were cut: they get clusters at any zoom below this one.
  private denseBelowZoom = 0;
  private filter: OrganizationFilter | null = null;
  private meaning: PointMeaning = 'reach';
  readonly value = this.answer.value;
  readonly error = this.answer.error;
  readonly isLoading = this.answer.isLoading;
  /** Organizations that the filter lets through, located or not. */
  readonly total = this.count.value;
  readonly mode = signal<'points' | 'clusters'>('points');

  /** Take up a filter and what the symbols tell; what was asked before no longer holds. */
  choose(filter: OrganizationFilter | null, meaning: PointMeaning): void {
    this.filter = filter;
    this.meaning = meaning;
    this.expire();
  }

  expire(): void {
    this.asked = null;
    this.denseBelowZoom = 0;
    const filter = this.filter;
    if (!canQuery('organizations')) return;
    this.count.load(
      async (signal) =>
        (await request(OrganizationCountDocument, { filter }, signal)).organizations.totalCount,
    );
  }

  cover(view: View): void {
    const total = this.total.value;
    if (total === null && canQuery('organizations') && !this.count.error.value) return;
    const isHeldWhole = total !== null && total <= holdAll;
    const isFar = view.zoom <= clustersUpToZoom || view.zoom < this.denseBelowZoom;
    if (isHeldWhole) this.askPoints(wholeWorld, view.zoom, holdAll);
    else if (isFar && canQuery('clusters')) this.askClusters(view);
    else this.askPoints(padded(view.box, padding), view.zoom, this.pointLimit(), view.box);
  }

  clear(): void {
    this.asked = null;
    this.answer.clear();
  }

  private pointLimit(): number {
    return canQuery('clusters') ? maxPoints : maxPointsUnclustered;
  }

  private askPoints(box: Box, zoom: number, limit: number, needed: Box = box): void {
    if (this.asked?.kind === 'points' && contains(this.asked.box, needed)) return;
    this.asked = { box, kind: 'points', zoom };
    const marked = this.contradicts() ? null : markedFilter(this.meaning, this.filter);
    const variables = {
      filter: box === wholeWorld ? null : { bbox: box },
      organizations: this.filter,
      marked,
      withMarked: marked !== null,
      properties: this.properties(box === wholeWorld || zoom >= namesFromZoom),
      precision: pointPrecision,
      limit,
    };
    this.answer.load(async (signal) => {
      const { all, marked: some } = await request(OrganizationsDocument, variables, signal);
      const isTruncated = all.truncated === true;
      if (isTruncated && canQuery('clusters')) this.denseBelowZoom = zoom + 1;
      this.noteIndustries(all.features);
      this.mode.value = 'points';
      const markedFeatures = this.meaning === 'kind' ? null : (some?.features ?? []);
      return { kind: 'points', points: pointSet(all.features, markedFeatures), isTruncated };
    }, settleMs);
  }

  // Names are for the pointer, which finds single points only when near or when there are few.
  private properties(withNames: boolean): string[] {
    const wanted = this.meaning === 'kind' ? ['kind'] : [];
    return withNames ? [...wanted, 'name', 'industry'] : wanted;
  }

  /** The filter leaves in only what the symbols would not mark. */
  private contradicts(): boolean {
    const { filter, meaning } = this;
    return (
      (meaning === 'reach' && filter?.reachedByStation === false) ||
      (meaning === 'formal' && filter?.formallyCovered === false) ||
      (meaning === 'effective' && filter?.effectivelyCovered === false)
    );
  }

  private askClusters(view: View): void {
    const { asked } = this;
    const isCovered =
      asked?.kind === 'clusters' && asked.zoom === view.zoom && contains(asked.box, view.box);
    if (isCovered) return;
    const box = padded(view.box, padding);
    this.asked = { box, kind: 'clusters', zoom: view.zoom };
    const variables = {
      layer: 'ORGANIZATIONS' as const,
      bbox: box,
      zoom: Math.round(view.zoom),
      organizations: this.filter,
    };
    this.answer.load(async (signal) => {
      const { clusters } = await request(ClustersDocument, variables, signal);
      this.mode.value = 'clusters';
      return { kind: 'clusters', features: clusters.features };
    }, settleMs);
  }

  private noteIndustries(features: readonly Feature[]): void {
    const seen = new Set(seenIndustries.peek());
    const sizeBefore = seen.size;
    for (const feature of features) {
      const industry = feature.properties?.['industry'];
      if (typeof industry === 'string' && industry) seen.add(industry);
    }
    if (seen.size > sizeBefore) seenIndustries.value = seen;
  }
}
