import { effect, signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { askCapabilities, canMutate, canQuery, takeSchemaAsWhole } from '../api/capabilities';
import { RequestFailure } from '../api/client';
import { mayEdit, resumeSession } from '../api/session';
import { form, closeForm } from '../state/form';
import { dismiss, notices, tell } from '../state/notices';
import { loadPlaces } from '../state/scope';
import { select, selectedId } from '../state/selection';
import { isPanelOpen, openTab, tab, tabs } from '../state/tabs';
import type { Tab } from '../state/tabs';
import { failureText, t } from '../text';
import { Header } from './Header';
import { ImportPanel } from './ImportPanel';
import { LayersPanel } from './LayersPanel';
import { MapPane } from './MapPane';
import { OverviewPanel } from './OverviewPanel';
import { PlanPanel } from './PlanPanel';
import { RecordPanel } from './RecordPanel';
import { SignIn } from './SignIn';
import { WhatIfPanel } from './WhatIfPanel';
import { Button } from './parts/controls';
import { Failure } from './parts/figures';

const startFailure = signal<unknown>(null);

// What one has chosen to read must be in sight.
effect(() => {
  if (selectedId.value || form.value) isPanelOpen.value = true;
});

/** Learn what the server can do, and load what every view needs. */
export async function start(): Promise<void> {
  startFailure.value = null;
  try {
    await askCapabilities();
  } catch (error) {
    if (!(error instanceof RequestFailure) || error.kind !== 'refused') {
      startFailure.value = error;
      return;
    }
    takeSchemaAsWhole();
  }
  try {
    await Promise.all([resumeSession(), loadPlaces()]);
  } catch (error) {
    tell(failureText(error), 'warning');
  }
}

const icons: Record<Tab, string> = {
  overview: 'M5 19V11M10 19V5M15 19v-6M20 19V8',
  layers: 'M12 4l8 4-8 4-8-4zM4 12l8 4 8-4M4 16l8 4 8-4',
  whatIf: 'M12 3.5l2.5 5.3 5.8.8-4.2 4.1 1 5.8-5.1-2.8-5.1 2.8 1-5.8L3.7 9.6l5.8-.8z',
  plan: 'M4 20L9 8l6 5 5-9M9 8v.01M15 13v.01',
  import: 'M12 4v10M8 10.5l4 4 4-4M5 15v4h14v-4',
};

function isOffered(name: Tab): boolean {
  if (name === 'whatIf') return canQuery('coverage');
  if (name === 'plan') return canQuery('stationPlan') || canMutate('startStationPlan');
  if (name === 'import') return mayEdit('importFile');
  return true;
}

function TabBar() {
  const isReading = selectedId.value !== null || form.value !== null;
  return (
    <nav class="tabs" aria-label={t('app.panel')}>
      {tabs.filter(isOffered).map((name) => (
        <button
          key={name}
          type="button"
          aria-current={!isReading && tab.value === name ? 'page' : undefined}
          aria-expanded={isPanelOpen.value && tab.value === name}
          onClick={() => {
            const isShown = isPanelOpen.value && tab.value === name && !isReading;
            select(null);
            closeForm();
            openTab(name);
            // On a narrow screen a second touch gives the map its room back.
            if (isShown && matchMedia('(max-width: 720px)').matches) isPanelOpen.value = false;
          }}
        >
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d={icons[name]} />
          </svg>
          <span>{t(`tab.${name}`)}</span>
        </button>
      ))}
    </nav>
  );
}

function TabPanel() {
  switch (tab.value) {
    case 'overview':
      return <OverviewPanel />;
    case 'layers':
      return <LayersPanel />;
    case 'whatIf':
      return <WhatIfPanel />;
    case 'plan':
      return <PlanPanel />;
    case 'import':
      return mayEdit('importFile') ? <ImportPanel /> : <p class="note">{t('import.needRole')}</p>;
  }
}

function Panel() {
  const body = useRef<HTMLDivElement>(null);
  const isReading = selectedId.value !== null || form.value !== null;
  useEffect(() => {
    body.current?.scrollTo(0, 0);
  }, [tab.value, selectedId.value, form.value]);
  return (
    <aside
      onKeyDown={(event) => {
        // What one reads closes by Escape; a form may hold what is not saved yet.
        if (event.key !== 'Escape' || form.value || !selectedId.value) return;
        select(null);
        document.querySelector<HTMLElement>('.map')?.focus({ preventScroll: true });
      }}
      class={isPanelOpen.value ? 'panel' : 'panel panel-closed'} id="panel" tabIndex={-1} aria-label={t('app.panel')}>
      <button
        type="button"
        class="panel-handle"
        aria-expanded={isPanelOpen.value}
        aria-label={t(isPanelOpen.value ? 'app.panelHide' : 'app.panelShow')}
        onClick={() => (isPanelOpen.value = !isPanelOpen.value)}
      >
        <span />
      </button>
      <div class="panel-body" ref={body} tabIndex={0} role="region" aria-label={t(`tab.${tab.value}`)}>
        {isReading ? (
          <>
            <Button
              tone="quiet"
              onClick={() => {
                if (form.value) closeForm();
                else select(null);
              }}
            >
              ← {t('app.back')}
            </Button>
            <RecordPanel />
          </>
        ) : (
          <TabPanel />
        )}
      </div>
    </aside>
  );
}

function Notices() {
  return (
    <div class="notices" role="status" aria-live="polite">
      {notices.value.map((notice) => (
        <p key={notice.id} class={`notice notice-${notice.tone}`}>
          {notice.text}
          <button type="button" aria-label={t('app.close')} onClick={() => dismiss(notice.id)}>
            ×
          </button>
        </p>
      ))}
    </div>
  );
}

export function App() {
  return (
    <>
      <Header />
      <div class="body">
        <TabBar />
        <Panel />
        <MapPane />
      </div>
      {startFailure.value ? (
        <div class="start-failure">
          <Failure error={startFailure.value} onRetry={() => void start()} />
        </div>
      ) : null}
      <Notices />
      <SignIn />
    </>
  );
}
