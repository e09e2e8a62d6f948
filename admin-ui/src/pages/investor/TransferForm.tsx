import { Button, Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { $api } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { addressOf, AddressField, type KnownAddress } from '../../design/AddressField.tsx';
import css from '../../design/design.module.css';
import { formatShares, formatUnits } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { amountOf, MoneyField } from '../../design/MoneyField.tsx';
import { Facts, Panel } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { Refusal } from '../../design/Refusal.tsx';
import { SentBefore } from '../../design/SentBefore.tsx';
import { useKept } from '../../design/useKept.ts';
import { useOrder } from '../../design/useOrder.ts';
import { t } from '../../i18n/i18n.ts';
import { begunOf } from '../../wallet/sent.ts';
import { WalletSteps } from '../../wallet/WalletSteps.tsx';
import type { Holding } from './Redeem.tsx';
import { useOwnWallets } from './useOwnWallet.ts';

type Transaction = NonNullable<
  Answer<'/api/v1/tokens/{id}/transfers/preflight', 'post'>['transaction']
>;

const keyOf = (item: Holding) => `${item.tokenId} ${item.walletId}`;

/** What a signature is remembered by: receiver and amount, base units, come last. */
const nameOf = ({ tokenId, walletId }: Holding) => `transfer.${tokenId}.${walletId}.`;

/** Receiver and amount of what was signed in part when the page was left. */
function unfinished(holding: Holding): { to: string; amount: string } {
  const [to = '', base] = begunOf(nameOf(holding))[0]?.split('.') ?? [];
  return { to, amount: base ? formatUnits(base, holding.decimals) : '' };
}

/** What goes to whom, and how much: what the contract says first, then the signature. */
export function TransferForm(props: { held: Holding[]; initial: Holding }) {
  const { held } = props;
  // What was sent to the last share is held no more, and stays on the page.
  const [initial] = useState(props.initial);
  const [empty] = useState(() => ({ from: keyOf(initial), ...unfinished(initial) }));
  const { value, change, clear, forget } = useKept(`transfer.${keyOf(initial)}`, empty);
  const { to, amount } = value;
  const [taken, setTaken] = useState<Transaction | null>(null);
  const [done, setDone] = useState(false);
  const holding = held.find((item) => keyOf(item) === value.from) ?? initial;
  const known = useKnownAddresses(holding);
  const base = amountOf(amount, holding.decimals, holding.symbol);
  const address = addressOf(to, known);
  const said =
    base && address ? { from: keyOf(holding), to: address, amountBaseUnits: base } : null;
  const given = useOrder(`transfer.${keyOf(holding)}`, said);
  const [asked] = useDebouncedValue(said, 350);
  // What is shown is what would be sent, never the answer to what was written before.
  const current = asked !== null && JSON.stringify(asked) === JSON.stringify(said);

  const preflight = $api.useQuery(
    'post',
    '/api/v1/tokens/{id}/transfers/preflight',
    {
      params: { path: { id: holding.tokenId } },
      body: {
        from: holding.walletAddress,
        to: asked?.to ?? '',
        amountBaseUnits: asked?.amountBaseUnits ?? '0',
      },
    },
    { enabled: asked !== null && taken === null },
  );
  const answer = taken === null && current ? preflight.data : undefined;
  const transaction = taken ?? (answer?.allowed ? answer.transaction : null);
  const again = () => {
    setTaken(null);
    if (done) clear();
    setDone(false);
  };

  return (
    <div className={css.grid}>
      <Panel title={t('Transfer')}>
        <fieldset disabled={taken !== null} style={{ border: 0, margin: 0, padding: 0 }}>
          <div className={css.tight}>
            <Select
              label={t('What')}
              allowDeselect={false}
              disabled={taken !== null}
              data={held.map((item) => ({
                value: keyOf(item),
                label: `${item.name}: ${formatShares(item.amountBaseUnits, item.decimals)} ${item.symbol}`,
              }))}
              value={keyOf(holding)}
              onChange={(chosen) => change({ from: chosen ?? value.from })}
            />
            <AddressField
              label={t('To address')}
              value={to}
              onChange={(written) => change({ to: written })}
              known={known}
            />
            <MoneyField
              label={t('Shares')}
              unit={holding.symbol}
              scale={holding.decimals}
              value={amount}
              onChange={(written) => change({ amount: written })}
            />
          </div>
        </fieldset>
        <div className={css.actions} style={{ marginTop: 14 }}>
          {taken ? (
            <Button variant="default" onClick={again}>
              {done ? t('Another transfer') : t('Change the transfer')}
            </Button>
          ) : (
            <Button
              disabled={!transaction || given.sentBefore}
              onClick={() => setTaken(transaction)}
            >
              {t('Go on to sign')}
            </Button>
          )}
        </div>
      </Panel>
      <Panel title={taken ? t('Sign with your wallet') : t('What the contract says')}>
        <div className={css.tight} aria-live="polite">
          <ProblemNotice error={asked && !taken ? preflight.error : null} />
          {answer?.reason ? <Refusal reason={answer.reason} /> : null}
          {transaction && said ? (
            <Facts
              items={[
                ...(taken
                  ? []
                  : [
                      [t('Answer'), t('It would be accepted in the next block.')] as [
                        string,
                        string,
                      ],
                    ]),
                [t('Shares'), formatShares(said.amountBaseUnits, holding.decimals)],
                [t('From the wallet'), <Hex key="from" value={holding.walletAddress} />],
                [t('To the wallet'), <Hex key="to" value={said.to} />],
              ]}
            />
          ) : null}
          {!transaction && !answer && !preflight.error ? (
            <p className="muted" style={{ margin: 0 }}>
              {t('Write an address and a number of shares.')}
            </p>
          ) : null}
          <SentBefore {...given}>
            <Link to="/portfolio">{t('Look whether your holdings have changed.')}</Link>
          </SentBefore>
          {taken && said && !given.sentBefore ? (
            <WalletSteps
              id={`${nameOf(holding)}${said.to}.${said.amountBaseUnits}`}
              address={holding.walletAddress}
              verb={t('Send')}
              done={t('Sent. Your holdings change once the block is confirmed.')}
              repeatable
              onDone={() => {
                setDone(true);
                given.sent();
                forget();
              }}
              steps={[{ ...taken, what: t('send the shares') }]}
            />
          ) : null}
        </div>
      </Panel>
    </div>
  );
}

/** The person's wallets and the asset's contract: neither is mistaken for whom it goes to. */
function useKnownAddresses(holding: Holding): KnownAddress[] {
  const wallets = useOwnWallets();
  return [
    ...wallets.map(({ address, label }) => ({
      address,
      name: t('your wallet {{label}}', { label }),
      ...(address === holding.walletAddress
        ? { refused: t('The shares are in this wallet already.') }
        : {}),
    })),
    {
      address: holding.tokenAddress,
      name: t('the contract of {{symbol}}', { symbol: holding.symbol }),
      refused: t('This is the token’s own contract: what is sent there is lost.'),
    },
  ];
}
