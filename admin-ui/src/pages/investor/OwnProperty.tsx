import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import { $api } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { useWhole } from '../../api/whole.ts';
import css from '../../design/design.module.css';
import { Hex } from '../../design/Hex.tsx';
import { Panel, TaskRow } from '../../design/Page.tsx';
import { t } from '../../i18n/i18n.ts';
import { WalletSteps } from '../../wallet/WalletSteps.tsx';
import { paymentText, type PublishedAsset, usePublishedAssets } from '../offering/offering.ts';
import { HowMuch, useHowMuch } from './HowMuch.tsx';

type Claim = Answer<'/api/v1/buyout-claims', 'get'>['items'][number];
type Order = Answer<'/api/v1/buyouts/{id}/orders', 'post'>;

/** Properties that were bought out: the investor's fractions are given back for their part of the price. */
export function OwnProperty() {
  const assets = usePublishedAssets();
  const [chosen, setChosen] = useState<Claim | null>(null);
  const claims = useWhole('/api/v1/buyout-claims', { refetchInterval: 15_000 });
  const items = claims.data?.items ?? [];
  // What was just paid is no claim any more; what was said of it stays until it is closed.
  if (items.length === 0 && chosen === null) return null;
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

interface SurrenderProps {
  claim: Claim;
  asset: PublishedAsset | undefined;
}

function Surrender({ claim, asset }: SurrenderProps) {
  const chosen = useHowMuch<Order>(claim.balanceBaseUnits, asset);
  const preview = $api.useQuery(
    'post',
    '/api/v1/buyouts/{id}/orders',
    {
      params: { path: { id: claim.buyoutId } },
      body: { verb: 'surrender', walletId: claim.walletId, amountBaseUnits: chosen.body },
    },
    { enabled: chosen.asks, retry: false },
  );
  return (
    <HowMuch
      chosen={chosen}
      preview={preview}
      facts={(order) => [[t('You get'), paymentText(order.moneyBaseUnits, order)]]}
      sign={({ transactions }) =>
        transactions.length > 0 ? (
          <WalletSteps
            id={`surrender.${claim.buyoutId}.${claim.walletId}.${chosen.body}`}
            address={claim.account}
            verb={t('Be paid')}
            done={t(
              'Done. The money is in your wallet; the holding follows once the block is confirmed.',
            )}
            repeatable
            steps={transactions.map((call) => ({ ...call, what: t('exchange the tokens') }))}
          />
        ) : null
      }
    />
  );
}
