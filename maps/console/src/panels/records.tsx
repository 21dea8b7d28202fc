import type { ComponentChildren } from 'preact';
import { canQuery } from '../api/capabilities';
import { boxOf, pointOf } from '../api/geometry';
import { goToScope } from '../state/scopeOnMap';
import { select } from '../state/selection';
import type { CircleDetails, OrganizationDetails, StationDetails } from '../state/selection';
import { openTab } from '../state/tabs';
import { mapTarget } from '../state/view';
import { removedStations, toggleRemoved } from '../state/whatIf';
import { label, placeName, t } from '../text';
import type { TextKey } from '../text';
import { format } from '../text/format';
import { Button } from './parts/controls';

function Row({ name, children }: { name: TextKey; children: ComponentChildren }) {
  const isEmpty = children === null || children === undefined || children === '';
  return (
    <div>
      <dt>{t(name)}</dt>
      <dd>{isEmpty ? <span class="missing">{t('app.notGiven')}</span> : children}</dd>
    </div>
  );
}

function RecordLink({ id, name }: { id: string; name: string }) {
  return (
    <button type="button" class="link" onClick={() => select(id)}>
      {name}
    </button>
  );
}

function DistrictLink({ district }: { district: OrganizationDetails['district'] }) {
  if (!district) return null;
  return (
    <button
      type="button"
      class="link"
      onClick={() => {
        select(null);
        void goToScope({ kind: 'district', adcode: district.adcode });
        openTab('overview');
      }}
    >
      {placeName(district)}
    </button>
  );
}

