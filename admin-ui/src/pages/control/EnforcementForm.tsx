import { Button, SegmentedControl, Textarea } from '@mantine/core';
import { type SyntheticEvent, useState } from 'react';
import { api } from '../../api/client.ts';
import { uploadDocument } from '../../api/documents.ts';
import css from '../../design/design.module.css';
import { Form } from '../../design/Form.tsx';
import { FileField } from '../../design/Documents.tsx';
import { amountOf, MoneyField } from '../../design/MoneyField.tsx';
import { Panel } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { useAction } from '../../design/useAction.ts';
import { useIdempotent } from '../../design/useIdempotent.ts';
import { t } from '../../i18n/staff.ts';
import type { Token } from '../asset/useAsset.ts';
import { type RegisterWallet, WalletSelect } from '../WalletSelect.tsx';

/** Where a token may be: a frozen one, too, is moved by order. */
const ON_THE_CHAIN = ['registered', 'frozen'] as const;

type Kind = 'partial_freeze' | 'forced_transfer';

/** Holding a part of an account back, and moving tokens on a court's order. */
export function EnforcementForm({ token }: { token: Token }) {
  const action = useAction();
  const idempotent = useIdempotent();
  const [kind, setKind] = useState<Kind>('partial_freeze');
  const [wallet, setWallet] = useState<RegisterWallet | null>(null);
  const [toWallet, setToWallet] = useState<RegisterWallet | null>(null);
  const [amount, setAmount] = useState('');
  const [reason, setReason] = useState('');
  const [file, setFile] = useState<File | null>(null);
  const moves = kind === 'forced_transfer';
  // Holding nothing back is an order, too: it lets everything go.
  const base =
    !moves && amount.trim() === '0' ? '0' : amountOf(amount, token.decimals, token.symbol);
  const ready = wallet && base !== null && file && reason.trim().length >= 3;

  const propose = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (!wallet || base === null || !file || (moves && !toWallet)) return;
    const done = await action.run(async () => {
      const document = await uploadDocument(file, 'asset');
      const order = { walletId: wallet.id, amountBaseUnits: base, documentId: document.id, reason };
      return api.POST('/api/v1/tokens/{id}/enforcements', {
        params: { path: { id: token.id }, header: idempotent.header },
        body:
          moves && toWallet
            ? { kind: 'forced_transfer', toWalletId: toWallet.id, ...order }
            : { kind: 'partial_freeze', ...order },
      });
    }, t('Another officer decides.'));
    if (!done) return;
    setAmount('');
    setReason('');
    setFile(null);
    idempotent.renew();
  };
  return (
    <Panel title={t('Hold back or move')} aside={t('another officer decides')}>
      <Form error={action.error} onSubmit={propose} className={css.tight}>
        <SegmentedControl
          aria-label={t('Order')}
          data={[
            { value: 'partial_freeze', label: t('Hold back') },
            { value: 'forced_transfer', label: t('Move') },
          ]}
          value={kind}
          onChange={(value) => setKind(value === 'forced_transfer' ? value : 'partial_freeze')}
        />
        <WalletSelect
          label={moves ? t('From the wallet') : t('Wallet')}
          states={ON_THE_CHAIN}
          value={wallet}
          onChange={setWallet}
        />
        {moves ? (
          <WalletSelect
            label={t('To the wallet')}
            states={ON_THE_CHAIN}
            without={wallet}
            value={toWallet}
            onChange={setToWallet}
          />
        ) : null}
        <MoneyField
          name="amountBaseUnits"
          zero={!moves}
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
            disabled={!ready || (moves && !toWallet)}
          >
            {t('Ask a second officer')}
          </Button>
        </div>
      </Form>
    </Panel>
  );
}
