import { expect, it } from '@jest/globals';
import { Rpc } from '../rpc/rpc.js';
import { subscribeHeads } from './heads.js';

const url = process.env['TEST_RPC_URL'] ?? '';

it('a new head is told at once', async () => {
  const rpc = new Rpc(url);
  let told = Promise.withResolvers<void>();
  const end = subscribeHeads(url, () => told.resolve());
  // The subscription is there once a block is told of.
  const mining = setInterval(() => void rpc.call('evm_mine'), 100);
  await told.promise;
  clearInterval(mining);
  told = Promise.withResolvers();
  await rpc.call('evm_mine');
  await told.promise;
  end();
});

it('where nobody speaks websocket nothing happens', () => {
  for (const nowhere of ['http://127.0.0.1:9', 'not a url']) {
    expect(subscribeHeads(nowhere, () => undefined)).not.toThrow();
  }
});
