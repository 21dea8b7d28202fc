import { request } from '../api/client';
import { pointOf } from '../api/geometry';
import type { Geometry, LonLat } from '../api/geometry';
import {
  RegisterCircleDocument,
  RegisterOrganizationDocument,
  RegisterStationDocument,
  UpdateCircleDocument,
  UpdateOrganizationDocument,
  UpdateStationDocument,
} from '../api/generated';
import type {
  AffiliationBasis,
  CircleFieldsFragment,
  FundingSource,
  OrganizationFieldsFragment,
  OrganizationInput,
  OrganizationKind,
  StationFieldsFragment,
  StationInput,
  StationStatus,
  UserErrorFragment,
} from '../api/generated';
import type { TextKey } from '../text';
import type { Form } from './form';

/** What a form holds: texts as typed, and geometries. */
export type FormValue = string | boolean | Geometry | null;
export type FormValues = Record<string, FormValue>;

export interface FormField {
  key: string;
  label: TextKey;
  type: 'text' | 'whole' | 'decimal' | 'date' | 'choice' | 'check' | 'point' | 'boundary' | 'district';
  isRequired?: boolean;
  /** Prefix of the choices' texts, and the choices. */
  choices?: { prefix: string; values: readonly string[] };
}

export interface Saved {
  record: { id: string; name: string; version: number } | null;
  userErrors: readonly UserErrorFragment[];
}

export const fundingSources: readonly FundingSource[] = ['POOLED', 'SELF_RAISED', 'SUPERIOR_SUPPORT'];

const organizationFields: FormField[] = [
  { key: 'name', label: 'field.name', type: 'text', isRequired: true },
  { key: 'creditCode', label: 'field.creditCode', type: 'text', isRequired: true },
  {
    key: 'kind',
    label: 'field.kind',
    type: 'choice',
    isRequired: true,
    choices: { prefix: 'kind', values: ['NON_PUBLIC_ECONOMIC', 'SOCIAL'] },
  },
  { key: 'industry', label: 'field.industry', type: 'text' },
  { key: 'employees', label: 'field.employees', type: 'whole', isRequired: true },
  { key: 'partyMembers', label: 'field.partyMembers', type: 'whole', isRequired: true },
  { key: 'fullTimePartyWorkers', label: 'field.fullTimePartyWorkers', type: 'whole' },
  {
    key: 'affiliationBasis',
    label: 'field.affiliationBasis',
    type: 'choice',
    choices: { prefix: 'basis', values: ['', 'TERRITORIAL', 'SECTORAL'] },
  },
  { key: 'establishedOn', label: 'field.establishedOn', type: 'date' },
  { key: 'hardToOrganize', label: 'field.hardToOrganize', type: 'check' },
  { key: 'district', label: 'field.district', type: 'district' },
  { key: 'location', label: 'field.location', type: 'point' },
];

const stationFields: FormField[] = [
  { key: 'name', label: 'field.name', type: 'text', isRequired: true },
  {
    key: 'status',
    label: 'field.status',
    type: 'choice',
    isRequired: true,
    choices: { prefix: 'status', values: ['OPEN', 'PLANNED', 'CLOSED'] },
  },
  { key: 'serviceRadius', label: 'field.serviceRadius', type: 'decimal', isRequired: true },
  { key: 'capacity', label: 'field.capacity', type: 'whole' },
  { key: 'openedOn', label: 'field.openedOn', type: 'date' },
  ...fundingSources.map(
    (source): FormField => ({ key: source, label: `source.${source}`, type: 'decimal' }),
  ),
  { key: 'location', label: 'field.location', type: 'point', isRequired: true },
];

const circleFields: FormField[] = [
  { key: 'name', label: 'field.name', type: 'text', isRequired: true },
  { key: 'boundary', label: 'field.boundary', type: 'boundary', isRequired: true },
];

export function fieldsOf(form: Form): readonly FormField[] {
  if (form.kind === 'organization') return organizationFields;
  return form.kind === 'station' ? stationFields : circleFields;
}

function text(value: string | number | null | undefined): string {
  return value === null || value === undefined ? '' : String(value);
}

function pointGeometry(at: LonLat | undefined): Geometry | null {
  return at ? { type: 'Point', coordinates: [at.longitude, at.latitude] } : null;
}

function organizationValues(record: OrganizationFieldsFragment | null): FormValues {
  return {
    name: text(record?.name),
    creditCode: text(record?.creditCode),
    kind: record?.kind ?? 'NON_PUBLIC_ECONOMIC',
    industry: text(record?.industry),
    employees: text(record?.employees),
    partyMembers: text(record?.partyMembers ?? 0),
    fullTimePartyWorkers: text(record?.fullTimePartyWorkers ?? 0),
    affiliationBasis: text(record?.affiliationBasis),
    establishedOn: text(record?.establishedOn),
    hardToOrganize: record?.hardToOrganize ?? false,
    district: text(record?.district?.adcode),
    location: record?.location ?? null,
  };
}

