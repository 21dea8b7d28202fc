import { signal } from '@preact/signals';
import type {
  CircleFieldsFragment,
  OrganizationFieldsFragment,
  StationFieldsFragment,
  StationStatus,
} from '../api/generated';
import type { LonLat } from '../api/geometry';

/** The record in the form; without a record a new one is registered. */
export type Form =
  | { kind: 'organization'; record: OrganizationFieldsFragment | null }
  | {
      kind: 'station';
      record: StationFieldsFragment | null;
      at?: LonLat;
      serviceRadius?: number;
      status?: StationStatus;
    }
  | { kind: 'circle'; record: CircleFieldsFragment | null };

export const form = signal<Form | null>(null);

export function openForm(next: Form): void {
  form.value = next;
}

export function closeForm(): void {
  form.value = null;
}
