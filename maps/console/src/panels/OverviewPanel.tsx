import { useSignal } from '@preact/signals';
import { canQuery } from '../api/capabilities';
import type { CoverageQuery } from '../api/generated';
import { shade } from '../state/layers';
import {
  currentCoverage,
  dashboard,
  dashboardYear,
  history,
  loadHistory,
  scope,
  weight,
} from '../state/scope';
import { goToScope } from '../state/scopeOnMap';
import { placeName, t } from '../text';
import { format } from '../text/format';
import { DashboardFigures } from './DashboardFigures';
import { Issues } from './Issues';
import { MapDocuments } from './MapDocuments';
import { Button, NumberField, TextField } from './parts/controls';
import { Bar, Failure, Figure, Loading, Rate, rateNames } from './parts/figures';
import { LineChart } from './parts/LineChart';
import { ScopeChooser } from './ScopeChooser';

type Report = CoverageQuery['coverage'];

function CoverageFigures({ report }: { report: Report }) {
  return (
    <section>
      <div class="heading-row">
        <h2>{t('coverage.title')}</h2>
        <small>{t('coverage.asOf', { day: report.asOf })}</small>
      </div>
      <dl class="rates">
        {rateNames.map((name) => (
          <Rate key={name} name={name} rate={report[name]} />
        ))}
      </dl>
      <dl class="figures">
        <Figure
          label={t('coverage.served', { weight: t(`weight.${weight.value}`) })}
          value={format.count(report.served)}
          note={`/ ${format.count(report.demand)} · ${format.percent(report.servedRatio)}`}
        />
        <Figure
          label={t('coverage.area')}
          value={format.area(report.servedAreaKm2)}
          note={t('coverage.ofArea', {
            area: format.area(report.scopeAreaKm2),
            ratio: format.percent(report.areaRatio),
          })}
        />
        <Figure label={t('coverage.overlap')} value={format.area(report.overlapKm2)} />
      </dl>
      <h3>{t('coverage.distances')}</h3>
      <dl class="figures figures-four">
        <Figure label={t('coverage.mean')} value={format.distance(report.meanDistance)} />
        <Figure label={t('coverage.median')} value={format.distance(report.medianDistance)} />
        <Figure label={t('coverage.p90')} value={format.distance(report.p90Distance)} />
        <Figure label={t('coverage.farthest')} value={format.distance(report.farthestDistance)} />
      </dl>
    </section>
  );
}

function DistrictTable({ rows }: { rows: NonNullable<Report['byDistrict']> }) {
  const name = shade.value === 'none' ? 'stationReach' : shade.value;
  const sorted = rows.toSorted((one, other) => other.report[name].ratio - one.report[name].ratio);
  return (
    <section>
      <h2>{t('coverage.byDistrict')}</h2>
      <table class="table">
        <thead>
          <tr>
            <th scope="col">{t('coverage.district')}</th>
            <th scope="col" class="number">
              {t('layer.ORGANIZATIONS')}
            </th>
            <th scope="col" colSpan={2}>
              {t(`rate.${name}`)}
            </th>
          </tr>
        </thead>
        <tbody>
          {sorted.map(({ district, report }) => (
            <tr key={district.adcode}>
              <th scope="row">
                <button
                  type="button"
                  class="link"
                  onClick={() => void goToScope({ kind: 'district', adcode: district.adcode })}
                >
                  {placeName(district)}
                </button>
              </th>
              <td class="number">{format.count(report[name].denominator)}</td>
              <td class="table-bar">
                <Bar ratio={report[name].ratio} />
              </td>
              <td class="number">{format.percent(report[name].ratio)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function History() {
  // The figures' own day, not the calendar's: the newest fact may be old.
  const to = useSignal(currentCoverage().value.value?.asOf ?? '');
  const points = history.value.value;
  const show = (): void => {
    const from = `${Number(to.value.slice(0, 4)) - 2}${to.value.slice(4)}`;
    loadHistory(from, to.value);
  };
  return (
    <section>
      <h2>{t('coverage.history')}</h2>
      <div class="field-row">
        <TextField
          label={t('coverage.historyTo')}
          type="date"
          value={to.value}
          onChange={(value) => (to.value = value)}
        />
        <Button disabled={!to.value} onClick={show}>
          {t('coverage.historyShow')}
        </Button>
      </div>
      {history.error.value ? <Failure error={history.error.value} /> : null}
      {points?.length ? (
        <LineChart
          label={t('coverage.history')}
          ticks={points.map((point) => point.on.slice(0, 7))}
          series={[
            {
              name: t('rate.formalCoverage'),
              tone: 'first',
              values: points.map((point) => point.formalCoverage.ratio),
            },
            {
              name: t('rate.stationReach'),
              tone: 'second',
              values: points.map((point) => point.stationReach.ratio),
            },
            {
              name: t('rate.effectiveCoverage'),
              tone: 'third',
              values: points.map((point) => point.effectiveCoverage.ratio),
            },
          ]}
        />
      ) : null}
    </section>
  );
}

function Registers() {
  const figures = dashboard.value.value;
  return (
    <section>
      <div class="heading-row">
        <h2>{t('dashboard.title')}</h2>
        <NumberField
          label={t('dashboard.year')}
          value={dashboardYear.value}
          placeholder={t('dashboard.allYears')}
          min={1990}
          max={2100}
          step={1}
          onChange={(value) => {
            const isYear = value === null || (value >= 1990 && value <= 2100);
            if (isYear) dashboardYear.value = value;
          }}
        />
      </div>
      {dashboard.error.value ? <Failure error={dashboard.error.value} /> : null}
      {figures ? <DashboardFigures figures={figures} /> : null}
    </section>
  );
}

export function OverviewPanel() {
  const answer = currentCoverage();
  const report = answer.value.value;
  const rows = report?.byDistrict;
  return (
    <>
      <ScopeChooser />
      {answer.error.value ? <Failure error={answer.error.value} /> : null}
      {report ? <CoverageFigures report={report} /> : answer.isLoading.value ? <Loading /> : null}
      {scope.value.kind === 'city' && rows?.length ? <DistrictTable rows={rows} /> : null}
      {canQuery('coverageHistory') && report ? <History /> : null}
      {canQuery('dashboard') ? <Registers /> : null}
      {canQuery('affiliationIssues') ? <Issues /> : null}
      <MapDocuments />
      <nav class="elsewhere" aria-label={t('elsewhere.title')}>
        <a href="graphql">{t('elsewhere.query')}</a>
        <a href="schema.graphql">{t('elsewhere.schema')}</a>
      </nav>
    </>
  );
}
