import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { $api } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import css from '../../design/design.module.css';
import { formatShares, formatUnits } from '../../design/format.ts';
import { amountOf, MoneyField } from '../../design/MoneyField.tsx';
import { Facts } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { Refusal } from '../../design/Refusal.tsx';
import { t } from '../../i18n/i18n.ts';
import { WalletSteps } from '../../wallet/WalletSteps.tsx';
import type { PublishedAsset } from '../offering/offering.ts';
import type { OwnAction } from './OwnActions.tsx';

type Order = Answer<'/api/v1/corporate-actions/{id}/orders', 'post'>;

/** How much of a holding goes into an open action; what comes of it first, then the signature. */
export function JoinAction({
  action,
  asset,
}: {
  action: OwnAction;
  asset: PublishedAsset | undefined;
}) {
  const [decimals, symbol] = [asset?.decimals ?? 6, asset?.symbol ?? t('tokens')];
  const all = formatUnits(action.balanceBaseUnits, decimals);
  const [text, setText] = useState(all);
  const [taken, setTaken] = useState<Order | null>(null);
  const amount = amountOf(text, decimals, symbol);
  const [asked] = useDebouncedValue(amount, 300);
  const preview = $api.useQuery(
    'post',
    '/api/v1/corporate-actions/{id}/orders',
    {
      params: { path: { id: action.actionId } },
      body: { walletId: action.walletId, amountBaseUnits: asked ?? '1' },
    },
    { enabled: asked !== null && taken === null, retry: false },
  );
  const order = taken ?? (amount !== null && amount === asked ? preview.data : undefined);
  return (
    <div className={css.tight}>
      <fieldset disabled={taken !== null} style={{ border: 0, margin: 0, padding: 0 }}>
        <MoneyField
          label={t('Tokens')}
          unit={symbol}
          scale={decimals}
          value={text}
          onChange={setText}
          description={t('you hold {{amount}}', { amount: all })}
        />
      </fieldset>
      <div className={css.tight} aria-live="polite">
        <ProblemNotice error={asked === null ? null : preview.error} />
        {order?.obstacles.map((obstacle) => (
          <Refusal key={obstacle.code} reason={obstacle} />
        ))}
        {order ? (
          <Facts
            items={[
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
          />
        ) : null}
      </div>
      {taken?.transaction ? (
        <WalletSteps
          id={`action.${action.actionId}.${action.walletId}.${taken.burned}`}
          address={action.account}
          verb={action.kind === 'conversion' ? t('Convert') : t('Be paid')}
          done={t('Done. It is in your holdings once the block is confirmed.')}
          repeatable
          steps={[{ ...taken.transaction, what: t('exchange the tokens') }]}
        />
      ) : (
        <div className={css.actions}>
          <Button disabled={!order?.allowed} onClick={() => setTaken(order ?? null)}>
            {t('Go on to sign')}
          </Button>
        </div>
      )}
    </div>
  );
}
