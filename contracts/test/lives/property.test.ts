import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { id, ZeroAddress } from 'ethers';
import {
  AssetToken__factory,
  Ballot__factory,
  CHOICES,
  DeedVault__factory,
  Distributor__factory,
  KIND_BALLOT,
  KIND_DEED_VAULT,
  KIND_DISTRIBUTOR,
  Offering__factory,
  PropertyDeed__factory,
  reasonName,
  ReportFeed__factory,
  Settlement__factory,
  settlementDomain,
  signOrder,
  type AssetToken,
  type Ballot,
  type DeedVault,
  type Distributor,
  type Offering,
  type Order,
  type PropertyDeed,
} from '@cadastre/contracts';
import { mined, refusal } from './calls.ts';
import { DAY, feedPolicy, type Life, ONE, type Asset, type Person, theLife } from './life.ts';
import type { Money } from './money.ts';
import { distribute } from './payout.ts';
import { openSale } from './sale.ts';

/** Money has six decimals, fractions eighteen; the price is for a whole fraction. */
const PRICE = 2_499_990_007n;
const UNIT = 1_000_000n;
const SOFT_CAP = 1_500_000n * UNIT;
const HARD_CAP = 2_500_000n * UNIT;
const APPROVAL_BPS = 6_667n;
const BID = 2_700_000_000_011n;
const TITLE = { country: 840, register: 'NY/KINGS', folio: '12-A' };

const fractionsFor = (paid: bigint): bigint => (paid * ONE) / PRICE;

const alicePays = 900_000_000_001n;
const bobPays = 700_000_000_003n;
const carolPays = 650_000_000_007n;
/** What everybody holds, as the test itself keeps the books. */
const book = {
  alice: fractionsFor(alicePays),
  bob: fractionsFor(bobPays),
  carol: fractionsFor(carolPays),
  dave: 0n,
};
type Holder = keyof typeof book;
const HOLDERS = ['alice', 'bob', 'carol', 'dave'] as const;
const SUPPLY = book.alice + book.bob + book.carol;
/** The money of each person, as the test itself keeps the books. */
const purse: Record<Holder, bigint> = { alice: 0n, bob: 0n, carol: 0n, dave: 0n };

let life: Life;
let house: Asset;
let money: Money;
let titleId: bigint;
let vaultAt: string;
let ballotAt: string;
let distributorAt: string;

const who = (person: Person): string => life.people[person].address;
const fractions = (person: Person): AssetToken =>
  AssetToken__factory.connect(house.token, life.people[person]);
const deed = (person: Person): PropertyDeed =>
  PropertyDeed__factory.connect(life.at('PropertyDeed'), life.people[person]);
const vault = (person: Person): DeedVault =>
  DeedVault__factory.connect(vaultAt, life.people[person]);
const ballot = (person: Person): Ballot => Ballot__factory.connect(ballotAt, life.people[person]);
const distributor = (person: Person): Distributor =>
  Distributor__factory.connect(distributorAt, life.people[person]);
const offering = (at: string, person: Person): Offering =>
  Offering__factory.connect(at, life.people[person]);

/** Every holder has the fractions and the money that the test's own books say. */
async function booksAgree(): Promise<void> {
  for (const person of HOLDERS) {
    assert.equal(await fractions(person).balanceOf(who(person)), book[person], person);
    assert.equal(await money.of(who(person)), purse[person], person);
  }
}

const open = async (): Promise<string> =>
  openSale(life, house, money, {
    closes: (await life.now()) + 14 * DAY,
    deliveryPeriod: 30 * DAY,
    selfDelivery: false,
    fixedPrice: PRICE,
    tokenCap: 1_000n * ONE,
    softCap: SOFT_CAP,
    hardCap: HARD_CAP,
    maxPerInvestor: 1_000_000n * UNIT,
  });

async function subscribe(sale: string, person: Holder, amount: bigint): Promise<void> {
  await money.hand(life.people[person], sale, amount);
  await mined(offering(sale, person).subscribe(amount, fractionsFor(amount)));
}

/** A month's rent for those who hold now. @returns the distribution, and what each gets of `all` */
async function payRent(
  rent: bigint,
  carriedIn: bigint,
): Promise<{ month: bigint; all: bigint; due: Record<Holder, bigint> }> {
  const month = await distribute(life, house, distributorAt, money, rent);
  const all = rent + carriedIn;
  assert.equal((await distributor('alice').distributionOf(month)).allocated, all);
  const share = (person: Holder): bigint => (all * book[person]) / SUPPLY;
  const due = {
    alice: share('alice'),
    bob: share('bob'),
    carol: share('carol'),
    dave: share('dave'),
  };
  return { month, all, due };
}

