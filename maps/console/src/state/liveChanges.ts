import { effect } from '@preact/signals';
import { canSubscribe } from '../api/capabilities';
import { FeatureChangedDocument } from '../api/generated';
import type { MapLayer } from '../api/generated';
import { connection, subscribe } from '../api/live';
import { t } from '../text';
import { tell } from './notices';
import { revision } from './scope';

const watched: readonly MapLayer[] = ['ORGANIZATIONS', 'GUIDANCE_STATIONS', 'COMMERCIAL_CIRCLES'];
/** An import changes thousands of records: they are one change of the map. */
const gatherMs = 800;

/** Ask the map and the figures again after others' changes. */
export function followChanges(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const onChange = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      revision.value += 1;
      tell(t('app.updated'));
    }, gatherMs);
  };
  effect(() => {
    void connection.value;
    if (!canSubscribe('featureChanged')) return undefined;
    const stops = watched.map((layer) =>
      subscribe(FeatureChangedDocument, { layer }, onChange),
    );
    return () => {
      for (const stop of stops) stop();
    };
  });
}
