import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { $api } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { formatCents, formatDate, plainUnits } from '../../design/format.ts';
import { LineChart } from '../../design/LineChart.tsx';
import { Loaded } from '../../design/Loaded.tsx';
import { Panel } from '../../design/Page.tsx';
import { t } from '../../i18n/i18n.ts';

type Day = Answer<'/api/v1/holdings/history', 'get'>['days'][number];

const VALUE = t('Value, USD');
/** Days back and their name; the register tells a year. */
const PERIODS: [days: number, name: string][] = [
  [30, t('30 days')],
  [90, t('90 days')],
  [365, t('A year')],
];
/** From so many cents between the lowest and the highest value on, it is ruled in whole dollars. */
const WHOLE_DOLLARS = 1_000n;

/** What the holdings were worth day by day, up to now. */
export function ValueChart() {
  // As often as the holdings, whose total its last day is.
  const options = { refetchInterval: 15_000 };
  const query = $api.useQuery('get', '/api/v1/holdings/history', {}, options);
  return <Loaded query={query}>{({ days }) => <ValueByDay days={days} />}</Loaded>;
}

/** The days in their order, or the last of them; nothing where nothing was worth anything. */
export function ValueByDay({ days }: { days: Day[] }) {
  const [chosen, setChosen] = useState<number | null>(null);
  const periods = PERIODS.filter((_, n) => n === 0 || days.length > (PERIODS[n - 1]?.[0] ?? 0));
  const period = chosen ?? periods.at(-1)?.[0] ?? days.length;
  const shown = days.slice(-period);
  const values = shown.map(({ valueCents }) => BigInt(valueCents));
  const [low, high] = [least(values), most(values)];
  if (days.every(({ valueCents }) => valueCents === '0')) return null;
  return (
    <Panel
      title={t('Value over time')}
      aside={
        periods.length > 1 ? (
          <SegmentedControl
            size="xs"
            aria-label={t('Period')}
            data={periods.map(([back, label]) => ({ value: String(back), label }))}
            value={String(period)}
            onChange={(value) => setChosen(Number(value))}
          />
        ) : null
      }
    >
      <LineChart
        label={t('Value of your holdings')}
        summary={summaryOf(shown)}
        series={[{ name: VALUE, color: 'var(--accent)', unmarked: true }]}
        points={shown.map(({ day, valueCents }) => ({
          at: day,
          values: { [VALUE]: plainUnits(valueCents, 2) },
        }))}
        csvName="value-of-holdings"
        decimals={high - low >= WHOLE_DOLLARS ? 0 : 2}
      />
    </Panel>
  );
}

const least = (all: bigint[]) => all.reduce((a, b) => (b < a ? b : a), all[0] ?? 0n);
const most = (all: bigint[]) => all.reduce((a, b) => (b > a ? b : a), 0n);

function summaryOf(days: Day[]): string {
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) return '';
  const high = days.reduce((a, b) => (BigInt(b.valueCents) > BigInt(a.valueCents) ? b : a), first);
  const unpriced = days.filter((day) => day.unpriced > 0).length;
  const sentences = [
    t(
      'From {{first}} USD on {{from}} to {{last}} USD on {{to}}; at the NAV of each day (UTC), so that buying and selling move it too.',
      {
        first: formatCents(first.valueCents),
        from: formatDate(first.day),
        last: formatCents(last.valueCents),
        to: formatDate(last.day),
      },
    ),
  ];
  if (high !== first && BigInt(high.valueCents) > BigInt(last.valueCents)) {
    sentences.push(
      t('Highest: {{high}} USD on {{day}}.', {
        high: formatCents(high.valueCents),
        day: formatDate(high.day),
      }),
    );
  }
  if (unpriced > 0) {
    sentences.push(
      t('On {{count}} days something was not priced yet and is not in the value.', {
        count: unpriced,
      }),
    );
  }
  return sentences.join(' ');
}
