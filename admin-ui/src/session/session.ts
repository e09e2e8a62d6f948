import { useSyncExternalStore } from 'react';
import { queryClient } from '../app/query.ts';
import { api } from '../api/client.ts';
import { renew, setAccessToken, whenSessionLost } from '../api/token.ts';
import type { Answer } from '../api/types.ts';

export type SignedIn = Answer<'/api/v1/auth/login', 'post'>;
export type Person = SignedIn['user'];

let person: Person | null = null;
const listeners = new Set<() => void>();

function become(next: Person | null): void {
  person = next;
  listeners.forEach((listener) => listener());
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

whenSessionLost(() => {
  remember(false);
  queryClient.clear();
  become(null);
});

/** Who is signed in; null for a visitor. */
export function useSession(): Person | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => person,
  );
}

export const currentPerson = () => person;

/** Takes over a fresh sign-in. Nothing of the person before stays in the cache. */
export function begin(answer: SignedIn): void {
  queryClient.clear();
  setAccessToken(answer.accessToken);
  remember(true);
  become(answer.user);
}

/** On load: the refresh cookie, when there is one, gives a new access token and the person. */
export async function restore(): Promise<void> {
  if (!remembered()) return;
  const renewed = await renew();
  if (renewed) become(renewed.user);
  else remember(false);
}

export async function signOut(): Promise<void> {
  await api.POST('/api/v1/auth/logout').catch(() => undefined);
  setAccessToken(null);
  remember(false);
  queryClient.clear();
  become(null);
}
