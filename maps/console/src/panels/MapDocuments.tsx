import { useSignal } from '@preact/signals';
import { fetchFile, token } from '../api/client';
import { isSignedIn } from '../api/session';
import { scope } from '../state/scope';
import { failureText, t } from '../text';
import type { TextKey } from '../text';
import { keepFile } from './parts/keepFile';

const documents = ['coverage', 'district', 'circles', 'pairings', 'time', 'rectification'] as const;

/**
 * A link to a page of the server: it opens for whom reading is free; who has a token gets the file,
 * because a browser sends no token with a link, and an address must not hold one.
 */
export function DocumentLink(props: { address: string; name: string; text: string }) {
  const note = useSignal('');
  const isLoading = useSignal(false);
  const download = async (): Promise<void> => {
    if (isLoading.value) return;
    isLoading.value = true;
    note.value = t('documents.loading');
    try {
      keepFile(await fetchFile(props.address), props.name);
      note.value = t('documents.kept', { name: props.name });
    } catch (error) {
      note.value = failureText(error);
    }
    isLoading.value = false;
  };
  return (
    <>
      <a
        href={props.address}
        target="_blank"
        rel="noreferrer"
        onClick={(event) => {
          if (!token()) return;
          event.preventDefault();
          void download();
        }}
      >
        {props.text}
      </a>
      <small class="note" role="status">
        {note.value}
      </small>
    </>
  );
}

/** The maps that one keeps, prints and sends on: each a file of its own. */
export function MapDocuments() {
  const current = scope.value;
  const district = current.kind === 'district' ? current.adcode : '';
  return (
    <section>
      <h2>{t('documents.title')}</h2>
      <p class="note">{t(isSignedIn.value ? 'documents.asFile' : 'documents.asPage')}</p>
      <ul class="documents">
        {documents.map((name) => (
          <li key={name}>
            <DocumentLink
              address={`maps/${name}.html${district ? `?district=${encodeURIComponent(district)}` : ''}`}
              name={`quanmap-${name}${district ? `-${district}` : ''}.html`}
              text={t(`documents.${name}` satisfies TextKey)}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
