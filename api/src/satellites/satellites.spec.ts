import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AccessHub__factory,
  AssetToken__factory,
  assetIdOf,
  Distributor__factory,
  InvestorRegistry__factory,
  KIND_QUEUE,
  RedemptionQueue__factory,
  roleKey,
  SatelliteFactory__factory,
} from '@cadastre/contracts';
import { randomBytes } from 'node:crypto';
import { hexlify, ZeroAddress } from 'ethers';
import { Database } from '../platform/database.js';
import { TestMoney } from '../testing/test-money.js';
import { FundWorld } from '../tokens/testing/fund-world.js';
import type { SatelliteKind, SatelliteView } from './satellite.schema.js';
import { type SatelliteFacts, Satellites } from './satellites.service.js';

const DISTRIBUTOR = Distributor__factory.createInterface();

/** CONFIRMATIONS is 1 here: what is undone was final already, the worst that can happen. */
describe('a satellite', () => {
  let world: FundWorld;
  const ready: SatelliteFacts[] = [];

  beforeAll(async () => {
    world = await FundWorld.start();
    world.t.get(Satellites).onReady('distributor', (_, one) => {
      ready.push(one);
      return Promise.resolve();
    });
    await world.deploy();
  }, 60_000);
  afterAll(() => world.stop());

  const launch = (kind: SatelliteKind, setUp: string) =>
    world.t
      .get(Database)
      .transaction(() =>
        world.t.get(Satellites).launch(world.issuer.ctx, world.assetId, kind, setUp),
      );
  const list = async () => {
    const { body } = await world.issuer.http.get(`/assets/${world.assetId}/satellites`).expect(200);
    return (body as { items: SatelliteView[] }).items;
  };
  const until = (id: string, state: string) =>
    world.until(
      async () => (await list()).find((one) => one.id === id),
      (one) => one?.state === state,
    );
  const hub = () =>
    AccessHub__factory.connect(world.chain.deployment.addresses.AccessHub, world.chain.provider);
  const setUp = () => DISTRIBUTOR.encodeFunctionData('initialize', [world.token.address ?? '']);

  it('is launched where it was said to be, tied to its asset, and ready once the chain says so', async () => {
    const launched = await launch('distributor', setUp());
    expect(launched.state).toBe('launching');
    const view = await until(launched.id, 'ready');
    expect(view?.address).toBe(launched.address);
    const at = Distributor__factory.connect(launched.address, world.chain.provider);
    expect(await at.token()).toBe(world.token.address);
    expect(await hub().kindOf(launched.address)).toBe(20n);
    const treasurer = world.chain.wallet(6).address;
    const asset = assetIdOf(world.assetId);
    expect(await hub().holds(asset, roleKey('treasurer'), treasurer)).toBe(true);
    expect(ready.map(({ id }) => id)).toEqual([launched.id]);
    expect(await world.t.get(Satellites).require(world.assetId, 'distributor')).toMatchObject({
      id: launched.id,
    });
  });

  it('of which an asset has one is refused a second time, and nothing is written', async () => {
    await expect(launch('distributor', setUp())).rejects.toMatchObject({
      code: 'satellite_exists',
    });
    expect(await list()).toHaveLength(1);
  });

  it('that keeps tokens is registered and exempt, and holds its role', async () => {
    const queue = RedemptionQueue__factory.createInterface();
    const { addresses } = world.chain.deployment;
    const terms = {
      token: world.token.address ?? '',
      asset: (await TestMoney.deploy(world.chain)).address,
      price: { feed: world.token.navFeed ?? '', maxAge: 86_400, bandBps: 0 },
      peg: { feed: ZeroAddress, maxAge: 0, bandBps: 0 },
      minShares: 1n,
      patience: 86_400,
    };
    const call = queue.encodeFunctionData('initialize', [terms]);
    const { id, address } = await launch('redemption_queue', call);
    await until(id, 'ready');
    expect(await hub().kindOf(address)).toBe(BigInt(KIND_QUEUE));
    const asset = assetIdOf(world.assetId);
    expect(await hub().holds(asset, roleKey('transferAgent'), address)).toBe(true);
    const token = AssetToken__factory.connect(world.token.address ?? '', world.chain.provider);
    expect((await token.accountOf(address)).exempt).toBe(true);
    const registry = InvestorRegistry__factory.connect(
      addresses.InvestorRegistry,
      world.chain.provider,
    );
    expect(await registry.isVerified(address)).toBe(true);
  });

  it('is followed by the ledger from its block on; a stranger’s clone is not', async () => {
    const { addresses } = world.chain.deployment;
    const factory = SatelliteFactory__factory.connect(
      addresses.SatelliteFactory ?? '',
      world.chain.wallet(30),
    );
    const sent = await factory.launch(
      addresses.DistributorImplementation ?? '',
      hexlify(randomBytes(32)),
      setUp(),
    );
    await world.reached((await sent.wait())?.blockNumber ?? 0);
    const followed = await world.t.db.sql<{ contract: string }>(
      `SELECT contract FROM api.ledger_contract WHERE asset_key IS NULL ORDER BY contract`,
    );
    expect(followed.map(({ contract }) => contract)).toEqual(['Distributor', 'RedemptionQueue']);
  });

  it('that the chain refuses fails with the reason, and can be tried again by an operator', async () => {
    const bad = await launch('bar_vault', '0x12345678');
    const view = await until(bad.id, 'failed');
    expect(view?.steps[0]).toMatchObject({ step: 'launch', failureCode: expect.any(String) });
    expect(view?.steps[1]).toMatchObject({ step: 'enrol', operationId: null });
    const operator = await world.t.signIn('operator');
    const again = await operator.http.post(`/satellites/${bad.id}/retry`).expect(200);
    expect(again.body.state).toBe('launching');
    expect(again.body.steps[0].operationId).not.toBe(view?.steps[0]?.operationId);
    await until(bad.id, 'failed');
    const { body } = await operator.http
      .post(`/satellites/${(await list())[0]?.id ?? ''}/retry`)
      .expect(409);
    expect(body.code).toBe('satellite_not_failed');
  });

  it('waits again when its blocks are reorganised away, and comes back', async () => {
    const before = (await list())[0];
    const head = await world.chain.provider.getBlockNumber();
    const depth = head - (before?.steps[0]?.blockNumber ?? head) + 1;
    await world.chain.reorganise(depth);
    await world.until(
      () => world.t.db.sql(`SELECT 1 FROM api.audit_entry WHERE action = 'satellite.launching'`),
      (found) => found.length > 0,
    );
    const again = await until(before?.id ?? '', 'ready');
    expect(again?.address).toBe(before?.address);
    expect(await hub().kindOf(before?.address ?? '')).toBe(20n);
    expect(ready.filter(({ id }) => id === before?.id)).toHaveLength(2);
  });
});
