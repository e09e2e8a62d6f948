import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { roomHealth, unwritable } from '../documents/room.js';
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
    documents: { state: 'ok', figures: { mebibytesFree: expect.any(Number) } },
  });
});

it('health looks where papers come in: it says when there is little room, and what to do when there is none', async () => {
  const incoming = join(t.documentsDir, 'documents', 'incoming');
  const documents = async () => (await health()).body.parts.documents;
  for (const { state } of await Promise.all([documents(), documents()])) expect(state).toBe('ok');
  expect(await readdir(incoming)).toEqual([]);
  await rm(incoming, { recursive: true });
  expect(await documents()).toEqual({
    state: 'down',
    detail: `Nothing can be written to ${incoming}. The folder is gone: mount or restore it.`,
  });
  await mkdir(incoming);
  expect((await documents()).state).toBe('ok');

  expect(roomHealth(2 ** 30, 7)).toEqual({
    state: 'ok',
    figures: { contents: 7, mebibytesFree: 1024 },
  });
  expect(roomHealth(2 ** 30 - 1, 7)).toMatchObject({
    state: 'degraded',
    detail: expect.stringMatching(/^Only 1023 MiB are left/),
  });
  const full = unwritable('/papers', Object.assign(new Error('no'), { code: 'ENOSPC' }));
  expect(full.message).toBe('Nothing can be written to /papers. The disk is full: make room.');
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
