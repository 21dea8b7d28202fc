import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { request } from '../api/client';
import { AffiliationIssuesDocument } from '../api/generated';
import type { AffiliationIssuesQuery } from '../api/generated';
import { resource } from '../state/resource';
import { revision, scopeInput } from '../state/scope';
import { select } from '../state/selection';
import { label, placeName, t } from '../text';
import { format } from '../text/format';
import { Button } from './parts/controls';
import { Failure, Loading } from './parts/figures';

type Connection = AffiliationIssuesQuery['affiliationIssues'];
type Issue = Connection['edges'][number]['node'];

const pageSize = 30;
const page = resource<Connection>();

function ask(before: Connection | null): void {
  const variables = {
    scope: scopeInput.peek(),
    first: pageSize,
    after: before?.pageInfo.endCursor ?? null,
  };
  page.load(async (signal) => {
    const { affiliationIssues: next } = await request(AffiliationIssuesDocument, variables, signal);
    return { ...next, edges: [...(before?.edges ?? []), ...next.edges] };
  });
}

function IssueEntry({ issue }: { issue: Issue }) {
  const { organization } = issue;
  return (
    <li>
      <button type="button" class="list-item issue" onClick={() => select(organization.id)}>
        <span>{organization.name}</span>
        <small>
          <b>{label('issue', issue.kind)}</b>
          {organization.district ? ` · ${placeName(organization.district)}` : ''}
        </small>
        <small class="issue-detail">{issue.detail}</small>
      </button>
    </li>
  );
}

/** The records that need a clerk: no location, no affiliation, recorded twice and so on. */
export function Issues() {
  const isOpen = useSignal(false);
  const shown = page.value.value;
  useEffect(() => {
    if (isOpen.value) ask(null);
    return undefined;
  }, [isOpen.value, scopeInput.value, revision.value]);
  return (
    <details class="group" onToggle={(event) => (isOpen.value = event.currentTarget.open)}>
      <summary>{t('issues.title')}</summary>
      <p class="note">{t('issues.lead')}</p>
      {page.error.value ? <Failure error={page.error.value} /> : null}
      {!shown && page.isLoading.value ? <Loading /> : null}
      {shown ? (
        <>
          <p class="note" aria-live="polite">
            {t('issues.count', { count: format.count(shown.totalCount) })}
          </p>
          <ul class="list">
            {shown.edges.map(({ node }) => (
              <IssueEntry key={`${node.organization.id} ${node.kind} ${node.detail}`} issue={node} />
            ))}
          </ul>
          {shown.pageInfo.hasNextPage ? (
            <Button onClick={() => ask(shown)}>{t('inView.more')}</Button>
          ) : null}
        </>
      ) : null}
    </details>
  );
}
