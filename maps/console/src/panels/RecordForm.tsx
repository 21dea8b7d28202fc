import { useSignal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import type { LonLat } from '../api/geometry';
import { differences, merged, readConflict } from '../state/conflict';
import type { Conflict } from '../state/conflict';
import { closeForm } from '../state/form';
import type { Form } from '../state/form';
import { tell } from '../state/notices';
import { fieldsOf, mistakes, save, shownValue, valuesOf } from '../state/recordForms';
import type { FormField, FormValue, FormValues } from '../state/recordForms';
import { districts, revision } from '../state/scope';
import { select } from '../state/selection';
import { useTool } from '../state/tools';
import { label, placeName, t } from '../text';
import type { TextKey } from '../text';
import { ClosingForm } from './ClosingForm';
import { Button, CheckField, Field, SelectField, TextField } from './parts/controls';
import { Failure } from './parts/figures';

type Errors = Record<string, string>;

function title(form: Form): TextKey {
  if (form.kind === 'organization') return form.record ? 'edit.organization' : 'edit.newOrganization';
  if (form.kind === 'station') return form.record ? 'edit.station' : 'edit.newStation';
  return form.record ? 'edit.circle' : 'edit.newCircle';
}

interface InputProps {
  field: FormField;
  value: FormValue;
  error: string | null;
  change: (value: FormValue) => void;
}

function GeometryInput({ field, value, error, change }: InputProps) {
  const pickPoint = (): void =>
    useTool({
      kind: 'point',
      purpose: 'form',
      onPoint: ({ longitude, latitude }: LonLat) =>
        change({ type: 'Point', coordinates: [longitude, latitude] }),
    });
  const drawBoundary = (): void => useTool({ kind: 'polygon', onPolygon: change });
  const isPoint = field.type === 'point';
  return (
    <Field label={t(field.label)} error={error}>
      {(id, describedBy) => (
        <div class="geometry-input">
          <output aria-describedby={describedBy}>
            {shownValue(value) || t(isPoint ? 'record.unlocated' : 'app.notGiven')}
          </output>
          <button
            id={id}
            type="button"
            class="button button-plain"
            aria-label={`${t(field.label)}: ${t(isPoint ? 'edit.pick' : 'edit.drawBoundary')}`}
            onClick={isPoint ? pickPoint : drawBoundary}
          >
            {t(isPoint ? 'edit.pick' : 'edit.drawBoundary')}
          </button>
        </div>
      )}
    </Field>
  );
}

function choicesOf(field: FormField): { value: string; text: string }[] {
  if (field.type === 'district') {
    return [
      { value: '', text: t('app.notGiven') },
      ...districts.value.map((one) => ({ value: one.adcode, text: placeName(one) })),
    ];
  }
  const { prefix, values } = field.choices ?? { prefix: '', values: [] };
  return values.map((value) => ({
    value,
    text: value ? label(prefix, value) : t('app.notGiven'),
  }));
}

function Input(props: InputProps) {
  const { field, value, error, change } = props;
  const name = t(field.label);
  switch (field.type) {
    case 'point':
    case 'boundary':
      return <GeometryInput {...props} />;
    case 'check':
      return <CheckField label={name} checked={value === true} onChange={change} />;
    case 'choice':
    case 'district':
      return (
        <SelectField
          label={name}
          value={String(value ?? '')}
          options={choicesOf(field)}
          onChange={change}
          error={error}
        />
      );
    default:
      return (
        <TextField
          label={name}
          value={String(value ?? '')}
          type={field.type === 'date' ? 'date' : 'text'}
          onChange={change}
          error={error}
        />
      );
  }
}

function ConflictNote(props: {
  form: Form;
  values: FormValues;
  conflict: Conflict;
  onTake: () => void;
}) {
  const { form, values, conflict } = props;
  const keys = new Set(differences(values, conflict.theirs));
  return (
    <section class="conflict" role="alert">
      <p>{t('edit.conflict')}</p>
      <table class="table">
        <thead>
          <tr>
            <td />
            <th scope="col">{t('edit.conflictTheirs')}</th>
            <th scope="col">{t('edit.conflictMine')}</th>
          </tr>
        </thead>
        <tbody>
          {fieldsOf(form)
            .filter((field) => keys.has(field.key))
            .map((field) => (
              <tr key={field.key}>
                <th scope="row">{t(field.label)}</th>
                <td>{shownValue(conflict.theirs[field.key])}</td>
                <td>{shownValue(values[field.key])}</td>
              </tr>
            ))}
        </tbody>
      </table>
      <div class="button-row">
        <Button tone="main" onClick={props.onTake}>
          {t('edit.takeTheirs')}
        </Button>
        <Button onClick={closeForm}>{t('edit.discard')}</Button>
      </div>
    </section>
  );
}

interface State {
  values: Signal<FormValues>;
  base: Signal<FormValues>;
  version: Signal<number>;
  errors: Signal<Errors>;
  messages: Signal<readonly string[]>;
  conflict: Signal<Conflict | null>;
  failure: Signal<unknown>;
  isSaving: Signal<boolean>;
}

/** Put each of the server's messages beside its field, and the rest above the form. */
function place(state: State, form: Form, userErrors: readonly { message: string; field: string[] | null }[]): void {
  const keys = new Set(fieldsOf(form).map((field) => field.key));
  const errors: Errors = {};
  const messages: string[] = [];
  for (const { message, field } of userErrors) {
    const key = field?.find((part) => keys.has(part));
    if (key) errors[key] = message;
    else messages.push(message);
  }
  state.errors.value = errors;
  state.messages.value = messages;
}

async function submit(state: State, form: Form): Promise<void> {
  const wrong = mistakes(form, state.values.value);
  state.errors.value = Object.fromEntries(
    Object.entries(wrong).map(([key, text]) => [key, t(text)]),
  );
  state.messages.value = [];
  state.failure.value = null;
  if (Object.keys(wrong).length) return;
  state.isSaving.value = true;
  try {
    const saved = await save(form, state.values.value, state.version.value);
    const isStale = saved.userErrors.some((error) => error.code === 'STALE_VERSION');
    state.conflict.value = isStale ? await readConflict(form) : null;
    if (!isStale || !state.conflict.value) place(state, form, saved.userErrors);
    if (saved.record && !saved.userErrors.length) {
      tell(t('edit.saved', { name: saved.record.name }));
      closeForm();
      select(saved.record.id);
      revision.value += 1;
    }
  } catch (error) {
    state.failure.value = error;
  }
  state.isSaving.value = false;
}

/** A record's fields to fill in, and what stands against saving them. */
export function RecordForm({ form }: { form: Form }) {
  const state: State = {
    values: useSignal(valuesOf(form)),
    base: useSignal(valuesOf(form)),
    version: useSignal(form.record?.version ?? 0),
    errors: useSignal<Errors>({}),
    messages: useSignal<readonly string[]>([]),
    conflict: useSignal<Conflict | null>(null),
    failure: useSignal<unknown>(null),
    isSaving: useSignal(false),
  };
  const { values, conflict } = state;
  const takeTheirs = (): void => {
    const found = conflict.value;
    if (!found) return;
    values.value = merged(state.base.value, values.value, found.theirs);
    state.base.value = found.theirs;
    state.version.value = found.version;
    conflict.value = null;
  };
  return (
    <form
      class="record-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit(state, form);
      }}
    >
      <h2>{t(title(form))}</h2>
      {conflict.value ? (
        <ConflictNote form={form} values={values.value} conflict={conflict.value} onTake={takeTheirs} />
      ) : null}
      {state.failure.value ? <Failure error={state.failure.value} /> : null}
      {state.messages.value.map((message) => (
        <p class="failure" role="alert" key={message}>
          {message}
        </p>
      ))}
      {fieldsOf(form).map((field) => (
        <Input
          key={field.key}
          field={field}
          value={values.value[field.key] ?? null}
          error={state.errors.value[field.key] ?? null}
          change={(value) => (values.value = { ...values.value, [field.key]: value })}
        />
      ))}
      <div class="button-row sticky-row">
        <Button tone="main" type="submit" disabled={state.isSaving.value || !!conflict.value}>
          {t('app.save')}
        </Button>
        <Button onClick={closeForm}>{t('app.cancel')}</Button>
      </div>
      <ClosingForm form={form} />
    </form>
  );
}

