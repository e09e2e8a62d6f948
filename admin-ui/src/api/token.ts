import { readProblem } from './problem.ts';
import type { Answer } from './types.ts';

/**
 * The access token lives in this module's memory only: a reload asks for a new one with the
 * httpOnly refresh cookie, and no script can read either from storage.
 */
let accessToken: string | null = null;
/** Whose it is, by the user's id. */
let holder: string | null = null;
type Renewed = Answer<'/api/v1/auth/refresh', 'post'>;

let renewing: Promise<Renewed | null> | null = null;
let onLost: (toAnother: boolean) => void = () => undefined;

export function setAccessToken(token: string | null, userId: string | null): void {
  accessToken = token;
  holder = userId;
}

/**
 * Called when the session ended elsewhere: expired, revoked, signed out in another tab; `toAnother` where somebody
 * else has signed in there.
 */
export function whenSessionLost(handler: (toAnother: boolean) => void): void {
  onLost = handler;
}

/**
 * Asks for a new access token; concurrent callers share one request.
 * @returns null where the session is over. @throws where nobody knows: no network, a server's fault
 */
export function renew(): Promise<Renewed | null> {
  renewing ??= askAnew().finally(() => {
    renewing = null;
  });
  return renewing;
}

async function askAnew(): Promise<Renewed | null> {
  const response = await fetch('/api/v1/auth/refresh', {
    method: 'POST',
    credentials: 'same-origin',
  });
  if (response.status === 401) return null;
  if (!response.ok) throw await readProblem(response);
  const renewed = (await response.json()) as Renewed;
  // The cookie is the browser's: who has signed in in another tab is not who wrote this page's requests.
  if (holder === null || renewed.user.id === holder) {
    setAccessToken(renewed.accessToken, renewed.user.id);
  }
  return renewed;
}

/** fetch with the bearer token; an expired token is renewed once and the request repeated. */
export async function authorisedFetch(request: Request): Promise<Response> {
  const repeat = request.clone();
  const response = await fetch(withToken(request));
  if (response.status !== 401 || accessToken === null || isSignIn(request.url)) return response;
  const renewed = await renew();
  if (renewed && renewed.user.id === holder) return fetch(withToken(repeat));
  accessToken = null;
  onLost(renewed !== null);
  return response;
}

function withToken(request: Request): Request {
  if (accessToken !== null) request.headers.set('Authorization', `Bearer ${accessToken}`);
  return request;
}

const isSignIn = (url: string) => /\/auth\/(login|refresh|register)$/.test(new URL(url).pathname);
