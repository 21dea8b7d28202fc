export type ColourName =
  | 'reached'
  | 'unreached'
  | 'new'
  | 'neutral'
  | 'second'
  | 'station'
  | 'circle'
  | 'paper'
  | 'ink'
  | 'ink-soft';

/** Read a colour of the style sheet, so that the canvas and the page share one palette. */
export function colour(name: ColourName): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** Hexagons by their unreached: below the first step, from it on, and so forth. */
export const densitySteps = [5, 20, 80] as const;
export const densityRamp = ['#fbe3d4', '#f2b48f', '#e07f4d', '#b8410a'] as const;

/** Districts by rate, low to high; the figure on the map is the second cue. */
export const ratioRamp = ['#f6efd8', '#dde5d2', '#bcd9cd', '#94c6c4', '#62a9b6', '#37879f'] as const;

export function rampColour(ratio: number): string {
  const index = Math.min(ratioRamp.length - 1, Math.max(0, Math.floor(ratio * ratioRamp.length)));
  return ratioRamp[index] as string;
}
