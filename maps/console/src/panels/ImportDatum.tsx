import { choices, choose, check, isImporting, shownCrs } from '../state/imports';
import type { Candidate, ImportReport } from '../state/imports';
import { isPanelOpen } from '../state/tabs';
import { t } from '../text';
import type { TextKey } from '../text';
import { format } from '../text/format';
import { Button } from './parts/controls';
import { Bar } from './parts/figures';

type Datum = NonNullable<ImportReport['datum']>;

const names: Record<string, TextKey> = {
  WGS84: 'crs.WGS84',
  CGCS2000: 'crs.CGCS2000',
  GCJ02: 'crs.GCJ02',
  BD09: 'crs.BD09',
};

/** The server's label is English; the usual systems have names of their own. */
function crsName(one: { crs: string; label: string }): string {
  const [definition, swapped] = one.crs.split(':swapped');
  const key = names[definition ?? ''];
  if (!key) return one.label;
  return swapped === undefined ? t(key) : `${t(key)} · ${t('import.swapped')}`;
}

function share(one: { inside: number; rows: number }): string {
  return format.percent(one.rows ? one.inside / one.rows : 0);
}

function Verdict({ datum }: { datum: Datum | null }) {
  if (!datum) return <p class="note">{t('import.datum.TOO_FEW')}</p>;
  const { declared, best } = datum;
  const place = t(datum.isByCity ? 'import.inCity' : 'import.inDistrict');
  const isProposal = datum.verdict === 'OTHER';
  return (
    <p class={isProposal || datum.verdict === 'NONE_FITS' ? 'import-proposal' : 'note'} role="status">
      {t(`import.datum.${datum.verdict}` as TextKey, {
        best: crsName(best),
        bestShare: share(best),
        declared: crsName(declared),
        declaredShare: share(declared),
        rows: format.count(datum.decidingRows),
        votes: format.count(datum.decidingRowsForBest),
        place,
      })}
    </p>
  );
}

function CandidateChoice({ candidate }: { candidate: Candidate }) {
  const { inside, rows } = candidate;
  const ratio = inside !== null && rows ? inside / rows : null;
  return (
    <label class="import-candidate">
      <input
        type="radio"
        name="candidate"
        checked={shownCrs.value === candidate.crs}
        onChange={() => (shownCrs.value = candidate.crs)}
      />
      <span>
        {crsName(candidate)}
        {candidate.isDeclared ? <em>{t('import.asRead')}</em> : null}
        {candidate.isProposed && !candidate.isDeclared ? <em class="import-best">{t('import.proposed')}</em> : null}
      </span>
      {ratio === null ? (
        <small>–</small>
      ) : (
        <>
          <small>
            {format.percent(ratio)} · {format.count(inside ?? 0)} / {format.count(rows ?? 0)}
          </small>
          <Bar ratio={ratio} tone={candidate.isProposed ? 'new' : 'plain'} />
        </>
      )}
    </label>
  );
}

/** Where the points lie under each coordinate system that they may be in; nothing is applied. */
export function ImportDatum(props: { candidates: readonly Candidate[]; datum: Datum | null }) {
  const shown = props.candidates.find((one) => one.crs === shownCrs.value);
  const features = shown?.points.features ?? [];
  const outside = features.filter((one) => one.properties?.['isInside'] === false).length;
  return (
    <fieldset class="group">
      <legend>{t('import.datum')}</legend>
      <div>
        <Verdict datum={props.datum} />
        {props.candidates.map((one) => (
          <CandidateChoice key={one.crs} candidate={one} />
        ))}
        <p class="note">
          {t('import.onMap', { count: features.length, outside: format.count(outside) })}
        </p>
        <div class="button-row">
          {shown && !shown.isDeclared ? (
            <Button
              tone="main"
              disabled={isImporting.value}
              onClick={() => {
                choose({ crs: shown.crs });
                void check();
              }}
            >
              {t('import.readAs', { crs: crsName(shown) })}
            </Button>
          ) : null}
          {choices.value.crs && shown?.isDeclared ? (
            <Button
              disabled={isImporting.value}
              onClick={() => {
                choose({ crs: '' });
                void check();
              }}
            >
              {t('import.readAsGiven')}
            </Button>
          ) : null}
          <span class="narrow-only">
            <Button onClick={() => (isPanelOpen.value = false)}>{t('scope.show')}</Button>
          </span>
        </div>
      </div>
    </fieldset>
  );
}
