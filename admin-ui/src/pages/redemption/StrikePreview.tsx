import { Checkbox } from '@mantine/core';
import { useEffect } from 'react';
import { $api } from '../../api/client.ts';
import { asProblem } from '../../api/problem.ts';
import type { Answer } from '../../api/types.ts';
import css from '../../design/design.module.css';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { formatUnits, formatUsd6 } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import type { Token } from '../asset/useAsset.ts';
import { type Queue, queueMoney } from './redemption.ts';
import { t } from '../../i18n/staff.ts';

type Strike = Answer<'/api/v1/redemption-queues/{id}/strike', 'get'>;

interface StrikePreviewProps {
  queue: Queue;
  token: Token;
  /** Whether a part shall be paid where the buffer is short. */
  part: boolean;
  onPart: (part: boolean) => void;
  /** What stands there to be asked for; null while nothing does. */
  onStrike: (strike: Strike | null) => void;
}

/** What a strike would do now; where the money is short, what paying a part of everybody would. */
export function StrikePreview({ queue, token, part, onPart, onStrike }: StrikePreviewProps) {
  const whole = useStrike(queue, false, true);
  const short = whole.isError && asProblem(whole.error).code === 'buffer_too_small';
  const filled = useStrike(queue, true, short && part);
  const shown = whole.data ?? (part ? filled.data : undefined);
  useEffect(() => onStrike(shown ?? null), [shown, onStrike]);
  return (
    <div className={css.tight}>
      {whole.isError ? <ProblemNotice error={whole.error} /> : null}
      {short ? (
        <Checkbox
          label={t('Pay a part of everybody now')}
          description={t(
            'As many tokens as the buffer pays, pro rata; the rest of each request waits in the next epoch. Once begun this is not taken back.',
          )}
          checked={part}
          onChange={(event) => onPart(event.currentTarget.checked)}
        />
      ) : null}
      {part && filled.isError ? <ProblemNotice error={filled.error} /> : null}
      {shown ? <StrikeFigures queue={queue} token={token} strike={shown} /> : null}
    </div>
  );
}

function StrikeFigures({ queue, token, strike }: { queue: Queue; token: Token; strike: Strike }) {
  const amounts = {
    shares: formatUnits(strike.shares, token.decimals),
    symbol: token.symbol,
    amount: queueMoney(strike.amount, queue),
    nav: formatUsd6(strike.nav),
    deferred: formatUnits(strike.deferredShares, token.decimals),
  };
  return (
    <>
      <p style={{ margin: 0 }}>
        {t('{{shares}} {{symbol}} for {{amount}}, at a NAV of {{nav}} USD.', amounts)}{' '}
        {strike.fill === null
          ? null
          : t('{{deferred}} {{symbol}} wait in the next epoch.', amounts)}
      </p>
      {strike.fill === null ? null : (
        <DataTable
          label={t('What each is paid')}
          rows={strike.parts}
          columns={columns(token)}
          rowKey={(one) => one.controller}
          csvName="redemption-parts"
          empty={t('Nobody')}
        />
      )}
    </>
  );
}

function useStrike(queue: Queue, part: boolean, enabled: boolean) {
  return $api.useQuery(
    'get',
    '/api/v1/redemption-queues/{id}/strike',
    { params: { path: { id: queue.id }, query: part ? { fill: 'buffer' } : {} } },
    { enabled, retry: false, gcTime: 0 },
  );
}

const columns = (token: Token): Column<Strike['parts'][number]>[] => [
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
    header: t('Paid now'),
    end: true,
    cell: (one) => formatUnits(one.shares, token.decimals),
    sort: (one) => BigInt(one.shares),
    csv: (one) => one.shares,
  },
  {
    id: 'deferred',
    header: t('Waits'),
    end: true,
    cell: (one) => formatUnits(one.deferredShares, token.decimals),
    sort: (one) => BigInt(one.deferredShares),
    csv: (one) => one.deferredShares,
  },
];
