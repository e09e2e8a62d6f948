import { Button } from '@mantine/core';
import { useState } from 'react';
import { api, body } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import css from '../../design/design.module.css';
import { ProblemNotice } from '../../design/Problem.tsx';
import { useAction } from '../../design/useAction.ts';
import { t } from '../../i18n/i18n.ts';
import { WalletSteps } from '../../wallet/WalletSteps.tsx';
import type { BoardOrder } from './board.ts';

type Step = Answer<'/api/v1/otc-orders/{id}/cancellation', 'post'>['transaction'];

/** A signed order binds until the chain knows better: so cancelling it is a transaction. */
export function CancelOrder({ order }: { order: BoardOrder }) {
  const action = useAction();
  const [step, setStep] = useState<Step | null>(null);
  const prepare = () =>
    action.run(async () => {
      const path = { id: order.id };
      const answer = await body(
        api.POST('/api/v1/otc-orders/{id}/cancellation', { params: { path } }),
      );
      setStep(answer.transaction);
    });
  return (
    <div className={css.tight}>
      <p style={{ margin: 0 }}>
        {t(
          'Whoever has your signed order could take it until the contract knows that it is cancelled: your wallet tells it. What was taken already stays taken.',
        )}
      </p>
      <ProblemNotice error={action.error} />
      {step ? (
        <WalletSteps
          id={`otc.cancel.${order.id}`}
          address={order.maker}
          verb={t('Cancel the order')}
          done={t('The order is cancelled.')}
          steps={[step]}
        />
      ) : (
        <div>
          <Button loading={action.busy} onClick={() => void prepare()}>
            {t('Go on to sign')}
          </Button>
        </div>
      )}
    </div>
  );
}
