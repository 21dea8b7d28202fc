import { useSignal } from '@preact/signals';
import { canDraw, canQuery } from '../api/capabilities';
import type { OrganizationKind } from '../api/generated';
import { organizationSource } from '../map/CityMap';
import { densityRamp, densitySteps, ratioRamp } from '../map/palette';
import {
  filters,
  layerOrder,
  noFilters,
  organizationFilter,
  pointMeaning,
  pointMeanings,
  seenIndustries,
  shade,
  shades,
  shownLayers,
  toggleLayer,
} from '../state/layers';
import type { Filters, Shade } from '../state/layers';
import { plan } from '../state/plan';
import { isTrying } from '../state/whatIf';
import { t } from '../text';
import type { TextKey } from '../text';
import { format } from '../text/format';
import { InView } from './InView';
import { Button, CheckField, NumberField, SelectField, TrileanField } from './parts/controls';
import { LegendSymbol, Swatch } from './parts/legend';

function shadeText(value: Shade): string {
  return value === 'none' ? t('layer.shade.none') : t(`rate.${value}`);
}

function Layers() {
  const offered = layerOrder.filter(canDraw);
  return (
    <fieldset class="group">
      <legend>{t('layer.title')}</legend>
      {offered.map((layer) => (
        <CheckField
          key={layer}
          checked={shownLayers.value.has(layer)}
          onChange={() => toggleLayer(layer)}
          label={
            <>
              <Swatch layer={layer} />
              {t(`layer.${layer}`)}
            </>
          }
        />
      ))}
      {shownLayers.value.has('UNREACHED_DENSITY') ? (
        <p class="note density-legend">
          {t('layer.densityLegend')}
          {[1, ...densitySteps].map((least, step) => (
            <span key={least}>
              <svg viewBox="0 0 16 16" aria-hidden="true">
                <path d="M8 1.5l5.6 3.2v6.6L8 14.5l-5.6-3.2V4.7z" fill={densityRamp[step]} stroke="#c9480a" />
              </svg>
              ≥ {least}
            </span>
          ))}
        </p>
      ) : null}
    </fieldset>
  );
}

function PointLegend() {
  const meaning = pointMeaning.value;
  if (organizationSource.mode.value === 'clusters') {
    return (
      <p class="legend">
        <LegendSymbol name="cluster" /> {t('legend.cluster')}
      </p>
    );
  }
  if (meaning === 'kind') {
    return (
      <p class="legend">
        <LegendSymbol name="neutral" /> {t('kind.NON_PUBLIC_ECONOMIC')}
        <LegendSymbol name="second" /> {t('kind.SOCIAL')}
      </p>
    );
  }
  return (
    <p class="legend">
      <LegendSymbol name="yes" /> {t(`legend.${meaning}.yes` satisfies TextKey)}
      <LegendSymbol name="no" /> {t(`legend.${meaning}.no` satisfies TextKey)}
      {meaning === 'reach' && (isTrying.value || plan.value) ? (
        <>
          <LegendSymbol name="gained" /> {t('legend.gained')}
        </>
      ) : null}
    </p>
  );
}

function Meanings() {
  return (
    <>
      <SelectField
        label={t('layer.meaning')}
        value={pointMeaning.value}
        options={pointMeanings.map((value) => ({ value, text: t(`meaning.${value}`) }))}
        onChange={(value) => (pointMeaning.value = value)}
      />
      <PointLegend />
      {canQuery('coverage') ? (
        <SelectField
          label={t('layer.shade')}
          value={shade.value}
          options={shades.map((value) => ({ value, text: shadeText(value) }))}
          onChange={(value) => (shade.value = value)}
        />
      ) : null}
      {canQuery('coverage') && shade.value !== 'none' ? <RampLegend /> : null}
    </>
  );
}

function RampLegend() {
  return (
    <p class="ramp">
      <span>0 %</span>
      <svg viewBox={`0 0 ${ratioRamp.length * 20} 10`} preserveAspectRatio="none" aria-hidden="true">
        {ratioRamp.map((fill, index) => (
          <rect key={fill} x={index * 20} width="20" height="10" fill={fill} />
        ))}
      </svg>
      <span>100 %</span>
    </p>
  );
}

