import type { Answer } from '../../api/types.ts';
import { Loaded, type Query } from '../../design/Loaded.tsx';
import { LineChart } from '../../design/LineChart.tsx';
import { Empty } from '../../design/Page.tsx';
import { formatNewYork, formatUsd6, plainUnits } from '../../design/format.ts';
import { roundsOf } from './rounds.ts';
import { t } from '../../i18n/i18n.ts';

type Rounds = Answer<'/api/v1/assets/{id}/rounds', 'get'>;

const NAV = t('NAV per share');
const PARKED = t('Parked');

/** NAV per share, publication by publication; reports the feed parked stand beside the line. */
export function NavChart({ query }: { query: Query<Rounds> }) {
  return (
    <Loaded query={query}>
      {(rounds) => {
        const published = roundsOf(rounds.items, 'nav');
        const parked = roundsOf(rounds.parked, 'nav');
        const [first, last] = [published[0], published.at(-1)];
        if (!first || !last) {
          return (
            <Empty title={t('Not published yet')}>
              {t(
                'The feed begins when the token is on the chain; the oracle then publishes within its heartbeat.',
              )}
            </Empty>
          );
        }
        const points = [
          ...published.map((r) => ({
            at: r.valuationTime,
            values: { [NAV]: plainUnits(r.answer, 6) },
          })),
          ...parked.map((r) => ({
            at: r.valuationTime,
            values: { [PARKED]: plainUnits(r.answer, 6) },
          })),
        ].sort((a, b) => a.at.localeCompare(b.at));
        return (
          <LineChart
            label={NAV}
            summary={t(
              'From {{first}} to {{last}} USD in {{count}} publications, {{parked}} parked. Newest valuation {{time}}.',
              {
                first: formatUsd6(first.answer),
                last: formatUsd6(last.answer),
                count: published.length,
                parked: parked.length,
                time: formatNewYork(last.valuationTime),
              },
            )}
            series={[
              { name: NAV, color: 'var(--accent)' },
              ...(parked.length > 0 ? [{ name: PARKED, color: 'var(--amber)', apart: true }] : []),
            ]}
            points={points}
            csvName="nav-per-share"
            decimals={4}
          />
        );
      }}
    </Loaded>
  );
}
