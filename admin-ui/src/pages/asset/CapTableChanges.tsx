import { useState } from 'react';
import { $api } from '../../api/client.ts';
import { fetchBlob } from '../../api/documents.ts';
import type { Answer } from '../../api/types.ts';
import { dayAfter } from '../../design/days.ts';
import css from '../../design/design.module.css';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { DownloadButton } from '../../design/Documents.tsx';
import { formatShares } from '../../design/format.ts';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, Panel } from '../../design/Page.tsx';
import { TextField } from '../../design/TextField.tsx';
import { t } from '../../i18n/staff.ts';
import own from './asset.module.css';
import type { Token } from './useAsset.ts';

type Changes = Answer<'/api/v1/tokens/{id}/cap-table/changes', 'get'>;
type Mover = Changes['investors'][number];

const columns = (decimals: number): Column<Mover>[] => {
  const amount = (id: 'before' | 'in' | 'out' | 'after', header: string): Column<Mover> => ({
    id,
    header,
    end: true,
    cell: (m) => formatShares(m[id], decimals),
    sort: (m) => BigInt(m[id]),
  });
  return [
    {
      id: 'investor',
      header: t('Investor'),
      cell: (m) => <strong>{m.investorReference ?? t('nobody registered')}</strong>,
      sort: (m) => m.investorReference ?? '',
    },
    amount('before', t('Before')),
    amount('in', t('In')),
    amount('out', t('Out')),
    amount('after', t('After')),
  ];
};

/** Who came, went and moved between two days, both included. */
export function CapTableChanges({ token, now }: { token: Token; now: Date }) {
  const today = dayAfter(now, 0);
  const [period, setPeriod] = useState({ from: `${today.slice(0, 4)}-01-01`, to: today });
  const whole = period.from !== '' && period.to !== '';
  const query = $api.useQuery(
    'get',
    '/api/v1/tokens/{id}/cap-table/changes',
    { params: { path: { id: token.id }, query: period } },
    { enabled: whole, retry: false },
  );
  return (
    <Panel
      title={t('Changes')}
      aside={
        <DownloadButton
          load={() =>
            fetchBlob(
              `/api/v1/tokens/${token.id}/cap-table/changes/csv?${new URLSearchParams(period)}`,
            )
          }
          fileName={`cap-table-changes-${token.symbol}-${period.from}-${period.to}.csv`}
          label={t('Changes as CSV')}
        >
          {t('CSV')}
        </DownloadButton>
      }
    >
      <div className={own.form} style={{ maxWidth: 460, marginBottom: 14 }}>
        <TextField
          name="from"
          label={t('First day, UTC')}
          type="date"
          value={period}
          onChange={setPeriod}
        />
        <TextField
          name="to"
          label={t('Last day, UTC')}
          type="date"
          value={period}
          onChange={setPeriod}
        />
      </div>
      <Loaded query={query}>
        {({ investors, supply }) => (
          <>
            <p className="muted" style={{ marginTop: 0 }}>
              {t('{{before}} before, {{minted}} issued, {{burned}} cancelled, {{after}} after.', {
                before: formatShares(supply.before, token.decimals),
                minted: formatShares(supply.minted, token.decimals),
                burned: formatShares(supply.burned, token.decimals),
                after: formatShares(supply.after, token.decimals),
              })}
            </p>
            <div className={css.tight}>
              <DataTable
                label={t('Changes')}
                rows={investors}
                columns={columns(token.decimals)}
                rowKey={(m) => m.investorReference ?? ''}
                empty={
                  <Empty title={t('Nothing moved')}>{t('Choose an earlier first day.')}</Empty>
                }
              />
            </div>
          </>
        )}
      </Loaded>
    </Panel>
  );
}
