import {
  type Cell,
  formatDecimal,
  type LotEvent,
  type TaxLot,
  carryOver,
  taxLots,
  writeTable,
} from '@cadastre/core';
import { atPar, USD6_DECIMALS, worthUsd6 } from '../money.js';
import { type Posting, postingsOf } from './postings.js';
import type { InvestorRecord, StatedAsset, StatedConversion } from './record.js';
import { isBy, navAt } from './statement.js';

/** What a cost or proceeds rest on: money that was paid, the NAV in force, what was converted, or nothing known. */
type Basis = 'paid' | 'nav' | 'carried' | 'unknown';

export const LOT_COLUMNS = [
  'investor',
  'asset_id',
  'asset',
  'symbol',
  'lot',
  'entry',
  'acquired_at',
  'acquired_by',
  'cost_basis',
  'entry_at',
  'entry_by',
  'proceeds_basis',
  'quantity',
  'cost',
  'proceeds',
  'gain',
  'gross_income',
  'withheld',
  'currency',
  'transaction',
] as const;

/**
 * An investor's lots by first in, first out (`core`'s `taxLots`) as CSV: `open` rows are what is left at
 * the end of the period, `disposal` and `income` rows are the period's. Shares that came or went without
 * money are counted at the NAV in force. All in dollars with six decimals; a payment token counts at par
 * as the contracts count it; a fee lowers the proceeds. A conversion is no sale: what it gave has the cost and age of
 * what it took. Income stands with the lots held at its record date, dated when it was paid.
 */
export function lotsCsv(record: InvestorRecord): string {
  const rows = record.assets.flatMap((asset) => rowsOf(record, asset));
  return writeTable(LOT_COLUMNS, rows);
}

const postingsById = (record: InvestorRecord, asset: StatedAsset) =>
  new Map(
    postingsOf(record, asset)
      .filter((posting) => isBy(posting, record.period.closing))
      .map((posting) => [posting.id, posting]),
  );

const incomeById = (record: InvestorRecord, { tokenId }: StatedAsset) =>
  new Map(
    record.income
      .filter((one) => one.tokenId === tokenId)
      .map((one) => [`${one.distributionId}:${one.wallet}`, one]),
  );

/** @param within tokens whose lots are being made: units that came back to a token begin anew there */
function lotsOf(
  record: InvestorRecord,
  asset: StatedAsset,
  within: readonly string[] = [],
): TaxLot[] {
  const path = [...within, asset.address];
  const postings = [...postingsById(record, asset).values()];
  return taxLots([
    ...postings.flatMap((posting) => eventsOf(record, asset, posting, path)),
    ...[...incomeById(record, asset)].flatMap(([id, one]): LotEvent[] => {
      if (one.paidBlock === null || one.paidBlock > record.period.closing.number) return [];
      const [gross, withheld] = [atPar(one.gross), atPar(one.withheld)];
      return [{ kind: 'income', id, at: seconds(one.recordedAt), gross, withheld }];
    }),
  ]);
}

function rowsOf(record: InvestorRecord, asset: StatedAsset): Cell[][] {
  const postings = postingsById(record, asset);
  const paid = incomeById(record, asset);
  const opening = record.period.opening;
  const ofPeriod = {
    disposal: (id: string) => {
      const posting = postings.get(id);
      return posting && !isBy(posting, opening) ? posting : null;
    },
    income: (id: string) => {
      const one = paid.get(id);
      return one && (opening === null || (one.paidBlock ?? 0) > opening.number) ? one : null;
    },
  };
  return lotsOf(record, asset).flatMap((lot, place) => {
    // A conversion's lots are called after it: `posting/1` …
    const bought = postings.get(lot.id.split('/')[0] ?? '');
    const head = [
      record.reference,
      asset.assetId,
      asset.name,
      asset.symbol,
      place + 1,
    ] satisfies Cell[];
    const origin = [
      new Date(lot.acquiredAt * 1000).toISOString(),
      bought ? wordOf(record, asset, bought) : '',
      bought ? basisOf(record, asset, bought) : '',
    ] satisfies Cell[];
    const shares = (quantity: bigint) => formatDecimal(quantity, asset.decimals);
    const disposals = lot.disposals.flatMap((d): Cell[][] => {
      const sold = ofPeriod.disposal(d.id);
      if (!sold) return [];
      const basis = basisOf(record, asset, sold);
      const when = [sold.at.toISOString(), wordOf(record, asset, sold), basis];
      const money = [usd(d.cost), usd(d.proceeds), usd(d.proceeds - d.cost), null, null];
      return [
        [
          ...head,
          'disposal',
          ...origin,
          ...when,
          shares(d.quantity),
          ...money,
          'USD',
          sold.transaction,
        ],
      ];
    });
    const income = lot.income.flatMap((i): Cell[][] => {
      const one = ofPeriod.income(i.id);
      if (!one) return [];
      const when = [one.paidAt?.toISOString() ?? null, one.kind, 'paid'];
      const money = [null, null, null, usd(i.gross), usd(i.withheld)];
      return [[...head, 'income', ...origin, ...when, null, ...money, 'USD', one.transaction]];
    });
    return [...disposals, ...income, ...openRow(lot, head, origin, shares, bought)];
  });
}

