import { useEffect, useId, useRef } from 'preact/hooks';
import {
  answer,
  bringIn,
  check,
  choices,
  choose,
  chooseFile,
  file,
  importError,
  isChecked,
  isImporting,
  kinds,
  loadKinds,
  startOver,
} from '../state/imports';
import type { ImportAnswer, ImportReport } from '../state/imports';
import { language, t } from '../text';
import { format } from '../text/format';
import { ImportColumns } from './ImportColumns';
import { ImportDatum } from './ImportDatum';
import { ImportDone } from './ImportDone';
import { ImportFindings } from './ImportFindings';
import { RecentImports } from './RecentImports';
import { Button, SelectField, TextField } from './parts/controls';
import { Failure } from './parts/figures';
import { keepFile } from './parts/keepFile';

const accepted =
  '.csv,.tsv,.txt,.xlsx,.xlsm,.xls,.ods,.geojson,.json,.gpkg,.zip,.kml,.kmz,.fgb,.parquet,.geoparquet';
const encodings = ['', 'utf-8', 'gb18030', 'big5', 'utf-16'] as const;

function FileField() {
  const id = useId();
  return (
    <div class="field import-file">
      <label for={id}>{t('import.file')}</label>
      <span class="import-file-row">
        <input
          id={id}
          type="file"
          accept={accepted}
          onChange={(event) => {
            const next = event.currentTarget.files?.[0];
            if (next) chooseFile(next);
            // The same file, mended, may be chosen again.
            event.currentTarget.value = '';
          }}
        />
        <span class="button button-plain" aria-hidden="true">
          {t('import.chooseFile')}
        </span>
        <span class="import-file-name" role="status">
          {file.value?.name ?? t('import.noFile')}
        </span>
      </span>
    </div>
  );
}

function Source() {
  const known = kinds.value.value ?? [];
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void check();
      }}
    >
      <SelectField
        label={t('import.kind')}
        value={choices.value.kind}
        options={known.map((kind) => ({ value: kind.name, text: kind.title[language.value] }))}
        onChange={(kind) => choose({ kind })}
      />
      <FileField />
      <details class="group">
        <summary>{t('import.more')}</summary>
        <div class="field-grid">
          <SelectField
            label={t('import.encoding')}
            value={choices.value.encoding}
            options={encodings.map((value) => ({
              value,
              text: value ? value.toUpperCase() : t('import.automatic'),
            }))}
            onChange={(encoding) => choose({ encoding })}
          />
          <TextField
            label={t('import.sheet')}
            value={choices.value.sheet}
            onChange={(sheet) => choose({ sheet })}
          />
        </div>
        <TextField
          label={t('import.crs')}
          value={choices.value.crs}
          onChange={(crs) => choose({ crs })}
        />
        <p class="note">{t('import.crsHint')}</p>
      </details>
      <Button tone={isChecked.value ? 'plain' : 'main'} type="submit" disabled={!file.value || isImporting.value}>
        {t(answer.value ? 'import.checkAgain' : 'import.check')}
      </Button>
      <p class="note">{t('import.checkHint')}</p>
    </form>
  );
}

function Counts({ report }: { report: ImportReport }) {
  const counts = ['added', 'updated', 'unchanged', 'refused'] as const;
  const read = [report.file, report.sheet, report.encoding?.toUpperCase(), report.crs];
  return (
    <section aria-live="polite">
      <h2>{t('import.outcome', { count: format.count(report.rows) })}</h2>
      <dl class="import-counts">
        {counts.map((name) => (
          <div key={name} class={name === 'refused' && report.refused ? 'figure import-refused' : 'figure'}>
            <dt>{t(`import.${name}`)}</dt>
            <dd>
              <strong>{format.count(report[name])}</strong>
            </dd>
          </div>
        ))}
      </dl>
      <p class="note import-read">{read.filter(Boolean).join(' · ')}</p>
      {report.remarks.map((one) => (
        <p class="note" key={one.en}>
          {one[language.value]}
        </p>
      ))}
    </section>
  );
}

