import { computed, signal } from '@preact/signals';
import { canMutate, canQuery } from './capabilities';
import { RequestFailure, request, useToken } from './client';
import { ViewerDocument } from './generated';
import type { Role, ViewerQuery } from './generated';

// sessionStorage: the token goes when the tab goes, and no other tab can read it.
const storageKey = 'quanmap.token';

export const viewer = signal<ViewerQuery['viewer']>({ role: 'ANONYMOUS', name: '' });

const ranks: Record<Role, number> = { ANONYMOUS: 0, VIEWER: 1, EDITOR: 2, PLANNER: 3, ADMIN: 4 };

function isAtLeast(role: Role): boolean {
  return ranks[viewer.value.role] >= ranks[role];
}

export const isSignedIn = computed(() => viewer.value.role !== 'ANONYMOUS');

/** Tell whether the server has the mutation and this person may be let to use it. */
export function mayEdit(mutation: string): boolean {
  return canMutate(mutation) && isAtLeast('EDITOR');
}

export function mayPlan(mutation: string): boolean {
  return canMutate(mutation) && isAtLeast('PLANNER');
}

async function askViewer(): Promise<void> {
  viewer.value = (await request(ViewerDocument, {})).viewer;
}

/** Take up the tab's token, if there is one; a token that no longer holds is forgotten. */
export async function resumeSession(): Promise<void> {
  if (!canQuery('viewer')) return;
  const stored = sessionStorage.getItem(storageKey);
  useToken(stored);
  try {
    await askViewer();
    if (stored && !isSignedIn.value) signOut();
  } catch (error) {
    if (!stored) throw error;
    signOut();
    await askViewer();
  }
}

/** Throws a RequestFailure of kind `unauthenticated` where the token does not hold. */
export async function signIn(token: string): Promise<void> {
  useToken(token);
  try {
    await askViewer();
    if (!isSignedIn.value) throw new RequestFailure('unauthenticated', '');
    sessionStorage.setItem(storageKey, token);
  } catch (error) {
    signOut();
    throw error;
  }
}

export function signOut(): void {
  sessionStorage.removeItem(storageKey);
  useToken(null);
  viewer.value = { role: 'ANONYMOUS', name: '' };
}
