import { Button, Select, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { parseDecimal } from '@cadastre/core';
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
import { ProblemNotice } from '../../design/Problem.tsx';
import { Refusal } from '../../design/Refusal.tsx';
import { useAction } from '../../design/useAction.ts';
import css from '../../design/design.module.css';
import type { Token } from './useAsset.ts';

/** Issues shares at the last NAV: asked beforehand whether the contract would take it. */
export function MintForm({ token }: { token: Token }) {
  const action = useAction();
  const [walletId, setWalletId] = useState<string | null>(null);
  const [dollars, setDollars] = useState('');
  const [reason, setReason] = useState('');
  const [key, setKey] = useState(newIdempotencyKey);
  const considerationCents = centsOf(dollars);
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
  const strike = preflight.data?.strike;

  const mint = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (!walletId || !considerationCents) return;
    const done = await action.run(
      () =>
        api.POST('/api/v1/tokens/{id}/mints', {
          params: { path: { id: token.id }, header: { 'Idempotency-Key': key } },
          body: { walletId, considerationCents, ...(reason.trim() ? { reason } : {}) },
        }),
      'The order waits for compliance.',
    );
    if (done) {
      setDollars('');
      setReason('');
      setKey(newIdempotencyKey());
    }
  };

  return (
    <Panel title="Issue shares" aside="at the last NAV; a compliance officer approves">
      <div className={css.grid}>
        <form className={css.tight} onSubmit={(event) => void mint(event)}>
          <Select
            label="Investor’s wallet"
            searchable
            required
            placeholder="Registered wallets"
            data={(wallets.data?.items ?? []).map((w) => ({
              value: w.id,
              label: `${w.investorReference ?? 'Unknown'}, ${shortHex(w.address)}${w.chain ? `, tier ${w.chain.tier}, ${countryByNumeric(w.chain.country)}` : ''}`,
            }))}
            value={walletId}
            onChange={setWalletId}
          />
          <TextInput
            label="Paid, USD"
            inputMode="decimal"
            required
            error={
              dollars !== '' && considerationCents === null
                ? 'Dollars and cents, without separators.'
                : null
            }
            value={dollars}
            onChange={(event) => setDollars(event.currentTarget.value)}
          />
          <Textarea
            label="Reason"
            description="For the officer who approves."
            autosize
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <ProblemNotice error={action.error} />
          <div>
            <Button type="submit" loading={action.busy} disabled={!preflight.data?.allowed}>
              {strike
                ? `Propose ${formatShares(strike.amountBaseUnits, token.decimals)} shares`
                : 'Propose the order'}
            </Button>
          </div>
        </form>
        <div aria-live="polite">
          <ProblemNotice error={preflight.error} />
          {preflight.data?.reason ? <Refusal reason={preflight.data.reason} /> : null}
          {strike && considerationCents ? (
            <Facts
              items={[
                ['Paid', `${formatCents(considerationCents)} USD`],
                ['NAV', `${formatUsd6(strike.nav)} USD, round ${strike.navRound}`],
                ['As of', formatTime(strike.navAsOf)],
                ['Shares', formatShares(strike.amountBaseUnits, token.decimals)],
                [
                  'Residual',
                  `${formatUnits(strike.residual, 6 + token.decimals)} USD stay with the fund: less than one base unit`,
                ],
              ]}
            />
          ) : (
            <p className="muted" style={{ marginTop: 0 }}>
              Choose a wallet and an amount: the shares, the NAV and any refusal are shown here
              before anything is asked.
            </p>
          )}
        </div>
      </div>
    </Panel>
  );
}

function centsOf(text: string): string | null {
  try {
    const cents = parseDecimal(text, { scale: 2 });
    return cents > 0n ? cents.toString() : null;
  } catch {
    return null;
  }
}
