import { type Cell, formatDecimal, writeTable } from '@cadastre/core';
import { decimalOf, type Money, USD6_DECIMALS } from '../money.js';
import type { Posting } from './postings.js';
import type { StatedAsset, StatedIncome } from './record.js';
import type { StatedHolding, Statement } from './statement.js';

/** One table for all sections: `section` tells which; what a section does not use is empty. */
export const STATEMENT_COLUMNS = [
  'section',
  'investor',
  'asset_id',
  'asset',
  'symbol',
  'time',
  'kind',
  'wallet',
  'quantity',
  'in_redemption',
  'nav_usd',
  'nav_valuation_time',
  'amount',
  'currency',
  'gross',
  'withheld',
  'to_declare',
  'net',
  'transaction',
] as const;

type Row = Partial<Record<(typeof STATEMENT_COLUMNS)[number], Cell>>;

/**
 * The statement as CSV (see `writeTable`). Quantities are signed in `movement`; amounts are exact
 * decimals of `currency`, plus for money to the investor; times are ISO 8601 in UTC.
 */
export function statementCsv(statement: Statement): string {
  const { record, positions, income, unclaimed } = statement;
  const { opening, closing } = record.period;
  const assets = new Map(record.assets.map((asset) => [asset.tokenId, asset]));
  const rows: Row[] = [
    ...positions.map((p) => holding('opening', p.asset, p.opening, opening?.time ?? null)),
    ...positions.flatMap((p) => p.postings.flatMap((posting) => movement(p.asset, posting))),
    ...income.map((one) => earned('income', one, assets.get(one.tokenId))),
    ...unclaimed.map((one) => earned('unclaimed', one, assets.get(one.tokenId))),
    ...positions.map((p) => holding('closing', p.asset, p.closing, closing.time)),
  ];
  return writeTable(
    STATEMENT_COLUMNS,
    rows.map((row) => {
      const whole: Row = { investor: record.reference, ...row };
      return STATEMENT_COLUMNS.map((column) => whole[column] ?? null);
    }),
  );
}

const named = (asset: StatedAsset | undefined): Row => ({
  asset_id: asset?.assetId ?? null,
  asset: asset?.name ?? null,
  symbol: asset?.symbol ?? null,
});

const usd = (amount: bigint): string => formatDecimal(amount, USD6_DECIMALS);

function holding(
  section: string,
  asset: StatedAsset,
  { quantity, escrowed, nav, valueUsd6 }: StatedHolding,
  at: Date | null,
): Row {
  return {
    section,
    ...named(asset),
    time: at?.toISOString() ?? null,
    quantity: formatDecimal(quantity, asset.decimals),
    in_redemption: formatDecimal(escrowed, asset.decimals),
    nav_usd: nav && usd(nav.answer),
    nav_valuation_time: nav?.valuationTime.toISOString() ?? null,
    amount: valueUsd6 === null ? null : usd(valueUsd6),
    currency: 'USD',
  };
}

function movement(asset: StatedAsset, posting: Posting): Row[] {
  const { kind, at, wallet, change, escrowed, money, fee, transaction } = posting;
  const base = { ...named(asset), time: at.toISOString(), wallet, transaction };
  const signed = (paid: Money, toInvestor: boolean) =>
    decimalOf({ ...paid, amount: toInvestor ? paid.amount : -paid.amount });
  const row: Row = {
    section: 'movement',
    ...base,
    kind,
    quantity: formatDecimal(change, asset.decimals),
    in_redemption: formatDecimal(escrowed, asset.decimals),
    amount: money && signed(money, kind !== 'issue'),
    currency: money?.currency ?? null,
  };
  const charged: Row[] = fee
    ? [{ section: 'fee', ...base, kind, amount: signed(fee, false), currency: fee.currency }]
    : [];
  return [row, ...charged];
}

function earned(section: string, one: StatedIncome, asset: StatedAsset | undefined): Row {
  const net = { ...one.gross, amount: one.gross.amount - one.withheld.amount };
  return {
    section,
    ...named(asset),
    time: (section === 'income' ? one.paidAt : one.recordedAt)?.toISOString() ?? null,
    kind: one.kind,
    wallet: one.wallet,
    currency: one.gross.currency,
    gross: decimalOf(one.gross),
    withheld: decimalOf(one.withheld),
    to_declare: decimalOf(one.toDeclare),
    net: decimalOf(net),
    transaction: one.transaction,
  };
}
