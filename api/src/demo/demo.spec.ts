import { afterEach, expect, it } from '@jest/globals';
import { ROLES } from '../platform/context.js';
import { startTestApp, type TestApp } from '../testing/test-app.js';
import { demoView } from './demo.schema.js';

let t: TestApp | undefined;

afterEach(async () => {
  await t?.close();
});

it('tells nobody any sign-in unless it was asked for by name', async () => {
  t = await startTestApp();
  await t.anonymous.get('/public/demo').expect(404);
});

it('lists the personas of a demonstration, with wallets for investors only', async () => {
  t = await startTestApp({ env: { DEMO: '1' } });
  const { body } = await t.anonymous.get('/public/demo').expect(200);
  const { personas } = demoView.parse(body);
  expect(new Set(personas.map((persona) => persona.role))).toEqual(new Set(ROLES));
  for (const { role, wallet } of personas) {
    expect(wallet !== null).toBe(role === 'investor');
  }
});
