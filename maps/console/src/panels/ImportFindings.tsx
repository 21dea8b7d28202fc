import { useSignal } from '@preact/signals';
import type { Finding, ImportReport } from '../state/imports';
import { label, language, t } from '../text';
import { format } from '../text/format';
import { Button, SelectField } from './parts/controls';

const pageSize = 30;
const noFindings: readonly Finding[] = [];

function FindingEntry({ finding }: { finding: Finding }) {
  return (
    <li class={finding.isRefusal ? 'finding finding-refusal' : 'finding'}>
      <p class="finding-place">
        <b>{t('import.row', { row: finding.row })}</b> {finding.column}
        <em>{t(finding.isRefusal ? 'import.refusal' : 'import.remark')}</em>
      </p>
      <p>
        {finding.message[language.value]}
        {finding.value ? <q>{finding.value}</q> : null}
      </p>
      <p class="note">{finding.suggestion[language.value]}</p>
    </li>
  );
}

function Changes({ report }: { report: ImportReport }) {
  if (!report.changes.length) return null;
  return (
    <details class="group">
      <summary>{t('import.changes')}</summary>
      <div class="import-scroll" tabIndex={0} role="region" aria-label={t('import.changes')}>
        <table class="table import-table">
          <thead>
            <tr>
              <th scope="col">{t('import.rowTitle')}</th>
              <th scope="col">{t('import.column')}</th>
              <th scope="col">{t('import.before')}</th>
              <th scope="col">{t('import.after')}</th>
            </tr>
          </thead>
          <tbody>
            {report.changes.map((one) => (
              <tr key={`${one.row} ${one.column}`}>
                <td>{one.row}</td>
                <td>{one.column}</td>
                <td>{one.before}</td>
                <td>{one.after}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

/** What was found in the rows, by rule, and what updates would change. */
export function ImportFindings({ report }: { report: ImportReport }) {
  const rule = useSignal('');
  const count = useSignal(pageSize);
  const total = report.rules.reduce((sum, one) => sum + one.count, 0);
  // A rule of the report before is none of this one.
  const chosen = report.rules.some((one) => one.rule === rule.value) ? rule.value : '';
  const found = total
    ? report.findings.filter((one) => !chosen || one.rule === chosen)
    : noFindings;
  const options = [
    { value: '', text: `${t('import.allRules')} (${format.count(total)})` },
    ...report.rules.map((one) => ({
      value: one.rule,
      text: `${label('rule', one.rule)} (${format.count(one.count)})`,
    })),
  ];
  return (
    <>
      {total ? (
        <section>
          <h2>{t('import.findings')}</h2>
          <SelectField
            label={t('import.rule')}
            value={chosen}
            options={options}
            onChange={(value) => {
              rule.value = value;
              count.value = pageSize;
            }}
          />
          <ul class="findings">
            {found.slice(0, count.value).map((one, index) => (
              <FindingEntry key={index} finding={one} />
            ))}
          </ul>
          {found.length > count.value ? (
            <Button onClick={() => (count.value += pageSize)}>{t('inView.more')}</Button>
          ) : null}
          {total > report.findings.length ? (
            <p class="note">{t('import.findingsCut', { count: format.count(report.findings.length) })}</p>
          ) : null}
        </section>
      ) : null}
      <Changes report={report} />
    </>
  );
}
