import { $api } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { StateBadge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { formatTime } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, Panel } from '../../design/Page.tsx';
import { Said } from '../../design/Refusal.tsx';
import { OperationSteps } from '../../design/Timeline.tsx';
import { t } from '../../i18n/i18n.ts';

export type Recovery = Answer<'/api/v1/wallet-recoveries', 'get'>['items'][number];

/** What to do when a key is lost, and every replacement with its progress. */
export function LostWallet() {
  const recoveries = $api.useQuery(
    'get',
    '/api/v1/wallet-recoveries',
    { params: { query: { limit: 50 } } },
    { refetchInterval: 15_000 },
  );
  return (
    <Panel title={t('Lost a wallet?')}>
      <div className={css.tight}>
        <ol style={{ margin: 0, paddingLeft: 20, maxWidth: '75ch' }}>
          <li>{t('Prove another wallet above, and wait until it is registered.')}</li>
          <li>
            {t(
              'Send your compliance contact a signed statement of the loss that names both wallets. They check that it is you.',
            )}
          </li>
          <li>
            {t(
              'Two officers replace the lost wallet. What it holds, and what it is owed, moves to the new one; the lost key can do nothing more.',
            )}
          </li>
        </ol>
        <Loaded query={recoveries}>
          {({ items }) => (
            <DataTable
              label={t('Replaced wallets')}
              rows={items}
              columns={recoveryColumns}
              rowKey={(r) => r.id}
              empty={
                <Empty title={t('Nothing was replaced')}>
                  {t('A replacement appears here step by step.')}
                </Empty>
              }
            />
          )}
        </Loaded>
      </div>
    </Panel>
  );
}

export const recoveryColumns: Column<Recovery>[] = [
  {
    id: 'lost',
    header: t('Lost'),
    cell: (r) => <Hex value={r.lostAddress} />,
    csv: (r) => r.lostAddress,
  },
  {
    id: 'new',
    header: t('In its place'),
    cell: (r) => <Hex value={r.newAddress} />,
    csv: (r) => r.newAddress,
  },
  {
    id: 'asked',
    header: t('Asked'),
    cell: (r) => formatTime(r.createdAt),
    sort: (r) => r.createdAt,
    csv: (r) => r.createdAt,
  },
  {
    id: 'state',
    header: t('State'),
    cell: (r) => (
      <>
        <StateBadge state={r.state} />
        {r.failure ? (
          <div className="muted">
            <Said all={[r.failure]} />
          </div>
        ) : null}
      </>
    ),
    sort: (r) => r.state,
    csv: (r) => r.state,
  },
  {
    id: 'chain',
    header: t('On the chain'),
    cell: (r) =>
      r.state === 'replacing' && r.operationId ? (
        <OperationSteps operationId={r.operationId} />
      ) : r.tokens.length > 0 ? (
        t('{{moved}} of {{all}} tokens moved', {
          moved: r.tokens.filter(({ state }) => state === 'moved').length,
          all: r.tokens.length,
        })
      ) : (
        '–'
      ),
  },
];
