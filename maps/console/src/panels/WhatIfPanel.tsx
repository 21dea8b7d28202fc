import { mayEdit } from '../api/session';
import { tool, useTool, readTool } from '../state/tools';
import {
  after,
  clearTrial,
  isTrying,
  maxRadius,
  moveStation,
  placeStation,
  removeTrial,
  removedStations,
  toggleRemoved,
  trialRadius,
  trialStations,
} from '../state/whatIf';
import type { TrialStation } from '../state/whatIf';
import { currentCoverage } from '../state/scope';
import { trialGain, trialKey } from '../state/trialGain';
import { openForm } from '../state/form';
import { t } from '../text';
import { ScopeChooser } from './ScopeChooser';
import { Button, NumberField } from './parts/controls';
import { Comparison } from './parts/Comparison';
import { Failure, Loading } from './parts/figures';

function place(): void {
  useTool({ kind: 'point', purpose: 'trial', onPoint: placeStation });
}

function TrialEntry({ station, number }: { station: TrialStation; number: number }) {
  const change =
    (key: 'longitude' | 'latitude' | 'serviceRadius', lowest: number, highest: number) =>
    (value: number | null): void => {
      if (value !== null && value >= lowest && value <= highest) {
        moveStation(station.key, { [key]: value });
      }
    };
  return (
    <li class="card">
      <div class="heading-row">
        <h3>{t('whatIf.station', { number })}</h3>
        <Button
          tone="quiet"
          label={t('whatIf.remove', { number })}
          onClick={() => removeTrial(station.key)}
        >
          ×
        </Button>
      </div>
      <div class="field-row">
        <NumberField
          label={t('field.longitude')}
          value={Number(station.longitude.toFixed(6))}
          step="any"
          onChange={change('longitude', -180, 180)}
        />
        <NumberField
          label={t('field.latitude')}
          value={Number(station.latitude.toFixed(6))}
          step="any"
          onChange={change('latitude', -85, 85)}
        />
        <NumberField
          label={t('whatIf.radius')}
          value={station.serviceRadius}
          min={0}
          max={maxRadius}
          step={100}
          onChange={change('serviceRadius', 1, maxRadius)}
        />
      </div>
      {mayEdit('registerStation') ? (
        <Button
          onClick={() =>
            openForm({
              kind: 'station',
              record: null,
              at: station,
              serviceRadius: station.serviceRadius,
              status: 'PLANNED',
            })
          }
        >
          {t('whatIf.register')}
        </Button>
      ) : null}
    </li>
  );
}

function Result() {
  if (!isTrying.value) return <p class="note">{t('whatIf.empty')}</p>;
  const before = currentCoverage();
  const error = before.error.value ?? after.error.value;
  if (error) return <Failure error={error} />;
  const from = before.value.value;
  if (!from) return <Loading />;
  // While one drags, the gain of a moment ago says more than none.
  const gain = trialKey.value === null ? null : trialGain.value;
  const isWaiting = after.isLoading.value || !after.value.value;
  return (
    <section aria-live="polite" aria-busy={isWaiting} class="result">
      <h2>{t('whatIf.result')}</h2>
      <Comparison
        before={from}
        after={after.value.value}
        afterText={t('whatIf.after')}
        gain={isWaiting ? gain : null}
        isWaiting={isWaiting}
      />
    </section>
  );
}

export function WhatIfPanel() {
  const isPlacing = tool.value.kind === 'point';
  return (
    <>
      <p class="lead">{t('whatIf.lead')}</p>
      <div class="field-row place-row">
        <NumberField
          label={t('whatIf.radius')}
          value={trialRadius.value}
          min={0}
          max={maxRadius}
          step={100}
          onChange={(value) => {
            if (value !== null && value > 0 && value <= maxRadius) trialRadius.value = value;
          }}
        />
        <Button tone="main" onClick={isPlacing ? readTool : place}>
          {t(isPlacing ? 'app.cancel' : 'whatIf.place')}
        </Button>
      </div>
      <Result />
      <ul class="cards">
        {trialStations.value.map((station, index) => (
          <TrialEntry key={station.key} station={station} number={index + 1} />
        ))}
        {removedStations.value.map((id) => (
          <li class="card heading-row" key={id}>
            <span>{t('whatIf.withdrawn', { name: id.replace('GuidanceStation:', '#') })}</span>
            <Button tone="quiet" onClick={() => toggleRemoved(id)}>
              {t('whatIf.restore')}
            </Button>
          </li>
        ))}
      </ul>
      {isTrying.value ? <Button onClick={clearTrial}>{t('whatIf.clear')}</Button> : null}
      <details class="group">
        <summary>{t('scope.label')}</summary>
        <ScopeChooser />
      </details>
    </>
  );
}
