import { computed, signal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { canQuery } from '../api/capabilities';
import { request } from '../api/client';
import { boxOf, pointOf } from '../api/geometry';
import { CircleOutlineDocument, SearchDocument } from '../api/generated';
import type { Geometry } from '../api/geometry';
import type { SearchQuery } from '../api/generated';
import { resource } from '../state/resource';
import { districts } from '../state/scope';
import { goToScope } from '../state/scopeOnMap';
import { select } from '../state/selection';
import { openTab } from '../state/tabs';
import { mapTarget } from '../state/view';
import { placeName, t } from '../text';
import type { TextKey } from '../text';
import { format } from '../text/format';

interface Hit {
  id: string;
  name: string;
  type: 'District' | 'CommercialCircle' | 'GuidanceStation' | 'Organization';
  location: Geometry | null;
}

const settleMs = 180;
const maxOrganizations = 8;
const closeZoom = 15;

const text = signal('');
const isOpen = signal(false);
const active = signal(-1);
const answer = resource<SearchQuery>();

function districtHits(wanted: string): Hit[] {
  const lower = wanted.toLowerCase();
  return districts.value
    .filter((one) => `${one.name} ${one.nameEn ?? ''}`.toLowerCase().includes(lower))
    .map((one) => ({
      id: `District:${one.adcode}`,
      name: placeName(one),
      type: 'District',
      location: null,
    }));
}

const hits = computed<Hit[]>(() => {
  const wanted = text.value.trim();
  if (!wanted) return [];
  const found = answer.value.value;
  return [
    ...districtHits(wanted),
    ...(found?.commercialCircles.edges ?? []).map(
      ({ node }): Hit => ({ ...node, type: 'CommercialCircle', location: null }),
    ),
    ...(found?.guidanceStations.edges ?? []).map(
      ({ node }): Hit => ({ ...node, type: 'GuidanceStation' }),
    ),
    ...(found?.organizations.edges ?? []).map(({ node }): Hit => ({ ...node, type: 'Organization' })),
  ];
});

function search(typed: string): void {
  text.value = typed;
  isOpen.value = typed.trim() !== '';
  active.value = -1;
  const wanted = typed.trim();
  if (!wanted) return answer.clear();
  if (!canQuery('organizations')) return;
  const variables = { text: wanted, first: maxOrganizations };
  answer.load((signal) => request(SearchDocument, variables, signal), settleMs);
}

async function goTo(hit: Hit): Promise<void> {
  isOpen.value = false;
  if (hit.type === 'District') {
    select(null);
    openTab('overview');
    return goToScope({ kind: 'district', adcode: hit.id.slice('District:'.length) });
  }
  select(hit.id);
  openTab('overview');
  const at = pointOf(hit.location);
  if (at) mapTarget.value = { kind: 'point', at, zoom: closeZoom };
  if (hit.type !== 'CommercialCircle') return;
  const { node } = await request(CircleOutlineDocument, { id: hit.id });
  const box = node?.__typename === 'CommercialCircle' ? boxOf([node.boundary]) : null;
  if (box) mapTarget.value = { kind: 'box', box };
}

function onKey(event: KeyboardEvent): void {
  const count = hits.value.length;
  if (event.key === 'Escape') isOpen.value = false;
  else if (event.key === 'ArrowDown' && count) active.value = (active.value + 1) % count;
  else if (event.key === 'ArrowUp' && count) active.value = (active.value - 1 + count) % count;
  else if (event.key === 'Enter') {
    const hit = hits.value[Math.max(0, active.value)];
    if (hit) void goTo(hit);
  } else return;
  event.preventDefault();
}

function Results({ listId }: { listId: string }) {
  const total = answer.value.value?.organizations.totalCount ?? 0;
  if (!hits.value.length) {
    return answer.isLoading.value ? null : <p class="search-note">{t('search.none')}</p>;
  }
  return (
    <>
      <ul id={listId} role="listbox" aria-label={t('search.results')}>
        {hits.value.map((hit, index) => (
          <li
            key={hit.id}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={index === active.value}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => void goTo(hit)}
          >
            <span>{hit.name}</span>
            <small>{t(`type.${hit.type}` satisfies TextKey)}</small>
          </li>
        ))}
      </ul>
      {total > maxOrganizations ? (
        <p class="search-note">{t('search.more', { count: format.count(total) })}</p>
      ) : null}
    </>
  );
}

/** Search by name over all registers that the map shows. */
export function SearchBox() {
  const listId = useId();
  const isShown = isOpen.value && text.value.trim() !== '';
  return (
    <div class="search" role="search">
      <svg viewBox="0 0 20 20" aria-hidden="true">
        <path d="M8.5 3a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11zM12.6 12.6L17 17" />
      </svg>
      <input
        type="text"
        role="combobox"
        aria-label={t('search.label')}
        aria-expanded={isShown}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={active.value >= 0 ? `${listId}-${active.value}` : undefined}
        placeholder={t('search.hint')}
        autocomplete="off"
        spellcheck={false}
        value={text.value}
        onInput={(event) => search(event.currentTarget.value)}
        onFocus={() => (isOpen.value = text.value.trim() !== '')}
        onBlur={() => (isOpen.value = false)}
        onKeyDown={onKey}
      />
      <div class="search-results" hidden={!isShown}>
        {isShown ? <Results listId={listId} /> : null}
      </div>
    </div>
  );
}
