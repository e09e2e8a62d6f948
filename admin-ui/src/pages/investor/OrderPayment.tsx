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
            steps={order.transactions.map(({ purpose, ...call }) => ({
              ...call,
              what:
                purpose === 'pays into the sale'
                  ? t('pay into the sale')
                  : t('let the sale take {{symbol}}', { symbol: offering.paymentSymbol }),
            }))}
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
        ? t(
            'Your order is in the book. It closes {{time}}; then you learn how much you get and pay for that.',
            { time: formatTime(offering.terms.bookClosesAt) },
          )
        : t('Your order is being looked at.');
    case 'awaiting_payment':
      return t('The payment is being counted.');
    case 'paid':
      return order.coolingOffUntil
        ? t('Paid. You can withdraw until {{time}}; then the issuer proposes the delivery.', {
            time: formatTime(order.coolingOffUntil),
          })
        : t('Paid. The issuer proposes the delivery next, and compliance approves it.');
    case 'approved':
    case 'settling':
      return t('Approved. The tokens are on their way to your wallet.');
    case 'settled':
      return t('Delivered. The tokens are in your wallet and in your portfolio.');
    case 'refunding':
      return t('The money goes back to where it came from.');
    case 'refunded':
      return t('The money went back. This order is over.');
    case 'cancelled':
      return t('Cancelled. Nothing is owed.');
    case 'rejected':
      return t('Refused. Nothing is owed.');
  }
}
