import { signal } from '@preact/signals';

export interface Notice {
  id: number;
  text: string;
  tone: 'plain' | 'warning';
}

const visibleMs = 7000;
let nextId = 1;

export const notices = signal<readonly Notice[]>([]);

export function dismiss(id: number): void {
  notices.value = notices.value.filter((notice) => notice.id !== id);
}

/** Tell the person something; it is read out and goes by itself. */
export function tell(text: string, tone: Notice['tone'] = 'plain'): void {
  const notice = { id: nextId++, text, tone };
  notices.value = [...notices.value.filter((other) => other.text !== text), notice].slice(-3);
  setTimeout(() => dismiss(notice.id), visibleMs);
}
