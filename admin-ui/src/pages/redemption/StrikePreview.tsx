import { useDebouncedValue } from '@mantine/hooks';
import { useEffect } from 'react';
import { $api } from '../../api/client.ts';
import { asProblem } from '../../api/problem.ts';
import type { Answer } from '../../api/types.ts';
import css from '../../design/design.module.css';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { formatUnits, formatUsd6 } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { Loaded } from '../../design/Loaded.tsx';
import { Facts } from '../../design/Page.tsx';
import type { Token } from '../asset/useAsset.ts';
import { type FillChoice, FillChooser, fillOf } from './FillChooser.tsx';
import { type Queue, queueMoney } from './redemption.ts';
import { t } from '../../i18n/staff.ts';

export type Strike = Answer<'/api/v1/redemption-queues/{id}/strike', 'get'>;

interface StrikePreviewProps {
  queue: Queue;
  token: Token;
  choice: FillChoice;
  onChoose: (choice: FillChoice) => void;
  /** What stands there to be asked for; null while nothing does. */
  onStrike: (strike: Strike | null) => void;
}

/** How much of the closed epoch is paid, and what that does to each request. */
export function StrikePreview({ queue, token, choice, onChoose, onStrike }: StrikePreviewProps) {
  const whole = useStrike(queue, undefined);
  // Money that is short for all is no obstacle to a part; everything else stands against both.
  const short = whole.isError && asProblem(whole.error).code === 'buffer_too_small';
  // Once begun, a part is not chosen anew.
  const gated = whole.data?.fill != null;
  const fill = gated ? undefined : fillOf(choice, token);
  const [settled] = useDebouncedValue(fill, 300);
  const asked = useStrike(queue, settled ?? undefined);
  const strike = fill === settled && fill !== null ? (asked.data ?? null) : null;
  useEffect(() => onStrike(strike), [strike, onStrike]);
  return (
    <div className={css.tight}>
      {gated ? (
        <p style={{ margin: 0 }}>
          {t('The part of this epoch is fixed on the chain: only that part can be paid.')}
        </p>
      ) : whole.data || short ? (
        <FillChooser token={token} choice={choice} onChoose={onChoose} />
      ) : null}
      {settled === null ? null : (
        <Loaded query={asked}>
          {(shown) => <StrikeFigures queue={queue} token={token} strike={shown} />}
        </Loaded>
      )}
    </div>
  );
}

function StrikeFigures({ queue, token, strike }: { queue: Queue; token: Token; strike: Strike }) {
  const tokens = (base: string) => `${formatUnits(base, token.decimals)} ${token.symbol}`;
  const left = (BigInt(strike.buffer) - BigInt(strike.amount)).toString();
  return (
    <div className={css.tight} aria-live="polite">
      <Facts
        items={[
          [t('Paid now'), `${tokens(strike.shares)}: ${queueMoney(strike.amount, queue)}`],
          [t('Waits in the next epoch'), tokens(strike.deferredShares)],
          [
            t('NAV'),
            t('{{nav}} USD, round {{round}}', {
              nav: formatUsd6(strike.nav),
              round: strike.navRound,
            }),
          ],
          [t('Left in the buffer'), queueMoney(left, queue)],
        ]}
      />
      <DataTable
        label={t('What each is paid')}
        rows={strike.parts}
        columns={columns(queue, token)}
        rowKey={(one) => one.controller}
        csvName="redemption-parts"
        empty={t('Nobody')}
      />
      {strike.requests > strike.parts.length ? (
        <p className="muted" style={{ margin: 0 }}>
          {t('The first {{shown}} of {{requests}} requests.', {
            shown: strike.parts.length,
            requests: strike.requests,
          })}
        </p>
      ) : null}
    </div>
  );
}

function useStrike(queue: Queue, fill: string | undefined) {
  return $api.useQuery(
    'get',
    '/api/v1/redemption-queues/{id}/strike',
    { params: { path: { id: queue.id }, query: fill === undefined ? {} : { fill } } },
    { retry: false, gcTime: 0 },
  );
}

const columns = (queue: Queue, token: Token): Column<Strike['parts'][number]>[] => [
  {
    id: 'who',
    header: t('Investor'),
    cell: (one) => (
      <>
        <strong>{one.investorReference ?? t('unknown')}</strong> <Hex value={one.controller} />
      </>
    ),
    sort: (one) => one.investorReference ?? '',
    csv: (one) => one.investorReference ?? one.controller,
  },
  {
    id: 'shares',
    header: t('Paid now, {{symbol}}', { symbol: token.symbol }),
    end: true,
    cell: (one) => formatUnits(one.shares, token.decimals),
    sort: (one) => BigInt(one.shares),
    csv: (one) => one.shares,
  },
  {
    id: 'amount',
    header: t('Gets'),
    end: true,
    cell: (one) => queueMoney(one.amount, queue),
    sort: (one) => BigInt(one.amount),
    csv: (one) => one.amount,
  },
  {
    id: 'deferred',
    header: t('Waits, {{symbol}}', { symbol: token.symbol }),
    end: true,
    cell: (one) => formatUnits(one.deferredShares, token.decimals),
    sort: (one) => BigInt(one.deferredShares),
    csv: (one) => one.deferredShares,
  },
];
