import { mayEdit } from '../api/session';
import { form, openForm } from '../state/form';
import { details, readAgain, selectedId } from '../state/selection';
import type { Details } from '../state/selection';
import { t } from '../text';
import { RecordForm } from './RecordForm';
import { CircleRecord, OrganizationRecord, StationRecord } from './records';
import { Button } from './parts/controls';
import { Failure, Loading } from './parts/figures';

const updateMutations = {
  Organization: 'updateOrganization',
  GuidanceStation: 'updateStation',
  CommercialCircle: 'updateCircle',
} as const;

function edit(found: Details): void {
  if (found.type === 'Organization') openForm({ kind: 'organization', record: found.record });
  else if (found.type === 'GuidanceStation') openForm({ kind: 'station', record: found.record });
  else openForm({ kind: 'circle', record: found.record });
}

function Body({ found }: { found: Details }) {
  if (found.type === 'Organization') return <OrganizationRecord record={found.record} />;
  if (found.type === 'GuidanceStation') return <StationRecord record={found.record} />;
  return <CircleRecord record={found.record} />;
}

/** The record that is read, over the panel's tabs. */
export function RecordPanel() {
  const found = details.value.value;
  if (form.value) return <RecordForm form={form.value} key={form.value.record?.id ?? 'new'} />;
  if (details.error.value) return <Failure error={details.error.value} onRetry={readAgain} />;
  if (!found) {
    return details.isLoading.value || !selectedId.value ? (
      <Loading />
    ) : (
      <p class="note">{t('record.gone')}</p>
    );
  }
  return (
    <article>
      <p class="eyebrow">{t(`type.${found.type}`)}</p>
      <div class="heading-row">
        <h2 class="record-name" data-record={found.record.id}>{found.record.name}</h2>
        {mayEdit(updateMutations[found.type]) ? (
          <Button onClick={() => edit(found)}>{t('record.edit')}</Button>
        ) : null}
      </div>
      <Body found={found} />
    </article>
  );
}
