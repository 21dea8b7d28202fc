import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { request } from '../api/client';
import { OrganizationsInViewDocument } from '../api/generated';
import type { OrganizationFilter, OrganizationsInViewQuery } from '../api/generated';
import { filters, organizationFilter } from '../state/layers';
import { resource } from '../state/resource';
import { select } from '../state/selection';
import { view } from '../state/view';
import { t } from '../text';
import { format } from '../text/format';
import { Button } from './parts/controls';
import { Failure, Loading } from './parts/figures';

type Connection = OrganizationsInViewQuery['organizations'];

const pageSize = 30;
const page = resource<Connection>();

function ask(before: Connection | null): void {
  const box = view.peek()?.box;
  if (!box) return;
  const filter: OrganizationFilter = {
    ...organizationFilter(filters.peek()),
    spatial: { bbox: box },
  };
  const variables = { filter, first: pageSize, after: before?.pageInfo.endCursor ?? null };
  page.load(async (signal) => {
    const { organizations } = await request(OrganizationsInViewDocument, variables, signal);
    return { ...organizations, edges: [...(before?.edges ?? []), ...organizations.edges] };
  });
}

/** The organizations in view as a list: what the map shows, for those who cannot point at it. */
export function InView() {
  const isOpen = useSignal(false);
  const shown = page.value.value;
  useEffect(() => {
    if (!isOpen.value) return undefined;
    ask(null);
    return undefined;
  }, [isOpen.value, view.value, filters.value]);
  return (
    <details
      class="group"
      onToggle={(event) => (isOpen.value = event.currentTarget.open)}
    >
      <summary>{t('inView.title')}</summary>
      {page.error.value ? <Failure error={page.error.value} /> : null}
      {!shown && page.isLoading.value ? <Loading /> : null}
      {shown ? (
        <>
          <p class="note">{t('inView.count', { count: format.count(shown.totalCount) })}</p>
          <ul class="list">
            {shown.edges.map(({ node }) => (
              <li key={node.id}>
                <button type="button" class="list-item" onClick={() => select(node.id)}>
                  <span>{node.name}</span>
                  <small>{node.industry ?? ''}</small>
                </button>
              </li>
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
