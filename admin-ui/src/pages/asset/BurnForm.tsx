import { Button, Textarea } from '@mantine/core';
import { considerationForShares } from '@cadastre/core';
import { useQuery } from '@tanstack/react-query';
import type { SyntheticEvent } from 'react';
import { api } from '../../api/client.ts';
import css from '../../design/design.module.css';
import { Form } from '../../design/Form.tsx';
import { formatCents, formatShares, formatUsd6 } from '../../design/format.ts';
import { amountOf, MoneyField } from '../../design/MoneyField.tsx';
import { Facts, Panel } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { SentBefore } from '../../design/SentBefore.tsx';
import { useAction } from '../../design/useAction.ts';
import { useKept } from '../../design/useKept.ts';
import { useOrder } from '../../design/useOrder.ts';
import { t } from '../../i18n/staff.ts';
import { type RegisterWallet, WalletSelect } from '../WalletSelect.tsx';
import { capTableQuery } from './askAsset.ts';
import { newestOf } from './rounds.ts';
import { type Token, useAssetId, useRounds } from './useAsset.ts';

const REGISTERED = ['registered'] as const;
const EMPTY = { wallet: null as RegisterWallet | null, shares: '', dollars: '', reason: '' };

/** Takes shares of an investor back against payment, at most at the last NAV. */
export function BurnForm({ token }: { token: Token }) {
  const action = useAction();
  const { value, change, clear } = useKept(`burn.${token.id}`, EMPTY);
  const { wallet, shares, dollars, reason } = value;
  const nav = newestOf(useRounds(useAssetId()).data?.items, 'nav');
  const holders = useQuery(capTableQuery(token.id)).data?.holders;
  const held = holders?.find(({ walletId }) => walletId === wallet?.id)?.amountBaseUnits ?? '0';
  const amountBaseUnits = amountOf(shares, token.decimals, token.symbol);
  const considerationCents = amountOf(dollars, 2, 'USD');
  const said =
    wallet && amountBaseUnits && considerationCents
      ? {
          walletId: wallet.id,
          amountBaseUnits,
          considerationCents,
          ...(reason.trim() ? { reason } : {}),
        }
      : null;
  const order = useOrder(`burn.${token.id}`, said);
  const most =
    nav && amountBaseUnits
      ? considerationForShares(BigInt(amountBaseUnits), BigInt(nav.answer), token.decimals)
      : null;

  const burn = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (!said) return;
    const done = await action.run(
      () =>
        order.send((header) =>
          api.POST('/api/v1/tokens/{id}/burns', {
            params: { path: { id: token.id }, header },
            body: said,
          }),
        ),
      t('The order waits for compliance.'),
    );
    if (done) clear();
  };

  return (
    <Panel title={t('Cancel shares')} aside={t('at most at the last NAV; compliance approves')}>
      <div className={css.grid}>
        <Form error={action.error} onSubmit={burn} className={css.tight}>
          <WalletSelect
            label={t('Investor’s wallet')}
            states={REGISTERED}
            value={wallet}
            onChange={(chosen) => change({ wallet: chosen })}
          />
          <MoneyField
            name="amountBaseUnits"
            label={t('Shares')}
            unit={token.symbol}
            scale={token.decimals}
            required
            value={shares}
            onChange={(text) => change({ shares: text })}
          />
          <MoneyField
            name="considerationCents"
            label={t('Paid to the investor')}
            unit="USD"
            scale={2}
            required
            value={dollars}
            onChange={(text) => change({ dollars: text })}
          />
          <Textarea
            label={t('Reason')}
            description={t('For the officer who approves.')}
            autosize
            value={reason}
            onChange={(event) => change({ reason: event.currentTarget.value })}
          />
          <SentBefore {...order}>{t('It is among the orders below.')}</SentBefore>
          <ProblemNotice error={action.error} />
          <div>
            <Button
              type="submit"
              color="oxide"
              loading={action.busy}
              disabled={!said || order.sentBefore}
            >
              {amountBaseUnits
                ? t('Propose to cancel {{amount}} shares', {
                    amount: formatShares(amountBaseUnits, token.decimals),
                  })
                : t('Propose the order')}
            </Button>
          </div>
        </Form>
        <div aria-live="polite" className={css.tight}>
          {wallet ? (
            <Facts
              items={[
                [t('The wallet holds'), `${formatShares(held, token.decimals)} ${token.symbol}`],
                [
                  t('NAV'),
                  nav
                    ? t('{{nav}} USD, round {{navRound}}', {
                        nav: formatUsd6(nav.answer),
                        navRound: nav.round,
                      })
                    : null,
                ],
                [t('Worth at most'), most === null ? null : `${formatCents(most)} USD`],
              ]}
            />
          ) : (
            <p className="muted" style={{ marginTop: 0 }}>
              {t(
                'Choose a wallet: what it holds and what its shares are worth is shown here. The money is paid outside the platform; the shares are cancelled once compliance has approved.',
              )}
            </p>
          )}
        </div>
      </div>
    </Panel>
  );
}
