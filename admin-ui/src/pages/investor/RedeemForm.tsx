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
import { WalletSteps } from '../../wallet/WalletSteps.tsx';
import { type Queue, queueMoney } from '../redemption/redemption.ts';
import type { Holding } from './Redeem.tsx';

type Lane = 'request' | 'redeem_instantly';
type Preflight = Answer<'/api/v1/redemption-queues/{id}/preflight', 'post'>;

interface RedeemFormProps {
  queue: Queue;
  held: Holding[];
  initial: Holding;
}

/** How much, from which wallet and in which lane; the quote first, then the signatures. */
export function RedeemForm({ queue, held, initial }: RedeemFormProps) {
  const [walletId, setWalletId] = useState(initial.walletId);
  const [lane, setLane] = useState<Lane>('request');
  const [text, setText] = useState('');
  const [taken, setTaken] = useState<Preflight | null>(null);
  const holding = held.find((item) => item.walletId === walletId) ?? initial;
  const shares = amountOf(text, holding.decimals, holding.symbol);
  const order = { walletId, action: lane, shares };
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
    setText('');
  };

  return (
    <div className={css.wide}>
      <Panel title="What you redeem">
        <div className={css.tight}>
          <Select
            label="From the wallet"
            allowDeselect={false}
            disabled={taken !== null}
            data={held.map((item) => ({
              value: item.walletId,
              label: `${shortHex(item.walletAddress)}: ${formatUnits(item.amountBaseUnits, item.decimals)} ${item.symbol}`,
            }))}
            value={walletId}
            onChange={(value) => setWalletId(value ?? walletId)}
          />
          <SegmentedControl
            aria-label="When"
            disabled={taken !== null}
            data={[
              { value: 'request', label: 'At the next NAV' },
              { value: 'redeem_instantly', label: 'At once, for a fee' },
            ]}
            value={lane}
            onChange={setLane}
          />
          <fieldset disabled={taken !== null} style={{ border: 0, margin: 0, padding: 0 }}>
            <MoneyField
              label="Tokens"
              unit={holding.symbol}
              scale={holding.decimals}
              value={text}
              onChange={setText}
              description={`you hold ${formatUnits(holding.amountBaseUnits, holding.decimals)}`}
            />
          </fieldset>
          <div className={css.actions}>
            {taken ? (
              <Button variant="default" onClick={again}>
                Another redemption
              </Button>
            ) : (
              <>
                <Button disabled={!answer?.allowed} onClick={() => setTaken(answer ?? null)}>
                  Go on to sign
                </Button>
                <Button
                  variant="default"
                  onClick={() => setText(formatUnits(holding.amountBaseUnits, holding.decimals))}
                >
                  Everything
                </Button>
              </>
            )}
          </div>
        </div>
      </Panel>
      <Panel title={taken ? 'Sign with your wallet' : 'Quote'}>
        <div className={css.tight} aria-live="polite">
          <ProblemNotice error={asked.shares === null ? null : preflight.error} />
          {answer ? (
            <Quote answer={answer} queue={queue} holding={holding} lane={lane} />
          ) : (
            <p className="muted" style={{ margin: 0 }}>
              {shares === null
                ? 'Write how many tokens; the quote with price, fee and limit comes here.'
                : 'Asking the contract …'}
            </p>
          )}
          {taken ? (
            <WalletSteps
              id={`redeem.${queue.id}.${walletId}.${lane}.${taken.shares}`}
              address={holding.walletAddress}
              verb={lane === 'request' ? 'Request the redemption' : 'Redeem at once'}
              done={
                lane === 'request'
                  ? 'Requested. It is below with its state; the price comes with the strike.'
                  : 'Redeemed. The money is in your wallet.'
              }
              repeatable
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
          ['You give', `${formatUnits(answer.shares, holding.decimals)} ${holding.symbol}`],
          [
            'NAV',
            estimate ? `${formatUsd6(estimate.nav)} USD, round ${estimate.navRound}` : 'none yet',
          ],
          ['Worth', estimate ? queueMoney(estimate.gross, queue) : null],
          ['Fee', estimate ? queueMoney(estimate.fee, queue) : null],
          [
            'You get',
            estimate ? (
              <strong key="net">
                {estimate.binding ? '' : 'about '}
                {queueMoney(estimate.net, queue)}
              </strong>
            ) : null,
          ],
          ...(dealing
            ? [
                ['Deals on', formatDate(dealing.date)] as [string, string],
                ['Paid by', formatDate(dealing.payableBy)] as [string, string],
              ]
            : []),
        ]}
      />
      {lane === 'request' ? (
        <p className="muted" style={{ margin: 0, fontSize: 13 }}>
          The price is the NAV struck for that dealing day, not today’s. Until the cut-off the
          request can be cancelled.
        </p>
      ) : null}
    </>
  );
}
