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

whenSessionLost(() => {
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
  become(answer.user);
}

/** On load: the refresh cookie, when there is one, gives a new access token and the person. */
export async function restore(): Promise<void> {
  const renewed = await renew();
  if (renewed) become(renewed.user);
}

export async function signOut(): Promise<void> {
  await api.POST('/api/v1/auth/logout').catch(() => undefined);
  setAccessToken(null);
  queryClient.clear();
  become(null);
}
