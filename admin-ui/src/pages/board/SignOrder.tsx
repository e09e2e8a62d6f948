import { Button } from '@mantine/core';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import type { Answer, BodyOf } from '../../api/types.ts';
import css from '../../design/design.module.css';
import { formatTime } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { Refusal } from '../../design/Refusal.tsx';
import { useAction } from '../../design/useAction.ts';
import type { useOrder } from '../../design/useOrder.ts';
import { t } from '../../i18n/i18n.ts';
import type { SigningWallet } from '../../wallet/providers.ts';
import { useSigningWallets } from '../../wallet/useSigningWallets.ts';
import { WalletSteps } from '../../wallet/WalletSteps.tsx';
import type { OwnWallet } from '../investor/useOwnWallet.ts';
import type { BoardToken } from './board.ts';

export type OrderTerms = BodyOf<'/api/v1/tokens/{id}/otc-orders/draft', 'post'>;
type Draft = Answer<'/api/v1/tokens/{id}/otc-orders/draft', 'post'>;

interface SignOrderProps {
  token: BoardToken;
  wallet: OwnWallet;
  terms: OrderTerms;
  draft: Draft;
  order: ReturnType<typeof useOrder>;
  onChange: () => void;
  onDone: () => void;
}

/** The allowance as a transaction where it is missing, then the order itself, signed and listed. */
export function SignOrder(props: SignOrderProps) {
  const { token, wallet, terms, draft, order, onChange, onDone } = props;
  const signers = useSigningWallets();
  const action = useAction();
  // Before that nobody could take the order.
  const [movable, setMovable] = useState(draft.transactions.length === 0);

  const sign = async (signer: SigningWallet) => {
    const listed = await action.run(async () => {
      const account = await signer.address();
      if (account.toLowerCase() !== wallet.address.toLowerCase()) {
        throw new Error(
          t('The wallet is {{account}}. Choose the account {{address}} in it.', {
            account,
            address: wallet.address,
          }),
        );
      }
      const signature = await signer.signTyped(draft.typedData);
      await order.send((header) =>
        api.POST('/api/v1/tokens/{id}/otc-orders', {
          params: { path: { id: token.id }, header },
          body: { ...terms, nonce: draft.nonce, signature },
        }),
      );
      return true;
    }, t('Your order stands on the board.'));
    if (listed) onDone();
  };

  return (
    <div className={css.tight} aria-live="polite">
      {draft.obstacles.map((obstacle) => (
        <Refusal key={obstacle.code} reason={obstacle} />
      ))}
      {draft.transactions.length > 0 ? (
        <WalletSteps
          id={`otc.allow.${draft.hash}`}
          address={wallet.address}
          verb={t('Allow the contract')}
          done={t('The contract may settle this order. Now sign the order itself.')}
          steps={draft.transactions}
          onDone={() => setMovable(true)}
        />
      ) : null}
      <p className="muted" style={{ margin: 0 }}>
        {t('It holds until {{time}}. Its hash:', { time: formatTime(terms.deadline) })}{' '}
        <Hex value={draft.hash} kind={t('hash')} />
      </p>
      <ProblemNotice error={action.error} />
      {movable ? null : (
        <p className="muted" style={{ margin: 0 }}>
          {t('Two signatures: first let the contract settle it, then sign the order.')}
        </p>
      )}
      <div className={css.actions}>
        {signers.map((signer) => (
          <Button
            key={signer.id}
            loading={action.busy}
            disabled={!draft.allowed || !movable || order.sentBefore}
            onClick={() => void sign(signer)}
          >
            {t('Sign the order with {{wallet}}', { wallet: signer.name })}
          </Button>
        ))}
        <Button variant="default" onClick={onChange}>
          {t('Change the order')}
        </Button>
      </div>
    </div>
  );
}
