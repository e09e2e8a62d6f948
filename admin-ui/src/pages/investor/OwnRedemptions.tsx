import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import { $api } from '../../api/client.ts';
import { StateBadge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { formatTime, formatUnits } from '../../design/format.ts';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, Panel } from '../../design/Page.tsx';
import { Refusal } from '../../design/Refusal.tsx';
import { WalletSteps } from '../../wallet/WalletSteps.tsx';
import { MovedOn } from '../redemption/MovedOn.tsx';
import {
  type Queue,
  queueMoney,
  type Redemption,
  useRedemptions,
} from '../redemption/redemption.ts';
import { t } from '../../i18n/i18n.ts';

type Verb = 'claim' | 'cancel';
interface Chosen {
  redemption: Redemption;
  verb: Verb;
}

/** The investor's redemptions of one token, and what can be done with each. */
export function OwnRedemptions({ queue, decimals }: { queue: Queue; decimals: number }) {
  const redemptions = useRedemptions(queue.id);
  const [chosen, setChosen] = useState<Chosen | null>(null);
  return (
    <Panel title={t('Your redemptions')} aside={t('newest first')}>
      <Loaded query={redemptions}>
        {({ items }) => (
          <DataTable
            label={t('Your redemptions')}
            rows={items}
            columns={columns(queue, decimals, setChosen)}
            rowKey={(r) => r.id}
            csvName="redemptions"
            empty={
              <Empty title={t('No redemption yet')}>
                {t('Write an amount above; what you requested stays here until it is paid.')}
              </Empty>
            }
          />
        )}
      </Loaded>
      <Modal
        opened={chosen !== null}
        onClose={() => setChosen(null)}
        title={chosen?.verb === 'claim' ? t('Claim the payment') : t('Cancel the request')}
        size="lg"
        closeButtonProps={{ 'aria-label': t('Close') }}
      >
        {chosen ? <SignChosen queue={queue} chosen={chosen} /> : null}
      </Modal>
    </Panel>
  );
}

function SignChosen({ queue, chosen: { redemption, verb } }: { queue: Queue; chosen: Chosen }) {
  const preflight = $api.useQuery(
    'post',
    '/api/v1/redemption-queues/{id}/preflight',
    {
      params: { path: { id: queue.id } },
      body: { action: verb, walletId: redemption.walletId ?? '' },
    },
    // What is being signed stays as it was answered: once it is done, the register offers it no more.
    { retry: false, staleTime: 'static', gcTime: 0 },
  );
  return (
    <Loaded query={preflight}>
      {(answer) => (
        <div className={css.tight}>
          {answer.obstacles.map((obstacle) => (
            <Refusal key={obstacle.code} reason={obstacle} />
          ))}
          {answer.allowed ? (
            <WalletSteps
              id={`${verb}.${redemption.id}.${redemption.claimedShares}`}
              address={redemption.controller}
              verb={verb === 'claim' ? t('Claim') : t('Cancel the request')}
              done={
                verb === 'claim'
                  ? t('Claimed. The money is in your wallet.')
                  : t('Cancelled. The tokens are back in your wallet.')
              }
              repeatable
              steps={answer.transactions}
            />
          ) : null}
        </div>
      )}
    </Loaded>
  );
}

const CANCELLABLE = new Set<Redemption['state']>(['requested', 'awaiting_strike', 'cancelled']);

const columns = (
  queue: Queue,
  decimals: number,
  choose: (chosen: Chosen) => void,
): Column<Redemption>[] => [
  {
    id: 'when',
    header: t('Requested'),
    cell: (r) => (
      <>
        <span className="nowrap">{formatTime(r.requestedAt)}</span>
        <div className="muted">
          {r.lane === 'instant' ? t('at once') : t('epoch {{epoch}}', { epoch: r.epoch ?? '–' })}
        </div>
      </>
    ),
    sort: (r) => r.requestedAt,
    csv: (r) => r.requestedAt,
  },
  {
    id: 'shares',
    header: t('Tokens'),
    end: true,
    cell: (r) => (
      <>
        {formatUnits(r.shares, decimals)}
        <MovedOn redemption={r} decimals={decimals} />
      </>
    ),
    sort: (r) => BigInt(r.shares),
    csv: (r) => r.shares,
  },
  {
    id: 'assets',
    header: t('Money'),
    end: true,
    cell: (r) => (r.assets === '0' ? t('at the strike') : queueMoney(r.assets, queue)),
    csv: (r) => r.assets,
  },
  {
    id: 'state',
    header: t('State'),
    cell: (r) => <StateBadge state={r.state} of="redemption" />,
    sort: (r) => r.state,
    csv: (r) => r.state,
  },
  {
    id: 'do',
    header: '',
    cell: (r) =>
      r.walletId === null || r.lane === 'instant' ? null : r.state === 'claimable' ? (
        <Button size="compact-sm" onClick={() => choose({ redemption: r, verb: 'claim' })}>
          {t('Claim')}
        </Button>
      ) : CANCELLABLE.has(r.state) ? (
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => choose({ redemption: r, verb: 'cancel' })}
        >
          {r.state === 'cancelled' ? t('Fetch the tokens') : t('Cancel the request')}
        </Button>
      ) : null,
  },
];
