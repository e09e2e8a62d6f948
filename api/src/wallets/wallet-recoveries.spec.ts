import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AssetToken__factory, InvestorRegistry__factory } from '@cadastre/contracts';
import { Outbox } from '../chain/outbox/outbox.js';
import { decide, notApproved, reject } from '../testing/approvals.js';
import { proveWallet } from '../testing/builders.js';
import type { Persona } from '../testing/test-app.js';
import { FundWorld, type Holder } from '../tokens/testing/fund-world.js';
import type { RecoveryView } from './wallet-recovery.schema.js';

describe('a lost wallet', () => {
  let world: FundWorld;
  let anna: Holder;
  let second: { id: string; address: string };

  beforeAll(async () => {
    world = await FundWorld.start();
    await world.deploy();
    anna = await world.holder(20);
    second = await another(anna.persona, 21);
    await world.publish(world.token.navFeed ?? '', 100_000_000n);
    await world.mint(anna, 10_000n);
  }, 120_000);
  afterAll(() => world.stop());

  /** A second wallet of an investor, registered. */
  async function another(who: Persona, index: number) {
    const account = world.chain.wallet(index);
    const { id } = await proveWallet(who, account as never);
    await world.officer.http.post(`/wallets/${id}/approve`).expect(202);
    await world.until(
      async () => (await who.http.get(`/wallets/${id}`)).body as { state: string },
      ({ state }) => state === 'registered',
    );
    return { id, address: account.address };
  }

  const paper = () => world.officer.http.upload(undefined, { purpose: 'kyc' });
  const ask = async (lost: string, newWalletId: string, by = world.officer) =>
    by.http.post(`/wallets/${lost}/recover`, {
      newWalletId,
      documentId: await paper(),
      reason: 'Burnt; identity checked.',
    });
  const recovery = async (id: string) =>
    (await world.officer.http.get(`/wallet-recoveries/${id}`).expect(200)).body as RecoveryView;
  const token = () => AssetToken__factory.connect(world.token.address ?? '', world.chain.provider);
  const registry = () =>
    InvestorRegistry__factory.connect(
      world.chain.deployment.addresses.InvestorRegistry,
      world.chain.provider,
    );

  it('is recovered for the same investor only, to a wallet that is registered', async () => {
    const bob = await world.holder(22);
    const foreign = await ask(anna.walletId, bob.walletId);
    expect([foreign.status, foreign.body.code]).toEqual([422, 'recovery_wallets']);
    const same = await ask(anna.walletId, anna.walletId);
    expect([same.status, same.body.code]).toEqual([422, 'recovery_wallets']);
    const unknown = await proveWallet(anna.persona);
    const early = await ask(anna.walletId, unknown.id);
    expect([early.status, early.body.code]).toEqual([409, 'wallet_not_registered']);
    await anna.persona.http
      .post(`/wallets/${anna.walletId}/recover`, {
        newWalletId: second.id,
        documentId: second.id,
        reason: 'x',
      })
      .expect(403);
  });

  it('keeps everything where an officer says no, and may be asked for again', async () => {
    const { body } = await ask(anna.walletId, second.id);
    const twice = await ask(anna.walletId, second.id);
    expect([twice.status, twice.body.code]).toEqual([409, 'recovery_open']);
    const own = await notApproved(world.officer, body.approvalId as string);
    expect(own).toEqual([403, 'own_request']);
    await reject(world.second, body.approvalId as string);
    expect(await recovery(body.id as string)).toMatchObject({
      state: 'rejected',
      operationId: null,
    });
    expect(await token().balanceOf(anna.account.address)).toBe(1_000_000n);
  });

  it('gives its place in the registry and its tokens to the new one, as two officers decided', async () => {
    const { body } = await ask(anna.walletId, second.id);
    expect(body).toMatchObject({
      state: 'requested',
      lostAddress: anna.account.address,
      tokens: [],
    });
    await world.approve(body.approvalId as string, world.second);
    const done = await world.until(
      () => recovery(body.id as string),
      ({ state }) => state === 'completed',
    );
    expect(done.tokens).toMatchObject([{ token: world.token.address, state: 'moved' }]);
    expect(await token().balanceOf(anna.account.address)).toBe(0n);
    expect(await token().balanceOf(second.address)).toBe(1_000_000n);
    expect(await registry().isVerified(anna.account.address)).toBe(false);
    expect(await registry().successorOf(anna.account.address)).toBe(second.address);
    const states = await Promise.all(
      [anna.walletId, second.id].map(
        async (id) => (await anna.persona.http.get(`/wallets/${id}`)).body as object,
      ),
    );
    expect(states).toMatchObject([{ state: 'removed' }, { state: 'registered', agrees: true }]);
    expect((await ask(anna.walletId, second.id)).body.code).toBe('wallet_not_registered');
    await anna.persona.http.get(`/wallet-recoveries/${body.id as string}`).expect(200);
    await (
      await world.t.signIn('investor')
    ).http
      .get(`/wallet-recoveries/${body.id as string}`)
      .expect(404);
  }, 60_000);

  it('stays recovered once when the blocks that held it are reorganised away', async () => {
    const clara = await world.holder(23);
    const heir = await another(clara.persona, 24);
    await world.mint(clara, 10_000n);
    const { body } = await ask(clara.walletId, heir.id);
    await world.approve(body.approvalId as string, world.second);
    const id = body.id as string;
    await world.until(
      () => recovery(id),
      ({ state }) => state === 'completed',
    );
    await world.chain.reorganise(2);
    const audited = async (action: string) =>
      (
        await world.t.db.sql(
          'SELECT id FROM api.audit_entry WHERE subject_id = $1 AND action = $2',
          [id, action],
        )
      ).length;
    await world.until(
      () => audited('wallet_recovery.movement_retracted'),
      (times) => times === 1,
    );
    const again = await world.until(
      () => recovery(id),
      ({ state }) => state === 'completed',
    );
    expect(again.tokens).toHaveLength(1);
    expect(await token().balanceOf(heir.address)).toBe(1_000_000n);
    expect(await token().balanceOf(clara.account.address)).toBe(0n);
    expect(await audited('wallet_recovery.moved')).toBe(2);
  }, 60_000);

  it('has what the chain would not move sent again, as two officers decide', async () => {
    const dora = await world.holder(25);
    const heir = await another(dora.persona, 26);
    await world.mint(dora, 10_000n);
    let refusing = true;
    world.t
      .get(Outbox)
      .beforeSending('wallet.recover', () =>
        Promise.resolve(refusing ? { code: 'token_paused', sentence: 'Not now.' } : null),
      );
    const { body } = await ask(dora.walletId, heir.id);
    const id = body.id as string;
    const resend = (by = world.officer, token = world.token.address ?? '') =>
      by.http.post(`/wallet-recoveries/${id}/tokens/${token}/resend`, { reason: 'It works now.' });
    const early = await resend(world.officer, dora.account.address);
    expect([early.status, early.body.code]).toEqual([404, 'not_found']);
    await world.approve(body.approvalId as string, world.second);
    const stuck = await world.until(
      () => recovery(id),
      ({ tokens }) => tokens[0]?.state === 'failed',
    );
    expect(stuck).toMatchObject({ state: 'moving', tokens: [{ failure: 'Not now.' }] });
    const { body: left } = await dora.persona.http.get('/holdings').expect(200);
    expect(left.items).toMatchObject([
      { walletAddress: dora.account.address, amountBaseUnits: '1000000', valueCents: '10000' },
    ]);

    refusing = false;
    const asked = await resend();
    expect(asked.status).toBe(202);
    const twice = await resend(world.second);
    expect([twice.status, twice.body.code]).toEqual([409, 'resend_pending']);
    const approvalId = asked.body.approvalId as string;
    expect(await notApproved(world.officer, approvalId)).toEqual([403, 'own_request']);
    const decided = await decide(world.second, approvalId);
    expect(decided.body.payload).toMatchObject({
      amountBaseUnits: '1000000',
      newAddress: heir.address,
    });
    expect(decided.body.sentence.values).toMatchObject({ amount: '1.00' });
    await world.until(
      () => recovery(id),
      ({ state }) => state === 'completed',
    );
    expect(await token().balanceOf(heir.address)).toBe(1_000_000n);
    const late = await resend();
    expect([late.status, late.body.code]).toEqual([409, 'move_not_failed']);
    // What was on the lost wallet stays in the investor's own past.
    const history = await dora.persona.http.get('/holdings/history').expect(200);
    expect(history.body.days).toMatchObject([{ valueCents: '10000', unpriced: 0 }]);
  }, 60_000);
});
