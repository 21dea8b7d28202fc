import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { canQuery } from '../api/capabilities';
import { kinds, loadRecent, recent } from '../state/imports';
import type { RecentImport } from '../state/imports';
import { revision } from '../state/scope';
import { language, t } from '../text';
import { format } from '../text/format';
import { Undo, UndoOutcome } from './ImportDone';
import { Failure, Loading } from './parts/figures';

function Entry({ entry }: { entry: RecentImport }) {
  const kind = kinds.value.value?.find((one) => one.name === entry.kind);
  const counts = t('import.recentCounts', {
    added: format.count(entry.added),
    updated: format.count(entry.updated),
  });
  return (
    <li class="import-recent">
      <p>
        <b>{entry.file}</b> {kind?.title[language.value] ?? entry.kind}
      </p>
      <p class="note">
        {entry.importId} · {format.moment(entry.importedAt)} · {entry.importedBy} · {counts}
      </p>
      {entry.undoneAt ? (
        <p class="note">{t('import.undoneOn', { at: format.moment(entry.undoneAt) })}</p>
      ) : (
        <Undo id={entry.importId} />
      )}
    </li>
  );
}

/** The last imports, each with its way back. */
export function RecentImports() {
  const isOpen = useSignal(false);
  useEffect(() => {
    if (isOpen.value) loadRecent();
  }, [isOpen.value, revision.value]);
  if (!canQuery('recentImports')) return null;
  const shown = recent.value.value;
  return (
    <details class="group" onToggle={(event) => (isOpen.value = event.currentTarget.open)}>
      <summary>{t('import.recent')}</summary>
      <UndoOutcome />
      {recent.error.value ? <Failure error={recent.error.value} onRetry={loadRecent} /> : null}
      {!shown && recent.isLoading.value ? <Loading /> : null}
      {shown?.length === 0 ? <p class="note">{t('import.recentNone')}</p> : null}
      <ul>
        {shown?.map((entry) => (
          <Entry key={entry.importId} entry={entry} />
        ))}
      </ul>
    </details>
  );
}
