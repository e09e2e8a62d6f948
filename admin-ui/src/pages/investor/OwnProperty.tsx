import { Button, Modal } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { $api } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import css from '../../design/design.module.css';
import { formatUnits } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { amountOf, MoneyField } from '../../design/MoneyField.tsx';
import { Facts, Panel, TaskRow } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { Refusal } from '../../design/Refusal.tsx';
import { t } from '../../i18n/i18n.ts';
import { WalletSteps } from '../../wallet/WalletSteps.tsx';
import { paymentText, type PublishedAsset, usePublishedAssets } from '../offering/offering.ts';

type Claim = Answer<'/api/v1/buyout-claims', 'get'>['items'][number];
type Order = Answer<'/api/v1/buyouts/{id}/orders', 'post'>;

/** Properties that were bought out: the investor's fractions are given back for their part of the price. */
export function OwnProperty() {
  const assets = usePublishedAssets();
  const [chosen, setChosen] = useState<Claim | null>(null);
  const claims = $api.useQuery('get', '/api/v1/buyout-claims', undefined, {
    refetchInterval: 15_000,
  });
  const items = claims.data?.items ?? [];
  if (items.length === 0) return null;
  const nameOf = (claim: Claim) => assets.find(({ id }) => id === claim.assetId)?.name ?? '';
  return (
    <Panel title={t('Sold properties')}>
      <div className={css.tight}>
        {items.map((claim) => (
          <TaskRow
            key={claim.buyoutId + claim.account}
            title={t('{{asset}} is sold.', { asset: nameOf(claim) })}
            detail={
              <>
                {t('Your part is {{money}}.', { money: paymentText(claim.worthBaseUnits, claim) })}{' '}
                <Hex value={claim.account} />
              </>
            }
            action={
              <Button
                aria-label={t('Be paid for {{asset}}', { asset: nameOf(claim) })}
                onClick={() => setChosen(claim)}
              >
                {t('Be paid')}
              </Button>
            }
          />
        ))}
      </div>
      <Modal
        opened={chosen !== null}
        onClose={() => setChosen(null)}
        title={chosen ? nameOf(chosen) : ''}
        size="lg"
        closeButtonProps={{ 'aria-label': t('Close') }}
      >
        {chosen ? (
          <Surrender claim={chosen} asset={assets.find(({ id }) => id === chosen.assetId)} />
        ) : null}
      </Modal>
    </Panel>
  );
}

function Surrender({ claim, asset }: { claim: Claim; asset: PublishedAsset | undefined }) {
  const [decimals, symbol] = [asset?.decimals ?? 6, asset?.symbol ?? t('tokens')];
  const all = formatUnits(claim.balanceBaseUnits, decimals);
  const [text, setText] = useState(all);
  const [taken, setTaken] = useState<Order | null>(null);
  const amount = amountOf(text, decimals, symbol);
  const [asked] = useDebouncedValue(amount, 300);
  const preview = $api.useQuery(
    'post',
    '/api/v1/buyouts/{id}/orders',
    {
      params: { path: { id: claim.buyoutId } },
      body: { verb: 'surrender', walletId: claim.walletId, amountBaseUnits: asked ?? '1' },
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
          <Facts items={[[t('You get'), paymentText(order.moneyBaseUnits, order)]]} />
        ) : null}
      </div>
      {taken && taken.transactions.length > 0 ? (
        <WalletSteps
          id={`surrender.${claim.buyoutId}.${claim.walletId}.${asked ?? ''}`}
          address={claim.account}
          verb={t('Be paid')}
          done={t(
            'Done. The money is in your wallet; the holding follows once the block is confirmed.',
          )}
          repeatable
          steps={taken.transactions.map((call) => ({ ...call, what: t('exchange the tokens') }))}
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
