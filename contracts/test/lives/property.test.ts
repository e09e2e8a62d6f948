import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { id } from 'ethers';
import { CHOICES, reasonName, ReportFeed__factory } from '@cadastre/contracts';
import { mined, refusal } from './calls.ts';
import { APPROVAL_BPS, type Holder, HOLDERS, House, TITLE } from './house.ts';
import { DAY, type Life, ONE, type Person, theLife } from './life.ts';
import { openSale } from './sale.ts';

/** Money has six decimals, fractions eighteen; the price is for a whole fraction. */
const PRICE = 2_499_990_007n;
const UNIT = 1_000_000n;
const SOFT_CAP = 1_500_000n * UNIT;
const HARD_CAP = 2_500_000n * UNIT;
const BID = 2_700_000_000_011n;

const fractionsFor = (paid: bigint): bigint => (paid * ONE) / PRICE;

const alicePays = 900_000_000_001n;
const bobPays = 700_000_000_003n;
const carolPays = 650_000_000_007n;
const BOUGHT = {
  alice: fractionsFor(alicePays),
  bob: fractionsFor(bobPays),
  carol: fractionsFor(carolPays),
};
const SUPPLY = BOUGHT.alice + BOUGHT.bob + BOUGHT.carol;
/** What Bob asks for, and what Dave buys of it. */
const ASK = { amount: 100n * ONE, price: 260_000_000_001n };
const DAVE_BUYS = 33n * ONE + 1n;

let life: Life;
let house: House;
let money: House['money'];
let book: House['book'];
let purse: House['purse'];

const who = (person: Person): string => house.who(person);