function openRow(
  lot: TaxLot,
  head: Cell[],
  origin: Cell[],
  shares: (quantity: bigint) => string,
  bought: Posting | undefined,
): Cell[][] {
  if (lot.openQuantity === 0n) return [];
  const money = [usd(lot.openCost), null, null, null, null];
  const left = [null, null, null, shares(lot.openQuantity)];
  return [[...head, 'open', ...origin, ...left, ...money, 'USD', bought?.transaction ?? null]];
}

function eventsOf(
  record: InvestorRecord,
  asset: StatedAsset,
  posting: Posting,
  path: readonly string[],
): LotEvent[] {
  const { id, change } = posting;
  if (change === 0n) return [];
  const at = seconds(posting.at);
  const conversion = conversionOf(record, asset, posting);
  if (conversion && change < 0n) return [{ kind: 'conversion', id, at, quantity: -change }];
  if (conversion) {
    const carried = carriedInto(record, conversion, { id, at, gained: change }, path);
    if (carried.length > 0) return carried;
  }
  const { usd6 } = valued(record, asset, posting);
  return change > 0n
    ? [{ kind: 'acquisition', id, at, quantity: change, cost: usd6 }]
    : [{ kind: 'disposal', id, at, quantity: -change, proceeds: usd6 }];
}

/** The lots that a conversion gave; none where the old asset's are not known to this reader. */
function carriedInto(
  record: InvestorRecord,
  conversion: StatedConversion,
  to: { id: string; at: number; gained: bigint },
  path: readonly string[],
): LotEvent[] {
  const old = record.assets.find(({ address }) => address === conversion.from);
  if (!old || path.includes(old.address)) return [];
  const burn = postingsOf(record, old).find(
    (one) => conversionOf(record, old, one) === conversion && one.change < 0n,
  );
  return burn ? carryOver(lotsOf(record, old, path), burn.id, to) : [];
}

/** The conversion that a posting is one side of. */
function conversionOf(
  { conversions }: InvestorRecord,
  { address }: StatedAsset,
  { kind, wallet, quantity, transaction }: Posting,
): StatedConversion | undefined {
  if (kind !== 'issue' && kind !== 'redemption') return undefined;
  return conversions.find((one) => {
    const [token, amount] = kind === 'issue' ? [one.to, one.minted] : [one.from, one.burned];
    return (
      token === address &&
      amount === quantity &&
      one.wallet === wallet &&
      one.transaction === transaction
    );
  });
}

const wordOf = (record: InvestorRecord, asset: StatedAsset, posting: Posting): string =>
  conversionOf(record, asset, posting) ? 'conversion' : posting.kind;

function basisOf(record: InvestorRecord, asset: StatedAsset, posting: Posting): Basis {
  const conversion = conversionOf(record, asset, posting);
  const known = record.assets.some(({ address }) => address === conversion?.from);
  return known ? 'carried' : valued(record, asset, posting).basis;
}

function valued(
  record: InvestorRecord,
  asset: StatedAsset,
  posting: Posting,
): { usd6: bigint; basis: Basis } {
  const { money, fee, quantity, block, at } = posting;
  if (money) {
    const net = { ...money, amount: money.amount - (fee?.amount ?? 0n) };
    return { usd6: atPar(net), basis: 'paid' };
  }
  const nav =
    block === null
      ? record.navs.get(asset.navFeed)?.findLast(({ valuationTime }) => valuationTime <= at)
      : navAt(record, asset, block);
  if (!nav) return { usd6: 0n, basis: 'unknown' };
  return { usd6: worthUsd6(quantity, nav.answer, asset.decimals), basis: 'nav' };
}

const usd = (amount: bigint): string => formatDecimal(amount, USD6_DECIMALS);
const seconds = (at: Date): number => Math.floor(at.getTime() / 1000);
