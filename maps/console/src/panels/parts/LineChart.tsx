import { format } from '../../text/format';

export interface Series {
  name: string;
  tone: 'first' | 'second' | 'third';
  values: readonly number[];
}

const width = 320;
const height = 120;
const left = 38;
const bottom = 20;
const top = 8;
const right = 8;

/** Ratios over steps: a small line chart whose figures stand in a table below it. */
export function LineChart(props: {
  label: string;
  ticks: readonly string[];
  series: readonly Series[];
}) {
  const n = props.ticks.length;
  const all = props.series.flatMap((one) => one.values);
  const highest = Math.min(1, Math.ceil(Math.max(0.05, ...all) * 10) / 10);
  const x = (index: number): number =>
    left + (n < 2 ? 0 : (index / (n - 1)) * (width - left - right));
  const y = (value: number): number => top + (1 - value / highest) * (height - top - bottom);
  const grid = [0, highest / 2, highest];
  const shownTicks = new Set([0, Math.floor((n - 1) / 2), n - 1]);
  return (
    <figure class="chart">
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={props.label}>
        {grid.map((value) => (
          <g key={value}>
            <line class="chart-grid" x1={left} x2={width - right} y1={y(value)} y2={y(value)} />
            <text class="chart-text" x={left - 5} y={y(value) + 3.5} text-anchor="end">
              {format.percent(value).replace(/\.0(?=\D)/, '')}
            </text>
          </g>
        ))}
        {props.ticks.map((tick, index) =>
          shownTicks.has(index) ? (
            <text
              key={tick}
              class="chart-text"
              x={x(index)}
              y={height - 5}
              text-anchor={index === 0 ? 'start' : index === n - 1 ? 'end' : 'middle'}
            >
              {tick}
            </text>
          ) : null,
        )}
        {props.series.map((one) => (
          <g key={one.name} class={`chart-${one.tone}`}>
            <polyline points={one.values.map((value, i) => `${x(i)},${y(value)}`).join(' ')} />
            {n <= 16
              ? one.values.map((value, i) => <circle key={i} cx={x(i)} cy={y(value)} r="2.4" />)
              : null}
          </g>
        ))}
      </svg>
      {props.series.length > 1 ? (
        <figcaption>
          {props.series.map((one) => (
            <span key={one.name} class={`chart-key chart-key-${one.tone}`}>
              {one.name} {format.percent(one.values.at(-1) ?? 0)}
            </span>
          ))}
        </figcaption>
      ) : null}
    </figure>
  );
}
