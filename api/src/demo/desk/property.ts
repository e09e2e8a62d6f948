import { approve } from '../approvals.js';
import { orNull } from '../client.js';
import { uploadPaper } from '../files.js';
import { addressOf } from '../people.js';
import { reach, until } from '../patience.js';
import type { BuyoutAnswer, BuyoutView, DeedBody, DeedView, PropertyOrderView } from '../views.js';
import { chainDay, type World } from '../world.js';
import type { Dollars } from './dollars.js';
import type { Poll } from './motions.js';
import type { Holder } from './sales.js';
import { ledgerReaches, type Product } from './tokens.js';
import { signAndSend } from './wallets.js';

type Title = Pick<DeedBody, 'country' | 'register' | 'folio' | 'approvalBps'>;
type Order = { verb: 'fund' | 'withdraw' } | { verb: 'surrender'; amountBaseUnits: string };

/** The deed of one property, and the offers for the whole of it. */
export class Property {
  constructor(
    private readonly world: World,
    private readonly product: Product,
    private readonly dollars: Dollars,
  ) {}

  /** The title comes onto the platform and its holder locks the deed in the vault. Can be repeated. */
  async lockDeed(holder: Holder, title: Title): Promise<DeedView> {
    const issuer = await this.issuer();
    const path = `/assets/${this.product.assetId}/deed`;
    const read = () => orNull(issuer.get<DeedView>(path));
    const drafted = await reach(
      read,
      (deed) => deed !== null,
      async () => {
        const name = `${title.register} ${title.folio}`;
        const { id } = await uploadPaper(issuer, 'Extract from the land register.pdf', 'asset', {
          title: `Extract: ${name}`,
          from: 'Sample Land Register',
          dated: await chainDay(this.world.options.rpc),
          paragraphs: [`Registered under ${name}.`],
        });
        const body = {
          ...title,
          documentId: id,
          holder: addressOf(holder.investor),
          paymentToken: this.dollars.address,
        };
        await issuer.post(path, body, { key: `deed-${this.product.assetId}` });
      },
      { what: 'the deed to be drafted' },
    );
    if (!drafted) throw new Error('the deed is gone');
    const asked = await reach(
      read,
      (deed) => deed?.state !== 'draft' || deed.approvalId !== null,
      () => issuer.post(`/deeds/${drafted.id}/submit`),
      { what: 'the title to await approval' },
    );
    if (asked?.state === 'draft' && asked.approvalId) {
      await approve(this.world, asked.approvalId, 'The extract says so.');
    }
    const recorded = await until(
      read,
      (deed) => deed?.vaultReady === true && deed.state !== 'recording',
      { what: 'the deed and its vault to be there' },
    );
    if (recorded?.state === 'recorded') {
      const client = await this.world.as(holder.investor);
      const wallet = { walletId: holder.walletId };
      const order = await client.post<PropertyOrderView>(
        `/deeds/${drafted.id}/deposit-orders`,
        wallet,
        { repeatable: true },
      );
      await this.sign(holder, order);
    }
    const locked = await until(read, (deed) => deed?.state === 'vaulted', {
      what: 'the deed to lie in its vault',
    });
    if (!locked) throw new Error('the deed is gone');
    return locked;
  }

  /** An offer for the whole property, in base units of the dollar. Once for each `name`. */
  async offer(
    name: string,
    bidder: Holder,
    price: bigint,
    poll: Poll & { deadline: string },
  ): Promise<BuyoutView> {
    const issuer = await this.issuer();
    const { id } = await uploadPaper(issuer, `${name}.pdf`, 'asset', {
      title: name,
      from: 'The bidder',
      dated: poll.recordDate,
      paragraphs: ['The whole property is to be sold.'],
    });
    return issuer.post<BuyoutView>(
      `/assets/${this.product.assetId}/buyouts`,
      {
        ...poll,
        documentId: id,
        bidder: addressOf(bidder.investor),
        priceBaseUnits: price.toString(),
      },
      { key: `offer-${this.product.assetId}-${name}` },
    );
  }

  /** What a wallet would sign. */
  async ask(id: string, holder: Holder, order: Order): Promise<PropertyOrderView> {
    const client = await this.world.as(holder.investor);
    const body = { ...order, walletId: holder.walletId };
    return client.post<PropertyOrderView>(`/buyouts/${id}/orders`, body, { repeatable: true });
  }

  /** Signs it and waits for the ledger. @returns what it pays or gets; @throws Error with what stands against it */
  async act(id: string, holder: Holder, order: Order): Promise<bigint> {
    const asked = await this.ask(id, holder, order);
    await this.sign(holder, asked);
    return BigInt(asked.moneyBaseUnits);
  }

  /** The deed goes to the bidder, the price to the holders. */
  execute(id: string): Promise<BuyoutView> {
    return this.decided(id, 'execute', {}, 'executed');
  }

  /** What rounding left goes to an address. */
  sweep(id: string, to: string): Promise<BuyoutView> {
    return this.decided(id, 'sweep', { to }, 'closed');
  }

  async view(id: string): Promise<BuyoutView> {
    return (await this.issuer()).get<BuyoutView>(`/buyouts/${id}`);
  }

  private async decided(id: string, verb: string, body: object, state: BuyoutView['state']) {
    const issuer = await this.issuer();
    const path = `/buyouts/${id}/${verb}`;
    const { approvalId } = await issuer.post<BuyoutAnswer>(path, body, { key: `${verb}-${id}` });
    await approve(this.world, approvalId, 'Agrees with the count.');
    return until(
      () => this.view(id),
      (one) => one.state === state,
      { what: `the buy-out to be ${state}` },
    );
  }

  private async sign(holder: Holder, { transactions, obstacles }: PropertyOrderView) {
    if (transactions.length === 0) {
      throw new Error(obstacles.map(({ sentence }) => sentence).join(' '));
    }
    const { blockNumber } = await signAndSend(this.world, holder.investor, transactions);
    await ledgerReaches(this.world, this.product.tokenId, blockNumber);
  }

  private issuer() {
    return this.world.as(this.product.issuer);
  }
}
