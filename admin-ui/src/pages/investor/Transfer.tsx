import { Button, Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { $api } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { useWhole } from '../../api/whole.ts';
import css from '../../design/design.module.css';
import { formatShares } from '../../design/format.ts';
import { addressOf, AddressField, type KnownAddress } from '../../design/AddressField.tsx';
import { Hex } from '../../design/Hex.tsx';
import { Loaded } from '../../design/Loaded.tsx';
import { amountOf, MoneyField } from '../../design/MoneyField.tsx';
import { Empty, Facts, PageHead, Panel, TaskRow } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { Refusal } from '../../design/Refusal.tsx';
import { useAction } from '../../design/useAction.ts';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import type { SigningWallet } from '../../wallet/providers.ts';
import { useSigningWallets } from '../../wallet/useSigningWallets.ts';
import { t } from '../../i18n/i18n.ts';
import { useOwnWallets } from './useOwnWallet.ts';

type Holding = Answer<'/api/v1/holdings', 'get'>['items'][number];

const keyOf = (item: Holding) => `${item.tokenId} ${item.walletId}`;
const route = getRouteApi('/inside/transfer');

/** Sends shares to another registered wallet: asked first, signed by the investor's own wallet. */
export function Transfer() {
  useCrumbs({ label: t('Transfer') });
  const search = route.useSearch();
  const holdings = useWhole('/api/v1/holdings');
  return (
    <div className={css.stack}>
      <PageHead
        title={t('Transfer')}
        sub={t(
          'Your wallet signs and sends it; the contract keeps the rules. What it would refuse is said here first.',
        )}
      />
      <Loaded query={holdings}>
        {({ items }) => {
          const held = items.filter((item) => item.amountBaseUnits !== '0');
          if (held.length === 0) {
            return (
              <Panel title={t('Transfer')}>
                <Empty title={t('Nothing to transfer')}>
                  {t('Shares appear when an order settles.')}
                </Empty>
              </Panel>
            );
          }
          const chosen = held.find(
            (item) => item.tokenId === search.token && item.walletId === search.wallet,
          );
          return <TransferForm held={held} initial={chosen ?? held[0]} />;
        }}
      </Loaded>
    </div>
  );
}

function TransferForm({ held, initial }: { held: Holding[]; initial: Holding | undefined }) {
  const signers = useSigningWallets();
  const action = useAction();
  const [from, setFrom] = useState(initial ? keyOf(initial) : null);
  const [to, setTo] = useState('');
  const [amount, setAmount] = useState('');
  const [sent, setSent] = useState<string | null>(null);
  const holding = held.find((item) => keyOf(item) === from);
  const known = useKnownAddresses(holding);
  const base = holding ? amountOf(amount, holding.decimals, holding.symbol) : null;
  const address = addressOf(to, known);
  const [asked] = useDebouncedValue(base && address ? { base, address } : null, 350);
  // What is shown is what would be sent, never the answer to what was written before.
  const current = asked !== null && asked.base === base && asked.address === address;

  const preflight = $api.useQuery(
    'post',
    '/api/v1/tokens/{id}/transfers/preflight',
    {
      params: { path: { id: holding?.tokenId ?? '' } },
      body: {
        from: holding?.walletAddress ?? '',
        to: asked?.address ?? '',
        amountBaseUnits: asked?.base ?? '0',
      },
    },
    { enabled: Boolean(holding && asked) },
  );
  const answer = current ? preflight.data : undefined;
  const transaction = answer?.allowed ? answer.transaction : null;

  const send = (signer: SigningWallet) =>
    action.run(async () => {
      if (!transaction || !holding || !signer.send) return;
      const own = await signer.address();
      if (own.toLowerCase() !== holding.walletAddress.toLowerCase()) {
        throw new Error(
          t('The wallet is {{own}}. Choose the account {{walletAddress}} in it.', {
            own,
            walletAddress: holding.walletAddress,
          }),
        );
      }
      setSent(await signer.send(transaction));
    }, t('The transfer is sent.'));

  return (
    <div className={css.grid}>
      <Panel title={t('Transfer')}>
        <div className={css.tight}>
          <Select
            label={t('What')}
            allowDeselect={false}
            data={held.map((item) => ({
              value: keyOf(item),
              label: `${item.name}: ${formatShares(item.amountBaseUnits, item.decimals)} ${item.symbol}`,
            }))}
            value={from}
            onChange={setFrom}
          />
          <AddressField label={t('To address')} value={to} onChange={setTo} known={known} />
          <MoneyField
            label={t('Shares')}
            unit={holding?.symbol ?? ''}
            scale={holding?.decimals ?? 0}
            value={amount}
            onChange={setAmount}
          />
          <div className={css.actions}>
            {signers.map((signer) => (
              <Button
                key={signer.id}
                disabled={!transaction || !signer.send}
                loading={action.busy}
                onClick={() => void send(signer)}
              >
                {t('Send with')} {signer.name}
              </Button>
            ))}
          </div>
          {signers.length === 0 ? (
            <p className="muted" style={{ margin: 0 }}>
              {t(
                'No wallet was found in this browser: install one that announces itself (EIP-6963).',
              )}
            </p>
          ) : null}
          <ProblemNotice error={action.error} />
        </div>
      </Panel>
      <div className={css.tight} aria-live="polite">
        <Panel title={t('What the contract says')}>
          <ProblemNotice error={preflight.error} />
          {answer?.reason ? <Refusal reason={answer.reason} /> : null}
          {transaction && holding && asked ? (
            <Facts
              items={[
                [t('Answer'), t('It would be accepted in the next block.')],
                [t('Shares'), formatShares(asked.base, holding.decimals)],
                [t('From the wallet'), <Hex key="from" value={holding.walletAddress} />],
                [t('To the wallet'), <Hex key="to" value={asked.address} />],
              ]}
            />
          ) : null}
          {!answer && !preflight.error ? (
            <p className="muted" style={{ margin: 0 }}>
              {t('Write an address and a number of shares.')}
            </p>
          ) : null}
        </Panel>
        {sent ? (
          <TaskRow
            tone="good"
            title={t('Sent.')}
            detail={
              <>
                {t('Transaction')} <Hex value={sent} kind={t('transaction')} />
                <div>{t('Your holdings change when the block is confirmed.')}</div>
              </>
            }
          />
        ) : null}
      </div>
    </div>
  );
}

/** The person's wallets and the asset's contract: neither is mistaken for whom it goes to. */
function useKnownAddresses(holding: Holding | undefined): KnownAddress[] {
  const wallets = useOwnWallets();
  return [
    ...wallets.map(({ address, label }) => ({
      address,
      name: t('your wallet {{label}}', { label }),
      ...(address === holding?.walletAddress
        ? { refused: t('The shares are in this wallet already.') }
        : {}),
    })),
    ...(holding
      ? [
          {
            address: holding.tokenAddress,
            name: t('the contract of {{symbol}}', { symbol: holding.symbol }),
            refused: t('This is the token’s own contract: what is sent there is lost.'),
          },
        ]
      : []),
  ];
}
