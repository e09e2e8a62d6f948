import { $api } from '../api/client.ts';

/**
 * The product's own time, for ages. In a demonstration it follows the chain and is not this
 * machine's: so it is asked, and only the milliseconds since the answer are counted here.
 */
export function useNow(): Date {
  return useClock() ?? new Date();
}

/** The same, null until it was asked: for what is offered, decided or written down by it. */
export function useClock(): Date | null {
  const query = $api.useQuery('get', '/health', undefined, {
    staleTime: 60_000,
    refetchInterval: 60_000,
    retry: false,
  });
  const told = query.data?.parts['clock']?.figures?.['now'];
  if (typeof told !== 'string') return null;
  return new Date(new Date(told).getTime() + (Date.now() - query.dataUpdatedAt));
}

/** Whether a moment, ISO 8601, has come; of a clock that was not asked yet nothing is known to have. */
export const hasCome = (instant: string, clock: Date | null): boolean =>
  clock !== null && new Date(instant) <= clock;

/** Whether a moment is still ahead, as far as the clock is known. */
export const isAhead = (instant: string, clock: Date | null): boolean =>
  clock !== null && new Date(instant) > clock;
