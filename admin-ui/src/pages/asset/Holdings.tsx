import { DataTable, type Column } from '../../design/DataTable.tsx';
import css from '../../design/design.module.css';
import {
  formatCents,
  formatDate,
  formatPlain,
  formatUsd6,
  usd6ToCents,
} from '../../design/format.ts';
import { Seal } from '../../design/Figures.tsx';
import { Empty } from '../../design/Page.tsx';
import { Said } from '../../design/Refusal.tsx';
import type { Portfolio } from './useAsset.ts';
import { t } from '../../i18n/staff.ts';

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
      header: t('Security'),
      cell: (p) => (
        <>
          {p.description} <span className="mono muted">{p.cusip}</span>
          {p.problem ? (
            <div className="muted">
              <Said all={[p.problem]} />
            </div>
          ) : null}
        </>
      ),
      sort: (p) => p.cusip,
      csv: (p) => p.cusip,
    },
    {
      id: 'matures',
      header: t('Matures'),
      cell: (p) => <span className="nowrap">{formatDate(p.maturityDate)}</span>,
      sort: (p) => p.maturityDate,
      csv: (p) => p.maturityDate,
    },
    {
      id: 'value',
      header: t('Fair value, USD'),
      end: true,
      cell: (p) =>
        p.price ? (
          <span title={`${formatUsd6(p.price.valueUsd6)} USD`}>
            {formatCents(usd6ToCents(p.price.valueUsd6))}{' '}
            <Seal subject={t('price of {{cusip}}', { cusip: p.cusip })}>
              {p.price.line}
              <br />
              {t('Face {{face}} USD, yield {{yield}} %.', {
                face: formatCents(p.faceCents),
                yield: formatPlain(p.price.yieldPercent),
              })}
            </Seal>
          </span>
        ) : (
          <span>{p.problem ? '–' : t('no price')}</span>
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
        label={t('What the fund holds')}
        rows={byMaturity}
        columns={columns}
        rowKey={(p) => p.cusip}
        csvName="portfolio"
        empty={<Empty title={t('No securities')}>{t('Only cash is stated.')}</Empty>}
      />
      <p className="muted" style={{ fontSize: 13, marginBottom: 0 }}>
        {t('Cash {{cash}} USD, liabilities {{liabilities}} USD, fee {{fee}} basis points a year.', {
          cash: formatCents(portfolio.cashCents),
          liabilities: formatCents(portfolio.liabilitiesCents),
          fee: portfolio.feeBpsPerYear,
        })}{' '}
        {portfolio.valuation && portfolio.valuation.receipts.length > 0
          ? t(
              'Principal and coupons received since the statement of {{statedOn}}: {{amount}} USD.',
              {
                statedOn: formatDate(portfolio.statedOn),
                amount: formatCents(usd6ToCents(portfolio.valuation.receiptsUsd6)),
              },
            )
          : ''}{' '}
        {portfolio.valuation
          ? t(
              portfolio.valuation.stale
                ? 'Valued from the curve of {{asOf}}, which is stale.'
                : 'Valued from the curve of {{asOf}}.',
              { asOf: formatDate(portfolio.valuation.asOf) },
            )
          : ''}
      </p>
    </>
  );
}
