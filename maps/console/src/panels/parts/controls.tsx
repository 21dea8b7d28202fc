import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { t } from '../../text';
import type { TextKey } from '../../text';

interface FieldProps {
  label: string;
  error?: string | null;
  children: (id: string, describedBy: string | undefined) => ComponentChildren;
}

/** A labelled control; its error is read out with it. */
export function Field({ label, error, children }: FieldProps) {
  const id = useId();
  const errorId = `${id}-error`;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children(id, error ? errorId : undefined)}
      {error ? (
        <p class="field-error" id={errorId}>
          {error}
        </p>
      ) : null}
    </div>
  );
}

interface NumberFieldProps {
  label: string;
  value: number | null;
  onChange: (value: number | null) => void;
  min?: number;
  max?: number;
  step?: number | 'any';
  placeholder?: string;
  error?: string | null;
}

export function NumberField({ label, value, onChange, error, ...range }: NumberFieldProps) {
  return (
    <Field label={label} error={error ?? null}>
      {(id, describedBy) => (
        <input
          id={id}
          type="number"
          inputMode="decimal"
          value={value ?? ''}
          aria-invalid={error ? true : undefined}
          aria-describedby={describedBy}
          onInput={(event) => {
            const text = event.currentTarget.value;
            const parsed = Number(text);
            onChange(text === '' || !Number.isFinite(parsed) ? null : parsed);
          }}
          {...range}
        />
      )}
    </Field>
  );
}

interface TextFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  type?: 'text' | 'date' | 'password';
  error?: string | null;
}

// The declarations tie each type of input to its own attributes; those used here fit all three.
const typed = (type: 'text' | 'date' | 'password') => ({ type: type as 'text' });

export function TextField({ label, value, onChange, type = 'text', error }: TextFieldProps) {
  return (
    <Field label={label} error={error ?? null}>
      {(id, describedBy) => (
        <input
          id={id}
          {...typed(type)}
          value={value}
          autocomplete="off"
          spellcheck={false}
          aria-invalid={error ? true : undefined}
          aria-describedby={describedBy}
          onInput={(event) => onChange(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

interface SelectFieldProps<Value extends string> {
  label: string;
  value: Value;
  options: readonly { value: Value; text: string }[];
  onChange: (value: Value) => void;
  error?: string | null;
}

export function SelectField<Value extends string>(props: SelectFieldProps<Value>) {
  const { label, value, options, onChange, error } = props;
  return (
    <Field label={label} error={error ?? null}>
      {(id, describedBy) => (
        <select
          id={id}
          value={value}
          aria-describedby={describedBy}
          onChange={(event) => onChange(event.currentTarget.value as Value)}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

const trileans = { any: null, yes: true, no: false } as const;

/** Yes, no, or either. */
export function TrileanField(props: {
  label: string;
  value: boolean | null;
  onChange: (value: boolean | null) => void;
}) {
  const chosen = props.value === null ? 'any' : props.value ? 'yes' : 'no';
  return (
    <SelectField
      label={props.label}
      value={chosen}
      options={(['any', 'yes', 'no'] as const).map((value) => ({
        value,
        text: t(`app.${value}` satisfies TextKey),
      }))}
      onChange={(value) => props.onChange(trileans[value])}
    />
  );
}

export function CheckField(props: {
  label: ComponentChildren;
  checked: boolean;
  onChange: (checked: boolean) => void;
}) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={props.checked}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
      />
      <span>{props.label}</span>
    </label>
  );
}

interface ButtonProps {
  tone?: 'main' | 'plain' | 'quiet';
  type?: 'button' | 'submit';
  onClick?: () => void;
  disabled?: boolean;
  label?: string;
  children: ComponentChildren;
}

export function Button({ tone = 'plain', type = 'button', label, children, ...rest }: ButtonProps) {
  return (
    <button type={type} class={`button button-${tone}`} aria-label={label} {...rest}>
      {children}
    </button>
  );
}