const open = async (): Promise<string> =>
  openSale(life, house.asset, money, {
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
  await mined(house.offering(sale, person).subscribe(amount, fractionsFor(amount)));
}

describe('a property', () => {
  before(async () => {
    life = await theLife();
    house = await House.build(life);
    ({ money, book, purse } = house);
  });

  test('a title comes onto the platform once, and its deed belongs to the seller', async () => {
    await mined(
      house.deed('factory').recordTitle(TITLE, who('treasury'), id('land register extract')),
    );
    assert.equal(await house.deed('alice').ownerOf(house.titleId), who('treasury'));
    const again = await refusal(
      house
        .deed('factory')
        .recordTitle.staticCall(TITLE, who('treasury'), id('land register extract')),
    );
    assert.deepEqual([again.name, again.args.titleId], ['TitleExists', house.titleId]);
  });

  test('an appraisal stands only after two people have approved it', async () => {
    const appraisal = 2_450_000n * UNIT;
    assert.equal(await life.report(house.asset.navFeed, appraisal), false);
    const feed = ReportFeed__factory.connect(house.asset.navFeed, life.provider);
    assert.equal(await feed.latestAnswer(), 0n);
    await life.approve(house.asset.navFeed, 'appraisal by a sworn valuer');
    assert.equal(await feed.latestAnswer(), appraisal);
  });

  test('a sale that misses its soft cap delivers nothing and gives every base unit back', async () => {
    const sale = await open();
    await subscribe(sale, 'alice', 700_000_000_001n);
    await subscribe(sale, 'bob', SOFT_CAP - 700_000_000_002n);
    assert.equal(await money.of(sale), SOFT_CAP - 1n);
    const undelivered = await refusal(
      house.offering(sale, 'treasurer').deliver.staticCall([who('alice'), who('bob')]),
    );
    assert.deepEqual([undelivered.name, undelivered.args.raised], ['SoftCapNotMet', SOFT_CAP - 1n]);
    const early = await refusal(
      house.offering(sale, 'alice').refund.staticCall(who('alice'), who('alice')),
    );
    assert.equal(early.name, 'NotRefundable');

    await life.pass(14 * DAY);
    const late = await refusal(house.offering(sale, 'carol').subscribe.staticCall(carolPays, 0n));
    assert.equal(late.name, 'OutsideWindow');
    await mined(house.offering(sale, 'alice').refund(who('alice'), who('alice')));
    await mined(house.offering(sale, 'submitter').refund(who('bob'), who('bob')));
    assert.equal(await money.of(who('alice')), 700_000_000_001n);
    assert.equal(await money.of(who('bob')), SOFT_CAP - 700_000_000_002n);
    const twice = await refusal(
      house.offering(sale, 'bob').refund.staticCall(who('bob'), who('bob')),
    );
    assert.equal(twice.name, 'NotRefundable');
    const totals = await house.offering(sale, 'alice').totals();
    assert.deepEqual(
      [totals.raised, totals.refunded, totals.escrow, totals.released, totals.minted],
      [SOFT_CAP - 1n, SOFT_CAP - 1n, 0n, 0n, 0n],
    );
    assert.equal(await money.of(sale), 0n);
    assert.equal(await house.fractions('alice').totalSupply(), 0n);
    purse.alice = 700_000_000_001n;
    purse.bob = SOFT_CAP - 700_000_000_002n;
  });

  test('the next sale meets its soft cap, and money and fractions change hands while the deed is in the vault', async () => {
    await mined(
      house.deed('treasury').getFunction('safeTransferFrom(address,address,uint256)')(
        who('treasury'),
        house.vaultAt,
        house.titleId,
      ),
    );
    assert.equal(await house.vault('alice').holdsDeed(), true);
    const sale = await open();
    await subscribe(sale, 'alice', alicePays);
    await subscribe(sale, 'bob', bobPays);
    assert.notEqual((await house.offering(sale, 'alice').totals()).softCapMetAt, 0n);
    await subscribe(sale, 'carol', carolPays);
    const beyond = await refusal(
      house
        .offering(sale, 'dave')
        .subscribe.staticCall(HARD_CAP - alicePays - bobPays - carolPays + 1n, 0n),
    );
    assert.deepEqual([beyond.name, beyond.args.total], ['HardCapExceeded', HARD_CAP + 1n]);

    await mined(
      house.offering(sale, 'treasurer').deliver([who('alice'), who('bob'), who('carol')]),
    );
    assert.equal(await money.of(who('treasury')), alicePays + bobPays + carolPays);
    assert.equal(await money.of(sale), 0n);
    assert.equal(await house.fractions('alice').totalSupply(), SUPPLY);
    Object.assign(book, BOUGHT);
    await house.booksAgree();
  });

  test('fractions do not move before the lock-up ends, and never beyond the cap of a holder', async () => {
    const [locked] = await house
      .fractions('alice')
      .explain(who('alice'), who('alice'), who('carol'), 1n);
    assert.equal(reasonName(locked), 'LOCKED_UP');
    assert.equal(
      (await refusal(house.fractions('alice').transfer.staticCall(who('carol'), 1n))).name,
      'TransferRefused',
    );
    await life.pass(60 * DAY);
    const room = 500n * ONE - book.carol;
    const [capped] = await house
      .fractions('alice')
      .explain(who('alice'), who('alice'), who('carol'), room + 1n);
    assert.equal(reasonName(capped), 'MAX_BALANCE_EXCEEDED');
  });

  test('rent of three months goes to those who held at each record date, whatever moved in between', async () => {
    const first = await house.rent(18_500_000_001n, 0n);
    await house.move('alice', 'carol', 10n * ONE + 1n);
    for (const person of ['carol', 'alice', 'bob'] as const) {
      await mined(house.distributor(person).claim(first.month));
      purse[person] += first.due[person];
    }
    const firstDust = first.all - first.due.alice - first.due.bob - first.due.carol;
    assert.ok(firstDust > 0n && firstDust < 3n);
    assert.equal(await house.distributor('alice').carried(money.address), firstDust);
    await house.booksAgree();

    await life.pass(30 * DAY);
    const second = await house.rent(18_500_000_000n, firstDust);
    for (const person of ['alice', 'carol'] as const) {
      await mined(house.distributor('submitter').claimFor(second.month, who(person)));
      purse[person] += second.due[person];
    }
    assert.equal(
      await money.of(house.distributorAt),
      second.all - second.due.alice - second.due.carol,
    );

    await house.sell('bob', 'dave', ASK, DAVE_BUYS);
    await house.booksAgree();

    await life.pass(30 * DAY);
    const third = await house.rent(17_999_999_999n, 0n);
    assert.ok(third.due.dave > 0n);
    await mined(house.distributor('submitter').push(third.month, HOLDERS.map(who)));
    for (const person of HOLDERS) purse[person] += third.due[person];
    await house.booksAgree();

    const thirdDust = HOLDERS.reduce((left, person) => left - third.due[person], third.all);
    assert.equal(await house.distributor('alice').carried(money.address), thirdDust);
    const [bobWaits] = await house.distributor('bob').claimable(second.month, who('bob'));
    assert.equal(bobWaits, second.due.bob, 'what he held then, not what he sold since');
    await mined(house.distributor('bob').claim(second.month));
    purse.bob += second.due.bob;
    await house.booksAgree();
    const secondDust = second.all - second.due.alice - second.due.bob - second.due.carol;
    assert.equal(await house.distributor('alice').carried(money.address), secondDust + thirdDust);
    assert.equal(await money.of(house.distributorAt), secondDust + thirdDust);
  });

  test('the deed leaves the vault by a carried buy-out only, and every fraction gets its part of the price', async () => {
    const stays = await refusal(house.vault('issuer').releaseDeed.staticCall(who('treasury')));
    assert.deepEqual([stays.name, stays.args.totalSupply], ['FractionsExist', SUPPLY]);

    const now = await life.now();
    const deadline = now + 20 * DAY;
    const subject = await house.vault('dave').buyoutSubject(who('dave'), BID, deadline);
    await mined(house.fractions('issuance').openRecordDate());
    const recordDate = await house.fractions('issuance').currentRecordDate();
    const opensAt = now + DAY;
    const closesAt = now + 8 * DAY;
    await mined(
      house
        .ballot('issuer')
        .propose(subject, recordDate, opensAt, closesAt, 5_000, 5_000, [], 'ipfs://bid'),
    );
    await money.hand(life.people.dave, house.vaultAt, BID);
    await mined(house.vault('dave').fundBuyout(1n, BID, deadline));
    assert.equal(await money.of(house.vaultAt), BID);

    await life.pass(2 * DAY);
    await mined(house.ballot('alice').vote(1n, CHOICES.indexOf('FOR')));
    await mined(house.ballot('bob').vote(1n, CHOICES.indexOf('AGAINST')));
    await mined(house.ballot('dave').vote(1n, CHOICES.indexOf('ABSTAIN')));
    await house.move('alice', 'carol', ONE);
    await mined(house.ballot('carol').vote(1n, CHOICES.indexOf('FOR')));
    const motion = await house.ballot('alice').motionOf(1n);
    assert.equal(motion.votesFor, book.alice + book.carol, 'moved fractions vote once');
    assert.equal(motion.votesAgainst, book.bob);
    assert.equal(motion.abstentions, book.dave);
    assert.ok(motion.votesFor * 10_000n >= SUPPLY * APPROVAL_BPS);
    const early = await refusal(house.vault('dave').executeBuyout.staticCall(1n));
    assert.equal(early.name, 'BuyoutNotCarried');
    const bound = await refusal(house.vault('dave').withdrawBuyout.staticCall(1n));
    assert.equal(bound.name, 'BuyoutStillBound');

    await life.pass(7 * DAY);
    await mined(house.vault('submitter').executeBuyout(1n));
    assert.equal(await house.deed('alice').ownerOf(house.titleId), who('dave'));
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
      await mined(house.vault(person).surrender(amount, who(person)));
      book[person] -= amount;
      purse[person] += worth;
      paid += worth;
      await house.booksAgree();
    }
    assert.equal(await house.fractions('alice').totalSupply(), 0n);
    const dust = BID - paid;
    assert.ok(dust > 0n && dust < 5n);
    assert.equal(await money.of(house.vaultAt), dust);
    await mined(house.vault('issuer').sweepDust(who('treasury')));
    assert.equal(await money.of(house.vaultAt), 0n);
    assert.equal(await money.of(who('treasury')), alicePays + bobPays + carolPays + dust);
  });

  test('when no fraction is left the last dust of the rent is released and nothing stays behind', async () => {
    const carried = await house.distributor('alice').carried(money.address);
    const before = await money.of(who('treasury'));
    await mined(house.distributor('treasurer').releaseCarried(money.address, who('treasury')));
    assert.equal(await money.of(who('treasury')), before + carried);
    assert.equal(await money.of(house.distributorAt), 0n);
    const inside = HOLDERS.reduce((sum, person) => sum + purse[person], before + carried);
    const rents = 18_500_000_001n + 18_500_000_000n + 17_999_999_999n;
    const sold = alicePays + bobPays + carolPays;
    const trade = (ASK.price * DAVE_BUYS + ASK.amount - 1n) / ASK.amount;
    assert.equal(inside, SOFT_CAP - 1n + sold + rents + trade + BID);
  });
});
