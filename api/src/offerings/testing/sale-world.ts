import { randomUUID } from 'node:crypto';
import { DAY_MS } from '../../platform/clock.js';
import { runJobs } from '../../testing/jobs.js';
import type { Persona } from '../../testing/test-app.js';
import { TestMoney } from '../../testing/test-money.js';
import { FundWorld, type Holder } from '../../tokens/testing/fund-world.js';
import type { OfferingTerms, OfferingView } from '../offering.schema.js';
import type { PaymentView } from '../payment.schema.js';
import type { SubscriptionView } from '../subscription.schema.js';

/** Base units of the payment token, six decimals. */
export const usd = (whole: number): string => `${whole}000000`;
/** US cents. */
export const cents = (whole: number): string => `${whole}00`;

/** Nobody's account but the treasury's. */
const TREASURY = 39;

/** A fund with a deployed token, money to pay with, and offerings: everything through the public API. */
export class SaleWorld {
  private constructor(
    readonly fund: FundWorld,
    readonly money: TestMoney,
    /** The treasury's account on the chain. */
    readonly treasury: string,
  ) {}

  static async start(rules?: object): Promise<SaleWorld> {
    const fund = await FundWorld.start();
    await fund.deploy(rules);
    const money = await TestMoney.deploy(fund.chain);
    return new SaleWorld(fund, money, fund.chain.wallet(TREASURY).address);
  }

  stop(): Promise<void> {
    return this.fund.stop();
  }

  /** The chain's time, `days` from now. */
  async in(days: number): Promise<string> {
    const block = await this.fund.chain.provider.getBlock('latest');
    return new Date((block?.timestamp ?? 0) * 1000 + days * DAY_MS).toISOString();
  }

  /** A hundred dollars a share, a week, first come first served; but for what is given. */
  async terms(over: Partial<OfferingTerms> = {}): Promise<OfferingTerms> {
    return {
      price: { kind: 'fixed', perTokenBaseUnits: usd(100) },
      opensAt: await this.in(-1),
      closesAt: await this.in(7),
      bookClosesAt: null,
      softCapBaseUnits: '0',
      hardCapBaseUnits: usd(1_000_000),
      bankCapBaseUnits: usd(400_000),
      minPerInvestorBaseUnits: usd(1_000),
      maxPerInvestorBaseUnits: usd(600_000),
      paymentToken: this.money.address,
      treasury: this.treasury,
      coolingOffHours: 0,
      deliveryPeriodDays: 30,
      peg: null,
      ...over,
    };
  }

  async draft(over: Partial<OfferingTerms> = {}): Promise<OfferingView> {
    const terms = await this.terms(over);
    const path = `/assets/${this.fund.assetId}/offerings`;
    return (await this.fund.issuer.http.post(path, terms).expect(201)).body as OfferingView;
  }

  /** Drafted, proposed, approved, and open on the chain. */
  async open(over: Partial<OfferingTerms> = {}): Promise<OfferingView> {
    const { id } = await this.draft(over);
    const { body } = await this.fund.issuer.http.post(`/offerings/${id}/open`).expect(202);
    await this.fund.approve(body.approvalId as string);
    return this.offering(id, 'open');
  }

  /** Waits until the offering is in a state. */
  offering(id: string, state: OfferingView['state']): Promise<OfferingView> {
    return this.fund.until(
      async () =>
        (await this.fund.issuer.http.get(`/offerings/${id}`).expect(200)).body as OfferingView,
      (one) => one.state === state,
    );
  }

  async order(
    offering: { id: string },
    holder: Holder,
    channel: 'stablecoin' | 'bank',
    amountBaseUnits: string,
    more: object = {},
  ): Promise<SubscriptionView> {
    const body = { walletId: holder.walletId, channel, amountBaseUnits, ...more };
    const path = `/offerings/${offering.id}/subscriptions`;
    return (await holder.persona.http.post(path, body).expect(201)).body as SubscriptionView;
  }

