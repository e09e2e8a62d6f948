import { $api } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { StateBadge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { formatShares, formatTime, words } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, Panel } from '../../design/Page.tsx';
import { Said } from '../../design/Refusal.tsx';
import { t } from '../../i18n/staff.ts';
import { useSession } from '../../session/session.ts';
import { type Token, useAssetId, useToken } from '../asset/useAsset.ts';
import { EnforcementForm } from './EnforcementForm.tsx';
import { PauseControl } from './PauseControl.tsx';

type ControlOrder = Answer<'/api/v1/tokens/{id}/freezes', 'get'>['items'][number];

/** What compliance can do to a token and its holders against their will: each by two officers, on a paper. */
export function Controls() {
  const id = useAssetId();
  const token = useToken(id);
  const officer = useSession()?.role === 'compliance';
  if (token.none || (token.data && !token.data.address)) {
    return (
      <Panel title={t('Controls')}>
        <Empty title={t('No token yet')}>{t('There is nothing to hold back or to stop.')}</Empty>
      </Panel>
    );
  }
  return (
    <Loaded query={token}>
      {(data) => (
        <div className={css.stack}>
          {officer ? (
            <div className={css.grid}>
              <PauseControl token={data} />
              <EnforcementForm token={data} />
            </div>
          ) : null}
          <Orders token={data} />
        </div>
      )}
    </Loaded>
  );
}

function Orders({ token }: { token: Token }) {
  const orders = $api.useQuery(
    'get',
    '/api/v1/tokens/{id}/freezes',
    { params: { path: { id: token.id } } },
    { refetchInterval: 10_000 },
  );
  return (
    <Panel title={t('What was ordered')} aside={t('newest first')}>
      <Loaded query={orders}>
        {({ items }) => (
          <DataTable
            label={t('What was ordered')}
            rows={items}
            columns={columns(token)}
            rowKey={(o) => o.id}
            csvName="controls"
            empty={
              <Empty title={t('Nothing was ordered')}>
                {t('No account is frozen, nothing is held back and nothing was moved by force.')}
              </Empty>
            }
          />
        )}
      </Loaded>
    </Panel>
  );
}

const columns = ({ decimals, symbol }: Token): Column<ControlOrder>[] => [
  {
    id: 'what',
    header: t('What'),
    cell: (o) => (
      <>
        <strong>{words(o.kind)}</strong>
        <div className="muted">
          <Said all={[o.reason]} />
        </div>
      </>
    ),
    sort: (o) => o.kind,
    csv: (o) => o.kind,
  },
  {
    id: 'from',
    header: t('Wallet'),
    cell: (o) => (
      <>
        <Hex value={o.walletAddress} />
        {o.toAddress ? (
          <div>
            → <Hex value={o.toAddress} />
          </div>
        ) : null}
      </>
    ),
    csv: (o) => o.walletAddress,
  },
  {
    id: 'amount',
    header: t('Amount'),
    end: true,
    cell: (o) =>
      o.amountBaseUnits === null ? '–' : `${formatShares(o.amountBaseUnits, decimals)} ${symbol}`,
    sort: (o) => BigInt(o.amountBaseUnits ?? 0),
    csv: (o) => o.amountBaseUnits ?? '',
  },
  {
    id: 'tx',
    header: t('Transaction'),
    end: true,
    cell: (o) =>
      o.transactionHash ? <Hex value={o.transactionHash} kind={t('transaction')} /> : '–',
    csv: (o) => o.transactionHash ?? '',
  },
  {
    id: 'state',
    header: t('State'),
    cell: (o) => (
      <>
        <StateBadge state={o.state} />
        <div className="muted">
          {o.failure ? <Said all={[o.failure]} /> : formatTime(o.settledAt ?? o.createdAt)}
        </div>
      </>
    ),
    sort: (o) => o.state,
    csv: (o) => o.state,
  },
];
