import type { FinalBlock } from '../../chain/ledger/reader.js';
import type { Money } from '../money.js';

/** A token as statements speak of it. Addresses are lower-case 0x-hex throughout. */
export interface StatedAsset {
  tokenId: string;
  assetId: string;
  name: string;
  symbol: string;
  decimals: number;
  address: string;
  navFeed: string;
  /** Contracts that hold shares for those who leave: redemption queue, bar vault. */
  escrows: readonly string[];
}

/** A transfer that one of the investor's wallets took part in. */
export interface StatedTransfer {
  token: string;
  sender: string;
  receiver: string;
  quantity: bigint;
  block: number;
  logIndex: number;
  at: Date;
  transaction: string;
}

/** Money paid for shares that were issued, or paid out for shares that were burnt. */
export interface Consideration {
  kind: 'mint' | 'burn';
  wallet: string;
  quantity: bigint;
  transaction: string;
  money: Money;
}

/** Shares of one token that became shares of another in one transaction. */
export interface StatedConversion {
  wallet: string;
  from: string;
  to: string;
  burned: bigint;
  minted: bigint;
  transaction: string;
}

/** Shares that left through an escrow: struck and set aside, paid at once, or delivered as metal. */
export interface Exit {
  id: string;
  tokenId: string;
  wallet: string;
  kind: 'redeemed' | 'redeemed_instantly' | 'delivered';
  quantity: bigint;
  at: Date;
  /** Net of the fee; null where metal was delivered. */
  money: Money | null;
  fee: Money | null;
}

/** The investor's line of a distribution that is payable or was. */
export interface StatedIncome {
  distributionId: string;
  tokenId: string;
  kind: 'income' | 'rent' | 'coupon';
  wallet: string;
  recordDate: string;
  recordedAt: Date;
  openedBlock: number;
  closedBlock: number | null;
  gross: Money;
  /** Kept back before it was paid; zero where the holder is taxed (`by_holder`). */
  withheld: Money;
  /** What the table says the holder owes and nobody kept back. */
  toDeclare: Money;
  paidBlock: number | null;
  paidAt: Date | null;
  transaction: string | null;
}

/** An accepted NAV, dollars × 10⁶ per share. */
export interface StatedNav {
  block: number;
  answer: bigint;
  valuationTime: Date;
}

/** Everything the books have on one investor, up to the closing block of a period. */
export interface InvestorRecord {
  reference: string;
  /** Null for a reader who may not know it. */
  name: string | null;
  period: StatedPeriod;
  wallets: readonly string[];
  assets: readonly StatedAsset[];
  transfers: readonly StatedTransfer[];
  considerations: readonly Consideration[];
  conversions: readonly StatedConversion[];
  exits: readonly Exit[];
  income: readonly StatedIncome[];
  /** By feed, oldest first. */
  navs: ReadonlyMap<string, readonly StatedNav[]>;
}

/** Whole days in UTC, both included; `opening` is null before the first block of ours. */
export interface StatedPeriod {
  from: string;
  to: string;
  opening: FinalBlock | null;
  closing: FinalBlock;
}
