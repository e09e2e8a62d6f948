import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Role } from './platform/context.js';
import { writeDeployment } from './testing/deployment.js';
import { startTestApp, type TestApp } from './testing/test-app.js';

/** What runs as it stands outside this workspace is loaded as a program would be. */
type Example = (api: unknown, ...given: unknown[]) => Promise<Record<string, unknown>>;
const EXAMPLES = new URL('../../examples/', import.meta.url);

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
  writeDeployment(t);
});
afterAll(() => t.close());

/** Runs an example with a key of exactly the scopes that its comment names. */
async function run(role: Role, ...given: unknown[]): Promise<Record<string, unknown>> {
  const file = new URL(`${role}.ts`, EXAMPLES);
  const named = /Scopes: ([a-z:, -]+)\./.exec(readFileSync(file, 'utf8'))?.[1];
  const person = await t.signIn(role);
  const { body } = await person.http
    .post('/api-keys', { name: 'An example', scopes: named?.split(', ') ?? [] })
    .expect(201);
  const { port } = t.app.getHttpServer().address() as AddressInfo;
  const { cadastre } = (await import(new URL('client.ts', EXAMPLES).href)) as {
    cadastre: (url: string, key: string) => unknown;
  };
  const module = (await import(file.href)) as Record<string, Example>;
  const example = module[role];
  if (!example) throw new Error(`examples/${role}.ts exports no ${role}`);
  const client = cadastre(`http://127.0.0.1:${port}`, (body as { key: string }).key);
  const first = await example(client, ...given);
  // Whoever tries an example tries it again.
  await example(client, ...given);
  return first;
}

it('an issuer brings in its record and has its programs told', async () => {
  expect(await run('issuer', 'http://localhost:9/hook')).toEqual({
    issuer: 'draft',
    webhook: expect.any(String),
    keepTheSecret: true,
    assets: [],
  });
});

it('an investor begins the identity check and is asked to prove a wallet', async () => {
  const address = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
  const { identity, sign } = await run('investor', address);
  expect(identity).toBe('draft');
  expect(sign).toContain(address);
});

it('a compliance officer has a list for the morning', async () => {
  expect(await run('compliance')).toEqual({ approvals: [], casesInReview: 0, unread: 0 });
});

it('an auditor verifies the log and reads the ledger to its end', async () => {
  expect(await run('auditor')).toMatchObject({ verified: { intact: true }, after: 0 });
});

it('an operator sees what failed', async () => {
  expect(await run('operator')).toEqual({ deadLetters: [], failed: [] });
});
