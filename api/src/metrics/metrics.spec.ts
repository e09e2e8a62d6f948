import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../testing/test-app.js';
import { FAMILIES } from './families.js';

const TOKEN = 'a-token-for-prometheus-only';
let t: TestApp;
beforeAll(async () => {
  t = await startTestApp({ env: { METRICS_TOKEN: TOKEN } });
});
afterAll(() => t.close());

const scrape = (authorization: string) =>
  t.anonymous.raw('get', '/metrics').set('authorization', authorization);

it('tells outbox, ledger, keys and jobs to who brings the token', async () => {
  const { text, headers } = await scrape(`Bearer ${TOKEN}`).expect(200);
  expect(headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
  for (const { name } of Object.values(FAMILIES)) expect(text).toContain(`# TYPE ${name} gauge`);
  expect(text).toMatch(/cadastre_ledger_state\{state="\w+"\} 1/);
  expect(text).toMatch(/cadastre_chain_answers [01]/);
});

it.each(['', 'Bearer wrong', TOKEN])('tells nothing to who brings %j', async (authorization) => {
  const { body } = await scrape(authorization).expect(401);
  expect(body.code).toBe('metrics_token_wrong');
});

it('counts what waits, by key and by queue, with its age', async () => {
  await t.db.sql(
    `INSERT INTO api.chain_command (kind, signer, signer_address, to_address, data, state,
       subject_type, subject_id, correlation_id, created_at, updated_at)
     SELECT 'test', 'nobody', '\\x${'11'.repeat(20)}', '\\x${'22'.repeat(20)}', '', 'queued', 'test',
       uuidv7(), 'test-metrics', now(), now() FROM generate_series(1, 3)`,
  );
  await t.db.sql(
    `INSERT INTO api.chain_command_event (command_id, state, at, recorded_at, data)
     SELECT id, 'queued', now(), clock_timestamp() - interval '90 s', '{}' FROM api.chain_command
     WHERE signer = 'nobody'`,
  );
  const { text } = await scrape(`Bearer ${TOKEN}`).expect(200);
  expect(text).toContain('cadastre_outbox_commands{signer="nobody",state="queued"} 3');
  expect(text).toMatch(/cadastre_outbox_oldest_seconds\{signer="nobody"\} 9\d\n/);
});

it('is no page where no token is set', async () => {
  const other = await startTestApp();
  try {
    await other.anonymous.raw('get', '/metrics').expect(404);
  } finally {
    await other.close();
  }
});
