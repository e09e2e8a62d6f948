import { Button, Textarea } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { SyntheticEvent } from 'react';
import { $api, api } from '../../api/client.ts';
import { Facts, Panel } from '../../design/Page.tsx';
import {
  formatCents,
  formatShares,
  formatTime,
  formatUnits,
  formatUsd6,
} from '../../design/format.ts';
import { amountOf, MoneyField } from '../../design/MoneyField.tsx';
import { Form } from '../../design/Form.tsx';
import { useKept } from '../../design/useKept.ts';
import { useOrder } from '../../design/useOrder.ts';
import { ProblemNotice } from '../../design/Problem.tsx';
import { Refusal } from '../../design/Refusal.tsx';
import { SentBefore } from '../../design/SentBefore.tsx';
import { useAction } from '../../design/useAction.ts';
import css from '../../design/design.module.css';
import { type RegisterWallet, WalletSelect } from '../WalletSelect.tsx';
import type { Token } from './useAsset.ts';
import { t } from '../../i18n/staff.ts';

const REGISTERED = ['registered'] as const;
const EMPTY = { wallet: null as RegisterWallet | null, dollars: '', reason: '' };

/** Issues shares at the last NAV: asked beforehand whether the contract would take it. */
export function MintForm({ token }: { token: Token }) {
  const action = useAction();
  const { value, change, clear } = useKept(`mint.${token.id}`, EMPTY);
  const { wallet, dollars, reason } = value;
  const considerationCents = amountOf(dollars, 2, 'USD');
  const said =
    wallet && considerationCents
      ? { walletId: wallet.id, considerationCents, ...(reason.trim() ? { reason } : {}) }
      : null;
  const order = useOrder(`mint.${token.id}`, said);
  const [asked] = useDebouncedValue(considerationCents, 350);
  const preflight = $api.useQuery(
    'post',
    '/api/v1/tokens/{id}/mints/preflight',
    {
      params: { path: { id: token.id } },
      body: { walletId: wallet?.id ?? '', considerationCents: asked ?? '' },
    },
    { enabled: wallet !== null && asked !== null },
  );
  // The answer to what is written now, not to what was written a moment ago.
  const answer = asked === considerationCents ? preflight.data : undefined;
  const strike = answer?.strike;

  const mint = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (!said) return;
    const done = await action.run(
      () =>
        order.send((header) =>
          api.POST('/api/v1/tokens/{id}/mints', {
            params: { path: { id: token.id }, header },
            body: said,
          }),
        ),
      t('The order waits for compliance.'),
    );
    if (done) clear();
  };

  return (
    <Panel title={t('Issue shares')} aside={t('at the last NAV; a compliance officer approves')}>
      <div className={css.grid}>
        <Form error={action.error} onSubmit={mint} className={css.tight}>
          <WalletSelect
            label={t('Investor’s wallet')}
            states={REGISTERED}
            value={wallet}
            onChange={(chosen) => change({ wallet: chosen })}
          />
          <MoneyField
            name="considerationCents"
            label={t('Paid')}
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
              loading={action.busy}
              disabled={!answer?.allowed || order.sentBefore}
            >
              {strike
                ? t('Propose {{amountBaseUnits}} shares', {
                    amountBaseUnits: formatShares(strike.amountBaseUnits, token.decimals),
                  })
                : t('Propose the order')}
            </Button>
          </div>
        </Form>
        <div aria-live="polite" className={css.tight}>
          <ProblemNotice error={preflight.error} />
          {answer?.reason ? <Refusal reason={answer.reason} /> : null}
          {strike && considerationCents ? (
            <Facts
              items={[
                [t('Paid'), `${formatCents(considerationCents)} USD`],
                [
                  t('NAV'),
                  t('{{nav}} USD, round {{navRound}}', {
                    nav: formatUsd6(strike.nav),
                    navRound: strike.navRound,
                  }),
                ],
                [t('As of'), formatTime(strike.navAsOf)],
                [t('Shares'), formatShares(strike.amountBaseUnits, token.decimals)],
                [
                  t('Residual'),
                  t('{{residual}} USD stay with the fund: less than one base unit', {
                    residual: formatUnits(strike.residual, 6 + token.decimals),
                  }),
                ],
              ]}
            />
          ) : (
            <p className="muted" style={{ marginTop: 0 }}>
              {t(
                'Choose a wallet and an amount: the shares, the NAV and any refusal are shown here before anything is asked.',
              )}
            </p>
          )}
        </div>
      </div>
    </Panel>
  );
}
