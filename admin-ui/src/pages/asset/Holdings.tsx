import { DataTable, type Column } from '../../design/DataTable.tsx';
import css from '../../design/design.module.css';
import { formatCents, formatDate, formatUsd6, usd6ToCents } from '../../design/format.ts';
import { Seal } from '../../design/Figures.tsx';
import { Empty } from '../../design/Page.tsx';
import type { Portfolio } from './useAsset.ts';

type Position = Portfolio['positions'][number];

/** The fund's securities at fair value, each with the arithmetic behind its seal. */
export function Holdings({ portfolio }: { portfolio: Portfolio }) {
  const largest = portfolio.positions.reduce(
    (most, p) => (p.price && BigInt(p.price.valueUsd6) > most ? BigInt(p.price.valueUsd6) : most),
    1n,
  );
  const columns: Column<Position>[] = [
    {
      id: 'security',
      header: 'Security',
      cell: (p) => (
        <>
          {p.description} <span className="mono muted">{p.cusip}</span>
        </>
      ),
      sort: (p) => p.cusip,
      csv: (p) => p.cusip,
    },
    {
      id: 'matures',
      header: 'Matures',
      cell: (p) => <span className="nowrap">{formatDate(p.maturityDate)}</span>,
      sort: (p) => p.maturityDate,
      csv: (p) => p.maturityDate,
    },
    {
      id: 'value',
      header: 'Fair value, USD',
      end: true,
      cell: (p) =>
        p.price ? (
          <span title={`${formatUsd6(p.price.valueUsd6)} USD`}>
            {formatCents(usd6ToCents(p.price.valueUsd6))}{' '}
            <Seal subject={`price of ${p.cusip}`}>
              {p.price.line}
              <br />
              Face {formatCents(p.faceCents)} USD, yield {p.price.yieldPercent} %.
            </Seal>
          </span>
        ) : (
          <span>{p.problem ?? 'no price'}</span>
        ),
      sort: (p) => BigInt(p.price?.valueUsd6 ?? 0),
      csv: (p) => p.price?.valueUsd6 ?? '',
    },
    {
      id: 'bar',
      header: '',
      cell: (p) => (
        <span
          aria-hidden
          className={css.bar}
          style={{ width: `${Number((BigInt(p.price?.valueUsd6 ?? 0) * 60n) / largest)}px` }}
        />
      ),
    },
  ];
  const byMaturity = [...portfolio.positions].sort((a, b) =>
    a.maturityDate.localeCompare(b.maturityDate),
  );
  return (
    <>
      <DataTable
        label="What the fund holds"
        rows={byMaturity}
        columns={columns}
        rowKey={(p) => p.cusip}
        csvName="portfolio"
        empty={<Empty title="No securities">Only cash is stated.</Empty>}
      />
      <p className="muted" style={{ fontSize: 13, marginBottom: 0 }}>
        Cash {formatCents(portfolio.cashCents)} USD, liabilities{' '}
        {formatCents(portfolio.liabilitiesCents)} USD, fee {portfolio.feeBpsPerYear} basis points a
        year.
        {portfolio.valuation && portfolio.valuation.receipts.length > 0
          ? ` Principal and coupons received since the statement of ${formatDate(portfolio.statedOn)}: ${formatCents(usd6ToCents(portfolio.valuation.receiptsUsd6))} USD.`
          : ''}
        {portfolio.valuation
          ? ` Valued from the curve of ${formatDate(portfolio.valuation.asOf)}${portfolio.valuation.stale ? ', which is stale' : ''}.`
          : ''}
      </p>
    </>
  );
}
