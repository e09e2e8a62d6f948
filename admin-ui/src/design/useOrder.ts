import { useEffect, useState } from 'react';
import { newIdempotencyKey } from '../api/client.ts';
import { ApiProblem, asProblem } from '../api/problem.ts';
import { t } from '../i18n/i18n.ts';
import { type OrderKey, readOrder, watchOrder, writeOrder } from '../session/orders.ts';
import { useSession } from '../session/session.ts';

interface Order {
  /** Whether a tab of this browser, or this one before a reload, has sent just what is written here. */
  sentBefore: boolean;
  /** Who was told so wants another one all the same. */
  another: () => void;
  /** Notes that it was sent otherwise than by `send`. */
  sent: () => void;
  /** Gives the order under the key that all tabs have for it; the next one goes under another. */
  send: <T>(call: (header: { 'Idempotency-Key': string }) => Promise<T>) => Promise<T>;
}

/**
 * An order of money or tokens that is written in a form: however many tabs send it, and however often an answer is lost,
 * it is given once.
 * @param form names the form
 * @param said what would be sent; null while it is not whole
 */
export function useOrder(form: string, said: object | null): Order {
  const person = useSession()?.id ?? '';
  const [order, setOrder] = useState(() => readOrder(person, form) ?? fresh(null));
  const [wanted, setWanted] = useState<string | null>(null);
  const text = said && JSON.stringify(said);
  useEffect(
    () => watchOrder(person, form, () => setOrder((mine) => readOrder(person, form) ?? mine)),
    [person, form],
  );
  const write = (next: OrderKey) => {
    setOrder(next);
    writeOrder(person, form, next);
  };
  const sent = () => {
    setWanted(text);
    write(fresh(text));
  };
  return {
    sent,
    sentBefore: text !== null && text === order.sent && text !== wanted,
    another: () => setWanted(text),
    send: async (call) => {
      // As it is now in all tabs, and there before anything is asked.
      const now = readOrder(person, form) ?? order;
      write(now);
      try {
        const answer = await call({ 'Idempotency-Key': now.key });
        sent();
        return answer;
      } catch (thrown) {
        if (asProblem(thrown).code !== 'idempotency_key_reused') throw thrown;
        // Told that the one before was taken, who asks again wants another one.
        write(fresh(null));
        throw new ApiProblem(
          422,
          'idempotency_key_reused',
          t('Another order was taken before this one'),
          t(
            'Its answer did not come back here: look at it, then send this one again if you want both.',
          ),
        );
      }
    },
  };
}

const fresh = (sent: string | null): OrderKey => ({ key: newIdempotencyKey(), sent });
