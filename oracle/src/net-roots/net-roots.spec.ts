import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Distributor__factory } from '@cadastre/contracts';
import { entitlements, linesHash } from '@cadastre/core';
import { Peers } from '../peers/peers.js';
import { openNetDistribution, type NetDistribution } from '../testing/net-distribution.js';
import { World, type Oracle } from '../testing/world.js';
import { NetRootSigner } from './net-root-signer.js';
import { NetRoots } from './net-roots.js';
import type { NetLines, SignNetRootRequest } from './wire.js';

const AMOUNT = 1_000_000_007n;

describe('the root of a distribution net of tax', () => {
  let world: World;
  let oracle: Oracle;
  let paying: NetDistribution;
  const distributionId = randomUUID();

  beforeAll(async () => {
    world = await World.begin();
    const fund = await world.fund();
    oracle = await world.oracle();
    await oracle.beat();
    const holders = [];
    for (const [balance, rateBps] of [
      [10_001n, 2_638],
      [20_002n, 0],
      [30_003n, 10_000],
    ] as const) {
      holders.push({ account: await world.chain.mint(fund, balance), rateBps });
    }
    paying = await openNetDistribution(world.chain, fund, holders, AMOUNT);
    world.custodian.calculations.set(distributionId, paying.approved);
  }, 60_000);
  afterAll(() => world.end());

  const signer = () => oracle.app.get(NetRootSigner);
  const request = async (change: Partial<SignNetRootRequest> = {}): Promise<SignNetRootRequest> => {
    const { timestamp } = await world.chain.rpc.block('latest');
    const { lines } = paying;
    return { distributionId, lines, epoch: 1, expiry: timestamp + 600, ...change };
  };
  const changed = (change: Partial<NetLines[number]>): NetLines =>
    paying.lines.map((line, i) => (i === 0 ? { ...line, ...change } : line));
  /** What was approved is another thing, for as long as it is asked. */
  async function saying<T>(change: object, work: () => Promise<T>): Promise<T> {
    world.custodian.calculations.set(distributionId, { ...paying.approved, ...change });
    try {
      return await work();
    } finally {
      world.custodian.calculations.set(distributionId, paying.approved);
    }
  }

  it.each<[string, () => Partial<SignNetRootRequest>, string]>([
    ['a rate that was not approved', () => ({ lines: changed({ rateBps: 0 }) }), 'LINES_DIFFER'],
    ['a holder less', () => ({ lines: paying.lines.slice(1) }), 'LINES_DIFFER'],
    ['an account twice', () => ({ lines: [...paying.lines, ...paying.lines] }), 'LINES_UNUSABLE'],
    ['another epoch', () => ({ epoch: 2 }), 'WRONG_EPOCH'],
    ['a root that has expired', () => ({ expiry: 1 }), 'WRONG_EXPIRY'],
    ['a root that lives too long', () => ({ expiry: 4_000_000_000 }), 'WRONG_EXPIRY'],
    [
      'a distribution that nobody approved',
      () => ({ distributionId: randomUUID() }),
      'SOURCE_STATUS',
    ],
  ])('has no signature for %s', async (_what, change, code) => {
    const asked = await request(change());
    await expect(signer().sign(asked)).rejects.toMatchObject({ code });
  });

  it('is not signed on the API’s word alone: balances, supply and money are the chain’s', async () => {
    const hashed = (lines: NetLines) => {
      const parts = entitlements(AMOUNT, lines).lines;
      const none = { gross: 0n, withheld: 0n };
      return linesHash(lines.map((line, i) => ({ ...line, ...(parts[i] ?? none) })));
    };
    const more = changed({ balance: 10_002n });
    const fewer = paying.lines.slice(1);
    for (const [lines, code] of [
      [more, 'BALANCE_DIFFERS'],
      [fewer, 'SUPPLY_DIFFERS'],
    ] as const) {
      const asked = await request({ lines });
      await saying({ linesHash: hashed(lines) }, () =>
        expect(signer().sign(asked)).rejects.toMatchObject({ code }),
      );
    }
    const asked = await request();
    await saying({ amountBaseUnits: (AMOUNT + 1n).toString() }, () =>
      expect(signer().sign(asked)).rejects.toMatchObject({ code: 'NOT_FUNDED' }),
    );
    await saying({ assetId: randomUUID() }, () =>
      expect(signer().sign(asked)).rejects.toMatchObject({ code: 'UNKNOWN_DISTRIBUTOR' }),
    );
  });

  it('is not proposed while too few nodes sign', async () => {
    const peers = oracle.app.get(Peers);
    const inOrder = peers.inOrder.bind(peers);
    peers.inOrder = () => inOrder().slice(0, 1);
    const { lines } = paying;
    const collected = oracle.app.get(NetRoots).collect({ distributionId, lines });
    await expect(collected).rejects.toMatchObject({ code: 'TOO_FEW_SIGNATURES' });
    peers.inOrder = inOrder;
  });

  it('is derived by three nodes and taken by the contract', async () => {
    const { lines } = paying;
    const mixed = [...lines].reverse();
    const { netRoot, proof } = await oracle.app
      .get(NetRoots)
      .collect({ distributionId, lines: mixed });
    const distributor = Distributor__factory.connect(paying.distributor, world.chain.deployer);
    await (await distributor.proposeRoot(netRoot, proof.bitmap, proof.bytes)).wait();
    const state = await distributor.netStateOf(paying.id);
    expect([state.pendingRoot, state.pendingNet, state.pendingWithheld]).toEqual([
      netRoot.root,
      netRoot.net,
      netRoot.withheld,
    ]);
    expect(AMOUNT - netRoot.net - netRoot.withheld).toBeLessThan(3n);
    const again = await request();
    await expect(signer().sign(again)).rejects.toMatchObject({ code: 'ROOT_PENDING' });
  });
});
