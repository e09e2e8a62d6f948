import { Button, SegmentedControl, Select, Textarea } from '@mantine/core';
import { type SyntheticEvent, useState } from 'react';
import { $api, api } from '../../api/client.ts';
import { uploadDocument } from '../../api/documents.ts';
import css from '../../design/design.module.css';
import { FileField } from '../../design/Documents.tsx';
import { shortHex } from '../../design/format.ts';
import { amountOf, MoneyField } from '../../design/MoneyField.tsx';
import { Panel } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { useAction } from '../../design/useAction.ts';
import { useIdempotent } from '../../design/useIdempotent.ts';
import { t } from '../../i18n/staff.ts';
import type { Token } from '../asset/useAsset.ts';

type Kind = 'partial_freeze' | 'forced_transfer';

/** Holding a part of an account back, and moving tokens on a court's order. */
export function EnforcementForm({ token }: { token: Token }) {
  const action = useAction();
  const idempotent = useIdempotent();
  const [kind, setKind] = useState<Kind>('partial_freeze');
  const [walletId, setWalletId] = useState<string | null>(null);
  const [toWalletId, setToWalletId] = useState<string | null>(null);
  const [amount, setAmount] = useState('');
  const [reason, setReason] = useState('');
  const [file, setFile] = useState<File | null>(null);
  const query = $api.useQuery('get', '/api/v1/wallets', { params: { query: { limit: 200 } } });
  const wallets = (query.data?.items ?? []).filter(
    ({ state }) => state === 'registered' || state === 'frozen',
  );
  const moves = kind === 'forced_transfer';
  // Holding nothing back is an order, too: it lets everything go.
  const base =
    !moves && amount.trim() === '0' ? '0' : amountOf(amount, token.decimals, token.symbol);
  const ready = walletId && base !== null && file && reason.trim().length >= 3;

  const propose = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (!walletId || base === null || !file || (moves && !toWalletId)) return;
    const done = await action.run(async () => {
      const document = await uploadDocument(file, 'asset');
      const order = { walletId, amountBaseUnits: base, documentId: document.id, reason };
      return api.POST('/api/v1/tokens/{id}/enforcements', {
        params: { path: { id: token.id }, header: idempotent.header },
        body:
          moves && toWalletId
            ? { kind: 'forced_transfer', toWalletId, ...order }
            : { kind: 'partial_freeze', ...order },
      });
    }, t('Another officer decides.'));
    if (!done) return;
    setAmount('');
    setReason('');
    setFile(null);
    idempotent.renew();
  };
  const options = wallets.map((w) => ({
    value: w.id,
    label: [w.investorReference ?? t('Unknown'), w.label, shortHex(w.address)].join(', '),
  }));

  return (
    <Panel title={t('Hold back or move')} aside={t('another officer decides')}>
      <form onSubmit={(event) => void propose(event)} className={css.tight}>
        <SegmentedControl
          aria-label={t('Order')}
          data={[
            { value: 'partial_freeze', label: t('Hold back') },
            { value: 'forced_transfer', label: t('Move') },
          ]}
          value={kind}
          onChange={(value) => setKind(value === 'forced_transfer' ? value : 'partial_freeze')}
        />
        <Select
          label={moves ? t('From the wallet') : t('Wallet')}
          searchable
          required
          data={options}
          value={walletId}
          onChange={setWalletId}
        />
        {moves ? (
          <Select
            label={t('To the wallet')}
            searchable
            required
            data={options.filter(({ value }) => value !== walletId)}
            value={toWalletId}
            onChange={setToWalletId}
          />
        ) : null}
        <MoneyField
          label={moves ? t('Tokens') : t('Held back from now on, in all')}
          unit={token.symbol}
          scale={token.decimals}
          value={amount}
          onChange={setAmount}
          description={
            moves ? t('Held back or not: the order goes before.') : t('0 lets everything go.')
          }
          required
        />
        <FileField
          label={moves ? t('Court order') : t('Order that is carried out')}
          required
          value={file}
          onChange={setFile}
        />
        <Textarea
          label={t('Reason')}
          description={t('Kept in the register with your name.')}
          required
          autosize
          minRows={2}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <ProblemNotice error={action.error} />
        <div className={css.actions}>
          <Button
            type="submit"
            color={moves ? 'oxide' : undefined}
            loading={action.busy}
            disabled={!ready || (moves && !toWalletId)}
          >
            {t('Ask a second officer')}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
