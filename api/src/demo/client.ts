import { createHash } from 'node:crypto';

/** The API's refusal (problem+json), readable as it is: method, path, code, what to do, which fields. */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly request: string,
    readonly errors: readonly { pointer: string; detail: string }[] = [],
  ) {
    const fields = errors.map((error) => `\n    ${error.pointer}: ${error.detail}`).join('');
    super(`${request} answered ${status} ${code}: ${detail}${fields}`);
  }
}

/** The connection was lost or the service is away: whether the request took effect is unknown. */
export class Unreachable extends Error {
  constructor(request: string, cause: unknown) {
    super(`${request}: no answer (${reasonOf(cause)})`, { cause });
  }
}

export interface Credentials {
  email: string;
  password: string;
}

export interface RequestOptions {
  /** The Idempotency-Key of an intent: with it the request may be repeated without harm. */
  key?: string;
  /** The caller knows that a repetition changes nothing more. */
  repeatable?: boolean;
}

interface Body {
  bytes: string | Uint8Array;
  headers: Record<string, string>;
}

interface Answer {
  status: number;
  bytes: Buffer;
  mediaType: string;
}

const ATTEMPT_MS = 30_000;

/**
 * One person at the public HTTP API, as a browser would be: signs in, sends JSON and files, reads
 * problem+json. Requests that may be repeated ride out a restart of the service for `patienceMs`;
 * the others fail with `Unreachable`, and the caller looks before it asks again (see `reach`).
 */
export class ApiClient {
  private accessToken: string | null = null;
  private credentials: Credentials | null = null;

  constructor(
    readonly baseUrl: string,
    private readonly patienceMs = 90_000,
  ) {}

  /** Signs in and remembers the credentials, to sign in again when the session has ended. */
  async signIn(credentials: Credentials): Promise<SignedIn> {
    const signedIn = await this.send<SignedIn>(
      'POST',
      '/auth/login',
      json(credentials),
      true,
      false,
    );
    this.accessToken = signedIn.accessToken;
    this.credentials = credentials;
    return signedIn;
  }

  get<T>(path: string): Promise<T> {
    return this.send<T>('GET', path, null, true);
  }

  put<T>(path: string, body: object): Promise<T> {
    return this.send<T>('PUT', path, json(body), true);
  }

  patch<T>(path: string, body: object): Promise<T> {
    return this.send<T>('PATCH', path, json(body), true);
  }

  post<T>(path: string, body: object = {}, options: RequestOptions = {}): Promise<T> {
    const repeatable = options.repeatable === true || options.key !== undefined;
    const request = json(body);
    if (options.key !== undefined) request.headers['idempotency-key'] = options.key;
    return this.send<T>('POST', path, request, repeatable);
  }

  /** A file's bytes, e.g. `/reports/:id/pdf`. */
  async download(path: string): Promise<{ bytes: Buffer; mediaType: string }> {
    return this.patiently('GET', path, null, true);
  }

  /** Uploads a file with its digest (RFC 9530). Same bytes, same content address: repeating is harmless. */
  upload<T>(path: string, bytes: Uint8Array, mediaType: string): Promise<T> {
    const digest = createHash('sha256').update(bytes).digest('base64');
    const headers = { 'content-type': mediaType, 'content-digest': `sha-256=:${digest}:` };
    return this.send<T>('POST', path, { bytes, headers }, true);
  }

  private async send<T>(
    method: string,
    path: string,
    body: Body | null,
    repeatable: boolean,
    signInAgain = true,
  ): Promise<T> {
    const answer = await this.patiently(method, path, body, repeatable, signInAgain);
    const text = answer.bytes.toString('utf8');
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  private async patiently(
    method: string,
    path: string,
    body: Body | null,
    repeatable: boolean,
    signInAgain = true,
  ): Promise<Answer> {
    const deadline = Date.now() + this.patienceMs;
    for (;;) {
      try {
        return await this.attempt(method, path, body);
      } catch (error) {
        if (
          error instanceof ApiProblem &&
          error.status === 401 &&
          signInAgain &&
          this.credentials
        ) {
          await this.signIn(this.credentials);
          return this.patiently(method, path, body, repeatable, false);
        }
        if (!(error instanceof Unreachable) || !repeatable || Date.now() > deadline) throw error;
        await sleep(400);
      }
    }
  }

  private async attempt(method: string, path: string, body: Body | null): Promise<Answer> {
    const request = `${method} ${path}`;
    const headers: Record<string, string> = { accept: 'application/json', ...body?.headers };
    if (this.accessToken) headers.authorization = `Bearer ${this.accessToken}`;
    let response: Response;
    let bytes: Buffer;
    try {
      response = await fetch(`${this.baseUrl}/api/v1${path}`, {
        method,
        headers,
        body: body?.bytes,
        signal: AbortSignal.timeout(ATTEMPT_MS),
      });
      bytes = Buffer.from(await response.arrayBuffer());
    } catch (error) {
      throw new Unreachable(request, error);
    }
    if (response.ok) {
      return {
        status: response.status,
        bytes,
        mediaType: response.headers.get('content-type') ?? '',
      };
    }
    if ([502, 503, 504].includes(response.status)) {
      throw new Unreachable(request, new Error(`${response.status} ${response.statusText}`));
    }
    throw problemOf(request, response.status, bytes.toString('utf8'));
  }
}

export interface SignedIn {
  accessToken: string;
  expiresInSeconds: number;
  user: {
    id: string;
    name: string;
    email: string;
    role: string;
    organisationId: string;
    organisationName: string;
  };
}

/** A 404 is an answer here: there is none yet. */
export async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 404) return null;
    throw error;
  }
}

export const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

function json(body: object): Body {
  return { bytes: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
}

function problemOf(request: string, status: number, text: string): ApiProblem {
  try {
    const problem = JSON.parse(text) as Partial<Pick<ApiProblem, 'code' | 'detail' | 'errors'>>;
    const { code = 'unknown', detail = text, errors = [] } = problem;
    return new ApiProblem(status, code, detail, request, errors);
  } catch {
    return new ApiProblem(status, 'not_problem_json', text.slice(0, 200), request);
  }
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const inner = cause.cause instanceof Error ? `: ${cause.cause.message}` : '';
  return `${cause.message}${inner}`;
}
