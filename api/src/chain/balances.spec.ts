import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { parseEther } from 'ethers';
import { readConfig } from '../platform/config.js';
import { startTestApp, testEnvironment } from '../testing/test-app.js';
import { startTestChain } from '../testing/test-chain.js';
import { Balances } from './balances.js';
import { Node } from './rpc/node.js';
import { Rpc } from './rpc/rpc.js';
import { Signers } from './signers.js';

const config = (over: NodeJS.ProcessEnv = {}) =>
  readConfig({ ...testEnvironment('postgres://localhost/none', '/nowhere'), ...over });

describe('the balance of a signer', () => {
  let said: string[];
  beforeEach(() => {
    said = [];
    const hear = (line: unknown) => void said.push(String(line));
    Logger.overrideLogger({ log: hear, warn: hear, error: hear });
  });
  afterEach(() => Logger.overrideLogger(false));

  it('is told once when it falls below the threshold, and once when it is back', async () => {
    const signers = new Signers(config());
    const balance = new Map<string, bigint>();
    const node = new Node(new Rpc('http://127.0.0.1:9'));
    node.balance = (address) => Promise.resolve(balance.get(address) ?? parseEther('5'));
    const balances = new Balances(config({ LOW_BALANCE_ETH: '1.5' }), node, signers);
    const low = async () => (await balances.check()).filter((b) => b.low).map((b) => b.role);

    expect(await low()).toEqual([]);
    balance.set(signers.address('issuance'), parseEther('1.5'));
    expect(await low()).toEqual([]);
    balance.set(signers.address('issuance'), parseEther('1.5') - 1n);
    expect(await low()).toEqual(['issuance']);
    expect(await low()).toEqual(['issuance']);
    // The deployer's key does no work here: nobody needs to fill it.
    balance.set(signers.address('deployer'), 0n);
    expect(await low()).toEqual(['issuance']);
    balance.set(signers.address('issuance'), parseEther('2'));
    expect(await low()).toEqual([]);
    expect(said).toEqual([
      `signer_balance_low role=issuance address=${signers.address('issuance')} ` +
        'ether=1.499999999999999999 threshold=1.5',
      `signer_balance_restored role=issuance address=${signers.address('issuance')} ` +
        'ether=2.0 threshold=1.5',
    ]);
  });

  it.each(['0.1.2', '-1', '1e18', '0.0000000000000000001', ''])(
    'a threshold of %j is refused',
    (text) => {
      expect(() => config({ LOW_BALANCE_ETH: text })).toThrow('LOW_BALANCE_ETH: must be an amount');
    },
  );
});

describe('the health of the chain', () => {
  let stop: () => Promise<void>;
  afterAll(() => stop());

  it('names the signers that run low, and each of several nodes', async () => {
    const chain = await startTestChain();
    const env = {
      ...chain.env,
      LOW_BALANCE_ETH: '100000',
      RPC_URL: `${chain.env.RPC_URL}, http://127.0.0.1:9`,
    };
    const t = await startTestApp({ env });
    stop = async () => {
      await t.close();
      await chain.stop();
    };
    const { body } = await t.anonymous.raw('get', '/health');
    expect(body.parts.chain).toMatchObject({
      state: 'degraded',
      detail: expect.stringMatching(
        /^127\.0\.0\.1:9 .*did not answer.*Send coin for gas to: registrar/,
      ),
      figures: {
        'node 127.0.0.1:9': 'unreachable',
        [`node ${new URL(chain.env.RPC_URL).host}`]: expect.stringMatching(/^ok, block \d+$/),
        'registrar ether': '10000.0',
      },
    });
  });
});