  /** Waits until an order is in a state. */
  subscription(id: string, state: SubscriptionView['state']): Promise<SubscriptionView> {
    return this.fund.until(
      async () =>
        (await this.fund.officer.http.get(`/subscriptions/${id}`).expect(200))
          .body as SubscriptionView,
      (one) => one.state === state,
    );
  }

  /** The investor's wallet signs what the order asks for. */
  async pay(order: SubscriptionView, holder: Holder): Promise<void> {
    await this.money.give(holder.account.address, BigInt(order.outstanding));
    for (const { to, data } of order.transactions) {
      const sent = await holder.account.sendTransaction({ to, data });
      await this.fund.chain.provider.waitForTransaction(sent.hash);
    }
  }

  /** The issuer writes down what its bank says; nobody has confirmed it. */
  async receipt(
    offering: { id: string },
    reference: string,
    amountCents: string,
    more: object = {},
  ): Promise<{ payment: PaymentView; approvalId: string }> {
    const body = {
      reference,
      amountCents,
      payer: 'A payer',
      bankTransactionId: `bank-${randomUUID()}`,
      receivedOn: (await this.in(0)).slice(0, 10),
      ...more,
    };
    const path = `/offerings/${offering.id}/receipts`;
    const answer = await this.fund.issuer.http.post(path, body).expect(202);
    return answer.body as { payment: PaymentView; approvalId: string };
  }

  /** The same, confirmed by an officer. */
  async receive(offering: { id: string }, reference: string, amountCents: string) {
    const { payment, approvalId } = await this.receipt(offering, reference, amountCents);
    await this.fund.approve(approvalId);
    return this.payment(offering, payment.id);
  }

  async payments(offering: { id: string }): Promise<PaymentView[]> {
    const path = `/offerings/${offering.id}/payments`;
    const { body } = await this.fund.issuer.http.get(path).expect(200);
    return (body as { items: PaymentView[] }).items;
  }

  async payment(offering: { id: string }, id: string): Promise<PaymentView> {
    const found = (await this.payments(offering)).find((one) => one.id === id);
    if (!found) throw new Error('the payment vanished');
    return found;
  }

  /** Money goes back by bank, and an officer confirms it. */
  async giveBack(paymentId: string, amountCents: string): Promise<void> {
    const body = {
      amountCents,
      bankTransactionId: `back-${randomUUID()}`,
      sentOn: (await this.in(0)).slice(0, 10),
    };
    const path = `/subscription-payments/${paymentId}/returns`;
    const answer = await this.fund.issuer.http.post(path, body).expect(202);
    await this.fund.approve(answer.body.approvalId as string);
  }

  /** Asks for a settlement of these orders; answers the approval's id. */
  async propose(offering: { id: string }, orders: { id: string }[]): Promise<string> {
    const path = `/offerings/${offering.id}/settlements`;
    const body = { subscriptionIds: orders.map(({ id }) => id) };
    const answer = await this.fund.issuer.http.post(path, body).expect(202);
    return answer.body.approvalId as string;
  }

  /** Lets time pass on the chain until the ledger has read a block after it. */
  async pass(days: number): Promise<void> {
    await this.fund.chain.rpc('evm_increaseTime', [Math.ceil(days * 86_400)]);
    await this.fund.chain.rpc('evm_mine');
    await this.fund.reached(await this.fund.chain.provider.getBlockNumber());
  }

  /** What the clock's job does each minute. */
  advance({ id }: { id: string }): Promise<number> {
    return runJobs(this.fund.t, 'offering.advance', { offeringId: id });
  }

  /** A holder's tokens as the chain says it. */
  async held({ account }: Holder): Promise<bigint> {
    const { body } = await this.fund.officer.http
      .get(`/tokens/${this.fund.token.id}/cap-table`)
      .expect(200);
    const holders = (body as { holders: { address: string; amountBaseUnits: string }[] }).holders;
    const one = holders.find(({ address }) => address === account.address);
    return BigInt(one?.amountBaseUnits ?? 0);
  }

  /** Who refused a request, and why. */
  async refused(who: Persona, path: string, body: object, status: number): Promise<string> {
    const answer = await who.http.post(path, body).expect(status);
    return (answer.body as { code: string }).code;
  }
}
