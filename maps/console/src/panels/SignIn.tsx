import { signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { RequestFailure } from '../api/client';
import { reconnect } from '../api/live';
import { signIn } from '../api/session';
import { revision } from '../state/scope';
import { failureText, t } from '../text';
import { Button, TextField } from './parts/controls';

const isOpen = signal(false);

export function openSignIn(): void {
  isOpen.value = true;
}

function refusal(error: unknown): string {
  const isWrong = error instanceof RequestFailure && error.kind === 'unauthenticated';
  return isWrong ? t('session.wrong') : failureText(error);
}

/** The dialog that takes a token. */
export function SignIn() {
  const dialog = useRef<HTMLDialogElement>(null);
  const token = useSignal('');
  const message = useSignal<string | null>(null);
  useEffect(() => {
    if (isOpen.value) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isOpen.value]);
  const submit = async (): Promise<void> => {
    try {
      await signIn(token.value.trim());
      await reconnect();
      token.value = '';
      message.value = null;
      isOpen.value = false;
      revision.value += 1;
    } catch (error) {
      message.value = refusal(error);
    }
  };
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="sign-in-title" onClose={() => (isOpen.value = false)}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <h2 id="sign-in-title">{t('session.signIn')}</h2>
        <TextField
          label={t('session.token')}
          type="password"
          value={token.value}
          onChange={(value) => (token.value = value)}
          error={message.value}
        />
        <p class="note">{t('session.tokenHint')}</p>
        <div class="button-row">
          <Button tone="main" type="submit" disabled={!token.value.trim()}>
            {t('session.signIn')}
          </Button>
          <Button onClick={() => (isOpen.value = false)}>{t('app.cancel')}</Button>
        </div>
      </form>
    </dialog>
  );
}
