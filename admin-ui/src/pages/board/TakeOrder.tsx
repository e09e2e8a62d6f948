import { Button, Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { $api } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import css from '../../design/design.module.css';
import { formatUnits, shortHex } from '../../design/format.ts';
import { amountOf, MoneyField } from '../../design/MoneyField.tsx';
import { Facts } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { Refusal } from '../../design/Refusal.tsx';
import { SentBefore } from '../../design/SentBefore.tsx';
import { useOrder } from '../../design/useOrder.ts';
import { t } from '../../i18n/i18n.ts';
import { WalletSteps } from '../../wallet/WalletSteps.tsx';
import { useOwnWallets } from '../investor/useOwnWallet.ts';
import { boardMoney, type BoardOrder, type BoardToken, openPart } from './board.ts';
import { MatchOrder } from './MatchOrder.tsx';

type Preflight = Answer<'/api/v1/otc-orders/{id}/preflight', 'post'>;

interface TakeOrderProps {
  order: BoardOrder;
  token: BoardToken;
  /** The investor's own orders of the token: one on the other side can be matched instead. */
  orders: BoardOrder[];
}

/** A part or all of somebody's order: what is paid and what stands against it, then the signatures. */
export function TakeOrder({ order, token, orders }: TakeOrderProps) {
  const wallets = useOwnWallets().filter((wallet) => wallet.state === 'registered');
  const [walletChosen, setWallet] = useState<string | null>(null);
  const walletId = walletChosen ?? wallets[0]?.id ?? '';
  const all = formatUnits(openPart(order), token.decimals);
  const [text, setText] = useState(all);
  const [taken, setTaken] = useState<Preflight | null>(null);
  const amountBaseUnits = amountOf(text, token.decimals, token.symbol);
  const said = amountBaseUnits !== null && walletId !== '' ? { walletId, amountBaseUnits } : null;
  const given = useOrder(`otc.take.${order.id}`, said);
  const [asked] = useDebouncedValue(amountBaseUnits, 300);
  const ask = asked !== null && walletId !== '';
  const preflight = $api.useQuery(
    'post',
    '/api/v1/otc-orders/{id}/preflight',
    { params: { path: { id: order.id } }, body: { walletId, amountBaseUnits: asked ?? '1' } },
    { enabled: ask && taken === null, retry: false },
  );
  const answer = taken ?? (ask && asked === amountBaseUnits ? preflight.data : undefined);
  const wallet = wallets.find(({ id }) => id === walletId);
  const verb = order.sells ? t('Buy') : t('Sell');
  return (
    <div className={css.tight}>
      <Select
        label={t('With the wallet')}
        allowDeselect={false}
        disabled={taken !== null}
        data={wallets.map((w) => ({ value: w.id, label: `${w.label} ${shortHex(w.address)}` }))}
        value={walletId || null}
        onChange={setWallet}
        error={
          wallets.length === 0
            ? t('None of your wallets is registered yet: prove one first.')
            : null
        }
      />
      <fieldset disabled={taken !== null} style={{ border: 0, margin: 0, padding: 0 }}>
        <MoneyField
          label={t('Tokens')}
          unit={token.symbol}
          scale={token.decimals}
          value={text}
          onChange={setText}
          description={t('{{amount}} are left', { amount: all })}
        />
      </fieldset>
      <div className={css.tight} aria-live="polite">
        <ProblemNotice error={ask ? preflight.error : null} />
        {answer?.obstacles.map((obstacle) => (
          <Refusal key={obstacle.code} reason={obstacle} />
        ))}
        {answer ? (
          <Facts
            items={[
              [order.sells ? t('You pay') : t('You get'), boardMoney(answer.paysBaseUnits, order)],
            ]}
          />
        ) : null}
      </div>
      <SentBefore {...given}>
        <Link to="/portfolio">{t('Look whether your holdings have changed.')}</Link>
      </SentBefore>
      {taken ? null : (
        <div className={css.actions}>
          <Button
            disabled={!answer?.allowed || given.sentBefore}
            onClick={() => setTaken(answer ?? null)}
          >
            {t('Go on to sign')}
          </Button>
        </div>
      )}
      {taken && wallet && !given.sentBefore ? (
        <WalletSteps
          id={`otc.take.${order.id}.${wallet.id}.${taken.paysBaseUnits}`}
          address={wallet.address}
          verb={verb}
          done={t('Done. Tokens and money have changed hands in one transaction.')}
          repeatable
          onDone={given.sent}
          steps={taken.transactions}
        />
      ) : null}
      {taken ? null : <MatchOrder resting={order} token={token} orders={orders} />}
    </div>
  );
}
