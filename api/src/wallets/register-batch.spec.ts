import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OperationView } from '../chain/operations/operation.schema.js';
import { approveInvestor, proveWallet } from '../testing/builders.js';
import type { Persona } from '../testing/test-app.js';
import { FundWorld } from '../tokens/testing/fund-world.js';
import { Workers } from '../platform/workers.js';
import { Wallet } from './wallet.entity.js';

describe('wallets that rest on one approval', () => {
  let world: FundWorld;
  let investor: Persona;
  let ids: string[];

  beforeAll(async () => {
    world = await FundWorld.start(false);
    investor = await world.t.signIn('investor');
    await approveInvestor(investor, world.officer);
    ids = [];
    for (let i = 0; i < 3; i += 1) ids.push((await proveWallet(investor)).id);
  }, 60_000);
  afterAll(() => world.stop());

  const states = async () =>
    Promise.all(ids.map(async (id) => (await world.t.db.em.findOneByOrFail(Wallet, { id })).state));
  const audited = async (action: string) =>
    (await world.t.db.sql('SELECT id FROM api.audit_entry WHERE action = $1', [action])).length;
  const registered = () =>
    world.until(states, (all) => all.every((state) => state === 'registered'));

  it('are registered in one transaction, each by its own operation', async () => {
    const operations: string[] = [];
    for (const id of ids) {
      const { body } = await world.officer.http.post(`/wallets/${id}/approve`).expect(202);
      operations.push((body as { operationId: string }).operationId);
    }
    // Only now, so that all three wait when the first is taken.
    world.t.get(Workers).start();
    await registered();
    const seen = await Promise.all(
      operations.map((id) =>
        world.until(
          async () => (await investor.http.get(`/operations/${id}`)).body as OperationView,
          ({ state }) => state === 'confirmed',
        ),
      ),
    );
    expect(new Set(seen.map((one) => one.id)).size).toBe(3);
    expect(new Set(seen.map((one) => one.transactionHash)).size).toBe(1);
    expect(seen.map((one) => one.transaction?.commands)).toEqual([3, 3, 3]);
    const logs = await world.t.db.sql<{ event: string; command_id: string | null }>(
      `SELECT event, command_id FROM api.ledger_log WHERE event LIKE 'Wallet%Registered'`,
    );
    expect(logs).toEqual([{ event: 'WalletsRegistered', command_id: null }]);
  }, 30_000);

  it('wait again when their block is reorganised away, and come back with the same bytes', async () => {
    await world.chain.reorganise(1);
    await world.until(
      () => audited('wallet.registration_retracted'),
      (times) => times === 3,
    );
    await registered();
  }, 30_000);
});
