import { approve } from '../approvals.js';
import { uploadPaper } from '../files.js';
import { reach, until } from '../patience.js';
import type { CarriedAnswer, DistributionView, LineView, Page, SatelliteView } from '../views.js';
import type { World } from '../world.js';
import type { Dollars } from './dollars.js';
import type { Product } from './tokens.js';

/** What a distribution is about; amount in base units of the dollar. */
export interface Payout {
  /** Tells it from the others of the product, and is the title of its paper. */
  title: string;
  kind: 'income' | 'rent' | 'coupon';
  amount: bigint;
  /** What the paper says, a line for each step of the arithmetic. */
  because: string[];
  /** Who gets the tax, where it is withheld at source; else it is paid gross. */
  taxAccount?: string;
}

const OVER = ['closed', 'expired', 'cancelled'];

/** Income of one product, by record date. Each step looks first and can be repeated. */
export class Income {
  constructor(
    private readonly world: World,
    private readonly product: Product,
    private readonly dollars: Dollars,
  ) {}

  /** The product's distribution in this place, oldest first: drafted today where there is none yet. */
  async draft(place: number, payout: Payout): Promise<DistributionView> {
    const issuer = await this.issuer();
    const path = `/assets/${this.product.assetId}/distributions`;
    const find = async () =>
      (await issuer.get<Page<DistributionView>>(`${path}?limit=200`)).items.toReversed()[place];
    const found = await reach(
      find,
      (one) => one !== undefined,
      async () => {
        const today = await this.today();
        const { id } = await uploadPaper(issuer, `${payout.title}.pdf`, 'asset', {
          title: payout.title,
          from: 'The manager of the asset',
          dated: today,
          paragraphs: payout.because,
        });
        await issuer.post(
          path,
          {
            kind: payout.kind,
            paymentToken: this.dollars.address,
            amountBaseUnits: payout.amount.toString(),
            recordDate: today,
            documentId: id,
            ...(payout.taxAccount ? { taxation: 'at_source', taxAccount: payout.taxAccount } : {}),
          },
          { key: `${payout.title}-${this.product.assetId}` },
        );
      },
      { what: `${payout.title} to be drafted` },
    );
    if (!found) throw new Error(`${payout.title} is gone`);
    return found;
  }

  /** Recorded on the chain and calculated: what each holder gets is fixed. */
  async calculate(id: string): Promise<DistributionView> {
    const issuer = await this.issuer();
    await until(
      () => this.view(id),
      ({ state }) => state !== 'draft',
      { what: 'the record date to be opened' },
    );
    await until(
      async () =>
        (
          await issuer.get<{ items: SatelliteView[] }>(`/assets/${this.product.assetId}/satellites`)
        ).items.find(({ kind }) => kind === 'distributor'),
      (one) => one?.state === 'ready',
      { what: 'the distributor to be ready' },
    );
    return reach(
      () => this.view(id),
      ({ state }) => state !== 'snapshot',
      () => issuer.post(`/distributions/${id}/calculate`),
      { what: 'the calculation' },
    );
  }

  /** The calculation is submitted. @returns with its approval pending, where it was not given yet */
  async submit(id: string): Promise<DistributionView> {
    const issuer = await this.issuer();
    return reach(
      () => this.view(id),
      ({ state, approvalId }) => state !== 'calculated' || approvalId !== null,
      () => issuer.post(`/distributions/${id}/submit`),
      { what: 'the distribution to await approval' },
    );
  }

  /** Submitted, approved and funded out of the treasury. */
  async fund(id: string): Promise<DistributionView> {
    const issuer = await this.issuer();
    const submitted = await this.submit(id);
    if (submitted.state === 'calculated' && submitted.approvalId) {
      await approve(this.world, submitted.approvalId, 'Agrees with the statement of income.');
    }
    const { state, amountBaseUnits } = await this.view(id);
    if (state === 'approved') {
      await this.dollars.topUp(this.dollars.treasury, BigInt(amountBaseUnits));
      await issuer.post(`/distributions/${id}/fund`, {}, { key: `fund-${id}` });
    }
    return until(
      () => this.view(id),
      (one) => one.state === 'payable' || OVER.includes(one.state),
      { what: 'the distribution to be payable' },
    );
  }

  /** The committee's nodes have derived what is paid net, and their root is on the chain. @returns from when it pays */
  async rooted(id: string): Promise<string> {
    const { root } = await until(
      () => this.view(id),
      (one) => Boolean(one.root?.effectiveAt),
      { what: 'the committee to sign what is paid net of tax' },
    );
    return root?.effectiveAt ?? '';
  }

  /** Pushed to every holder until all are paid. */
  async push(id: string): Promise<DistributionView> {
    const issuer = await this.issuer();
    const { state } = await this.view(id);
    if (!OVER.includes(state)) {
      await issuer.post(`/distributions/${id}/push`, {}, { key: `push-${id}` });
    }
    return until(
      () => this.view(id),
      (one) => OVER.includes(one.state) || isPaidNet(one),
      { what: 'everybody to be paid' },
    );
  }

  /** All of it. */
  async pay(place: number, payout: Payout): Promise<DistributionView> {
    const { id } = await this.draft(place, payout);
    await this.calculate(id);
    await this.fund(id);
    return this.push(id);
  }

  /** What distributions have left goes to an address, when nobody holds the asset any more. @returns how much it was */
  async releaseCarried(to: string): Promise<bigint> {
    const issuer = await this.issuer();
    const { amountBaseUnits, approvalId } = await issuer.post<CarriedAnswer>(
      `/assets/${this.product.assetId}/carried-income/release`,
      { paymentToken: this.dollars.address, to, reason: 'Nobody holds it any more.' },
      { key: `carried-${this.product.assetId}` },
    );
    const before = await this.dollars.balance(to);
    await approve(this.world, approvalId, 'Every fraction is burnt.');
    const amount = BigInt(amountBaseUnits);
    await until(
      () => this.dollars.balance(to),
      (now) => now === before + amount,
      { what: 'what was carried to arrive' },
    );
    return amount;
  }

  async view(id: string): Promise<DistributionView> {
    return (await this.issuer()).get<DistributionView>(`/distributions/${id}`);
  }

  async lines(id: string): Promise<LineView[]> {
    const path = `/distributions/${id}/lines?limit=200`;
    return (await (await this.issuer()).get<Page<LineView>>(path)).items;
  }

  private async today(): Promise<string> {
    const block = await this.world.options.rpc.getBlock('pending');
    return new Date((block?.timestamp ?? 0) * 1000).toISOString().slice(0, 10);
  }

  private issuer() {
    return this.world.as(this.product.issuer);
  }
}

/** The contract keeps one that is taxed at source open until it expires. */
const isPaidNet = ({ taxation, progress }: DistributionView): boolean =>
  taxation === 'at_source' && progress?.due === '0' && progress.taxDue === '0';
