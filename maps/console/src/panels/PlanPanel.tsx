import { signal, useSignal } from '@preact/signals';
import { canMutate, canQuery } from '../api/capabilities';
import type { StationPlanInput } from '../api/generated';
import { isSignedIn, mayPlan } from '../api/session';
import {
  adoptPlan,
  adoptedCount,
  cancelPlan,
  clearPlan,
  isPlanning,
  job,
  makePlan,
  plan,
  planError,
  planUserErrors,
  runsAsJob,
} from '../state/plan';
import { scopeInput, weight } from '../state/scope';
import { t } from '../text';
import { format } from '../text/format';
import { ScopeChooser } from './ScopeChooser';
import { Button, CheckField, NumberField, SelectField } from './parts/controls';
import { Failure } from './parts/figures';
import { PlanResult } from './PlanResult';
import { objectives, planDefaults, planInput } from './planConditions';
import type { PlanConditions } from './planConditions';

type Change = <Key extends keyof PlanConditions>(key: Key, value: PlanConditions[Key]) => void;

function MainConditions({ conditions, change }: { conditions: PlanConditions; change: Change }) {
  return (
    <>
      <SelectField
        label={t('plan.objective')}
        value={conditions.objective}
        options={objectives.map((value) => ({ value, text: t(`objective.${value}`) }))}
        onChange={(value) => change('objective', value)}
      />
      <div class="field-row">
        {conditions.objective === 'MINIMIZE_STATIONS' ? null : (
          <NumberField
            label={t('plan.newStations')}
            value={conditions.newStations}
            min={1}
            max={500}
            step={1}
            onChange={(value) => change('newStations', value)}
          />
        )}
        <NumberField
          label={t('plan.radius')}
          value={conditions.serviceRadius}
          min={0}
          step={100}
          onChange={(value) => change('serviceRadius', value)}
        />
        <NumberField
          label={t('plan.gridSpacing')}
          value={conditions.gridSpacing}
          min={0}
          step={50}
          onChange={(value) => change('gridSpacing', value)}
        />
      </div>
    </>
  );
}

function MoreConditions({ conditions, change }: { conditions: PlanConditions; change: Change }) {
  const numbers = ['costPerStation', 'budget', 'capacity', 'minimumDistrictRatio', 'timeLimit'] as const;
  return (
    <details class="group">
      <summary>{t('plan.more')}</summary>
      <CheckField
        label={t('plan.keepExisting')}
        checked={conditions.keepExisting}
        onChange={(value) => change('keepExisting', value)}
      />
      <div class="field-grid">
        {numbers.map((key) => (
          <NumberField
            key={key}
            label={t(`plan.${key}`)}
            value={conditions[key]}
            min={0}
            step="any"
            onChange={(value) => change(key, value)}
          />
        ))}
      </div>
    </details>
  );
}

function Progress() {
  const current = job.value;
  return (
    <section class="card" aria-live="polite">
      <label class="progress">
        <span>
          {t('plan.running')}
          {current ? ` ${format.percent(current.progress)}` : '…'}
        </span>
        {current ? <progress value={current.progress} max={1} /> : <progress />}
      </label>
      {current?.bestValue === null || current?.bestValue === undefined ? null : (
        <p class="note">
          {t('plan.best', { value: format.figure(current.bestValue) })}
          {current.bound === null
            ? ''
            : ` · ${t('plan.bound', { value: format.figure(current.bound) })}`}
        </p>
      )}
      <Button onClick={() => void cancelPlan()}>{t('plan.cancel')}</Button>
    </section>
  );
}

function Adoption() {
  const isAsking = useSignal(false);
  const made = plan.value;
  if (adoptedCount.value !== null) {
    return <p class="success">{t('plan.adopted', { count: adoptedCount.value })}</p>;
  }
  const count = made?.sites.filter((site) => !site.existing).length ?? 0;
  if (!job.value || count === 0 || !mayPlan('adoptStationPlan')) return null;
  if (!isAsking.value) {
    return (
      <>
        <Button tone="main" onClick={() => (isAsking.value = true)}>
          {t('plan.adopt')}
        </Button>
        <p class="note">{t('plan.adoptHint')}</p>
      </>
    );
  }
  return (
    <div class="card" role="group" aria-label={t('plan.adopt')}>
      <p>{t('plan.adoptConfirm', { count })}</p>
      <div class="button-row">
        <Button tone="main" onClick={() => void adoptPlan()}>
          {t('edit.closeConfirm')}
        </Button>
        <Button onClick={() => (isAsking.value = false)}>{t('app.cancel')}</Button>
      </div>
    </div>
  );
}

function Outcome() {
  const state = job.value?.state;
  return (
    <>
      {planError.value ? <Failure error={planError.value} /> : null}
      {planUserErrors.value.map((error) => (
        <p class="failure" role="alert" key={error.code}>
          {error.message}
        </p>
      ))}
      {state === 'FAILED' ? (
        <p class="failure" role="alert">
          {t('plan.failed', { message: job.value?.error ?? '' })}
        </p>
      ) : null}
      {state === 'CANCELLED' ? <p class="note">{t('plan.cancelled')}</p> : null}
      {plan.value ? (
        <>
          <PlanResult plan={plan.value} />
          <Adoption />
          <Button onClick={clearPlan}>{t('plan.clear')}</Button>
        </>
      ) : null}
    </>
  );
}

// Kept outside the panel, so that a look at another tab loses nothing.
const conditions = signal<PlanConditions>(planDefaults);

export function PlanPanel() {
  const change: Change = (key, value) => {
    conditions.value = { ...conditions.value, [key]: value };
  };
  const input: StationPlanInput | null = planInput(
    conditions.value,
    scopeInput.value,
    weight.value,
  );
  const isPossible = canQuery('stationPlan') || runsAsJob();
  return (
    <>
      <p class="lead">{t('plan.lead')}</p>
      <ScopeChooser />
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (input) void makePlan(input);
        }}
      >
        <MainConditions conditions={conditions.value} change={change} />
        <MoreConditions conditions={conditions.value} change={change} />
        {isPossible ? (
          <Button tone="main" type="submit" disabled={!input || isPlanning.value}>
            {t('plan.run')}
          </Button>
        ) : null}
      </form>
      {canMutate('startStationPlan') && !runsAsJob() && !isSignedIn.value ? (
        <p class="note">{t('plan.needRole')}</p>
      ) : null}
      {isPlanning.value ? <Progress /> : <Outcome />}
    </>
  );
}
