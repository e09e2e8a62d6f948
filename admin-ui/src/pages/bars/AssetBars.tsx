import { Button, Select } from '@mantine/core';
import { useState } from 'react';
import { $api, api } from '../../api/client.ts';
import { fetchDocument, uploadDocument } from '../../api/documents.ts';
import { StateBadge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { DownloadButton, FileField } from '../../design/Documents.tsx';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { formatPlain, formatUnits } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, Panel } from '../../design/Page.tsx';
import { ReasonDialog } from '../../design/ReasonDialog.tsx';
import { useAction } from '../../design/useAction.ts';
import { useIdempotent } from '../../design/useIdempotent.ts';
import { useSession } from '../../session/session.ts';
import { type Token, useAssetId, useToken } from '../asset/useAsset.ts';
import { BarSteps } from './BarSteps.tsx';
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
        about={`vault.${token.id}.open`}
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

/** What a step does, and the paper that shows it. */
const SAID: Record<Step, { verb: string; detail: string; paper?: string }> = {
  accept: {
    verb: t('Accept the request'),
    detail: t('The vault sets the bar aside; the holder can no longer cancel.'),
  },
  refuse: {
    verb: t('Refuse the request'),
    detail: t('The bar is free again and the holder takes the tokens back.'),
  },
  ship: {
    verb: t('Record the shipment'),
    detail: t('The bar has left the vault. It is never given out again.'),
    paper: t('Waybill'),
  },
  deliver: {
    verb: t('Record the delivery'),
    detail: t('The holder has signed for the bar: its tokens are burnt. This cannot be undone.'),
    paper: t('Receipt, signed by the holder'),
  },
  return: {
    verb: t('Record the return'),
    detail: t('The shipment came back: the holder takes the tokens back, the bar stays out.'),
    paper: t('Protocol of the return'),
  },
};

/** What the vault did with a bar, with its paper; a second person confirms it. */
function StepDialog({ order, onClose }: { order: BarOrder; onClose: () => void }) {
  const action = useAction();
  const { header } = useIdempotent();
  const steps = STEPS[order.state] ?? [];
  const [step, setStep] = useState<Step>(steps[0] ?? 'accept');
  const [file, setFile] = useState<File | null>(null);
  const { verb, detail, paper } = SAID[step];
  const request = async (reason: string) => {
    const document = file && paper ? await uploadDocument(file, 'asset') : null;
    return api.POST('/api/v1/bar-orders/{id}/steps', {
      params: { path: { id: order.id }, header },
      body: { step, evidenceDocumentId: document?.id ?? null, reason },
    });
  };
  return (
    <ReasonDialog
      about={`bar_order.${order.id}.${step}`}
      opened
      onClose={onClose}
      title={barName(order.bar)}
      verb={verb}
      danger={step === 'refuse' || step === 'return'}
      ready={!paper || file !== null}
      onConfirm={(reason) =>
        action.attempt(() => request(reason), t('The step is with compliance.'))
      }
    >
      <div className={css.tight}>
        <Select
          label={t('Step')}
          description={detail}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          allowDeselect={false}
          data={steps.map((one) => ({ value: one, label: SAID[one].verb }))}
          value={step}
          onChange={(value) => setStep(steps.find((one) => one === value) ?? step)}
        />
        {paper ? <FileField label={paper} required value={file} onChange={setFile} /> : null}
        {order.deliveryDocumentId ? <Instruction id={order.deliveryDocumentId} /> : null}
      </div>
    </ReasonDialog>
  );
}

/** Where the holder wants the bar. */
function Instruction({ id }: { id: string }) {
  const paper = $api.useQuery('get', '/api/v1/documents/{id}', { params: { path: { id } } });
  return (
    <Loaded query={paper}>
      {({ fileName }) => (
        <div>
          <DownloadButton load={() => fetchDocument(id)} fileName={fileName}>
            {t('Delivery instruction')}
          </DownloadButton>
        </div>
      )}
    </Loaded>
  );
}

/** Asked for and not done: the next step waits for it. */
const underWay = ({ state }: BarOrder['steps'][number]): boolean =>
  state === 'requested' || state === 'approved';

const columns = (token: Token, move: ((order: BarOrder) => void) | null): Column<BarOrder>[] => [
  {
    id: 'bar',
    header: t('Bar'),
    cell: (o) => (
      <>
        <strong>{o.bar.serial}</strong>
        <div className="muted">
          {o.bar.refiner}, {t('{{ounces}} oz fine', { ounces: formatPlain(o.bar.fineOz) })}
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
    cell: (o) => <BarSteps steps={o.steps} staff />,
  },
  ...(move
    ? [
        {
          id: 'do',
          header: '',
          cell: (o: BarOrder) =>
            STEPS[o.state] && !o.steps.some(underWay) ? (
              <Button size="compact-sm" variant="default" onClick={() => move(o)}>
                {t('Next step')}
              </Button>
            ) : null,
        },
      ]
    : []),
];
