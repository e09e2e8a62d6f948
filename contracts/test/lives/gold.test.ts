import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { encodeBytes32String, id } from 'ethers';
import {
  AssetToken__factory,
  barIdOf,
  barTree,
  BarVault__factory,
  deliveryObstacleName,
  KIND_BAR_VAULT,
  KIND_SECURE_MINT,
  mintStopName,
  Offering__factory,
  OracleCommittee__factory,
  ReserveFeed__factory,
  SecureMint__factory,
  signReserveAttestation,
  type AssetToken,
  type BarVault,
  type IBarVault,
  type Offering,
  type ReserveAttestation,
  type SecureMint,
} from '@cadastre/contracts';
import { mined, refusal } from './calls.ts';
import { DAY, feedPolicy, type Life, ONE, type Asset, type Person, theLife } from './life.ts';
import type { Money } from './money.ts';
import { openSale } from './sale.ts';

/** One token is one fine troy ounce, 18 decimals; bars and reserve are thousandths of one, the spot price has eight. */
const MILLI = 10n ** 15n;
const SPOT = 481_237_000_000n;
const HIGHER_SPOT = 501_448_954_001n;
const WILD_SPOT = 560_000_000_000n;
const MARGIN_BPS = 50n;
const UNIT = 1_000_000n;

/** Tokens for money with six decimals, rounded down. */
const ouncesFor = (paid: bigint, spot: bigint): bigint => (paid * 10n ** 26n) / (spot * 10n ** 6n);
/** What a reserve covers after the margin, rounded down. */
const usableOf = (milliOz: bigint): bigint => (milliOz * MILLI * (10_000n - MARGIN_BPS)) / 10_000n;
const weightOf = (bars: readonly IBarVault.BarStruct[]): bigint =>
  bars.reduce((sum, { fineMilliOz }) => sum + BigInt(fineMilliOz), 0n);

const bar = (serial: string, year: number, grossMilliOz: bigint): IBarVault.BarStruct => ({
  refiner: 'Example Refiner',
  serial,
  year,
  grossMilliOz,
  finenessTenths: 9_958,
  fineMilliOz: (grossMilliOz * 9_958n) / 10_000n,
});
const BARS = [
  bar('A-1', 2019, 401_250n),
  bar('A-2', 2019, 400_975n),
  bar('A-2', 2021, 402_100n),
  bar('B-7', 2022, 398_850n),
  bar('B-8', 2022, 399_525n),
] as const;
const SIXTH = bar('C-1', 2024, 400_025n);
const TAKEN = BARS[2];
const TAKEN_TOKENS = BigInt(TAKEN.fineMilliOz) * MILLI;

const alicePays = 4_500_000_000_001n;
const bobPays = 3_000_000_000_003n;
const carolPays = 2_400_000_000_007n;
const bobPaysMore = 50_000_000_001n;
const aliceBought = ouncesFor(alicePays, SPOT);
const bobBought = ouncesFor(bobPays, SPOT);
const carolBought = ouncesFor(carolPays, SPOT);
const bobBoughtMore = ouncesFor(bobPaysMore, HIGHER_SPOT);

let life: Life;
let gold: Asset;
let money: Money;
let sale: string;
let gateAt: string;
let vaultAt: string;

const who = (person: Person): string => life.people[person].address;
const ounces = (person: Person): AssetToken =>
  AssetToken__factory.connect(gold.token, life.people[person]);
const offering = (person: Person): Offering => Offering__factory.connect(sale, life.people[person]);
const gate = (person: Person): SecureMint =>
  SecureMint__factory.connect(gateAt, life.people[person]);
const vault = (person: Person): BarVault => BarVault__factory.connect(vaultAt, life.people[person]);
const held = (person: Person): Promise<bigint> => ounces('alice').balanceOf(who(person));
const supply = (): Promise<bigint> => ounces('alice').totalSupply();

