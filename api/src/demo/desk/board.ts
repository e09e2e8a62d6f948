import { Wallet } from 'ethers';
import type { OtcDraftView, OtcOrderView, Page } from '../views.js';
import type { World } from '../world.js';
import type { Dollars } from './dollars.js';
import type { Holder } from './sales.js';
import type { Product } from './tokens.js';
import { signAndSend } from './wallets.js';

/** What a holder offers on the board, in base units of the asset and of the dollar. */
export interface Offer {
  sells: boolean;
  amount: bigint;
  /** For the whole amount. */
  price: bigint;
  deadline: string;
}

/** The board of one product: orders that wallets have signed. */
export class Board {
  constructor(
    private readonly world: World,
    private readonly product: Product,
    private readonly dollars: Dollars,
  ) {}

  /** A holder's open order; signed and listed where there is none yet. `offer` is asked for only then. */
  async list(holder: Holder, offer: () => Promise<Offer>): Promise<OtcOrderView> {
    const client = await this.world.as(holder.investor);
    const path = `/tokens/${this.product.tokenId}/otc-orders`;
    const { items } = await client.get<Page<OtcOrderView>>(`${path}?state=open&limit=200`);
    const known = items.find(({ mine }) => mine);
    if (known) return known;
    const { sells, amount, price, deadline } = await offer();
    if (!sells) await this.dollars.ready(holder.investor, price);
    const terms = {
      walletId: holder.walletId,
      sells,
      amountBaseUnits: amount.toString(),
      priceBaseUnits: price.toString(),
      paymentToken: this.dollars.address,
      deadline,
    };
    const draft = await client.post<OtcDraftView>(`${path}/draft`, terms, { repeatable: true });
    if (!draft.allowed) throw new Error(draft.obstacles.map(({ sentence }) => sentence).join(' '));
    if (draft.transactions.length > 0) {
      await signAndSend(this.world, holder.investor, draft.transactions);
    }
    const { domain, types, message } = draft.typedData;
    const wallet = new Wallet(holder.investor.walletKey);
    const signature = await wallet.signTypedData(domain, types, message);
    return client.post<OtcOrderView>(
      path,
      { ...terms, nonce: draft.nonce, signature },
      { key: `otc-${draft.hash}` },
    );
  }
}
