import { canQuery } from '../api/capabilities';
import { boxOf } from '../api/geometry';
import type { DemandWeight } from '../api/generated';
import { circles, districts, scope, weight } from '../state/scope';
import { goToScope } from '../state/scopeOnMap';
import { select } from '../state/selection';
import { useTool } from '../state/tools';
import { mapTarget } from '../state/view';
import { placeName, t } from '../text';
import { Button, SelectField } from './parts/controls';

export function drawScope(): void {
  useTool({
    kind: 'polygon',
    onPolygon: (geometry) => {
      scope.value = { kind: 'polygon', geometry };
    },
  });
}

function scopeKey(): string {
  const current = scope.value;
  if (current.kind === 'district') return `district:${current.adcode}`;
  return current.kind === 'circle' ? `circle:${current.id}` : current.kind;
}

function chooseScope(key: string): void {
  const [kind, ...rest] = key.split(':');
  const value = rest.join(':');
  if (kind === 'polygon') return;
  if (kind === 'district') void goToScope({ kind, adcode: value });
  else if (kind === 'circle') void goToScope({ kind, id: value });
  else void goToScope({ kind: 'city' });
}

/** The choice of what the figures are about. */
export function ScopeChooser() {
  return (
    <div class="scope">
      <div class="field-row">
      <div class="field field-wide">
        <label for="scope-select">{t('scope.label')}</label>
        <select
          id="scope-select"
          value={scopeKey()}
          onChange={(event) => chooseScope(event.currentTarget.value)}
        >
          <option value="city">{t('scope.city')}</option>
          {scope.value.kind === 'polygon' ? (
            <option value="polygon">{t('scope.polygon')}</option>
          ) : null}
          <optgroup label={t('scope.districts')}>
            {districts.value.map((district) => (
              <option key={district.adcode} value={`district:${district.adcode}`}>
                {placeName(district)}
              </option>
            ))}
          </optgroup>
          {circles.value.length ? (
            <optgroup label={t('scope.circles')}>
              {circles.value.map((circle) => (
                <option key={circle.id} value={`circle:${circle.id}`}>
                  {circle.name}
                </option>
              ))}
            </optgroup>
          ) : null}
        </select>
      </div>
      <WeightChooser />
      </div>
      {canQuery('coverage') ? (
        <div class="button-row">
          <Button onClick={drawScope}>
            {t(scope.value.kind === 'polygon' ? 'scope.drawAgain' : 'scope.draw')}
          </Button>
          <ScopeLink />
        </div>
      ) : null}
    </div>
  );
}

function ScopeLink() {
  const current = scope.value;
  if (current.kind === 'city') return null;
  if (current.kind === 'polygon') {
    const box = boxOf([current.geometry]);
    return (
      <>
        {box ? (
          <Button tone="quiet" onClick={() => (mapTarget.value = { kind: 'box', box })}>
            {t('scope.show')}
          </Button>
        ) : null}
        <Button tone="quiet" onClick={() => (scope.value = { kind: 'city' })}>
          {t('app.clear')}
        </Button>
      </>
    );
  }
  if (current.kind === 'circle') {
    return (
      <Button tone="quiet" onClick={() => select(current.id)}>
        {t('record.title')}
      </Button>
    );
  }
  return (
    <Button tone="quiet" onClick={() => void goToScope({ kind: 'city' })}>
      {t('app.home')}
    </Button>
  );
}

export function WeightChooser() {
  if (!canQuery('coverage')) return null;
  const weights: DemandWeight[] = ['ORGANIZATIONS', 'EMPLOYEES', 'PARTY_MEMBERS'];
  return (
    <SelectField
      label={t('scope.weight')}
      value={weight.value}
      options={weights.map((value) => ({ value, text: t(`weight.${value}`) }))}
      onChange={(value) => (weight.value = value)}
    />
  );
}