/** The committee counts the bars and puts the list on record. */
async function attest(bars: readonly IBarVault.BarStruct[]): Promise<void> {
  await life.pass(60);
  assert.equal(await life.report(gold.reserveFeed, weightOf(bars)), true);
  const feed = ReserveFeed__factory.connect(gold.reserveFeed, life.people.submitter);
  const committee = OracleCommittee__factory.connect(life.at('OracleCommittee'), life.provider);
  const now = BigInt(await life.now());
  const attestation: ReserveAttestation = {
    feed: gold.reserveFeed,
    epoch: await committee.epoch(),
    round: await feed.latestRound(),
    attestedAt: now,
    expiry: now + 600n,
    documentHash: id(`bar list of ${bars.length}`),
    barListRoot: barTree(bars).root,
    custodians: [encodeBytes32String('A vault'), encodeBytes32String('B vault')],
  };
  const { bitmap, proof } = await life.signed((wallet) =>
    signReserveAttestation(wallet, life.oracleDomain, attestation),
  );
  await mined(
    feed.attest({ ...attestation, custodians: [...attestation.custodians] }, bitmap, proof),
  );
}

const proofOf = (bars: readonly IBarVault.BarStruct[], wanted: IBarVault.BarStruct): string[] => [
  ...(barTree(bars).proofs[bars.indexOf(wanted)] ?? []),
];

async function buy(person: Person, amount: bigint, spot: bigint): Promise<void> {
  await money.hand(life.people[person], sale, amount);
  const quoted = ouncesFor(amount, spot);
  assert.equal(await offering(person).subscribe.staticCall(amount, quoted), quoted);
  await mined(offering(person).subscribe(amount, 0n));
}

