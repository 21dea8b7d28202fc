import { useEffect, useRef } from 'preact/hooks';
import { failureText, t } from '../../text';
import type { TextKey } from '../../text';
import { format } from '../../text/format';

export interface RateValue {
  numerator: number;
  denominator: number;
  ratio: number;
}

/** A bar whose length is a share; the figure stands beside it in words. */
export function Bar({ ratio, tone = 'plain' }: { ratio: number; tone?: 'plain' | 'new' }) {
  const element = useRef<HTMLSpanElement>(null);
  // Set as a property: the page's policy allows no style attributes.
  useEffect(() => {
    element.current?.style.setProperty('inline-size', `${Math.min(1, Math.max(0, ratio)) * 100}%`);
  }, [ratio]);
  return (
    <span class={`bar bar-${tone}`} aria-hidden="true">
      <span ref={element} />
    </span>
  );
}

export type RateName = 'formalCoverage' | 'effectiveCoverage' | 'workCoverage' | 'stationReach';
export const rateNames: readonly RateName[] = [
  'formalCoverage',
  'effectiveCoverage',
  'workCoverage',
  'stationReach',
];

export function Rate({ name, rate }: { name: RateName; rate: RateValue }) {
  return (
    <div class="rate" title={t(`rate.${name}.hint` satisfies TextKey)}>
      <dt>{t(`rate.${name}`)}</dt>
      <dd>
        <strong>{format.percent(rate.ratio)}</strong>
        <Bar ratio={rate.ratio} />
        <small>
          {t('rate.of', {
            numerator: format.count(rate.numerator),
            denominator: format.count(rate.denominator),
          })}
        </small>
      </dd>
    </div>
  );
}

export function Figure(props: { label: string; value: string; note?: string | undefined }) {
  return (
    <div class="figure">
      <dt>{props.label}</dt>
      <dd>
        <strong>{props.value}</strong>
        {props.note ? <small>{props.note}</small> : null}
      </dd>
    </div>
  );
}

export function Loading() {
  return <p class="loading">{t('app.loading')}</p>;
}

export function Failure({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  return (
    <div class="failure" role="alert">
      <p>{failureText(error)}</p>
      {onRetry ? (
        <button type="button" class="button button-plain" onClick={onRetry}>
          {t('app.retry')}
        </button>
      ) : null}
    </div>
  );
}
