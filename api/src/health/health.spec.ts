import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../testing/test-app.js';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.close());

const health = () => t.anonymous.raw('get', '/health');

it('health names each part and its state without a sign-in', async () => {
  const { body } = await health();
  expect(body.parts).toMatchObject({
    database: { state: 'ok' },
    migrations: { state: 'ok', figures: { newest: expect.any(String) } },
    clock: { state: 'ok' },
    documents: { state: 'ok' },
  });
});

it('health is 503 while a part is down, and says which', async () => {
  await rm(join(t.documentsDir, 'documents'), { recursive: true });
  const { body } = await health().expect(503);
  expect(body.status).toBe('down');
  expect(body.parts.documents.state).toBe('down');
});

it('the OpenAPI document describes every route with its roles, its answer and its refusals', async () => {
  const { body } = await t.anonymous.raw('get', '/api/docs-json').expect(200);
  const { get } = body.paths['/api/v1/approvals/{id}'];
  expect(get['x-roles']).toContain('compliance');
  expect(get.responses['200'].content['application/json'].schema).toEqual({
    $ref: '#/components/schemas/Approval',
  });
  expect(get.responses.default.content['application/problem+json'].schema).toEqual({
    $ref: '#/components/schemas/Problem',
  });
  await t.anonymous.raw('get', '/api/docs').expect(200);
});

it('pages of the UI are not mistaken for routes of the API', async () => {
  await t.anonymous.raw('get', '/nothing-here').expect(404);
  const { body } = await t.anonymous.raw('get', '/api/v1/nothing-here').expect(404);
  expect(body.code).toBe('no_such_route');
});
