import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { ChainWorld, key } from './chain-world.js';

const SENDER = key(2);
const ROUNDS = 200;
/** Milliseconds; the moments sweep over what anvil does with a transaction. */
const STEPS = 6;

describe('the chain of the tests', () => {
  let chain: ChainWorld;
  beforeAll(async () => {
    chain = await ChainWorld.start();
  });
  afterAll(() => chain.stop());

  const sign = (nonce: number) =>
    SENDER.signTransaction({
      type: 2,
      chainId: chain.deployment.chainId,
      nonce,
      to: SENDER.address,
      value: 1n,
      gasLimit: 21_000n,
      maxFeePerGas: 10n ** 11n,
      maxPriorityFeePerGas: 10n ** 9n,
    });
  const send = (raw: string) => chain.rpc('eth_sendRawTransaction', raw).catch(() => undefined);
  const executed = () => chain.node.transactionCount(SENDER.address, 'latest');

  it('a reorganisation among transactions leaves no block whose state is not the chain’s', async () => {
    // The deployment is not what is looked at below.
    await chain.rpc('anvil_mine', '0x8');
    let nonce = await executed();
    for (let round = 0; round < ROUNDS; round += 1) {
      const raws = await Promise.all([nonce, nonce + 1, nonce + 2].map(sign));
      const sent = raws.map(async (raw, i) => {
        await sleep((round + i) % STEPS);
        await send(raw);
      });
      await sleep((round * 7) % STEPS);
      await chain.reorganise(1 + (round % 3));
      await Promise.all(sent);
      // What the reorganisation took is nowhere; a transaction in a block has used its nonce. The
      // count is read after the blocks: anvil answers a send before the block of it is there.
      const { number: head } = await chain.node.head();
      const used: number[] = [];
      for (let number = head - 3; number <= head; number += 1) {
        const { transactions } = await chain.rpc<{ transactions: { nonce: string }[] }>(
          'eth_getBlockByNumber',
          `0x${number.toString(16)}`,
          true,
        );
        used.push(...transactions.map((one) => Number(one.nonce)));
      }
      nonce = await executed();
      for (const one of used) expect(one).toBeLessThan(nonce);
    }
  });
});
