import { effect, signal } from '@preact/signals';
import { request } from '../api/client';
import {
  CircleRecordDocument,
  OrganizationRecordDocument,
  StationRecordDocument,
} from '../api/generated';
import type {
  CircleRecordQuery,
  OrganizationRecordQuery,
  StationRecordQuery,
} from '../api/generated';
import { resource } from './resource';
import { revision } from './scope';

type Typed<Node, Name extends string> = Extract<NonNullable<Node>, { __typename: Name }>;
export type OrganizationDetails = Typed<OrganizationRecordQuery['node'], 'Organization'>;
export type StationDetails = Typed<StationRecordQuery['node'], 'GuidanceStation'>;
export type CircleDetails = Typed<CircleRecordQuery['node'], 'CommercialCircle'>;

export type Details =
  | { type: 'Organization'; record: OrganizationDetails }
  | { type: 'GuidanceStation'; record: StationDetails }
  | { type: 'CommercialCircle'; record: CircleDetails };

/** The global ID of the record that is read, such as `Organization:42`. */
export const selectedId = signal<string | null>(null);
export const details = resource<Details | null>();

export function select(id: string | null): void {
  selectedId.value = id;
}

async function read(id: string, signal: AbortSignal): Promise<Details | null> {
  const type = id.slice(0, id.indexOf(':'));
  if (type === 'Organization') {
    const { node } = await request(OrganizationRecordDocument, { id }, signal);
    return node?.__typename === type ? { type, record: node } : null;
  }
  if (type === 'GuidanceStation') {
    const { node } = await request(StationRecordDocument, { id }, signal);
    return node?.__typename === type ? { type, record: node } : null;
  }
  if (type === 'CommercialCircle') {
    const { node } = await request(CircleRecordDocument, { id }, signal);
    return node?.__typename === type ? { type, record: node } : null;
  }
  return null;
}

export function readAgain(): void {
  const id = selectedId.value;
  if (id) details.load((signal) => read(id, signal));
}

export function followSelection(): void {
  let shownId: string | null = null;
  effect(() => {
    const id = selectedId.value;
    void revision.value;
    if (id !== shownId) details.clear();
    shownId = id;
    if (id) details.load((signal) => read(id, signal));
  });
}
