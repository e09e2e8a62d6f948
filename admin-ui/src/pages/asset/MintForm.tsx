import { Button, Select, Textarea } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState, type SyntheticEvent } from 'react';
import { $api, api, newIdempotencyKey } from '../../api/client.ts';
import { countryByNumeric } from '../../design/countries.ts';
import { Facts, Panel } from '../../design/Page.tsx';
import {
  formatCents,
  formatShares,
  formatTime,
  shortHex,
  formatUnits,
  formatUsd6,
} from '../../design/format.ts';
import { amountOf, MoneyField } from '../../design/MoneyField.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { Refusal } from '../../design/Refusal.tsx';
import { useAction } from '../../design/useAction.ts';
import css from '../../design/design.module.css';
import type { Token } from './useAsset.ts';
import { t } from '../../i18n/staff.ts';

/** Issues shares at the last NAV: asked beforehand whether the contract would take it. */
export function MintForm({ token }: { token: Token }) {
  const action = useAction();
  const [walletId, setWalletId] = useState<string | null>(null);
  const [dollars, setDollars] = useState('');
  const [reason, setReason] = useState('');
  const [key, setKey] = useState(newIdempotencyKey);
  const considerationCents = amountOf(dollars, 2, 'USD');
  const [asked] = useDebouncedValue(considerationCents, 350);
  const wallets = $api.useQuery('get', '/api/v1/wallets', {
    params: { query: { limit: 200, state: 'registered' } },
  });
  const preflight = $api.useQuery(
    'post',
    '/api/v1/tokens/{id}/mints/preflight',
    {
      params: { path: { id: token.id } },
      body: { walletId: walletId ?? '', considerationCents: asked ?? '' },
    },
    { enabled: walletId !== null && asked !== null },
  );
  // The answer to what is written now, not to what was written a moment ago.
  const answer = asked === considerationCents ? preflight.data : undefined;
  const strike = answer?.strike;

  const mint = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (!walletId || !considerationCents) return;
    const done = await action.run(
      () =>
        api.POST('/api/v1/tokens/{id}/mints', {
          params: { path: { id: token.id }, header: { 'Idempotency-Key': key } },
          body: { walletId, considerationCents, ...(reason.trim() ? { reason } : {}) },
        }),
      t('The order waits for compliance.'),
    );
    if (done) {
      setDollars('');
      setReason('');
      setKey(newIdempotencyKey());
    }
  };

  return (
    <Panel title={t('Issue shares')} aside={t('at the last NAV; a compliance officer approves')}>
      <div className={css.grid}>
        <form className={css.tight} onSubmit={(event) => void mint(event)}>
          <Select
            label={t('Investor’s wallet')}
            searchable
            required
            placeholder={t('Registered wallets')}
            data={(wallets.data?.items ?? []).map((w) => ({
              value: w.id,
              label: [
                w.investorReference ?? t('Unknown'),
                shortHex(w.address),
                ...(w.chain
                  ? [t('tier {{tier}}', { tier: w.chain.tier }), countryByNumeric(w.chain.country)]
                  : []),
              ].join(', '),
            }))}
            value={walletId}
            onChange={setWalletId}
          />
          <MoneyField
            label={t('Paid')}
            unit="USD"
            scale={2}
            required
            value={dollars}
            onChange={setDollars}
          />
          <Textarea
            label={t('Reason')}
            description={t('For the officer who approves.')}
            autosize
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <ProblemNotice error={action.error} />
          <div>
            <Button type="submit" loading={action.busy} disabled={!answer?.allowed}>
              {strike
                ? t('Propose {{amountBaseUnits}} shares', {
                    amountBaseUnits: formatShares(strike.amountBaseUnits, token.decimals),
                  })
                : t('Propose the order')}
            </Button>
          </div>
        </form>
        <div aria-live="polite">
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
