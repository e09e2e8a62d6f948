import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { $api } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import css from '../../design/design.module.css';
import { formatShares } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { Refusal } from '../../design/Refusal.tsx';
import { type Message, t } from '../../i18n/i18n.ts';
import { WalletSteps } from '../../wallet/WalletSteps.tsx';
import { useOwnWallet } from './useOwnWallet.ts';

export type Right = Answer<'/api/v1/voting-rights', 'get'>['items'][number];
type Choice = NonNullable<Right['choice']>;

const CHOICES: Record<Choice, Message> = { for: 'For', against: 'Against', abstain: 'Abstain' };

interface CastVoteProps {
  right: Right;
  open: boolean;
  /** Whether it has closed. */
  over: boolean;
  unit: string;
  decimals: number;
}

/** One wallet's vote: what it weighs and what it chose; while voting is open, the signature. */
export function CastVote({ right, open, over, unit, decimals }: CastVoteProps) {
  const [choice, setChoice] = useState<Choice | null>(null);
  const wallet = useOwnWallet(right.walletId);
  const order = $api.useQuery(
    'post',
    '/api/v1/votes/{id}/orders',
    {
      params: { path: { id: right.voteId } },
      body: { walletId: right.walletId, account: right.account, choice: choice ?? 'abstain' },
    },
    { enabled: choice !== null && right.choice === null, retry: false },
  );
  const weight = `${formatShares(right.weight, decimals)} ${unit}`;
  const transaction = choice === null ? null : order.data?.transaction;
  return (
    <section aria-label={t('Vote of {{weight}}', { weight })} className={css.tight}>
      <div>
        <strong>{weight}</strong> <Hex value={right.account} />
        <div className="muted">
          {right.choice
            ? t('Voted: {{choice}}', { choice: t(CHOICES[right.choice]) })
            : open
              ? t('Not voted yet')
              : over
                ? t('Not voted: voting is over')
                : t('Voting is not open')}
        </div>
      </div>
      {open && right.choice === null ? (
        <>
          <SegmentedControl
            aria-label={t('Your vote')}
            data={Object.entries(CHOICES).map(([value, label]) => ({
              value: value as Choice,
              label: t(label),
            }))}
            value={choice ?? ('' as Choice)}
            onChange={setChoice}
          />
          <ProblemNotice error={choice === null ? null : order.error} />
          {choice === null
            ? null
            : order.data?.obstacles.map((o) => <Refusal key={o.code} reason={o} />)}
          {choice && transaction && wallet ? (
            <WalletSteps
              id={`vote.${right.voteId}.${right.account}`}
              address={wallet.address}
              verb={t('Vote “{{choice}}”', { choice: t(CHOICES[choice]) })}
              done={t('Your vote is in a block. It counts once the block is confirmed.')}
              steps={[{ ...transaction, what: t('cast the vote') }]}
            />
          ) : null}
        </>
      ) : null}
    </section>
  );
}
