import { type JsonRpcSigner, ZeroAddress } from 'ethers';
import {
  KIND_OFFERING,
  KIND_QUEUE,
  Offering__factory,
  RedemptionQueue__factory,
} from '@cadastre/contracts';
import { impersonate, mined } from './chain.ts';
import { type Figures, OURS } from './figures.ts';
import { publish, register } from './ours.ts';
import { allow, type Fund, launch } from './satellites.ts';

const DAY = 86_400;
const MOST = 10n ** 30n;
const NO_FEED = { feed: ZeroAddress, maxAge: 0, bandBps: 0 };
const PAID = 100_000_001n;
const SHARES = 50_000_001n;
const BATCH = 10;
const subject = { system: OURS };

/** A continuous sale at the next valuation: money into escrow, then tokens against it. */
export async function measureOffering(fund: Fund, figures: Figures): Promise<void> {
  const { ours, money, holders } = fund;
  const { people, now } = ours.chain;
  const opens = await now();
  const setUp = Offering__factory.createInterface().encodeFunctionData('initialize', [
    {
      token: fund.token,
      opens,
      closes: opens + 3_650n * BigInt(DAY),
      payment: await money.getAddress(),
      deliveryPeriod: 7 * DAY,
      forward: true,
      selfDelivery: true,
      treasury: people.treasury.address,
      minter: fund.token,
      price: { feed: fund.navFeed, maxAge: 4 * DAY, bandBps: 0 },
      peg: NO_FEED,
      fixedPrice: 0n,
      tokenCap: MOST,
      softCap: 0n,
      hardCap: MOST,
      minPerInvestor: 1n,
      maxPerInvestor: MOST,
    },
  ]);
  const at = await launch(fund, 'OfferingImplementation', KIND_OFFERING, setUp, 'minter');
  const sale = Offering__factory.connect(at, people.treasurer);
  const subscribe = async (who: JsonRpcSigner): Promise<bigint> => {
    await allow(money, who, at);
    return (await mined(sale.connect(who).subscribe(PAID, 1n))).gasUsed;
  };
  const many: JsonRpcSigner[] = [];
  for (const holder of holders.slice(0, BATCH)) many.push(await impersonate(ours.chain, holder));
  for (const who of [people.bob, people.newcomer, ...many]) await subscribe(who);
  figures.note(subject, 'offering subscribe', await subscribe(people.alice));

  await ours.chain.pass(DAY);
  await publish(ours, [fund.navFeed], 1_000_117n);
  // The first delivery opens words of the sale that all later ones find.
  await mined(sale.deliver([people.newcomer.address]));
  const one = await mined(sale.deliver([people.bob.address]));
  figures.note(subject, 'offering settle, one', one.gasUsed);
  const self = await mined(sale.connect(people.alice).collect());
  figures.note(subject, 'offering collect', self.gasUsed);
  const batch = await mined(sale.deliver(holders.slice(0, BATCH)));
  figures.note(subject, 'offering settle, batch of 10, per position', batch.gasUsed, BigInt(BATCH));
}

/** A redemption from request to payment, and the instant lane beside it. */
export async function measureQueue(fund: Fund, figures: Figures): Promise<void> {
  const { ours, money } = fund;
  const { people } = ours.chain;
  const setUp = RedemptionQueue__factory.createInterface().encodeFunctionData('initialize', [
    {
      token: fund.token,
      asset: await money.getAddress(),
      price: { feed: fund.navFeed, maxAge: 4 * DAY, bandBps: 0 },
      peg: NO_FEED,
      minShares: 1n,
      patience: 10 * DAY,
    },
  ]);
  const at = await launch(
    fund,
    'RedemptionQueueImplementation',
    KIND_QUEUE,
    setUp,
    'transferAgent',
  );
  const queue = RedemptionQueue__factory.connect(at, people.treasurer);
  await register(ours, at, 9_999n);
  await mined(fund.as('compliance').setExempt(at, true));
  await mined(queue.setInstantLane({ feeBps: 10, dailyLimit: 10n ** 11n }));
  await allow(money, people.treasurer, at);
  await mined(queue.fund(10n ** 11n));

  const investors = [people.bob, people.newcomer, people.alice];
  let gas = { request: 0n, settle: 0n, claim: 0n, instant: 0n };
  // Two epochs: the second is a queue in its stride, the last investor one who comes again.
  for (const answer of [1_000_229n, 1_000_341n]) {
    for (const who of investors) {
      await allow(fund.as('alice'), who, at);
      const request = queue.connect(who).requestRedeem(SHARES, who.address, who.address);
      gas = { ...gas, request: (await mined(request)).gasUsed };
    }
    await mined(queue.closeEpoch());
    await ours.chain.pass(DAY);
    await publish(ours, [fund.navFeed], answer);
    gas = { ...gas, settle: (await mined(queue.settleEpoch())).gasUsed };
    for (const who of investors) {
      const claim = queue.connect(who).redeem(SHARES, who.address, who.address);
      gas = { ...gas, claim: (await mined(claim)).gasUsed };
    }
    const { alice } = people;
    await allow(fund.as('alice'), alice, at);
    const instant = queue.connect(alice).redeemInstantly(SHARES, 1n, alice.address, alice.address);
    gas = { ...gas, instant: (await mined(instant)).gasUsed };
  }
  figures.note(subject, 'redemption request', gas.request);
  figures.note(subject, 'redemption settle, an epoch', gas.settle);
  figures.note(subject, 'redemption claim', gas.claim);
  figures.note(subject, 'redemption, instant', gas.instant);
}
