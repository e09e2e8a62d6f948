import { Button } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { $api, api } from '../../api/client.ts';
import { StateBadge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { formatTime, formatUnits } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { LoadedPage } from '../../design/Loaded.tsx';
import { Facts, PageHead, Panel } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { Steps } from '../../design/Steps.tsx';
import { useAction } from '../../design/useAction.ts';
import { useIdempotent } from '../../design/useIdempotent.ts';
import { Said } from '../../design/Refusal.tsx';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import {
  type Offering,
  paymentText,
  type Subscription,
  useOffering,
  usePublished,
} from '../offering/offering.ts';
import { OrderPayment } from './OrderPayment.tsx';
import { t } from '../../i18n/i18n.ts';

/** One order: what is to be done for it now, and how far it is. */
export function Order() {
  const { orderId } = useParams({ from: '/inside/orders/$orderId' });
  const query = $api.useQuery(
    'get',
    '/api/v1/subscriptions/{id}',
    { params: { path: { id: orderId } } },
    { refetchInterval: 5_000 },
  );
  return <LoadedPage query={query}>{(order) => <WithOffering order={order} />}</LoadedPage>;
}

function WithOffering({ order }: { order: Subscription }) {
  const query = useOffering(order.offeringId);
  return (
    <LoadedPage query={query}>
      {(offering) => <OrderSheet order={order} offering={offering} />}
    </LoadedPage>
  );
}

const STEPS = [t('Ordered'), t('Paid'), t('Approved'), t('Delivered')] as const;

/** How many of the four steps an order has behind it. */
export function orderSteps(state: Subscription['state']): number {
  if (state === 'settled') return 4;
  if (state === 'approved' || state === 'settling') return 3;
  if (state === 'paid') return 2;
  return 1;
}

const ENDED = new Set<Subscription['state']>(['refunding', 'refunded', 'cancelled', 'rejected']);

function OrderSheet({ order, offering }: { order: Subscription; offering: Offering }) {
  const asset = usePublished(offering.assetId);
  const name = asset?.name ?? t('Order');
  useCrumbs(
    { label: t('Portfolio'), to: '/portfolio' },
    { label: t('Order of {{name}}', { name }) },
  );
  const money = (base: string) => paymentText(base, offering);
  return (
    <div className={css.stack}>
      <PageHead
        title={t('{{ordered}} of {{symbol}}', {
          ordered: money(order.ordered),
          symbol: asset?.symbol ?? t('tokens'),
        })}
        badge={<StateBadge state={order.state} />}
        sub={t('{{name}}, ordered {{createdAt}}', { name, createdAt: formatTime(order.createdAt) })}
        actions={<OrderActions order={order} />}
      />
      <Steps
        label={t('Progress of the order')}
        steps={STEPS}
        done={orderSteps(order.state)}
        failed={ENDED.has(order.state)}
      />
      {order.reason ? (
        <div className={css.notice} role="status">
          <strong>
            <Said all={[order.reason]} />
          </strong>
          <div className="mono muted">{order.reasonCode}</div>
        </div>
      ) : null}
      <div className={css.wide}>
        <OrderPayment order={order} offering={offering} />
        <Panel title={t('The order')}>
          <Facts
            items={[
              [t('Ordered'), money(order.ordered)],
              [t('To be paid'), money(order.amount)],
              [t('Paid'), money(order.paid)],
              [
                t('Delivered'),
                order.tokens
                  ? `${formatUnits(order.tokens, asset?.decimals ?? 6)} ${asset?.symbol ?? ''}`
                  : null,
              ],
              [t('To the wallet'), <Hex key="wallet" value={order.walletAddress} />],
              [
                t('How you pay'),
                order.channel === 'bank'
                  ? t('bank transfer')
                  : t('{{paymentSymbol}} from the wallet', {
                      paymentSymbol: offering.paymentSymbol,
                    }),
              ],
              [t('Paid on'), order.paidAt ? formatTime(order.paidAt) : null],
              [
                t('Can be withdrawn until'),
                order.coolingOffUntil ? formatTime(order.coolingOffUntil) : null,
              ],
              [t('Delivered on'), order.settledAt ? formatTime(order.settledAt) : null],
              [
                t('Transaction'),
                order.transactionHash ? (
                  <Hex key="tx" value={order.transactionHash} kind={t('transaction')} />
                ) : null,
              ],
            ]}
          />
        </Panel>
      </div>
    </div>
  );
}

/** Cancelling before the payment, withdrawing during the cooling-off. */
function OrderActions({ order }: { order: Subscription }) {
  const action = useAction();
  const { header } = useIdempotent();
  const params = { path: { id: order.id }, header };
  const unpaid = order.paid === '0' && order.allowedEvents.includes('cancel');
  const cooling = order.state === 'paid' && order.coolingOffUntil !== null;
  if (!unpaid && !cooling) return null;
  return (
    <div className={css.tight}>
      <Button
        variant="default"
        loading={action.busy}
        onClick={() =>
          void action.run(
            () =>
              unpaid
                ? api.POST('/api/v1/subscriptions/{id}/cancel', { params })
                : api.POST('/api/v1/subscriptions/{id}/withdraw', { params }),
            unpaid
              ? t('The order is cancelled.')
              : t('The order is withdrawn; the money goes back.'),
          )
        }
      >
        {unpaid ? t('Cancel the order') : t('Withdraw the order')}
      </Button>
      <ProblemNotice error={action.error} />
    </div>
  );
}
