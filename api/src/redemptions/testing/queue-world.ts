import { RedemptionQueue__factory } from '@cadastre/contracts';
import { TestMoney } from '../../testing/test-money.js';
import { FundWorld, type Holder, RULES } from '../../tokens/testing/fund-world.js';
import type {
  OrderAnswer,
  OrderView,
  PreflightView,
  QueueView,
  RedemptionView,
} from '../redemption.schema.js';

/** What a share is worth when the holders buy: US dollars × 10⁶. */
export const FIRST_NAV = 100_000_000n;
export const MIN_SHARES = 100_000_000n;
export const PATIENCE = 10 * 86_400;

type Action =
  { action: 'request' | 'redeem_instantly'; shares: bigint } | { action: 'cancel' | 'claim' };

/** A fund whose three holders have ten thousand shares each, and a redemption queue paid in a test token. */
export class QueueWorld {
  queue: QueueView;
  money: TestMoney;

  private constructor(
    readonly fund: FundWorld,
    readonly anna: Holder,
    readonly bert: Holder,
    readonly carla: Holder,
  ) {}

  static async start(): Promise<QueueWorld> {
    const fund = await FundWorld.start();
    await fund.deploy({
      ...RULES,
      maxHolders: 100,
      maxBalanceBaseUnits: null,
      maxSupplyBaseUnits: null,
    });
    await fund.publish(fund.token.navFeed ?? '', FIRST_NAV);
    await fund.publish(fund.token.reserveFeed ?? '', 200_000_000_000_000n);
    const holders: Holder[] = [];
    for (const index of [20, 21, 22]) {
      const holder = await fund.holder(index);
      await fund.mint(holder, 100_000_000n);
      holders.push(holder);
    }
    const [anna, bert, carla] = holders as [Holder, Holder, Holder];
    const world = new QueueWorld(fund, anna, bert, carla);
    world.money = await TestMoney.deploy(fund.chain);
    return world;
  }

  /** Asks for the queue and approves it; resolves when it takes requests. */
  async open(): Promise<void> {
    const { fund } = this;
    const { body } = await fund.issuer.http.post(this.path, this.terms()).expect(202);
    await fund.approve(body.approvalId as string);
    this.queue = await fund.until(
      () => this.view(),
      ({ state }) => state === 'open',
    );
  }

  get path(): string {
    return `/tokens/${this.fund.token.id}/redemption-queue`;
  }

  get at(): string {
    return `/redemption-queues/${this.queue.id}`;
  }

  terms() {
    return {
      paymentToken: this.money.address,
      priceMaxAgeSeconds: 4 * 86_400,
      minShares: MIN_SHARES.toString(),
      patienceSeconds: PATIENCE,
      calendar: { frequency: 'daily', cutOff: '12:00', settlementDays: 1 },
      reason: 'Holders shall be able to leave.',
    };
  }

  async view(): Promise<QueueView> {
    return (await this.fund.issuer.http.get(this.path).expect(200)).body as QueueView;
  }

  contract() {
    return RedemptionQueue__factory.connect(this.queue.address ?? '', this.fund.chain.provider);
  }

  async preflight({ persona, walletId }: Holder, action: Action): Promise<PreflightView> {
    const asked = 'shares' in action ? { ...action, shares: action.shares.toString() } : action;
    const path = `${this.at}/preflight`;
    const { body } = await persona.http.post(path, { walletId, ...asked }).expect(200);
    return body as PreflightView;
  }

  /** Signs what the preflight gave, as the holder's wallet would, and waits for the ledger. */
  async sign(holder: Holder, { transactions }: PreflightView): Promise<void> {
    if (transactions.length === 0) throw new Error('there is nothing to sign');
    let block = 0;
    for (const { to, data } of transactions) {
      const sent = await holder.account.sendTransaction({ to, data });
      block = (await sent.wait())?.blockNumber ?? 0;
    }
    await this.fund.reached(block);
  }

  async does(holder: Holder, action: Action): Promise<void> {
    await this.sign(holder, await this.preflight(holder, action));
  }

  async redemptions(who = this.fund.issuer, query = ''): Promise<RedemptionView[]> {
    const { body } = await who.http.get(`${this.at}/redemptions${query}`).expect(200);
    return (body.items as RedemptionView[]).reverse();
  }

  /** The issuer asks the treasurer's key for something. */
  ask(verb: string, body: object = {}) {
    return this.fund.issuer.http.post(`${this.at}/${verb}`, { reason: 'As agreed.', ...body });
  }

  /** The treasurer's orders of a kind, the newest first. */
  async orders(kind: string): Promise<OrderView[]> {
    const { body } = await this.fund.issuer.http.get(`${this.at}/orders`).expect(200);
    return (body.items as OrderView[]).filter((one) => one.kind === kind);
  }

  /** Asks, has it approved where it needs to be, and waits for the ledger's word. */
  async order(verb: string, body: object = {}): Promise<OrderView> {
    const answer = (await this.ask(verb, body).expect(202)).body as OrderAnswer;
    if (answer.approvalId) await this.fund.approve(answer.approvalId);
    return this.ended(answer.order.id);
  }

  async ended(id: string): Promise<OrderView> {
    const found = await this.fund.until(
      async () => {
        const { body } = await this.fund.issuer.http.get(`${this.at}/orders`).expect(200);
        return (body.items as OrderView[]).find((one) => one.id === id);
      },
      (one) => one !== undefined && !['requested', 'approved'].includes(one.state),
    );
    if (!found) throw new Error('the order vanished');
    return found;
  }

  /** Lets the chain's clock pass an instant, and waits until the platform knows. */
  async passTo(instant: string): Promise<void> {
    const { chain } = this.fund;
    await chain.rpc('evm_setNextBlockTimestamp', [Math.floor(Date.parse(instant) / 1000)]);
    await chain.rpc('evm_mine');
    await this.fund.reached((await chain.provider.getBlock('latest'))?.number ?? 0);
    await this.fund.until(
      () => this.view(),
      ({ nextDealing }) => nextDealing.cutOff > instant,
    );
  }

  stop(): Promise<void> {
    return this.fund.stop();
  }
}