describe('a gold token', () => {
  before(async () => {
    life = await theLife();
    const { alice, bob, carol, issuance } = life.people;
    money = await life.money('PaymentToken', 6);
    gold = await life.asset({
      uuid: '9e2c41d7-08b5-4f63-b1aa-73d05c6e8f12',
      token: {
        name: 'Example Gold',
        symbol: 'XGOLD',
        decimals: 18,
        maxSupply: 0n,
        rules: { maxBalance: 0n, maxHolders: 0, minTier: 0, lockUntil: 0 },
        countries: [],
      },
      navFeed: {
        description: 'Gold spot / USD',
        decimals: 8,
        policy: feedPolicy({ maxDeviationBps: 500 }),
      },
      reserveFeed: { description: 'Example Gold / fine oz', decimals: 3, policy: feedPolicy() },
    });

    gateAt = await life.clone('SecureMintImplementation');
    await mined(
      gate('deployer').initialize(gold.token, {
        feed: gold.reserveFeed,
        marginBps: MARGIN_BPS,
        maxPublicationAge: 2 * DAY,
        maxValuationAge: 2 * DAY,
        maxAttestationAge: 3 * DAY,
      }),
    );
    await life.enrol(gold, gateAt, KIND_SECURE_MINT, 'minter');

    sale = await openSale(
      life,
      gold,
      money,
      { minter: gateAt, price: { feed: gold.navFeed, maxAge: DAY, bandBps: 0 } },
      'mintOperator',
    );
    await life.grant(gold.id, 'mintOperator', issuance.address);
    for (const minter of [sale, issuance.address]) {
      await mined(gate('issuer').setMintRate(minter, 10_000n * ONE, DAY));
    }

    vaultAt = await life.clone('BarVaultImplementation');
    await mined(vault('deployer').initialize(gold.token, gold.reserveFeed));
    await life.enrol(gold, vaultAt, KIND_BAR_VAULT, 'transferAgent');
    await life.admit(alice, bob, carol, vaultAt);
    await mined(ounces('compliance').setExempt(vaultAt, true));
    assert.equal(await life.report(gold.navFeed, SPOT), true);
  });

  test('nothing is minted before the bars are counted and their list is on record', async () => {
    const uncounted = await refusal(gate('issuance').mint.staticCall(who('alice'), 1n, 1n));
    assert.equal(mintStopName(uncounted.args.stop as bigint), 'FEED_NOT_OK');
    await life.pass(60);
    assert.equal(await life.report(gold.reserveFeed, weightOf(BARS)), true);
    const unlisted = await refusal(gate('issuance').mint.staticCall(who('alice'), 1n, 1n));
    assert.equal(mintStopName(unlisted.args.stop as bigint), 'ATTESTATION_STALE');
    const noList = await refusal(vault('alice').requestBar.staticCall(TAKEN, [], id('delivery')));
    assert.equal(noList.name, 'NoBarList');

    await attest(BARS);
    const { stop, usable, headroom } = await gate('alice').cover();
    assert.equal(mintStopName(stop), 'OK');
    assert.equal(usable, usableOf(weightOf(BARS)));
    assert.equal(headroom, usable);
  });

  test('ounces are minted at the spot price within the reserve, and the money goes to the treasury', async () => {
    await buy('alice', alicePays, SPOT);
    await buy('bob', bobPays, SPOT);
    await mined(offering('alice').collect());
    await mined(offering('treasurer').deliver([who('bob')]));
    assert.equal(await held('alice'), aliceBought);
    assert.equal(await held('bob'), bobBought);
    assert.equal(await money.of(who('treasury')), alicePays + bobPays);
    const { headroom } = await gate('alice').cover();
    assert.equal(headroom, usableOf(weightOf(BARS)) - aliceBought - bobBought);
  });

  test('a purchase beyond the reserve is not minted and its money waits, until another bar is in the vault', async () => {
    await buy('carol', carolPays, SPOT);
    const usable = usableOf(weightOf(BARS));
    const minted = aliceBought + bobBought;
    assert.ok(carolBought > usable - minted);
    const refused = await refusal(offering('carol').collect.staticCall());
    assert.deepEqual(
      [refused.name, refused.args],
      ['ReserveExceeded', { supply: minted, amount: carolBought, usable }],
    );
    const receipt = await mined(offering('treasurer').deliver([who('carol')]));
    const [skipped] = receipt.logs.map((log) => offering('carol').interface.parseLog(log));
    assert.equal(skipped?.name, 'DeliverySkipped');
    assert.equal(deliveryObstacleName(skipped.args.getValue('obstacle') as bigint), 'MINT_REFUSED');
    assert.equal(await supply(), minted);
    assert.equal(await money.of(sale), carolPays);
    assert.equal(await money.of(who('treasury')), alicePays + bobPays);

    await attest([...BARS, SIXTH]);
    await mined(offering('carol').collect());
    assert.equal(await held('carol'), carolBought);
    assert.equal(await money.of(sale), 0n);
    assert.equal(await money.of(who('treasury')), alicePays + bobPays + carolPays);
  });

  test('the spot price moves what money buys, never what the reserve covers', async () => {
    const covered = (await gate('alice').cover()).usable;
    assert.equal(covered, usableOf(weightOf([...BARS, SIXTH])));
    await life.pass(3_600);
    assert.equal(await life.report(gold.navFeed, HIGHER_SPOT), true);
    assert.ok(bobBoughtMore < ouncesFor(bobPaysMore, SPOT));
    await buy('bob', bobPaysMore, HIGHER_SPOT);
    await mined(offering('bob').collect());
    assert.equal(await held('bob'), bobBought + bobBoughtMore);
    assert.equal(await money.of(who('treasury')), alicePays + bobPays + carolPays + bobPaysMore);
    assert.equal((await gate('alice').cover()).usable, covered);

    await life.pass(3_600);
    assert.equal(await life.report(gold.navFeed, WILD_SPOT), false, 'beyond the breaker');
    const doubt = await refusal(offering('bob').subscribe.staticCall(UNIT, 0n));
    assert.equal(doubt.name, 'PriceInDoubt');
    await mined(ounces('alice').transfer(who('bob'), ONE));
    await mined(ounces('bob').transfer(who('alice'), ONE));
  });

  test('the last base unit that the reserve covers can be minted, and not one more', async () => {
    const usable = usableOf(weightOf([...BARS, SIXTH]));
    const before = aliceBought + bobBought + carolBought + bobBoughtMore;
    const left = usable - before;
    assert.equal(await gate('issuance').mintableBy(who('issuance')), left);
    const beyond = await refusal(gate('issuance').mint.staticCall(who('carol'), left + 1n, 1n));
    assert.deepEqual(
      [beyond.name, beyond.args],
      ['ReserveExceeded', { supply: before, amount: left + 1n, usable }],
    );
    const around = await refusal(ounces('issuer').mint.staticCall(who('carol'), 1n, 2n));
    assert.equal(around.name, 'AccessManagedUnauthorized');
    await mined(gate('issuance').mint(who('carol'), left, 1n));
    assert.equal(await supply(), usable);
    assert.equal(await held('carol'), carolBought + left);
    assert.equal((await gate('alice').cover()).headroom, 0n);
  });

  test('a withdrawn request gives its tokens back and its bar to the next', async () => {
    const listed = [...BARS, SIXTH];
    await mined(ounces('bob').approve(vaultAt, TAKEN_TOKENS));
    await mined(vault('bob').requestBar(TAKEN, proofOf(listed, TAKEN), id('to bob')));
    assert.equal(await held('bob'), bobBought + bobBoughtMore - TAKEN_TOKENS);
    await mined(ounces('alice').approve(vaultAt, TAKEN_TOKENS));
    const allocated = await refusal(
      vault('alice').requestBar.staticCall(TAKEN, proofOf(listed, TAKEN), id('to alice')),
    );
    assert.deepEqual([allocated.name, allocated.args.barId], ['BarNotFree', barIdOf(TAKEN)]);
    await mined(vault('bob').cancel(1n));
    await mined(vault('bob').reclaim(1n));
    assert.equal(await held('bob'), bobBought + bobBoughtMore);
    assert.equal(await vault('bob').escrowed(), 0n);
  });

  test('a whole bar is redeemed for its fine weight to the base unit, and leaves once', async () => {
    const listed = [...BARS, SIXTH];
    const before = await supply();
    const forged = { ...TAKEN, fineMilliOz: BigInt(TAKEN.fineMilliOz) - 1n };
    const unlisted = await refusal(
      vault('alice').requestBar.staticCall(forged, proofOf(listed, TAKEN), id('to alice')),
    );
    assert.equal(unlisted.name, 'BarNotListed');
    await mined(vault('alice').requestBar(TAKEN, proofOf(listed, TAKEN), id('to alice')));
    assert.equal(await held('alice'), aliceBought - TAKEN_TOKENS);
    assert.equal(await vault('alice').escrowed(), TAKEN_TOKENS);
    assert.equal(await ounces('alice').balanceOf(vaultAt), TAKEN_TOKENS);

    await mined(vault('treasurer').accept(2n));
    await mined(vault('treasurer').ship(2n, id('waybill')));
    await mined(vault('treasurer').deliver(2n, id('receipt'), 900n));
    assert.equal(await supply(), before - TAKEN_TOKENS);
    assert.equal(await vault('alice').escrowed(), 0n);
    assert.equal(await ounces('alice').balanceOf(vaultAt), 0n);

    await mined(ounces('bob').approve(vaultAt, TAKEN_TOKENS));
    const gone = await refusal(
      vault('bob').requestBar.staticCall(TAKEN, proofOf(listed, TAKEN), id('to bob')),
    );
    assert.deepEqual([gone.name, gone.args.barId], ['BarNotFree', barIdOf(TAKEN)]);
  });

  test('the next count is without the bar, and supply and cover fall together', async () => {
    const remaining = [...BARS, SIXTH].filter((one) => one !== TAKEN);
    await attest(remaining);
    const usable = usableOf(weightOf(remaining));
    const outstanding = usableOf(weightOf([...BARS, SIXTH])) - TAKEN_TOKENS;
    assert.equal(await supply(), outstanding);
    const cover = await gate('alice').cover();
    assert.equal(mintStopName(cover.stop), 'OK');
    assert.equal(cover.usable, usable);
    assert.ok(usable > outstanding, 'the margin of the bar that left is free');
    assert.equal(cover.headroom, usable - outstanding);

    await life.pass(2 * DAY + 1);
    const old = await refusal(gate('issuance').mint.staticCall(who('carol'), 1n, 3n));
    assert.equal(mintStopName(old.args.stop as bigint), 'PUBLICATION_STALE');
    await mined(ounces('carol').transfer(who('bob'), 1n));
    const everybody = await Promise.all((['alice', 'bob', 'carol'] as const).map(held));
    assert.equal(
      everybody.reduce((sum, one) => sum + one),
      outstanding,
    );
    const spent = alicePays + bobPays + carolPays + bobPaysMore;
    assert.equal(await money.of(who('treasury')), spent);
    assert.equal(await money.of(sale), 0n);
  });
});
