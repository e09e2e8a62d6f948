import { Button } from '@mantine/core';
import { api } from '../../api/client.ts';
import css from '../../design/design.module.css';
import { formatShares } from '../../design/format.ts';
import { ProblemNotice } from '../../design/Problem.tsx';
import { useAction } from '../../design/useAction.ts';
import { useIdempotent } from '../../design/useIdempotent.ts';
import { t } from '../../i18n/i18n.ts';
import { type BoardOrder, type BoardToken, openPart } from './board.ts';

interface MatchOrderProps {
  resting: BoardOrder;
  token: BoardToken;
  orders: BoardOrder[];
}

/** An own signed order on the other side is enough: the platform brings both to the contract. */
export function MatchOrder({ resting, token, orders }: MatchOrderProps) {
  const action = useAction();
  const idempotent = useIdempotent();
  const fitting = orders.filter(
    (own) =>
      own.state === 'open' &&
      own.sells !== resting.sells &&
      own.paymentToken === resting.paymentToken &&
      !own.matchPending,
  );
  if (fitting.length === 0) return null;
  const match = async (own: BoardOrder) => {
    const done = await action.run(
      () =>
        api.POST('/api/v1/otc-orders/{id}/match', {
          params: { path: { id: own.id }, header: idempotent.header },
          body: { restingOrderId: resting.id },
        }),
      t('The two orders are on their way to the contract.'),
    );
    if (done) idempotent.renew();
  };
  return (
    <div className={css.tight}>
      <p className="muted" style={{ margin: 0 }}>
        {t('Or match it with an order you have signed, at this order’s price:')}
      </p>
      <ProblemNotice error={action.error} />
      <div className={css.actions}>
        {fitting.map((own) => (
          <Button
            key={own.id}
            variant="default"
            loading={action.busy}
            onClick={() => void match(own)}
          >
            {t('Match with {{amount}}', {
              amount: `${formatShares(openPart(own), token.decimals)} ${token.symbol}`,
            })}
          </Button>
        ))}
      </div>
    </div>
  );
}
