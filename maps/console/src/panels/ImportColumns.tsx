import { choices, chooseHeader, isChecked } from '../state/imports';
import type { ImportTable } from '../state/imports';
import { language, t } from '../text';
import { SelectField } from './parts/controls';

function ColumnChoices({ table }: { table: ImportTable }) {
  const { headers } = choices.value;
  const options = [
    { value: '', text: t('import.noColumn') },
    ...[...new Set(table.headers)].filter(Boolean).map((value) => ({ value, text: value })),
  ];
  return (
    <div class="field-grid import-columns">
      {table.columns.map((column) => {
        const chosen = headers[column.attribute] ?? column.header ?? '';
        const title = column.title[language.value];
        return (
          <SelectField
            key={column.attribute}
            label={column.isRequired ? `${title} *` : title}
            value={chosen}
            options={options}
            error={column.isMissing && !chosen ? t('edit.required') : null}
            onChange={(header) => chooseHeader(column.attribute, header)}
          />
        );
      })}
    </div>
  );
}

function Preview({ table }: { table: ImportTable }) {
  return (
    <div class="import-scroll" tabIndex={0} role="region" aria-label={t('import.preview')}>
      <table class="table import-table">
        <thead>
          <tr>
            {table.headers.map((header, index) => (
              <th key={index} scope="col">
                {header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((cells, row) => (
            <tr key={row}>
              {cells.map((cell, index) => (
                <td key={index}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** How the file begins, and which of its columns is which: a person may say otherwise. */
export function ImportColumns({ table, isOpen }: { table: ImportTable; isOpen: boolean }) {
  const left = [
    ['import.personal', table.personalHeaders],
    ['import.unused', table.unusedHeaders],
  ] as const;
  return (
    <>
      <details class="group" open>
        <summary>{t('import.preview')}</summary>
        <Preview table={table} />
      </details>
      <details class="group" open={isOpen || !isChecked.value}>
        <summary>{t('import.columns')}</summary>
        <p class="note">{t('import.columnsHint')}</p>
        <ColumnChoices table={table} />
        {left.map(([key, headers]) =>
          headers.length ? (
            <p class="note" key={key}>
              {t(key, { headers: headers.join(t('import.comma')) })}
            </p>
          ) : null,
        )}
      </details>
    </>
  );
}
