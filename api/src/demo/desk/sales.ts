import { createHash } from 'node:crypto';
import { approve } from '../approvals.js';
import { reach, until } from '../patience.js';
import type { Investor } from '../people.js';
import type {
  OfferingTerms,
  OfferingView,
  Page,
  PaymentView,
  ReceiptAnswer,
  SettlementAnswer,
  SubscriptionView,
} from '../views.js';
import type { World } from '../world.js';
import type { Dollars } from './dollars.js';
import { ledgerCatchesUp, type Product } from './tokens.js';
import { signAndSend } from './wallets.js';

/** An investor with a registered wallet. */
export interface Holder {
  investor: Investor;
  walletId: string;
}

/** Offerings of one product: opened, ordered from, paid, divided, settled, given back. All can be repeated. */
export class Sales {
  constructor(
    private readonly world: World,
    private readonly product: Product,
    private readonly dollars: Dollars,
  ) {}

  /** The product's offering with these very terms, approved and open on the chain. */
  async open(terms: OfferingTerms): Promise<OfferingView> {
    const issuer = await this.issuer();
    const { assetId } = this.product;
    const known = await reach(
      async () =>
        (
          await issuer.get<Page<OfferingView>>(`/offerings?assetId=${assetId}&limit=200`)
        ).items.find(
          (one) => one.terms.opensAt === terms.opensAt && one.terms.closesAt === terms.closesAt,
        ),
      (found) => found !== undefined,
      () => issuer.post(`/assets/${assetId}/offerings`, terms),
      { what: 'the offering to be drafted' },
    );
    const id = known?.id ?? '';
    const read = () => this.offering(id);
    if ((await read()).state === 'draft') {
      await reach(
        read,
        ({ state }) => state !== 'draft',
        () => issuer.post(`/offerings/${id}/open`),
        { what: 'the opening to be proposed' },
      );
    }
    const { approvalId, state } = await read();
    if (state === 'proposed' && approvalId) {
      await approve(this.world, approvalId, 'The terms are those of the prospectus.');
    }
    return until(read, (one) => !['draft', 'proposed', 'launching'].includes(one.state), {
      what: 'the offering to be open',
    });
  }

  async offering(id: string): Promise<OfferingView> {
    return (await this.issuer()).get<OfferingView>(`/offerings/${id}`);
  }

  /** Waits until an offering is in a state. */
  reaches(id: string, state: OfferingView['state']): Promise<OfferingView> {
    return until(
      () => this.offering(id),
      (one) => one.state === state,
      { what: `the offering to be ${state}` },
    );
  }

  /** An order, made once for each `name` of the investor's. Amounts in base units of the payment token. */
  async order(
    offering: { id: string },
    { investor, walletId }: Holder,
    channel: 'stablecoin' | 'bank',
    amount: bigint,
    name = 'first',
  ): Promise<SubscriptionView> {
    const client = await this.world.as(investor);
    const made = await client.post<SubscriptionView>(
      `/offerings/${offering.id}/subscriptions`,
      { walletId, channel, amountBaseUnits: amount.toString() },
      { key: `order-${offering.id}-${name}` },
    );
    return this.subscription(made.id);
  }

  async subscription(id: string): Promise<SubscriptionView> {
    return (await this.world.as(this.world.cast.approver)).get(`/subscriptions/${id}`);
  }

  /** Waits until an order is in a state. */
  becomes(id: string, state: SubscriptionView['state']): Promise<SubscriptionView> {
    return until(
      () => this.subscription(id),
      (one) => one.state === state,
      { what: `the order to be ${state}` },
    );
  }

  /** The investor's wallet pays what the order asks for; what was paid already is not paid again. */
  async pay(orderId: string, { investor }: Holder): Promise<SubscriptionView> {
    await ledgerCatchesUp(this.world, this.product.tokenId);
    const order = await this.subscription(orderId);
    if (order.state === 'awaiting_payment') {
      const own = await (
        await this.world.as(investor)
      ).get<SubscriptionView>(`/subscriptions/${orderId}`);
      await this.dollars.ready(investor, BigInt(own.outstanding));
      await signAndSend(this.world, investor, own.transactions);
    }
    return until(
      () => this.subscription(orderId),
      ({ state }) => state !== 'awaiting_payment',
      { what: 'the payment to be seen' },
    );
  }

  /** The issuer writes down what its bank says, once for each `name`. @returns the approval to be given */
  async receipt(
    { id: offeringId }: { id: string },
    reference: string,
    cents: bigint,
    { payer, on, name = 'first' }: { payer: string; on: string; name?: string },
  ): Promise<ReceiptAnswer> {
    const key = createHash('sha256').update(`${offeringId} ${reference} ${name}`).digest('hex');
    return (await this.issuer()).post<ReceiptAnswer>(
      `/offerings/${offeringId}/receipts`,
      {
        reference,
        amountCents: cents.toString(),
        payer,
        bankTransactionId: key.slice(0, 20),
        receivedOn: on,
      },
      { key },
    );
  }

  /** The same, confirmed by compliance. */
  async receive(...receipt: Parameters<Sales['receipt']>): Promise<PaymentView> {
    const { payment, approvalId } = await this.receipt(...receipt);
    await approve(this.world, approvalId, 'Seen in the account.');
    const path = `/offerings/${payment.offeringId}/payments?limit=200`;
    const issuer = await this.issuer();
    const found = await until(
      async () =>
        (await issuer.get<Page<PaymentView>>(path)).items.find(({ id }) => id === payment.id),
      (one) => one?.state === 'confirmed',
      { what: 'the payment to be confirmed' },
    );
    return found ?? payment;
  }

  /** Money that no order keeps goes back by bank, and compliance confirms it. */
  async giveBack({ id, owed }: PaymentView, on: string): Promise<void> {
    const issuer = await this.issuer();
    const key = `return-${id}`;
    const { approvalId } = await issuer.post<{ approvalId: string }>(
      `/subscription-payments/${id}/returns`,
      {
        amountCents: (BigInt(owed) / 10_000n).toString(),
        bankTransactionId: key.slice(-20),
        sentOn: on,
      },
      { key },
    );
    await approve(this.world, approvalId, 'Seen leaving the account.');
  }

  /** Proposes the delivery of paid orders. @returns the approval to be given */
  async propose(offering: { id: string }, orderIds: string[]): Promise<string> {
    const key = createHash('sha256').update(orderIds.join(' ')).digest('hex');
    const { approvalId } = await (
      await this.issuer()
    ).post<SettlementAnswer>(
      `/offerings/${offering.id}/settlements`,
      { subscriptionIds: orderIds },
      { key: `settle-${key}` },
    );
    return approvalId;
  }

  /** Tokens for money that is there. @returns the settled orders */
  async settle(offering: { id: string }, orderIds: string[]): Promise<SubscriptionView[]> {
    await approve(this.world, await this.propose(offering, orderIds), 'Money is there.');
    return Promise.all(orderIds.map((id) => this.becomes(id, 'settled')));
  }

  /** The investor takes a paid order back while it is cooling off. */
  async withdraw(orderId: string, { investor }: Holder): Promise<void> {
    const client = await this.world.as(investor);
    await client.post(`/subscriptions/${orderId}/withdraw`, {}, { key: `withdraw-${orderId}` });
  }

  private issuer() {
    return this.world.as(this.product.issuer);
  }
}
