import { Button, SegmentedControl, Select } from '@mantine/core';
import { useState } from 'react';
import { api, body } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { useClock } from '../../app/now.ts';
import { DAY_MS } from '../../design/days.ts';
import css from '../../design/design.module.css';
import { formatUnits, shortHex } from '../../design/format.ts';
import { amountOf, MoneyField } from '../../design/MoneyField.tsx';
import { Panel } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { SentBefore } from '../../design/SentBefore.tsx';
import { useAction } from '../../design/useAction.ts';
import { useKept } from '../../design/useKept.ts';
import { useOrder } from '../../design/useOrder.ts';
import { t } from '../../i18n/i18n.ts';
import { useOwnWallets } from '../investor/useOwnWallet.ts';
import form from '../asset/asset.module.css';
import type { BoardToken, Payment } from './board.ts';
import { SignOrder, type OrderTerms } from './SignOrder.tsx';

type Draft = Answer<'/api/v1/tokens/{id}/otc-orders/draft', 'post'>;
type Side = 'sell' | 'buy';

const EMPTY = {
  side: 'sell' as Side,
  walletId: '',
  paymentToken: '',
  days: '7',
  amount: '',
  price: '',
  least: '',
};

const LASTS = ['1', '7', '30', '90'] as const;

/** A new order: its terms, what stands against it, then allowance and signature. */
export function OrderForm({ token, payments }: { token: BoardToken; payments: Payment[] }) {
  const action = useAction();
  const clock = useClock();
  const wallets = useOwnWallets().filter((wallet) => wallet.state === 'registered');
  const { value, change, clear } = useKept(`otc.${token.id}`, EMPTY);
  const { side, days, amount, price, least } = value;
  const [drafted, setDrafted] = useState<{ terms: OrderTerms; draft: Draft } | null>(null);

  const wallet = wallets.find(({ id }) => id === value.walletId) ?? wallets[0];
  const payment = payments.find(({ address }) => address === value.paymentToken) ?? payments[0];
  const amountBaseUnits = amountOf(amount, token.decimals, token.symbol);
  const priceBaseUnits = payment ? amountOf(price, payment.decimals, payment.symbol) : null;
  const minFillBaseUnits = amountOf(least, token.decimals, token.symbol);

  const said =
    wallet && payment && amountBaseUnits && priceBaseUnits
      ? {
          walletId: wallet.id,
          sells: side === 'sell',
          amountBaseUnits,
          priceBaseUnits,
          paymentToken: payment.address,
          ...(minFillBaseUnits ? { minFillBaseUnits } : {}),
        }
      : null;
  const order = useOrder(`otc.${token.id}`, said);

  const draft = async () => {
    if (!said || !clock) return;
    const terms: OrderTerms = { ...said, deadline: lastSecond(clock, Number(days)) };
    const answer = await action.run(() =>
      body(
        api.POST('/api/v1/tokens/{id}/otc-orders/draft', {
          params: { path: { id: token.id } },
          body: terms,
        }),
      ),
    );
    if (answer) setDrafted({ terms, draft: answer });
  };

  return (
    <Panel title={t('Sign an order')} aside={t('nothing moves before somebody takes it')}>
      <fieldset disabled={drafted !== null} style={{ border: 0, margin: 0, padding: 0 }}>
        <div className={form.form}>
          <SegmentedControl
            aria-label={t('Side')}
            data={[
              { value: 'sell', label: t('Sell') },
              { value: 'buy', label: t('Buy') },
            ]}
            value={side}
            onChange={(chosen) => change({ side: chosen })}
            className={form.full}
          />
          <Select
            label={t('With the wallet')}
            allowDeselect={false}
            data={wallets.map((w) => ({ value: w.id, label: `${w.label} ${shortHex(w.address)}` }))}
            value={wallet?.id ?? null}
            onChange={(chosen) => change({ walletId: chosen ?? '' })}
            error={
              wallets.length === 0
                ? t('None of your wallets is registered yet: prove one first.')
                : null
            }
          />
          <Select
            label={t('Paid in')}
            allowDeselect={false}
            data={payments.map((p) => ({
              value: p.address,
              label: `${p.symbol} ${shortHex(p.address)}`,
            }))}
            value={payment?.address ?? null}
            onChange={(chosen) => change({ paymentToken: chosen ?? '' })}
            error={payments.length === 0 ? t('No sale names a payment token here yet.') : null}
          />
          <MoneyField
            label={t('Tokens')}
            unit={token.symbol}
            scale={token.decimals}
            value={amount}
            onChange={(text) => change({ amount: text })}
          />
          <MoneyField
            label={t('Price for all of it')}
            unit={payment?.symbol ?? ''}
            scale={payment?.decimals ?? 6}
            value={price}
            onChange={(text) => change({ price: text })}
            follows={perToken(amountBaseUnits, priceBaseUnits, token, payment)}
          />
          <MoneyField
            label={t('Least part that may be taken')}
            unit={token.symbol}
            scale={token.decimals}
            value={least}
            onChange={(text) => change({ least: text })}
            description={t('nothing written: any part')}
          />
          <Select
            label={t('Holds for')}
            allowDeselect={false}
            data={LASTS.map((value) => ({
              value,
              label: t('{{count}} days', { count: Number(value) }),
            }))}
            value={days}
            onChange={(chosen) => change({ days: chosen ?? days })}
          />
        </div>
      </fieldset>
      <div className={css.tight} style={{ marginTop: 14 }}>
        <SentBefore {...order}>{t('It stands on the board above.')}</SentBefore>
        <ProblemNotice error={action.error} />
        {drafted && wallet ? (
          <SignOrder
            token={token}
            wallet={wallet}
            terms={drafted.terms}
            draft={drafted.draft}
            order={order}
            onChange={() => setDrafted(null)}
            onDone={() => {
              setDrafted(null);
              clear();
            }}
          />
        ) : (
          <div>
            <Button
              loading={action.busy}
              disabled={!said || order.sentBefore}
              onClick={() => void draft()}
            >
              {t('Go on to sign')}
            </Button>
          </div>
        )}
      </div>
    </Panel>
  );
}

/** The end of the day so many days from now, in whole seconds. */
const lastSecond = (now: Date, days: number): string =>
  new Date(Math.floor((now.getTime() + days * DAY_MS) / 1000) * 1000).toISOString();

function perToken(
  amount: string | null,
  price: string | null,
  token: BoardToken,
  payment: Payment | undefined,
): string | undefined {
  if (!amount || !price || !payment) return undefined;
  const one = (BigInt(price) * 10n ** BigInt(token.decimals)) / BigInt(amount);
  return `${formatUnits(one, payment.decimals, 2)} ${payment.symbol} / ${token.symbol}`;
}