function set<Key extends keyof Filters>(key: Key, value: Filters[Key]): void {
  filters.value = { ...filters.value, [key]: value };
}

function Industries() {
  const typed = useSignal('');
  const chosen = filters.value.industries;
  const add = (): void => {
    const industry = typed.value.trim();
    if (industry && !chosen.includes(industry)) set('industries', [...chosen, industry]);
    typed.value = '';
  };
  return (
    <div class="field">
      <label for="filter-industry">{t('filter.industry')}</label>
      <form
        class="inline-form"
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <input
          id="filter-industry"
          list="industries-seen"
          placeholder={t('filter.industryHint')}
          value={typed.value}
          onInput={(event) => (typed.value = event.currentTarget.value)}
          onChange={(event) => {
            if (seenIndustries.value.has(event.currentTarget.value)) add();
          }}
        />
        <Button type="submit">{t('filter.industryAdd')}</Button>
      </form>
      <datalist id="industries-seen">
        {[...seenIndustries.value].sort().map((industry) => (
          <option key={industry} value={industry} />
        ))}
      </datalist>
      {chosen.length ? (
        <ul class="chips">
          {chosen.map((industry) => (
            <li key={industry}>
              <button
                type="button"
                aria-label={t('filter.industryRemove', { industry })}
                onClick={() =>
                  set(
                    'industries',
                    chosen.filter((other) => other !== industry),
                  )
                }
              >
                {industry} <span aria-hidden="true">×</span>
              </button>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

function FilterCount() {
  const total = organizationSource.total.value;
  const shown = organizationSource.value.value;
  const isTruncated = shown?.kind === 'points' && shown.isTruncated;
  return (
    <p class="note" aria-live="polite">
      {total === null ? '' : t('filter.count', { count: format.count(total) })}
      {isTruncated ? ` · ${t('filter.truncated')}` : ''}
    </p>
  );
}

function FilterFields() {
  const chosen = filters.value;
  const kinds: OrganizationKind[] = ['NON_PUBLIC_ECONOMIC', 'SOCIAL'];
  return (
    <fieldset class="group">
      <legend>{t('filter.title')}</legend>
      <SelectField
        label={t('filter.kind')}
        value={chosen.kind ?? 'any'}
        options={[
          { value: 'any', text: t('app.any') },
          ...kinds.map((value) => ({ value, text: t(`kind.${value}`) })),
        ]}
        onChange={(value) => set('kind', value === 'any' ? null : (value as OrganizationKind))}
      />
      <Industries />
      <div class="field-row">
        <TrileanField
          label={t('filter.reached')}
          value={chosen.reached}
          onChange={(value) => set('reached', value)}
        />
        <TrileanField
          label={t('filter.formal')}
          value={chosen.formal}
          onChange={(value) => set('formal', value)}
        />
        <TrileanField
          label={t('filter.effective')}
          value={chosen.effective}
          onChange={(value) => set('effective', value)}
        />
      </div>
      <div class="field-row">
        <NumberField
          label={`${t('filter.employees')} ${t('filter.from')}`}
          value={chosen.minEmployees}
          min={0}
          onChange={(value) => set('minEmployees', value)}
        />
        <NumberField
          label={`${t('filter.employees')} ${t('filter.to')}`}
          value={chosen.maxEmployees}
          min={0}
          onChange={(value) => set('maxEmployees', value)}
        />
      </div>
      <FilterCount />
      {organizationFilter(chosen) ? (
        <Button onClick={() => (filters.value = noFilters)}>{t('filter.clear')}</Button>
      ) : null}
    </fieldset>
  );
}

export function LayersPanel() {
  return (
    <>
      <Layers />
      <Meanings />
      {canQuery('organizations') ? (
        <>
          <FilterFields />
          <InView />
        </>
      ) : null}
    </>
  );
}
