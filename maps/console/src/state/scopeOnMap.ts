import { canQuery } from '../api/capabilities';
import { request } from '../api/client';
import { boxOf } from '../api/geometry';
import type { Geometry } from '../api/geometry';
import { CircleOutlineDocument, DistrictOutlineDocument } from '../api/generated';
import { failureText } from '../text';
import { tell } from './notices';
import { scope } from './scope';
import type { Scope } from './scope';
import { mapTarget } from './view';

async function outlineOf(wanted: Scope): Promise<Geometry | null> {
  if (wanted.kind === 'polygon') return wanted.geometry;
  if (wanted.kind === 'district' && canQuery('district')) {
    const { district } = await request(DistrictOutlineDocument, { adcode: wanted.adcode });
    return district?.boundary ?? null;
  }
  if (wanted.kind === 'circle' && canQuery('node')) {
    const { node } = await request(CircleOutlineDocument, { id: wanted.id });
    return node?.__typename === 'CommercialCircle' ? node.boundary : null;
  }
  return null;
}

/** Take a scope up and bring it into view. */
export async function goToScope(wanted: Scope): Promise<void> {
  scope.value = wanted;
  if (wanted.kind === 'city') {
    mapTarget.value = { kind: 'home' };
    return;
  }
  try {
    const outline = await outlineOf(wanted);
    const box = outline && boxOf([outline]);
    if (box && scope.value === wanted) mapTarget.value = { kind: 'box', box };
  } catch (error) {
    tell(failureText(error), 'warning');
  }
}