export function OrganizationRecord({ record }: { record: OrganizationDetails }) {
  const station = record.nearestStation;
  return (
    <>
      <ul class="badges">
        {(['formallyCovered', 'effectivelyCovered'] as const).map((key) => (
          <li key={key} class={record[key] ? 'badge badge-yes' : 'badge badge-no'}>
            <span aria-hidden="true">{record[key] ? '✓' : '✗'}</span>{' '}
            {t(
              key === 'formallyCovered'
                ? record[key]
                  ? 'legend.formal.yes'
                  : 'legend.formal.no'
                : record[key]
                  ? 'legend.effective.yes'
                  : 'legend.effective.no',
            )}
          </li>
        ))}
      </ul>
      <dl class="record">
        <Row name="field.kind">{label('kind', record.kind)}</Row>
        <Row name="field.creditCode">
          <code>{record.creditCode}</code>
        </Row>
        <Row name="field.industry">{record.industry}</Row>
        <Row name="field.district">
          {record.district ? <DistrictLink district={record.district} /> : null}
        </Row>
        <Row name="field.employees">{format.count(record.employees)}</Row>
        <Row name="field.partyMembers">{format.count(record.partyMembers)}</Row>
        <Row name="field.fullTimePartyWorkers">{format.count(record.fullTimePartyWorkers)}</Row>
        <Row name="field.partyOrganization">{record.partyOrganization?.name}</Row>
        {record.affiliationBasis ? (
          <Row name="field.affiliationBasis">{label('basis', record.affiliationBasis)}</Row>
        ) : null}
        <Row name="field.instructor">
          {record.instructor
            ? `${record.instructor.code} · ${label('mode', record.instructor.mode)}`
            : null}
        </Row>
        <Row name="field.nearestStation">
          {station ? (
            <>
              <RecordLink {...station.station} /> · {format.distance(station.metres)}
            </>
          ) : null}
        </Row>
        {record.circles.length ? (
          <Row name="field.circles">
            {record.circles.map((circle) => (
              <RecordLink key={circle.id} {...circle} />
            ))}
          </Row>
        ) : null}
        <Row name="field.establishedOn">{record.establishedOn}</Row>
        {record.closedOn ? <Row name="field.closedOn">{record.closedOn}</Row> : null}
        {record.hardToOrganize ? <Row name="field.hardToOrganize">{t('app.yes')}</Row> : null}
        <Location record={record} />
      </dl>
      <h3>{t('record.evidence')}</h3>
      <ul class="evidence">
        {record.coverageEvidence.map((evidence) => (
          <li key={evidence.criterion} class={evidence.met ? 'met' : 'unmet'}>
            <span aria-hidden="true">{evidence.met ? '✓' : '✗'}</span>
            <span>
              <b>{label('criterion', evidence.criterion)}</b>
              <small>{evidence.detail}</small>
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

function Location({ record }: { record: OrganizationDetails | StationDetails }) {
  const at = pointOf(record.location);
  return (
    <Row name="field.location">
      {at ? (
        <button
          type="button"
          class="link"
          onClick={() => (mapTarget.value = { kind: 'point', at, zoom: 15 })}
        >
          {format.coordinate(at.longitude)}, {format.coordinate(at.latitude)}
        </button>
      ) : (
        t('record.unlocated')
      )}
    </Row>
  );
}

function NameList(props: {
  title: TextKey;
  total: number;
  entries: readonly { node: { id: string; name: string } }[];
}) {
  return (
    <details class="group">
      <summary>
        {t(props.title)} {format.count(props.total)}
      </summary>
      <ul class="list">
        {props.entries.map(({ node }) => (
          <li key={node.id}>
            <button type="button" class="list-item" onClick={() => select(node.id)}>
              {node.name}
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}

export function StationRecord({ record }: { record: StationDetails }) {
  const isRemoved = removedStations.value.includes(record.id);
  return (
    <>
      <dl class="record">
        <Row name="field.status">{label('status', record.status)}</Row>
        <Row name="field.district">
          {record.district ? <DistrictLink district={record.district} /> : null}
        </Row>
        {record.circle ? (
          <Row name="field.circle">
            <RecordLink {...record.circle} />
          </Row>
        ) : null}
        <Row name="field.serviceRadius">{format.count(record.serviceRadius)}</Row>
        <Row name="field.capacity">
          {record.capacity === null ? null : format.count(record.capacity)}
        </Row>
        <Row name="field.load">{record.load === null ? null : format.percent(record.load)}</Row>
        <Row name="field.cost">{format.money(record.cost)}</Row>
        {record.funding.length ? (
          <Row name="field.funding">
            {record.funding
              .map((part) => `${label('source', part.source)} ${format.money(part.amount)}`)
              .join(' · ')}
          </Row>
        ) : null}
        <Row name="field.openedOn">{record.openedOn}</Row>
        {record.closedOn ? <Row name="field.closedOn">{record.closedOn}</Row> : null}
        <Location record={record} />
      </dl>
      {canQuery('coverage') && record.status === 'OPEN' ? (
        <Button
          onClick={() => {
            toggleRemoved(record.id);
            if (!isRemoved) {
              select(null);
              openTab('whatIf');
            }
          }}
        >
          {t(isRemoved ? 'whatIf.restore' : 'whatIf.withdraw')}
        </Button>
      ) : null}
      <NameList
        title="field.served"
        total={record.servedOrganizations.totalCount}
        entries={record.servedOrganizations.edges}
      />
    </>
  );
}

export function CircleRecord({ record }: { record: CircleDetails }) {
  const box = boxOf([record.boundary]);
  return (
    <>
      <dl class="record">
        <Row name="field.district">
          {record.district ? <DistrictLink district={record.district} /> : null}
        </Row>
        <Row name="field.areaKm2">{format.area(record.areaKm2)}</Row>
        <Row name="field.committee">{record.committee?.name}</Row>
      </dl>
      <div class="button-row">
        <Button
          onClick={() => {
            void goToScope({ kind: 'circle', id: record.id });
            select(null);
            openTab('overview');
          }}
        >
          {t('record.figures')}
        </Button>
        {box ? (
          <Button onClick={() => (mapTarget.value = { kind: 'box', box })}>{t('scope.show')}</Button>
        ) : null}
      </div>
      <NameList
        title="field.organizations"
        total={record.organizations.totalCount}
        entries={record.organizations.edges}
      />
      <NameList
        title="field.stations"
        total={record.guidanceStations.totalCount}
        entries={record.guidanceStations.edges}
      />
    </>
  );
}
