import { Button, Select } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { uploadDocument } from '../../api/documents.ts';
import { StateBadge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { FileField } from '../../design/Documents.tsx';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { formatTime, formatUnits, words } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, Panel } from '../../design/Page.tsx';
import { ReasonDialog } from '../../design/ReasonDialog.tsx';
import { useAction } from '../../design/useAction.ts';
import { useIdempotent } from '../../design/useIdempotent.ts';
import { useSession } from '../../session/session.ts';
import { type Token, useAssetId, useToken } from '../asset/useAsset.ts';
import { barColumns } from './barColumns.tsx';
import { barName, type BarOrder, useBarOrders, useBars } from './bars.ts';
import { t } from '../../i18n/staff.ts';

/** The vault of a gold token: its attested bars, and each one on its way to a holder. */
export function AssetBars() {
  const token = useToken(useAssetId());
  if (!token.data?.address) {
    return (
      <Panel title={t('Bars')}>
        <Empty title={t('No bar can be taken yet')}>{t('The token is not on the chain.')}</Empty>
      </Panel>
    );
  }
  return <Vault token={token.data} />;
}

function Vault({ token }: { token: Token }) {
  const issues = useSession()?.role === 'issuer';
  const bars = useBars(token.id);
  const orders = useBarOrders(token.id);
  const action = useAction();
  const { header } = useIdempotent();
  const [opening, setOpening] = useState(false);
  const [moved, setMoved] = useState<BarOrder | null>(null);
  return (
    <div className={css.stack}>
      <Panel title={t('Orders for bars')} aside={t('newest first')}>
        <Loaded query={orders}>
          {({ items }) => (
            <DataTable
              label={t('Orders for bars')}
              rows={items}
              columns={columns(token, issues ? setMoved : null)}
              rowKey={(o) => o.id}
              csvName="bar-orders"
              empty={
                <Empty title={t('No bar is asked for')}>
                  {t('Holders reserve bars from their portfolio once the vault is open.')}
                </Empty>
              }
            />
          )}
        </Loaded>
      </Panel>
      <Panel title={t('Attested bars')}>
        <Loaded query={bars}>
          {(list) => (
            <div className={css.tight}>
              {list.vault ? (
                <div>
                  {t('Vault')} <Hex value={list.vault} kind={t('vault address')} />
                </div>
              ) : issues ? (
                <div>
                  <Button onClick={() => setOpening(true)}>{t('Open the vault')}</Button>
                </div>
              ) : null}
              <DataTable
                label={t('Attested bars')}
                rows={list.items}
                columns={barColumns(token.decimals)}
                rowKey={(bar) => bar.barId}
                csvName="bars"
                empty={
                  <Empty title={t('No bar is listed')}>
                    {t('The custodians have attested none yet.')}
                  </Empty>
                }
              />
            </div>
          )}
        </Loaded>
      </Panel>
      <ReasonDialog
        opened={opening}
        onClose={() => setOpening(false)}
        title={t('Open the vault')}
        verb={t('Propose the vault')}
        onConfirm={(reason) =>
          action.attempt(
            () =>
              api.POST('/api/v1/tokens/{id}/bar-vault', {
                params: { path: { id: token.id }, header },
                body: { reason },
              }),
            t('The vault is with compliance.'),
          )
        }
      >
        {t(
          'Its contract takes tokens for whole bars of the attested list; they are burnt when the holder has the bar. Compliance approves it.',
        )}
      </ReasonDialog>
      {moved ? <StepDialog order={moved} onClose={() => setMoved(null)} /> : null}
    </div>
  );
}

type Step = 'accept' | 'ship' | 'deliver' | 'refuse' | 'return';

const STEPS: Partial<Record<BarOrder['state'], readonly Step[]>> = {
  requested: ['accept', 'refuse'],
  accepted: ['ship', 'refuse'],
  shipped: ['deliver', 'return'],
};
const EVIDENCED = new Set<Step>(['ship', 'deliver', 'return']);

/** What the vault did with a bar, with its paper; a second person confirms it. */
function StepDialog({ order, onClose }: { order: BarOrder; onClose: () => void }) {
  const action = useAction();
  const { header } = useIdempotent();
  const steps = STEPS[order.state] ?? [];
  const [step, setStep] = useState<Step>(steps[0] ?? 'accept');
  const [file, setFile] = useState<File | null>(null);
  const request = async (reason: string) => {
    if (EVIDENCED.has(step) && !file) throw new Error(t('Choose the paper that shows it.'));
    const document = file && EVIDENCED.has(step) ? await uploadDocument(file, 'asset') : null;
    return api.POST('/api/v1/bar-orders/{id}/steps', {
      params: { path: { id: order.id }, header },
      body: { step, evidenceDocumentId: document?.id ?? null, reason },
    });
  };
  return (
    <ReasonDialog
      opened
      onClose={onClose}
      title={barName(order.bar)}
      verb={t('Propose: {{value}}', { value: words(step).toLowerCase() })}
      danger={step === 'refuse'}
      onConfirm={(reason) =>
        action.attempt(() => request(reason), t('The step is with compliance.'))
      }
    >
      <div className={css.tight}>
        <Select
          label={t('Step')}
          allowDeselect={false}
          data={steps.map((one) => ({ value: one, label: words(one) }))}
          value={step}
          onChange={(value) => setStep(steps.find((one) => one === value) ?? step)}
        />
        {EVIDENCED.has(step) ? (
          <FileField
            label={t('Waybill, receipt or protocol')}
            required
            value={file}
            onChange={setFile}
          />
        ) : null}
      </div>
    </ReasonDialog>
  );
}

const columns = (token: Token, move: ((order: BarOrder) => void) | null): Column<BarOrder>[] => [
  {
    id: 'bar',
    header: t('Bar'),
    cell: (o) => (
      <>
        <strong>{o.bar.serial}</strong>
        <div className="muted">
          {o.bar.refiner}, {t('{{ounces}} oz fine', { ounces: o.bar.fineOz })}
        </div>
      </>
    ),
    sort: (o) => o.bar.serial,
    csv: (o) => barName(o.bar),
  },
  {
    id: 'holder',
    header: t('Holder'),
    cell: (o) => <Hex value={o.holder} />,
    csv: (o) => o.holder,
  },
  {
    id: 'tokens',
    header: token.symbol,
    end: true,
    cell: (o) => formatUnits(o.amountBaseUnits, token.decimals),
    csv: (o) => o.amountBaseUnits,
  },
  {
    id: 'state',
    header: t('State'),
    cell: (o) => <StateBadge state={o.state} of="bar" />,
    sort: (o) => o.state,
    csv: (o) => o.state,
  },
  {
    id: 'steps',
    header: t('Steps'),
    cell: (o) => (
      <>
        {o.steps.map((s) => (
          <div key={s.id}>
            {words(s.step)}, {formatTime(s.settledAt ?? s.createdAt)}{' '}
            {s.state === 'requested' ? (
              <Link to="/approvals/$approvalId" params={{ approvalId: s.approvalId }}>
                <StateBadge state={s.state} />
              </Link>
            ) : (
              <StateBadge state={s.state} />
            )}
          </div>
        ))}
      </>
    ),
  },
  ...(move
    ? [
        {
          id: 'do',
          header: '',
          cell: (o: BarOrder) =>
            STEPS[o.state] ? (
              <Button size="compact-sm" variant="default" onClick={() => move(o)}>
                {t('Next step')}
              </Button>
            ) : null,
        },
      ]
    : []),
];
