import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { writeDeployment } from '../testing/deployment.js';
import { type Persona, startTestApp, type TestApp } from '../testing/test-app.js';
import { TestClient } from '../testing/test-client.js';
import { REQUESTS_A_MINUTE } from './api-key-check.service.js';
import type { NewApiKeyView } from './api-key.schema.js';

let t: TestApp;
let issuer: Persona;
beforeAll(async () => {
  t = await startTestApp();
  writeDeployment(t);
  issuer = await t.signIn('issuer');
});
afterAll(() => t.close());

const make = async (scopes: string[], who = issuer) =>
  (await who.http.post('/api-keys', { name: 'A program', scopes }).expect(201))
    .body as NewApiKeyView;
const as = (key: string) => new TestClient(request(t.app.getHttpServer()), key);
const HOUR = `interval '1 hour'`;

describe('an API key', () => {
  it('acts in its member’s name, in the rooms it has scopes for', async () => {
    const { key, apiKey } = await make(['auth:read', 'assets:read']);
    expect(key.startsWith(`${apiKey.prefix}_`)).toBe(true);
    const me = await as(key).get('/auth/me').expect(200);
    expect(me.body).toMatchObject({ id: issuer.userId, organisationId: issuer.organisationId });
    await as(key).get('/assets').expect(200);
    for (const refused of [as(key).get('/webhooks'), as(key).post('/assets', {})]) {
      expect((await refused.expect(403)).body.code).toBe('scope_missing');
    }
    expect((await as(key).get('/health-of-nothing').expect(404)).body.code).toBe('no_such_route');
  });

  it('neither gives rights away nor decides in place of a person', async () => {
    const { key } = await make(['members:read']);
    const officer = await t.signIn('compliance');
    const hers = await make(['approvals:read'], officer);
    const id = '00000000-0000-7000-8000-000000000000';
    for (const refused of [
      as(key).post('/api-keys', { name: 'Another', scopes: ['members:read'] }),
      as(key).post('/members', { email: 'a@cadastre.test', name: 'A', role: 'issuer' }),
      as(key).post('/auth/logout'),
      as(hers.key).post(`/approvals/${id}/approve`, {}),
      as(hers.key).post(`/approvals/${id}/reject`, {}),
    ]) {
      expect((await refused.expect(403)).body.code).toBe('people_only');
    }
  });

  it('is shown once and kept as a hash; the audit log tells which key acted', async () => {
    const { key, apiKey } = await make(['webhooks:write']);
    const { text } = await issuer.http.get('/api-keys').expect(200);
    expect(text).toContain(apiKey.prefix);
    expect(text).not.toContain(key);
    const rows = JSON.stringify(await t.db.sql('SELECT * FROM api.api_key'));
    expect(rows).not.toContain(key.slice(apiKey.prefix.length + 1));
    await as(key)
      .post('/webhooks', { url: 'http://localhost/x', eventTypes: ['*'] })
      .expect(201);
    const log = await issuer.http.get('/audit?action=webhook.create').expect(200);
    expect(log.body.items[0]).toMatchObject({ data: { apiKeyId: apiKey.id } });
    expect(log.text).not.toContain(key);
  });

  it('ends when it is revoked, and when its time is over', async () => {
    const [first, second] = [await make(['auth:read']), await make(['auth:read'])];
    await as(first.key).get('/auth/me').expect(200);
    await issuer.http.raw('delete', `/api/v1/api-keys/${first.apiKey.id}`).expect(204);
    await t.db.sql(
      `UPDATE api.api_key SET created_at = now() - ${HOUR} * 2, expires_at = now() - ${HOUR} WHERE id = $1`,
      [second.apiKey.id],
    );
    for (const { key } of [first, second]) {
      expect((await as(key).get('/auth/me').expect(401)).body.code).toBe('api_key_refused');
    }
    expect((await as(`${first.apiKey.prefix}_x`).get('/auth/me').expect(401)).body.code).toBe(
      'api_key_refused',
    );
    const listed = (await issuer.http.get('/api-keys').expect(200)).body.items;
    expect(listed.find(({ id }: { id: string }) => id === first.apiKey.id)).toMatchObject({
      lastUsedAt: expect.any(String),
      revokedAt: expect.any(String),
    });
  });

  it('has its requests a minute, and hears when to come again', async () => {
    const { key } = await make(['auth:read']);
    for (let made = 0; made < REQUESTS_A_MINUTE; made += 100) {
      await Promise.all(Array.from({ length: 100 }, () => as(key).get('/auth/me').expect(200)));
    }
    const refused = await as(key).get('/auth/me').expect(429);
    expect(refused.body.code).toBe('too_many_requests');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    const other = await make(['auth:read']);
    await as(other.key).get('/auth/me').expect(200);
  });

  it('can be given no scope that its role does not have', async () => {
    const given = { name: 'x', scopes: ['audit:read', 'jobs:read', 'nothing:write'] };
    const { body } = await issuer.http.post('/api-keys', given).expect(422);
    expect(body).toMatchObject({ code: 'unknown_scope', unknown: ['jobs:read', 'nothing:write'] });
    await issuer.http.post('/api-keys', { name: 'x', scopes: ['assets'] }).expect(400);
    await issuer.http
      .post('/api-keys', { name: 'x', scopes: ['assets:read'], expiresInDays: 366 })
      .expect(400);
  });

  it('is its member’s own: a colleague neither sees nor ends it', async () => {
    const { apiKey } = await make(['assets:read']);
    const colleague = await t.signIn('issuer', { organisationId: issuer.organisationId });
    expect((await colleague.http.get('/api-keys').expect(200)).body.items).toEqual([]);
    await colleague.http.raw('delete', `/api/v1/api-keys/${apiKey.id}`).expect(404);
  });
});
