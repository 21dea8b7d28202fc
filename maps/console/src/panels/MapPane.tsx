import { useEffect, useRef } from 'preact/hooks';
import { canMutate, canQuery } from '../api/capabilities';
import { mayEdit } from '../api/session';
import { CityMap, hovered, organizationSource } from '../map/CityMap';
import { focusedName } from '../map/PointFocus';
import { openForm } from '../state/form';
import { startFromAddress } from '../state/address';
import { openTab } from '../state/tabs';
import { corners, dropCorner, finishPolygon, readTool, tool, useTool } from '../state/tools';
import { mapTarget } from '../state/view';
import { placeStation } from '../state/whatIf';
import { settings } from '../settings';
import { t } from '../text';
import { drawScope } from './ScopeChooser';
import { Button } from './parts/controls';

function ToolButton(props: { text: string; path: string; onClick: () => void }) {
  return (
    <button type="button" class="tool" aria-label={props.text} title={props.text} onClick={props.onClick}>
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d={props.path} />
      </svg>
    </button>
  );
}

function Tools() {
  return (
    <div class="tools" role="toolbar" aria-label={t('app.mapTools')} aria-orientation="vertical">
      <div class="tool-group">
        <ToolButton
          text={t('app.zoomIn')}
          path="M12 6v12M6 12h12"
          onClick={() => (mapTarget.value = { kind: 'zoom', by: 1 })}
        />
        <ToolButton
          text={t('app.zoomOut')}
          path="M6 12h12"
          onClick={() => (mapTarget.value = { kind: 'zoom', by: -1 })}
        />
        <ToolButton
          text={t('app.home')}
          path="M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5"
          onClick={() => (mapTarget.value = { kind: 'home' })}
        />
      </div>
      {canQuery('coverage') ? (
        <div class="tool-group">
          <ToolButton
            text={t('scope.draw')}
            path="M5 8l7-4 7 5-2 9-10 1z"
            onClick={() => {
              openTab('overview');
              drawScope();
            }}
          />
          <ToolButton
            text={t('whatIf.place')}
            path="M12 3.5l2.5 5.3 5.8.8-4.2 4.1 1 5.8-5.1-2.8-5.1 2.8 1-5.8L3.7 9.6l5.8-.8z"
            onClick={() => {
              openTab('whatIf');
              useTool({ kind: 'point', purpose: 'trial', onPoint: placeStation });
            }}
          />
        </div>
      ) : null}
      <RegisterTools />
    </div>
  );
}

function RegisterTools() {
  const kinds = [
    ['organization', 'registerOrganization', 'edit.newOrganization', 'M12 5a7 7 0 1 0 0 14a7 7 0 1 0 0-14zM12 9v6M9 12h6'],
    ['station', 'registerStation', 'edit.newStation', 'M12 20s6-5.5 6-10a6 6 0 0 0-12 0c0 4.5 6 10 6 10zM12 7.5v5M9.5 10h5'],
    ['circle', 'registerCircle', 'edit.newCircle', 'M5 5h14v14H5zM12 9v6M9 12h6'],
  ] as const;
  const allowed = kinds.filter(([, mutation]) => canMutate(mutation) && mayEdit(mutation));
  if (!allowed.length) return null;
  return (
    <div class="tool-group">
      {allowed.map(([kind, , text, path]) => (
        <ToolButton
          key={kind}
          text={t(text)}
          path={path}
          onClick={() => {
            openTab('overview');
            openForm({ kind, record: null });
          }}
        />
      ))}
    </div>
  );
}

function DrawingNote() {
  const current = tool.value;
  if (current.kind === 'read') return null;
  const isPolygon = current.kind === 'polygon';
  const text =
    current.kind === 'polygon'
      ? t('draw.polygon')
      : t(current.purpose === 'trial' ? 'whatIf.placing' : 'draw.point');
  return (
    <div class="drawing-note" role="status">
      <p>
        {text} <span class="keys-hint">{t(isPolygon ? 'draw.polygonKeys' : 'draw.pointKeys')}</span>
      </p>
      <div class="button-row">
        {isPolygon ? (
          <>
            <Button tone="main" disabled={corners.value.length < 3} onClick={finishPolygon}>
              {t('draw.finish')}
            </Button>
            <Button disabled={!corners.value.length} onClick={dropCorner}>
              {t('draw.undo')}
            </Button>
          </>
        ) : null}
        <Button onClick={readTool}>{t('app.cancel')}</Button>
      </div>
    </div>
  );
}

function Hover() {
  const element = useRef<HTMLDivElement>(null);
  const current = hovered.value;
  useEffect(() => {
    if (current) {
      element.current?.style.setProperty('transform', `translate(${current.x + 12}px, ${current.y + 12}px)`);
    }
  }, [current]);
  return (
    <div class="hover" ref={element} hidden={!current} aria-hidden="true">
      {current?.name}
    </div>
  );
}

function Sources() {
  const { approvalNumber, attribution, basemap, isSynthetic } = settings.value;
  return (
    <p class="sources">
      {isSynthetic ? <b>{t('app.synthetic')}</b> : null}
      {attribution ? <span>{attribution}</span> : null}
      {basemap ? <span>{basemap.attribution}</span> : null}
      {approvalNumber ? <span>{t('app.approval', { number: approvalNumber })}</span> : null}
    </p>
  );
}

export function MapPane() {
  const container = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!container.current) return undefined;
    const map = new CityMap(container.current, startFromAddress());
    return () => map.destroy();
  }, []);
  // The tool is in hand on the map: its keys go there. Escape puts it down from anywhere.
  useEffect(() => {
    if (tool.value.kind === 'read') return undefined;
    container.current?.focus({ preventScroll: true });
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') readTool();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [tool.value]);
  return (
    <main class="map-pane">
      <svg class="patterns" width="0" height="0" aria-hidden="true">
        <defs>
          <pattern id="gap-hatch" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <line x1="0" y1="0" x2="0" y2="8" class="gap-hatch-line" />
          </pattern>
        </defs>
      </svg>
      <div ref={container} class="map" role="application" aria-label={t('app.map')} tabIndex={0} />
      <span class="crosshair" aria-hidden="true" />
      <span class="map-busy" hidden={!organizationSource.isLoading.value} aria-hidden="true" />
      <p class="visually-hidden" role="status">
        {focusedName.value}
      </p>
      <Hover />
      <Tools />
      <DrawingNote />
      <Sources />
    </main>
  );
}
