import { $api } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { formatShares, formatUnits } from '../../design/format.ts';
import { t } from '../../i18n/i18n.ts';
import { WalletSteps } from '../../wallet/WalletSteps.tsx';
import type { PublishedAsset } from '../offering/offering.ts';
import { HowMuch, useHowMuch } from './HowMuch.tsx';
import type { OwnAction } from './OwnActions.tsx';

type Order = Answer<'/api/v1/corporate-actions/{id}/orders', 'post'>;

interface JoinActionProps {
  action: OwnAction;
  asset: PublishedAsset | undefined;
}

/** How much of a holding goes into an open action; what comes of it first, then the signature. */
export function JoinAction({ action, asset }: JoinActionProps) {
  const chosen = useHowMuch<Order>(action.balanceBaseUnits, asset);
  const { decimals, symbol } = chosen;
  const preview = $api.useQuery(
    'post',
    '/api/v1/corporate-actions/{id}/orders',
    {
      params: { path: { id: action.actionId } },
      body: { walletId: action.walletId, amountBaseUnits: chosen.body },
    },
    { enabled: chosen.asks, retry: false },
  );
  return (
    <HowMuch
      chosen={chosen}
      preview={preview}
      facts={(order) => [
        [t('You give'), `${formatShares(order.burned, decimals)} ${symbol}`],
        // The new token has the decimals of the old one: the contract converts no others.
        action.kind === 'conversion'
          ? [t('You get, new tokens'), formatShares(order.gained, decimals)]
          : [
              t('You get'),
              `${formatUnits(order.gained, action.paymentDecimals ?? 0, 2)} ${action.paymentSymbol ?? ''}`,
            ],
        [t('Stays with you'), `${formatShares(order.left, decimals)} ${symbol}`],
      ]}
      sign={({ transaction, burned }) =>
        transaction ? (
          <WalletSteps
            id={`action.${action.actionId}.${action.walletId}.${burned}`}
            address={action.account}
            verb={action.kind === 'conversion' ? t('Convert') : t('Be paid')}
            done={
              action.kind === 'conversion'
                ? t('Done. It is in your holdings once the block is confirmed.')
                : t(
                    'Done. The money is in your wallet; the holding follows once the block is confirmed.',
                  )
            }
            repeatable
            steps={[{ ...transaction, what: t('exchange the tokens') }]}
          />
        ) : null
      }
    />
  );
}
