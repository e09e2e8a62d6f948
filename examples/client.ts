import createClient, { type Client } from 'openapi-fetch';
import type { paths } from '../admin-ui/src/api/schema.d.ts';

export type Cadastre = Client<paths>;

/** A refusal of the API (RFC 9457): `code` is stable, `detail` says what to do. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, detail: string) {
    super(`${status} ${code}: ${detail}`);
    this.status = status;
    this.code = code;
  }
}

/**
 * The whole API, typed by its own OpenAPI document. Refusals are thrown.
 * @param url where Cadastre runs, e.g. http://localhost:3000
 * @param key an API key (`cad_…`) or the access token of a session
 */
export function cadastre(url: string, key: string): Cadastre {
  const client = createClient<paths>({
    baseUrl: url,
    headers: { authorization: `Bearer ${key}` },
  });
  client.use({
    async onResponse({ response }) {
      if (response.ok) return;
      const { code, detail } = (await response.json()) as { code: string; detail: string };
      throw new Refusal(response.status, code, detail);
    },
  });
  return client;
}

/** The body of an answer. */
export async function bodyOf<Body>(call: Promise<{ data?: Body }>): Promise<NonNullable<Body>> {
  const { data } = await call;
  if (data === undefined || data === null) throw new Error('the answer has no body');
  return data;
}

/** Runs an example from the command line: CADASTRE_URL and CADASTRE_KEY say where and as whom. */
export async function main(example: (api: Cadastre) => Promise<unknown>): Promise<void> {
  const { CADASTRE_URL = 'http://localhost:3000', CADASTRE_KEY } = process.env;
  if (!CADASTRE_KEY) throw new Error('CADASTRE_KEY is missing: POST /api/v1/api-keys makes one');
  console.log(JSON.stringify(await example(cadastre(CADASTRE_URL, CADASTRE_KEY)), null, 2));
}
