import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { $api } from '../../api/client.ts';
import css from '../../design/design.module.css';
import { formatUnits, formatUsd6 } from '../../design/format.ts';
import { amountOf, MoneyField } from '../../design/MoneyField.tsx';
import { Facts, Panel } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { Refusal } from '../../design/Refusal.tsx';
import { t } from '../../i18n/staff.ts';
import { type RegisterWallet, WalletSelect } from '../WalletSelect.tsx';
import own from './asset.module.css';
import type { Token } from './useAsset.ts';

const CENTS = 2;

/** "Could this investor buy?": the contract's own answer for a wallet and a sum, before anybody pays. */
export function CouldBuy({ token }: { token: Token }) {
  const [wallet, setWallet] = useState<RegisterWallet | null>(null);
  const [text, setText] = useState('1000');
  const considerationCents = amountOf(text, CENTS, 'USD');
  const [asked] = useDebouncedValue(considerationCents, 300);
  const preflight = $api.useQuery(
    'post',
    '/api/v1/tokens/{id}/mints/preflight',
    {
      params: { path: { id: token.id } },
      body: { walletId: wallet?.id ?? '', considerationCents: asked ?? '0' },
    },
    { enabled: wallet !== null && asked !== null, retry: false },
  );
  const answer = wallet !== null && asked === considerationCents ? preflight.data : undefined;
  return (
    <Panel
      title={t('Could this investor buy?')}
      aside={t('asked of the contract, nothing is sent')}
    >
      <div className={css.tight}>
        <div className={own.form}>
          <WalletSelect label={t('Wallet')} value={wallet} onChange={setWallet} />
          <MoneyField
            label={t('Amount')}
            unit="USD"
            scale={CENTS}
            value={text}
            onChange={setText}
          />
        </div>
        <div className={css.tight} aria-live="polite">
          <ProblemNotice error={wallet === null ? null : preflight.error} />
          {answer?.reason ? <Refusal reason={answer.reason} /> : null}
          {answer?.allowed ? (
            <p style={{ margin: 0 }}>
              <strong>{t('Yes.')}</strong> {t('The contract would let it happen now.')}
            </p>
          ) : null}
          {answer?.strike ? (
            <Facts
              items={[
                [
                  t('Tokens'),
                  `${formatUnits(answer.strike.amountBaseUnits, token.decimals)} ${token.symbol}`,
                ],
                [
                  t('NAV'),
                  t('{{nav}} USD, round {{round}}', {
                    nav: formatUsd6(answer.strike.nav),
                    round: answer.strike.navRound,
                  }),
                ],
              ]}
            />
          ) : null}
        </div>
      </div>
    </Panel>
  );
}
