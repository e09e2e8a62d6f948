import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AssetToken__factory } from '@cadastre/contracts';
import { formatDecimal, instantPayout, strikeEpoch } from '@cadastre/core';
import type { OrderAnswer, RedemptionView } from './redemption.schema.js';
import type { NoticeView } from '../notices/notice.schema.js';
import { Outbox } from '../chain/outbox/outbox.js';
import { Database } from '../platform/database.js';
import { decide, reject, shownTo } from '../testing/approvals.js';
import { runJobs } from '../testing/jobs.js';
import { tellPartialFill } from './testing/partial-fill.js';
import { FIRST_NAV, MIN_SHARES, QueueWorld } from './testing/queue-world.js';

const SIX = { shareDecimals: 6, assetDecimals: 6 };
const NAV = 100_333_333n;
const [ANNA, BERT] = [4_000_000_007n, 1_234_567_891n];

/** One fund, told in order: each test goes on where the one before stopped. */
describe('a redemption queue', () => {
  let world: QueueWorld;

  beforeAll(async () => {
    world = await QueueWorld.start();
  }, 120_000);
  afterAll(() => world.stop());

  const shares = () =>
    AssetToken__factory.connect(world.fund.token.address ?? '', world.fund.chain.provider);
  const struck = (price: bigint) => strikeEpoch([ANNA, BERT], { value: price, decimals: 6 }, SIX);
  const cashCents = async () => {
    const path = `/public/assets/${world.fund.assetId}/statement`;
    const { body } = await world.fund.t.anonymous.get(path).expect(200);
    return BigInt(body.cashCents as string);
  };
  const states = (all: RedemptionView[]) => all.map(({ state, shares: n }) => [state, n]);
  const codes = ({ obstacles }: { obstacles: { code: string }[] }) =>
    obstacles.map(({ code }) => code);

  it('is not opened with money that is none, nor by another issuer, nor without a second person', async () => {
    const terms = world.terms();
    const { issuer, token } = world.fund;
    const none = { ...terms, paymentToken: world.anna.account.address };
    expect((await issuer.http.post(world.path, none).expect(422)).body.code).toBe(
      'unknown_payment_token',
    );
    const itself = { ...terms, paymentToken: token.address };
    expect((await issuer.http.post(world.path, itself).expect(422)).body.code).toBe(
      'payment_is_the_asset',
    );
    const other = await world.fund.t.signIn('issuer');
    await other.http.post(world.path, terms).expect(404);
    await world.anna.persona.http.get(world.path).expect(404);
    await world.open();
    expect(world.queue).toMatchObject({ tokenId: token.id, state: 'open' });
    expect((await world.contract().terms()).patience).toBe(BigInt(10 * 86_400));
    expect((await issuer.http.post(world.path, terms).expect(409)).body.code).toBe('queue_exists');
  });

  it('names every obstacle with its cure', async () => {
    const { anna } = world;
    const small = await world.preflight(anna, { action: 'request', shares: MIN_SHARES - 1n });
    expect(small).toMatchObject({ allowed: false, transactions: [] });
    expect(codes(small)).toEqual(['below_minimum']);
    const much = await world.preflight(anna, { action: 'request', shares: 10n ** 12n });
    expect(codes(much)).toEqual(['insufficient_balance']);
    const instant = await world.preflight(anna, { action: 'redeem_instantly', shares: MIN_SHARES });
    expect(codes(instant)).toEqual(['daily_limit_reached']);
    expect(codes(await world.preflight(anna, { action: 'cancel' }))).toEqual(['nothing_to_cancel']);
    expect(codes(await world.preflight(anna, { action: 'claim' }))).toEqual(['nothing_to_claim']);
    for (const { sentence, cure } of [small, much, instant].flatMap((one) => one.obstacles)) {
      expect(sentence.length * cure.length).toBeGreaterThan(0);
    }
    const stranger = await world.fund.proven(23);
    const unverified = await world.preflight(stranger, { action: 'request', shares: MIN_SHARES });
    expect(codes(unverified)).toContain('sender_not_verified');
    await world.anna.persona.http
      .post(`${world.at}/preflight`, { action: 'claim', walletId: world.bert.walletId })
      .expect(404);
  });

  it('takes requests, each wallet signing what it was given', async () => {
    const { anna, bert, carla } = world;
    const preflight = await world.preflight(anna, { action: 'request', shares: ANNA });
    expect(preflight.transactions.map(({ what }) => what)).toEqual([
      'let the queue take the shares',
      'request the redemption',
    ]);
    expect(preflight.dealing).toEqual(world.queue.nextDealing);
    expect(preflight.estimate).toMatchObject({
      net: ((ANNA * FIRST_NAV) / 1_000_000n).toString(),
      binding: false,
    });
    await world.sign(anna, preflight);
    await world.does(bert, { action: 'request', shares: BERT - 100_000_000n });
    await world.does(bert, { action: 'request', shares: 100_000_000n });
    await world.does(carla, { action: 'request', shares: 500_000_000n });
    const all = await world.redemptions();
    expect(states(all)).toEqual([
      ['requested', ANNA.toString()],
      ['requested', BERT.toString()],
      ['requested', '500000000'],
    ]);
    expect(all[0]?.investorReference).toMatch(/^INV-/);
    const own = await world.redemptions(anna.persona);
    expect(own.map(({ walletId }) => walletId)).toEqual([anna.walletId]);
    await bert.persona.http.get(`/redemptions/${own[0]?.id ?? ''}`).expect(404);
    expect(await shares().balanceOf(world.queue.address ?? '')).toBe(ANNA + BERT + 500_000_000n);
  });

  it('takes a request back with its block, and again with the next one', async () => {
    const { anna, fund } = world;
    const snapshot = await fund.chain.rpc('evm_snapshot');
    await world.does(anna, { action: 'request', shares: MIN_SHARES });
    expect((await world.redemptions(anna.persona))[0]?.shares).toBe((ANNA + MIN_SHARES).toString());
    await fund.chain.rpc('evm_revert', [snapshot]);
    // A longer branch than the one that is gone.
    await fund.chain.rpc('anvil_mine', ['0x8']);
    await fund.until(
      async () => (await world.redemptions(anna.persona))[0],
      (one) => one?.shares === ANNA.toString() && one.state === 'requested',
    );
  });

  it('gives a cancelled request its shares back', async () => {
    const { carla } = world;
    const before = await shares().balanceOf(carla.account.address);
    const preflight = await world.preflight(carla, { action: 'cancel' });
    expect(preflight.shares).toBe('500000000');
    await world.sign(carla, preflight);
    expect(await shares().balanceOf(carla.account.address)).toBe(before + 500_000_000n);
    expect(states(await world.redemptions(carla.persona))).toEqual([['returned', '500000000']]);
  });

  it('closes at its cut-off and not before; who comes late hears when to come', async () => {
    const early = await world.ask('close').expect(409);
    expect(early.body.code).toBe('before_cut_off');
    const { t } = world.fund;
    const runCalendar = async () => {
      await runJobs(t, 'redemptions.cut_offs', {});
      await runJobs(t, 'redemptions.close_epoch');
    };
    await runCalendar();
    expect(await world.orders('close')).toEqual([]);
    const { cutOff } = world.queue.nextDealing;
    // While the queue is held the calendar cannot close it.
    const nextDealing = await t.get(Database).transaction(async () => {
      await t.db.sql('SELECT 1 FROM api.redemption_queue WHERE id = $1 FOR UPDATE', [
        world.queue.id,
      ]);
      await world.passTo(cutOff);
      const view = await world.view();
      const late = await world.preflight(world.carla, { action: 'request', shares: MIN_SHARES });
      expect(codes(late)).toEqual(['after_cut_off']);
      expect(late.obstacles[0]?.cure).toContain(view.nextDealing.date);
      return view.nextDealing;
    });
    await runCalendar();
    const [closing] = await world.fund.until(
      () => world.orders('close'),
      ([one]) => one?.state === 'settled',
    );
    expect(closing).toMatchObject({ epoch: 1, approvalId: null });
    await runCalendar();
    expect(await world.orders('close')).toHaveLength(1);
    const own = await world.redemptions(world.anna.persona);
    expect(states(own)).toEqual([['awaiting_strike', ANNA.toString()]]);
    const next = await world.preflight(world.carla, { action: 'request', shares: MIN_SHARES });
    expect(next).toMatchObject({ allowed: true, dealing: nextDealing });
    const again = await world.ask('close').expect(409);
    expect(again.body.code).toBe('epoch_empty');
  });

  it('is settled at a NAV valued after the cut-off, from money that is there, or not at all', async () => {
    const { fund } = world;
    expect((await world.ask('strike').expect(422)).body.code).toBe('price_before_cut_off');
    await fund.publish(fund.token.navFeed ?? '', NAV);
    const { body } = await world.ask('strike').expect(422);
    expect(body).toMatchObject({
      code: 'buffer_too_small',
      missing: struck(NAV).assets.toString(),
    });
    const amount = struck(NAV).assets.toString();
    expect((await world.ask('fund', { amount }).expect(422)).body.code).toBe('treasury_too_small');
    await world.money.give(fund.chain.wallet(6).address, 600_000_000_000n);
    const order = await world.order('fund', { amount: '600000000000' });
    expect(order).toMatchObject({ state: 'settled', settledAmount: '600000000000' });
    expect((await world.contract().totals()).buffer).toBe(600_000_000_000n);
  });

  it('is struck once by two who race, and never at another strike than the approved one', async () => {
    const { fund } = world;
    const second = await fund.t.signIn('issuer', { organisationId: fund.issuer.organisationId });
    const asked = await Promise.all(
      [fund.issuer, second].map((who) =>
        who.http.post(`${world.at}/strike`, { reason: 'Settle the epoch.' }),
      ),
    );
    expect(asked.map(({ status }) => status).sort()).toEqual([202, 409]);
    const stale = asked.find(({ status }) => status === 202)?.body as OrderAnswer;
    expect(asked.find(({ status }) => status === 409)?.body.code).toBe('order_under_way');

    await fund.publish(fund.token.navFeed ?? '', NAV - 1n);
    const changed = await decide(fund.officer, stale.approvalId ?? '');
    expect([changed.status, changed.body.code]).toEqual([409, 'strike_changed']);
    expect(changed.body.detail).toContain(
      `amount ${struck(NAV).assets} → ${struck(NAV - 1n).assets}`,
    );
    await reject(fund.officer, stale.approvalId ?? '');
    expect((await world.ended(stale.order.id)).state).toBe('rejected');

    // The NAV changes between the approval and the sending: nothing is sent, and it is asked for anew.
    const outbox = fund.t.get(Outbox);
    const enqueue = outbox.enqueue.bind(outbox);
    outbox.enqueue = async (command) => {
      await fund.publish(fund.token.navFeed ?? '', NAV);
      return enqueue(command);
    };
    const held = (await world.ask('strike').expect(202)).body as OrderAnswer;
    await fund.approve(held.approvalId ?? '');
    outbox.enqueue = enqueue;
    expect(await world.ended(held.order.id)).toMatchObject({
      state: 'failed',
      failureCode: 'nav_changed',
      transactionHash: null,
    });
    expect((await world.contract().epochs())[1]).toBe(0n);

    const cash = await cashCents();
    const { body } = await world.ask('strike').expect(202);
    const fresh = body as OrderAnswer;
    expect(fresh.order).toMatchObject({ epoch: 1, nav: NAV.toString(), navRound: '4' });
    const officers = [fund.officer, fund.second];
    const { payload } = await shownTo(fund.officer, fresh.approvalId ?? '');
    expect(payload['amountBaseUnits']).toBe(struck(NAV).assets.toString());
    const decided = await Promise.all(officers.map((who) => decide(who, fresh.approvalId ?? '')));
    expect(decided.map(({ status }) => status).sort()).toEqual([200, 409]);
    const order = await world.ended(fresh.order.id);
    expect(order).toMatchObject({ state: 'settled', settledAmount: struck(NAV).assets.toString() });
    const settled = await world.contract().queryFilter(world.contract().filters.EpochSettled());
    expect(settled.map(({ args }) => [args.shares, args.assets, args.price])).toEqual([
      [ANNA + BERT, struck(NAV).assets, NAV],
    ]);
    expect(cash - (await cashCents())).toBe((struck(NAV).assets + 9_999n) / 10_000n);
    const own = await world.redemptions(world.bert.persona);
    expect(own[0]).toMatchObject({ state: 'claimable', assets: struck(NAV).parts[1]?.toString() });
    const notices = await world.bert.persona.http.get('/notices').expect(200);
    expect((notices.body.items as NoticeView[])[0]).toMatchObject({
      action: 'redemption.settle',
      about: {
        values: { assets: formatDecimal(struck(NAV).parts[1] ?? 0n, 6, { minDecimals: 2 }) },
      },
    });
  });

  it('pays each their part to the base unit, in one claim or in several, and keeps the dust', async () => {
    const { anna, bert } = world;
    const [annaGets = 0n, bertGets = 0n] = struck(NAV).parts;
    await world.does(anna, { action: 'claim' });
    expect(await world.money.of(anna.account.address)).toBe(annaGets);
    const part = 50_000_000_001n;
    const sent = await world
      .contract()
      .connect(bert.account)
      .withdraw(part, bert.account.address, bert.account.address);
    await world.fund.reached((await sent.wait())?.blockNumber ?? 0);
    const taken = (BERT * part + bertGets - 1n) / bertGets;
    expect((await world.redemptions(bert.persona))[0]).toMatchObject({
      state: 'claimable',
      claimedShares: taken.toString(),
    });
    await world.does(bert, { action: 'claim' });
    expect(await world.money.of(bert.account.address)).toBe(bertGets);
    expect(states(await world.redemptions())).toEqual([
      ['paid', ANNA.toString()],
      ['paid', BERT.toString()],
      ['returned', '500000000'],
    ]);
    const totals = await world.contract().totals();
    expect(totals.owed).toBe(0n);
    expect(totals.buffer).toBe(600_000_000_000n - annaGets - bertGets);
    expect(await world.money.of(world.queue.address ?? '')).toBe(totals.buffer);
  });

  it('pays at once from its instant lane, less the fee, within the day’s limit', async () => {
    const { bert } = world;
    const limit = 40_000_000_000n;
    const order = await world.order('instant-lane', { feeBps: 25, dailyLimit: limit.toString() });
    expect(order).toMatchObject({ state: 'settled', settledAmount: limit.toString() });
    const asked = 300_000_001n;
    const { net, fee } = instantPayout(asked, { value: NAV, decimals: 6 }, SIX, 25n);
    const before = await world.money.of(bert.account.address);
    const preflight = await world.preflight(bert, { action: 'redeem_instantly', shares: asked });
    expect(preflight.estimate).toMatchObject({ net: net.toString(), binding: true });
    await world.sign(bert, preflight);
    expect(await world.money.of(bert.account.address)).toBe(before + net);
    expect((await world.redemptions(bert.persona)).at(-1)).toMatchObject({
      lane: 'instant',
      state: 'paid',
      shares: asked.toString(),
      assets: net.toString(),
      fee: fee.toString(),
    });
    const more = await world.preflight(bert, { action: 'redeem_instantly', shares: asked });
    expect(codes(more)).toEqual(['daily_limit_reached']);
    const { body } = await world
      .ask('withdraw', { amount: '900000000000', to: bert.account.address })
      .expect(422);
    expect(body.code).toBe('buffer_too_small');
  });

  it('is shut to a frozen wallet', async () => {
    const { carla, fund } = world;
    const freeze = { walletId: carla.walletId, frozen: true, reason: 'Court order 12/26.' };
    const asked = await fund.officer.http
      .post(`/tokens/${fund.token.id}/freezes`, freeze)
      .expect(202);
    await fund.approve(asked.body.approvalId as string, fund.second);
    await fund.until(
      () => shares().isFrozen(carla.account.address),
      (frozen) => frozen,
    );
    const refused = await world.preflight(carla, { action: 'request', shares: MIN_SHARES });
    expect(codes(refused)).toEqual(['sender_frozen']);
  });

  tellPartialFill(() => world);

  it('leaves a trace of every step in the audit log', async () => {
    const found = await world.fund.t.db.sql<{ action: string }>(
      `SELECT DISTINCT action FROM api.audit_entry WHERE action LIKE 'redemption%' ORDER BY action`,
    );
    expect(found.map(({ action }) => action)).toEqual(
      expect.arrayContaining([
        'redemption.settle',
        'redemption_close.settle',
        'redemption_fund.settle',
        'redemption_lane.settle',
        'redemption_queue.gate',
        'redemption_queue.launch',
        'redemption_queue.open',
        'redemption_strike.reject',
        'redemption_strike.settle',
      ]),
    );
  });
});