function stationValues(form: Extract<Form, { kind: 'station' }>): FormValues {
  const { record } = form;
  const values: FormValues = {
    name: text(record?.name),
    status: record?.status ?? form.status ?? 'OPEN',
    serviceRadius: text(record?.serviceRadius ?? form.serviceRadius),
    capacity: text(record?.capacity),
    openedOn: text(record?.openedOn),
    location: record?.location ?? pointGeometry(form.at),
  };
  for (const source of fundingSources) {
    const part = record?.funding.find((one) => one.source === source);
    values[source] = part ? text(Number(part.amount)) : '';
  }
  return values;
}

export function valuesOf(form: Form): FormValues {
  if (form.kind === 'organization') return organizationValues(form.record);
  if (form.kind === 'station') return stationValues(form);
  return { name: text(form.record?.name), boundary: form.record?.boundary ?? null };
}

function number(value: FormValue | undefined): number | null {
  return typeof value === 'string' && value !== '' ? Number(value) : null;
}

function optional(value: FormValue | undefined): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

type WithPartyOrganization = OrganizationFieldsFragment & { partyOrganization?: { id: string } | null };

function organizationInput(
  values: FormValues,
  record: WithPartyOrganization | null,
): OrganizationInput {
  return {
    name: optional(values['name']) ?? '',
    creditCode: optional(values['creditCode']) ?? '',
    kind: values['kind'] as OrganizationKind,
    industry: optional(values['industry']),
    employees: number(values['employees']) ?? 0,
    partyMembers: number(values['partyMembers']) ?? 0,
    fullTimePartyWorkers: number(values['fullTimePartyWorkers']) ?? 0,
    hardToOrganize: values['hardToOrganize'] === true,
    establishedOn: optional(values['establishedOn']),
    district: optional(values['district']),
    location: values['location'] as Geometry | null,
    affiliationBasis: optional(values['affiliationBasis']) as AffiliationBasis | null,
    partyOrganization: record?.partyOrganization?.id ?? null,
  };
}

function stationInput(values: FormValues): StationInput {
  const funding = fundingSources.flatMap((source) => {
    const amount = number(values[source]);
    return amount === null ? [] : [{ source, amount: String(amount) }];
  });
  return {
    name: optional(values['name']) ?? '',
    status: values['status'] as StationStatus,
    serviceRadius: number(values['serviceRadius']) ?? 0,
    capacity: number(values['capacity']),
    openedOn: optional(values['openedOn']),
    location: values['location'] as Geometry,
    funding,
  };
}

async function saveOrganization(
  values: FormValues,
  record: OrganizationFieldsFragment | null,
  version: number,
): Promise<Saved> {
  const input = organizationInput(values, record);
  const payload = record
    ? (await request(UpdateOrganizationDocument, { id: record.id, version, input }))
        .updateOrganization
    : (await request(RegisterOrganizationDocument, { input })).registerOrganization;
  return { record: payload.organization, userErrors: payload.userErrors };
}

async function saveStation(
  values: FormValues,
  record: StationFieldsFragment | null,
  version: number,
): Promise<Saved> {
  const input = stationInput(values);
  const payload = record
    ? (await request(UpdateStationDocument, { id: record.id, version, input })).updateStation
    : (await request(RegisterStationDocument, { input })).registerStation;
  return { record: payload.station, userErrors: payload.userErrors };
}

async function saveCircle(
  values: FormValues,
  record: CircleFieldsFragment | null,
  version: number,
): Promise<Saved> {
  const input = {
    name: optional(values['name']) ?? '',
    boundary: values['boundary'] as Geometry,
    committee: record?.committee?.id ?? null,
  };
  const payload = record
    ? (await request(UpdateCircleDocument, { id: record.id, version, input })).updateCircle
    : (await request(RegisterCircleDocument, { input })).registerCircle;
  return { record: payload.circle, userErrors: payload.userErrors };
}

/** Send a form; `version` is the one that the person has seen. */
export async function save(form: Form, values: FormValues, version: number): Promise<Saved> {
  if (form.kind === 'organization') return saveOrganization(values, form.record, version);
  if (form.kind === 'station') return saveStation(values, form.record, version);
  return saveCircle(values, form.record, version);
}

/** The fields that are missing or no numbers, each with the key of its text. */
export function mistakes(form: Form, values: FormValues): Record<string, TextKey> {
  const found: Record<string, TextKey> = {};
  for (const field of fieldsOf(form)) {
    const value = values[field.key];
    const isEmpty = value === null || value === undefined || value === '';
    if (isEmpty && field.isRequired) found[field.key] = 'edit.required';
    const isNumber = field.type === 'whole' || field.type === 'decimal';
    if (!isEmpty && isNumber && !Number.isFinite(Number(value))) found[field.key] = 'edit.number';
  }
  return found;
}

export function shownValue(value: FormValue | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'object') return String(value);
  const at = pointOf(value);
  return at ? `${at.longitude.toFixed(6)}, ${at.latitude.toFixed(6)}` : value.type;
}