describe('a property', () => {
  before(async () => {
    life = await theLife();
    const { alice, bob, carol, dave, treasury } = life.people;
    money = await life.money('SilentToken');
    const lockUntil = (await life.now()) + 60 * DAY;
    house = await life.asset({
      uuid: '5d1f0a42-7c3e-4b19-8a6d-2e9f4c7b1a30',
      token: {
        name: '12-A Example Street',
        symbol: 'EX12A',
        decimals: 18,
        maxSupply: 1_000n * ONE,
        rules: { maxBalance: 500n * ONE, maxHolders: 4, minTier: 1, lockUntil },
        countries: [840],
      },
      navFeed: {
        description: '12-A appraisal / USD',
        decimals: 6,
        policy: feedPolicy({
          alwaysApprove: true,
          heartbeat: 400 * DAY,
          valuationStaleness: 400 * DAY,
        }),
      },
      reserveFeed: { description: '12-A reserve fund / USD', decimals: 6, policy: feedPolicy() },
    });
    ballotAt = await life.clone('BallotImplementation');
    await mined(ballot('deployer').initialize(house.token));
    await life.enrol(house, ballotAt, KIND_BALLOT);
    distributorAt = await life.clone('DistributorImplementation');
    await mined(distributor('deployer').initialize(house.token));
    await life.enrol(house, distributorAt, KIND_DISTRIBUTOR);
    vaultAt = await life.clone('DeedVaultImplementation');
    titleId = await deed('deployer').titleIdOf(TITLE);
    await mined(
      vault('deployer').initialize({
        token: house.token,
        deed: life.at('PropertyDeed'),
        titleId,
        payment: money.address,
        ballot: ballotAt,
        approvalBps: APPROVAL_BPS,
      }),
    );
    await life.enrol(house, vaultAt, KIND_DEED_VAULT, 'transferAgent');
    await life.admit(alice, bob, carol, dave, treasury, vaultAt);
  });

  test('a title comes onto the platform once, and its deed belongs to the seller', async () => {
    await mined(deed('factory').recordTitle(TITLE, who('treasury'), id('land register extract')));
    assert.equal(await deed('alice').ownerOf(titleId), who('treasury'));
    const again = await refusal(
      deed('factory').recordTitle.staticCall(TITLE, who('treasury'), id('land register extract')),
    );
    assert.deepEqual([again.name, again.args.titleId], ['TitleExists', titleId]);
  });

  test('an appraisal stands only after two people have approved it', async () => {
    const appraisal = 2_450_000n * UNIT;
    assert.equal(await life.report(house.navFeed, appraisal), false);
    const feed = ReportFeed__factory.connect(house.navFeed, life.provider);
    assert.equal(await feed.latestAnswer(), 0n);
    await life.approve(house.navFeed, 'appraisal by a sworn valuer');
    assert.equal(await feed.latestAnswer(), appraisal);
  });

  test('a sale that misses its soft cap delivers nothing and gives every base unit back', async () => {
    const sale = await open();
    await subscribe(sale, 'alice', 700_000_000_001n);
    await subscribe(sale, 'bob', SOFT_CAP - 700_000_000_002n);
    assert.equal(await money.of(sale), SOFT_CAP - 1n);
    const undelivered = await refusal(
      offering(sale, 'treasurer').deliver.staticCall([who('alice'), who('bob')]),
    );
    assert.deepEqual([undelivered.name, undelivered.args.raised], ['SoftCapNotMet', SOFT_CAP - 1n]);
    const early = await refusal(
      offering(sale, 'alice').refund.staticCall(who('alice'), who('alice')),
    );
    assert.equal(early.name, 'NotRefundable');

    await life.pass(14 * DAY);
    const late = await refusal(offering(sale, 'carol').subscribe.staticCall(carolPays, 0n));
    assert.equal(late.name, 'OutsideWindow');
    await mined(offering(sale, 'alice').refund(who('alice'), who('alice')));
    await mined(offering(sale, 'submitter').refund(who('bob'), who('bob')));
    assert.equal(await money.of(who('alice')), 700_000_000_001n);
    assert.equal(await money.of(who('bob')), SOFT_CAP - 700_000_000_002n);
    const twice = await refusal(offering(sale, 'bob').refund.staticCall(who('bob'), who('bob')));
    assert.equal(twice.name, 'NotRefundable');
    const totals = await offering(sale, 'alice').totals();
    assert.deepEqual(
      [totals.raised, totals.refunded, totals.escrow, totals.released, totals.minted],
      [SOFT_CAP - 1n, SOFT_CAP - 1n, 0n, 0n, 0n],
    );
    assert.equal(await money.of(sale), 0n);
    assert.equal(await fractions('alice').totalSupply(), 0n);
    purse.alice = 700_000_000_001n;
    purse.bob = SOFT_CAP - 700_000_000_002n;
  });

  test('the next sale meets its soft cap, and money and fractions change hands while the deed is in the vault', async () => {
    await mined(
      deed('treasury').getFunction('safeTransferFrom(address,address,uint256)')(
        who('treasury'),
        vaultAt,
        titleId,
      ),
    );
    assert.equal(await vault('alice').holdsDeed(), true);
    const sale = await open();
    await subscribe(sale, 'alice', alicePays);
    await subscribe(sale, 'bob', bobPays);
    assert.notEqual((await offering(sale, 'alice').totals()).softCapMetAt, 0n);
    await subscribe(sale, 'carol', carolPays);
    const beyond = await refusal(
      offering(sale, 'dave').subscribe.staticCall(
        HARD_CAP - alicePays - bobPays - carolPays + 1n,
        0n,
      ),
    );
    assert.deepEqual([beyond.name, beyond.args.total], ['HardCapExceeded', HARD_CAP + 1n]);

    await mined(offering(sale, 'treasurer').deliver([who('alice'), who('bob'), who('carol')]));
    assert.equal(await money.of(who('treasury')), alicePays + bobPays + carolPays);
    assert.equal(await money.of(sale), 0n);
    assert.equal(await fractions('alice').totalSupply(), SUPPLY);
    await booksAgree();
  });

  test('fractions do not move before the lock-up ends, and never beyond the cap of a holder', async () => {
    const [locked] = await fractions('alice').explain(who('alice'), who('alice'), who('carol'), 1n);
    assert.equal(reasonName(locked), 'LOCKED_UP');
    assert.equal(
      (await refusal(fractions('alice').transfer.staticCall(who('carol'), 1n))).name,
      'TransferRefused',
    );
    await life.pass(60 * DAY);
    const room = 500n * ONE - book.carol;
    const [capped] = await fractions('alice').explain(
      who('alice'),
      who('alice'),
      who('carol'),
      room + 1n,
    );
    assert.equal(reasonName(capped), 'MAX_BALANCE_EXCEEDED');
  });

  test('rent of three months goes to those who held at each record date, whatever moved in between', async () => {
    const first = await payRent(18_500_000_001n, 0n);
    const gift = 10n * ONE + 1n;
    await mined(fractions('alice').transfer(who('carol'), gift));
    book.alice -= gift;
    book.carol += gift;
    for (const person of ['carol', 'alice', 'bob'] as const) {
      await mined(distributor(person).claim(first.month));
      purse[person] += first.due[person];
    }
    const firstDust = first.all - first.due.alice - first.due.bob - first.due.carol;
    assert.ok(firstDust > 0n && firstDust < 3n);
    assert.equal(await distributor('alice').carried(money.address), firstDust);
    await booksAgree();

    await life.pass(30 * DAY);
    const second = await payRent(18_500_000_000n, firstDust);
    for (const person of ['alice', 'carol'] as const) {
      await mined(distributor('submitter').claimFor(second.month, who(person)));
      purse[person] += second.due[person];
    }
    assert.equal(await money.of(distributorAt), second.all - second.due.alice - second.due.carol);

    const order: Order = {
      maker: who('bob'),
      taker: ZeroAddress,
      token: house.token,
      payment: money.address,
      sells: true,
      amount: 100n * ONE,
      price: 260_000_000_001n,
      minFill: ONE,
      nonce: 1n,
      deadline: (await life.now()) + DAY,
    };
    const board = life.at('Settlement');
    const domain = settlementDomain(31_337, board);
    const signature = await signOrder(life.people.bob, domain, order);
    const bought = 33n * ONE + 1n;
    const paid = (260_000_000_001n * bought + 100n * ONE - 1n) / (100n * ONE);
    await mined(fractions('bob').approve(board, 100n * ONE));
    await money.hand(life.people.dave, board, paid);
    await mined(
      Settlement__factory.connect(board, life.people.dave).fill(order, signature, bought),
    );
    book.bob -= bought;
    book.dave += bought;
    purse.bob += paid;
    await booksAgree();

    await life.pass(30 * DAY);
    const third = await payRent(17_999_999_999n, 0n);
    assert.ok(third.due.dave > 0n);
    await mined(distributor('submitter').push(third.month, HOLDERS.map(who)));
    for (const person of HOLDERS) purse[person] += third.due[person];
    await booksAgree();

    const thirdDust = HOLDERS.reduce((left, person) => left - third.due[person], third.all);
    assert.equal(await distributor('alice').carried(money.address), thirdDust);
    const [bobWaits] = await distributor('bob').claimable(second.month, who('bob'));
    assert.equal(bobWaits, second.due.bob, 'what he held then, not what he sold since');
    await mined(distributor('bob').claim(second.month));
    purse.bob += second.due.bob;
    await booksAgree();
    const secondDust = second.all - second.due.alice - second.due.bob - second.due.carol;
    assert.equal(await distributor('alice').carried(money.address), secondDust + thirdDust);
    assert.equal(await money.of(distributorAt), secondDust + thirdDust);
  });

  test('the deed leaves the vault by a carried buy-out only, and every fraction gets its part of the price', async () => {
    const stays = await refusal(vault('issuer').releaseDeed.staticCall(who('treasury')));
    assert.deepEqual([stays.name, stays.args.totalSupply], ['FractionsExist', SUPPLY]);

    const now = await life.now();
    const deadline = now + 20 * DAY;
    const subject = await vault('dave').buyoutSubject(who('dave'), BID, deadline);
    await mined(fractions('issuance').openRecordDate());
    const recordDate = await fractions('issuance').currentRecordDate();
    const opensAt = now + DAY;
    const closesAt = now + 8 * DAY;
    await mined(
      ballot('issuer').propose(
        subject,
        recordDate,
        opensAt,
        closesAt,
        5_000,
        5_000,
        [],
        'ipfs://bid',
      ),
    );
    await money.hand(life.people.dave, vaultAt, BID);
    await mined(vault('dave').fundBuyout(1n, BID, deadline));
    assert.equal(await money.of(vaultAt), BID);

    await life.pass(2 * DAY);
    await mined(ballot('alice').vote(1n, CHOICES.indexOf('FOR')));
    await mined(ballot('bob').vote(1n, CHOICES.indexOf('AGAINST')));
    await mined(ballot('dave').vote(1n, CHOICES.indexOf('ABSTAIN')));
    await mined(fractions('alice').transfer(who('carol'), ONE));
    book.alice -= ONE;
    book.carol += ONE;
    await mined(ballot('carol').vote(1n, CHOICES.indexOf('FOR')));
    const motion = await ballot('alice').motionOf(1n);
    assert.equal(motion.votesFor, book.alice + book.carol, 'moved fractions vote once');
    assert.equal(motion.votesAgainst, book.bob);
    assert.equal(motion.abstentions, book.dave);
    assert.ok(motion.votesFor * 10_000n >= SUPPLY * APPROVAL_BPS);
    const early = await refusal(vault('dave').executeBuyout.staticCall(1n));
    assert.equal(early.name, 'BuyoutNotCarried');
    const bound = await refusal(vault('dave').withdrawBuyout.staticCall(1n));
    assert.equal(bound.name, 'BuyoutStillBound');

    await life.pass(7 * DAY);
    await mined(vault('submitter').executeBuyout(1n));
    assert.equal(await deed('alice').ownerOf(titleId), who('dave'));
    let paid = 0n;
    const half = book.alice / 2n;
    for (const [person, amount] of [
      ['alice', half],
      ['alice', book.alice - half],
      ['bob', book.bob],
      ['carol', book.carol],
      ['dave', book.dave],
    ] as const) {
      const worth = (BID * amount) / SUPPLY;
      await mined(vault(person).surrender(amount, who(person)));
      book[person] -= amount;
      purse[person] += worth;
      paid += worth;
      await booksAgree();
    }
    assert.equal(await fractions('alice').totalSupply(), 0n);
    const dust = BID - paid;
    assert.ok(dust > 0n && dust < 5n);
    assert.equal(await money.of(vaultAt), dust);
    await mined(vault('issuer').sweepDust(who('treasury')));
    assert.equal(await money.of(vaultAt), 0n);
    assert.equal(await money.of(who('treasury')), alicePays + bobPays + carolPays + dust);
  });

  test('when no fraction is left the last dust of the rent is released and nothing stays behind', async () => {
    const carried = await distributor('alice').carried(money.address);
    const before = await money.of(who('treasury'));
    await mined(distributor('treasurer').releaseCarried(money.address, who('treasury')));
    assert.equal(await money.of(who('treasury')), before + carried);
    assert.equal(await money.of(distributorAt), 0n);
    const inside = HOLDERS.reduce((sum, person) => sum + purse[person], before + carried);
    const rents = 18_500_000_001n + 18_500_000_000n + 17_999_999_999n;
    const sold = alicePays + bobPays + carolPays;
    const trade = (260_000_000_001n * (33n * ONE + 1n) + 100n * ONE - 1n) / (100n * ONE);
    assert.equal(inside, SOFT_CAP - 1n + sold + rents + trade + BID);
  });
});
