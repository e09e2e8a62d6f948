import type { LedgerEvent } from '../chain/ledger/event-reader.js';

/** For example `AssetToken.Transfer.final`. */
export const typeOf = ({ contract, event, outcome }: LedgerEvent): string =>
  `${contract}.${event}.${outcome}`;

/** The same for every endpoint, attempt and replay: receivers tell repetitions by it. */
export const eventId = (number: bigint | number): string => `evt_${number}`;

/** Whether one of the patterns (`*`, or `Contract.Event.outcome` with `*` parts) names the type. */
export function wanted(patterns: readonly string[], type: string): boolean {
  const parts = type.split('.');
  return patterns.some(
    (pattern) =>
      pattern === '*' || pattern.split('.').every((part, i) => part === '*' || part === parts[i]),
  );
}

/**
 * What a receiver is sent: that something happened, and where to read it. Amounts and parties are
 * left to `GET /api/v1/events`, which asks who is asking.
 */
export function messageOf(event: LedgerEvent): string {
  return JSON.stringify({
    id: eventId(event.seq),
    type: typeOf(event),
    number: event.seq,
    occurredAt: event.blockTime.toISOString(),
    data: {
      address: event.address,
      blockNumber: event.blockNumber,
      blockHash: event.blockHash,
      logIndex: event.logIndex,
      transactionHash: event.transactionHash,
      operationId: event.commandId,
    },
    read: `/api/v1/events?after=${event.seq - 1}&limit=1`,
  });
}
