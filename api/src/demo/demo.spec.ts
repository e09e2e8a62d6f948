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

const chainId = { jsonrpc: '2.0', id: 1, method: 'eth_chainId' };

it('lends nobody the node where there is no demonstration', async () => {
  t = await startTestApp();
  await t.anonymous.post('/public/demo/rpc', chainId).expect(404);
});

it('lends the demonstration’s wallets the node, and nothing that changes it', async () => {
  t = await startTestApp({ env: { DEMO: '1' } });
  const { body } = await t.anonymous.post('/public/demo/rpc', chainId).expect(200);
  expect(body.result).toBe('0x7a69');
  for (const method of ['anvil_setBalance', 'evm_increaseTime', 'eth_sendTransaction']) {
    await t.anonymous.post('/public/demo/rpc', { ...chainId, method }).expect(400);
  }
});
