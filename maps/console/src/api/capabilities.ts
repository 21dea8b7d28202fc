import { signal } from '@preact/signals';
import { request } from './client';
import { CapabilitiesDocument } from './generated';
import type { CapabilitiesQuery, MapLayer } from './generated';

type Root = 'queryType' | 'mutationType' | 'subscriptionType';

/** Root field names that the server has; null before the answer. */
const known = signal<Record<Root, ReadonlySet<string>> | null>(null);

// A server may refuse introspection; then its schema is taken to be the published one whole.
let isWhole = false;

function names(schema: CapabilitiesQuery['__schema'], root: Root): ReadonlySet<string> {
  return new Set(schema[root]?.fields?.map((field) => field.name) ?? []);
}

/** Names of the layers that `features` draws. */
const layers = signal<ReadonlySet<string>>(new Set());

export async function askCapabilities(): Promise<void> {
  const { __schema: schema, mapLayers } = await request(CapabilitiesDocument, {});
  layers.value = new Set(mapLayers?.enumValues?.map((value) => value.name) ?? []);
  known.value = {
    queryType: names(schema, 'queryType'),
    mutationType: names(schema, 'mutationType'),
    subscriptionType: names(schema, 'subscriptionType'),
  };
}

export function takeSchemaAsWhole(): void {
  isWhole = true;
  known.value = { queryType: new Set(), mutationType: new Set(), subscriptionType: new Set() };
}

function has(root: Root, field: string): boolean {
  return known.value !== null && (isWhole || known.value[root].has(field));
}

export const canQuery = (field: string): boolean => has('queryType', field);
export const canMutate = (field: string): boolean => has('mutationType', field);
export const canSubscribe = (field: string): boolean => has('subscriptionType', field);
export const canDraw = (layer: MapLayer): boolean =>
  canQuery('features') && (isWhole || layers.value.has(layer));
