import { Button, SegmentedControl, Select } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { $api } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import css from '../../design/design.module.css';
import { shortHex } from '../../design/format.ts';
import { Empty, Facts, PageHead, Panel } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { Refusal } from '../../design/Refusal.tsx';
import { t } from '../../i18n/i18n.ts';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import { WalletSteps } from '../../wallet/WalletSteps.tsx';
import { paymentText } from '../offering/offering.ts';
import { type OwnWallet, useOwnWallets } from './useOwnWallet.ts';

type Order = Answer<'/api/v1/buyouts/{id}/orders', 'post'>;

/** The bidder's page: the price is paid into the vault, or taken back while nothing was carried out. */
export function Bid() {
  const { buyoutId } = useParams({ from: '/inside/buyouts/$buyoutId' });
  const [verb, setVerb] = useState<'fund' | 'withdraw'>('fund');
  return (
    <CallsPage
      title={t('Buy the whole property')}
      sub={t('Only the bidder of the motion can pay. The vault pays out what the holders carry.')}
    >
      {(wallet) => (
        <>
          <SegmentedControl
            aria-label={t('What you do')}
            data={[
              { value: 'fund', label: t('Pay the price') },
              { value: 'withdraw', label: t('Take the price back') },
            ]}
            value={verb}
            onChange={(value) => setVerb(value === 'withdraw' ? value : 'fund')}
          />
          <BidCalls key={verb + wallet.id} buyoutId={buyoutId} verb={verb} wallet={wallet} />
        </>
      )}
    </CallsPage>
  );
}

function BidCalls(props: { buyoutId: string; verb: 'fund' | 'withdraw'; wallet: OwnWallet }) {
  const { buyoutId, verb, wallet } = props;
  const order = $api.useQuery(
    'post',
    '/api/v1/buyouts/{id}/orders',
    { params: { path: { id: buyoutId } }, body: { verb, walletId: wallet.id } },
    { retry: false },
  );
  const what =
    verb === 'fund' ? [t('let the vault take it'), t('pay the price')] : [t('take the price back')];
  return (
    <Calls
      id={`buyout.${buyoutId}.${verb}.${wallet.id}`}
      wallet={wallet}
      order={order.data}
      error={order.error}
      verb={verb === 'fund' ? t('Pay the price') : t('Take the price back')}
      what={what}
    />
  );
}

/** The page of whoever got a title: it is locked in the asset's vault here. */
export function DepositDeed() {
  const { deedId } = useParams({ from: '/inside/deeds/$deedId' });
  return (
    <CallsPage
      title={t('Lock the title in the vault')}
      sub={t('From then on only a buy-out that the holders carry takes it out again.')}
    >
      {(wallet) => <DepositCalls key={wallet.id} deedId={deedId} wallet={wallet} />}
    </CallsPage>
  );
}

function DepositCalls({ deedId, wallet }: { deedId: string; wallet: OwnWallet }) {
  const order = $api.useQuery(
    'post',
    '/api/v1/deeds/{id}/deposit-orders',
    { params: { path: { id: deedId } }, body: { walletId: wallet.id } },
    { retry: false },
  );
  return (
    <Calls
      id={`deed.${deedId}.${wallet.id}`}
      wallet={wallet}
      order={order.data}
      error={order.error}
      verb={t('Lock the title')}
      what={[t('lock the title')]}
    />
  );
}

interface CallsPageProps {
  title: string;
  sub: string;
  children: (wallet: OwnWallet) => ReactNode;
}

/** A page on which one of the investor's registered wallets signs. */
function CallsPage({ title, sub, children }: CallsPageProps) {
  useCrumbs({ label: title });
  const wallets = useOwnWallets().filter(({ state }) => state === 'registered');
  const [walletId, setWalletId] = useState<string | null>(null);
  const wallet = wallets.find(({ id }) => id === walletId) ?? wallets[0];
  return (
    <div className={css.stack}>
      <PageHead title={title} sub={sub} />
      <Panel title={t('Your signature')}>
        {wallet ? (
          <div className={css.tight}>
            <Select
              label={t('With the wallet')}
              allowDeselect={false}
              data={wallets.map((w) => ({
                value: w.id,
                label: `${w.label}, ${shortHex(w.address)}`,
              }))}
              value={wallet.id}
              onChange={setWalletId}
            />
            {children(wallet)}
          </div>
        ) : (
          <Empty title={t('No registered wallet')}>
            {t('Prove a wallet first; compliance registers it.')}
          </Empty>
        )}
      </Panel>
    </div>
  );
}

interface CallsProps {
  id: string;
  wallet: OwnWallet;
  order: Order | undefined;
  error: unknown;
  verb: string;
  /** What each transaction does, in their order. */
  what: readonly string[];
}

function Calls({ id, wallet, order, error, verb, what }: CallsProps) {
  // What is being signed stays as it was shown: once it is done, the register offers it no more.
  const [taken, setTaken] = useState<Order | null>(null);
  const shown = taken ?? order;
  return (
    <div className={css.tight} aria-live="polite">
      <ProblemNotice error={taken ? null : error} />
      {shown?.obstacles.map((obstacle) => (
        <Refusal key={obstacle.code} reason={obstacle} />
      ))}
      {shown && shown.moneyBaseUnits !== '0' ? (
        <Facts items={[[t('Price'), paymentText(shown.moneyBaseUnits, shown)]]} />
      ) : null}
      {taken ? (
        <WalletSteps
          id={id}
          address={wallet.address}
          verb={verb}
          done={t('Done. It is told here and in your messages once the block is confirmed.')}
          repeatable
          steps={taken.transactions.map((call, at) => ({ ...call, what: what[at] ?? verb }))}
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