function Errors({ current }: { current: ImportAnswer }) {
  const missing = current.table?.columns.filter((one) => one.isMissing) ?? [];
  return (
    <>
      {current.userErrors.map((error) => (
        <p class="failure" role="alert" key={error.code}>
          {error.code === 'MISSING_COLUMNS'
            ? t('import.missing', {
                columns: missing.map((one) => one.title[language.value]).join(t('import.comma')),
              })
            : t('import.failed', { message: error.message })}
        </p>
      ))}
    </>
  );
}

function RefusedRows({ current }: { current: ImportAnswer }) {
  const refused = current.refusedRows;
  if (!refused) return null;
  const { text } = refused;
  if (text === null) return <p class="note">{t('import.refusedTooLong')}</p>;
  return (
    <Button
      onClick={() =>
        // With a mark, without which Excel takes UTF-8 for the code page of the machine.
        keepFile(new Blob(['\uFEFF', text], { type: 'text/csv;charset=utf-8' }), refused.name)
      }
    >
      {t('import.keepRefused')}
    </Button>
  );
}

function CheckAgain() {
  return (
    <div class="sticky-row import-actions button-row">
      <Button tone="main" disabled={isImporting.value} onClick={() => void check()}>
        {t('import.checkAgain')}
      </Button>
    </div>
  );
}

function Actions({ current, report }: { current: ImportAnswer; report: ImportReport }) {
  const good = report.added + report.updated;
  const isDoubtful = report.datum?.verdict === 'OTHER' || report.datum?.verdict === 'NONE_FITS';
  if (!isChecked.value) return <CheckAgain />;
  return (
    <div class="sticky-row import-actions">
      {isDoubtful ? <p class="field-error">{t('import.doubtful', { crs: report.crs })}</p> : null}
      {report.refused && !isDoubtful ? <p class="note">{t('import.refusedHint')}</p> : null}
      <div class="button-row">
        {good ? (
          <Button
            tone={isDoubtful ? 'plain' : 'main'}
            disabled={isImporting.value}
            onClick={() => void bringIn(report.refused > 0)}
          >
            {t(report.refused ? 'import.bringValid' : 'import.bringAll', { count: format.count(good) })}
          </Button>
        ) : (
          <p class="note">{t(report.refused ? 'import.nothingGood' : 'import.nothingNew')}</p>
        )}
        <RefusedRows current={current} />
      </div>
    </div>
  );
}

function Checked({ current }: { current: ImportAnswer }) {
  const { report, table, candidates } = current;
  const start = useRef<HTMLDivElement>(null);
  // On a narrow screen the outcome would lie below what one sees.
  useEffect(() => start.current?.scrollIntoView({ block: 'start' }), [current]);
  return (
    <>
      <div class="import-start" ref={start} />
      <Errors current={current} />
      {report ? <Counts report={report} /> : null}
      {candidates.length ? <ImportDatum candidates={candidates} datum={report?.datum ?? null} /> : null}
      {report ? <ImportFindings report={report} /> : null}
      {table ? <ImportColumns table={table} isOpen={!report} /> : null}
      {report ? <Actions current={current} report={report} /> : null}
      {table && !report && !isChecked.value ? <CheckAgain /> : null}
    </>
  );
}

/** Files into the registers: tried first, then brought in, and taken back if need be. */
export function ImportPanel() {
  useEffect(loadKinds, []);
  const current = answer.value;
  if (kinds.error.value) return <Failure error={kinds.error.value} onRetry={loadKinds} />;
  if (current?.report?.isStored) {
    return (
      <>
        <ImportDone report={current.report} />
        <div class="button-row import-after">
          <RefusedRows current={current} />
          <Button onClick={startOver}>{t('import.another')}</Button>
        </div>
        {current.report.refused ? <ImportFindings report={current.report} /> : null}
      </>
    );
  }
  return (
    <>
      <p class="lead">{t('import.lead')}</p>
      <Source />
      {isImporting.value ? (
        <label class="progress" aria-live="polite">
          <span>{t('import.working')}</span>
          <progress />
        </label>
      ) : null}
      {importError.value ? <Failure error={importError.value} /> : null}
      {current ? <Checked current={current} /> : <RecentImports />}
    </>
  );
}
