import { useSignal } from '@preact/signals';
import { importError, isImporting, undo, undoErrors, undone } from '../state/imports';
import type { ImportReport } from '../state/imports';
import { t } from '../text';
import { format } from '../text/format';
import { Button } from './parts/controls';
import { Failure } from './parts/figures';

/** Undo an import once one has said so twice. */
export function Undo({ id }: { id: string }) {
  const isAsking = useSignal(false);
  if (!isAsking.value) return <Button onClick={() => (isAsking.value = true)}>{t('import.undo')}</Button>;
  return (
    <div class="card" role="group" aria-label={t('import.undo')}>
      <p>{t('import.undoConfirm')}</p>
      <div class="button-row">
        <Button tone="main" disabled={isImporting.value} onClick={() => void undo(id)}>
          {t('import.undoNow')}
        </Button>
        <Button onClick={() => (isAsking.value = false)}>{t('app.cancel')}</Button>
      </div>
    </div>
  );
}

/** What undoing gave, or why it was refused. */
export function UndoOutcome() {
  const back = undone.value;
  return (
    <>
      {back ? (
        <p class="success" role="status">
          {t('import.undone', {
            removed: format.count(back.removed),
            restored: format.count(back.restored),
          })}
        </p>
      ) : null}
      {undoErrors.value.map((message) => (
        <p class="failure" role="alert" key={message}>
          {t('import.notUndone', { message })}
        </p>
      ))}
    </>
  );
}

/** What was brought in, with the way back. */
export function ImportDone({ report }: { report: ImportReport }) {
  const back = undone.value;
  return (
    <section role="status">
      <h2>{t(back ? 'import.undoneTitle' : 'import.doneTitle')}</h2>
      {back ? null : (
        <>
          <p class="success">
            {t('import.done', {
              file: report.file,
              id: report.importId ?? '',
              added: format.count(report.added),
              updated: format.count(report.updated),
            })}
            {report.refused ? ` ${t('import.doneRefused', { count: format.count(report.refused) })}` : ''}
          </p>
          {report.importId ? <Undo id={report.importId} /> : null}
        </>
      )}
      <UndoOutcome />
      {importError.value ? <Failure error={importError.value} /> : null}
    </section>
  );
}
