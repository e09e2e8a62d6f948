import { TestMoney } from '../../testing/test-money.js';
import type { FundWorld } from '../../tokens/testing/fund-world.js';
import type { DistributionView, LineView } from '../distribution.schema.js';

/** Base units that no small number of holders divides without a remainder. */
export const AMOUNT = 1_000_000_007n;

/** Distributions of a world's asset, each taken as far as a test needs it. */
export class Income {
  private constructor(
    readonly world: FundWorld,
    readonly money: TestMoney,
    private readonly documentId: string,
    private readonly usual: object,
  ) {}

  /** Puts the money on the chain that it is paid in. @param usual what differs from a rent of `AMOUNT`, each time */
  static async start(world: FundWorld, usual: object = {}): Promise<Income> {
    const money = await TestMoney.deploy(world.chain);
    return new Income(world, money, await world.issuer.http.upload(), usual);
  }

  get path(): string {
    return `/assets/${this.world.assetId}/distributions`;
  }

  /** A plan for today. */
  draft(over: object = {}): object {
    return {
      kind: 'rent',
      paymentToken: this.money.address,
      amountBaseUnits: AMOUNT.toString(),
      recordDate: this.world.today(),
      documentId: this.documentId,
      ...this.usual,
      ...over,
    };
  }

  async get(id: string): Promise<DistributionView> {
    const { body } = await this.world.issuer.http.get(`/distributions/${id}`).expect(200);
    return body as DistributionView;
  }

  async lines(id: string): Promise<LineView[]> {
    const { body } = await this.world.issuer.http.get(`/distributions/${id}/lines`).expect(200);
    return (body as { items: LineView[] }).items;
  }

  until(id: string, done: (d: DistributionView) => boolean): Promise<DistributionView> {
    return this.world.until(() => this.get(id), done);
  }

  /** Waits until it is in a state. */
  is(id: string, state: string): Promise<DistributionView> {
    return this.until(id, (d) => d.state === state);
  }

  act(id: string, verb: string, body?: object, key?: string) {
    return this.world.issuer.http.post(`/distributions/${id}/${verb}`, body, key);
  }

  /** Planned and recorded, its contract there. */
  async recorded(over: object = {}): Promise<DistributionView> {
    const { body } = await this.world.issuer.http.post(this.path, this.draft(over)).expect(201);
    const d = await this.is((body as DistributionView).id, 'snapshot');
    await this.world.launched();
    return d;
  }

  async calculated(over: object = {}): Promise<DistributionView> {
    const { id } = await this.recorded(over);
    return (await this.act(id, 'calculate').expect(200)).body as DistributionView;
  }

  async approved(over: object = {}): Promise<DistributionView> {
    return this.approve((await this.calculated(over)).id);
  }

  /** Approved and paid in. */
  async payable(over: object = {}): Promise<DistributionView> {
    return this.payIn(await this.approved(over));
  }

  async approve(id: string): Promise<DistributionView> {
    const { body } = await this.act(id, 'submit').expect(202);
    await this.world.approve((body as { approvalId: string }).approvalId);
    return this.get(id);
  }

  async payIn({ id, amountBaseUnits }: DistributionView): Promise<DistributionView> {
    await this.money.give(this.world.treasurer, BigInt(amountBaseUnits));
    await this.act(id, 'fund').expect(202);
    return this.is(id, 'payable');
  }
}
