import { approve } from '../approvals.js';
import { orNull } from '../client.js';
import { reach, until } from '../patience.js';
import type {
  OpenQueueBody,
  OrderAnswer,
  OrderView,
  Page,
  QueueView,
  RedemptionPreflightView,
  RedemptionView,
} from '../views.js';
import type { World } from '../world.js';
import type { Holder } from './sales.js';
import { ledgerReaches, type Product } from './tokens.js';
import { signAndSend } from './wallets.js';

/** What a holder does at the queue; shares in base units. */
export type Action =
  { action: 'request' | 'redeem_instantly'; shares: bigint } | { action: 'cancel' | 'claim' };

/** What the treasurer's key is asked to do. */
export type QueueVerb = 'close' | 'strike' | 'fund' | 'withdraw' | 'instant-lane';

const OVER = ['settled', 'rejected', 'failed'];

/** The redemption queue of one product. */
export class Redemptions {
  constructor(
    private readonly world: World,
    private readonly product: Product,
  ) {}

  /** The queue, asked for, approved and open. */
  async open(terms: OpenQueueBody): Promise<QueueView> {
    const issuer = await this.issuer();
    const path = this.path;
    const asked = await reach(
      () => orNull(issuer.get<QueueView>(path)),
      (view) => view !== null,
      () => issuer.post(path, terms, { key: `queue-${this.product.tokenId}` }),
      { what: 'the queue to be asked for' },
    );
    if (asked?.state === 'requested' && asked.approvalId) {
      await approve(this.world, asked.approvalId, 'As the prospectus promises.');
    }
    return until(
      () => this.view(),
      ({ state }) => state === 'open',
      { what: 'the queue to be open' },
    );
  }

  async view(): Promise<QueueView> {
    return (await this.issuer()).get<QueueView>(this.path);
  }

  async preflight(holder: Holder, action: Action): Promise<RedemptionPreflightView> {
    const asked = 'shares' in action ? { ...action, shares: action.shares.toString() } : action;
    const { id } = await this.view();
    const client = await this.world.as(holder.investor);
    return client.post(
      `/redemption-queues/${id}/preflight`,
      { walletId: holder.walletId, ...asked },
      { repeatable: true },
    );
  }

  /** Signs what the preflight gave and waits for the ledger. @throws Error with what stands against it */
  async act(holder: Holder, action: Action): Promise<void> {
    const { transactions, obstacles } = await this.preflight(holder, action);
    if (transactions.length === 0) {
      throw new Error(obstacles.map(({ sentence }) => sentence).join(' '));
    }
    const { blockNumber } = await signAndSend(this.world, holder.investor, transactions);
    await ledgerReaches(this.world, this.product.tokenId, blockNumber);
  }

  /** Asks the treasurer's key for something, once for each `name`. */
  async ask(verb: QueueVerb, name: string, body: object = {}): Promise<OrderAnswer> {
    const { id } = await this.view();
    return (await this.issuer()).post<OrderAnswer>(
      `/redemption-queues/${id}/${verb}`,
      { reason: 'As the prospectus promises.', ...body },
      { key: `${verb}-${id}-${name}` },
    );
  }

  /** The same, approved where it needs to be, and done. */
  async order(verb: QueueVerb, name: string, body: object = {}): Promise<OrderView> {
    const { order, approvalId } = await this.ask(verb, name, body);
    if (approvalId) await approve(this.world, approvalId, 'Figures checked.');
    const issuer = await this.issuer();
    const path = `/redemption-queues/${order.queueId}/orders?limit=200`;
    const ended = await until(
      async () =>
        (await issuer.get<Page<OrderView>>(path)).items.find((one) => one.id === order.id),
      (one) => one !== undefined && OVER.includes(one.state),
      { what: `the ${verb} to be done` },
    );
    if (ended?.state !== 'settled') throw new Error(`the ${verb} ended: ${ended?.failure}`);
    return ended;
  }

  /** All requests of the queue, oldest first. */
  async list(): Promise<RedemptionView[]> {
    const { id } = await this.view();
    const path = `/redemption-queues/${id}/redemptions?limit=200`;
    return (await (await this.issuer()).get<Page<RedemptionView>>(path)).items.toReversed();
  }

  private get path(): string {
    return `/tokens/${this.product.tokenId}/redemption-queue`;
  }

  private issuer() {
    return this.world.as(this.product.issuer);
  }
}
