import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { formatDecimal } from '@cadastre/core';
import { DAY_MS } from '../platform/clock.js';
import { notApproved } from '../testing/approvals.js';
import { createAsset } from '../testing/builders.js';
import type { TestMoney } from '../testing/test-money.js';
import type { FundWorld, Holder } from '../tokens/testing/fund-world.js';
import type { PropertyOrderView } from './buyout.schema.js';
import type { DeedView } from './deed.schema.js';
import { FRACTION, PRICE, PropertyWorld } from './testing/property-world.js';

/** One building, told in order, from its title to the last fraction. */
describe('a property', () => {
  let world: PropertyWorld;
  let fund: FundWorld;
  let money: TestMoney;
  let anna: Holder, ben: Holder, bidder: Holder, seller: Holder;

  beforeAll(async () => {
    world = await PropertyWorld.start();
    ({ fund, money, anna, ben, bidder, seller } = world);
  }, 120_000);
  afterAll(() => world.stop());

  it.each([
    ['a holder nobody knows', () => ({ holder: `0x${'1'.repeat(40)}` }), 'holder_not_registered'],
    [
      'money that is no token',
      () => ({ paymentToken: `0x${'1'.repeat(40)}` }),
      'unknown_payment_token',
    ],
    [
      'the asset itself as money',
      () => ({ paymentToken: fund.token.address }),
      'payment_is_the_asset',
    ],
  ])('takes no title with %s', async (_, over, code) => {
    expect((await world.draftDeed(over()).expect(422)).body.code).toBe(code);
  });

  it('is a building: a fund has no title', async () => {
    const bills = await createAsset(fund.issuer);
    expect((await world.draftDeed({}, bills).expect(422)).body.code).toBe('not_a_property');
    await world.draftDeed({ folio: 'lower case' }).expect(400);
    await world.draftDeed({ approvalBps: 5_000 }).expect(400);
  });

  it('comes onto the platform as a second person has seen it, and its vault is launched', async () => {
    world.deed = (await world.draftDeed().expect(201)).body as DeedView;
    expect((await world.draftDeed().expect(409)).body.code).toBe('deed_exists');
    const { body } = await world.onDeed('submit').expect(202);
    const approvalId = body.approvalId as string;
    expect((await world.onDeed('submit').expect(409)).body.code).toBe('approval_pending');
    await fund.t.db.sql(`UPDATE api.deed SET approval_bps = 9000 WHERE id = $1`, [world.deed.id]);
    expect(await notApproved(fund.officer, approvalId)).toEqual([409, 'deed_changed']);
    await fund.t.db.sql(`UPDATE api.deed SET approval_bps = 6000 WHERE id = $1`, [world.deed.id]);
    await fund.approve(approvalId);
    await world.deedIs('recorded', ({ vaultReady }) => vaultReady);
    expect(await world.titles.ownerOf(world.deed.titleId)).toBe(seller.account.address);
  });

  it('is not for sale before its deed lies in the vault, where only its holder puts it', async () => {
    expect((await world.offer().expect(409)).body.code).toBe('no_deed_in_vault');
    const path = `/deeds/${world.deed.id}/deposit-orders`;
    const ask = async (who: Holder) =>
      (await who.persona.http.post(path, { walletId: who.walletId }).expect(200))
        .body as PropertyOrderView;
    expect(await ask(anna)).toMatchObject({
      allowed: false,
      transactions: [],
      paymentSymbol: world.deed.paymentSymbol,
      paymentDecimals: world.deed.paymentDecimals,
    });
    await anna.persona.http.post(path, { walletId: seller.walletId }).expect(404);
    await world.sign(seller, await ask(seller));
    await world.deedIs('vaulted');
    const early = await world.onDeed('release', { to: seller.account.address, reason: 'Now.' });
    expect([early.status, early.body.code]).toEqual([422, 'fractions_exist']);
  });

  it.each([
    ['from whom nobody knows', () => ({ bidder: `0x${'1'.repeat(40)}` }), 'bidder_not_registered'],
    ['that ends before its vote', () => ({ deadline: world.at(DAY_MS) }), 'deadline_too_early'],
  ])('takes no offer %s', async (_, over, code) => {
    expect((await world.offer(over()).expect(422)).body.code).toBe(code);
  });

  it('stays where it is when its holders say no, and the bidder has the money back', async () => {
    await world.putToTheVote();
    await money.give(anna.account.address, PRICE);
    expect(await world.obstacles(anna, 'fund')).toEqual(['not_the_motion']);
    expect((await world.order(bidder, 'fund')).allowed).toBe(false);
    await money.give(bidder.account.address, PRICE);
    await world.does(bidder, 'fund');
    await world.buyoutIs('funded');
    expect(world.buyout.fractions).toBe((3n * FRACTION).toString());
    const motion = await fund.issuer.http.get(`/votes/${world.buyout.voteId}`).expect(200);
    const price = formatDecimal(PRICE, 6, { minDecimals: 2, group: ',' });
    expect(motion.body.title).toMatch(
      new RegExp(
        `^Sell the property to 0x\\w{40} for ${price} \\w+, until [\\d-]{10}, \\d\\d:\\d\\d UTC$`,
      ),
    );
    expect(await world.obstacles(bidder, 'withdraw')).toEqual(['buyout_still_bound']);
    expect((await world.onBuyout('cancel', { reason: 'x' }).expect(409)).body.code).toBe(
      'buyout_is_funded',
    );
    expect((await world.onBuyout('execute').expect(422)).body.code).toBe('buyout_not_carried');
    // Carried by those who voted, and yet too little of the property.
    await world.vote([
      [ben, 'for'],
      [anna, 'against'],
    ]);
    expect((await world.onBuyout('execute').expect(422)).body.code).toBe('buyout_not_carried');
    await world.does(bidder, 'withdraw');
    await world.buyoutIs('withdrawn');
    expect(await money.of(bidder.account.address)).toBe(PRICE);
  });

  it('is sold as two people have seen it, once its holders have carried it', async () => {
    await world.putToTheVote();
    await world.does(bidder, 'fund');
    await world.vote([
      [anna, 'for'],
      [ben, 'against'],
    ]);
    await world.buyoutIs('funded');
    expect(await world.obstacles(anna, 'surrender', FRACTION)).toEqual(['no_buyout']);
    const { body } = await world.onBuyout('execute').expect(202);
    expect((await world.onBuyout('execute').expect(409)).body.code).toBe('approval_pending');
    const { body: shown } = await fund.officer.http
      .get(`/approvals/${body.approvalId as string}`)
      .expect(200);
    expect(shown.payload).toMatchObject({
      bidder: bidder.account.address,
      amountBaseUnits: PRICE.toString(),
      fractions: (3n * FRACTION).toString(),
      perWholeFraction: (PRICE / 3n).toString(),
    });
    expect(shown.sentence).toMatchObject({
      text: 'Give the deed to {{bidder}} for {{amount}} {{paymentSymbol}}, the price of {{fractions}} {{symbol}}.',
      values: { amount: formatDecimal(PRICE, 6, { minDecimals: 2 }), fractions: '3.00' },
    });
    await fund.approve(body.approvalId as string);
    await world.buyoutIs('executed');
    await world.deedIs('released');
    expect(world.deed.releasedTo).toBe(bidder.account.address);
    expect(await world.titles.ownerOf(world.deed.titleId)).toBe(bidder.account.address);
    await fund.until(
      async () =>
        (await fund.issuer.http.get(`/buyouts/${world.buyout.id}/notices`)).body.items as object[],
      (told) => told.length === 2,
    );
  });

  it('pays each fraction its part, and takes that back with its block', async () => {
    expect(await world.claims(anna)).toMatchObject([
      {
        balanceBaseUnits: (2n * FRACTION).toString(),
        worthBaseUnits: ((PRICE * 2n) / 3n).toString(),
      },
    ]);
    const one = await anna.persona.http.get('/buyout-claims?limit=1').expect(200);
    expect([one.body.items.length, one.body.nextCursor]).toEqual([1, null]);
    expect(await world.claims(bidder)).toEqual([]);
    const before = await money.of(anna.account.address);
    const snapshot = await fund.chain.rpc('evm_snapshot');
    await world.does(anna, 'surrender', FRACTION);
    await world.surrendersAre(1);
    await fund.chain.rpc('evm_revert', [snapshot]);
    // A longer branch than the one that is gone.
    await fund.chain.rpc('anvil_mine', ['0x4']);
    await world.surrendersAre(0);
    expect(await world.readBuyout()).toMatchObject({ surrendered: '0', paid: '0' });

    await world.does(anna, 'surrender', 2n * FRACTION);
    expect(await world.obstacles(anna, 'surrender', 1n)).toEqual(['not_surrenderable']);
    expect(
      (await world.onBuyout('sweep', { to: seller.account.address }).expect(422)).body.code,
    ).toBe('fractions_exist');
    await world.does(ben, 'surrender', FRACTION);
    const paid = [(PRICE * 2n) / 3n, PRICE / 3n];
    await world.surrendersAre(2);
    expect((await world.surrenders()).map((one) => one.paid).sort()).toEqual(
      paid.map(String).sort(),
    );
    expect([
      (await money.of(anna.account.address)) - before,
      await money.of(ben.account.address),
      await world.token.totalSupply(),
    ]).toEqual([...paid, 0n]);
  });

  it('ends with the base unit that rounding left, and its title off the platform', async () => {
    const to = seller.account.address;
    await world.agreed(world.onBuyout('sweep', { to }));
    await world.buyoutIs('closed');
    expect([world.buyout.swept, await money.of(to), await money.of(world.buyout.vault)]).toEqual([
      '1',
      1n,
      0n,
    ]);
    // Its new holder gives the deed back: with no fraction left it leaves again as two people have seen it.
    const back = world.titles.connect(bidder.account);
    const given = await back['safeTransferFrom(address,address,uint256)'](
      bidder.account.address,
      world.buyout.vault,
      world.deed.titleId,
    );
    await fund.reached((await given.wait())?.blockNumber ?? 0);
    await world.deedIs('vaulted');
    await world.agreed(world.onDeed('release', { to, reason: 'Asked for.' }));
    await world.deedIs('released');
    expect(await world.titles.ownerOf(world.deed.titleId)).toBe(to);
    const { documentId } = world;
    await world.agreed(world.onDeed('strike', { documentId, reason: 'Sold.' }));
    await world.deedIs('struck');
    await expect(world.titles.ownerOf(world.deed.titleId)).rejects.toThrow();
  });
});
