import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import {
  AssetToken__factory,
  deliveryObstacleName,
  Distributor__factory,
  Offering__factory,
  RedemptionQueue__factory,
  type AssetToken,
  type Distributor,
  type Offering,
  type RedemptionQueue,
} from '@cadastre/contracts';
import { mined, refusal } from './calls.ts';
import {
  DAY,
  feedPolicy,
  type Life,
  type Asset,
  type Person,
  type PlainFeed,
  theLife,
} from './life.ts';
import type { Money } from './money.ts';
import { distribute, openDistributor } from './payout.ts';
import { openQueue } from './queue.ts';
import { openSale } from './sale.ts';

/** NAV per share with six decimals; shares and money have six as well. */
const FIRST_NAV = 104_123_457n;
const HIGHER_NAV = 104_540_001n;
const LOWER_NAV = 103_600_000n;
const APPROVED_NAV = 100_000_000n;
const SETTLED_NAV = 100_333_333n;
const UNIT = 1_000_000n;
const FEE_BPS = 25n;
const DAILY_LIMIT = 100_000n * UNIT;
const BUFFER = 2_000_000n * UNIT;

const sharesFor = (paid: bigint, nav: bigint): bigint => (paid * UNIT) / nav;
const worthOf = (shares: bigint, nav: bigint): bigint => (shares * nav) / UNIT;
/** What the instant lane pays: the fee is rounded up. */
const instantly = (shares: bigint): bigint => {
  const gross = worthOf(shares, SETTLED_NAV);
  return gross - (gross * FEE_BPS + 9_999n) / 10_000n;
};
const sum = (parts: readonly bigint[]): bigint => parts.reduce((all, one) => all + one, 0n);

const alicePays = 1_000_000_000_001n;
const bobPays = 250_000_333_333n;
const carolPays = 333_333_333_333n;
const aliceBought = sharesFor(alicePays, HIGHER_NAV);
const bobBought = sharesFor(bobPays, HIGHER_NAV);
const carolBought = sharesFor(carolPays, APPROVED_NAV);
const moved = 1_000_000_001n;

let life: Life;
let fund: Asset;
let money: Money;
let peg: PlainFeed;
let sale: string;
let queueAt: string;
let distributorAt: string;

const shares = (person: Person): AssetToken =>
  AssetToken__factory.connect(fund.token, life.people[person]);
const offering = (person: Person): Offering => Offering__factory.connect(sale, life.people[person]);
const queue = (person: Person): RedemptionQueue =>
  RedemptionQueue__factory.connect(queueAt, life.people[person]);
const distributor = (person: Person): Distributor =>
  Distributor__factory.connect(distributorAt, life.people[person]);
const who = (person: Person): string => life.people[person].address;
const held = (person: Person): Promise<bigint> => shares('alice').balanceOf(who(person));
const cash = (person: Person): Promise<bigint> => money.of(who(person));

async function subscribe(person: Person, amount: bigint, nav: bigint): Promise<void> {
  await money.hand(life.people[person], sale, amount);
  const quoted = sharesFor(amount, nav);
  assert.equal(await offering(person).subscribe.staticCall(amount, quoted), quoted);
  await mined(offering(person).subscribe(amount, 0n));
}

const pay = (amount: bigint): Promise<bigint> =>
  distribute(life, fund, distributorAt, money, amount);

