import { approve, pendingApproval } from '../approvals.js';
import { uploadPaper } from '../files.js';
import { reach, until } from '../patience.js';
import type { BarOrderView, BarsView, BarStepName, CallsView } from '../views.js';
import { chainDay, type World } from '../world.js';
import type { ListedBar } from './committee.js';
import type { Holder } from './sales.js';
import { ledgerReaches, type Product } from './tokens.js';
import { signAndSend } from './wallets.js';

const PAPERS: Partial<Record<BarStepName, string>> = {
  ship: 'Waybill',
  deliver: 'Receipt, signed by the holder',
  return: 'Protocol of the return',
};

/** Whole bars for tokens of one product. */
export class Bars {
  constructor(
    private readonly world: World,
    private readonly product: Product,
  ) {}

  /** The vault's contract, asked for, approved and ready. */
  async openVault(): Promise<BarsView> {
    const issuer = await this.issuer();
    const { tokenId } = this.product;
    if ((await this.list()).vault === null) {
      const waiting = () => pendingApproval(this.world, 'bar_vault.open', tokenId);
      const approval = await reach(
        waiting,
        (found) => found !== undefined,
        () =>
          issuer.post(
            `/tokens/${tokenId}/bar-vault`,
            { reason: 'Holders may take whole bars.' },
            { key: `vault-${tokenId}` },
          ),
        { what: 'the vault to await approval' },
      );
      if (approval) await approve(this.world, approval.id, 'As the prospectus promises.');
    }
    return until(
      () => this.list(),
      ({ vault }) => vault !== null,
      { what: 'the vault to be ready' },
    );
  }

  async list(): Promise<BarsView> {
    return (await this.issuer()).get<BarsView>(`/tokens/${this.product.tokenId}/bars`);
  }

  /** A bar is reserved for a holder who says where it shall go, once for each `name`. */
  async reserve(
    { investor, walletId }: Holder,
    { refiner, serial, year, grossOz }: ListedBar,
    name = 'first',
  ): Promise<BarOrderView> {
    const client = await this.world.as(investor);
    const path = `/tokens/${this.product.tokenId}/bar-orders`;
    const { items } = await client.get<{ items: BarOrderView[] }>(`${path}?limit=200`);
    const known = items.find(({ bar, state }) => bar.serial === serial && state !== 'lapsed');
    if (known) return known;
    const { id } = await uploadPaper(client, 'delivery.pdf', 'kyc', {
      title: 'Delivery instruction',
      from: investor.name,
      dated: await chainDay(this.world.options.rpc),
      paragraphs: [`Bar ${serial} of ${refiner} shall go to the carrier named in the order.`],
    });
    const body = { walletId, refiner, serial, year, grossOz, deliveryDocumentId: id };
    return client.post(path, body, { key: `bar-${serial}-${name}-${id}` });
  }

  async order(id: string): Promise<BarOrderView> {
    return (await this.issuer()).get<BarOrderView>(`/bar-orders/${id}`);
  }

  /** The holder's wallet signs what the order gives it to sign, and the ledger sees it. */
  async sign({ investor }: Holder, orderId: string): Promise<BarOrderView> {
    const client = await this.world.as(investor);
    const { transactions, obstacle } = await client.get<CallsView>(`/bar-orders/${orderId}/calls`);
    if (transactions.length === 0) throw new Error(`nothing to sign: ${obstacle?.sentence}`);
    const { blockNumber } = await signAndSend(this.world, investor, transactions);
    await ledgerReaches(this.world, this.product.tokenId, blockNumber);
    return this.order(orderId);
  }

  /** A step of the vault's officers, with its paper where it needs one, approved and done. */
  async step(orderId: string, step: BarStepName): Promise<BarOrderView> {
    const done = await this.order(orderId);
    if (done.steps.some((one) => one.step === step && one.state === 'settled')) return done;
    await approve(this.world, await this.ask(orderId, step), 'Paper seen.');
    return until(
      () => this.order(orderId),
      ({ steps }) => steps.some((one) => one.step === step && one.state === 'settled'),
      { what: `the bar's ${step}` },
    );
  }

  /** Asks for a step. @returns the approval to be given */
  async ask(orderId: string, step: BarStepName): Promise<string> {
    const issuer = await this.issuer();
    const open = (await this.order(orderId)).steps.find((one) => one.step === step);
    if (open) return open.approvalId;
    const title = PAPERS[step];
    const evidence = title
      ? await uploadPaper(issuer, `${step}.pdf`, 'asset', {
          title,
          from: 'Sample Vault Company',
          dated: await chainDay(this.world.options.rpc),
          paragraphs: [`Order ${orderId}.`],
        })
      : null;
    const { approvalId } = await issuer.post<{ approvalId: string }>(
      `/bar-orders/${orderId}/steps`,
      { step, evidenceDocumentId: evidence?.id ?? null, reason: 'As ordered.' },
      { key: `step-${orderId}-${step}` },
    );
    return approvalId;
  }

  private issuer() {
    return this.world.as(this.product.issuer);
  }
}
