import { Button } from '@mantine/core';
import { keepPreviousData } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { $api } from '../../api/client.ts';
import { StateBadge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { formatDate, formatTime } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, Panel } from '../../design/Page.tsx';
import { Pager, usePages } from '../../design/Pager.tsx';
import { Said } from '../../design/Refusal.tsx';
import { useSession } from '../../session/session.ts';
import { type Offering, type Payment, paymentText } from './offering.ts';
import { GiveBack } from './GiveBack.tsx';
import { ReceiptForm } from './ReceiptForm.tsx';
import { t } from '../../i18n/staff.ts';

/** The money of the sale: what arrived, what it turned out to be, and what is to be given back. */
export function Payments({ offering }: { offering: Offering }) {
  const issues = useSession()?.role === 'issuer';
  const [returned, setReturned] = useState<Payment | null>(null);
  const pages = usePages();
  const payments = $api.useQuery(
    'get',
    '/api/v1/offerings/{id}/payments',
    { params: { path: { id: offering.id }, query: pages.query } },
    { placeholderData: keepPreviousData, refetchInterval: 10_000 },
  );
  const takesBank = offering.terms.bankCapBaseUnits !== '0';
  return (
    <Panel
      title={t('Payments')}
      aside={t('a bank receipt counts once a second person confirmed it')}
    >
      <div className={css.stack}>
        {issues && takesBank ? <ReceiptForm offering={offering} /> : null}
        <Loaded query={payments}>
          {({ items }) => (
            <DataTable
              label={t('Payments')}
              rows={items}
              columns={columns(offering, issues ? setReturned : null)}
              rowKey={(p) => p.id}
              csvName="payments"
              empty={
                <Empty title={t('No payment yet')}>
                  {t(
                    'What wallets pay appears by itself; what the bank received is entered above.',
                  )}
                </Empty>
              }
            />
          )}
        </Loaded>
        <Pager pages={pages} next={payments.data?.nextCursor ?? null} />
        <GiveBack offering={offering} payment={returned} onClose={() => setReturned(null)} />
      </div>
    </Panel>
  );
}

const columns = (
  offering: Offering,
  giveBack: ((payment: Payment) => void) | null,
): Column<Payment>[] => [
  {
    id: 'payer',
    header: t('Payer'),
    cell: (p) => (
      <>
        {p.walletAddress ? <Hex value={p.walletAddress} /> : <strong>{p.payer}</strong>}
        <div className="muted">
          {p.receivedOn ? formatDate(p.receivedOn) : formatTime(p.createdAt)}
        </div>
      </>
    ),
    sort: (p) => p.createdAt,
    csv: (p) => p.payer ?? p.walletAddress ?? '',
  },
  {
    id: 'reference',
    header: t('Reference'),
    cell: (p) =>
      p.transactionHash ? (
        <Hex value={p.transactionHash} kind={t('transaction')} />
      ) : (
        <span className="mono">{p.reference || t('none')}</span>
      ),
    csv: (p) => p.reference ?? p.transactionHash ?? '',
  },
  {
    id: 'amount',
    header: t('Amount'),
    end: true,
    cell: (p) => paymentText(p.amount, offering),
    sort: (p) => BigInt(p.amount),
    csv: (p) => p.amount,
  },
  {
    id: 'finding',
    header: t('What it is'),
    cell: (p) => (
      <span style={{ display: 'block', maxWidth: '42ch' }}>
        <Said all={[p.sentence]} />
      </span>
    ),
    csv: (p) => p.finding,
  },
  {
    id: 'owed',
    header: t('To give back'),
    end: true,
    cell: (p) => (p.owed === '0' ? '–' : paymentText(p.owed, offering)),
    sort: (p) => BigInt(p.owed),
    csv: (p) => p.owed,
  },
  {
    id: 'state',
    header: t('State'),
    cell: (p) => {
      const badge = <StateBadge state={p.state} />;
      return p.state === 'recorded' && p.approvalId ? (
        <Link to="/approvals/$approvalId" params={{ approvalId: p.approvalId }}>
          {badge}
        </Link>
      ) : (
        badge
      );
    },
    sort: (p) => p.state,
    csv: (p) => p.state,
  },
  ...(giveBack
    ? [
        {
          id: 'do',
          header: '',
          cell: (p: Payment) =>
            p.channel === 'bank' && p.owed !== '0' ? (
              <Button size="compact-sm" variant="default" onClick={() => giveBack(p)}>
                {t('Record the return')}
              </Button>
            ) : null,
        },
      ]
    : []),
];
