import { Button, SegmentedControl, Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { $api } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import css from '../../design/design.module.css';
import { formatDate, formatUnits, formatUsd6, shortHex } from '../../design/format.ts';
import { amountOf, MoneyField } from '../../design/MoneyField.tsx';
import { Facts, Panel } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { Refusal } from '../../design/Refusal.tsx';
import { SentBefore } from '../../design/SentBefore.tsx';
import { useKept } from '../../design/useKept.ts';
import { useOrder } from '../../design/useOrder.ts';
import { begunOf } from '../../wallet/sent.ts';
import { WalletSteps } from '../../wallet/WalletSteps.tsx';
import { type Queue, queueMoney } from '../redemption/redemption.ts';
import type { Holding } from './Redeem.tsx';
import { t } from '../../i18n/i18n.ts';

type Lane = 'request' | 'redeem_instantly';
type Preflight = Answer<'/api/v1/redemption-queues/{id}/preflight', 'post'>;

interface RedeemFormProps {
  queue: Queue;
  held: Holding[];
  initial: Holding;
}

/** What a signature is remembered by: the amount, base units, comes last. */
const nameOf = (queue: Queue, walletId: string, lane: Lane) =>
  `redeem.${queue.id}.${walletId}.${lane}.`;

/** The amount and the lane of what was signed in part when the page was left. */
function unfinished(queue: Queue, { walletId, decimals }: Holding): { lane: Lane; text: string } {
  for (const lane of ['request', 'redeem_instantly'] as const) {
    const [shares] = begunOf(nameOf(queue, walletId, lane));
    if (shares) return { lane, text: formatUnits(shares, decimals) };
  }
  return { lane: 'request', text: '' };
}

/** How much, from which wallet and in which lane; the quote first, then the signatures. */
export function RedeemForm({ queue, held, initial }: RedeemFormProps) {
  const [empty] = useState(() => ({
    walletId: initial.walletId,
    ...unfinished(queue, initial),
  }));
  const { value, change, clear, forget } = useKept(`redeem.${queue.id}`, empty);
  const { walletId, lane, text } = value;
  const [taken, setTaken] = useState<Preflight | null>(null);
  const [done, setDone] = useState(false);
  const holding = held.find((item) => item.walletId === walletId) ?? initial;
  const shares = amountOf(text, holding.decimals, holding.symbol);
  const order = { walletId, action: lane, shares };
  const given = useOrder(`redeem.${queue.id}`, shares === null ? null : order);
  const [asked] = useDebouncedValue(order, 300);
  const current = JSON.stringify(asked) === JSON.stringify(order);
  const preflight = $api.useQuery(
    'post',
    '/api/v1/redemption-queues/{id}/preflight',
    {
      params: { path: { id: queue.id } },
      body: { action: asked.action, walletId: asked.walletId, shares: asked.shares ?? '1' },
    },
    { enabled: asked.shares !== null && taken === null, retry: false },
  );
  const answer = taken ?? (shares !== null && current ? preflight.data : undefined);
  const again = () => {
    setTaken(null);
    if (done) clear();
    setDone(false);
  };

  return (
    <div className={css.wide}>
      <Panel title={t('What you redeem')}>
        <div className={css.tight}>
          <Select
            label={t('From the wallet')}
            allowDeselect={false}
            disabled={taken !== null}
            data={held.map((item) => ({
              value: item.walletId,
              label: `${shortHex(item.walletAddress)}: ${formatUnits(item.amountBaseUnits, item.decimals)} ${item.symbol}`,
            }))}
            value={walletId}
            onChange={(chosen) => change({ walletId: chosen ?? walletId })}
          />
          <SegmentedControl
            aria-label={t('When')}
            disabled={taken !== null}
            data={[
              { value: 'request', label: t('At the next NAV') },
              { value: 'redeem_instantly', label: t('At once, for a fee') },
            ]}
            value={lane}
            onChange={(chosen) => change({ lane: chosen })}
          />
          <fieldset disabled={taken !== null} style={{ border: 0, margin: 0, padding: 0 }}>
            <MoneyField
              label={t('Tokens')}
              unit={holding.symbol}
              scale={holding.decimals}
              value={text}
              onChange={(written) => change({ text: written })}
              description={t('you hold {{amountBaseUnits}}', {
                amountBaseUnits: formatUnits(holding.amountBaseUnits, holding.decimals),
              })}
            />
          </fieldset>
          <div className={css.actions}>
            {taken ? (
              <Button variant="default" onClick={again}>
                {done ? t('Another redemption') : t('Change the redemption')}
              </Button>
            ) : (
              <>
                <Button
                  disabled={!answer?.allowed || given.sentBefore}
                  onClick={() => setTaken(answer ?? null)}
                >
                  {t('Go on to sign')}
                </Button>
                <Button
                  variant="default"
                  onClick={() =>
                    change({ text: formatUnits(holding.amountBaseUnits, holding.decimals) })
                  }
                >
                  {t('Everything')}
                </Button>
              </>
            )}
          </div>
        </div>
      </Panel>
      <Panel title={taken ? t('Sign with your wallet') : t('Quote')}>
        <div className={css.tight} aria-live="polite">
          <ProblemNotice error={asked.shares === null ? null : preflight.error} />
          {answer ? (
            <Quote answer={answer} queue={queue} holding={holding} lane={lane} />
          ) : (
            <p className="muted" style={{ margin: 0 }}>
              {shares === null
                ? t('Write how many tokens; the quote with price, fee and limit comes here.')
                : t('Asking the contract …')}
            </p>
          )}
          <SentBefore {...given}>{t('It is below with its state.')}</SentBefore>
          {taken && !given.sentBefore ? (
            <WalletSteps
              id={nameOf(queue, walletId, lane) + taken.shares}
              address={holding.walletAddress}
              verb={lane === 'request' ? t('Request the redemption') : t('Redeem at once')}
              done={
                lane === 'request'
                  ? t('Requested. It is below with its state; the price comes with the strike.')
                  : t('Redeemed. The money is in your wallet.')
              }
              repeatable
              onDone={() => {
                setDone(true);
                given.sent();
                forget();
              }}
              steps={taken.transactions}
            />
          ) : null}
        </div>
      </Panel>
    </div>
  );
}

interface QuoteProps {
  answer: Preflight;
  queue: Queue;
  holding: Holding;
  lane: Lane;
}

function Quote({ answer, queue, holding, lane }: QuoteProps) {
  const { estimate, dealing } = answer;
  return (
    <>
      {answer.obstacles.map((obstacle) => (
        <Refusal key={obstacle.code} reason={obstacle} />
      ))}
      <Facts
        items={[
          [t('You give'), `${formatUnits(answer.shares, holding.decimals)} ${holding.symbol}`],
          [
            t('NAV'),
            estimate
              ? t('{{nav}} USD, round {{navRound}}', {
                  nav: formatUsd6(estimate.nav),
                  navRound: estimate.navRound,
                })
              : t('none yet'),
          ],
          [t('Worth'), estimate ? queueMoney(estimate.gross, queue) : null],
          [t('Fee'), estimate ? queueMoney(estimate.fee, queue) : null],
          [
            t('You get'),
            estimate ? (
              <strong key="net">
                {estimate.binding ? '' : t('about ')}
                {queueMoney(estimate.net, queue)}
              </strong>
            ) : null,
          ],
          ...(dealing
            ? [
                [t('Deals on'), formatDate(dealing.date)] as [string, string],
                [t('Paid by'), formatDate(dealing.payableBy)] as [string, string],
              ]
            : []),
        ]}
      />
      {lane === 'request' ? (
        <p className="muted" style={{ margin: 0, fontSize: 13 }}>
          {t(
            'The price is the NAV struck for that dealing day, not today’s. Until the cut-off the request can be cancelled.',
          )}
        </p>
      ) : null}
    </>
  );
}
