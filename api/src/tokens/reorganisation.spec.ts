import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AssetToken__factory } from '@cadastre/contracts';
import type { OperationView } from '../chain/operations/operation.schema.js';
import { FundWorld, type Holder } from './testing/fund-world.js';
import type { SupplyOrderView } from './supply.schema.js';
import type { TokenView } from './token.schema.js';

/** CONFIRMATIONS is 1 here: what is undone was final already, the worst that can happen. */
describe('a reorganisation', () => {
  let world: FundWorld;
  let anna: Holder;

  beforeAll(async () => {
    world = await FundWorld.start();
    anna = await world.holder(20);
  }, 60_000);
  afterAll(() => world.stop());

  const operation = async (id: string) =>
    (await world.issuer.http.get(`/operations/${id}`).expect(200)).body as OperationView;
  const audited = async (action: string) =>
    (await world.t.db.sql('SELECT id FROM api.audit_entry WHERE action = $1', [action])).length;

  it('that takes the deployment away makes the token and its asset wait, then live again', async () => {
    const live = await world.deploy();
    // The papers went into the token's register after it.
    const { provider } = world.chain;
    const receipt = await provider.getTransactionReceipt(live.deployedTransaction ?? '');
    const head = await provider.getBlockNumber();
    await world.chain.reorganise(head - (receipt?.blockNumber ?? head) + 1);
    await world.until(
      () => audited('token.deployment_retracted'),
      (times) => times === 1,
    );
    const again = await world.until(
      async () => (await world.issuer.http.get(`/assets/${world.assetId}/token`)).body as TokenView,
      (token) => token.state === 'live',
    );
    expect(again.address).toBe(live.address);
    expect(again.deployedTransaction).toBe(live.deployedTransaction);
    const { body } = await world.issuer.http.get(`/assets/${world.assetId}`).expect(200);
    expect(body.state).toBe('live');
  });

  it('that takes a mint away takes holdings back, and the same mint settles once more, once', async () => {
    await world.publish(world.token.navFeed ?? '', 100_000_000n);
    const settled = await world.mint(anna, 10_000n);
    await world.chain.reorganise(1);
    await world.until(
      () => audited('mint.retract'),
      (times) => times === 1,
    );
    const order = await world.until(
      async () => {
        const { body } = await world.issuer.http.get(`/tokens/${world.token.id}/supply-orders`);
        return (body.items as SupplyOrderView[])[0];
      },
      (one) => one?.state === 'settled' && one.blockNumber !== null,
    );
    expect(order?.transactionHash).toBe(settled.transactionHash);
    const token = AssetToken__factory.connect(world.token.address ?? '', world.chain.provider);
    expect(await token.balanceOf(anna.account.address)).toBe(1_000_000n);
    expect(await token.totalSupply()).toBe(1_000_000n);
    const told = await world.until(
      () => operation(settled.operationId ?? ''),
      ({ state }) => state === 'confirmed',
    );
    expect(told.transactionHash).toBe(settled.transactionHash);
    expect(told.timeline.filter(({ state }) => state === 'confirmed')).toHaveLength(2);
  });

  it('leaves an operation’s story complete, live and for its own people only', async () => {
    const { body } = await world.issuer.http.get('/operations?kind=token.mint').expect(200);
    const [mint] = body.items as OperationView[];
    const path = `/operations/${mint?.id ?? ''}`;
    const stream = await world.issuer.http.get(`${path}/events`).expect(200);
    expect(stream.headers['content-type']).toContain('text/event-stream');
    const states = [...stream.text.matchAll(/^event: (.+)$/gm)].map(([, state]) => state);
    expect(states).toEqual((await operation(mint?.id ?? '')).timeline.map(({ state }) => state));
    const stranger = await world.t.signIn('issuer');
    await stranger.http.get(path).expect(404);
    await stranger.http.get(`${path}/events`).expect(404);
    expect((await stranger.http.get('/operations').expect(200)).body.items).toEqual([]);
  });

  it('nor does a mint that nobody here asked for: it counts, and its id is not given out again', async () => {
    const token = AssetToken__factory.connect(world.token.address ?? '', world.chain.wallet(2));
    const receipt = await (await token.mint(anna.account.address, 5n, 500n)).wait();
    await world.reached(receipt?.blockNumber ?? 0);
    const order = await world.mint(anna, 10_000n);
    expect(order.state).toBe('settled');
    expect(Number(order.spendId)).toBeGreaterThan(500);
    const { body } = await world.issuer.http.get(`/tokens/${world.token.id}/cap-table`).expect(200);
    expect(body.supplyBaseUnits).toBe((await token.totalSupply()).toString());
  });

  it('and a lost database session do not stop the signers: they lead again', async () => {
    await world.t.db.sql(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name = 'cadastre session' AND datname = current_database()`,
    );
    const order = await world.mint(anna, 10_000n);
    expect(order.state).toBe('settled');
  });
});
