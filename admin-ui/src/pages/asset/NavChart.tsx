import { lazy, Suspense } from 'react';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty } from '../../design/Page.tsx';
import { formatTime, formatUsd6 } from '../../design/format.ts';
import { roundsOf } from './rounds.ts';
import { useRounds } from './useAsset.ts';

const LineChart = lazy(() =>
  import('../../design/LineChart.tsx').then((module) => ({ default: module.LineChart })),
);

/** NAV per share, publication by publication. */
export function NavChart({ assetId, feed }: { assetId: string; feed: string | null }) {
  const query = useRounds(assetId);
  if (!feed) {
    return <Empty title="Not published yet">The feed begins when the token is on the chain.</Empty>;
  }
  return (
    <Loaded query={query}>
      {({ items }) => {
        const rounds = roundsOf(items, feed);
        const [first, last] = [rounds[0], rounds.at(-1)];
        if (!first || !last) {
          return <Empty title="No round yet">The oracle publishes within its heartbeat.</Empty>;
        }
        return (
          <Suspense fallback={<div style={{ height: 260 }} />}>
            <LineChart
              label="NAV per share"
              summary={`From ${formatUsd6(first.answer)} to ${formatUsd6(last.answer)} USD in ${rounds.length} publications, the last ${formatTime(last.asOf)}.`}
              series={[{ name: 'NAV per share', color: 'var(--accent)' }]}
              points={rounds.map((round) => ({
                at: round.asOf,
                values: { 'NAV per share': plainUsd6(round.answer) },
              }))}
              csvName="nav-per-share"
              decimals={4}
            />
          </Suspense>
        );
      }}
    </Loaded>
  );
}

/** Six-decimal dollars as plain decimal text, for the chart and the file. */
export function plainUsd6(value: string): string {
  const digits = value.padStart(7, '0');
  return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
}
