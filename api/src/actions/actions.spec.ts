import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AssetToken__factory, InvestorRegistry__factory } from '@cadastre/contracts';
import { convertHolding, redeemHolding, redemptionCover } from '@cadastre/core';
import { Clock, DAY_MS } from '../platform/clock.js';
import type { Page } from '../platform/page.js';
import { notApproved, shownTo } from '../testing/approvals.js';
import { acceptAllEvidence, createAsset, fileAllEvidence, PORTFOLIO } from '../testing/builders.js';
import { TestMoney } from '../testing/test-money.js';
import { FundWorld, type Holder, RULES } from '../tokens/testing/fund-world.js';
import type { TokenView } from '../tokens/token.schema.js';
import type { ActionLine, ActionOrderView, ActionView, HeldAction } from './action.schema.js';

const [NUMERATOR, DENOMINATOR] = [3n, 7n];
const PRICE = 101_234_567n;

/** One issuer's two funds, told in order: the first is converted into the second, the second matures. */
describe('a corporate action', () => {
  let world: FundWorld;
  let money: TestMoney;
  let holders: Holder[];
  let next: TokenView;
  let documentId: string;
  let action: ActionView;

  beforeAll(async () => {
    world = await FundWorld.start();
    money = await TestMoney.deploy(world.chain);
    await world.deploy({ ...RULES, maxHolders: 10 });
    await world.publish(world.token.navFeed ?? '', 100_000_000n);
    holders = [await world.holder(20), await world.holder(21), await world.holder(22)];
    for (const [i, holder] of holders.entries()) await world.mint(holder, 10_001n * BigInt(3 - i));
    documentId = await world.issuer.http.upload();
    next = await secondToken();
  }, 120_000);
  afterAll(() => world.stop());

  async function secondToken(): Promise<TokenView> {
    const { issuer, officer } = world;
    const id = await createAsset(issuer, { name: 'Second Fund' });
    await issuer.http.put(`/assets/${id}/portfolio`, PORTFOLIO).expect(200);
    await fileAllEvidence(issuer, id);
    await issuer.http.post(`/assets/${id}/submit`).expect(200);
    await acceptAllEvidence(officer, id);
    await officer.http.post(`/assets/${id}/approve`, { reason: 'Complete.' }).expect(200);
    const design = { name: 'Second Fund', symbol: 'SECF', rules: { ...RULES, maxHolders: 10 } };
    const { body } = await issuer.http.put(`/assets/${id}/token`, design).expect(200);
    const asked = await issuer.http.post(`/tokens/${body.id as string}/deploy`).expect(202);
    await world.approve(asked.body.approvalId as string);
    return world.until(
      async () => (await issuer.http.get(`/assets/${id}/token`).expect(200)).body as TokenView,
      (token) => token.state === 'live',
    );
  }

  const at = (ms: number) =>
    new Date(Math.floor((world.t.get(Clock).now().getTime() + ms) / 1000) * 1000).toISOString();
  const conversion = (over: object = {}) => ({
    kind: 'conversion',
    documentId,
    effectiveAt: at(2 * DAY_MS),
    newAssetId: next.assetId,
    numerator: NUMERATOR.toString(),
    denominator: DENOMINATOR.toString(),
    ...over,
  });
  const maturity = (over: object = {}) => ({
    kind: 'maturity',
    documentId,
    effectiveAt: at(2 * DAY_MS),
    paymentToken: money.address,
    pricePerToken: PRICE.toString(),
    ...over,
  });
  const create = (body: object, assetId = world.assetId) =>
    world.issuer.http.post(`/assets/${assetId}/corporate-actions`, body);
  const act = (verb: string) => world.issuer.http.post(`/corporate-actions/${action.id}/${verb}`);
  const get = async () =>
    (await world.issuer.http.get(`/corporate-actions/${action.id}`).expect(200)).body as ActionView;
  const until = async (state: string) => {
    action = await world.until(get, (one) => one.state === state);
  };
  const lines = async () =>
    (await world.issuer.http.get(`/corporate-actions/${action.id}/lines`).expect(200)).body
      .items as ActionLine[];
  const line = async (who?: Holder) =>
    (await lines()).find(({ account }) => account === who?.account.address);
  const order = async (who: Holder, amount: bigint) =>
    (
      await who.persona.http
        .post(`/corporate-actions/${action.id}/orders`, {
          walletId: who.walletId,
          amountBaseUnits: amount.toString(),
        })
        .expect(200)
    ).body as ActionOrderView;
  const token = (address: string | null) =>
    AssetToken__factory.connect(address ?? '', world.chain.provider);
  const balances = (address: string | null) =>
    Promise.all(holders.map(({ account }) => token(address).balanceOf(account.address)));

  async function pass(time: string): Promise<void> {
    await world.chain.rpc('evm_setNextBlockTimestamp', [Date.parse(time) / 1000]);
    await world.chain.rpc('evm_mine');
    await world.reached(await world.chain.provider.getBlockNumber());
  }

  async function announced(body: object, assetId?: string): Promise<void> {
    action = (await create(body, assetId).expect(201)).body as ActionView;
    await world.until(
      () =>
        world.t.db.sql<{ state: string }>(
          `SELECT state FROM api.satellite WHERE asset_id = $1 AND kind = 'corporate_actions'`,
          [action.assetId],
        ),
      ([one]) => one?.state === 'ready',
    );
    const { body: asked } = await act('submit').expect(202);
    await world.approve(asked.approvalId as string);
    await until('announced');
  }

  async function round(): Promise<void> {
    const { body } = await act('settle').expect(202);
    await world.approve(body.approvalId as string);
    await world.until(get, ({ progress }) => !progress['due'] && !progress['settling']);
  }

  async function suspend(who: Holder | undefined, on: boolean): Promise<void> {
    const registry = world.chain.deployment.addresses.InvestorRegistry;
    const contract = InvestorRegistry__factory.connect(registry, world.chain.wallet(3));
    const sent = await contract.setSuspended(
      who?.account.address ?? '',
      on,
      `0x${'00'.repeat(32)}`,
    );
    await world.reached((await sent.wait())?.blockNumber ?? 0);
  }

  it.each([
    ['too short a notice', () => maturity({ effectiveAt: at(DAY_MS / 2) }), 'notice_too_short'],
    [
      'the asset itself as money',
      () => maturity({ paymentToken: world.token.address }),
      'payment_is_the_asset',
    ],
    [
      'a payment token that is none',
      () => maturity({ paymentToken: world.chain.wallet(25).address }),
      'unknown_payment_token',
    ],
    ['one for one', () => conversion({ numerator: '7' }), 'no_ratio'],
    [
      'a conversion into itself',
      () => conversion({ newAssetId: world.assetId }),
      'new_token_does_not_fit',
    ],
  ])('refuses %s', async (_, body, code) => {
    expect((await create(body()).expect(422)).body.code).toBe(code);
  });

  it('shows what becomes of every holder, and is announced as it was shown or not at all', async () => {
    action = (await create(conversion()).expect(201)).body as ActionView;
    const held = await balances(world.token.address);
    const expected = held.map((balance) => convertHolding(balance, NUMERATOR, DENOMINATOR));
    const sum = (part: 'burned' | 'gained' | 'left') =>
      expected.reduce((total, one) => total + one[part], 0n).toString();
    expect(action.calculation).toMatchObject({
      holders: 3,
      burned: sum('burned'),
      gained: sum('gained'),
      remainder: sum('left'),
      remainderGoesTo: 'holders',
    });
    for (const [i, who] of holders.entries()) {
      expect(await line(who)).toMatchObject({
        before: held[i]?.toString(),
        burned: expected[i]?.burned.toString(),
        gained: expected[i]?.gained.toString(),
        after: expected[i]?.left.toString(),
      });
    }
    await world.launched();
    const { body } = await act('submit').expect(202);
    const approvalId = body.approvalId as string;
    const tamper = (by: number) =>
      world.t.db.sql(
        'UPDATE api.corporate_action_line SET gained = gained + $2 WHERE action_id = $1',
        [action.id, by],
      );
    await tamper(1);
    const { description } = await shownTo(world.officer, approvalId);
    expect(description).toMatch(/conversion of [\d,]+\.\d\d+ EXTF of \d holders/);
    expect(await notApproved(world.officer, approvalId)).toEqual([409, 'action_changed']);
    expect((await act('calculate').expect(409)).body.code).toBe('approval_pending');
    await tamper(-1);
    await world.approve(approvalId);
    await until('announced');
    expect((await act('cancel').send({ reason: 'x' }).expect(409)).body.code).toBe(
      'action_is_announced',
    );
  });

  it('tells every holder, and is carried out by nobody before its time', async () => {
    const told = () => world.issuer.http.get(`/corporate-actions/${action.id}/notices`).expect(200);
    await world.until(told, ({ body }) => (body.items as object[]).length === 3);
    const [anna] = holders as [Holder];
    const { items } = (await anna.persona.http.get('/corporate-actions').expect(200))
      .body as Page<HeldAction>;
    expect(items).toMatchObject([
      { actionId: action.id, kind: 'conversion', state: 'announced', paymentSymbol: null },
    ]);
    const early = await order(anna, 1_000n);
    expect(early).toMatchObject({ allowed: false, transaction: null });
    expect(early.obstacles.map(({ code }) => code)).toEqual(['not_effective']);
    expect((await act('settle').expect(409)).body.code).toBe('not_effective');
    expect((await act('fund').expect(409)).body.code).toBe('not_a_redemption');
    const other = await world.t.signIn('investor');
    await other.http
      .post(`/corporate-actions/${action.id}/orders`, {
        walletId: anna.walletId,
        amountBaseUnits: '1',
      })
      .expect(404);
  });

  it('is taken part in by a holder’s own transaction, and goes back with its block', async () => {
    await pass(action.effectiveAt);
    const [anna] = holders as [Holder];
    const all = await token(world.token.address).balanceOf(anna.account.address);
    const snapshot = await world.chain.rpc('evm_snapshot');
    const convert = async (amount: bigint) => {
      const { transaction } = await order(anna, amount);
      const sent = await anna.account.sendTransaction(transaction ?? {});
      await world.reached((await sent.wait())?.blockNumber ?? 0);
    };
    await convert(all);
    expect(await line(anna)).toMatchObject({ state: 'done' });
    await world.chain.rpc('evm_revert', [snapshot]);
    // A longer branch than the one that is gone.
    await world.chain.rpc('anvil_mine', ['0x4']);
    await world.until(
      () => line(anna),
      (one) => one?.state === 'due',
    );
    const shown = await order(anna, all);
    await convert(all);
    expect(await line(anna)).toMatchObject({
      state: 'done',
      settledBurned: shown.burned,
      settledGained: shown.gained,
    });
    expect(await token(next.address).balanceOf(anna.account.address)).toBe(BigInt(shown.gained));
    expect((await get()).state).toBe('open');
  });

  it('is finished for the others in rounds of exactly the lines approved; who is passed over is tried again', async () => {
    const [, ben, carol] = holders as [Holder, Holder, Holder];
    const before = await balances(world.token.address);
    const { body } = await act('settle').expect(202);
    const moved = await token(world.token.address)
      .connect(ben.account)
      .transfer(carol.account.address, 7n);
    await world.reached((await moved.wait())?.blockNumber ?? 0);
    const stale = body.approvalId as string;
    expect(await notApproved(world.officer, stale)).toEqual([409, 'lines_changed']);
    await world.issuer.http.post(`/approvals/${stale}/withdraw`).expect(200);

    await suspend(ben, true);
    await round();
    expect(await line(ben)).toMatchObject({ state: 'skipped', obstacle: 'account_cannot_act' });
    expect(await line(carol)).toMatchObject({ state: 'done' });
    expect((await get()).state).toBe('open');
    await suspend(ben, false);
    await round();
    await until('completed');
    const expected = [before[0], (before[1] ?? 0n) - 7n, (before[2] ?? 0n) + 7n].map((held) =>
      convertHolding(held ?? 0n, NUMERATOR, DENOMINATOR),
    );
    const [old, given] = [await balances(world.token.address), await balances(next.address)];
    for (const i of [1, 2]) {
      expect([old[i], given[i]]).toEqual([expected[i]?.left, expected[i]?.gained]);
    }
    // No sale: what was given has the cost and the age of what was taken.
    const { body: table } = await world.issuer.http.get(`/tokens/${next.id}/cap-table`).expect(200);
    const rows = table.holders as { address: string; investorReference: string }[];
    const of = rows.find(({ address }) => address === carol.account.address)?.investorReference;
    const lots = await carol.persona.http.get(`/investors/${of ?? ''}/tax-lots`).expect(200);
    expect(lots.text.match(/,open,[^,]+,conversion,carried,/g)?.length).toBeGreaterThan(0);
    expect(lots.text).toMatch(/,disposal,[^\n]+,conversion,carried,/);
  });

  it('that redeems everything is paid in, opened and paid to the base unit; the dust goes back', async () => {
    await announced(maturity(), next.assetId);
    const held = await balances(next.address);
    const supply = held.reduce((total, one) => total + one, 0n);
    const cover = redemptionCover(supply, PRICE, next.decimals);
    const poor = await act('fund').expect(422);
    expect(poor.body).toMatchObject({
      code: 'action_unfunded',
      missingBaseUnits: cover.toString(),
    });
    expect((await act('open').expect(409)).body.code).toBe('not_effective');
    await money.give(world.treasurer, cover);
    await act('fund').expect(202);
    await world.until(get, ({ redemption }) => redemption?.funded === cover.toString());
    expect((await act('fund').expect(409)).body.code).toBe('action_covered');
    await pass(action.effectiveAt);
    await act('open').expect(202);
    await until('open');
    expect((await act('return-funds').expect(409)).body.code).toBe('funds_bound');
    await round();
    await until('completed');
    const due = held.map((one) => redeemHolding(one, PRICE, next.decimals).gained);
    for (const [i, { account }] of holders.entries())
      expect(await money.of(account.address)).toBe(due[i]);
    expect(await token(next.address).totalSupply()).toBe(0n);
    const dust = cover - due.reduce((total, one) => total + one, 0n);
    expect(action.calculation.remainder).toBe(dust.toString());
    expect((await act('settle').expect(409)).body.code).toBe('action_is_completed');
    if (dust > 0n) {
      await act('return-funds').expect(202);
      await world.until(get, ({ redemption }) => redemption?.returned === dust.toString());
    }
    expect(await money.of(world.treasurer)).toBe(dust);
    expect((await act('return-funds').expect(409)).body.code).toBe('nothing_to_return');
  });

  it('is taken back by two people before it takes effect, and not after', async () => {
    await announced(maturity({ kind: 'call' }));
    const { body } = await act('withdraw').send({ reason: 'A mistake in the paper.' }).expect(202);
    await world.approve(body.approvalId as string);
    await until('withdrawn');
    expect((await act('settle').expect(409)).body.code).toBe('action_is_withdrawn');
  });
});
