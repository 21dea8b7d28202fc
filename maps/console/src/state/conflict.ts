import { request } from '../api/client';
import {
  CircleRecordDocument,
  OrganizationRecordDocument,
  StationRecordDocument,
} from '../api/generated';
import type { Form } from './form';
import { valuesOf } from './recordForms';
import type { FormValues } from './recordForms';

/** The same record as somebody else left it. */
export interface Conflict {
  version: number;
  theirs: FormValues;
}

async function freshForm(form: Form, id: string): Promise<Form> {
  if (form.kind === 'organization') {
    const { node } = await request(OrganizationRecordDocument, { id });
    return { kind: 'organization', record: node?.__typename === 'Organization' ? node : null };
  }
  if (form.kind === 'station') {
    const { node } = await request(StationRecordDocument, { id });
    return { kind: 'station', record: node?.__typename === 'GuidanceStation' ? node : null };
  }
  const { node } = await request(CircleRecordDocument, { id });
  return { kind: 'circle', record: node?.__typename === 'CommercialCircle' ? node : null };
}

/** Read what stands in the way of a form; null where the record is gone. */
export async function readConflict(form: Form): Promise<Conflict | null> {
  if (!form.record) return null;
  const fresh = await freshForm(form, form.record.id);
  return fresh.record ? { version: fresh.record.version, theirs: valuesOf(fresh) } : null;
}

const isSame = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

export function differences(mine: FormValues, theirs: FormValues): string[] {
  return Object.keys(mine).filter((key) => !isSame(mine[key], theirs[key]));
}

/** Keep what the person changed, and take the rest from the newer version. */
export function merged(base: FormValues, mine: FormValues, theirs: FormValues): FormValues {
  return Object.fromEntries(
    Object.keys(mine).map((key) => {
      const isMine = !isSame(mine[key], base[key]);
      return [key, (isMine ? mine[key] : theirs[key]) ?? null];
    }),
  );
}
