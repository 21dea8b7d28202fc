import type { CoverageFiguresFragment } from '../../api/generated';
import { weight } from '../../state/scope';
import { t } from '../../text';
import { format } from '../../text/format';
import { rateNames } from './figures';

type Report = CoverageFiguresFragment;

interface Row {
  label: string;
  before: string;
  after: string;
  change: string;
  isBetter: boolean;
  /** An answer to an earlier question, shown until the new one is there. */
  isStale: boolean;
}

/** What is known at once of a report that is still to come. */
export interface Gain {
  organizations: number;
  demand: number;
}

const unknown = { after: '…', change: '…', isBetter: false };

function rateRow(before: Report, after: Report | null, name: (typeof rateNames)[number], gain: Gain | null) {
  const rate = before[name];
  const isKnown = gain !== null && name === 'stationReach' && rate.denominator > 0;
  const ratio = isKnown
    ? (rate.numerator + gain.organizations) / rate.denominator
    : (after?.[name].ratio ?? null);
  const head = { label: t(`rate.${name}`), before: format.percent(rate.ratio), isKnown };
  if (ratio === null) return { ...head, ...unknown };
  const change = ratio - rate.ratio;
  return { ...head, after: format.percent(ratio), change: format.points(change), isBetter: change > 0 };
}

function servedRow(before: Report, after: Report | null, gain: Gain | null) {
  const served = gain ? before.served + gain.demand : (after?.served ?? null);
  const head = {
    label: t('whatIf.served', { weight: t(`weight.${weight.value}`) }),
    before: format.count(before.served),
    isKnown: gain !== null,
  };
  if (served === null) return { ...head, ...unknown };
  const change = served - before.served;
  return { ...head, after: format.count(served), change: format.signed(change), isBetter: change > 0 };
}

function areaRow(before: Report, after: Report | null) {
  const head = { label: t('coverage.area'), before: format.area(before.servedAreaKm2), isKnown: false };
  if (!after) return { ...head, ...unknown };
  const change = after.servedAreaKm2 - before.servedAreaKm2;
  return {
    ...head,
    after: format.area(after.servedAreaKm2),
    change: `${format.signed(change, 2)} km²`,
    isBetter: change > 0,
  };
}

function distanceRow(before: Report, after: Report | null) {
  const head = {
    label: `${t('coverage.distances')} · ${t('coverage.mean')}`,
    before: format.distance(before.meanDistance),
    isKnown: false,
  };
  if (!after) return { ...head, ...unknown };
  const isKnown = before.meanDistance !== null && after.meanDistance !== null;
  const change = isKnown ? (after.meanDistance as number) - (before.meanDistance as number) : null;
  return {
    ...head,
    after: format.distance(after.meanDistance),
    change: change === null ? '–' : `${format.signed(change)} m`,
    isBetter: change !== null && change < 0,
  };
}

interface Props {
  before: Report;
  /** Null until it is there; of an earlier question while `isWaiting`. */
  after: Report | null;
  afterText: string;
  gain?: Gain | null;
  isWaiting?: boolean;
}

function rows({ before, after, gain = null, isWaiting = false }: Props): Row[] {
  const all = [
    servedRow(before, after, gain),
    ...rateNames.map((name) => rateRow(before, after, name, gain)),
    areaRow(before, after),
    distanceRow(before, after),
  ];
  return all.map(({ isKnown, ...row }) => ({ ...row, isStale: isWaiting && !isKnown }));
}

/** Two coverages side by side, and what changes. */
export function Comparison(props: Props) {
  return (
    <table class="table comparison">
      <thead>
        <tr>
          <td />
          <th scope="col">{t('whatIf.before')}</th>
          <th scope="col">{props.afterText}</th>
          <th scope="col">{t('whatIf.change')}</th>
        </tr>
      </thead>
      <tbody>
        {rows(props).map((row) => (
          <tr key={row.label} class={row.isStale ? 'stale' : undefined}>
            <th scope="row">{row.label}</th>
            <td class="number">{row.before}</td>
            <td class="number">{row.after}</td>
            <td class={`number ${row.isBetter ? 'better' : ''}`}>{row.change}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