describe('a treasury fund', () => {
  before(async () => {
    life = await theLife();
    const { alice, bob, carol, dave } = life.people;
    money = await life.money('PaymentToken', 6);
    peg = await life.plainFeed(8, 100_000_000n);
    fund = await life.asset({
      uuid: '0b7c9d5e-3f1a-4c62-9d84-1f2e3a4b5c6d',
      token: {
        name: 'Example Treasury Fund',
        symbol: 'ETF',
        decimals: 6,
        maxSupply: 0n,
        rules: { maxBalance: 10n ** 14n, maxHolders: 500, minTier: 2, lockUntil: 0 },
        countries: [840],
      },
      navFeed: {
        description: 'ETF NAV / USD',
        decimals: 6,
        policy: feedPolicy({ maxDeviationBps: 100 }),
      },
      reserveFeed: { description: 'ETF reserves / USD', decimals: 6, policy: feedPolicy() },
    });
    const price = { feed: fund.navFeed, maxAge: 4 * DAY, bandBps: 0 };
    const pegSource = { feed: peg.address, maxAge: 365 * DAY, bandBps: 50 };

    sale = await openSale(life, fund, money, {
      forward: true,
      price,
      peg: pegSource,
      minPerInvestor: 100_000n * UNIT,
    });

    queueAt = await openQueue(life, fund, money, {
      price,
      peg: pegSource,
      minShares: 100n * UNIT,
      patience: 10 * DAY,
    });
    distributorAt = await openDistributor(life, fund);
    await life.admit(alice, bob, carol, dave);
    await mined(queue('treasurer').setInstantLane({ feeBps: FEE_BPS, dailyLimit: DAILY_LIMIT }));
    assert.equal(await life.report(fund.navFeed, FIRST_NAV), true);
  });

  test('a subscription is quoted at the NAV known and delivered at the next one, which is higher', async () => {
    await subscribe('alice', alicePays, FIRST_NAV);
    await subscribe('bob', bobPays, FIRST_NAV);
    assert.equal((await offering('alice').positionOf(who('alice'))).quoted, 9_603_983_855n);
    assert.equal(await money.of(sale), alicePays + bobPays);

    const early = await refusal(offering('alice').collect.staticCall());
    assert.equal(early.name, 'DeliveryRefused');
    assert.equal(deliveryObstacleName(early.args.obstacle as bigint), 'NOT_YET_VALUED');
    await mined(offering('treasurer').deliver([who('bob')]));
    assert.equal(await held('bob'), 0n, 'a delivery before the next NAV leaves the position out');
    assert.equal(await money.of(sale), alicePays + bobPays);

    await life.pass(DAY);
    assert.equal(await life.report(fund.navFeed, HIGHER_NAV), true);
    await mined(offering('alice').collect());
    await mined(offering('treasurer').deliver([who('bob'), who('carol')]));
    assert.equal(await held('alice'), aliceBought);
    assert.equal(await held('bob'), bobBought);
    assert.ok(aliceBought < sharesFor(alicePays, FIRST_NAV), 'a higher NAV gives fewer shares');
    assert.equal(await shares('alice').totalSupply(), aliceBought + bobBought);
    assert.equal(await money.of(sale), 0n);
    assert.equal(await cash('treasury'), alicePays + bobPays);
  });

  test('nobody subscribes below the minimum, nor while the payment token is off its peg', async () => {
    const least = 100_000n * UNIT;
    const small = await refusal(offering('carol').subscribe.staticCall(least - 1n, 0n));
    assert.equal(small.name, 'InvestorLimit');
    await peg.say(99_499_999n);
    const offPeg = await refusal(offering('carol').subscribe.staticCall(carolPays, 0n));
    assert.equal(offPeg.name, 'OffPeg');
    await peg.say(99_500_000n);
    await money.hand(life.people.carol, sale, carolPays);
    assert.equal(
      await offering('carol').subscribe.staticCall(carolPays, 0n),
      sharesFor(carolPays, HIGHER_NAV),
    );
    await peg.say(100_000_000n);
  });

  test('a falling NAV gives more shares, and a fall beyond the breaker prices nothing until two people approve it', async () => {
    await life.pass(DAY);
    assert.equal(await life.report(fund.navFeed, LOWER_NAV), true);
    assert.equal(
      await offering('carol').subscribe.staticCall(carolPays, 0n),
      sharesFor(carolPays, LOWER_NAV),
    );
    await mined(offering('carol').subscribe(carolPays, 0n));

    await life.pass(DAY);
    assert.equal(await life.report(fund.navFeed, APPROVED_NAV), false, '3.5 % are parked');
    const doubt = await refusal(offering('carol').collect.staticCall());
    assert.equal(doubt.name, 'PriceInDoubt');
    await mined(shares('alice').transfer(who('bob'), 1n));
    await mined(shares('bob').transfer(who('alice'), 1n));

    await life.approve(fund.navFeed, 'a loss on the longest bonds');
    await mined(offering('carol').collect());
    assert.equal(await held('carol'), carolBought);
    assert.equal(carolBought, 3_333_333_333n);
    assert.equal(await cash('treasury'), alicePays + bobPays + carolPays);
  });

  test('income goes to those who held at the record date, rounded down, and its dust to the next distribution', async () => {
    const supply = aliceBought + bobBought + carolBought;
    const income = 12_345_678_901n;
    const first = await pay(income);
    await mined(shares('alice').transfer(who('bob'), moved));
    const due: [Person, bigint][] = [
      ['alice', (income * aliceBought) / supply],
      ['bob', (income * bobBought) / supply],
      ['carol', (income * carolBought) / supply],
    ];
    let paid = 0n;
    for (const [person, amount] of due) {
      await mined(distributor(person).claim(first));
      assert.equal(await cash(person), amount, person);
      paid += amount;
    }
    const dust = income - paid;
    assert.ok(dust > 0n && dust < 3n);
    assert.equal(await distributor('alice').carried(money.address), dust);
    assert.equal(await money.of(distributorAt), dust);

    const more = 1_000_003n;
    const second = await pay(more);
    const all = more + dust;
    await mined(
      distributor('submitter').push(second, [who('alice'), who('bob'), who('carol'), who('dave')]),
    );
    const now: [Person, bigint, bigint][] = [
      ['alice', aliceBought - moved, due[0]![1]],
      ['bob', bobBought + moved, due[1]![1]],
      ['carol', carolBought, due[2]![1]],
    ];
    let left = all;
    for (const [person, balance, before] of now) {
      const amount = (all * balance) / supply;
      assert.equal(await cash(person), before + amount, person);
      left -= amount;
    }
    assert.equal(await cash('dave'), 0n);
    assert.equal(await distributor('alice').carried(money.address), left);
    assert.equal(await money.of(distributorAt), left);
  });

  test('the queue pays every request of an epoch at one NAV that was valued after its cut-off', async () => {
    const [aliceAsks, bobAsks, carolAsks] = [4_000_000_007n, 1_234_567_891n, 500_000_000n];
    await money.hand(life.people.treasurer, queueAt, BUFFER);
    await mined(queue('treasurer').fund(BUFFER));
    const before = { alice: await cash('alice'), bob: await cash('bob') };
    const supply = await shares('alice').totalSupply();

    const asks: [Person, bigint][] = [
      ['alice', aliceAsks],
      ['bob', bobAsks],
      ['carol', carolAsks],
    ];
    for (const [person, amount] of asks) {
      await mined(shares(person).approve(queueAt, amount));
      await mined(queue(person).requestRedeem(amount, who(person), who(person)));
    }
    assert.equal(await shares('alice').balanceOf(queueAt), aliceAsks + bobAsks + carolAsks);
    await mined(queue('carol').cancelRedeemRequest(0n, who('carol')));
    await mined(queue('carol').claimCancelRedeemRequest(0n, who('carol'), who('carol')));
    assert.equal(await held('carol'), carolBought);

    await mined(queue('treasurer').closeEpoch());
    const known = await refusal(queue('treasurer').settleEpoch.staticCall());
    assert.equal(known.name, 'PriceBeforeCutOff');
    await life.pass(DAY);
    assert.equal(await life.report(fund.navFeed, SETTLED_NAV), true);
    await mined(queue('treasurer').settleEpoch());

    const settled = worthOf(aliceAsks + bobAsks, SETTLED_NAV);
    const totals = await queue('alice').totals();
    assert.equal(totals.owed, settled);
    assert.equal(totals.buffer, BUFFER - settled);
    assert.equal(await shares('alice').totalSupply(), supply - aliceAsks - bobAsks);

    const aliceGets = (settled * aliceAsks) / (aliceAsks + bobAsks);
    const bobGets = (settled * bobAsks) / (aliceAsks + bobAsks);
    await mined(queue('alice').redeem(aliceAsks, who('alice'), who('alice')));
    assert.equal(await cash('alice'), before.alice + aliceGets);
    const part = 50_000_000_001n;
    await mined(queue('bob').withdraw(part, who('bob'), who('bob')));
    const rest = await queue('bob').claimableRedeemRequest(0n, who('bob'));
    assert.equal(rest, bobAsks - (bobAsks * part + bobGets - 1n) / bobGets);
    await mined(queue('bob').redeem(rest, who('bob'), who('bob')));
    assert.equal(await cash('bob'), before.bob + bobGets);

    const dust = settled - aliceGets - bobGets;
    assert.ok(dust >= 0n && dust < 2n);
    const after = await queue('alice').totals();
    assert.equal(after.owed, 0n);
    assert.equal(after.buffer, BUFFER - settled + dust);
    assert.equal(after.paid, aliceGets + bobGets);
    assert.equal(await money.of(queueAt), after.buffer);
  });

  test('the instant lane pays at once less its fee, up to the limit of the day, and lets everybody out', async () => {
    const { buffer, paid } = await queue('bob').totals();
    const before = await cash('bob');
    const asked = 300_000_001n;
    const net = instantly(asked);
    await mined(shares('bob').approve(queueAt, asked));
    const dear = await refusal(
      queue('bob').redeemInstantly.staticCall(asked, net + 1n, who('bob'), who('bob')),
    );
    assert.deepEqual([dear.name, dear.args.assets], ['MinimumAssetsMissed', net]);
    await mined(queue('bob').redeemInstantly(asked, net, who('bob'), who('bob')));
    assert.equal(await cash('bob'), before + net);

    const much = 1_000n * UNIT;
    await mined(shares('alice').approve(queueAt, much));
    const limited = await refusal(
      queue('alice').redeemInstantly.staticCall(much, 0n, who('alice'), who('alice')),
    );
    assert.deepEqual([limited.name, limited.args.left], ['DailyLimitReached', DAILY_LIMIT - net]);

    const little = 50n * UNIT;
    await mined(shares('alice').transfer(who('dave'), little));
    await mined(shares('dave').approve(queueAt, little));
    const partly = await refusal(
      queue('dave').redeemInstantly.staticCall(little - 1n, 0n, who('dave'), who('dave')),
    );
    assert.equal(partly.name, 'BelowMinimum');
    await mined(queue('dave').redeemInstantly(little, 0n, who('dave'), who('dave')));
    const littleNet = instantly(little);
    assert.equal(await cash('dave'), littleNet);
    assert.equal(await held('dave'), 0n);

    const totals = await queue('bob').totals();
    assert.equal(totals.buffer, buffer - net - littleNet);
    assert.equal(totals.paid, paid + net + littleNet);
    assert.equal(totals.deposited, totals.paid + totals.withdrawn + totals.buffer + totals.owed);
    assert.equal(await money.of(queueAt), totals.buffer);
  });

  test('at the end every base unit of money and every share is accounted for', async () => {
    const everybody = ['alice', 'bob', 'carol', 'dave', 'treasury', 'treasurer'] as const;
    const cashes = await Promise.all(everybody.map(cash));
    const escrows = await Promise.all([sale, queueAt, distributorAt].map((at) => money.of(at)));
    const inflow = alicePays + bobPays + carolPays + 12_345_678_901n + 1_000_003n + BUFFER;
    assert.equal(sum([...cashes, ...escrows]), inflow);
    const balances = await Promise.all(everybody.map(held));
    assert.equal(sum(balances), await shares('alice').totalSupply());
    const { raised, released, escrow, refunded, minted } = await offering('alice').totals();
    assert.equal(raised, alicePays + bobPays + carolPays);
    assert.deepEqual([released, escrow, refunded], [raised, 0n, 0n]);
    assert.equal(minted, aliceBought + bobBought + carolBought);
    assert.equal(await shares('alice').balanceOf(queueAt), 0n);
  });
});
