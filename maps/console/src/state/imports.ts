import { computed, signal } from '@preact/signals';
import { request, upload } from '../api/client';
import { boxOf } from '../api/geometry';
import type { Feature } from '../api/geometry';
import {
  ImportFileDocument,
  ImportKindsDocument,
  RecentImportsDocument,
  UndoImportDocument,
} from '../api/generated';
import type {
  ImportFileMutation,
  ImportInput,
  ImportKindsQuery,
  RecentImportsQuery,
} from '../api/generated';
import { resource } from './resource';
import { loadPlaces, revision } from './scope';
import { tab } from './tabs';
import { mapTarget } from './view';

export type ImportKind = ImportKindsQuery['importKinds'][number];
export type ImportAnswer = ImportFileMutation['importFile'];
export type ImportReport = NonNullable<ImportAnswer['report']>;
export type ImportTable = NonNullable<ImportAnswer['table']>;
export type Candidate = ImportAnswer['candidates'][number];
export type RecentImport = RecentImportsQuery['recentImports'][number];
export type Finding = ImportReport['findings'][number];

/** How the file is to be read; empty texts leave it to the server. */
export interface ImportChoices {
  kind: string;
  crs: string;
  encoding: string;
  sheet: string;
  /** Headers by attribute where a person chose another one than was found; '' for none. */
  headers: Readonly<Record<string, string>>;
  /** Headers that were found for a column and are to be left behind. */
  ignored: readonly string[];
}

const untouched: ImportChoices = {
  kind: 'organizations',
  crs: '',
  encoding: '',
  sheet: '',
  headers: {},
  ignored: [],
};

export const kinds = resource<readonly ImportKind[]>();
export const recent = resource<readonly RecentImport[]>();
export const choices = signal<ImportChoices>(untouched);
export const file = signal<File | null>(null);
export const answer = signal<ImportAnswer | null>(null);
export const importError = signal<unknown>(null);
export const isImporting = signal(false);
/** Whether the answer is that of the choices as they are now. */
export const isChecked = signal(false);
/** What undoing gave, once the last import was taken back. */
export const undone = signal<{ removed: number; restored: number } | null>(null);
export const undoErrors = signal<readonly string[]>([]);
/** The coordinate system whose points are on the map. */
export const shownCrs = signal<string | null>(null);

/** The points on the map; none while another tab is open. */
export const importPoints = computed((): readonly Feature[] => {
  if (tab.value !== 'import') return [];
  const shown = answer.value?.candidates.find((one) => one.crs === shownCrs.value);
  return shown?.points.features ?? [];
});

export function loadKinds(): void {
  if (kinds.value.value || kinds.isLoading.value) return;
  kinds.load(async (signal) => (await request(ImportKindsDocument, {}, signal)).importKinds);
}

export function loadRecent(): void {
  recent.load(async (signal) => (await request(RecentImportsDocument, {}, signal)).recentImports);
}

/** Change how the file is read; what was found no longer holds. */
export function choose(change: Partial<ImportChoices>): void {
  const isOtherKind = change.kind !== undefined && change.kind !== choices.value.kind;
  choices.value = { ...choices.value, ...change, ...(isOtherKind ? { headers: {}, ignored: [] } : {}) };
  isChecked.value = false;
  if (isOtherKind) forget();
}

export function chooseFile(next: File | null): void {
  file.value = next;
  choices.value = { ...choices.value, crs: '', encoding: '', sheet: '', headers: {}, ignored: [] };
  forget();
}

function forget(): void {
  answer.value = null;
  importError.value = null;
  isChecked.value = false;
  shownCrs.value = null;
  undone.value = null;
  undoErrors.value = [];
}

/** Begin anew with another file. */
export function startOver(): void {
  chooseFile(null);
}

/** Say which header a column is, '' for none; the one that was found for it is left behind. */
export function chooseHeader(attribute: string, header: string): void {
  const { headers, ignored } = choices.value;
  const columns = answer.value?.table?.columns ?? [];
  const found = columns.find((one) => one.attribute === attribute)?.header;
  const left = new Set(found ? [...ignored, found] : ignored);
  left.delete(header);
  choose({ headers: { ...headers, [attribute]: header }, ignored: [...left] });
}

function mapping(): ImportInput['mapping'] {
  const { headers, ignored } = choices.value;
  const columns = Object.entries(headers).flatMap(([attribute, header]) =>
    header ? [{ attribute, header }] : [],
  );
  if (!columns.length && !ignored.length) return null;
  return { columns, ignored: [...ignored], constants: [], skipsCreditCodeCheck: false };
}

async function ask(options: { dryRun: boolean; acceptValid: boolean }): Promise<void> {
  const content = file.value;
  if (!content || isImporting.value) return;
  const { kind, crs, encoding, sheet } = choices.value;
  const input: ImportInput = {
    kind,
    file: null,
    crs: crs.trim() || null,
    encoding: encoding || null,
    sheet: sheet.trim() || null,
    mapping: mapping(),
    ...options,
  };
  isImporting.value = true;
  importError.value = null;
  undone.value = null;
  undoErrors.value = [];
  try {
    const { importFile } = await upload(
      ImportFileDocument,
      { input },
      { path: 'input.file', content },
    );
    if (file.value === content) take(importFile);
  } catch (error) {
    importError.value = error;
  }
  isImporting.value = false;
}

function take(next: ImportAnswer): void {
  answer.value = next;
  isChecked.value = true;
  const declared = next.candidates.find((one) => one.isDeclared) ?? next.candidates[0];
  shownCrs.value = declared?.crs ?? null;
  const aim = next.candidates.find((one) => one.isProposed) ?? declared;
  const box = aim && boxOf(aim.points.features.flatMap((one) => one.geometry ?? []));
  if (box) mapTarget.value = { kind: 'box', box };
  if (next.report?.isStored) refresh();
}

/** What others of the page show may have changed. */
function refresh(): void {
  revision.value += 1;
  void loadPlaces();
}

export const check = (): Promise<void> => ask({ dryRun: true, acceptValid: false });
export const bringIn = (acceptValid: boolean): Promise<void> => ask({ dryRun: false, acceptValid });

/** Take an import back; what refuses it is in `undoErrors`. */
export async function undo(id: string): Promise<void> {
  if (isImporting.value) return;
  isImporting.value = true;
  importError.value = null;
  try {
    const { undoImport } = await request(UndoImportDocument, { id });
    undoErrors.value = undoImport.userErrors.map((one) => one.message);
    if (!undoImport.userErrors.length) {
      undone.value = undoImport;
      refresh();
    }
  } catch (error) {
    importError.value = error;
  }
  isImporting.value = false;
}
