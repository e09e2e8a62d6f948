import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import css from '../../design/design.module.css';
import { amountOf, MoneyField } from '../../design/MoneyField.tsx';
import { ReasonDialog } from '../../design/ReasonDialog.tsx';
import { useAction } from '../../design/useAction.ts';
import { useIdempotent } from '../../design/useIdempotent.ts';
import type { Token } from '../asset/useAsset.ts';
import { type Queue, queueMoney } from './redemption.ts';
import { EVERYTHING } from './FillChooser.tsx';
import { type Strike, StrikePreview } from './StrikePreview.tsx';
import { t } from '../../i18n/staff.ts';

export type QueueVerb = 'close' | 'strike' | 'fund' | 'withdraw' | 'lane';

export const VERBS: Record<QueueVerb, { label: string; detail: string; done: string }> = {
  close: {
    label: t('Close the epoch'),
    detail: t(
      'What was requested until the cut-off waits for its price from then on; new requests go into the next epoch.',
    ),
    done: t('The epoch is being closed.'),
  },
  strike: {
    label: t('Strike at the NAV'),
    detail: t(
      'The closed epoch is priced at the NAV valued after its cut-off and paid from the buffer. Compliance approves the price and the sum.',
    ),
    done: t('The strike is with compliance.'),
  },
  fund: {
    label: t('Fund the buffer'),
    detail: t('Money of the treasury goes into the queue; redeemers are paid from it.'),
    done: t('The funding is with compliance.'),
  },
  withdraw: {
    label: t('Withdraw'),
    detail: t('Takes back what the queue owes to nobody.'),
    done: t('The withdrawal is with compliance.'),
  },
  lane: {
    label: t('Set the instant lane'),
    detail: t(
      'Redeemers are paid at once from the buffer, up to the limit a day, for the fee. A limit of zero shuts it.',
    ),
    done: t('The lane is with compliance.'),
  },
};

interface QueueOrderDialogProps {
  queue: Queue;
  token: Token;
  verb: QueueVerb;
  onClose: () => void;
}

/** One order to the queue with its reason; amounts as people write them. */
export function QueueOrderDialog({ queue, token, verb, onClose }: QueueOrderDialogProps) {
  const action = useAction();
  const { header } = useIdempotent();
  const [money, setMoney] = useState('');
  const [to, setTo] = useState('');
  const [fee, setFee] = useState('0.5');
  const [choice, setChoice] = useState(EVERYTHING);
  const [strike, setStrike] = useState<Strike | null>(null);
  const { decimals, symbol } = queue.paymentToken;
  const { label, detail, done } = VERBS[verb];
  const params = { path: { id: queue.id }, header };

  const order = (reason: string) => {
    const amount = amountOf(money, decimals, symbol);
    const needed = () => {
      if (!amount) throw new Error(t('Write an amount above zero.'));
      return amount;
    };
    switch (verb) {
      case 'close':
        return api.POST('/api/v1/redemption-queues/{id}/close', { params, body: { reason } });
      case 'strike':
        // What was looked at is asked for, whatever comes into the buffer meanwhile.
        return api.POST('/api/v1/redemption-queues/{id}/strike', {
          params,
          body: { ...(strike?.fill ? { fill: strike.fill } : {}), reason },
        });
      case 'fund':
        return api.POST('/api/v1/redemption-queues/{id}/fund', {
          params,
          body: { amount: needed(), reason },
        });
      case 'withdraw':
        return api.POST('/api/v1/redemption-queues/{id}/withdraw', {
          params,
          body: { amount: needed(), to: to.trim(), reason },
        });
      case 'lane': {
        const bps = amountOf(fee, 2);
        return api.POST('/api/v1/redemption-queues/{id}/instant-lane', {
          params,
          body: { feeBps: Number(bps ?? '0'), dailyLimit: amount ?? '0', reason },
        });
      }
    }
  };

  return (
    <ReasonDialog
      about={`queue.${queue.id}.${verb}`}
      opened
      onClose={onClose}
      title={label}
      verb={label}
      danger={verb === 'withdraw'}
      ready={verb !== 'strike' || strike !== null}
      onConfirm={(reason) => action.attempt(async () => order(reason), done)}
    >
      <div className={css.tight}>
        <p style={{ margin: 0 }}>{detail}</p>
        {verb === 'strike' ? (
          <StrikePreview
            queue={queue}
            token={token}
            choice={choice}
            onChoose={setChoice}
            onStrike={setStrike}
          />
        ) : null}
        {verb === 'fund' || verb === 'withdraw' || verb === 'lane' ? (
          <MoneyField
            label={verb === 'lane' ? t('Limit a day') : t('Amount')}
            unit={symbol}
            scale={decimals}
            {...(queue.chain
              ? {
                  description: t('in the buffer: {{buffer}}', {
                    buffer: queueMoney(queue.chain.buffer, queue),
                  }),
                }
              : {})}
            value={money}
            onChange={setMoney}
          />
        ) : null}
        {verb === 'withdraw' ? (
          <TextInput
            label={t('To the address')}
            required
            value={to}
            onChange={(event) => setTo(event.currentTarget.value)}
          />
        ) : null}
        {verb === 'lane' ? (
          <TextInput
            label={t('Fee, %')}
            inputMode="decimal"
            value={fee}
            onChange={(event) => setFee(event.currentTarget.value)}
          />
        ) : null}
      </div>
    </ReasonDialog>
  );
}
