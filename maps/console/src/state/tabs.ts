import { signal } from '@preact/signals';

export const tabs = ['overview', 'layers', 'whatIf', 'plan', 'import'] as const;
export type Tab = (typeof tabs)[number];

export const tab = signal<Tab>('overview');
/** On a narrow screen the panel is a sheet over the map, which can be put away. */
export const isPanelOpen = signal(true);

export function openTab(next: Tab): void {
  tab.value = next;
  isPanelOpen.value = true;
}
