import { effect, signal } from '@preact/signals';
import { RequestFailure } from '../api/client';
import { en } from './en';
import { zh } from './zh';
import type { TextKey } from './zh';

export type { TextKey } from './zh';
export type Language = 'zh' | 'en';

const storageKey = 'quanmap.language';
const catalogues = { zh, en } as const;

function chosenBefore(): Language {
  return localStorage.getItem(storageKey) === 'en' ? 'en' : 'zh';
}

/** Chinese first; the other language only where the person chose it. */
export const language = signal<Language>(chosenBefore());

effect(() => {
  document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en';
  document.title = t('app.title');
});

export function switchLanguage(): void {
  language.value = language.value === 'zh' ? 'en' : 'zh';
  localStorage.setItem(storageKey, language.value);
}

/** The text of a key in the current language, its `{name}` places filled. */
export function t(key: TextKey, values: Record<string, string | number> = {}): string {
  const text = catalogues[language.value][key];
  return text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}

/** The text of a key that data names, such as an enum value newer than this page: then itself. */
export function label(prefix: string, value: string): string {
  const key = `${prefix}.${value}`;
  return key in zh ? t(key as TextKey) : value;
}

export function placeName(place: { name: string; nameEn?: string | null }): string {
  return language.value === 'en' && place.nameEn ? place.nameEn : place.name;
}

export function failureText(error: unknown): string {
  if (!(error instanceof RequestFailure)) return t('failure.page', { message: String(error) });
  const text = t(`failure.${error.kind}`, { message: error.message });
  return error.requestId ? `${text} ${t('failure.requestId', { id: error.requestId })}` : text;
}
