import { Button, Checkbox } from '@mantine/core';
import { useState } from 'react';
import { $api, api } from '../../api/client.ts';
import { useWholeOf } from '../../api/whole.ts';
import { StateBadge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { formatTime, formatUnits } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, Panel } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { useAction } from '../../design/useAction.ts';
import { useIdempotent } from '../../design/useIdempotent.ts';
import { Said } from '../../design/Refusal.tsx';
import { useSession } from '../../session/session.ts';
import { type Offering, paymentText, type Subscription } from './offering.ts';
import { t } from '../../i18n/staff.ts';

interface BookProps {
  offering: Offering;
  decimals: number;
  symbol: string;
}

/** Every order of the sale; those that are paid are proposed for delivery from here. */
export function Book({ offering, decimals, symbol }: BookProps) {
  const issues = useSession()?.role === 'issuer';
  const action = useAction();
  const idempotent = useIdempotent();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const book = useWholeOf('/api/v1/offerings/{id}/subscriptions', offering.id, {
    refetchInterval: 10_000,
  });
  const parts = useParts(offering);
  const orders = book.data?.items ?? [];
  const ready = orders.filter(({ state }) => state === 'paid');
  const picked = ready.filter(({ id }) => chosen.has(id));
  const sum = picked.reduce((all, { amount }) => all + BigInt(amount), 0n);
  const toggle = (id: string) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };

  const propose = async () => {
    const done = await action.run(
      () =>
        api.POST('/api/v1/offerings/{id}/settlements', {
          params: { path: { id: offering.id }, header: idempotent.header },
          body: { subscriptionIds: picked.map(({ id }) => id) },
        }),
      t('The delivery is with compliance.'),
    );
    if (done) {
      setChosen(new Set());
      idempotent.renew();
    }
  };

  return (
    <Panel title={t('Order book')} aside={t('what investors asked for')}>
      <div className={css.tight}>
        <Loaded query={book}>
          {({ items }) => (
            <DataTable
              label={t('Order book')}
              rows={items}
              columns={[
                ...(issues ? [pick(chosen, toggle)] : []),
                ...columns(offering, decimals, symbol, parts),
              ]}
              rowKey={(o) => o.id}
              csvName="order-book"
              empty={
                <Empty title={t('No order yet')}>
                  {t('Investors find the sale in their market while it is open.')}
                </Empty>
              }
            />
          )}
        </Loaded>
        {issues && ready.length > 0 ? (
          <div className={css.actions}>
            <Button
              disabled={picked.length === 0}
              loading={action.busy}
              onClick={() => void propose()}
            >
              {picked.length === 0
                ? t('Propose the delivery')
                : t('Propose to deliver {{count}} orders, {{sum}}', {
                    count: picked.length,
                    sum: paymentText(sum, offering),
                  })}
            </Button>
            <Button variant="default" onClick={() => setChosen(new Set(ready.map(({ id }) => id)))}>
              {t('Choose all that are paid')}
            </Button>
          </div>
        ) : null}
        <ProblemNotice error={action.error} />
      </div>
    </Panel>
  );
}

/** What the allotment gives each order, where the sale keeps a book; otherwise empty. */
function useParts(offering: Offering): ReadonlyMap<string, string> | null {
  const divided = Boolean(offering.terms.bookClosesAt);
  const query = $api.useQuery(
    'get',
    '/api/v1/offerings/{id}/allotment',
    { params: { path: { id: offering.id } } },
    { enabled: divided },
  );
  if (!divided) return null;
  return new Map((query.data?.parts ?? []).map((part) => [part.subscriptionId, part.amount]));
}

const pick = (chosen: ReadonlySet<string>, toggle: (id: string) => void): Column<Subscription> => ({
  id: 'pick',
  header: t('Deliver'),
  cell: (o) =>
    o.state === 'paid' ? (
      <Checkbox
        aria-label={t('Deliver the order {{reference}}', { reference: o.reference })}
        checked={chosen.has(o.id)}
        onChange={() => toggle(o.id)}
      />
    ) : null,
});

const columns = (
  offering: Offering,
  decimals: number,
  symbol: string,
  parts: ReadonlyMap<string, string> | null,
): Column<Subscription>[] => [
  {
    id: 'investor',
    header: t('Investor'),
    cell: (o) => (
      <>
        <strong>{o.investorReference}</strong>
        <div className="muted">{formatTime(o.createdAt)}</div>
      </>
    ),
    sort: (o) => o.createdAt,
    csv: (o) => o.investorReference,
  },
  {
    id: 'wallet',
    header: t('Wallet'),
    cell: (o) => <Hex value={o.walletAddress} />,
    csv: (o) => o.walletAddress,
  },
  {
    id: 'reference',
    header: t('Reference'),
    cell: (o) =>
      o.channel === 'bank' ? <span className="mono">{o.reference}</span> : t('on the chain'),
    csv: (o) => o.reference,
  },
  {
    id: 'ordered',
    header: t('Ordered'),
    end: true,
    cell: (o) => paymentText(o.ordered, offering),
    sort: (o) => BigInt(o.ordered),
    csv: (o) => o.ordered,
  },
  ...(parts
    ? [
        {
          id: 'allotted',
          header: offering.allottedAt ? t('Allotted') : t('Would be allotted'),
          end: true,
          cell: (o: Subscription) => {
            const part = parts.get(o.id);
            return part === undefined ? '–' : paymentText(part, offering);
          },
          csv: (o: Subscription) => parts.get(o.id) ?? '',
        },
      ]
    : []),
  {
    id: 'paid',
    header: t('Paid'),
    end: true,
    cell: (o) => paymentText(o.paid, offering),
    sort: (o) => BigInt(o.paid),
    csv: (o) => o.paid,
  },
  {
    id: 'tokens',
    header: t('Delivered'),
    end: true,
    cell: (o) => (o.tokens ? `${formatUnits(o.tokens, decimals)} ${symbol}` : '–'),
    csv: (o) => o.tokens ?? '',
  },
  {
    id: 'state',
    header: t('State'),
    cell: (o) => (
      <>
        <StateBadge state={o.state} />
        {o.reason ? (
          <div className="muted">
            <Said all={[o.reason]} />
          </div>
        ) : null}
      </>
    ),
    sort: (o) => o.state,
    csv: (o) => o.state,
  },
];
