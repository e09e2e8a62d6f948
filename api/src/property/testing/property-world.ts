import {
  AccessHub__factory,
  AssetToken__factory,
  assetIdOf,
  PropertyDeed__factory,
  roleId,
} from '@cadastre/contracts';
import type { Test } from 'supertest';
import { Clock, DAY_MS, HOUR_MS } from '../../platform/clock.js';
import type { Page } from '../../platform/page.js';
import { approvedProperty } from '../../testing/builders.js';
import { runJobs } from '../../testing/jobs.js';
import { TestMoney } from '../../testing/test-money.js';
import { FundWorld, type Holder, RULES } from '../../tokens/testing/fund-world.js';
import type { VoteOrderView } from '../../votes/vote.schema.js';
import type { BuyoutView, ClaimView, PropertyOrderView, SurrenderView } from '../buyout.schema.js';
import type { DeedView } from '../deed.schema.js';

/** Base units of a whole fraction. */
export const FRACTION = 10n ** 18n;
/** Of the whole, in base units; dividing it into three leaves one. */
export const PRICE = 100_000_000_001n;
/** Sends what no persona of the API would: mints, and papers for a key of its own. */
const MINTER = 39;

/**
 * A building of three fractions, two of them Anna's and one Ben's, somebody who bids for it, and who sells it. The
 * API's clock is the chain's; CONFIRMATIONS is 1.
 */
export class PropertyWorld {
  deed: DeedView;
  buyout: BuyoutView;

  private constructor(
    readonly fund: FundWorld,
    readonly money: TestMoney,
    readonly anna: Holder,
    readonly ben: Holder,
    readonly bidder: Holder,
    readonly seller: Holder,
    /** The paper that every request shows. */
    readonly documentId: string,
  ) {}

  static async start(): Promise<PropertyWorld> {
    const fund = await FundWorld.start(true, 1, approvedProperty);
    await fund.deploy({
      ...RULES,
      maxHolders: 10,
      maxBalanceBaseUnits: (100n * FRACTION).toString(),
      maxSupplyBaseUnits: (100n * FRACTION).toString(),
    });
    const people: Holder[] = [];
    for (const index of [20, 21, 22, 23]) people.push(await fund.holder(index));
    const [anna, ben, bidder, seller] = people as [Holder, Holder, Holder, Holder];
    const money = await TestMoney.deploy(fund.chain);
    const documentId = await fund.issuer.http.upload();
    const world = new PropertyWorld(fund, money, anna, ben, bidder, seller, documentId);
    await world.mint();
    return world;
  }

  private async mint(): Promise<void> {
    const { chain, assetId } = this.fund;
    const { AccessHub } = chain.deployment.addresses;
    const minter = chain.wallet(MINTER);
    const hub = AccessHub__factory.connect(AccessHub ?? '', chain.wallet(0));
    await (await hub.grantRole(roleId(assetIdOf(assetId), 'minter'), minter.address, 0)).wait();
    const token = this.token.connect(minter);
    await (await token.mint(this.anna.account.address, 2n * FRACTION, 1n)).wait();
    await (await token.mint(this.ben.account.address, FRACTION, 2n)).wait();
    await this.fund.reached(await chain.provider.getBlockNumber());
  }

  get token() {
    return AssetToken__factory.connect(this.fund.token.address ?? '', this.fund.chain.provider);
  }

  /** The register of deeds on the chain. */
  get titles() {
    const { PropertyDeed } = this.fund.chain.deployment.addresses;
    return PropertyDeed__factory.connect(PropertyDeed ?? '', this.fund.chain.provider);
  }

  /** `ms` from now, to the second. */
  at(ms: number): string {
    const now = this.fund.t.get(Clock).now().getTime();
    return new Date(Math.floor((now + ms) / 1000) * 1000).toISOString();
  }

  /** Asks for the title of an asset, the building's where no other is given. */
  draftDeed(over: object = {}, assetId = this.fund.assetId) {
    return this.fund.issuer.http.post(`/assets/${assetId}/deed`, {
      country: 840,
      register: 'NEW-YORK-NY',
      folio: '1004510021',
      documentId: this.documentId,
      holder: this.seller.account.address,
      paymentToken: this.money.address,
      approvalBps: 6_000,
      ...over,
    });
  }

  onDeed(verb: string, body: object = {}) {
    return this.fund.issuer.http.post(`/deeds/${this.deed.id}/${verb}`, body);
  }

  /** Waits until the deed is as it should be. */
  async deedIs(state: string, also: (deed: DeedView) => boolean = () => true): Promise<void> {
    this.deed = await this.fund.until(
      async () =>
        (await this.fund.issuer.http.get(`/deeds/${this.deed.id}`).expect(200)).body as DeedView,
      (deed) => deed.state === state && also(deed),
    );
  }

