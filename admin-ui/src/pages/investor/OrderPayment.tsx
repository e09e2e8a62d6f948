import css from '../../design/design.module.css';
import { formatTime } from '../../design/format.ts';
import { CopyText } from '../../design/CopyText.tsx';
import { Facts, Panel } from '../../design/Page.tsx';
import { WalletSteps } from '../../wallet/WalletSteps.tsx';
import { type Offering, paymentText, type Subscription } from '../offering/offering.ts';
import { t } from '../../i18n/i18n.ts';

/** What is to be paid and how; afterwards, what the order waits for. */
export function OrderPayment({ order, offering }: { order: Subscription; offering: Offering }) {
  const due = order.state === 'awaiting_payment' && order.outstanding !== '0';
  if (!due) {
    return (
      <Panel title={t('What happens next')}>
        <p style={{ margin: 0, maxWidth: '70ch' }}>{nextWords(order, offering)}</p>
      </Panel>
    );
  }
  const amount = paymentText(order.outstanding, offering);
  return (
    <Panel
      title={t('Payment')}
      aside={t('until {{closesAt}}', { closesAt: formatTime(offering.terms.closesAt) })}
    >
      {order.channel === 'bank' ? (
        <div className={css.tight}>
          <p style={{ margin: 0 }}>
            {t(
              'Transfer exactly this amount with this reference; the account is in the papers of the sale. Two people confirm what arrived before it counts.',
            )}
          </p>
          <Facts
            items={[
              [t('Amount'), <strong key="a">{amount}</strong>],
              [
                t('Reference'),
                <CopyText key="r" text={order.reference} label={t('payment reference')} />,
              ],
            ]}
          />
          <p className="muted" style={{ margin: 0 }}>
            {t(
              'The reference finds your order (ISO 11649). Without it the money waits until somebody asks whose it is.',
            )}
          </p>
        </div>
      ) : (
        <div className={css.tight}>
          <p style={{ margin: 0 }}>
            {t(
              'Your wallet signs twice: first it lets the sale take {{amount}}, then it pays. The sale keeps the money until it delivers; what is not delivered in time you take back.',
              { amount },
            )}
          </p>
          <WalletSteps
            id={`order.${order.id}.${order.paid}`}
            address={order.walletAddress}
            verb={t('Pay {{amount}}', { amount })}
            done={t('Paid. The order counts it as soon as the block is confirmed.')}
            steps={order.transactions.map(({ purpose, ...call }) => ({ what: purpose, ...call }))}
          />
        </div>
      )}
    </Panel>
  );
}

function nextWords(order: Subscription, offering: Offering): string {
  switch (order.state) {
    case 'submitted':
    case 'eligible':
      return offering.terms.bookClosesAt
        ? `Your order is in the book. It closes ${formatTime(offering.terms.bookClosesAt)}; then you learn how much you get and pay for that.`
        : 'Your order is being looked at.';
    case 'awaiting_payment':
      return 'The payment is being counted.';
    case 'paid':
      return order.coolingOffUntil
        ? `Paid. You can withdraw until ${formatTime(order.coolingOffUntil)}; then the issuer proposes the delivery.`
        : 'Paid. The issuer proposes the delivery next, and compliance approves it.';
    case 'approved':
    case 'settling':
      return 'Approved. The tokens are on their way to your wallet.';
    case 'settled':
      return 'Delivered. The tokens are in your wallet and in your portfolio.';
    case 'refunding':
      return 'The money goes back to where it came from.';
    case 'refunded':
      return 'The money went back. This order is over.';
    case 'cancelled':
      return 'Cancelled. Nothing is owed.';
    case 'rejected':
      return 'Refused. Nothing is owed.';
  }
}
