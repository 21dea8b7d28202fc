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
}

function rows(before: Report, after: Report): Row[] {
  const rates = rateNames.map((name): Row => {
    const change = after[name].ratio - before[name].ratio;
    return {
      label: t(`rate.${name}`),
      before: format.percent(before[name].ratio),
      after: format.percent(after[name].ratio),
      change: format.points(change),
      isBetter: change > 0,
    };
  });
  const served = after.served - before.served;
  const area = after.servedAreaKm2 - before.servedAreaKm2;
  const mean =
    before.meanDistance === null || after.meanDistance === null
      ? null
      : after.meanDistance - before.meanDistance;
  return [
    {
      label: t('whatIf.served', { weight: t(`weight.${weight.value}`) }),
      before: format.count(before.served),
      after: format.count(after.served),
      change: format.signed(served),
      isBetter: served > 0,
    },
    ...rates,
    {
      label: t('coverage.area'),
      before: format.area(before.servedAreaKm2),
      after: format.area(after.servedAreaKm2),
      change: `${format.signed(area, 2)} km²`,
      isBetter: area > 0,
    },
    {
      label: `${t('coverage.distances')} · ${t('coverage.mean')}`,
      before: format.distance(before.meanDistance),
      after: format.distance(after.meanDistance),
      change: mean === null ? '–' : `${format.signed(mean)} m`,
      isBetter: mean !== null && mean < 0,
    },
  ];
}

/** Two coverages side by side, and what changes. */
export function Comparison(props: { before: Report; after: Report; afterText: string }) {
  const { before, after, afterText } = props;
  return (
    <table class="table comparison">
      <thead>
        <tr>
          <td />
          <th scope="col">{t('whatIf.before')}</th>
          <th scope="col">{afterText}</th>
          <th scope="col">{t('whatIf.change')}</th>
        </tr>
      </thead>
      <tbody>
        {rows(before, after).map((row) => (
          <tr key={row.label}>
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
