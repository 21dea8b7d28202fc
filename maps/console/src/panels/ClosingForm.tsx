import { useSignal } from '@preact/signals';
import { request } from '../api/client';
import { CloseOrganizationDocument, CloseStationDocument } from '../api/generated';
import type { UserErrorFragment } from '../api/generated';
import { mayEdit } from '../api/session';
import { closeForm } from '../state/form';
import type { Form } from '../state/form';
import { revision } from '../state/scope';
import { t } from '../text';
import { Button, TextField } from './parts/controls';
import { Failure } from './parts/figures';

async function close(form: Form, on: string): Promise<readonly UserErrorFragment[]> {
  if (!form.record) return [];
  const variables = { id: form.record.id, version: form.record.version, on };
  if (form.kind === 'station') {
    return (await request(CloseStationDocument, variables)).closeStation.userErrors;
  }
  return (await request(CloseOrganizationDocument, variables)).closeOrganization.userErrors;
}

/** The end of a station or an organization, on a day. */
export function ClosingForm({ form }: { form: Form }) {
  const on = useSignal('');
  const messages = useSignal<readonly string[]>([]);
  const failure = useSignal<unknown>(null);
  const mutation = form.kind === 'station' ? 'closeStation' : 'closeOrganization';
  if (!form.record || form.kind === 'circle' || !mayEdit(mutation)) return null;
  const confirm = async (): Promise<void> => {
    try {
      const userErrors = await close(form, on.value);
      messages.value = userErrors.map((error) => error.message);
      if (userErrors.length) return;
      closeForm();
      revision.value += 1;
    } catch (error) {
      failure.value = error;
    }
  };
  return (
    <details class="group">
      <summary>{t(form.kind === 'station' ? 'edit.close' : 'edit.closeOrganization')}</summary>
      {failure.value ? <Failure error={failure.value} /> : null}
      {messages.value.map((message) => (
        <p class="failure" role="alert" key={message}>
          {message}
        </p>
      ))}
      <div class="field-row">
        <TextField
          label={t('edit.closeOn')}
          type="date"
          value={on.value}
          onChange={(value) => (on.value = value)}
        />
        <Button disabled={!on.value} onClick={() => void confirm()}>
          {t('edit.closeConfirm')}
        </Button>
      </div>
    </details>
  );
}
