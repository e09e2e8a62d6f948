import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AccessHub__factory,
  AssetToken__factory,
  assetIdOf,
  PropertyDeed__factory,
  roleId,
} from '@cadastre/contracts';
import { Clock } from '../platform/clock.js';
import type { Page } from '../platform/page.js';
import { approvedProperty, createAsset } from '../testing/builders.js';
import { runJobs } from '../testing/jobs.js';
import { TestMoney } from '../testing/test-money.js';
import { FundWorld, type Holder, RULES } from '../tokens/testing/fund-world.js';
import type { VoteOrderView } from '../votes/vote.schema.js';
import type { BuyoutView, ClaimView, PropertyOrderView, SurrenderView } from './buyout.schema.js';
import type { DeedView } from './deed.schema.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const FRACTION = 10n ** 18n;
/** Dividing it into three leaves a base unit. */
const PRICE = 100_000_000_001n;
/** Sends what no persona of the API would: mints, and papers for a key of its own. */
const MINTER = 39;

/** One building, told in order, from its title to the last fraction. CONFIRMATIONS is 1. */
describe('a property', () => {
  let world: FundWorld;
  let money: TestMoney;
  let anna: Holder, ben: Holder, bidder: Holder, seller: Holder;
  let documentId: string;
  let deed: DeedView;
  let buyout: BuyoutView;

  beforeAll(async () => {
    world = await FundWorld.start(true, 1, approvedProperty);
    await world.deploy({
      ...RULES,
      maxHolders: 10,
      maxBalanceBaseUnits: (100n * FRACTION).toString(),
      maxSupplyBaseUnits: (100n * FRACTION).toString(),
    });
    [anna, ben, bidder, seller] = [
      await world.holder(20),
      await world.holder(21),
      await world.holder(22),
      await world.holder(23),
    ];
    money = await TestMoney.deploy(world.chain);
    const { deployment } = world.chain;
    const hub = AccessHub__factory.connect(deployment.addresses.AccessHub, world.chain.wallet(0));
    const minter = world.chain.wallet(MINTER);
    const role = roleId(assetIdOf(world.assetId), 'minter');
    await (await hub.grantRole(role, minter.address, 0)).wait();
    await (
      await token()
        .connect(minter)
        .mint(anna.account.address, 2n * FRACTION, 1n)
    ).wait();
    await (await token().connect(minter).mint(ben.account.address, FRACTION, 2n)).wait();
    await world.reached(await world.chain.provider.getBlockNumber());
    documentId = await world.issuer.http.upload();
  }, 120_000);
  afterAll(() => world.stop());

  const token = () => AssetToken__factory.connect(world.token.address ?? '', world.chain.provider);
  const titles = () =>
    PropertyDeed__factory.connect(
      world.chain.deployment.addresses.PropertyDeed ?? '',
      world.chain.provider,
    );
  const now = () => world.t.get(Clock).now().getTime();
  const at = (ms: number) => new Date(Math.floor((now() + ms) / 1000) * 1000).toISOString();
  const title = (over: object = {}) => ({
    country: 840,
    register: 'NEW-YORK-NY',
    folio: '1004510021',
    documentId,
    holder: seller.account.address,
    paymentToken: money.address,
    approvalBps: 6_000,
    ...over,
  });
  const draft = (over: object = {}, assetId = world.assetId) =>
    world.issuer.http.post(`/assets/${assetId}/deed`, title(over));
  const onDeed = (verb: string, body: object = {}) =>
    world.issuer.http.post(`/deeds/${deed.id}/${verb}`, body);
  const readDeed = async () =>
    (await world.issuer.http.get(`/deeds/${deed.id}`).expect(200)).body as DeedView;
  const deedIs = async (state: string) => {
    deed = await world.until(readDeed, (one) => one.state === state);
  };
  const offer = (over: object = {}) =>
    world.issuer.http.post(`/assets/${world.assetId}/buyouts`, {
      bidder: bidder.account.address,
      priceBaseUnits: PRICE.toString(),
      deadline: at(10 * DAY_MS),
      documentId,
      recordDate: at(0).slice(0, 10),
      opensAt: at(HOUR_MS),
      closesAt: at(HOUR_MS + 2 * DAY_MS),
      quorumBps: 5_000,
      ...over,
    });
  const onBuyout = (verb: string, body: object = {}) =>
    world.issuer.http.post(`/buyouts/${buyout.id}/${verb}`, body);
  const readBuyout = async () =>
    (await world.issuer.http.get(`/buyouts/${buyout.id}`).expect(200)).body as BuyoutView;
  const buyoutIs = async (state: string) => {
    buyout = await world.until(readBuyout, (one) => one.state === state);
  };
  const order = async (who: Holder, verb: string, amount?: bigint) =>
    (
      await who.persona.http
        .post(`/buyouts/${buyout.id}/orders`, {
          verb,
          walletId: who.walletId,
          ...(amount === undefined ? {} : { amountBaseUnits: amount.toString() }),
        })
        .expect(200)
    ).body as PropertyOrderView;
  const codes = ({ obstacles }: PropertyOrderView) => obstacles.map(({ code }) => code);
  const claims = async (who: Holder) =>
    ((await who.persona.http.get('/buyout-claims').expect(200)).body as Page<ClaimView>).items;
  const surrenders = async () =>
    (await world.issuer.http.get(`/buyouts/${buyout.id}/surrenders`).expect(200)).body
      .items as SurrenderView[];

  /** Signs what an order says, in its order; resolves when the ledger has it. */
  async function sign(who: Holder, { transactions }: PropertyOrderView): Promise<void> {
    expect(transactions.length).toBeGreaterThan(0);
    let block = 0;
    for (const { to, data } of transactions) {
      const sent = await who.account.sendTransaction({ to, data });
      block = (await sent.wait())?.blockNumber ?? 0;
    }
    await world.reached(block);
  }

  async function pass(until: string): Promise<void> {
    await world.chain.rpc('evm_setNextBlockTimestamp', [Date.parse(until) / 1000]);
    await world.chain.rpc('evm_mine');
    await world.reached(await world.chain.provider.getBlockNumber());
  }

  /** Draft, four eyes, ballot: the way of every motion. */
  async function putToTheVote(): Promise<void> {
    buyout = (await offer().expect(201)).body as BuyoutView;
    const path = `/votes/${buyout.voteId}`;
    const state = async () => (await world.issuer.http.get(path).expect(200)).body.state as string;
    await world.until(state, (one) => one === 'recorded');
    const { body } = await world.issuer.http.post(`${path}/submit`).expect(202);
    await world.approve(body.approvalId as string);
    await world.until(state, (one) => one === 'voting');
  }

  async function vote(choices: [Holder, string][]): Promise<void> {
    const { body } = await world.issuer.http.get(`/votes/${buyout.voteId}`).expect(200);
    await pass(body.opensAt as string);
    for (const [who, choice] of choices) {
      const cast = { walletId: who.walletId, choice };
      const answer = await who.persona.http.post(`/votes/${buyout.voteId}/orders`, cast);
      const { transaction } = answer.body as VoteOrderView;
      await (await who.account.sendTransaction(transaction ?? {})).wait();
    }
    await pass(body.closesAt as string);
    await runJobs(world.t, 'votes.count', {});
  }

  it.each([
    ['a holder nobody knows', () => ({ holder: `0x${'1'.repeat(40)}` }), 'holder_not_registered'],
    [
      'money that is no token',
      () => ({ paymentToken: `0x${'1'.repeat(40)}` }),
      'unknown_payment_token',
    ],
    [
      'the asset itself as money',
      () => ({ paymentToken: world.token.address }),
      'payment_is_the_asset',
    ],
  ])('takes no title with %s', async (_, over, code) => {
    expect((await draft(over()).expect(422)).body.code).toBe(code);
  });

  it('is a building: a fund has no title', async () => {
    const fund = await createAsset(world.issuer);
    expect((await draft({}, fund).expect(422)).body.code).toBe('not_a_property');
    await draft({ folio: 'lower case' }).expect(400);
    await draft({ approvalBps: 5_000 }).expect(400);
  });

  it('comes onto the platform as a second person has seen it, and its vault is launched', async () => {
    deed = (await draft().expect(201)).body as DeedView;
    expect((await draft().expect(409)).body.code).toBe('deed_exists');
    const { body } = await onDeed('submit').expect(202);
    const approvalId = body.approvalId as string;
    expect((await onDeed('submit').expect(409)).body.code).toBe('approval_pending');
    await world.t.db.sql(`UPDATE api.deed SET approval_bps = 9000 WHERE id = $1`, [deed.id]);
    const { body: shown } = await world.officer.http.get(`/approvals/${approvalId}`).expect(200);
    const decision = { payloadHash: shown.payloadHash as string, reason: 'In order.' };
    const path = `/approvals/${approvalId}/approve`;
    const changed = await world.officer.http.post(path, decision);
    expect([changed.status, changed.body.code]).toEqual([409, 'deed_changed']);
    await world.t.db.sql(`UPDATE api.deed SET approval_bps = 6000 WHERE id = $1`, [deed.id]);
    await world.approve(approvalId);
    await deedIs('recorded');
    await world.until(readDeed, ({ vaultReady }) => vaultReady);
    expect(await titles().ownerOf(deed.titleId)).toBe(seller.account.address);
  });

  it('is not for sale before its deed lies in the vault, where only its holder puts it', async () => {
    expect((await offer().expect(409)).body.code).toBe('no_deed_in_vault');
    const path = `/deeds/${deed.id}/deposit-orders`;
    const ask = async (who: Holder) =>
      (await who.persona.http.post(path, { walletId: who.walletId }).expect(200))
        .body as PropertyOrderView;
    expect(await ask(anna)).toMatchObject({
      allowed: false,
      transactions: [],
      paymentSymbol: deed.paymentSymbol,
      paymentDecimals: deed.paymentDecimals,
    });
    await anna.persona.http.post(path, { walletId: seller.walletId }).expect(404);
    await sign(seller, await ask(seller));
    await deedIs('vaulted');
    const early = await onDeed('release', { to: seller.account.address, reason: 'Now.' });
    expect([early.status, early.body.code]).toEqual([422, 'fractions_exist']);
  });

  it.each([
    ['from whom nobody knows', () => ({ bidder: `0x${'1'.repeat(40)}` }), 'bidder_not_registered'],
    ['that ends before its vote', () => ({ deadline: at(DAY_MS) }), 'deadline_too_early'],
  ])('takes no offer %s', async (_, over, code) => {
    expect((await offer(over()).expect(422)).body.code).toBe(code);
  });

  it('stays where it is when its holders say no, and the bidder has the money back', async () => {
    await putToTheVote();
    await money.give(anna.account.address, PRICE);
    expect(codes(await order(anna, 'fund'))).toEqual(['not_the_motion']);
    expect((await order(bidder, 'fund')).allowed).toBe(false);
    await money.give(bidder.account.address, PRICE);
    await sign(bidder, await order(bidder, 'fund'));
    await buyoutIs('funded');
    expect(buyout.fractions).toBe((3n * FRACTION).toString());
    expect(codes(await order(bidder, 'withdraw'))).toEqual(['buyout_still_bound']);
    expect((await onBuyout('cancel', { reason: 'x' }).expect(409)).body.code).toBe(
      'buyout_is_funded',
    );
    expect((await onBuyout('execute').expect(422)).body.code).toBe('buyout_not_carried');
    // Carried by those who voted, and yet too little of the property.
    await vote([
      [ben, 'for'],
      [anna, 'against'],
    ]);
    expect((await onBuyout('execute').expect(422)).body.code).toBe('buyout_not_carried');
    await sign(bidder, await order(bidder, 'withdraw'));
    await buyoutIs('withdrawn');
    expect(await money.of(bidder.account.address)).toBe(PRICE);
  });

  it('is sold as two people have seen it, once its holders have carried it', async () => {
    await putToTheVote();
    await sign(bidder, await order(bidder, 'fund'));
    await vote([
      [anna, 'for'],
      [ben, 'against'],
    ]);
    await buyoutIs('funded');
    expect(codes(await order(anna, 'surrender', FRACTION))).toEqual(['no_buyout']);
    const { body } = await onBuyout('execute').expect(202);
    expect((await onBuyout('execute').expect(409)).body.code).toBe('approval_pending');
    const { body: shown } = await world.officer.http
      .get(`/approvals/${body.approvalId as string}`)
      .expect(200);
    expect(shown.payload).toMatchObject({
      bidder: bidder.account.address,
      amountBaseUnits: PRICE.toString(),
      fractions: (3n * FRACTION).toString(),
      perWholeFraction: (PRICE / 3n).toString(),
    });
    await world.approve(body.approvalId as string);
    await buyoutIs('executed');
    await deedIs('released');
    expect(deed.releasedTo).toBe(bidder.account.address);
    expect(await titles().ownerOf(deed.titleId)).toBe(bidder.account.address);
    await world.until(
      async () =>
        (await world.issuer.http.get(`/buyouts/${buyout.id}/notices`)).body.items as object[],
      (told) => told.length === 2,
    );
  });

  it('pays each fraction its part, and takes that back with its block', async () => {
    expect(await claims(anna)).toMatchObject([
      {
        balanceBaseUnits: (2n * FRACTION).toString(),
        worthBaseUnits: ((PRICE * 2n) / 3n).toString(),
      },
    ]);
    const one = await anna.persona.http.get('/buyout-claims?limit=1').expect(200);
    expect([one.body.items.length, one.body.nextCursor]).toEqual([1, null]);
    expect(await claims(bidder)).toEqual([]);
    const before = await money.of(anna.account.address);
    const snapshot = await world.chain.rpc('evm_snapshot');
    await sign(anna, await order(anna, 'surrender', FRACTION));
    await world.until(surrenders, (found) => found.length === 1);
    await world.chain.rpc('evm_revert', [snapshot]);
    // A longer branch than the one that is gone.
    await world.chain.rpc('anvil_mine', ['0x4']);
    await world.until(surrenders, (found) => found.length === 0);
    expect(await readBuyout()).toMatchObject({ surrendered: '0', paid: '0' });

    await sign(anna, await order(anna, 'surrender', 2n * FRACTION));
    expect(codes(await order(anna, 'surrender', 1n))).toEqual(['not_surrenderable']);
    expect((await onBuyout('sweep', { to: seller.account.address }).expect(422)).body.code).toBe(
      'fractions_exist',
    );
    await sign(ben, await order(ben, 'surrender', FRACTION));
    const paid = [(PRICE * 2n) / 3n, PRICE / 3n];
    await world.until(surrenders, (found) => found.length === 2);
    expect((await surrenders()).map((one) => one.paid).sort()).toEqual(paid.map(String).sort());
    expect([
      (await money.of(anna.account.address)) - before,
      await money.of(ben.account.address),
      await token().totalSupply(),
    ]).toEqual([...paid, 0n]);
  });

  it('ends with the base unit that rounding left, and its title off the platform', async () => {
    const to = seller.account.address;
    const { body } = await onBuyout('sweep', { to }).expect(202);
    await world.approve(body.approvalId as string);
    await buyoutIs('closed');
    expect([buyout.swept, await money.of(to), await money.of(buyout.vault)]).toEqual(['1', 1n, 0n]);
    // Its new holder gives the deed back: with no fraction left it leaves again as two people have seen it.
    const back = titles().connect(bidder.account);
    const given = await back['safeTransferFrom(address,address,uint256)'](
      bidder.account.address,
      buyout.vault,
      deed.titleId,
    );
    await world.reached((await given.wait())?.blockNumber ?? 0);
    await deedIs('vaulted');
    const { body: left } = await onDeed('release', { to, reason: 'Asked for.' }).expect(202);
    await world.approve(left.approvalId as string);
    await deedIs('released');
    expect(await titles().ownerOf(deed.titleId)).toBe(to);
    const { body: asked } = await onDeed('strike', { documentId, reason: 'Sold.' }).expect(202);
    await world.approve(asked.approvalId as string);
    await deedIs('struck');
    await expect(titles().ownerOf(deed.titleId)).rejects.toThrow();
  });
});