  /** Drafts a buy-out: the bidder's for the price, voted on from in an hour, for two days. */
  offer(over: object = {}) {
    return this.fund.issuer.http.post(`/assets/${this.fund.assetId}/buyouts`, {
      bidder: this.bidder.account.address,
      priceBaseUnits: PRICE.toString(),
      deadline: this.at(10 * DAY_MS),
      documentId: this.documentId,
      recordDate: this.at(0).slice(0, 10),
      opensAt: this.at(HOUR_MS),
      closesAt: this.at(HOUR_MS + 2 * DAY_MS),
      quorumBps: 5_000,
      ...over,
    });
  }

  onBuyout(verb: string, body: object = {}) {
    return this.fund.issuer.http.post(`/buyouts/${this.buyout.id}/${verb}`, body);
  }

  async readBuyout(): Promise<BuyoutView> {
    const { body } = await this.fund.issuer.http.get(`/buyouts/${this.buyout.id}`).expect(200);
    return body as BuyoutView;
  }

  async buyoutIs(state: string): Promise<void> {
    this.buyout = await this.fund.until(
      () => this.readBuyout(),
      (one) => one.state === state,
    );
  }

  /** What a holder's wallet would have to sign to fund, withdraw or surrender. */
  async order(who: Holder, verb: string, amount?: bigint): Promise<PropertyOrderView> {
    const { walletId } = who;
    const amountBaseUnits = amount?.toString();
    const { body } = await who.persona.http
      .post(`/buyouts/${this.buyout.id}/orders`, { verb, walletId, amountBaseUnits })
      .expect(200);
    return body as PropertyOrderView;
  }

  /** What stands in the way of an order. */
  async obstacles(who: Holder, verb: string, amount?: bigint): Promise<string[]> {
    return (await this.order(who, verb, amount)).obstacles.map(({ code }) => code);
  }

  /** Orders, and signs what the order says. */
  async does(who: Holder, verb: string, amount?: bigint): Promise<void> {
    await this.sign(who, await this.order(who, verb, amount));
  }

  /** Signs what an order says, in its order; resolves when the ledger has it. */
  async sign(who: Holder, { transactions }: PropertyOrderView): Promise<void> {
    if (transactions.length === 0) throw new Error('there is nothing to sign');
    let block = 0;
    for (const { to, data } of transactions) {
      const sent = await who.account.sendTransaction({ to, data });
      block = (await sent.wait())?.blockNumber ?? 0;
    }
    await this.fund.reached(block);
  }

  async claims(who: Holder): Promise<ClaimView[]> {
    const { body } = await who.persona.http.get('/buyout-claims').expect(200);
    return (body as Page<ClaimView>).items;
  }

  async surrenders(): Promise<SurrenderView[]> {
    const path = `/buyouts/${this.buyout.id}/surrenders`;
    return ((await this.fund.issuer.http.get(path).expect(200)).body as Page<SurrenderView>).items;
  }

  /** Waits until the ledger knows so many surrenders. */
  async surrendersAre(many: number): Promise<void> {
    await this.fund.until(
      () => this.surrenders(),
      (found) => found.length === many,
    );
  }

  /** Lets a second person approve what was asked for. */
  async agreed(asked: Test): Promise<void> {
    const { body } = await asked.expect(202);
    await this.fund.approve(body.approvalId as string);
  }

  /** Draft, four eyes, ballot: the way of every motion. */
  async putToTheVote(): Promise<void> {
    const { issuer } = this.fund;
    this.buyout = (await this.offer().expect(201)).body as BuyoutView;
    const path = `/votes/${this.buyout.voteId}`;
    const state = async () => (await issuer.http.get(path).expect(200)).body.state as string;
    await this.fund.until(state, (one) => one === 'recorded');
    await this.agreed(issuer.http.post(`${path}/submit`));
    await this.fund.until(state, (one) => one === 'voting');
  }

  /** The vote opens, is cast so, closes and is counted. */
  async vote(choices: [Holder, string][]): Promise<void> {
    const path = `/votes/${this.buyout.voteId}`;
    const { body } = await this.fund.issuer.http.get(path).expect(200);
    await this.passTo(body.opensAt as string);
    for (const [who, choice] of choices) {
      const cast = { walletId: who.walletId, choice };
      const answer = await who.persona.http.post(`${path}/orders`, cast);
      const { transaction } = answer.body as VoteOrderView;
      await (await who.account.sendTransaction(transaction ?? {})).wait();
    }
    await this.passTo(body.closesAt as string);
    await runJobs(this.fund.t, 'votes.count', {});
  }

  /** Lets the chain's clock pass an instant; resolves when the ledger has read that far. */
  private async passTo(instant: string): Promise<void> {
    const { chain } = this.fund;
    await chain.rpc('evm_setNextBlockTimestamp', [Date.parse(instant) / 1000]);
    await chain.rpc('evm_mine');
    await this.fund.reached(await chain.provider.getBlockNumber());
  }

  stop(): Promise<void> {
    return this.fund.stop();
  }
}
