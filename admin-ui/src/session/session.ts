import { useSyncExternalStore } from 'react';
import { queryClient } from '../app/query.ts';
import { api } from '../api/client.ts';
import { renew, setAccessToken, whenSessionLost } from '../api/token.ts';
import type { Answer } from '../api/types.ts';
import { forgetAllKept } from './kept.ts';
import { forgetAllOrders } from './orders.ts';

export type SignedIn = Answer<'/api/v1/auth/login', 'post'>;
export type Person = SignedIn['user'];

let person: Person | null = null;
/** The person is still on the screen, but the session is over. */
let ended = false;
const listeners = new Set<() => void>();

function become(next: Person | null, over = false): void {
  person = next;
  ended = over;
  listeners.forEach((listener) => listener());
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Remembers only that there was a session, so that a visitor's first page does not ask in vain.
 * The proof itself is the httpOnly cookie.
 */
const HINT = 'cadastre.session';

function remember(yes: boolean): void {
  try {
    if (yes) localStorage.setItem(HINT, '1');
    else localStorage.removeItem(HINT);
  } catch {
    // Storage may be closed to us: then each load begins with signing in.
  }
}

function remembered(): boolean {
  try {
    return localStorage.getItem(HINT) === '1';
  } catch {
    return false;
  }
}

// The page stays as it is, with what was written on it, until the same person has signed in again.
whenSessionLost((toAnother) => {
  if (!toAnother) remember(false);
  become(person, person !== null);
});

/** Who is signed in; null for a visitor. */
export const useSession = (): Person | null => useSyncExternalStore(listen, () => person);

/** Whether that person's session has ended meanwhile: expired, revoked, signed out in another tab. */
export const useSessionEnded = (): boolean => useSyncExternalStore(listen, () => ended);

export const currentPerson = () => person;

/** Takes over a fresh sign-in. Nothing of another person before stays in the cache. */
export function begin(answer: SignedIn): void {
  setAccessToken(answer.accessToken, answer.user.id);
  if (answer.user.id === person?.id) void queryClient.invalidateQueries();
  else queryClient.clear();
  remember(true);
  become(answer.user);
}

/** On load: the refresh cookie, when there is one, gives a new access token and the person. */
export async function restore(): Promise<void> {
  if (!remembered()) return;
  try {
    const renewed = await renew();
    if (renewed) become(renewed.user);
    else remember(false);
  } catch {
    // Nobody answered: the next load asks again.
  }
}

export async function signOut(): Promise<void> {
  await api.POST('/api/v1/auth/logout').catch(() => undefined);
  setAccessToken(null, null);
  // Where the session was lost already, the browser's may be another person's by now.
  if (!ended) remember(false);
  forgetAllKept();
  forgetAllOrders();
  queryClient.clear();
  become(null);
}
