import { Link } from '@tanstack/react-router';
import { Button } from '@mantine/core';
import { StateBadge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { Figure, Figures } from '../../design/Figures.tsx';
import { formatDate, formatTime, formatUnits, words } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, Panel, TaskRow } from '../../design/Page.tsx';
import { useSession } from '../../session/session.ts';
import { type Token, useAssetId, useToken } from '../asset/useAsset.ts';
import { OpenQueueForm } from './OpenQueueForm.tsx';
import { QueueOrders } from './QueueOrders.tsx';
import { MovedOn } from './MovedOn.tsx';
import { type Queue, queueMoney, type Redemption, useQueue, useRedemptions } from './redemption.ts';
import { t } from '../../i18n/staff.ts';

/** The redemption queue of an asset: its epochs, its money, who asked and what was done. */
export function AssetRedemptions() {
  const token = useToken(useAssetId());
  const queue = useQueue(token.data?.id ?? '');
  const issues = useSession()?.role === 'issuer';
  if (token.none || (token.data && !token.data.address)) {
    return (
      <Panel title={t('Redemptions')}>
        <Empty title={t('Nothing can be redeemed yet')}>
          {t('The token is not on the chain.')}
        </Empty>
      </Panel>
    );
  }
  if (queue.none && token.data) {
    return issues ? (
      <OpenQueueForm token={token.data} />
    ) : (
      <Panel title={t('Redemptions')}>
        <Empty title={t('No redemption queue')}>{t('The issuer has not opened one.')}</Empty>
      </Panel>
    );
  }
  return (
    <Loaded query={queue}>
      {(data) => (token.data ? <QueueSheet queue={data} token={token.data} /> : null)}
    </Loaded>
  );
}

function QueueSheet({ queue, token }: { queue: Queue; token: Token }) {
  const redemptions = useRedemptions(queue.id);
  const { chain } = queue;
  return (
    <div className={css.stack}>
      {queue.state === 'requested' && queue.approvalId ? (
        <TaskRow
          tone="quiet"
          title={t('The queue waits for compliance.')}
          detail={t('It goes on the chain when it is approved.')}
          action={
            <Button component={Link} to={`/approvals/${queue.approvalId}`} variant="default">
              {t('Show the request')}
            </Button>
          }
        />
      ) : null}
      <Panel title={t('Queue')} aside={<StateBadge state={queue.state} />}>
        <Figures>
          <Figure
            label={t('Open epoch')}
            value={chain ? formatUnits(chain.openShares, token.decimals) : '–'}
            unit={token.symbol}
            asOf={
              chain
                ? t('epoch {{openEpoch}}, deals on {{date}}', {
                    openEpoch: chain.openEpoch,
                    date: formatDate(queue.nextDealing.date),
                  })
                : t('not on the chain yet')
            }
          />
          <Figure
            label={t('Waits for its price')}
            value={chain ? formatUnits(inClosedEpoch(chain), token.decimals) : '–'}
            unit={token.symbol}
            asOf={
              chain?.closedEpoch
                ? t('epoch {{closedEpoch}}', { closedEpoch: chain.closedEpoch })
                : t('no closed epoch')
            }
          />
          <Figure
            label={t('Buffer')}
            value={chain ? queueMoney(chain.buffer, queue) : '–'}
            asOf={t('owed to nobody')}
          />
          <Figure
            label={t('Kept for redeemers')}
            value={chain ? queueMoney(chain.owed, queue) : '–'}
            asOf={t('for redeemers, not claimed')}
          />
          <Figure
            label={t('Instant lane')}
            value={
              !chain || chain.instantLane.dailyLimit === '0'
                ? t('shut')
                : queueMoney(chain.instantLane.leftToday, queue)
            }
            asOf={
              chain && chain.instantLane.dailyLimit !== '0'
                ? t('left of {{dailyLimit}} today, fee {{feeBps}} %', {
                    dailyLimit: queueMoney(chain.instantLane.dailyLimit, queue),
                    feeBps: chain.instantLane.feeBps / 100,
                  })
                : t('opened by an order below')
            }
          />
        </Figures>
        <p className="muted" style={{ marginBottom: 0, fontSize: 13 }}>
          {t(
            'Deals {{frequency}}, cut-off {{cutOff}} New York, next {{next}}; paid within {{count}} business days.',
            {
              frequency: words(queue.calendar.frequency).toLowerCase(),
              cutOff: queue.calendar.cutOff,
              next: formatTime(queue.nextDealing.cutOff),
              count: queue.calendar.settlementDays,
            },
          )}{' '}
          {queue.address ? <Hex value={queue.address} kind={t('queue address')} /> : null}
        </p>
      </Panel>
      {chain ? <QueueOrders queue={queue} token={token} /> : null}
      <Panel title={t('Requests')} aside={t('of all investors, newest first')}>
        <Loaded query={redemptions}>
          {({ items }) => (
            <DataTable
              label={t('Requests')}
              rows={items}
              columns={columns(queue, token)}
              rowKey={(r) => r.id}
              csvName="redemptions"
              empty={
                <Empty title={t('No request yet')}>
                  {t('Investors redeem from their portfolio; what they ask for appears here.')}
                </Empty>
              }
            />
          )}
        </Loaded>
      </Panel>
    </div>
  );
}

/** Of everything that waits, what is not in the open epoch: base units. */
const inClosedEpoch = ({ pendingShares, openShares }: NonNullable<Queue['chain']>): bigint =>
  BigInt(pendingShares) - BigInt(openShares);

const columns = (queue: Queue, token: Token): Column<Redemption>[] => [
  {
    id: 'who',
    header: t('Investor'),
    cell: (r) => (
      <>
        <strong>{r.investorReference ?? t('unknown')}</strong> <Hex value={r.controller} />
      </>
    ),
    sort: (r) => r.investorReference ?? '',
    csv: (r) => r.investorReference ?? r.controller,
  },
  {
    id: 'when',
    header: t('Requested'),
    cell: (r) => formatTime(r.requestedAt),
    sort: (r) => r.requestedAt,
    csv: (r) => r.requestedAt,
  },
  {
    id: 'lane',
    header: t('Lane'),
    cell: (r) =>
      r.lane === 'instant' ? t('at once') : t('epoch {{epoch}}', { epoch: r.epoch ?? '–' }),
    sort: (r) => r.epoch ?? 0,
    csv: (r) => `${r.lane} ${r.epoch ?? ''}`,
  },
  {
    id: 'shares',
    header: token.symbol,
    end: true,
    cell: (r) => (
      <>
        {formatUnits(r.shares, token.decimals)}
        <MovedOn redemption={r} decimals={token.decimals} />
      </>
    ),
    sort: (r) => BigInt(r.shares),
    csv: (r) => r.shares,
  },
  {
    id: 'assets',
    header: t('Money'),
    end: true,
    cell: (r) => (r.assets === '0' ? '–' : queueMoney(r.assets, queue)),
    sort: (r) => BigInt(r.assets),
    csv: (r) => r.assets,
  },
  {
    id: 'state',
    header: t('State'),
    cell: (r) => <StateBadge state={r.state} of="redemption" />,
    sort: (r) => r.state,
    csv: (r) => r.state,
  },
];
