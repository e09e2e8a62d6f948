import type { FinalBlock } from '../../chain/ledger/reader.js';
import { type Money, totals, worthUsd6 } from '../money.js';
import { type Posting, postingsOf } from './postings.js';
import type { InvestorRecord, StatedAsset, StatedIncome, StatedNav } from './record.js';

/** What is owned of one asset at one moment. */
export interface StatedHolding {
  /** Base units, those with a queue or vault included. */
  quantity: bigint;
  /** Of them with a redemption queue or vault. */
  escrowed: bigint;
  /** In force then; null before the first. */
  nav: StatedNav | null;
  /** Dollars × 10⁶, rounded down; null without a NAV. */
  valueUsd6: bigint | null;
}

export interface StatedPosition {
  asset: StatedAsset;
  opening: StatedHolding;
  closing: StatedHolding;
  /** Of the period; opening + Σ change = closing. */
  postings: Posting[];
}

/** An investor's statement for a period. */
export interface Statement {
  record: InvestorRecord;
  positions: StatedPosition[];
  openingValueUsd6: bigint;
  closingValueUsd6: bigint;
  /** Paid in the period. */
  income: StatedIncome[];
  /** Payable at its end and not claimed. */
  unclaimed: StatedIncome[];
  gross: Money[];
  withheld: Money[];
  fees: Money[];
}

/** Derives the statement; nothing is looked up. */
export function statementOf(record: InvestorRecord): Statement {
  const { opening, closing } = record.period;
  const positions = record.assets
    .map((asset) => positionOf(record, asset))
    .filter((p) => p.opening.quantity > 0n || p.postings.length > 0);
  const value = (holding: 'opening' | 'closing') =>
    positions.reduce((sum, one) => sum + (one[holding].valueUsd6 ?? 0n), 0n);
  const paidBy = ({ paidBlock }: StatedIncome, block: FinalBlock | null) =>
    paidBlock !== null && block !== null && paidBlock <= block.number;
  const income = record.income.filter((one) => paidBy(one, closing) && !paidBy(one, opening));
  const unclaimed = record.income.filter(
    (one) =>
      !paidBy(one, closing) && (one.closedBlock === null || one.closedBlock > closing.number),
  );
  return {
    record,
    positions,
    openingValueUsd6: value('opening'),
    closingValueUsd6: value('closing'),
    income,
    unclaimed,
    gross: totals(income.map(({ gross }) => gross)),
    withheld: totals(income.map(({ withheld }) => withheld)),
    fees: totals(positions.flatMap(({ postings }) => postings.flatMap(({ fee }) => fee ?? []))),
  };
}

function positionOf(record: InvestorRecord, asset: StatedAsset): StatedPosition {
  const { opening, closing } = record.period;
  const all = postingsOf(record, asset);
  const holding = (block: FinalBlock | null): StatedHolding => {
    const until = all.filter((posting) => isBy(posting, block));
    const quantity = until.reduce((sum, { change }) => sum + change, 0n);
    const escrowed = until.reduce((sum, posting) => sum + posting.escrowed, 0n);
    const nav = navAt(record, asset, block?.number ?? -1);
    const valueUsd6 = quantity === 0n ? 0n : nav && worthUsd6(quantity, nav.answer, asset.decimals);
    return { quantity, escrowed, nav, valueUsd6 };
  };
  return {
    asset,
    opening: holding(opening),
    closing: holding(closing),
    postings: all.filter((posting) => isBy(posting, closing) && !isBy(posting, opening)),
  };
}

/** The NAV in force after a block. */
export function navAt(
  record: InvestorRecord,
  { navFeed }: StatedAsset,
  block: number,
): StatedNav | null {
  return record.navs.get(navFeed)?.findLast((nav) => nav.block <= block) ?? null;
}

/** Whether it had happened after a block; null is before all of them. */
export const isBy = ({ block, at }: Posting, end: FinalBlock | null): boolean =>
  end !== null && (block === null ? at <= end.time : block <= end.number);
