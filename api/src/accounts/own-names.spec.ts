import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { systemCtx } from '../platform/context.js';
import { startTestApp, type TestApp } from '../testing/test-app.js';
import { OwnNames } from './own-names.service.js';
import { Users } from './users.service.js';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.close());

it('an investor’s own name that was kept as an organisation’s is taken out at a start; all others stay', async () => {
  const made = async (organisationName: string, kind = 'investor') => {
    const body = {
      email: `${randomUUID()}@example.test`,
      password: 'correct horse battery',
      name: 'Ada Example',
      kind,
      organisationName,
    };
    return (await t.anonymous.post('/auth/register', body).expect(201)).body.user;
  };
  const [own, firm, issuer] = [
    await made('Someone Else'),
    await made('Example Family Office'),
    await made('Ada Example', 'issuer'),
  ];
  const pair = await made('Two People');
  await t.signIn('investor', { organisationId: pair.organisationId });
  const rename = 'UPDATE api.organisation SET name = $2 WHERE id = $1';
  await t.db.sql(rename, [own.organisationId, 'ADA  Example']);
  await t.db.sql(rename, [pair.organisationId, 'Ada Example']);

  expect(await t.get(OwnNames).takeOut(systemCtx('start'))).toBe(1);
  expect(await t.get(OwnNames).takeOut(systemCtx('start'))).toBe(0);
  const names = await t.db.sql<{ id: string; name: string | null }>(
    'SELECT id, name FROM api.organisation WHERE id = ANY($1)',
    [[own, firm, issuer, pair].map(({ organisationId }) => organisationId)],
  );
  const nameOf = (of: { organisationId: string }) =>
    names.find(({ id }) => id === of.organisationId)?.name;
  expect([own, firm, issuer, pair].map(nameOf)).toEqual([
    null,
    'Example Family Office',
    'Ada Example',
    'Ada Example',
  ]);
  const shown = await t.get(Users).organisationName(own.organisationId);
  expect(shown).toBe('Ada Example');
  const log = await t.db.sql<{ subject_id: string }>(
    `SELECT subject_id FROM api.audit_entry WHERE action = 'organisation.seal_name'`,
  );
  expect(log).toEqual([{ subject_id: own.organisationId }]);
});
