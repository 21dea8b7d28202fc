import { pointOf } from '../api/geometry';
import type { Plan } from '../state/plan';
import { mapTarget } from '../state/view';
import { placeName, t } from '../text';
import { format } from '../text/format';
import { DocumentLink } from './MapDocuments';
import { Comparison } from './parts/Comparison';
import { Figure } from './parts/figures';
import { LineChart } from './parts/LineChart';

type Site = Plan['sites'][number];

function statusText(plan: Plan): string {
  const gap = plan.gap === null ? '–' : format.percent(plan.gap);
  return t(`planStatus.${plan.status}`, { gap });
}

/** The address of the plan's map, where it is on this server. */
function mapAddress(plan: Plan): string | null {
  if (!plan.mapUrl) return null;
  const address = new URL(plan.mapUrl, document.baseURI);
  return address.origin === location.origin ? address.href : null;
}

function SiteEntry({ site }: { site: Site }) {
  const at = pointOf(site.location);
  const title = site.existing
    ? t('plan.existing', { name: site.existing.name })
    : t('plan.site', { rank: site.rank });
  return (
    <li>
      <button
        type="button"
        class="list-item"
        onClick={() => {
          if (at) mapTarget.value = { kind: 'point', at, zoom: 14 };
        }}
      >
        <span>{title}</span>
        <small>
          {site.district ? `${placeName(site.district)} · ` : ''}
          {t('plan.serves', { demand: format.count(site.demandServed) })}
        </small>
      </button>
    </li>
  );
}

function Curve({ plan }: { plan: Plan }) {
  if (plan.curve.length < 2) return null;
  return (
    <section>
      <h3>{t('plan.curve')}</h3>
      <LineChart
        label={plan.curve
          .map((point) =>
            t('plan.curveLabel', {
              stations: point.stations,
              ratio: format.percent(point.servedRatio),
            }),
          )
          .join('；')}
        ticks={plan.curve.map((point) => `+${point.stations}`)}
        series={[
          {
            name: t('plan.curve'),
            tone: 'first',
            values: plan.curve.map((point) => point.servedRatio),
          },
        ]}
      />
    </section>
  );
}

export function PlanResult({ plan }: { plan: Plan }) {
  const address = mapAddress(plan);
  return (
    <section class="result">
      <h2>{t('plan.result')}</h2>
      <p class={`plan-status plan-${plan.status.toLowerCase()}`}>
        <strong>{statusText(plan)}</strong>{' '}
        <small>{t('plan.seconds', { seconds: format.figure(plan.seconds) })}</small>
      </p>
      {plan.conflicts.length ? (
        <ul class="conflicts">
          {plan.conflicts.map((conflict) => (
            <li key={conflict}>{conflict}</li>
          ))}
        </ul>
      ) : null}
      {plan.cost ? (
        <dl class="figures">
          <Figure label={t('plan.cost')} value={format.money(plan.cost)} />
        </dl>
      ) : null}
      {plan.after ? <Comparison before={plan.before} after={plan.after} afterText={t('plan.after')} /> : null}
      <Curve plan={plan} />
      {plan.sites.length ? (
        <>
          <h3>{t('plan.sites')}</h3>
          <ol class="list">
            {plan.sites.map((site) => (
              <SiteEntry key={`${site.rank}-${site.existing?.id ?? ''}`} site={site} />
            ))}
          </ol>
        </>
      ) : null}
      {address ? (
        <p>
          <DocumentLink address={address} name="quanmap-plan.html" text={t('plan.map')} />
        </p>
      ) : null}
    </section>
  );
}
