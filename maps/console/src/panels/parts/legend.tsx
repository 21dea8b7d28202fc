import type { SymbolName } from '../../map/symbols';
import type { ShownLayer } from '../../state/layers';

const shapes: Record<SymbolName | 'cluster', string> = {
  neutral: 'M8 3.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0-9z',
  yes: 'M8 3.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0-9z',
  no: 'M8 2.5l5.5 10h-11z',
  gained: 'M8 2l6 6-6 6-6-6z',
  second: 'M3.5 3.5h9v9h-9z',
  cluster: 'M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13z',
};

/** One symbol of the map, as the legend shows it. */
export function LegendSymbol({ name }: { name: SymbolName | 'cluster' }) {
  return (
    <svg class={`symbol symbol-${name}`} viewBox="0 0 16 16" aria-hidden="true">
      <path d={shapes[name]} />
    </svg>
  );
}

const star = 'M8 1.5l2 4.2 4.6.6-3.4 3.2.9 4.6L8 11.8l-4.1 2.3.9-4.6L1.4 6.3 6 5.7z';

const swatches: Record<ShownLayer, string> = {
  ORGANIZATIONS: shapes.yes,
  GUIDANCE_STATIONS: star,
  SERVICE_AREAS: shapes.cluster,
  COVERAGE_GAPS: 'M1.5 3.5h13v9h-13z',
  UNREACHED_DENSITY: 'M8 1.5l5.6 3.2v6.6L8 14.5l-5.6-3.2V4.7z',
  COMMERCIAL_CIRCLES: 'M1.5 3.5h13v9h-13z',
  DISTRICTS: 'M1.5 3.5h13v9h-13z',
  CULTURE_SITES: 'M2.5 7l5.5-4 5.5 4v6h-11z',
  PAIRINGS: 'M2 13L14 3',
};

/** How a layer is drawn, beside its switch. */
export function Swatch({ layer }: { layer: ShownLayer }) {
  return (
    <svg class={`symbol swatch-${layer.toLowerCase().replaceAll('_', '-')}`} viewBox="0 0 16 16" aria-hidden="true">
      <path d={swatches[layer]} />
    </svg>
  );
}
