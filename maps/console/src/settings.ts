import { signal } from '@preact/signals';

export interface BasemapSettings {
  /** An XYZ address with {z}, {x} and {y}. */
  url: string;
  attribution: string;
  coordinateSystem: 'WGS84' | 'CGCS2000' | 'GCJ02' | 'BD09';
  maxZoom: number;
}

export interface Settings {
  basemap: BasemapSettings | null;
  /** 审图号 of the boundaries. */
  approvalNumber: string;
  attribution: string;
  /** The data is a generated demo city. */
  isSynthetic: boolean;
}

export const settings = signal<Settings>({
  basemap: null,
  approvalNumber: '',
  attribution: '',
  isSynthetic: false,
});

/** Read what the server says of its base map and sources; without an answer the defaults hold. */
export async function readSettings(): Promise<void> {
  try {
    const response = await fetch(new URL('console/settings.json', document.baseURI));
    if (!response.ok) return;
    const given = (await response.json()) as Partial<Settings>;
    settings.value = { ...settings.value, ...given };
  } catch {
    // A page without a base map is a whole page.
  }
}
