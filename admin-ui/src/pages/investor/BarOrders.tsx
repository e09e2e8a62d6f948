import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import { $api } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { StateBadge } from '../../design/Badge.tsx';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { formatPlain, formatTime, formatUnits } from '../../design/format.ts';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, Panel } from '../../design/Page.tsx';
import { Refusal } from '../../design/Refusal.tsx';
import { WalletSteps } from '../../wallet/WalletSteps.tsx';
import { BarSteps } from '../bars/BarSteps.tsx';
import { barName, type BarOrder, useBarOrders } from '../bars/bars.ts';
import { t } from '../../i18n/i18n.ts';

/** The investor's bars on their way, and what the wallet can do about each. */
export function BarOrders({ tokenId, decimals }: { tokenId: string; decimals: number }) {
  const orders = useBarOrders(tokenId);
  const [chosen, setChosen] = useState<BarOrder | null>(null);
  return (
    <Panel title={t('Your bars')} aside={t('newest first')}>
      <Loaded query={orders}>
        {({ items }) => (
          <DataTable
            label={t('Your bars')}
            rows={items}
            columns={columns(decimals, setChosen)}
            rowKey={(o) => o.id}
            csvName="bar-orders"
            empty={
              <Empty title={t('No bar yet')}>
                {t('Reserve one; it stays here until you hold it.')}
              </Empty>
            }
          />
        )}
      </Loaded>
      <Modal
        opened={chosen !== null}
        onClose={() => setChosen(null)}
        title={chosen ? barName(chosen.bar) : ''}
        size="lg"
        closeButtonProps={{ 'aria-label': t('Close') }}
      >
        {chosen ? <SignBarOrder order={chosen} /> : null}
      </Modal>
    </Panel>
  );
}

type Calls = Answer<'/api/v1/bar-orders/{id}/calls', 'get'>;

const VERBS: Partial<Record<BarOrder['state'], string>> = {
  reserved: t('Request the bar'),
  requested: t('Cancel the request'),
  cancelled: t('Take the tokens back'),
};

function SignBarOrder({ order }: { order: BarOrder }) {
  const calls = $api.useQuery(
    'get',
    '/api/v1/bar-orders/{id}/calls',
    { params: { path: { id: order.id } } },
    { retry: false, gcTime: 0 },
  );
  return <Loaded query={calls}>{(data) => <Signature order={order} calls={data} />}</Loaded>;
}

/** What is signed stays as it was shown: once it is done, the register offers something else. */
function Signature({ order, calls }: { order: BarOrder; calls: Calls }) {
  const [{ obstacle, transactions }] = useState(calls);
  if (obstacle) return <Refusal reason={obstacle} />;
  return (
    <WalletSteps
      id={`bar.${order.id}.${order.state}`}
      address={order.holder}
      verb={VERBS[order.state] ?? t('Sign')}
      done={t('Done. The order follows with the block’s confirmation.')}
      steps={transactions}
    />
  );
}

const columns = (decimals: number, choose: (order: BarOrder) => void): Column<BarOrder>[] => [
  {
    id: 'bar',
    header: t('Bar'),
    cell: (o) => (
      <>
        <strong>{o.bar.serial}</strong>
        <div className="muted">
          {o.bar.refiner}, {o.bar.year}
        </div>
      </>
    ),
    sort: (o) => o.bar.serial,
    csv: (o) => barName(o.bar),
  },
  {
    id: 'fine',
    header: t('Fine, oz'),
    end: true,
    cell: (o) => formatPlain(o.bar.fineOz),
    csv: (o) => o.bar.fineOz,
  },
  {
    id: 'tokens',
    header: t('Tokens'),
    end: true,
    cell: (o) => formatUnits(o.amountBaseUnits, decimals),
    csv: (o) => o.amountBaseUnits,
  },
  {
    id: 'state',
    header: t('State'),
    cell: (o) => (
      <>
        <StateBadge state={o.state} of="bar" />
        <div className="muted">
          {o.state === 'reserved'
            ? t('until {{reservedUntil}}', { reservedUntil: formatTime(o.reservedUntil) })
            : formatTime(o.changedAt)}
        </div>
      </>
    ),
    sort: (o) => o.state,
    csv: (o) => o.state,
  },
  {
    id: 'steps',
    header: t('Steps of the vault'),
    cell: (o) => (o.steps.length > 0 ? <BarSteps steps={o.steps} /> : '–'),
    csv: (o) => o.steps.map(({ step, state }) => `${step} ${state}`).join(', '),
  },
  {
    id: 'do',
    header: '',
    cell: (o) =>
      VERBS[o.state] ? (
        <Button
          size="compact-sm"
          variant={o.state === 'requested' ? 'default' : 'filled'}
          onClick={() => choose(o)}
        >
          {VERBS[o.state]}
        </Button>
      ) : null,
  },
];
