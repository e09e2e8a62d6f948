import { Injectable } from '@nestjs/common';
import type { FeedRound } from '../chain/ledger/reader.js';
import type { Ctx } from '../platform/context.js';
import type { WalletFacts } from '../wallets/wallets.service.js';
import { NavStrike, type Strike } from './strike.service.js';
import { SupplyOrders, type SupplyWatcher } from './supply-orders.service.js';
import type { RefusalView } from './token.schema.js';
import { TokenChain } from './token-chain.service.js';
import { TokenStore } from './token-store.service.js';
import type { TokenFacts } from './tokens.service.js';

/** New shares for money that another room has received. */
export interface Issue {
  wallet: WalletFacts;
  considerationCents: bigint;
  /** The round whose answer is the price; null for a price that was agreed. */
  round: FeedRound | null;
  /** Dollars per share × 10⁶. */
  nav: bigint;
  amountBaseUnits: bigint;
  /** Dollars × 10^(6 + decimals of the token) that buy less than one base unit. */
  residual: bigint;
  reason: string;
  /** The approval that covers it, and who asked for that. */
  approvalId: string;
  requestedBy: string;
  /** The mint of the same money that the chain refused before. */
  earlier: string | null;
}

/** A mint or burn, as far as other rooms may know of it. */
export type SupplyFacts = Pick<
  Parameters<SupplyWatcher>[1],
  | 'id'
  | 'state'
  | 'amountBaseUnits'
  | 'transactionHash'
  | 'blockNumber'
  | 'settledAt'
  | 'failureCode'
  | 'failure'
>;

/** What other rooms ask of a token's supply: whether, at what price, and then to do it once. */
@Injectable()
export class Issuance {
  constructor(
    private readonly store: TokenStore,
    private readonly chain: TokenChain,
    private readonly strikes: NavStrike,
    private readonly orders: SupplyOrders,
  ) {}

  /** Why the contract would not mint to an address; null exactly when it would. */
  refusesMint(token: TokenFacts, to: string, amount: bigint): Promise<RefusalView | null> {
    return this.chain.refusesMint(token.address, to, amount);
  }

  /** The newest final NAV to deal at, or why there is none. @throws NotFound, Conflict `token_not_live` */
  async strike(tokenId: string): Promise<Strike> {
    return this.strikes.strike(this.store.live(await this.store.unlocked(tokenId)));
  }

  /**
   * Mints by an approval that covers it; with a once-only id of its own, so that it happens once.
   * @throws NotFound, Conflict `token_not_live` | `order_not_failed`
   */
  async issue(
    ctx: Ctx,
    tokenId: string,
    { round, approvalId, requestedBy, earlier, ...issue }: Issue,
  ): Promise<{ orderId: string; operationId: string }> {
    const token = this.store.live(await this.store.lock(tokenId));
    const order = { ...issue, kind: 'mint' as const, navRound: round?.round ?? 0n };
    return this.orders.issue(ctx, token, order, { approvalId, requestedBy, earlier });
  }

  /** Tells, in the same transaction, of every change of a mint or burn. Call it in `onModuleInit`. */
  watch(watcher: (ctx: Ctx, order: SupplyFacts) => Promise<void>): void {
    this.orders.watch(watcher);
  }
}
