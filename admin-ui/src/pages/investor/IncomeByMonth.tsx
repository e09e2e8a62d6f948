import { BarChart } from '../../design/BarChart.tsx';
import css from '../../design/design.module.css';
import { formatMonth, formatUnits, plainUnits } from '../../design/format.ts';
import { Panel } from '../../design/Page.tsx';
import { t } from '../../i18n/i18n.ts';
import { byMonth, type MonthlyIncome, type PaidLine } from './months.ts';

/** What was received month by month, a picture for each payment token; nothing before the first payment. */
export function IncomeByMonth({ lines, now }: { lines: readonly PaidLine[]; now: Date | null }) {
  const monthly = byMonth(lines, now);
  if (monthly.length === 0) return null;
  return (
    <Panel title={t('Income by month')} aside={t('received, by the day of the payment, UTC')}>
      <div className={css.stack}>
        {monthly.map((one) => (
          <BarChart
            key={one.token}
            label={t('Income by month, {{symbol}}', { symbol: one.symbol })}
            summary={summaryOf(one)}
            unit={one.symbol}
            bars={one.months.map(({ month, amount }) => ({
              month,
              value: plainUnits(amount, one.decimals),
            }))}
            csvName={`income-by-month-${one.symbol}`}
          />
        ))}
      </div>
    </Panel>
  );
}

function summaryOf({ symbol, decimals, months }: MonthlyIncome): string {
  const money = (amount: bigint) => `${formatUnits(amount, decimals, 2)} ${symbol}`;
  const sum = money(months.reduce((all, { amount }) => all + amount, 0n));
  const [first, last] = [months[0], months.at(-1)];
  if (!first || !last) return '';
  const most = months.reduce((best, one) => (one.amount > best.amount ? one : best), first);
  return t('{{sum}} from {{first}} to {{last}}; most in {{month}}: {{most}}.', {
    sum,
    first: formatMonth(first.month),
    last: formatMonth(last.month),
    month: formatMonth(most.month),
    most: money(most.amount),
  });
}
